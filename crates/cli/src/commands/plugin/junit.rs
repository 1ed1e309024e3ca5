//! Results of the conformance suite in the XML of JUnit, which build servers show.

use coercivity_host::conformance::{Finding, Verdict};

/// The report of a plugin.
pub(super) fn report(title: &str, findings: &[Finding]) -> String {
    let count =
        |is_meant: fn(&Verdict) -> bool| findings.iter().filter(|finding| is_meant(&finding.verdict)).count();
    let failed = count(|verdict| matches!(verdict, Verdict::Failed(_)));
    let skipped = count(|verdict| matches!(verdict, Verdict::Skipped(_)));
    let seconds: f64 = findings.iter().map(|finding| finding.took.as_secs_f64()).sum();
    let cases: String = findings.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" \
         errors=\"0\" skipped=\"{skipped}\" time=\"{seconds:.3}\">\n{cases}</testsuite>\n",
        escaped(title),
        findings.len()
    )
}

fn case(finding: &Finding) -> String {
    let inner = match &finding.verdict {
        Verdict::Passed(_) => String::new(),
        Verdict::Failed(seen) => {
            format!("<failure message=\"{}\">{}</failure>", escaped(finding.case.claim), escaped(seen))
        }
        Verdict::Skipped(why) => format!("<skipped message=\"{}\"/>", escaped(why)),
    };
    let seconds = finding.took.as_secs_f64();
    let name = finding.case.name;
    format!(
        "  <testcase classname=\"conformance\" name=\"{name}\" time=\"{seconds:.3}\">{inner}</testcase>\n"
    )
}

/// A plugin's words as XML can hold them: it has no control characters, however they are written.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_host::conformance::CASES;
    use std::time::Duration;

    #[test]
    fn each_verdict_has_its_element_and_words_are_escaped() {
        let verdicts = [
            Verdict::Passed("fine".into()),
            Verdict::Failed("a < b & \"c\"\u{1}".into()),
            Verdict::Skipped("not meant".into()),
        ];
        let findings: Vec<Finding> = CASES
            .iter()
            .zip(verdicts)
            .map(|(case, verdict)| Finding { case, verdict, took: Duration::from_millis(250) })
            .collect();
        let report = report("quota 1.0 (\"x\")", &findings);
        // 3 * 0.25 = 0.75 seconds.
        let head = "<testsuite name=\"quota 1.0 (&quot;x&quot;)\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" \
                    time=\"0.750\">";
        assert!(report.contains(head), "{report}");
        assert!(report.contains(">a &lt; b &amp; &quot;c&quot;\u{fffd}</failure>"), "{report}");
        assert!(report.contains("name=\"manifest\" time=\"0.250\"></testcase>"), "{report}");
        assert!(report.contains("<skipped message=\"not meant\"/>"), "{report}");
    }
}
