//! A small dictionary, an ear for services, and the plugin `tame` at work.

use coercivity_host::{Inspected, Library, inspect, load};
use coercivity_policy::{
    Call, Fault, GoodName, Instance, Level, Metric, Moment, Names, Note, Restriction, Services, Setting,
    Slice, SliceMut,
};
use coercivity_testkit::compile_c;
use std::path::{Path, PathBuf};

/// Lanes of the dictionary: 2 goods, 2 jurisdictions.
pub(crate) const LANES: usize = 8;

/// What a plugin asked for.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) log: Vec<(Level, String)>,
    pub(crate) metrics: Vec<(String, String, Option<u32>, Option<u32>, f64)>,
    pub(crate) events: Vec<(String, Option<u32>, Option<u32>, Option<u32>, String)>,
    pub(crate) restrictions: Vec<Restriction>,
}

impl Services for Heard {
    fn log(&mut self, level: Level, text: &str) {
        self.log.push((level, text.to_owned()));
    }

    fn metric(&mut self, one: Metric<'_>) -> bool {
        self.metrics.push((one.name.into(), one.unit.into(), one.jurisdiction, one.good, one.value));
        true
    }

    fn event(&mut self, one: Note<'_>) -> bool {
        self.events.push((one.name.into(), one.jurisdiction, one.good, one.firm, one.detail.into()));
        true
    }

    fn restrict(&mut self, restriction: Restriction) -> bool {
        self.restrictions.push(restriction);
        true
    }
}

/// Builds `tests/plugins/<name>.c`.
pub(crate) fn built(name: &str, flags: &[&str]) -> PathBuf {
    compile_c(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins").join(name), flags)
}

/// The plugin `tame`, built with macros.
pub(crate) fn tame(flags: &[&str]) -> Inspected {
    inspect(&built("tame.c", flags)).unwrap()
}

pub(crate) fn names() -> Names {
    let good = |name: &str| GoodName {
        name: name.into(),
        unit: "t".into(),
        base_units: 1_000.0,
        price_usd: 50.0,
        is_final: false,
    };
    Names {
        goods: vec![good("ore"), good("oxide")],
        jurisdictions: vec!["CN".into(), "US".into()],
        stages: vec!["mine".into()],
        stage_rows: vec![0, 5],
        recipes: vec!["mining".into()],
        regimes: vec!["april".into()],
        measures: vec![],
        firms: vec![("One Ltd".into(), 2)],
    }
}

/// An instance of a plugin with the parameters of `tame`.
pub(crate) fn created(library: &Library, rate: f64, fault: &str) -> Box<dyn Instance> {
    library.create(&names(), &settings(rate, fault), 7, &mut Heard::default()).unwrap()
}

pub(crate) fn settings(rate: f64, fault: &str) -> Vec<Setting> {
    vec![Setting::Number(rate), Setting::Text(fault.into())]
}

/// A new instance of `tame` that does `fault`, such as `on_tick:error`.
pub(crate) fn tame_with(fault: &str) -> Box<dyn Instance> {
    created(&load(tame(&[])).unwrap(), 0.5, fault)
}

/// The hooks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hook {
    OnTick,
    Decide,
    Settle,
}

/// What a call wrote.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) tariff: [f64; LANES],
    pub(crate) decisions: Vec<u8>,
    pub(crate) heard: Heard,
}

/// Calls a hook of `tame`: flows are 0, 1, 2, .. and transits 2.
pub(crate) fn called(instance: &mut dyn Instance, hook: Hook) -> Result<Written, Fault> {
    let mut written = Written { tariff: [0.0; LANES], decisions: vec![0; 3], heard: Heard::default() };
    let flow: [f64; LANES] = std::array::from_fn(|row| row as f64);
    let inputs = [Slice::F64(&flow), Slice::U32(&[2; LANES])];
    let moment =
        Moment { tick: 3, day: 20_089, year: 2025, month: 1, day_of_month: 1, tick_days: 7, key: 42 };
    let mut outputs = [
        SliceMut::F64(if hook == Hook::OnTick { &mut written.tariff } else { &mut [] }),
        SliceMut::U8(if hook == Hook::Decide { &mut written.decisions } else { &mut [] }),
    ];
    let outputs = if hook == Hook::Settle { &mut [][..] } else { &mut outputs[..] };
    let call = Call { moment, inputs: &inputs, versions: &[], outputs, services: &mut written.heard };
    match hook {
        Hook::OnTick => instance.on_tick(call),
        Hook::Decide => instance.decide(call),
        Hook::Settle => instance.settle(call),
    }?;
    Ok(written)
}
