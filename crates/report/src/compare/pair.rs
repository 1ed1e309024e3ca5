//! The arithmetic: values of two books, subtracted draw by draw or as means.

use super::book::{Draw, Key};
use super::direction::{self, Worse};
use super::row::{Basis, Difference, Part, Sign, Values};
use super::side::Side;
use super::stats::{mean_and_error, quantiles, sign};
use super::times::{self, Kind, Known};
use std::collections::BTreeSet;

/// Differences of all results of whole runs, for all points together and, where these are no sample, for each.
pub(super) fn rows(reference: &Side, other: &Side, paired: bool) -> Vec<Difference> {
    let keys: BTreeSet<&Key> = reference.book.keys().chain(other.book.keys()).collect();
    let mut groups: Vec<Option<u32>> = vec![None];
    let points: BTreeSet<u32> =
        [reference, other].into_iter().flat_map(|side| side.book.draws.iter().map(|draw| draw.0)).collect();
    if points.len() > 1 && !reference.described.is_sample {
        groups.extend(points.into_iter().map(Some));
    }
    let mut rows = Vec::new();
    for point in groups {
        let [a, b] = [reference, other].map(|side| draws(side, point));
        for key in &keys {
            let both = Both { key, sides: [reference, other], draws: [&a, &b], paired };
            rows.extend(both.row(point));
        }
    }
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    rows
}

/// Which question a metric answers.
pub(super) fn part(key: &Key) -> Part {
    let metric = key.metric.as_str();
    let is_time =
        times::kind(metric).is_some() || !times::of_flag(key).is_empty() || metric.ends_with("recovered");
    if is_time {
        Part::Times
    } else if metric.starts_with("exports") {
        Part::Exports
    } else if metric == "value_added_usd" {
        Part::ValueAdded
    } else if metric.starts_with("harm_") || metric.starts_with("value_added_lost_") {
        Part::WhoPays
    } else {
        Part::Other
    }
}

type Order<'a> = (Part, Option<u32>, [&'a str; 4], Option<coercivity_base::Date>);

fn order(row: &Difference) -> Order<'_> {
    (row.part, row.point, [&row.metric, &row.stage, &row.jurisdiction, &row.good], row.month)
}

fn draws(side: &Side, point: Option<u32>) -> Vec<Draw> {
    side.book.draws.iter().copied().filter(|draw| point.is_none_or(|point| draw.0 == point)).collect()
}

