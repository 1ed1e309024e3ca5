//! Counts of instructions and what they may be.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// By how much a count may differ, unless the file says otherwise. Counts repeat to a few millionths; the rest is room
/// for small changes that are not worth a new budget, and for other versions of the system's libraries.
pub(crate) const TOLERANCE_PERCENT: f64 = 3.0;

/// Instructions of one thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Count {
    pub(crate) name: String,
    pub(crate) instructions: u64,
}

/// Counts, and where they were taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Budget {
    pub(crate) rustc: String,
    pub(crate) machine: String,
    pub(crate) tolerance_percent: f64,
    pub(crate) counts: Vec<Count>,
}

/// How counts stand to the budget; with the names of those that differ by more than the tolerance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Within,
    Under(String),
    Over(String),
}

impl Budget {
    pub(crate) fn read(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text)?;
        let words =
            |name: &str| value[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
        let mut counts = Vec::new();
        for (name, count) in value["instructions"].as_object().context("no instructions")? {
            let instructions = count.as_u64().with_context(|| format!("{name} is no count"))?;
            ensure!(instructions > 0, "{name} is zero");
            counts.push(Count { name: name.clone(), instructions });
        }
        Ok(Self {
            rustc: words("rustc")?,
            machine: words("machine")?,
            tolerance_percent: value["tolerance_percent"].as_f64().context("no tolerance_percent")?,
            counts,
        })
    }

    pub(crate) fn text(&self) -> String {
        let counts: serde_json::Map<String, Value> =
            self.counts.iter().map(|count| (count.name.clone(), json!(count.instructions))).collect();
        let value = json!({
            "rustc": self.rustc,
            "machine": self.machine,
            "tolerance_percent": self.tolerance_percent,
            "instructions": counts,
        });
        format!("{value:#}\n")
    }

    /// Why counts cannot be held against this budget: another compiler or another kind of processor.
    pub(crate) fn stranger(&self, measured: &Budget) -> Option<String> {
        let facts = [(&self.rustc, &measured.rustc), (&self.machine, &measured.machine)];
        let (ours, theirs) = facts.into_iter().find(|(ours, theirs)| ours != theirs)?;
        Some(format!("the budget was taken with {ours}, and here is {theirs}"))
    }

    fn of(&self, name: &str) -> Option<u64> {
        self.counts.iter().find(|count| count.name == name).map(|count| count.instructions)
    }

    /// Sets counts against this budget.
    pub(crate) fn judge(&self, measured: &Budget) -> Result<Verdict> {
        let room = self.tolerance_percent / 100.0;
        let (mut over, mut under) = (Vec::new(), Vec::new());
        for count in &measured.counts {
            let budget = self.of(&count.name).with_context(|| format!("no budget for {}", count.name))?;
            let ratio = count.instructions as f64 / budget as f64;
            if ratio > 1.0 + room {
                over.push(count.name.as_str());
            } else if ratio < 1.0 - room {
                under.push(count.name.as_str());
            }
        }
        Ok(match (over.as_slice(), under.as_slice()) {
            ([], []) => Verdict::Within,
            ([], under) => Verdict::Under(under.join("; ")),
            (over, _) => Verdict::Over(over.join("; ")),
        })
    }

    /// The counts beside this budget.
    pub(crate) fn table(&self, measured: &Budget) -> String {
        let mut text = format!(
            "{:<24}{:>16}{:>16}{:>9}  (tolerance {}%)",
            "instructions", "measured", "budget", "ratio", self.tolerance_percent
        );
        for Count { name, instructions } in &measured.counts {
            let (budget, ratio) = match self.of(name) {
                Some(budget) => (grouped(budget), format!("{:.4}", *instructions as f64 / budget as f64)),
                None => ("-".to_owned(), "-".to_owned()),
            };
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{name:<24}{:>16}{budget:>16}{ratio:>9}", grouped(*instructions));
        }
        text
    }
}

/// A number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(instructions: u64) -> Budget {
        Budget {
            rustc: "rustc 1".to_owned(),
            machine: "x86_64".to_owned(),
            tolerance_percent: 3.0,
            counts: vec![Count { name: "a run".to_owned(), instructions }],
        }
    }

    #[test]
    fn counts_beyond_the_tolerance_are_over_or_under() {
        let judge = |measured| budget(1000).judge(&budget(measured)).unwrap();
        assert_eq!(judge(1029), Verdict::Within);
        assert_eq!(judge(971), Verdict::Within);
        assert_eq!(judge(1031), Verdict::Over("a run".to_owned()));
        assert_eq!(judge(969), Verdict::Under("a run".to_owned()));
    }

    #[test]
    fn another_compiler_is_a_stranger() {
        let other = Budget { rustc: "rustc 2".to_owned(), ..budget(1) };
        assert!(budget(1).stranger(&budget(1)).is_none());
        let reason = budget(1).stranger(&other).unwrap();
        assert!(reason.contains("rustc 1") && reason.contains("rustc 2"), "{reason}");
    }

    #[test]
    fn a_budget_is_read_as_written() {
        assert_eq!(Budget::read(&budget(1_234_567).text()).unwrap(), budget(1_234_567));
        assert!(Budget::read("{}").is_err());
    }

    #[test]
    fn the_table_shows_both_numbers() {
        let table = budget(2_000_000).table(&budget(1_000));
        assert!(
            table.contains("1,000") && table.contains("2,000,000") && table.contains("0.0005"),
            "{table}"
        );
    }
}
