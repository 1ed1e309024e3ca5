//! A history of the three firms of the smallest scenario: what their runs measure, and a parameter found again.

use crate::three_firms;
use coercivity_base::{Date, Month, epoch_day};
use coercivity_parallel::Pool;
use coercivity_scenario::history::{CheckedFact, Grade, Measured, Office, Quote, Role, Trade};
use coercivity_study::history::{Axis, Lab, calibrate, observe};
use coercivity_study::{Policies, StudyError};

fn fact(what: Measured, observed: f64, error: f64) -> CheckedFact {
    CheckedFact {
        id: "fact".into(),
        what,
        observed,
        error,
        written: String::new(),
        role: Role::Calibration,
        grade: Grade::B,
        source: String::new(),
    }
}

fn month(month: i8) -> Month {
    Month { year: 2025, month }
}

fn magnets(month: Month, normal: Option<&str>) -> Measured {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let trade = Trade { goods: names(&["magnet"]), origins: names(&["CN"]), destinations: names(&["US"]) };
    Measured::Exports { trade, month, normal: normal.map(str::to_owned) }
}

fn office() -> Office {
    Office { jurisdiction: "CN".into(), goods: vec!["magnet".into()] }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn read(facts: &[CheckedFact], threads: usize, replicates: u32) -> Vec<Vec<Option<f64>>> {
    let pool = Pool::new(threads).unwrap();
    observe(&three_firms(&[]), &Policies::default(), facts, replicates, &pool, &|_| true).unwrap()
}

#[test]
fn the_smallest_scenario_is_read_as_its_comments_say() {
    let stops =
        |nth| Measured::LineStop { goods: vec!["motor".into()], jurisdictions: vec!["US".into()], nth };
    let facts = [
        // The licence of 7 April is decided ten weeks after filing: nothing leaves in May, all in March.
        fact(magnets(month(3), Some("n")), 1.0, 1.0),
        fact(magnets(month(5), Some("n")), 1.0, 1.0),
        // Two tonnes a week: 31 days are 8.86 t.
        fact(magnets(month(3), None), 1.0, 1.0),
        fact(Measured::LicenceShare { office: office(), until: day("2025-06-15") }, 1.0, 1.0),
        fact(Measured::LicenceShare { office: office(), until: day("2025-06-16") }, 1.0, 1.0),
        fact(Measured::LicenceDate { office: office(), nth: 1 }, 1.0, 1.0),
        fact(stops(1), 1.0, 1.0),
        fact(stops(99), 1.0, 1.0),
        // The run ends on 4 January 2026, so January is not covered.
        fact(magnets(Month { year: 2026, month: 1 }, Some("n")), 1.0, 1.0),
        fact(
            Measured::PriceChange {
                good: "magnet".into(),
                bloc: three_firms(&[]).blocs[0].clone(),
                quote: Quote::Contract,
                month: month(3),
                over: month(2),
            },
            1.0,
            1.0,
        ),
    ];
    let readings = read(&facts, 1, 1);
    let [march, may, tonnes, before, after, granted, stop, never, january, price] = readings[0].as_slice()
    else {
        panic!("{readings:?}")
    };
    assert_eq!((*march, *may), (Some(1.0), Some(0.0)));
    // 52,000 motors a year of 365.25 days at 2 kg, over 31 days.
    assert!((tonnes.unwrap() - 104.0 / 365.25 * 31.0).abs() < 1e-3, "{tonnes:?}");
    assert_eq!((*before, *after), (Some(0.0), Some(1.0)));
    assert_eq!(*granted, Some(epoch_day(day("2025-06-16")) as f64));
    // About nine weeks after 7 April.
    let weeks = (stop.unwrap() - epoch_day(day("2025-04-07")) as f64) / 7.0;
    assert!((7.0..=11.0).contains(&weeks), "{weeks} weeks");
    assert_eq!((*never, *january, *price), (None, None, Some(1.0)));
}

#[test]
fn threads_do_not_matter_and_who_watches_may_end_it() {
    let facts = [fact(magnets(month(4), Some("n")), 1.0, 1.0)];
    let one = read(&facts, 1, 3);
    assert_eq!((one.len(), &one), (3, &read(&facts, 2, 3)));
    let pool = Pool::new(1).unwrap();
    let ended = observe(&three_firms(&[]), &Policies::default(), &facts, 3, &pool, &|done| done < 2);
    assert!(matches!(ended, Err(StudyError::Interrupted)), "{ended:?}");
}

/// Exports of March to August, observed in a run whose licence takes `floor` weeks.
fn moments(floor: f64) -> Vec<CheckedFact> {
    let months: Vec<CheckedFact> = (3..=8).map(|of| fact(magnets(month(of), Some("n")), 0.0, 0.05)).collect();
    let scenario = three_firms(&[("regimes.magnets.floor_weeks", &floor.to_string())]);
    let pool = Pool::new(1).unwrap();
    let found = observe(&scenario, &Policies::default(), &months, 1, &pool, &|_| true).unwrap();
    months
        .into_iter()
        .zip(&found[0])
        .map(|(fact, value)| CheckedFact { observed: value.unwrap(), ..fact })
        .collect()
}

#[test]
fn a_planted_parameter_is_found_again_and_one_that_does_nothing_is_called_weak() {
    let pool = Pool::new(2).unwrap();
    let lab = Lab {
        make: &|values| {
            let [floor, tail] = [values[0].to_string(), values[1].to_string()];
            Ok(three_firms(&[("regimes.magnets.floor_weeks", &floor), ("network.home_factor", &tail)]))
        },
        policies: Policies::default(),
        facts: moments(6.0),
        replicates: 1,
        pool: &pool,
        watch: &|_| true,
    };
    let axis = |low, high, start, fitted| Axis { low, high, start, fitted, choices: Vec::new() };
    let axes = [axis(2.0, 14.0, 7.0, true), axis(0.5, 2.0, 1.0, false)];
    let found = calibrate(&lab, &axes, 40).unwrap();
    assert!(found.start.loss > 1.0, "{found:?}");
    // The floor acts in whole weeks. The search is local: from ten weeks it ends at nine, where June has a valley of its own.
    assert!(found.best.loss < 1e-9 && (found.best.values[0] - 6.0).abs() < 1.0, "{found:?}");
    assert_eq!((found.best.values[1], found.identification.weak.as_slice()), (1.0, &[1][..]));
    assert_eq!(found, calibrate(&lab, &axes, 40).unwrap());
    // The same by choices alone, with one evaluation left for the optimiser.
    let chosen = Axis { choices: vec![2.0, 6.0, 10.0], ..axes[0].clone() };
    let found = calibrate(&lab, &[chosen, axis(0.5, 2.0, 1.0, true)], 1).unwrap();
    assert_eq!((found.best.values[0], found.best.loss), (6.0, 0.0));
}
