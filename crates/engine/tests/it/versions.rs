//! What is told to whoever carries columns elsewhere: the same version, the same values.

use crate::directives::CHAIN;
use crate::prelude::*;
use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_policy::{Call, Card, Column, Fault, Instance, Slice, Table};
use coercivity_testkit::{layered, preset};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// By column: versions other than unknown with the values that they stood for, and whether it was ever unknown.
type Book = BTreeMap<Column, (BTreeMap<u64, String>, bool)>;

/// Looks at every column, and at the versions.
struct Keeper {
    card: Card,
    book: Arc<Mutex<Book>>,
}

impl Keeper {
    fn look(&self, call: &Call<'_>) {
        assert_eq!(call.versions.len(), call.inputs.len());
        let mut book = self.book.lock().unwrap();
        for ((column, slice), &version) in self.card.reads.iter().zip(call.inputs).zip(call.versions) {
            let (known, is_unknown) = book.entry(*column).or_default();
            if version == Call::UNKNOWN {
                *is_unknown = true;
            } else if !slice.is_empty() {
                let values = text(slice);
                let kept = known.entry(version).or_insert_with(|| values.clone());
                assert!(*kept == values, "{} changed and kept version {version}", column.name());
            }
        }
    }
}

/// The values bit by bit.
fn text(slice: &Slice<'_>) -> String {
    match slice {
        Slice::F64(values) => format!("{:?}", values.iter().map(|value| value.to_bits()).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

impl Instance for Keeper {
    fn card(&self) -> &Card {
        &self.card
    }
    fn on_tick(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.look(&call);
        Ok(())
    }
    fn decide(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.look(&call);
        Ok(())
    }
    fn settle(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.look(&call);
        Ok(())
    }
    fn save(&mut self) -> Result<Vec<u8>, Fault> {
        Ok(Vec::new())
    }
    fn load(&mut self, _: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
}

/// What was told in so many ticks.
fn told(scenario: &Scenario, ticks: usize) -> Book {
    let book = Arc::new(Mutex::new(Book::new()));
    let mine = Arc::clone(&book);
    let make = move || {
        let card = Card { reads: Column::ALL.to_vec(), settles: true, ..Card::default() };
        Keeper { card, book: Arc::clone(&mine) }
    };
    let keeper = PolicyUse {
        id: String::from("keeper"),
        make: Box::new(move |_, _, _| Ok(Box::new(make()))),
        hold_days: 0,
        on_error: OnError::Stop,
        warn_ms: 1e9,
        limit_ms: None,
        on_stuck: None,
    };
    let (scenario, pool) = (Arc::new(scenario.clone()), Pool::new(1).unwrap());
    let mut world = Simulation::with_policies(&scenario, pool, Layout::Natural, &[keeper]).unwrap();
    world.burn_in(|_, _| true).unwrap();
    for _ in 0..ticks {
        world.step().unwrap();
        world.advance();
    }
    std::mem::take(&mut *book.lock().unwrap())
}

#[test]
fn a_column_with_a_version_does_not_change() {
    for name in ["april_2025", "october_2025", "origin_share", "tariff_ladder"] {
        let book = told(&preset(&format!("scenarios/{name}.ron"), &[("run.firms", "400")]), 20);
        assert_eq!(book.len(), Column::ALL.len());
        for column in [Column::FirmId, Column::FirmCell, Column::FirmNormal, Column::FirmCapacity] {
            let (known, is_unknown) = &book[&column];
            assert_eq!((known.len(), *is_unknown), (1, false), "{name}: {}", column.name());
        }
        // What moves in any economy is never told to stay.
        for column in [Column::FirmOutput, Column::LaneFlow, Column::StageStock, Column::ApplicationAge] {
            assert!(book[&column].0.is_empty(), "{name}: {}", column.name());
        }
    }
}

#[test]
fn where_projects_open_capacity_is_not_told_to_stay() {
    let sections = r#"investment: (review_weeks: 4, persistence_weeks: 8),
        projects: {"Smelter": (recipe: "smelt", jurisdictions: ["US"], capacity_per_year: 100000, ramp_weeks: 8,
            incentive: Ratio(0.01), lead_weeks: 10)},"#;
    let book = told(&layered(CHAIN, sections, &[]), 60);
    for column in [Column::FirmNormal, Column::FirmCapacity] {
        assert_eq!((book[&column].0.len(), book[&column].1), (0, true), "{}", column.name());
    }
    assert_eq!(book[&Column::FirmId].0.len(), 1);
    let cells = Column::ALL.iter().filter(|column| column.table() == Table::Cells);
    assert!(cells.map(|column| &book[column]).all(|(known, is_unknown)| known.len() == 1 && !is_unknown));
}
