//! Kinds of parameters, and how a value of each is read from a text.

use jiff::civil::Date;

/// Kind of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterKind {
    /// A number, such as `1.5`.
    Number,
    /// A whole number, such as `-3`.
    Integer,
    /// `true` or `false`.
    Switch,
    /// A text; one of the choices if the parameter lists any.
    Text,
    /// A date, such as `2025-04-09`.
    Date,
    /// The name of a good.
    Good,
    /// Names of goods, or `all`.
    Goods,
    /// The code of a jurisdiction.
    Jurisdiction,
    /// Codes of jurisdictions or names of groups, or `all`.
    Jurisdictions,
    /// Some of `civil`, `dual`, `military`, or `all`.
    EndUses,
    /// Names of named firms or of their owners. A name stands for the firm and for those that it owns, with the
    /// other names given, by half or more.
    Firms,
    /// The name of a licence regime.
    Regime,
    /// Ids of measures of the schedule.
    Measures,
    /// Numbers by date, such as `2025-04-04: 0.05, 2025-06-09: 0.19`; each holds from its date on.
    Schedule,
}

impl ParameterKind {
    /// All kinds, in canonical order.
    pub const ALL: [Self; 14] = [
        Self::Number,
        Self::Integer,
        Self::Switch,
        Self::Text,
        Self::Date,
        Self::Good,
        Self::Goods,
        Self::Jurisdiction,
        Self::Jurisdictions,
        Self::EndUses,
        Self::Firms,
        Self::Regime,
        Self::Measures,
        Self::Schedule,
    ];

    /// Lower-case name, as manifests write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Switch => "switch",
            Self::Text => "text",
            Self::Date => "date",
            Self::Good => "good",
            Self::Goods => "goods",
            Self::Jurisdiction => "jurisdiction",
            Self::Jurisdictions => "jurisdictions",
            Self::EndUses => "end_uses",
            Self::Firms => "firms",
            Self::Regime => "regime",
            Self::Measures => "measures",
            Self::Schedule => "schedule",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a value is, in words: `a number`, `a list of goods`.
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Switch => "`true` or `false`",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Good => "the name of a good",
            Self::Goods => "a list of goods",
            Self::Jurisdiction => "the code of a jurisdiction",
            Self::Jurisdictions => "a list of jurisdictions",
            Self::EndUses => "a list of end uses",
            Self::Firms => "a list of firms",
            Self::Regime => "the name of a regime",
            Self::Measures => "a list of measures",
            Self::Schedule => "a map of dates to numbers",
        }
    }

    /// Whether `all` stands for every one there is.
    #[must_use]
    pub const fn has_all(self) -> bool {
        matches!(self, Self::Goods | Self::Jurisdictions | Self::EndUses)
    }

    /// Whether least and greatest values mean anything.
    #[must_use]
    pub const fn has_range(self) -> bool {
        matches!(self, Self::Number | Self::Integer | Self::Schedule)
    }

    /// Reads a value from a text, as defaults are written: lists by comma, a schedule as `date: number` by comma,
    /// the empty text for an empty list.
    ///
    /// # Errors
    /// What the text should have been.
    pub fn read(self, text: &str) -> Result<Raw, String> {
        let text = text.trim();
        let not = || format!("`{text}` is not {}", self.described());
        match self {
            Self::Number => text.parse().map(Raw::Number).map_err(|_| not()),
            Self::Integer => text.parse().map(Raw::Integer).map_err(|_| not()),
            Self::Switch => text.parse().map(Raw::Switch).map_err(|_| not()),
            Self::Text => Ok(Raw::Text(text.to_owned())),
            Self::Date => text.parse().map(Raw::Date).map_err(|_| not()),
            Self::Good | Self::Jurisdiction | Self::Regime if text.is_empty() => Err(not()),
            Self::Good | Self::Jurisdiction | Self::Regime => Ok(Raw::Text(text.to_owned())),
            Self::Schedule => {
                let steps = parts(text).map(step).collect::<Result<Vec<_>, _>>()?;
                Raw::schedule(steps).map_err(|(_, wrong)| wrong)
            }
            _ if self.has_all() && text == "all" => Ok(Raw::All),
            Self::Goods | Self::Jurisdictions | Self::EndUses | Self::Firms | Self::Measures => {
                let names: Vec<String> = parts(text).map(str::to_owned).collect();
                if names.iter().any(String::is_empty) { Err(not()) } else { Ok(Raw::Names(names)) }
            }
        }
    }
}

