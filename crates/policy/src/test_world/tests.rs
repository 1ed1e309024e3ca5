//! Tests of the test world.

use super::*;
use crate::Setting;

fn parameter(kind: Kind) -> crate::Parameter {
    let text = format!("id a\nversion 1\nsummary b\nparameter it {}\n", kind.name());
    Card::parse(&text).unwrap().parameters.remove(0)
}

#[test]
fn every_column_has_the_rows_and_the_type_of_its_table() {
    let world = TestWorld::scaled(2);
    for column in Column::ALL {
        let slice = world.column(*column);
        assert_eq!(slice.len(), world.rows(column.table()), "{}", column.name());
        assert_eq!(std::mem::discriminant(&slice), std::mem::discriminant(&TestWorld::no_rows(*column)));
        if let Slice::F64(values) = slice {
            assert!(values.iter().all(|value| value.is_finite() && *value >= 0.0), "{}", column.name());
        }
    }
    // Four goods, four jurisdictions: 4*4*4 lanes; twice 20 firms.
    assert_eq!((world.rows(Table::Lanes), world.rows(Table::Uses), world.rows(Table::Firms)), (64, 192, 40));
}

#[test]
fn firms_lie_stage_by_stage_and_named_ones_where_the_description_says() {
    let world = TestWorld::new();
    let names = world.names();
    assert_eq!(names.stage_rows, [0, 4, 12, 20]);
    let named: Vec<(&str, u64)> = names.firms.iter().map(|(name, row)| (name.as_str(), *row)).collect();
    assert_eq!(named, [("Alpha Separation", 0), ("Beta Magnets", 4), ("Gamma Motors", 15)]);
    let Slice::U16(cells) = world.column(Column::FirmCell) else { panic!("cells are u16") };
    let Slice::U32(stages) = world.column(Column::CellStage) else { panic!("stages are u32") };
    for stage in 0..3 {
        let rows = names.firms_of_stage(stage);
        assert!(cells[rows].iter().all(|cell| stages[usize::from(*cell)] as usize == stage));
    }
}

#[test]
fn applications_are_of_firms_that_exist_and_match_their_cells() {
    let world = TestWorld::scaled(5);
    let u32s = |column| match world.column(column) {
        Slice::U32(values) => values.to_vec(),
        _ => panic!("{column:?} is u32"),
    };
    let Slice::U16(cells) = world.column(Column::FirmCell) else { panic!("cells are u16") };
    let (jurisdictions, uses) = (u32s(Column::CellJurisdiction), u32s(Column::CellEndUse));
    let (importers, exporters) = (u32s(Column::ApplicationImporter), u32s(Column::ApplicationExporter));
    assert_eq!(importers.len(), 15);
    for row in 0..15 {
        let (buyer, seller) = (cells[importers[row] as usize], cells[exporters[row] as usize]);
        assert_eq!(jurisdictions[usize::from(buyer)], u32s(Column::ApplicationDestination)[row]);
        assert_eq!(uses[usize::from(buyer)], u32s(Column::ApplicationEndUse)[row]);
        assert_eq!(jurisdictions[usize::from(seller)], u32s(Column::ApplicationOrigin)[row]);
    }
}

#[test]
fn stable_ids_differ() {
    let world = TestWorld::scaled(50);
    let Slice::U64(ids) = world.column(Column::FirmId) else { panic!("ids are u64") };
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 1000);
}

#[test]
fn rows_are_set_only_to_what_they_can_hold() {
    let mut world = TestWorld::new();
    assert!(world.set(Column::LaneFlow, 3, f64::NAN) && world.set(Column::UseVerdict, 0, 3.0));
    assert!(!world.set(Column::UseVerdict, 0, 256.0) && !world.set(Column::UseVerdict, 0, 0.5));
    assert!(!world.set(Column::LaneFlow, 64, 1.0));
    assert!(world.keep_applications(1) && !world.keep_applications(2));
    assert_eq!(world.column(Column::ApplicationAge).len(), 1);
    assert_eq!(world.buffer(Effect::Decision), Buffer::U8(vec![0]));
}

