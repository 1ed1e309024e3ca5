//! Designs: which points a plan has.
//!
//! Every design is a pure function of the plan and its seed, so that shards of an ensemble, wherever they run, agree on
//! what point number 17 is.

mod hypercube;
mod morris;

pub use morris::{Elementary, elementary_effects};

use coercivity_scenario::plan::{Point, Span, Vary, as_override};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The points of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// How they were chosen.
    pub kind: Kind,
    /// Paths that are varied, in the order of the columns.
    pub paths: Vec<String>,
    /// The points; a value of each path.
    pub points: Vec<Point>,
    /// The same as places in the unit interval, for designs over ranges.
    pub units: Vec<Vec<f64>>,
}

/// How points were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Nothing is varied.
    Plain,
    /// Every combination.
    Grid,
    /// One parameter at a time.
    OneAtATime,
    /// Latin hypercube.
    LatinHypercube,
    /// Sobol' sequence.
    Sobol,
    /// Trajectories.
    Morris,
    /// A table of the user's.
    Table,
}

impl Kind {
    /// Name in manifests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Grid => "grid",
            Self::OneAtATime => "one_at_a_time",
            Self::LatinHypercube => "latin_hypercube",
            Self::Sobol => "sobol",
            Self::Morris => "morris",
            Self::Table => "table",
        }
    }

    /// Whether the points are a sample of what may be the case, so that bands go over all of them; else each point is a
    /// question of its own.
    #[must_use]
    pub fn is_sample(self) -> bool {
        matches!(self, Self::LatinHypercube | Self::Sobol)
    }
}

/// The design that `vary` means; `table` has the rows of its table, if it names one.
#[must_use]
pub fn design(vary: Option<&Vary>, table: &[Point], seed: u64) -> Design {
    match vary {
        None => {
            Design { kind: Kind::Plain, paths: Vec::new(), points: vec![Point::new()], units: Vec::new() }
        }
        Some(Vary::Grid(values)) => {
            let lists =
                values.iter().map(|(path, list)| (path.clone(), list.iter().map(as_override).collect()));
            grid(lists.collect())
        }
        Some(Vary::Table(_)) => {
            let paths = table.first().map(|row| row.iter().map(|(path, _)| path.clone()).collect());
            let (kind, points) = (Kind::Table, table.to_vec());
            Design { kind, paths: paths.unwrap_or_default(), points, units: Vec::new() }
        }
        Some(Vary::OneAtATime(spans)) => one_at_a_time(spans),
        Some(Vary::LatinHypercube(sampled)) => {
            let units = hypercube::units(sampled.points, sampled.parameters.keys(), seed);
            of_units(Kind::LatinHypercube, &sampled.parameters, units)
        }
        Some(Vary::Sobol(sampled)) => {
            let unit = |point, dimension| f64::from(sobol_burley::sample(point, dimension, seed as u32));
            let dimensions = sampled.parameters.len() as u32;
            let units = (0..sampled.points).map(|point| (0..dimensions).map(|d| unit(point, d)).collect());
            of_units(Kind::Sobol, &sampled.parameters, units.collect())
        }
        Some(Vary::Morris(plan)) => {
            let units = morris::units(plan.trajectories, plan.levels, plan.parameters.len(), seed);
            of_units(Kind::Morris, &plan.parameters, units)
        }
    }
}

/// Every combination; the last path changes from point to point.
fn grid(lists: Vec<(String, Vec<String>)>) -> Design {
    let mut points = vec![Point::new()];
    for (path, values) in &lists {
        let with = |point: &Point, value: &String| {
            let mut longer = point.clone();
            longer.push((path.clone(), value.clone()));
            longer
        };
        points = points.iter().flat_map(|point| values.iter().map(|value| with(point, value))).collect();
    }
    let paths = lists.into_iter().map(|(path, _)| path).collect();
    Design { kind: Kind::Grid, paths, points, units: Vec::new() }
}

/// Nothing changed, then the low and the high end of each path. A path that is not changed at a point stands there with
/// an empty value.
fn one_at_a_time(spans: &BTreeMap<String, Span>) -> Design {
    let ends = |(path, span): (&String, &Span)| {
        [span.low, span.high].map(|value| vec![(path.clone(), value.to_string())])
    };
    let points = std::iter::once(Point::new()).chain(spans.iter().flat_map(ends)).collect();
    Design { kind: Kind::OneAtATime, paths: spans.keys().cloned().collect(), points, units: Vec::new() }
}

fn of_units(kind: Kind, spans: &BTreeMap<String, Span>, units: Vec<Vec<f64>>) -> Design {
    let value = |((path, span), unit): ((&String, &Span), &f64)| (path.clone(), span.at(*unit).to_string());
    let points = units.iter().map(|units| spans.iter().zip(units).map(value).collect()).collect();
    Design { kind, paths: spans.keys().cloned().collect(), points, units }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_scenario::plan::{Morris, Sampled, Scale};
    use coercivity_scenario::sections::Literal;

    fn spans(paths: &[&str]) -> BTreeMap<String, Span> {
        let span = Span { low: 10.0, high: 20.0, scale: Scale::Linear, whole: false };
        paths.iter().map(|path| ((*path).to_owned(), span)).collect()
    }

    fn values(design: &Design) -> Vec<Vec<&str>> {
        design.points.iter().map(|point| point.iter().map(|(_, value)| value.as_str()).collect()).collect()
    }

    #[test]
    fn a_grid_has_every_combination_and_the_last_path_changes_first() {
        let numbers = [1.0, 2.0].map(Literal::Number).to_vec();
        let switches = [true, false].map(Literal::Switch).to_vec();
        let vary = Vary::Grid([("a".into(), numbers), ("b".into(), switches)].into());
        let found = design(Some(&vary), &[], 1);
        assert_eq!(values(&found), [["1", "true"], ["1", "false"], ["2", "true"], ["2", "false"]]);
    }

    #[test]
    fn one_at_a_time_begins_with_no_change() {
        let found = design(Some(&Vary::OneAtATime(spans(&["a", "b"]))), &[], 1);
        assert_eq!(values(&found), [vec![], vec!["10"], vec!["20"], vec!["10"], vec!["20"]]);
        assert_eq!(found.points[3][0].0, "b");
    }

    #[test]
    fn a_sobol_sequence_halves_every_range_evenly() {
        let sampled = Sampled { points: 64, parameters: spans(&["a", "b", "c"]) };
        let found = design(Some(&Vary::Sobol(sampled)), &[], 3);
        for d in 0..3 {
            // 64 points of a (0, m, s)-net in base 2: 8 in each eighth.
            let mut counts = [0; 8];
            found.units.iter().for_each(|units| counts[(units[d] * 8.0) as usize] += 1);
            assert_eq!(counts, [8; 8]);
        }
        // And 4 in each quarter by quarter of two of them.
        let mut cells = [0; 16];
        found.units.iter().for_each(|u| cells[(u[0] * 4.0) as usize * 4 + (u[1] * 4.0) as usize] += 1);
        assert_eq!(cells, [4; 16]);
    }

    #[test]
    fn a_design_depends_on_its_seed_and_on_nothing_else() {
        let plan = Morris { trajectories: 3, levels: 4, parameters: spans(&["a", "b"]) };
        let vary = Vary::Morris(plan);
        assert_eq!(design(Some(&vary), &[], 5), design(Some(&vary), &[], 5));
        assert_ne!(design(Some(&vary), &[], 5), design(Some(&vary), &[], 6));
    }
}
