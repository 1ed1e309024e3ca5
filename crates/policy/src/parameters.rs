//! Parameters of a policy as typed fields, and their description for the manifest.

use crate::{FromSetting, Kind, Refusal, Setting};

/// A parameter as the manifest will tell it. Made by [`parameters!`](crate::parameters); the checks run at compile time.
#[derive(Clone, Copy, Debug)]
pub struct ParameterText {
    /// Name.
    pub name: &'static str,
    /// Kind.
    pub kind: Kind,
    /// Unit; empty if it has none.
    pub unit: &'static str,
    /// Smallest number, as text; empty without one.
    pub min: &'static str,
    /// Largest number, as text; empty without one.
    pub max: &'static str,
    /// What a text may be, by comma; empty for any.
    pub choices: &'static str,
    /// Default, as text; `None` if it must be given.
    pub default: Option<&'static str>,
    /// What it means.
    pub help: &'static str,
}

impl ParameterText {
    /// A parameter that must be given.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, help: &'static str) -> Self {
        Self { name, kind, unit: "", min: "", max: "", choices: "", default: None, help }
    }

    /// With a unit.
    ///
    /// # Panics
    /// At compile time, if it has one already.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        assert!(self.unit.is_empty(), "a parameter has `unit` twice");
        self.unit = unit;
        self
    }

    /// With a range.
    ///
    /// # Panics
    /// At compile time, if it has one already or is not of numbers.
    #[must_use]
    pub const fn range(mut self, min: &'static str, max: &'static str) -> Self {
        assert!(self.min.is_empty(), "a parameter has a range (`in`) twice");
        let numeric = matches!(self.kind, Kind::Number | Kind::Integer | Kind::Schedule);
        assert!(numeric, "only parameters of kind number, integer and schedule can have a range (`in`)");
        self.min = min;
        self.max = max;
        self
    }

    /// With choices.
    ///
    /// # Panics
    /// At compile time, if it has some already or is not a text.
    #[must_use]
    pub const fn choices(mut self, choices: &'static str) -> Self {
        assert!(self.choices.is_empty(), "a parameter has `choices` twice");
        assert!(matches!(self.kind, Kind::Text), "only a parameter of kind text can have `choices`");
        self.choices = choices;
        self
    }

    /// With a default.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// The parameters of a policy. Implemented by [`parameters!`](crate::parameters), and by `()` for none.
pub trait ParameterSet: Sized {
    /// What they are, in order.
    const TEXTS: &'static [ParameterText];

    /// Takes checked settings, one for each of [`ParameterSet::TEXTS`] in its order.
    ///
    /// # Errors
    /// If number or types differ, which a host that has read the manifest never lets happen.
    fn from_settings(settings: Vec<Setting>) -> Result<Self, Refusal>;
}

impl ParameterSet for () {
    const TEXTS: &'static [ParameterText] = &[];

    fn from_settings(settings: Vec<Setting>) -> Result<Self, Refusal> {
        Given::new(settings).finish()
    }
}

/// Settings that are taken one after another.
#[derive(Debug)]
pub struct Given(std::vec::IntoIter<Setting>);

impl Given {
    /// All of them.
    #[must_use]
    pub fn new(settings: Vec<Setting>) -> Self {
        Self(settings.into_iter())
    }

    /// The next one, for the parameter `name`.
    ///
    /// # Errors
    /// If there is none, or it is of another type.
    pub fn take<T: FromSetting>(&mut self, name: &str) -> Result<T, Refusal> {
        let setting =
            self.0.next().ok_or_else(|| Refusal::new(format!("`{name}` is missing")).parameter(name))?;
        T::from_setting(setting)
            .ok_or_else(|| Refusal::new(format!("`{name}` is of another kind")).parameter(name))
    }

    /// Says that all are taken.
    ///
    /// # Errors
    /// If some are left.
    pub fn finish(&mut self) -> Result<(), Refusal> {
        match self.0.len() {
            0 => Ok(()),
            n => Err(Refusal::new(format!("{n} settings more than the policy has parameters"))),
        }
    }
}

