//! Parameters of every kind: their types, the manifest, and what happens to settings that do not fit.

use coercivity_policy::prelude::*;
use coercivity_policy::{
    Card, Functions, InProcess, Kind, Setting, Status, TestWorld, card, manifest_length,
};

parameters! {
    /// One of each.
    pub struct Parameters {
        /// A share
        /// of something.
        rate: number in -1.5..=1_000.0 unit "share" = 0.25,
        lag: integer in 0..=10 = 3,
        active: switch = true,
        pace: text choices "fast, slow" = "slow",
        from: date = "2025-04-09",
        good: good = "magnet_heavy",
        goods: goods = "all",
        who: jurisdiction = "US",
        whom: jurisdictions = "CN, EU",
        uses: end_uses = "dual, military",
        firms: firms = "",
        regime: regime = "announcement_18",
        measures: measures = "wider_controls",
        /// By date.
        path: schedule in 0.0..=1.0 unit "share" = "2025-04-04: 0.05, 2025-06-09: 0.5",
        /// Must be given.
        needed: number,
    }
}

struct Every(Parameters);

impl Policy for Every {
    const ABOUT: About = About {
        id: "every_kind",
        summary: "Has a parameter\nof every kind.",
        source: "None.",
        reads: &[Column::LaneFlow, Column::FirmId],
        writes: &[Effect::HoldDaysMax],
        state: 12,
        hold_days: 100,
        settles: true,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        if parameters.rate == 0.0 {
            return Err(Refusal::new("a rate of nothing is no rate").parameter("rate"));
        }
        Ok(Self(parameters))
    }

    fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

#[test]
fn every_kind_becomes_a_typed_field() {
    let trial = Harness::<Every>::new().set("needed", "7").set("firms", "Alpha Holding").build().unwrap();
    let Every(p) = trial.policy();
    assert_eq!((p.rate, p.lag, p.active, p.pace.as_str(), p.needed), (0.25, 3, true, "slow", 7.0));
    assert_eq!(p.from.civil(), (2025, 4, 9));
    assert_eq!((p.good, p.who, p.regime), (Good(2), Jurisdiction(1), Regime(0)));
    assert_eq!(p.goods, [0, 1, 2, 3].map(Good));
    assert_eq!(p.whom, [0, 3].map(Jurisdiction));
    assert_eq!(p.uses, [EndUse::Dual, EndUse::Military]);
    assert_eq!(
        (p.firms.as_slice(), p.measures.as_slice()),
        ([FirmRow(0), FirmRow(4)].as_slice(), [Measure(1)].as_slice())
    );
    assert_eq!(p.path.at(p.from), Some(0.05));
}

#[test]
fn the_manifest_says_what_the_code_says() {
    let card = card::<Every>().unwrap();
    assert_eq!((card.id.as_str(), card.version.as_str()), ("every_kind", env!("CARGO_PKG_VERSION")));
    assert_eq!(
        (card.summary.as_str(), card.licence.as_str()),
        ("Has a parameter of every kind.", env!("CARGO_PKG_LICENSE"))
    );
    assert_eq!((card.state, card.hold_days, card.settles), (12, 100, true));
    assert_eq!(
        (card.reads, card.writes),
        (vec![Column::LaneFlow, Column::FirmId], vec![Effect::HoldDaysMax])
    );
    let kinds: Vec<Kind> = card.parameters.iter().map(|parameter| parameter.kind).collect();
    assert_eq!(kinds[..14], Kind::ALL);
    let rate = &card.parameters[0];
    assert_eq!((rate.min, rate.max, rate.unit.as_str()), (Some(-1.5), Some(1000.0), "share"));
    assert_eq!((rate.default.as_deref(), rate.help.as_str()), (Some("0.25"), "A share of something."));
    assert_eq!(card.parameters[3].choices, ["fast", "slow"]);
    assert_eq!((card.parameters[10].default.as_deref(), &card.parameters[14].default), (Some(""), &None));
}

#[test]
fn the_manifest_in_a_symbol_is_the_manifest() {
    const LENGTH: usize = manifest_length::<Every>();
    static MANIFEST: coercivity_policy::Manifest<LENGTH> = coercivity_policy::Manifest::of::<Every>(0);
    let text = std::str::from_utf8(MANIFEST.text()).unwrap();
    assert_eq!(Card::parse(text).unwrap(), card::<Every>().unwrap());
    assert!(text.contains("state 12\nhold_days 100\nsettle 1\n"), "{text}");
}

#[test]
fn what_a_parameter_cannot_be_is_told_with_its_name() {
    let cases = [
        ("rate", "1001", Some(0), "`rate` 1001 is over 1000 share"),
        ("lag", "1.5", Some(1), "`lag` is a whole number"),
        ("pace", "medium", Some(3), "`pace` is one of fast, slow, not `medium`"),
        ("path", "2025-04-04: 2", Some(13), "`path` 2 is over 1 share"),
        ("rate", "0", Some(0), "a rate of nothing is no rate"),
        ("late", "0", None, "there is no parameter `late`"),
    ];
    for (name, value, parameter, why) in cases {
        let fault = Harness::<Every>::new().set("needed", "1").set(name, value).build().unwrap_err();
        assert!(fault.message.contains(why), "{fault}");
        assert_eq!((fault.parameter, fault.status), (parameter, Status::Invalid));
    }
    let missing = Harness::<Every>::new().build().unwrap_err();
    assert_eq!((missing.message.as_str(), missing.parameter), ("`needed` must be given", Some(14)));
}

#[test]
fn settings_that_do_not_fit_the_manifest_are_refused() {
    let names = TestWorld::new().names().clone();
    let good =
        TestWorld::new().settings(&card::<Every>().unwrap(), &[("needed".into(), "1".into())]).unwrap();
    let made = |settings| InProcess::<Every>::new(&names, settings, Functions::for_tests()).map(|_| ());
    assert_eq!(made(good.clone()), Ok(()));
    let told = |settings: Vec<Setting>| made(settings).unwrap_err().message;
    assert_eq!(told(good[..14].to_vec()), "`needed` is missing");
    assert_eq!(
        told([good.clone(), vec![Setting::Number(1.0)]].concat()),
        "1 settings more than the policy has parameters"
    );
    let mut outside = good.clone();
    outside[5] = Setting::One(4);
    assert_eq!(told(outside), "the setting does not fit good");
    let mut other = good;
    other[0] = Setting::Integer(1);
    assert_eq!(told(other), "the setting does not fit number");
}
