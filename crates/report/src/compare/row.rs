//! Differences as they are handed out.

use coercivity_base::Date;
use serde::Serialize;

/// Which question a difference answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who pays: value added lost by side, and the ratio.
    WhoPays,
    /// Whether and when output fell and was back.
    Times,
    /// Exports of restricted goods by month.
    Exports,
    /// Value added by stage and jurisdiction over time.
    ValueAdded,
    /// Other results of whole runs.
    Other,
}

impl Part {
    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WhoPays => "who_pays",
            Self::Times => "times",
            Self::Exports => "exports",
            Self::ValueAdded => "value_added",
            Self::Other => "other",
        }
    }
}

/// How a difference was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// One pair of runs under the same luck: no band.
    OnePair,
    /// Runs under the same luck, subtracted one by one.
    Paired,
    /// Runs under different luck: a difference of means.
    Unpaired,
    /// Bands over runs: a difference of means, whose error is as if nothing were paired.
    Bands,
}

impl Basis {
    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OnePair => "one_pair",
            Self::Paired => "paired",
            Self::Unpaired => "unpaired",
            Self::Bands => "bands",
        }
    }
}

/// What the sign of a mean difference is, as far as two Monte Carlo errors tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Over zero by more than two errors.
    Positive,
    /// Under zero by more than two errors.
    Negative,
    /// Zero in every pair.
    Zero,
    /// The runs do not tell.
    Open,
    /// There is no error to tell by: one pair, or a sum of bands.
    Unknown,
}

impl Sign {
    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Zero => "zero",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }
}

/// Values of one side, in the unit of the row; not a number where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Values {
    /// Complete runs.
    pub runs: usize,
    /// Complete runs without a value.
    pub missing: usize,
    /// Of these, runs in which output never fell; absent for what is no time.
    pub never_fell: Option<usize>,
    /// Runs that fell and were not back by the end of the run; absent for what is no time of recovery.
    pub not_back: Option<usize>,
    /// Mean.
    pub mean: f64,
    /// A tenth, a half and nine tenths of the runs lie at or below.
    pub quantiles: [f64; 3],
}

/// A difference: other less reference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Name of the reference.
    pub reference_name: String,
    /// Name of what is compared with it.
    pub name: String,
    /// Which question it answers.
    pub part: Part,
    /// Point of the design; absent for all.
    pub point: Option<u32>,
    /// First of the month, for monthly values.
    pub month: Option<Date>,
    /// Stage; empty for all.
    pub stage: String,
    /// Jurisdiction, of exports the origin; empty for all.
    pub jurisdiction: String,
    /// Good, or empty.
    pub good: String,
    /// What is measured.
    pub metric: String,
    /// Unit of all values.
    pub unit: String,
    /// How it was made.
    pub basis: Basis,
    /// Values of the reference.
    pub reference: Values,
    /// Values of the other.
    pub other: Values,
    /// Pairs of runs in which both have a value.
    pub pairs: usize,
    /// Mean difference.
    pub difference: f64,
    /// Monte Carlo error of it.
    pub error: f64,
    /// Quantiles of the differences: a tenth, a half, nine tenths.
    pub quantiles: [f64; 3],
    /// Share of pairs in which the other is worse; censored ones count by their order.
    pub worse_share: f64,
    /// `higher` or `lower` values are worse; empty for what is neither good nor bad.
    pub worse_when: &'static str,
    /// The sign, as far as the runs tell.
    pub sign: Sign,
    /// What was censored, in words; empty if nothing was.
    pub censored: String,
}
