use crate::{BASE, base_with, fine, load_files, told};
use coercivity_base::EndUse;
use coercivity_scenario::checked::Instrument;
use coercivity_scenario::{load_text, sections::Size};

#[test]
fn the_base_loads_without_a_word() {
    let loaded = fine(load_text(BASE, &[]));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    assert_eq!(loaded.files.len(), 1);
}

#[test]
fn quantities_become_base_units_per_base_unit_of_the_driver() {
    let scenario = fine(load_text(BASE, &[])).scenario;
    // Goods in alphabetical order: motor, ore, oxide; recipes: digging, making, refining.
    let making = &scenario.recipes[1];
    // 0.001 t of oxide a motor, 1,000,000 base units a tonne, 1,000 a motor: 0.001 * 1e6 / 1e3 = 1.
    assert!((making.inputs[0].quantity - 1.0).abs() < 1e-12);
    assert_eq!(making.inputs[0].good.index(), 2);
    // 2 t of ore a tonne of oxide, both in millionths.
    assert!((scenario.recipes[2].inputs[0].quantity - 2.0).abs() < 1e-12);
    // Cover: its own 6 weeks, and the 5 of the behaviour section.
    assert!((making.inputs[0].cover_weeks - 6.0).abs() < 1e-12);
    assert!((scenario.recipes[2].inputs[0].cover_weeks - 5.0).abs() < 1e-12);
    // Shares in the order CN, JP, US.
    assert_eq!(scenario.recipes[2].shares, [0.9, 0.0, 0.1]);
}

#[test]
fn hazards_multiply_and_probabilities_take_the_end_use_first() {
    let regime =
        fine(base_with(&[("regimes.control.refusal.by_destination.JP", "0.3")])).scenario.regimes.remove(0);
    let (japan, china) = (coercivity_base::JurisdictionId(1), coercivity_base::JurisdictionId(0));
    // 0.05 a week, half of it for members of the G7.
    assert!((regime.hazard[0].per_week.get(japan, EndUse::Civil) - 0.025).abs() < 1e-12);
    assert!((regime.hazard[0].per_week.get(china, EndUse::Civil) - 0.05).abs() < 1e-12);
    assert!((regime.refusal.get(japan, EndUse::Civil) - 0.3).abs() < 1e-12);
    assert!((regime.refusal.get(china, EndUse::Civil) - 0.1).abs() < 1e-12);
    assert!((regime.refusal.get(japan, EndUse::Military) - 1.0).abs() < 1e-12);
}

#[test]
fn the_schedule_stands_in_order_and_suspensions_and_affiliates_follow() {
    let scenario = fine(load_text(BASE, &[])).scenario;
    let ids: Vec<&str> = scenario.schedule.iter().map(|measure| measure.id.as_str()).collect();
    // Two of 4 April by their ids, then 1 May, then 1 June.
    assert_eq!(ids, ["control_begins", "list", "duty", "truce"]);
    assert_eq!(scenario.schedule[3].what, Instrument::Suspension(vec![2]));
    let names: Vec<&str> = scenario.named.iter().map(|firm| firm.name.as_str()).collect();
    assert_eq!(names, ["East Motors", "North Mine", "North Refinery"]);
    // The mine is listed; the refinery is its own to 60%.
    let Instrument::EntityList { listed, .. } = &scenario.schedule[1].what else { panic!("a list") };
    assert_eq!(*listed, [false, true, true]);
}

#[test]
fn transit_holds_both_ways_and_at_home() {
    let transit = fine(load_text(BASE, &[])).scenario.transit;
    // CN, JP, US: home 3 days, within Asia 10, to America 25.
    assert_eq!(transit.sea, [3.0, 10.0, 25.0, 10.0, 3.0, 25.0, 25.0, 25.0, 3.0]);
    assert_eq!(transit.air[2], 4.0);
}

#[test]
fn a_section_replaces_the_bases_and_later_bases_win() {
    let files = [
        ("main.ron", "(base: [\"base.ron\", \"parts/long.ron\"], title: \"Mine\")"),
        ("parts/long.ron", "(base: \"more.ron\", set: {\"run.ticks\": 70})"),
        ("parts/more.ron", "(title: \"More\", run: (start: \"2024-01-01\", ticks: 60, firms: 50))"),
    ];
    let loaded = fine(load_files(&files, &[("run.seed", "9")]));
    assert_eq!((loaded.sections.title.as_str(), loaded.sections.run.ticks), ("Mine", 70));
    assert_eq!((loaded.sections.run.firms, loaded.sections.run.seed), (50, 9));
    let read: Vec<&str> = loaded.files.iter().map(|file| file.0.as_str()).collect();
    assert_eq!(read, ["main.ron", "base.ron", "parts/long.ron", "parts/more.ron"]);
    assert_eq!(loaded.origin.find("run.ticks"), Some(("parts/long.ron", 1)));
    assert_eq!(loaded.origin.find("run.seed"), Some(("--set", 1)));
    assert_eq!(loaded.origin.find("network.suppliers_min"), None);
}