/// Declares the parameters of a policy: a struct with typed fields.
///
/// A field is `name: kind`, then perhaps `in LOW..=HIGH`, `unit "UNIT"`, `choices "a, b"`, then perhaps `= DEFAULT`,
/// a literal. Without a default the scenario must give it. The doc comment is the help that people are shown.
///
/// | kind | type of the field | default, for example |
/// |---|---|---|
/// | `number` | `f64` | `1.5` |
/// | `integer` | `i64` | `-3` |
/// | `switch` | `bool` | `true` |
/// | `text` | `String` | `"fast"` |
/// | `date` | [`Day`](crate::Day) | `"2025-04-09"` |
/// | `good` | [`Good`](crate::Good) | `"magnet_heavy"` |
/// | `goods` | `Vec<Good>` | `"magnet_standard, magnet_heavy"` or `"all"` |
/// | `jurisdiction` | [`Jurisdiction`](crate::Jurisdiction) | `"CN"` |
/// | `jurisdictions` | `Vec<Jurisdiction>` | `"US, EU"` or `"all"` |
/// | `end_uses` | `Vec<`[`EndUse`](crate::EndUse)`>` | `"civil, military"` or `"all"` |
/// | `firms` | `Vec<`[`FirmRow`](crate::FirmRow)`>` | `""` (none) |
/// | `regime` | [`Regime`](crate::Regime) | `"april"` |
/// | `measures` | `Vec<`[`Measure`](crate::Measure)`>` | `""` (none) |
/// | `schedule` | [`Steps`](crate::Steps) | `"2025-04-04: 0.05, 2025-06-09: 0.19"` |
///
/// ```
/// use coercivity_policy::prelude::*;
///
/// parameters! {
///     /// Who pays how much.
///     pub struct Parameters {
///         /// Rate on the value of the goods.
///         rate: number in 0.0..=10.0 unit "share" = 1.0,
///         /// How fast.
///         pace: text choices "fast, slow" = "fast",
///     }
/// }
/// ```
///
/// What makes no sense does not compile, and says why:
///
/// ```compile_fail
/// use coercivity_policy::prelude::*;
/// parameters! { pub struct Parameters { rate: number within 0.0..=10.0, } }
/// ```
///
/// ```compile_fail
/// use coercivity_policy::prelude::*;
/// parameters! { pub struct Parameters { rate: number unit "share" unit "ratio", } }
/// ```
///
/// ```compile_fail
/// use coercivity_policy::prelude::*;
/// parameters! { pub struct Parameters { on: switch in 0..=1, } }
/// ```
#[macro_export]
macro_rules! parameters {
    (
        $(#[$outer:meta])*
        $vis:vis struct $Name:ident {
            $(
                $(#[doc = $help:literal])*
                $field:ident : $kind:ident $($key:ident $value:literal $(..= $high:literal)?)* $(= $default:literal)?
            ),* $(,)?
        }
    ) => {
        $(#[$outer])*
        $vis struct $Name {
            $($(#[doc = $help])* $vis $field: $crate::__parameter_kind!(type $kind),)*
        }

        impl $crate::ParameterSet for $Name {
            const TEXTS: &'static [$crate::ParameterText] = &[$({
                let text = $crate::ParameterText::new(
                    ::core::stringify!($field),
                    $crate::__parameter_kind!(kind $kind),
                    ::core::concat!($($help),*),
                );
                $(let text = $crate::__parameter_attribute!($field, text, $key $value $(..= $high)?);)*
                $(let text = text.default(::core::concat!($default));)?
                text
            }),*];

            fn from_settings(settings: ::std::vec::Vec<$crate::Setting>) -> ::core::result::Result<Self, $crate::Refusal> {
                let given = &mut $crate::Given::new(settings);
                let parameters = Self { $($field: given.take(::core::stringify!($field))?,)* };
                given.finish()?;
                Ok(parameters)
            }
        }

        const _: &[$crate::ParameterText] = <$Name as $crate::ParameterSet>::TEXTS;
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __parameter_attribute {
    ($field:ident, $text:ident, in $low:literal ..= $high:literal) => {
        $text.range(::core::concat!($low), ::core::concat!($high))
    };
    ($field:ident, $text:ident, unit $unit:literal) => {
        $text.unit($unit)
    };
    ($field:ident, $text:ident, choices $choices:literal) => {
        $text.choices($choices)
    };
    ($field:ident, $text:ident, $other:ident $($rest:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "the parameter `",
            ::core::stringify!($field),
            "` cannot have `",
            ::core::stringify!($other $($rest)*),
            "`; parameters have `in LOW..=HIGH`, `unit \"UNIT\"` and `choices \"a, b\"`"
        ))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __parameter_kind {
    (type number) => { f64 };
    (type integer) => { i64 };
    (type switch) => { bool };
    (type text) => { ::std::string::String };
    (type date) => { $crate::Day };
    (type good) => { $crate::Good };
    (type goods) => { ::std::vec::Vec<$crate::Good> };
    (type jurisdiction) => { $crate::Jurisdiction };
    (type jurisdictions) => { ::std::vec::Vec<$crate::Jurisdiction> };
    (type end_uses) => { ::std::vec::Vec<$crate::EndUse> };
    (type firms) => { ::std::vec::Vec<$crate::FirmRow> };
    (type regime) => { $crate::Regime };
    (type measures) => { ::std::vec::Vec<$crate::Measure> };
    (type schedule) => { $crate::Steps };
    (kind number) => { $crate::Kind::Number };
    (kind integer) => { $crate::Kind::Integer };
    (kind switch) => { $crate::Kind::Switch };
    (kind text) => { $crate::Kind::Text };
    (kind date) => { $crate::Kind::Date };
    (kind good) => { $crate::Kind::Good };
    (kind goods) => { $crate::Kind::Goods };
    (kind jurisdiction) => { $crate::Kind::Jurisdiction };
    (kind jurisdictions) => { $crate::Kind::Jurisdictions };
    (kind end_uses) => { $crate::Kind::EndUses };
    (kind firms) => { $crate::Kind::Firms };
    (kind regime) => { $crate::Kind::Regime };
    (kind measures) => { $crate::Kind::Measures };
    (kind schedule) => { $crate::Kind::Schedule };
    ($what:ident $other:ident) => {
        ::core::compile_error!(::core::concat!(
            "there is no kind of parameter `",
            ::core::stringify!($other),
            "`; there are number, integer, switch, text, date, good, goods, jurisdiction, jurisdictions, end_uses, ",
            "firms, regime, measures and schedule"
        ))
    };
}
