//! `coercivity plugin check`: the conformance suite as a table, as JSON or for JUnit.

use super::{as_json, file_of, junit};
use crate::{
    args::{LIMIT_DEFAULT, PluginCheckArguments},
    exit::{self, Code, Failure},
    facts, plugins,
    screen::wrapped,
    terminal,
};
use coercivity_host::{
    Carrier,
    conformance::{self, CASES, Case, Finding, Verdict, case_named},
    inspect,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

/// Columns of the verdict and the name.
const MARGIN: usize = 24;

pub(crate) fn run(arguments: &PluginCheckArguments) -> exit::Outcome {
    let wanted = arguments.case.iter().map(|name| known(name)).collect::<Result<Vec<_>, _>>()?;
    let file = file_of(&arguments.asked, &arguments.plugins)?;
    if arguments.in_process {
        let carrier =
            if arguments.isolated { plugins::apart(arguments.limit as f64) } else { Carrier::Native };
        wanted.iter().for_each(|case| conformance::run_here(&file, case, arguments.seed, &carrier));
        return Ok(ExitCode::SUCCESS);
    }
    let findings = findings(arguments, &file, &wanted)?;
    if let Some(path) = &arguments.junit {
        fs::write(path, junit::report(&title(&file), &findings)).map_err(|error| {
            Failure::new(Code::Files, format_args!("Cannot write {}: {error}.", path.display()))
        })?;
    }
    if arguments.json {
        terminal::print(&as_json(&object(&file, arguments, &findings)))?;
    } else {
        terminal::print(&summary(&findings))?;
    }
    Ok(if findings.iter().any(Finding::is_failure) { Code::Plugin.into() } else { ExitCode::SUCCESS })
}

fn findings(
    arguments: &PluginCheckArguments,
    file: &Path,
    wanted: &[&'static Case],
) -> Result<Vec<Finding>, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::new(Code::Internal, format_args!("The program does not know its own file: {error}."))
    })?;
    if !arguments.json {
        terminal::print(&format!("{}, seed {}\n", title(file), arguments.seed))?;
    }
    let mut printed = Ok(());
    let findings = conformance::check(
        &|case| wanted.is_empty() || wanted.iter().any(|other| other.name == case.name),
        Duration::from_secs(arguments.limit),
        &|case| command(&program, file, case, arguments),
        &mut |finding| {
            if !arguments.json && printed.is_ok() {
                printed = terminal::print(&line(finding, file, arguments));
            }
        },
    );
    printed.map(|()| findings)
}

fn known(name: &str) -> Result<&'static Case, Failure> {
    case_named(name).ok_or_else(|| {
        let names: Vec<&str> = CASES.iter().map(|case| case.name).collect();
        Failure::new(Code::Usage, format_args!("There is no case `{name}`. There are: {}.", names.join(", ")))
    })
}

fn command(program: &Path, file: &Path, case: &Case, arguments: &PluginCheckArguments) -> Command {
    let (seed, limit) = (arguments.seed.to_string(), arguments.limit.to_string());
    let mut command = Command::new(program);
    command.args([
        "plugin",
        "check",
        "--case",
        case.name,
        "--seed",
        &seed,
        "--limit",
        &limit,
        "--in-process",
    ]);
    command.args(arguments.isolated.then_some("--isolated")).arg("--").arg(path(file));
    command
}

/// A path that cannot be taken for a name.
fn path(file: &Path) -> PathBuf {
    if file.components().count() > 1 { file.to_owned() } else { Path::new(".").join(file) }
}

/// The command that asks a case again.
fn repeat(file: &Path, case: &Case, arguments: &PluginCheckArguments) -> String {
    let words = ["coercivity", "plugin", "check"].map(str::to_owned).into_iter();
    let words = words.chain([path(file).display().to_string()]);
    let words = words.chain(["--case".into(), case.name.into(), "--seed".into(), arguments.seed.to_string()]);
    let limit = (arguments.limit != LIMIT_DEFAULT).then(|| ["--limit".into(), arguments.limit.to_string()]);
    let isolated = arguments.isolated.then(|| String::from("--isolated"));
    facts::join(words.chain(limit.into_iter().flatten()).chain(isolated))
}

fn title(file: &Path) -> String {
    match inspect(file) {
        Ok(plugin) => format!("{} {} ({})", plugin.card.id, plugin.card.version, file.display()),
        Err(_) => file.display().to_string(),
    }
}

fn line(finding: &Finding, file: &Path, arguments: &PluginCheckArguments) -> String {
    let case = finding.case;
    let head = |mark: &str| format!("{:<MARGIN$}", format!("  {mark:<5} {}", case.name));
    match &finding.verdict {
        Verdict::Passed(remark) if remark.is_empty() => wrapped(&head("ok"), case.claim),
        Verdict::Passed(remark) => wrapped(&head("ok"), &format!("{} ({remark})", case.claim)),
        Verdict::Skipped(why) => wrapped(&head("-"), why),
        Verdict::Failed(seen) => {
            let again = repeat(file, case, arguments);
            let seen = wrapped("          seen: ", seen);
            format!("{}{seen}          again: {again}\n", wrapped(&head("FAIL"), case.claim))
        }
    }
}

/// Passed, failed, left out.
fn counts(findings: &[Finding]) -> [usize; 3] {
    let count =
        |is_meant: fn(&Verdict) -> bool| findings.iter().filter(|finding| is_meant(&finding.verdict)).count();
    [
        count(|verdict| matches!(verdict, Verdict::Passed(_))),
        count(|verdict| matches!(verdict, Verdict::Failed(_))),
        count(|verdict| matches!(verdict, Verdict::Skipped(_))),
    ]
}

fn summary(findings: &[Finding]) -> String {
    let [passed, failed, skipped] = counts(findings);
    let seconds: f64 = findings.iter().map(|finding| finding.took.as_secs_f64()).sum();
    format!("{passed} passed, {failed} failed, {skipped} left out, in {seconds:.1} s\n")
}

fn object(file: &Path, arguments: &PluginCheckArguments, findings: &[Finding]) -> Value {
    let cases = findings.iter().map(|finding| {
        let (verdict, words) = match &finding.verdict {
            Verdict::Passed(words) => ("passed", words),
            Verdict::Failed(words) => ("failed", words),
            Verdict::Skipped(words) => ("skipped", words),
        };
        json!({
            "case": finding.case.name,
            "claim": finding.case.claim,
            "verdict": verdict,
            "words": words,
            "seconds": finding.took.as_secs_f64(),
            "again": repeat(file, finding.case, arguments),
        })
    });
    let [passed, failed, skipped] = counts(findings);
    let known = inspect(file).ok();
    json!({
        "file": file.display().to_string(),
        "id": known.as_ref().map(|plugin| &plugin.card.id),
        "version": known.as_ref().map(|plugin| &plugin.card.version),
        "sha256": known.as_ref().map(|plugin| &plugin.sha256),
        "seed": arguments.seed,
        "carrier": if arguments.isolated { "isolated" } else { "native" },
        "passed": passed,
        "failed": failed,
        "skipped": skipped,
        "cases": cases.collect::<Vec<_>>(),
    })
}
