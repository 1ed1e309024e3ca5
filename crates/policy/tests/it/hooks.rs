//! What an author writes, run in process: what hooks see and do, refusals, state, panics.

use coercivity_policy::prelude::*;
use coercivity_policy::{Fault, Level, NO_LIMIT, Slice, Status, TestWorld, Trial};

parameters! {
    struct Parameters {
        mode: text = "",
    }
}

/// Does what its parameter says.
struct Actor {
    mode: String,
    ticks: u32,
}

impl Policy for Actor {
    const ABOUT: About = About {
        id: "actor",
        summary: "Does what it is told.",
        reads: &[Column::LaneFlow, Column::LaneTransit, Column::ApplicationEndUse, Column::ApplicationId],
        writes: &[
            Effect::Tariff,
            Effect::Quota,
            Effect::Status,
            Effect::Regime,
            Effect::HazardFactor,
            Effect::Announced,
            Effect::Suspended,
            Effect::StoreBuy,
            Effect::Decision,
        ],
        state: 1,
        settles: true,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        assert!(parameters.mode != "panic in new", "no actor");
        Ok(Self { mode: parameters.mode, ticks: 0 })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        self.ticks += 1;
        match self.mode.as_str() {
            "panic in on_tick" => panic!("not on {}", world.date()),
            "undeclared column" => drop(world.column_f64(Column::StoreStock)?),
            "other type" => drop(world.column_f64(Column::LaneTransit)?),
            "undeclared effect" => measures.add(Effect::Fee, 0, 1.0),
            "no row" => measures.set(Effect::Tariff, 64, 1.0),
            "not a number" => measures.set(Effect::Tariff, 5, f64::NAN),
            "half a verdict" => measures.set(Effect::Status, 7, 1.5),
            "raw infinity" => measures.column_f64(Effect::Quota)?[9] = f64::INFINITY,
            "unknown firm" => measures.restrict(Restriction::ban(FirmRow(20), Party::Any)),
            "bad metric" => measures.metric(Metric::new("Bad name", "share", 1.0)),
            "discard" => return Err(Refusal::new("not today").discard()),
            "fatal" => return Err(Refusal::new("never again").row(3).fatal()),
            "twice wrong" => {
                measures.add(Effect::Tariff, 64, 1.0);
                measures.add(Effect::Fee, 0, 1.0);
            }
            "everything" => everything(world, measures),
            _ => measures.add(Effect::Tariff, 1, f64::from(self.ticks)),
        }
        Ok(())
    }

    fn decide(&self, applications: &Applications<'_>, rulings: &mut Rulings<'_>) -> Result<(), Refusal> {
        assert!(self.mode != "panic in decide", "undecided");
        for (row, end_use) in applications.column_u32(Column::ApplicationEndUse)?.iter().enumerate() {
            if *end_use == EndUse::Military as u32 {
                rulings.refuse(row);
            } else if row == 0 {
                rulings.grant(row);
            }
        }
        if self.mode == "rule on nobody" {
            rulings.defer(applications.count());
        }
        Ok(())
    }

    fn settle(&mut self, world: &World<'_>, notes: &mut Notes<'_>) -> Result<(), Refusal> {
        assert!(self.mode != "panic in settle", "unsettled");
        let flow: f64 = world.column_f64(Column::LaneFlow)?.iter().sum();
        notes.metric(Metric::new("flow", "units per tick", flow).of(Good(1)));
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        assert!(self.mode != "panic in save", "unsaved");
        self.ticks.to_le_bytes().to_vec()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        assert!(self.mode != "panic in load", "unloaded");
        let bytes = state.try_into().map_err(|_| format!("{} bytes are no state", state.len()))?;
        self.ticks = u32::from_le_bytes(bytes);
        Ok(())
    }
}

fn everything(world: &World<'_>, measures: &mut Measures<'_>) {
    measures.add(Effect::Tariff, 1, 0.25);
    measures.add(Effect::Tariff, 1, 0.5);
    measures.quota(2, 80.0);
    measures.quota(2, 90.0);
    measures.block(3);
    measures.grace(3);
    measures.licence(4, Regime(1));
    measures.licence(4, Regime(0));
    measures.add(Effect::HazardFactor, 5, 0.5);
    measures.add(Effect::HazardFactor, 5, 4.0);
    measures.announce(6);
    measures.suspend(Measure(1));
    measures.buy(7, 10.0);
    measures.restrict(Restriction::licence(Jurisdiction(0), FirmRow(19), Regime(1)).of(Good(2)));
    measures
        .event(Note::new("ban").of(Good(2)).in_jurisdiction(Jurisdiction(0)).at(FirmRow(3)).detail("why"));
    measures.log(&format!("week of {}", world.date()));
    measures.warn("careful");
}

