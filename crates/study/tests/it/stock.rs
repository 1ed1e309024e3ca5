//! The stock of magnets that keeps the motor maker of the smallest scenario going.

use crate::{ban, three_firms};
use coercivity_base::{GoodId, JurisdictionId, StageId};
use coercivity_parallel::Pool;
use coercivity_study::stock::{Answer, Least, Question, stock_for};
use coercivity_study::{Policies, StudyError};

/// Goods are magnet, motor, oxide; jurisdictions CN, US; stages miner, magnet maker, device maker. Two tonnes of magnets
/// a week make a thousand motors; a ban from tick 4 on finds nine weeks of magnets in stock and at sea.
fn question(months: f64, threshold: f64) -> Question {
    Question {
        scenario: three_firms(&[("run.ticks", "60"), ("schedule", "[]")]),
        policies: Policies::new(vec![ban("ban", 4, 1000)]),
        jurisdiction: JurisdictionId::at(1),
        good: GoodId::at(0),
        stage: StageId::at(2),
        months,
        threshold,
        window: 1,
        replicates: 1,
    }
}

fn answered(question: &Question) -> Answer {
    stock_for(question, &Pool::new(1).unwrap(), &|_, _| true).unwrap()[0]
}

#[test]
fn the_stock_is_what_is_used_after_the_firms_own_has_run_out() {
    // The world tells where the goods stand.
    assert_eq!(question(6.0, 0.9).scenario.goods[0].name, "magnet");
    let answer = answered(&question(6.0, 0.9));
    assert_eq!(answer.restricted, Some(4));
    // 52,000 motors a year of 365.25 days, 2 kg each, by the week: 1.993 t.
    assert!((answer.use_per_tick - 52_000.0 * 7.0 / 365.25 * 0.002).abs() < 1e-6, "{answer:?}");
    assert_eq!(answer.lowest_share, 0.0);
    // Six months are 27 weeks; nine of them are covered by what is in stock and at sea: about 18 weeks x 2 t = 36 t, less
    // a tenth that need not be made in the last week.
    let Least::Enough(stock) = answer.stock else { panic!("{answer:?}") };
    assert!((30.0..=42.0).contains(&stock), "{answer:?}");
}

#[test]
fn bisection_meets_the_same_stock_as_trying_them_one_by_one() {
    let asked = question(4.0, 0.9);
    let Least::Enough(found) = answered(&asked).stock else { panic!("a stock is needed") };
    // With what bisection found as the opening stock, none is needed; with a fifth of a week's use less, one is.
    let with = |stock: f64| {
        let mut question = question(4.0, 0.9);
        question.scenario.stockpiles[3] = (stock * 1e9).floor();
        answered(&question).stock
    };
    assert_eq!(asked.scenario.stockpiles.len(), 6);
    for grid in [0.25, 0.5, 0.75] {
        assert_ne!(with_release(found * grid, &asked), Some(true), "{grid}");
    }
    assert_eq!(with_release(found, &asked), Some(true));
    assert_eq!(with_release(found - 0.4, &asked), Some(false));
    // A stock that nobody releases helps nobody, so the need stays what it was, less what is there already.
    let Least::Enough(rest) = with(found / 2.0) else { panic!("half is not enough") };
    assert!((rest - found / 2.0).abs() < 0.5, "{rest} of {found}");
}

/// Whether a stock holds, seen through the question itself: with it in store no more is needed than the tolerance.
fn with_release(stock: f64, asked: &Question) -> Option<bool> {
    let mut question = question(asked.months, asked.threshold);
    question.scenario.stockpiles[3] = (stock * 1e9).floor();
    match answered(&question).stock {
        // What is found is at most a tolerance above nothing: a fifth of a tonne is a tenth of a week.
        Least::Enough(more) => Some(more <= 0.2),
        Least::Nothing => Some(true),
        Least::Never => None,
    }
}

#[test]
fn where_nothing_is_restricted_or_short_none_is_needed() {
    let quiet = Question { policies: Policies::default(), ..question(6.0, 0.9) };
    assert_eq!((answered(&quiet).restricted, answered(&quiet).stock), (None, Least::Nothing));
    // A month of a ban is lived through from stock.
    let short = question(1.0, 0.9);
    assert_eq!((answered(&short).restricted, answered(&short).stock), (Some(4), Least::Nothing));
}

#[test]
fn a_stock_of_something_else_is_never_enough() {
    // Oxide in the United States feeds nobody there, so nobody uses it.
    let oxide = Question { good: GoodId::at(2), ..question(6.0, 0.9) };
    let error = stock_for(&oxide, &Pool::new(1).unwrap(), &|_, _| true).unwrap_err();
    assert!(error.to_string().contains("Nobody in US uses oxide"), "{error}");
}

#[test]
fn a_scenario_that_ends_too_early_is_refused_with_the_number_to_write() {
    let error = stock_for(&question(24.0, 0.9), &Pool::new(1).unwrap(), &|_, _| true).unwrap_err();
    // 24 x 30.4375 / 7 = 104.4, so 105 ticks after tick 4.
    assert!(matches!(&error, StudyError::Question(words) if words.contains("run.ticks=109")), "{error}");
}

#[test]
fn replicates_are_answered_in_order_for_any_number_of_threads() {
    let several = Question { replicates: 3, ..question(4.0, 0.9) };
    let of = |threads| stock_for(&several, &Pool::new(threads).unwrap(), &|_, _| true).unwrap();
    assert_eq!(of(1), of(2));
}
