//! `coercivity compare`: what differs between runs, or between scenarios of ensembles.

use crate::{
    args::DifferenceArguments,
    compare_screen,
    exit::{self, Code, Failure},
    terminal,
};
use coercivity_report::{
    ReportError,
    compare::{CompareError, CompareOptions, Comparison, compare, dictionary_csv, differences_csv},
    write,
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(crate) fn run(arguments: &DifferenceArguments) -> exit::Outcome {
    fits(arguments)?;
    let files = files(arguments);
    // Reading takes a second or two; a name that is taken is told before.
    if let Some((taken, _)) = files.iter().find(|file| file.0.exists() && !arguments.force) {
        return Err(files_failure(&ReportError::Exists { path: taken.clone() }));
    }
    let options = CompareOptions {
        directories: &arguments.directories,
        reference: arguments.reference.as_deref(),
        unpaired: arguments.unpaired,
    };
    let comparison = compare(&options).map_err(|error| failure(&error))?;
    for (path, content) in &files {
        write(path, &content(&comparison)?, arguments.force).map_err(|error| files_failure(&error))?;
    }
    if arguments.json {
        terminal::print(&json(&comparison)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = compare_screen::render(&comparison, terminal::colour_on_stdout());
    match files.first() {
        Some((path, _)) => text.push_str(&format!("\n{} has every difference, one a row.\n", path.display())),
        None => text.push_str("\n--out DIR or --csv FILE writes every difference, one a row.\n"),
    }
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a directory stands, or can, where one is named, and no directory where a file is.
fn fits(arguments: &DifferenceArguments) -> Result<(), Failure> {
    let words = match (&arguments.out, &arguments.csv) {
        (Some(out), _) if out.is_file() => format!(
            "{} is a file. --out names a directory, for the table, its dictionary and comparison.json; --csv FILE writes the \
             table alone.",
            out.display()
        ),
        (None, Some(csv)) if csv.is_dir() => format!(
            "{} is a directory. Name the file that is to be written, such as --csv {}.",
            csv.display(),
            csv.join("differences.csv").display()
        ),
        _ => return Ok(()),
    };
    Err(Failure::new(Code::Files, words))
}

/// What a file holds.
type Content = fn(&Comparison) -> Result<String, Failure>;

/// The files that are asked for, the differences first.
fn files(arguments: &DifferenceArguments) -> Vec<(PathBuf, Content)> {
    let differences: Content = |comparison| Ok(differences_csv(&comparison.differences));
    let dictionary: Content = |_| Ok(dictionary_csv());
    match (&arguments.out, &arguments.csv) {
        (Some(out), _) => vec![
            (out.join("differences.csv"), differences),
            (out.join("dictionary.csv"), dictionary),
            (out.join("comparison.json"), json),
        ],
        (None, Some(csv)) => vec![(csv.clone(), differences), (beside(csv), dictionary)],
        (None, None) => Vec::new(),
    }
}

/// `a_dictionary.csv` for `a.csv`.
fn beside(csv: &Path) -> PathBuf {
    let mut name = csv.file_stem().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    name.push("_dictionary.csv");
    csv.with_file_name(name)
}

fn json(comparison: &Comparison) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(comparison);
    text.map(|text| text + "\n").map_err(|error| Failure::new(Code::Internal, error))
}

fn failure(error: &CompareError) -> Failure {
    match error {
        CompareError::Read(error) => files_failure(error),
        CompareError::Usage(_) => Failure::new(Code::Usage, error),
        CompareError::Unlike(_) => Failure::new(Code::Unlike, error),
    }
}

fn files_failure(error: &ReportError) -> Failure {
    Failure::new(Code::Files, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_stands_beside_its_table() {
        assert_eq!(beside(Path::new("out/ban.csv")), Path::new("out/ban_dictionary.csv"));
    }
}
