//! Parameters of a policy: what one may be, and what it is once its names are ids.
//!
//! A policy says what it can be told as a list of [`ParameterSpec`]. A scenario gives values as literals or leaves
//! them to the default, which is a text. Both become a [`Raw`] value first, of the right form but with names; looking
//! the names up in a scenario gives a [`Setting`]. This module knows neither policies nor scenarios, so that a
//! policy's list can be checked alone ([`check_specs`]).

mod kind;

pub use kind::{ParameterKind, Raw};

use crate::ids::{EndUse, GoodId, JurisdictionId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Largest whole number that a parameter can hold: beyond it not every whole number is an `f64`.
pub const MAX_INTEGER: f64 = 9_007_199_254_740_991.0;

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSpec {
    /// Name, lower snake case.
    pub name: String,
    /// Kind.
    pub kind: ParameterKind,
    /// Unit of a number or of the numbers of a schedule; empty for none.
    pub unit: String,
    /// Least value of a number, whole number or number of a schedule.
    pub min: Option<f64>,
    /// Greatest value of a number, whole number or number of a schedule.
    pub max: Option<f64>,
    /// The texts allowed; empty for any.
    pub choices: Vec<String>,
    /// The value where none is given, as [`ParameterKind::read`] reads it; `None` if one must be given.
    pub default: Option<String>,
    /// What it does.
    pub help: String,
}

impl ParameterSpec {
    /// Says how `value` lies outside the range, or that it is no finite number; `None` if it is fine.
    #[must_use]
    pub fn out_of_range(&self, value: f64) -> Option<String> {
        let (name, unit) = (&self.name, self.unit_behind());
        if !value.is_finite() {
            return Some(format!("{name} {value} is not a number one can compute with"));
        }
        if let Some(max) = self.max.filter(|max| value > *max) {
            return Some(format!("{name} {value} is over {max}{unit}"));
        }
        let min = self.min.filter(|min| value < *min)?;
        Some(format!("{name} {value} is under {min}{unit}"))
    }

    /// The range in words, such as `0 to 10 share`; `None` if there is none.
    #[must_use]
    pub fn range(&self) -> Option<String> {
        let unit = self.unit_behind();
        match (self.min, self.max) {
            (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
            (Some(min), None) => Some(format!("at least {min}{unit}")),
            (None, Some(max)) => Some(format!("up to {max}{unit}")),
            (None, None) => None,
        }
    }

    fn unit_behind(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) }
    }

    /// The default, checked as far as that is possible without a scenario; `None` if a value must be given.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn default_value(&self) -> Result<Option<Raw>, String> {
        let Some(text) = &self.default else { return Ok(None) };
        let raw = self.kind.read(text).map_err(|wrong| format!("default of `{}`: {wrong}", self.name))?;
        match self.mistakes(&raw).first() {
            Some((_, wrong)) => Err(format!("default of `{}`: {wrong}", self.name)),
            None => Ok(Some(raw)),
        }
    }

    /// What is wrong with a value of this kind: range, choices, end uses. Each sentence with the position of the name
    /// or step that it is about, 0 in a single value.
    #[must_use]
    pub fn mistakes(&self, raw: &Raw) -> Vec<(usize, String)> {
        let single = |wrong: Option<String>| wrong.map(|wrong| (0, wrong)).into_iter().collect();
        match raw {
            Raw::Number(value) => single(self.out_of_range(*value)),
            Raw::Integer(value) if value.unsigned_abs() as f64 > MAX_INTEGER => {
                vec![(0, format!("{value} is too large"))]
            }
            Raw::Integer(value) => single(self.out_of_range(*value as f64)),
            Raw::Text(text) if !self.choices.is_empty() && !self.choices.contains(text) => {
                vec![(0, format!("{} `{text}` is none of {}", self.name, self.choices.join(", ")))]
            }
            Raw::Names(names) if self.kind == ParameterKind::EndUses => {
                let unknown = |name: &String| EndUse::of_name(name).is_none();
                let told = |(n, name): (usize, &String)| (n, format!("unknown end use `{name}`"));
                names.iter().enumerate().filter(|(_, name)| unknown(name)).map(told).collect()
            }
            Raw::Schedule(steps) => {
                let values = steps.iter().map(|step| self.out_of_range(step.1)).enumerate();
                values.filter_map(|(n, wrong)| wrong.map(|wrong| (n, wrong))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A checked value with names as ids. Lists of ids are in order and name none twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Switch(bool),
    /// A text.
    Text(String),
    /// A date.
    Date(Date),
    /// A good.
    Good(GoodId),
    /// Goods.
    Goods(Vec<GoodId>),
    /// A jurisdiction.
    Jurisdiction(JurisdictionId),
    /// Jurisdictions, groups replaced by their members.
    Jurisdictions(Vec<JurisdictionId>),
    /// One flag per end use, by [`EndUse::index`].
    EndUses([bool; 3]),
    /// Named firms by their position in the scenario, owners replaced by what they own.
    Firms(Vec<usize>),
    /// A licence regime by its position in the scenario.
    Regime(usize),
    /// Measures by their position in the schedule.
    Measures(Vec<usize>),
    /// Numbers by date, dates ascending.
    Schedule(Vec<(Date, f64)>),
}

impl Setting {
    /// The kind of parameter that it is a value of.
    #[must_use]
    pub const fn kind(&self) -> ParameterKind {
        match self {
            Self::Number(_) => ParameterKind::Number,
            Self::Integer(_) => ParameterKind::Integer,
            Self::Switch(_) => ParameterKind::Switch,
            Self::Text(_) => ParameterKind::Text,
            Self::Date(_) => ParameterKind::Date,
            Self::Good(_) => ParameterKind::Good,
            Self::Goods(_) => ParameterKind::Goods,
            Self::Jurisdiction(_) => ParameterKind::Jurisdiction,
            Self::Jurisdictions(_) => ParameterKind::Jurisdictions,
            Self::EndUses(_) => ParameterKind::EndUses,
            Self::Firms(_) => ParameterKind::Firms,
            Self::Regime(_) => ParameterKind::Regime,
            Self::Measures(_) => ParameterKind::Measures,
            Self::Schedule(_) => ParameterKind::Schedule,
        }
    }
}

/// Checks a list of parameters by itself: names, ranges, choices and defaults.
///
/// # Errors
/// A sentence about the first mistake.
pub fn check_specs(specs: &[ParameterSpec]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for spec in specs {
        let (name, kind) = (&spec.name, spec.kind.name());
        if !is_snake_case(name) {
            return Err(format!("the parameter name `{name}` is not lower snake case"));
        }
        if !seen.insert(name.as_str()) {
            return Err(format!("there are two parameters called `{name}`"));
        }
        if !spec.kind.has_range() && (spec.min.is_some() || spec.max.is_some()) {
            return Err(format!("`{name}` has a range, which a parameter of kind {kind} cannot have"));
        }
        if spec.min.is_some_and(f64::is_nan) || spec.max.is_some_and(f64::is_nan) {
            return Err(format!("the range of `{name}` is not a number"));
        }
        if let (Some(min), Some(max)) = (spec.min, spec.max)
            && min > max
        {
            return Err(format!("the least value of `{name}`, {min}, is over the greatest, {max}"));
        }
        if spec.kind != ParameterKind::Text && !spec.choices.is_empty() {
            return Err(format!("`{name}` has choices, which only a text can have"));
        }
        spec.default_value()?;
    }
    Ok(())
}

/// Whether a name is made of small letters, digits and `_`, a letter first.
#[must_use]
pub fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(name: &str, kind: ParameterKind, default: Option<&str>) -> ParameterSpec {
        ParameterSpec {
            name: name.to_owned(),
            kind,
            unit: String::new(),
            min: None,
            max: None,
            choices: Vec::new(),
            default: default.map(str::to_owned),
            help: String::new(),
        }
    }

    #[test]
    fn a_value_out_of_range_is_told_with_bound_and_unit() {
        let share = ParameterSpec {
            unit: String::from("share"),
            min: Some(0.0),
            max: Some(10.0),
            ..spec("rate", ParameterKind::Number, None)
        };
        assert_eq!(share.out_of_range(12.0).as_deref(), Some("rate 12 is over 10 share"));
        assert_eq!(share.out_of_range(-0.5).as_deref(), Some("rate -0.5 is under 0 share"));
        assert!(share.out_of_range(f64::NAN).is_some_and(|wrong| wrong.contains("rate NaN is not a number")));
        assert_eq!((share.out_of_range(0.0), share.out_of_range(10.0)), (None, None));
        assert_eq!(share.range().as_deref(), Some("0 to 10 share"));
    }

    #[test]
    fn a_wrong_list_of_parameters_is_told_its_first_mistake() {
        use ParameterKind as K;
        let number = || spec("rate", K::Number, Some("1"));
        let told = |specs: &[ParameterSpec]| check_specs(specs).unwrap_err();
        assert_eq!(check_specs(&[number(), spec("goods", K::Goods, Some("all"))]), Ok(()));
        assert!(told(&[spec("Rate", K::Number, None)]).contains("`Rate` is not lower snake case"));
        assert!(told(&[number(), number()]).contains("two parameters called `rate`"));
        assert!(told(&[ParameterSpec { min: Some(2.0), ..number() }]).contains("rate 1 is under 2"));
        let crossed = ParameterSpec { min: Some(2.0), max: Some(1.0), ..number() };
        assert!(told(&[crossed]).contains("the least value of `rate`, 2, is over the greatest, 1"));
        let ranged = ParameterSpec { max: Some(1.0), ..spec("on", K::Switch, None) };
        assert!(told(&[ranged]).contains("which a parameter of kind switch cannot have"));
        let choices = vec![String::from("fast"), String::from("slow")];
        let mode = ParameterSpec { choices: choices.clone(), ..spec("mode", K::Text, Some("fats")) };
        assert!(told(&[mode]).contains("`fats` is none of fast, slow"));
        assert!(told(&[ParameterSpec { choices, ..number() }]).contains("which only a text can have"));
        assert!(told(&[spec("uses", K::EndUses, Some("civic"))]).contains("unknown end use `civic`"));
        let backwards = spec("hazard", K::Schedule, Some("2025-06-09: 1, 2025-04-04: 2"));
        assert!(told(&[backwards]).contains("2025-04-04 does not come after 2025-06-09"));
        let large = spec("n", K::Integer, Some("9007199254740993"));
        assert!(told(&[large]).contains("9007199254740993 is too large"));
    }
}