fn trial(mode: &str) -> Trial<Actor> {
    Harness::<Actor>::new().set("mode", mode).build().unwrap()
}

fn fault(mode: &str) -> Fault {
    trial(mode).tick().map(|_| ()).unwrap_err()
}

#[test]
fn what_a_policy_sets_twice_combines_by_the_rule_of_the_effect() {
    let mut trial = trial("everything");
    trial.on_date("2025-05-05").tick().unwrap();
    assert_eq!(trial.value(Effect::Tariff, 1), 0.75); // 0.25 + 0.5
    assert_eq!((trial.value(Effect::Quota, 2), trial.value(Effect::Quota, 3)), (80.0, NO_LIMIT)); // min(80, 90)
    assert_eq!((trial.value(Effect::Status, 3), trial.value(Effect::Status, 4)), (3.0, 2.0)); // max(3, 1)
    assert_eq!(trial.value(Effect::Regime, 4), 1.0); // the first
    assert_eq!(trial.value(Effect::HazardFactor, 5), 2.0); // 1 * 0.5 * 4
    assert_eq!((trial.value(Effect::Announced, 6), trial.value(Effect::Suspended, 1)), (1.0, 1.0));
    assert_eq!(trial.value(Effect::StoreBuy, 7), 10.0);
}

#[test]
fn what_a_policy_tells_can_be_read() {
    let mut trial = trial("everything");
    trial.on_date("2025-05-05").tick().unwrap();
    let event = &trial.events()[0];
    assert_eq!((event.name.as_str(), event.detail.as_str(), event.firm), ("ban", "why", Some(FirmRow(3))));
    let log = [(Level::Info, "week of 2025-05-05".to_owned()), (Level::Warning, "careful".to_owned())];
    assert_eq!(trial.log(), log);
    let restriction = trial.restrictions()[0];
    assert_eq!((restriction.exporter, restriction.importer), (Party::Jurisdiction(0), Party::Firm(19)));
    assert_eq!((restriction.status, restriction.regime, restriction.good), (2, Some(1), Some(2)));
    let Slice::F64(flow) = trial.world().column(Column::LaneFlow) else { panic!("flow is f64") };
    assert_eq!((trial.metrics()[0].value, trial.metrics()[0].good), (flow.iter().sum(), Some(Good(1))));
}

#[test]
fn applications_are_ruled_on_by_row() {
    let mut trial = trial("");
    trial.tick().unwrap();
    // By the car maker of US (civil), by its military one, by JP (civil).
    let decisions = [0, 1, 2].map(|row| trial.value(Effect::Decision, row));
    assert_eq!(decisions, [1.0, 3.0, 0.0]);
    assert!(trial.world_mut().keep_applications(0));
    trial.tick().unwrap();
    assert_eq!(trial.value(Effect::Decision, 0), 0.0);
}

#[test]
fn what_is_not_declared_or_not_acceptable_is_refused_with_what_to_do() {
    let cases = [
        (
            "undeclared column",
            "`stores.stock` is not declared: write Column::StoreStock into ABOUT.reads",
            None,
        ),
        ("undeclared effect", "`lanes.fee` is not declared: write Effect::Fee into ABOUT.writes", None),
        ("other type", "`lanes.transit` holds u32: read it with column_u32", None),
        ("no row", "`lanes.tariff` has 64 rows in this call, no row 64", Some(64)),
        ("not a number", "`lanes.tariff` cannot be NaN: it is 0 to 100 share of the base price", Some(5)),
        ("half a verdict", "`uses.status` cannot be 1.5: it is 0 to 3 code", Some(7)),
        ("raw infinity", "it wrote lanes.quota = inf", Some(9)),
        ("unknown firm", "the host does not take Restriction", None),
        ("bad metric", "the host does not take the metric `Bad name` = 1", None),
        ("twice wrong", "`lanes.tariff` has 64 rows in this call, no row 64", Some(64)),
        ("rule on nobody", "`applications.decision` has 3 rows in this call, no row 3", Some(3)),
    ];
    for (mode, why, row) in cases {
        let fault = fault(mode);
        assert!(fault.message.starts_with(why), "{mode}: {fault}");
        assert_eq!((fault.status, fault.row), (Status::Error, row), "{mode}");
    }
}

#[test]
fn a_failing_call_writes_nothing_and_ends_the_instance() {
    let mut trial = trial("twice wrong");
    assert!(trial.tick().is_err());
    assert_eq!(trial.value(Effect::Tariff, 1), 0.0);
    let again = trial.tick().map(|_| ()).unwrap_err();
    assert!(
        again.message.starts_with("it is not usable any more, since in an earlier call `lanes.tariff`"),
        "{again}"
    );
}