#[test]
fn values_are_read_in_the_form_of_defaults() {
    let world = TestWorld::new();
    let cases = [
        (Kind::Number, "1.5", Setting::Number(1.5)),
        (Kind::Integer, "-3", Setting::Integer(-3)),
        (Kind::Switch, "true", Setting::Switch(true)),
        (Kind::Text, "fast", Setting::Text("fast".to_owned())),
        (Kind::Date, "2025-04-09", Setting::Date(20_187)),
        (Kind::Good, "magnet_heavy", Setting::One(2)),
        (Kind::Goods, "magnet_heavy, dytb_oxide, magnet_heavy", Setting::List(vec![0, 2])),
        (Kind::Goods, "all", Setting::List(vec![0, 1, 2, 3])),
        (Kind::Goods, "", Setting::List(vec![])),
        (Kind::Jurisdiction, "US", Setting::One(1)),
        (Kind::Jurisdictions, "CN, ALLIES, US", Setting::List(vec![0, 1, 2, 3])),
        (Kind::EndUses, "military", Setting::List(vec![2])),
        (Kind::Firms, "Alpha Holding, Gamma Motors", Setting::List(vec![0, 4, 15])),
        (Kind::Regime, "announcement_61", Setting::One(1)),
        (Kind::Measures, "heavy_controls", Setting::List(vec![0])),
        (Kind::Schedule, "1970-01-02: 0.5, 1970-01-11: 2", Setting::Schedule(vec![(1, 0.5), (10, 2.0)])),
    ];
    for (kind, text, setting) in cases {
        assert_eq!(world.setting(&parameter(kind), text), Ok(setting), "{text}");
    }
}

#[test]
fn values_of_the_wrong_form_are_refused_with_a_reason() {
    let world = TestWorld::new();
    let cases = [
        (Kind::Number, "much", "`it` is a number, not `much`"),
        (Kind::Number, "NaN", "`it` cannot be NaN"),
        (Kind::Date, "soon", "a date such as"),
        (Kind::Goods, "magnets", "does not know `magnets`; it knows dytb_oxide"),
        (Kind::Jurisdiction, "EU", "does not know `EU`"),
        (Kind::Jurisdictions, "XX", "EU, ALLIES"),
        (Kind::Schedule, "1970-01-11: 1, 1970-01-02: 2", "not in order"),
    ];
    for (kind, text, why) in cases {
        let said = world.setting(&parameter(kind), text).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
    let narrow = crate::Parameter { max: Some(1.0), unit: "share".to_owned(), ..parameter(Kind::Number) };
    assert_eq!(world.setting(&narrow, "2"), Err("`it` 2 is over 1 share".to_owned()));
}

#[test]
fn a_world_can_know_the_names_that_defaults_mention() {
    let text = "id a\nversion 1\nsummary b\nparameter goods goods\ndefault y_oxide, magnet_heavy\n\
                parameter where jurisdictions\ndefault AU, EU\nparameter who firms\ndefault Lynas\n";
    let card = Card::parse(text).unwrap();
    let world = TestWorld::knowing(&card);
    // Five goods and five jurisdictions: 5*5*5 lanes.
    assert_eq!((world.names().good("y_oxide").map(|good| good.0), world.rows(Table::Lanes)), (Some(4), 125));
    let settings = world.settings(&card, &[]).unwrap();
    assert_eq!(settings, [Setting::List(vec![2, 4]), Setting::List(vec![3, 4]), Setting::List(vec![1])]);
    let unknown = world.settings(&card, &[("rat".to_owned(), "1".to_owned())]);
    assert_eq!(unknown, Err((None, "there is no parameter `rat`; there are: goods, where, who".to_owned())));
}
