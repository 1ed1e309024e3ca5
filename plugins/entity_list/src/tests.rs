use super::*;
use coercivity_policy::{Slice, Trial};

/// US and Gamma Motors (15), from 29 September 2025 on, suspended for a year from 10 November.
fn trial(given: &[(&str, &str)]) -> Trial<EntityList> {
    let mut harness = Harness::<EntityList>::new().set("firms", "Gamma Motors");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    let mut trial = harness.build().unwrap();
    trial.on_date("2025-09-29");
    trial
}

const US: Party = Party::Jurisdiction(1);

#[test]
fn sales_to_listed_firms_purchases_from_them_or_both_are_banned() {
    let (firm, ban) = (Party::Firm(15), Restriction::ban);
    for (barred, expected) in [
        ("sales", vec![ban(US, firm)]),
        ("purchases", vec![ban(firm, US)]),
        ("both", vec![ban(US, firm), ban(firm, US)]),
    ] {
        assert_eq!(trial(&[("barred", barred)]).tick().unwrap().restrictions(), expected);
    }
}

#[test]
fn some_goods_are_named_one_by_one() {
    let mut trial = trial(&[("goods", "dytb_oxide, magnet_heavy")]);
    let ban = Restriction::ban(US, Party::Firm(15));
    assert_eq!(trial.tick().unwrap().restrictions(), [ban.of(Good(0)), ban.of(Good(2))]);
}

#[test]
fn an_owner_stands_for_its_affiliates() {
    let mut trial = trial(&[("firms", "Alpha Holding, Gamma Motors")]);
    let expected = [0, 4, 15].map(|row| Restriction::ban(US, Party::Firm(row)));
    assert_eq!(trial.tick().unwrap().restrictions(), expected);
    assert_eq!(trial.metrics()[0].value, 3.0);
}

#[test]
fn a_licence_may_do_instead_of_a_ban() {
    let mut trial =
        trial(&[("treatment", "licence"), ("regime", "announcement_61"), ("goods", "magnet_heavy")]);
    let licence = Restriction::licence(US, Party::Firm(15), Regime(1)).of(Good(2));
    assert_eq!(trial.tick().unwrap().restrictions(), [licence]);
}

#[test]
fn it_holds_in_its_days_and_not_while_it_is_suspended() {
    let mut trial = trial(&[("until", "2027-01-04")]);
    for (date, holds, told) in [
        ("2025-09-22", false, None),
        ("2025-09-29", true, Some("entity_list_in_force")),
        ("2025-11-03", true, None),
        ("2025-11-10", false, Some("entity_list_off")),
        ("2026-11-02", false, None),
        ("2026-11-09", true, Some("entity_list_in_force")),
        ("2027-01-04", false, Some("entity_list_off")),
    ] {
        trial.on_date(date).tick().unwrap();
        assert_eq!(!trial.restrictions().is_empty(), holds, "{date}");
        assert_eq!(trial.events().first().map(|event| event.name.as_str()), told, "{date}");
    }
    let mut never = self::trial(&[("suspended_until", "2025-11-10")]);
    assert_eq!(never.on_date("2025-12-01").tick().unwrap().restrictions().len(), 1);
}

/// Listed firms.
fn listed(trial: &mut Trial<EntityList>) -> Vec<u32> {
    let firm = |restriction: &Restriction| match restriction.importer {
        Party::Firm(row) => row,
        _ => panic!("{restriction:?}"),
    };
    trial.tick().unwrap().restrictions().iter().map(firm).collect()
}

#[test]
fn firms_are_drawn_until_they_make_up_the_share_of_each_recipe() {
    for share in [0.3, 0.7, 1.0] {
        let mut trial =
            trial(&[("firms", ""), ("drawn_share", &share.to_string()), ("drawn_from", "CN, US")]);
        let listed = listed(&mut trial);
        // In CN there are firms 0-2 (oxide), 4-6 and 7-8 (magnets), 12-14 (vehicles), all of a recipe of one size; US is
        // the authority's own. The number of firms is the first that reaches the share.
        let expected: Vec<usize> =
            [3.0, 3.0, 2.0, 3.0].map(|firms: f64| (share * firms).ceil() as usize).to_vec();
        let count = |from: u32, to: u32| listed.iter().filter(|row| (from..=to).contains(row)).count();
        assert_eq!([count(0, 2), count(4, 6), count(7, 8), count(12, 14)].to_vec(), expected, "{share}");
        assert_eq!(listed.len(), expected.iter().sum::<usize>());
    }
}

#[test]
fn size_counts_and_not_the_number_of_firms() {
    let mut trial = trial(&[("firms", ""), ("drawn_share", "0.5")]);
    // Firm 0 makes 98 of 100 t of oxide: whoever comes first, the list reaches half with it and only with it.
    for (row, normal) in [(0, 98e9), (1, 1e9), (2, 1e9)] {
        assert!(trial.world_mut().set(Column::FirmNormal, row, normal));
    }
    let listed = listed(&mut trial);
    assert!(listed.contains(&0), "{listed:?}");
}

#[test]
fn a_wider_list_holds_the_narrower_one() {
    let draw = |share| listed(&mut trial(&[("firms", ""), ("drawn_share", share)]));
    let (narrow, wide) = (draw("0.2"), draw("0.6"));
    assert!(narrow.len() < wide.len() && narrow.iter().all(|row| wide.contains(row)), "{narrow:?} {wide:?}");
}

#[test]
fn a_resumed_run_goes_on_alike_without_a_state() {
    let mut trial = trial(&[("drawn_share", "0.4")]);
    trial.ticks(3).unwrap();
    let mut resumed = trial.resumed().unwrap();
    for _ in 0..6 {
        assert_eq!(listed(&mut trial), listed(&mut resumed));
        assert_eq!(trial.events(), resumed.events());
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let build = |given: &[(&str, &str)]| {
        let set = |harness: Harness<EntityList>, (name, value): &(&str, &str)| harness.set(name, value);
        given.iter().fold(Harness::new(), set).build().unwrap_err()
    };
    assert_eq!(build(&[("until", "2025-09-29")]).parameter, Some(9));
    assert!(build(&[("treatment", "licence")]).message.contains("final markets"));
    let fault = build(&[("treatment", "licence"), ("goods", "magnet_heavy"), ("regime", "x")]);
    assert!(fault.message.contains("announcement_18, announcement_61"), "{fault:?}");
}

#[test]
fn the_world_of_these_tests_has_firms_of_one_size_in_a_recipe() {
    let trial = trial(&[]);
    let Slice::F64(normal) = trial.world().column(Column::FirmNormal) else { panic!("normal is f64") };
    for (from, to) in [(0, 2), (4, 6), (7, 8), (12, 14)] {
        assert!(normal[from..=to].iter().all(|one| *one == normal[from]));
    }
}