#[test]
fn a_discarded_call_leaves_the_instance_usable_and_a_fatal_one_does_not() {
    let mut discarding = trial("discard");
    for _ in 0..2 {
        let fault = discarding.tick().map(|_| ()).unwrap_err();
        assert_eq!((fault.status, fault.message.as_str()), (Status::Discard, "not today"));
    }
    let mut fatal = trial("fatal");
    assert_eq!(fatal.tick().map(|_| ()).unwrap_err().to_string(), "never again (row 3)");
    assert!(fatal.tick().is_err_and(|fault| fault.message.contains("never again")));
}

#[test]
fn a_panic_in_any_hook_becomes_a_fault_with_file_and_line() {
    for (mode, said) in [
        ("panic in on_tick", "it panicked: not on 2025-01-06, at "),
        ("panic in decide", "it panicked: undecided, at "),
        ("panic in settle", "it panicked: unsettled, at "),
    ] {
        let mut trial = trial(mode);
        let fault = trial.tick().map(|_| ()).unwrap_err();
        assert_eq!(fault.status, Status::Panicked);
        assert!(fault.message.starts_with(said) && fault.message.contains("tests/it/hooks.rs:"), "{fault}");
        assert!(trial.tick().is_err_and(|fault| fault.message.contains("not usable any more")));
    }
    let fault = Harness::<Actor>::new().set("mode", "panic in new").build().unwrap_err();
    assert_eq!(fault.status, Status::Panicked);
    assert!(trial("panic in save").save().is_err_and(|fault| fault.message.contains("unsaved")));
    assert!(trial("panic in load").load(&[0; 4]).is_err_and(|fault| fault.message.contains("unloaded")));
}

#[test]
fn a_state_is_saved_and_taken_up() {
    let mut first = trial("");
    first.ticks(3).unwrap();
    let mut second = first.resumed().unwrap();
    first.tick().unwrap();
    second.tick().unwrap();
    // The tariff is the number of ticks: the fourth.
    assert_eq!((first.value(Effect::Tariff, 1), second.value(Effect::Tariff, 1)), (4.0, 4.0));
    assert_eq!(first.date(), second.date());
    let refused = second.load(&[1, 2, 3]).unwrap_err();
    assert_eq!((refused.status, refused.message.as_str()), (Status::Invalid, "3 bytes are no state"));
    second.tick().unwrap();
    assert_eq!(second.value(Effect::Tariff, 1), 5.0);
}

#[test]
fn weeks_pass_and_dates_that_do_not_exist_are_told() {
    let mut trial = trial("");
    trial.on_date("2025-02-24").tick().unwrap();
    // 24 February + 7 days, in a year without leap day.
    assert_eq!(trial.date().unwrap().to_string(), "2025-03-03");
    let fault = trial.on_date("2025-02-29").tick().map(|_| ()).unwrap_err();
    assert_eq!(fault.message, "`2025-02-29` is not a date such as 2025-05-01");
}

/// Uses its chance and its functions.
struct Gambler;

impl Policy for Gambler {
    const ABOUT: About =
        About { id: "gambler", summary: "Draws.", reads: &[Column::FirmId], settles: true, ..about!() };
    type Parameters = ();

    fn new((): (), _: &Names) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn settle(&mut self, world: &World<'_>, notes: &mut Notes<'_>) -> Result<(), Refusal> {
        let ids = world.column_u64(Column::FirmId)?;
        let luck =
            ids.iter().map(|id| world.draw(*id, world.tick() as u32, 0)).sum::<f64>() / ids.len() as f64;
        notes.metric(Metric::new("luck", "share", luck));
        notes.metric(Metric::new("one", "ratio", world.exp(world.ln(world.pow(2.0, 3.0))) / 8.0));
        Ok(())
    }
}

#[test]
fn draws_are_uniform_and_the_same_for_the_same_arguments() {
    let run = || {
        let mut trial = Harness::<Gambler>::new().world(TestWorld::scaled(500)).build().unwrap();
        trial.tick().unwrap();
        (trial.metrics()[0].value, trial.metrics()[1].value)
    };
    let (luck, one) = run();
    // 10,000 draws: a mean of 1/2 within four standard errors of 0.2887 / 100.
    assert!((luck - 0.5).abs() < 4.0 * 0.2887 / 100.0, "{luck}");
    assert!((one - 1.0).abs() < 1e-12, "{one}");
    assert_eq!(run(), (luck, one));
}
