//! A doc comment taken apart: what it says, and its `Unit:`, `Range:`, `Default:` and `Source:` sentences.

/// A doc comment in parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Doc {
    /// Everything, on one line.
    pub(crate) full: String,
    /// What stands before the first keyword.
    pub(crate) summary: String,
    pub(crate) unit: Option<String>,
    pub(crate) range: Option<String>,
    pub(crate) default: Option<String>,
    /// A source or an assumption.
    pub(crate) source: Option<String>,
}

const KEYWORDS: [&str; 6] = ["Unit:", "Range:", "Default:", "Source:", "Source of", "Assumption"];

impl Doc {
    /// Takes `text` apart.
    pub(crate) fn parse(text: &str) -> Self {
        let full = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut starts: Vec<(usize, &str)> = KEYWORDS
            .iter()
            .flat_map(|keyword| full.match_indices(keyword))
            .filter(|(at, _)| *at == 0 || full[..*at].ends_with(". "))
            .collect();
        starts.sort_unstable();
        let mut doc = Self {
            summary: full[..starts.first().map_or(full.len(), |start| start.0)].trim().to_owned(),
            ..Self::default()
        };
        for (n, (at, keyword)) in starts.iter().enumerate() {
            let end = starts.get(n + 1).map_or(full.len(), |next| next.0);
            let sentence = full[*at..end].trim();
            let said = sentence.strip_prefix(keyword).unwrap_or(sentence).trim().trim_end_matches('.');
            let first = said.split(". ").next().unwrap_or(said).to_owned();
            let slot = match *keyword {
                "Unit:" => &mut doc.unit,
                "Range:" => &mut doc.range,
                "Default:" => &mut doc.default,
                _ => &mut doc.source,
            };
            let said = match *keyword {
                "Unit:" | "Range:" | "Default:" => first,
                "Source:" => said.to_owned(),
                _ => sentence.trim_end_matches('.').to_owned(),
            };
            *slot = Some(slot.take().map_or(said.clone(), |before| format!("{before}. {said}")));
        }
        doc.full = full;
        doc
    }

    /// The bounds that the `Range:` sentence gives, if it is of a form with two numbers.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        let range = self.range.as_deref()?;
        let range = range.split(';').next()?.trim();
        if let Some((low, high)) = range.strip_prefix("over ").and_then(|rest| rest.split_once(", up to ")) {
            return Some(Bounds {
                low: low.trim().parse().ok()?,
                high: high.trim().parse().ok()?,
                open: true,
            });
        }
        let (low, high) = range.split_once("..=")?;
        Some(Bounds { low: low.trim().parse().ok()?, high: high.trim().parse().ok()?, open: false })
    }
}

/// Least and greatest value; `open` leaves the least out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) open: bool,
}

impl Bounds {
    pub(crate) fn holds(self, value: f64) -> bool {
        value <= self.high && if self.open { value > self.low } else { value >= self.low }
    }
}

impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let open = if self.open { "over " } else { "" };
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => write!(f, "{open}{} to {}", number(self.low), number(self.high)),
            (true, false) => write!(
                f,
                "{}",
                if self.open {
                    format!("over {}", number(self.low))
                } else {
                    format!("at least {}", number(self.low))
                }
            ),
            (false, true) => write!(f, "up to {}", number(self.high)),
            (false, false) => write!(f, "any number"),
        }
    }
}

/// A number as people write it: large round ones with an exponent.
pub(crate) fn number(value: f64) -> String {
    let plain = format!("{value}");
    if plain.len() > 7 && value.abs() >= 1e6 && plain.trim_end_matches('0').len() <= 4 {
        format!("{value:e}")
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_taken_apart_by_its_keywords() {
        let doc = Doc::parse(
            "Elasticity of wanted\nshares. Unit: none. Range: 0..=20.\nSource: 2-5, e.g. Feenstra et al. (2018), 100, 135. Assumption here.",
        );
        assert_eq!(doc.summary, "Elasticity of wanted shares.");
        assert_eq!(doc.unit.as_deref(), Some("none"));
        assert_eq!(doc.range.as_deref(), Some("0..=20"));
        assert_eq!(
            doc.source.as_deref(),
            Some("2-5, e.g. Feenstra et al. (2018), 100, 135. Assumption here")
        );
    }

    #[test]
    fn a_unit_ends_with_its_sentence() {
        let doc =
            Doc::parse("Rate. Unit: applications per week. Range: over 0, up to 1e6. The rest says more.");
        assert_eq!(doc.unit.as_deref(), Some("applications per week"));
        assert_eq!(doc.bounds(), Some(Bounds { low: 0.0, high: 1e6, open: true }));
    }

    #[test]
    fn ranges_are_read_in_both_forms_and_others_left_alone() {
        let bounds = |text: &str| Doc::parse(text).bounds();
        assert_eq!(
            bounds("A. Range: 0..=1000; 1000 decides at once."),
            Some(Bounds { low: 0.0, high: 1000.0, open: false })
        );
        assert_eq!(bounds("A. Range: -0.5..=1."), Some(Bounds { low: -0.5, high: 1.0, open: false }));
        assert_eq!(bounds("A. Range: at least output_per_year."), None);
        let open = Bounds { low: 0.0, high: 1.0, open: true };
        assert!(!open.holds(0.0) && open.holds(1.0) && !open.holds(1.1) && !open.holds(f64::NAN));
    }
}
