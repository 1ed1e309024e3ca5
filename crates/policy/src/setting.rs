//! Kinds of parameters and their checked values.

/// Kind of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// A number.
    Number = 1,
    /// A whole number.
    Integer = 2,
    /// True or false.
    Switch = 3,
    /// A text, perhaps one of several choices.
    Text = 4,
    /// A day.
    Date = 5,
    /// A good.
    Good = 6,
    /// Goods.
    Goods = 7,
    /// A jurisdiction.
    Jurisdiction = 8,
    /// Jurisdictions; groups stand for their members.
    Jurisdictions = 9,
    /// End uses.
    EndUses = 10,
    /// Firms known by name; owners stand for the firms they own.
    Firms = 11,
    /// A licence regime of the scenario.
    Regime = 12,
    /// Measures of the scenario's schedule.
    Measures = 13,
    /// Numbers by first day.
    Schedule = 14,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 14] = [
        Kind::Number,
        Kind::Integer,
        Kind::Switch,
        Kind::Text,
        Kind::Date,
        Kind::Good,
        Kind::Goods,
        Kind::Jurisdiction,
        Kind::Jurisdictions,
        Kind::EndUses,
        Kind::Firms,
        Kind::Regime,
        Kind::Measures,
        Kind::Schedule,
    ];

    /// Name, as manifests write it.
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

    /// The kind of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A checked value. Indices are positions in [`crate::Names`]; lists are ascending and without doubles.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Switch(bool),
    /// A text.
    Text(String),
    /// A day, days since 1970-01-01.
    Date(i64),
    /// A good, a jurisdiction or a regime, by index.
    One(u32),
    /// Goods, jurisdictions, end uses or measures, by index; firms, by row.
    List(Vec<u32>),
    /// First day and number, in order of days.
    Schedule(Vec<(i64, f64)>),
}
