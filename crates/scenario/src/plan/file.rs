//! A plan file as it is written.

use crate::sections::Literal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A plan: scenarios, what is varied in them, and how often each is run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// One line that names the plan.
    pub title: String,
    /// What is asked and why.
    #[serde(default)]
    pub summary: String,
    /// Scenarios by name (lower snake case): the paths of their files relative to this one. Under each point and
    /// replicate all of them meet the same luck.
    pub scenarios: BTreeMap<String, String>,
    /// Single values of all scenarios by path, such as `run.firms`.
    #[serde(default)]
    pub set: BTreeMap<String, Literal>,
    /// Runs of each scenario at each point, each under draws of its own.
    /// Unit: runs. Range: 1..=100000. Default: 20.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 100_000))]
    pub replicates: u32,
    /// What is varied, and how. Default: nothing.
    #[serde(default)]
    pub vary: Option<Vary>,
}

/// How parameters are varied. Every path must be a value of all scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Vary {
    /// Every combination of the values given.
    Grid(BTreeMap<String, Vec<Literal>>),
    /// The scenario as it is, then each parameter at its low and its high end while the others stay: a tornado.
    OneAtATime(BTreeMap<String, Span>),
    /// A Latin hypercube: each parameter's range is cut into as many parts as there are points, and each part is met
    /// once. McKay, Beckman and Conover (1979), Technometrics 21(2), 239.
    LatinHypercube(Sampled),
    /// A Sobol' sequence with Owen's scrambling. Sobol' (1967), USSR Computational Mathematics 7(4), 86; Owen (1998).
    Sobol(Sampled),
    /// Trajectories that change one parameter after the other. Morris (1991), Technometrics 33(2), 161.
    Morris(Morris),
    /// A table in CSV, relative to this file: a column for each path, a point for each row, in the order of the file.
    Table(String),
}

/// Points drawn from ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampled {
    /// How many. Unit: points. Range: 2..=65536.
    #[schemars(range(min = 2, max = 65_536))]
    pub points: u32,
    /// Ranges by path. At most 256.
    pub parameters: BTreeMap<String, Span>,
}

/// Trajectories through ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Morris {
    /// How many; each takes one point more than there are parameters. Range: 2..=10000. Default: 10.
    #[serde(default = "ten")]
    #[schemars(range(min = 2, max = 10_000))]
    pub trajectories: u32,
    /// Levels of each range, an even number. Range: 2..=64. Default: 4.
    #[serde(default = "four")]
    #[schemars(range(min = 2, max = 64))]
    pub levels: u32,
    /// Ranges by path.
    pub parameters: BTreeMap<String, Span>,
}

/// The range of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Low end. Unit: that of the value. Range: -1e15..=1e15.
    #[schemars(range(min = -1e15, max = 1e15))]
    pub low: f64,
    /// High end. Unit: that of the value. Range: -1e15..=1e15.
    #[schemars(range(min = -1e15, max = 1e15))]
    pub high: f64,
    /// Whether equal parts are equal differences or equal ratios. Default: Linear.
    #[serde(default)]
    pub scale: Scale,
    /// Whether only whole numbers are meant. Default: false.
    #[serde(default)]
    pub whole: bool,
}

/// How a range is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Scale {
    /// By equal differences.
    #[default]
    Linear,
    /// By equal ratios; both ends are over 0.
    Log,
}

impl Span {
    /// The value at a place of the unit interval.
    #[must_use]
    pub fn at(&self, unit: f64) -> f64 {
        // A whole number owns an equal part of the interval, so both ends are met as often as what lies between.
        let (low, high) =
            if self.whole { (self.low, self.high + 1.0 - f64::EPSILON) } else { (self.low, self.high) };
        let value = match self.scale {
            Scale::Linear => low + unit * (high - low),
            Scale::Log => {
                let (from, to) = (coercivity_base::math::ln(low), coercivity_base::math::ln(high));
                coercivity_base::math::exp(from + unit * (to - from))
            }
        };
        let value = if self.whole { value.floor() } else { value };
        value.clamp(self.low, self.high)
    }
}

fn twenty() -> u32 {
    20
}

fn ten() -> u32 {
    10
}

fn four() -> u32 {
    4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_divided_by_differences_by_ratios_or_into_whole_numbers() {
        let linear = Span { low: 2.0, high: 6.0, scale: Scale::Linear, whole: false };
        assert_eq!([0.0, 0.25, 1.0].map(|unit| linear.at(unit)), [2.0, 3.0, 6.0]);
        let log = Span { low: 1.0, high: 100.0, scale: Scale::Log, whole: false };
        assert!((log.at(0.5) - 10.0).abs() < 1e-12);
        assert_eq!((log.at(0.0), log.at(1.0)), (1.0, 100.0));
        // 1, 2, 3: a third of the interval each.
        let whole = Span { low: 1.0, high: 3.0, scale: Scale::Linear, whole: true };
        assert_eq!(
            [0.0, 0.33, 0.34, 0.66, 0.67, 1.0].map(|unit| whole.at(unit)),
            [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
        );
    }
}
