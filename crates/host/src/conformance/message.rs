//! What the process of a case tells the process that started it: lines on standard output, each with a mark, between
//! which a plugin may print what it likes.

use std::io::Write as _;

const STEP: &str = "\u{1}step ";
const PASSED: &str = "\u{1}passed ";
const FAILED: &str = "\u{1}failed ";
const SKIPPED: &str = "\u{1}skipped ";

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should; perhaps with a remark.
    Passed(String),
    /// What was seen instead.
    Failed(String),
    /// It does not apply, or needs another case to pass first.
    Skipped(String),
}

/// Says what is about to be done.
pub(super) fn step(what: &str) {
    line(STEP, what);
}

/// Says how the case ended.
pub(super) fn verdict(verdict: &Verdict) {
    match verdict {
        Verdict::Passed(note) => line(PASSED, note),
        Verdict::Failed(seen) => line(FAILED, seen),
        Verdict::Skipped(why) => line(SKIPPED, why),
    }
}

fn line(mark: &str, words: &str) {
    let words = words.replace(['\n', '\r'], " ");
    // Whoever closed the other end does not want to know.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(format!("\n{mark}{words}\n").as_bytes()).and_then(|()| out.flush());
}

/// The verdict in the output of a process, if it came to one, and the last step.
pub(super) fn read(output: &str) -> (Option<Verdict>, Option<String>) {
    let (mut verdict, mut step) = (None, None);
    for line in output.lines() {
        if let Some(what) = line.strip_prefix(STEP) {
            step = Some(what.to_owned());
        } else if let Some(note) = line.strip_prefix(PASSED) {
            verdict = Some(Verdict::Passed(note.to_owned()));
        } else if let Some(seen) = line.strip_prefix(FAILED) {
            verdict = Some(Verdict::Failed(seen.to_owned()));
        } else if let Some(why) = line.strip_prefix(SKIPPED) {
            verdict = Some(Verdict::Skipped(why.to_owned()));
        }
    }
    (verdict, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_between_what_a_plugin_prints() {
        let output =
            "hello\n\n\u{1}step create\nno line feed\n\u{1}step settle\n\u{1}failed it is wrong\nbye";
        let (verdict, step) = read(output);
        assert_eq!(verdict, Some(Verdict::Failed("it is wrong".into())));
        assert_eq!(step.as_deref(), Some("settle"));
        assert_eq!(read("passed for ever\n"), (None, None), "a line without the mark is the plugin's own");
    }
}