#[test]
fn a_base_may_be_named_by_two_others() {
    let files = [
        ("main.ron", "(base: [\"a.ron\", \"b.ron\"])"),
        ("a.ron", "(base: \"base.ron\", set: {\"run.ticks\": 10})"),
        ("b.ron", "(base: \"base.ron\")"),
    ];
    // The later base gives the whole run section again.
    assert_eq!(fine(load_files(&files, &[])).sections.run.ticks, 52);
}

#[test]
fn a_circle_of_bases_over_several_files_is_refused() {
    let files = [("main.ron", "(base: \"a.ron\")"), ("a.ron", "(\n  base: \"main.ron\")")];
    let told = told(load_files(&files, &[]));
    let message = String::from("the bases go round in a circle: main.ron -> a.ron -> main.ron");
    assert_eq!(told, [(2, 9, message)]);
}

#[test]
fn single_values_reach_variants_lists_maps_and_defaults() {
    let loaded = fine(base_with(&[
        ("stages.mine.firms", "Real(25)"),
        ("recipes.making.end_use", "Dual"),
        ("schedule.duty.what.rate", "1.0"),
        ("schedule.duty.what.Tariff.scope.destinations", "Only([US])"),
        ("schedule.duty.from", "2025-05-02"),
        ("schedule.duty.until", "None"),
        ("behaviour.cover.weeks", "7"),
        ("offices.CN.capacity_per_week", "120"),
        ("offices.CN.service", "Lanes([[\"G7\"]])"),
        ("title", "Four firms, perhaps"),
        ("regimes.control.hazard[1].by_destination.G7", "0.5"),
    ]));
    let sections = &loaded.sections;
    assert_eq!(sections.stages[0].firms, Size::Real(25));
    assert_eq!(sections.recipes["making"].end_use, EndUse::Dual);
    assert_eq!(sections.schedule[1].from.to_string(), "2025-05-02");
    assert_eq!((sections.schedule[1].until, sections.title.as_str()), (None, "Four firms, perhaps"));
    assert_eq!(loaded.scenario.offices[0].capacity_per_week, Some(120.0));
    // Lanes of the Chinese office for CN, JP, US: the G7 first, the rest last.
    assert_eq!(loaded.scenario.lanes[0], [1, 0, 0]);
    let duty = loaded.scenario.schedule.iter().find(|measure| measure.id == "duty").unwrap();
    let Instrument::Tariff { rate, scope } = &duty.what else { panic!("a tariff") };
    assert_eq!((*rate, scope.destinations.iter().count()), (1.0, 1));
}

#[test]
fn the_resolved_text_is_the_same_scenario() {
    let loaded = fine(base_with(&[("recipes.making.end_use", "Military"), ("stages.mine.firms", "Real(3)")]));
    let again = fine(load_text(&loaded.resolved_ron, &[]));
    assert_eq!(again.sections, loaded.sections);
    assert_eq!(again.scenario, loaded.scenario);
    let options = ron::Options::default().with_default_extension(
        ron::extensions::Extensions::IMPLICIT_SOME | ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES,
    );
    let by_ron: coercivity_scenario::Sections = options.from_str(&loaded.resolved_ron).unwrap();
    assert_eq!(by_ron, loaded.sections);
}

#[test]
fn stockpiles_are_whole_base_units_by_jurisdiction_and_good() {
    let main = r#"(base: "base.ron", stockpiles: {"JP": [(good: "oxide", quantity: 2.0000005), (good: "ore", quantity: 1)]})"#;
    let loaded = fine(load_files(&[("main.ron", main)], &[]));
    // Goods are motor, ore, oxide; jurisdictions CN, JP, US. 2.0000005 t are 2,000,000.5 base units.
    let jp = [0.0, 1_000_000.0, 2_000_000.0];
    assert_eq!(loaded.scenario.stockpiles, [[0.0; 3], jp, [0.0; 3]].concat());
    assert_eq!(base_with(&[]).unwrap().scenario.stockpiles, [0.0; 9]);
}

#[test]
fn a_stockpile_that_no_recipe_uses_is_a_warning() {
    let main = r#"(base: "base.ron", stockpiles: {"JP": [(good: "motor", quantity: 2)]})"#;
    let loaded = fine(load_files(&[("main.ron", main)], &[]));
    let told: Vec<&str> = loaded.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(told, ["no recipe uses `motor`: nobody can ever be given any of it"]);
}

#[test]
fn a_measure_outside_the_run_is_a_warning() {
    let loaded = fine(base_with(&[("run.ticks", "4")]));
    // Four weeks from 6 January end on 3 February; all four measures come later.
    assert_eq!(loaded.warnings.len(), 4, "{}", loaded.warnings);
    assert!(loaded.warnings.render(false).contains("after the end of the run on 2025-02-03"));
}

#[test]
fn without_drawn_firms_named_ones_say_the_shares() {
    let loaded = fine(base_with(&[
        ("firms.synthetic", "false"),
        ("recipes.digging.shares", "{}"),
        ("recipes.making.shares", "{}"),
        ("recipes.refining.shares", "{\"CN\": 1.0}"),
    ]));
    assert_eq!(loaded.scenario.recipes[1].shares, [0.0, 1.0, 0.0]);
    let found = base_with(&[("firms.synthetic", "false")]).unwrap_err();
    // Refining has a tenth in the United States, where no firm is named.
    assert!(found.render(false).contains("no firm uses recipe `refining` in `US`"), "{found}");
}