/// A result of both sides.
struct Both<'a> {
    key: &'a Key,
    sides: [&'a Side; 2],
    draws: [&'a [Draw]; 2],
    paired: bool,
}

impl Both<'_> {
    fn row(&self, point: Option<u32>) -> Option<Difference> {
        // A result that one side does not know, since it has no baseline or another schedule, has no difference.
        if self.sides.iter().any(|side| !side.book.has(self.key)) {
            return None;
        }
        let time = times::kind(&self.key.metric);
        let known: [Option<Vec<Known>>; 2] = [0, 1].map(|side| {
            let of = |time: &(Kind, String)| {
                let at = |draw: &Draw| times::known(&self.sides[side].book, self.key, time, *draw);
                self.draws[side].iter().map(at).collect()
            };
            time.as_ref().map(of)
        });
        let values = [0, 1].map(|side| self.values(side, &time, known[side].as_deref()));
        let differences = self.differences(&time);
        let (mean, error) = if self.paired {
            mean_and_error(&differences)
        } else {
            let [(a, of_a), (b, of_b)] = values.each_ref().map(|values| mean_and_error(values));
            (b - a, of_a.hypot(of_b))
        };
        let is_one = self.draws.iter().all(|draws| draws.len() == 1);
        let worse = direction::of(&self.key.metric);
        let kind = time.as_ref().map(|time| time.0);
        let summed = [0, 1].map(|side| {
            let (never, not_back) = match (kind, &known[side]) {
                (Some(kind), Some(known)) => {
                    let (never, not_back) = times::count(kind, known);
                    (Some(never), not_back)
                }
                _ => (None, None),
            };
            let runs = self.draws[side].len();
            Values {
                runs,
                missing: runs - values[side].len(),
                never_fell: never,
                not_back,
                mean: mean_and_error(&values[side]).0,
                quantiles: quantiles(&values[side]),
            }
        });
        let [reference, other] = summed;
        Some(Difference {
            reference_name: self.sides[0].described.name.clone(),
            name: self.sides[1].described.name.clone(),
            part: part(self.key),
            point,
            month: self.key.month,
            stage: self.key.stage.clone(),
            jurisdiction: self.key.jurisdiction.clone(),
            good: self.key.good.clone(),
            metric: self.key.metric.clone(),
            unit: self.key.unit.clone(),
            basis: match (self.paired, is_one) {
                (true, true) => Basis::OnePair,
                (true, false) => Basis::Paired,
                (false, _) => Basis::Unpaired,
            },
            reference,
            other,
            pairs: if self.paired { differences.len() } else { 0 },
            difference: mean,
            error,
            quantiles: if self.paired && !is_one { quantiles(&differences) } else { [f64::NAN; 3] },
            worse_share: worse.map_or(f64::NAN, |worse| self.worse_share(worse, &time)),
            worse_when: worse.map_or("", Worse::name),
            sign: if is_one { Sign::Unknown } else { sign(mean, error) },
            censored: self.censored(kind, &known),
        })
    }

    /// Values of a side. Of times only those that are none but bounds are left out.
    fn values(&self, side: usize, time: &Option<(Kind, String)>, known: Option<&[Known]>) -> Vec<f64> {
        let book = &self.sides[side].book;
        match (time, known) {
            (Some(_), Some(known)) => {
                let at = |known: &Known| if let Known::At(value) = known { Some(*value) } else { None };
                known.iter().filter_map(at).collect()
            }
            _ => self.draws[side].iter().filter_map(|draw| book.value(self.key, *draw)).collect(),
        }
    }

    /// The value of a draw, and a number whose order is that of what is known of it.
    fn value(&self, side: usize, time: &Option<(Kind, String)>, draw: Draw) -> (Option<f64>, f64) {
        let book = &self.sides[side].book;
        match time {
            Some(time) => {
                let known = times::known(book, self.key, time, draw);
                let value = if let Known::At(value) = known { Some(value) } else { None };
                (value, known.order(time.0))
            }
            None => {
                let value = book.value(self.key, draw);
                (value, value.unwrap_or(f64::NAN))
            }
        }
    }

    /// Other less reference over the draws in which both have a value; of single runs their only draws are a pair.
    fn differences(&self, time: &Option<(Kind, String)>) -> Vec<f64> {
        let both =
            self.pairs().filter_map(|(a, b)| Some(self.value(1, time, b).0? - self.value(0, time, a).0?));
        both.collect()
    }

    /// Draws that both sides have.
    fn pairs(&self) -> impl Iterator<Item = (Draw, Draw)> {
        let [a, b] = self.draws;
        a.iter().filter(|draw| b.binary_search(draw).is_ok()).map(|draw| (*draw, *draw))
    }

    /// Share of pairs in which the other is worse; where nothing is paired, of all pairs of a run with a run.
    fn worse_share(&self, worse: Worse, time: &Option<(Kind, String)>) -> f64 {
        let [a, b] = self.draws;
        let mut count = (0_u64, 0_u64);
        let mut see = |a: Draw, b: Draw| {
            let (reference, other) = (self.value(0, time, a).1, self.value(1, time, b).1);
            if !reference.is_nan() && !other.is_nan() {
                count.0 += u64::from(worse.is(other, reference));
                count.1 += 1;
            }
        };
        if self.paired {
            self.pairs().for_each(|(a, b)| see(a, b));
        } else {
            a.iter().for_each(|&a| b.iter().for_each(|&b| see(a, b)));
        }
        count.0 as f64 / count.1 as f64
    }

    /// What was censored on either side, in words.
    fn censored(&self, kind: Option<Kind>, known: &[Option<Vec<Known>>; 2]) -> String {
        let Some(kind) = kind else { return String::new() };
        let of = |side: usize| {
            let known = known[side].as_deref().unwrap_or_default();
            times::words(&self.sides[side].described.name, kind, known)
        };
        let parts: Vec<String> = [of(0), of(1)].into_iter().filter(|words| !words.is_empty()).collect();
        parts.join("; ")
    }
}
