//! `coercivity report`: one HTML file from the directories of runs, games and ensembles.

use crate::{
    args::ReportArguments,
    exit::{self, Code, Failure},
    known, terminal,
};
use coercivity_report::{MOST_DIRECTORIES, ReportError, Source, origin, render, write};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(crate) fn run(arguments: &ReportArguments) -> exit::Outcome {
    let given = arguments.runs.len();
    if given > MOST_DIRECTORIES {
        return Err(failure(&ReportError::TooMany { given, most: MOST_DIRECTORIES }));
    }
    let out = arguments.out.clone().unwrap_or_else(|| default_out(&arguments.runs[0]));
    // Reading takes a second or two; a name that is taken is told before.
    if out.is_dir() {
        return Err(failure(&ReportError::Directory { path: out }));
    }
    if out.exists() && !arguments.force {
        return Err(failure(&ReportError::Exists { path: out }));
    }
    let mut sources = Vec::new();
    for directory in &arguments.runs {
        let origin = origin(directory).map_err(|error| failure(&error))?;
        sources.push(Source {
            directory: directory.clone(),
            known: origin.and_then(|origin| known::of(&origin)),
        });
    }
    let page = render(&sources).map_err(|error| failure(&error))?;
    write(&out, &page, arguments.force).map_err(|error| failure(&error))?;
    if !arguments.quiet {
        let size = page.len() as f64 / 1e6;
        terminal::print(&format!("{} ({size:.1} MB); open it in a browser.\n", out.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `runs/april_2025.html` for `runs/april_2025`.
fn default_out(directory: &Path) -> PathBuf {
    let full = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let is_named = directory.file_name().is_some();
    let base = if is_named { directory.to_owned() } else { full };
    let mut name = base.file_name().map_or_else(|| "report".into(), std::ffi::OsStr::to_owned);
    name.push(".html");
    base.with_file_name(name)
}

fn failure(error: &ReportError) -> Failure {
    let code = match error {
        ReportError::TooMany { .. } => Code::Usage,
        ReportError::Page(_) => Code::Internal,
        _ => Code::Files,
    };
    Failure::new(code, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_stands_beside_its_run() {
        assert_eq!(default_out(Path::new("runs/april_2025/")), Path::new("runs/april_2025.html"));
        assert_eq!(default_out(Path::new("v1.2")), Path::new("v1.2.html"));
    }
}
