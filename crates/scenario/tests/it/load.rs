use coercivity_scenario::load_text;

const BASE: &str = include_str!("../fixtures/base.ron");

#[test]
fn the_base_loads_without_a_word() {
    let loaded = load_text(BASE, &[]).unwrap_or_else(|found| panic!("{found}"));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
}
