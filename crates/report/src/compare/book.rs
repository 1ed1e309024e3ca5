//! Values by what they are about and by draw.

use super::times;
use coercivity_base::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Value added at base prices.
pub(super) const VALUE_ADDED: &str = "value_added_usd";

/// A point of a design and a replicate; 0 and its replicate for a single run.
pub(super) type Draw = (u32, u32);

/// What a value is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) metric: String,
    /// Stage; empty for all.
    pub(super) stage: String,
    /// Jurisdiction, of exports the origin; empty for all.
    pub(super) jurisdiction: String,
    /// Good, or empty.
    pub(super) good: String,
    /// First of the month, for monthly values.
    pub(super) month: Option<Date>,
    pub(super) unit: String,
}

impl Key {
    /// A key without a month.
    pub(super) fn new([metric, stage, jurisdiction, good, unit]: [&str; 5], month: Option<Date>) -> Self {
        let [metric, stage, jurisdiction, good, unit] =
            [metric, stage, jurisdiction, good, unit].map(str::to_owned);
        Self { metric, stage, jurisdiction, good, month, unit }
    }

    /// The same about another metric.
    pub(super) fn with_metric(&self, metric: String, unit: &str) -> Self {
        Self { metric, unit: unit.to_owned(), ..self.clone() }
    }
}

/// Values of one side.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// Draws whose run is complete.
    pub(super) draws: BTreeSet<Draw>,
    places: BTreeMap<Key, usize>,
    values: Vec<BTreeMap<Draw, f64>>,
}

/// Values of a key; none for one that is not in the book.
static NOTHING: BTreeMap<Draw, f64> = BTreeMap::new();

impl Book {
    /// Sets a value; what is not a number is missing.
    pub(super) fn set(&mut self, key: Key, draw: Draw, value: f64) {
        let at = self.place(key);
        if value.is_finite() {
            self.values[at].insert(draw, value);
        }
    }

    /// Where value added of a cell in a month counts: the month and the run, by stage and jurisdiction and over either or
    /// both.
    pub(super) fn value_added_places(
        &mut self,
        stage: &str,
        jurisdiction: &str,
        month: Option<Date>,
    ) -> Vec<usize> {
        let mut places = Vec::with_capacity(8);
        for month in [month, None] {
            for stage in [stage, ""] {
                for jurisdiction in [jurisdiction, ""] {
                    let key = Key::new([VALUE_ADDED, stage, jurisdiction, "", "usd"], month);
                    places.push(self.place(key));
                }
            }
        }
        places
    }

    /// Adds to a sum at a place that was given out before.
    pub(super) fn add_at(&mut self, at: usize, draw: Draw, value: f64) {
        if value.is_finite() {
            *self.values[at].entry(draw).or_insert(0.0) += value;
        }
    }

    /// The place of a key, a new one if it had none.
    pub(super) fn place(&mut self, key: Key) -> usize {
        let next = self.values.len();
        let at = *self.places.entry(key).or_insert(next);
        if at == next {
            self.values.push(BTreeMap::new());
        }
        at
    }

    /// Values by draw.
    pub(super) fn of(&self, key: &Key) -> &BTreeMap<Draw, f64> {
        self.places.get(key).map_or(&NOTHING, |&at| &self.values[at])
    }

    /// The value of a draw.
    pub(super) fn value(&self, key: &Key, draw: Draw) -> Option<f64> {
        self.of(key).get(&draw).copied()
    }

    /// Whether it knows of a key.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// All keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.places.keys()
    }

    /// Gives every flag its times: where nothing ever fell a table has no row of the time, and that is a result.
    pub(super) fn complete_times(&mut self) {
        let wanted: Vec<Key> = self.places.keys().flat_map(times::of_flag).collect();
        for key in wanted {
            self.place(key);
        }
    }
}