/// A value of the right form whose names have not been looked up.
#[derive(Clone, Debug, PartialEq)]
pub enum Raw {
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Switch(bool),
    /// A text, or a single name.
    Text(String),
    /// A date.
    Date(Date),
    /// Every one there is.
    All,
    /// Names.
    Names(Vec<String>),
    /// Numbers by date, dates ascending.
    Schedule(Vec<(Date, f64)>),
}

impl Raw {
    /// A schedule of `steps`.
    ///
    /// # Errors
    /// The position of the first step that does not come after the one before, and a sentence that says so.
    pub fn schedule(steps: Vec<(Date, f64)>) -> Result<Self, (usize, String)> {
        match steps.windows(2).position(|pair| pair[1].0 <= pair[0].0) {
            Some(n) => Err((n + 1, format!("{} does not come after {}", steps[n + 1].0, steps[n].0))),
            None => Ok(Self::Schedule(steps)),
        }
    }
}

/// What stands between commas; nothing in an empty text.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(move |_| !text.is_empty())
}

fn step(text: &str) -> Result<(Date, f64), String> {
    let not = || format!("`{text}` is not a date and a number, such as `2025-04-04: 0.05`");
    let (date, value) = text.split_once(':').ok_or_else(not)?;
    let date = date.trim().parse().map_err(|_| not())?;
    Ok((date, value.trim().parse().map_err(|_| not())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in ParameterKind::ALL {
            assert_eq!(ParameterKind::of_name(kind.name()), Some(kind));
        }
        assert_eq!(ParameterKind::of_name("Number"), None);
    }

    #[test]
    fn texts_are_read_by_kind() {
        use ParameterKind as K;
        let names = |list: &[&str]| Raw::Names(list.iter().map(|name| (*name).to_owned()).collect());
        let cases = [
            (K::Number, "1.5", Raw::Number(1.5)),
            (K::Integer, " -3 ", Raw::Integer(-3)),
            (K::Switch, "true", Raw::Switch(true)),
            (K::Text, "", Raw::Text(String::new())),
            (K::Date, "2025-04-09", Raw::Date(date(2025, 4, 9))),
            (K::Good, "ore", Raw::Text(String::from("ore"))),
            (K::Goods, "magnet_standard, magnet_heavy", names(&["magnet_standard", "magnet_heavy"])),
            (K::Goods, "all", Raw::All),
            (K::Firms, "all", names(&["all"])),
            (K::Jurisdictions, "", names(&[])),
            (
                K::Schedule,
                "2025-04-04: 0.05, 2025-06-09: 0.19",
                Raw::Schedule(vec![(date(2025, 4, 4), 0.05), (date(2025, 6, 9), 0.19)]),
            ),
            (K::Schedule, "", Raw::Schedule(vec![])),
        ];
        for (kind, text, raw) in cases {
            assert_eq!(kind.read(text), Ok(raw), "{text:?} as {}", kind.name());
        }
    }

    #[test]
    fn texts_of_another_form_are_refused() {
        use ParameterKind as K;
        let cases = [
            (K::Number, "much"),
            (K::Integer, "1.5"),
            (K::Switch, "yes"),
            (K::Date, "2025-02-30"),
            (K::Good, ""),
            (K::Goods, "ore,,oxide"),
            (K::Schedule, "2025-04-04 0.05"),
            (K::Schedule, "April: 0.05"),
        ];
        for (kind, text) in cases {
            assert!(kind.read(text).is_err(), "{text:?} as {}", kind.name());
        }
    }
}
