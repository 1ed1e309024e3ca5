//! Types of parameters: what an author's fields are, made from the checked settings that the host hands over.

use crate::{Day, Kind, Names, Setting};

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

indices! {
    /// A good: its position in [`Names::goods`].
    Good;
    /// A jurisdiction: its position in [`Names::jurisdictions`].
    Jurisdiction;
    /// A licence regime of the scenario: its position in [`Names::regimes`].
    Regime;
    /// A measure of the scenario's schedule: its position in [`Names::measures`].
    Measure;
    /// A firm: its row in the columns of firms.
    FirmRow;
}

/// What an importer uses a good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum EndUse {
    /// Civil.
    Civil = 0,
    /// Civil and military.
    Dual = 1,
    /// Military.
    Military = 2,
}

impl EndUse {
    /// All end uses, by code.
    pub const ALL: [EndUse; 3] = [EndUse::Civil, EndUse::Dual, EndUse::Military];

    /// Name, as parameters write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Civil => "civil",
            Self::Dual => "dual",
            Self::Military => "military",
        }
    }
}

/// Numbers by day: each holds from its day until the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(Vec<(Day, f64)>);

impl Steps {
    /// Steps in the order of their days; `None` if they are not in order.
    #[must_use]
    pub fn new(steps: Vec<(Day, f64)>) -> Option<Self> {
        steps.windows(2).all(|pair| pair[0].0 < pair[1].0).then_some(Self(steps))
    }

    /// The number that holds on `day`; `None` before the first.
    #[must_use]
    pub fn at(&self, day: Day) -> Option<f64> {
        let begun = self.0.partition_point(|step| step.0 <= day);
        begun.checked_sub(1).map(|last| self.0[last].1)
    }

    /// All steps, in order of days.
    #[must_use]
    pub fn steps(&self) -> &[(Day, f64)] {
        &self.0
    }
}

/// A type that a parameter can have.
pub trait FromSetting: Sized {
    /// The value of a setting; `None` if it is of another type.
    fn from_setting(setting: Setting) -> Option<Self>;
}

macro_rules! from_setting {
    ($($type:ty: $pattern:pat => $value:expr;)*) => {$(
        impl FromSetting for $type {
            fn from_setting(setting: Setting) -> Option<Self> {
                match setting { $pattern => $value, _ => None }
            }
        }
    )*};
}

from_setting! {
    f64: Setting::Number(number) => Some(number);
    i64: Setting::Integer(number) => Some(number);
    bool: Setting::Switch(switch) => Some(switch);
    String: Setting::Text(text) => Some(text);
    Day: Setting::Date(number) => Some(Day::from_number(number));
    Good: Setting::One(index) => Some(Good(index));
    Jurisdiction: Setting::One(index) => Some(Jurisdiction(index));
    Regime: Setting::One(index) => Some(Regime(index));
    Vec<Good>: Setting::List(list) => Some(list.into_iter().map(Good).collect());
    Vec<Jurisdiction>: Setting::List(list) => Some(list.into_iter().map(Jurisdiction).collect());
    Vec<Measure>: Setting::List(list) => Some(list.into_iter().map(Measure).collect());
    Vec<FirmRow>: Setting::List(list) => Some(list.into_iter().map(FirmRow).collect());
    Vec<EndUse>: Setting::List(list) => list.into_iter().map(|code| EndUse::ALL.get(code as usize).copied()).collect();
    Steps: Setting::Schedule(steps) => Steps::new(steps.into_iter().map(|(day, value)| (Day::from_number(day), value)).collect());
}

impl Setting {
    /// Whether this is a value of `kind` whose indices exist in `names`.
    pub(crate) fn fits(&self, kind: Kind, names: &Names) -> bool {
        let one_of = |index: &u32, n: usize| (*index as usize) < n;
        let each_of = |list: &[u32], n: usize| list.iter().all(|index| one_of(index, n));
        match (kind, self) {
            (Kind::Number, Self::Number(number)) => number.is_finite(),
            (Kind::Integer, Self::Integer(_)) | (Kind::Switch, Self::Switch(_)) => true,
            (Kind::Text, Self::Text(_)) | (Kind::Date, Self::Date(_)) => true,
            (Kind::Good, Self::One(index)) => one_of(index, names.goods.len()),
            (Kind::Jurisdiction, Self::One(index)) => one_of(index, names.jurisdictions.len()),
            (Kind::Regime, Self::One(index)) => one_of(index, names.regimes.len()),
            (Kind::Goods, Self::List(list)) => each_of(list, names.goods.len()),
            (Kind::Jurisdictions, Self::List(list)) => each_of(list, names.jurisdictions.len()),
            (Kind::EndUses, Self::List(list)) => each_of(list, EndUse::ALL.len()),
            (Kind::Measures, Self::List(list)) => each_of(list, names.measures.len()),
            (Kind::Firms, Self::List(list)) => list.iter().all(|row| u64::from(*row) < names.firm_count()),
            (Kind::Schedule, Self::Schedule(steps)) => {
                let ascending = steps.windows(2).all(|pair| pair[0].0 < pair[1].0);
                ascending && steps.iter().all(|step| step.1.is_finite())
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_holds_from_its_day_until_the_next() {
        let day = |text| Day::parse(text).unwrap();
        let steps = Steps::new(vec![(day("2025-04-04"), 0.05), (day("2025-06-09"), 0.19)]).unwrap();
        let at = |text| steps.at(day(text));
        assert_eq!([at("2025-04-03"), at("2025-04-04"), at("2025-06-08")], [None, Some(0.05), Some(0.05)]);
        assert_eq!(at("2030-01-01"), Some(0.19));
        assert_eq!(Steps::new(vec![(day("2025-06-09"), 1.0), (day("2025-04-04"), 2.0)]), None);
    }

    #[test]
    fn an_index_that_does_not_exist_does_not_fit() {
        let names = Names {
            jurisdictions: vec!["CN".into(), "US".into()],
            stage_rows: vec![0, 3],
            ..Names::default()
        };
        assert!(Setting::List(vec![0, 1]).fits(Kind::Jurisdictions, &names));
        assert!(!Setting::List(vec![2]).fits(Kind::Jurisdictions, &names));
        assert!(!Setting::One(0).fits(Kind::Good, &names));
        assert!(
            Setting::List(vec![2]).fits(Kind::Firms, &names)
                && !Setting::List(vec![3]).fits(Kind::Firms, &names)
        );
        assert!(!Setting::Number(f64::NAN).fits(Kind::Number, &names));
        assert!(!Setting::Number(1.0).fits(Kind::Integer, &names));
    }
}
