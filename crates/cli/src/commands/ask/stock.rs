//! `coercivity ask stock-for`: the least stock that keeps a stage going.

use crate::commands::game::failed;
use crate::memory;
use crate::{
    args::StockArguments,
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    pace::Pace,
    plugins,
    progress::ProgressView,
    scenarios, terminal,
};
use coercivity_base::{GoodId, JurisdictionId, StageId};
use coercivity_scenario::Scenario;
use coercivity_study::Policies;
use coercivity_study::stats::quantile;
use coercivity_study::stock::{Answer, Least, Question, stock_for};
use serde_json::json;
use std::process::ExitCode;
use std::sync::Mutex;

pub(crate) fn run(arguments: &StockArguments) -> exit::Outcome {
    let loaded = scenarios::open(&arguments.file, &arguments.all_overrides())?;
    if !arguments.json {
        terminal::print_error(&scenarios::remarks(&loaded));
    }
    let question = question(arguments, &loaded.scenario)?;
    let (pool, interrupt) = (plugins::pool(arguments.many.threads)?, Interrupt::listen()?);
    memory::require_many(loaded.scenario.run.firms, arguments.replicates as usize, &pool)?;
    let staff = plugins::prepare(&loaded, &arguments.file, &arguments.many.plugins.plugin)?;
    let question = Question { policies: Policies::new(staff.uses), ..question };
    let view = Mutex::new(ProgressView::new(arguments.json));
    let pace = Mutex::new(Pace::new(arguments.replicates as usize, pool.threads()));
    let answers = stock_for(&question, &pool, &|_, done| {
        if let Ok(mut view) = view.lock() {
            view.update("replicates", done as u32, arguments.replicates);
            if let Ok(mut pace) = pace.lock() {
                pace.done(done, "replicates of several runs each", &view);
            }
        }
        !interrupt.is_set()
    });
    if let Ok(view) = view.lock() {
        view.end();
    }
    let answers = answers.map_err(|error| failed(&error))?;
    let text =
        if arguments.json { as_json(&question, &answers) } else { in_words(arguments, &question, &answers) };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The question that the arguments ask, still without policies.
fn question(arguments: &StockArguments, scenario: &Scenario) -> Result<Question, Failure> {
    let usage = |words: String| Failure::new(Code::Usage, words);
    let find = |what: &str, name: &str, names: Vec<&str>| {
        let at = names.iter().position(|known| *known == name);
        at.ok_or_else(|| usage(format!("The scenario has no {what} `{name}`; it has: {}.", names.join(", "))))
    };
    let codes = scenario.jurisdictions.iter().map(|one| one.code.as_str()).collect();
    let goods = scenario.goods.iter().map(|one| one.name.as_str()).collect();
    let jurisdiction = JurisdictionId::at(find("jurisdiction", &arguments.jurisdiction, codes)?);
    let good = GoodId::at(find("good", &arguments.good, goods)?);
    let stages: Vec<&str> = scenario.stages.iter().map(|one| one.name.as_str()).collect();
    let stage = match &arguments.stage {
        Some(name) => StageId::at(find("stage", name, stages)?),
        None => one_user(scenario, good).map_err(usage)?,
    };
    if !(arguments.months > 0.0 && arguments.months <= 1200.0) {
        return Err(usage(format!("--months {}: write a number over 0, up to 1200.", arguments.months)));
    }
    if !(arguments.threshold > 0.0 && arguments.threshold <= 1.0) {
        return Err(usage(format!("--threshold {}: write a share over 0, up to 1.", arguments.threshold)));
    }
    let days = f64::from(arguments.window_weeks) * 7.0;
    Ok(Question {
        scenario: scenario.clone(),
        policies: Policies::default(),
        jurisdiction,
        good,
        stage,
        months: arguments.months,
        threshold: arguments.threshold,
        window: (days / f64::from(scenario.run.tick_days)).ceil() as usize,
        replicates: arguments.replicates,
    })
}

/// The one stage that uses a good.
fn one_user(scenario: &Scenario, good: GoodId) -> Result<StageId, String> {
    let uses = |stage: StageId| {
        let mut recipes = scenario.recipes.iter().filter(|recipe| recipe.stage == stage);
        recipes.any(|recipe| recipe.inputs.iter().any(|input| input.good == good))
    };
    let found: Vec<StageId> =
        (0..scenario.stages.len()).map(StageId::at).filter(|stage| uses(*stage)).collect();
    let name = &scenario.goods[good.index()].name;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(format!("No stage uses {name}: name the stage to be protected by --stage.")),
        several => {
            let names: Vec<&str> =
                several.iter().map(|one| scenario.stages[one.index()].name.as_str()).collect();
            Err(format!("Several stages use {name}: choose by --stage one of {}.", names.join(", ")))
        }
    }
}

/// Stock that a replicate needs; `None` if no stock helps.
fn needed(stock: Least) -> Option<f64> {
    match stock {
        Least::Nothing => Some(0.0),
        Least::Enough(stock) => Some(stock),
        Least::Never => None,
    }
}

fn in_words(arguments: &StockArguments, question: &Question, answers: &[Answer]) -> String {
    let good = &question.scenario.goods[question.good.index()];
    let (place, stage) = (&arguments.jurisdiction, &question.scenario.stages[question.stage.index()].name);
    let mut text = format!(
        "Stock of {} that keeps output of {stage} in {place} at {} of undisturbed output or more for {} months after the \
         first restriction\n({} replicates, {} firms)\n\n",
        good.name, arguments.threshold, arguments.months, arguments.replicates, question.scenario.run.firms
    );
    if answers.iter().all(|answer| answer.restricted.is_none()) {
        text.push_str(&format!("None is needed: nothing restricts {} on its way to {place}.\n", good.name));
        return text;
    }
    let of = |number: fn(&Answer) -> f64| answers.iter().map(number).collect::<Vec<f64>>();
    let middle = |values: &[f64]| quantile(values, 0.5).unwrap_or(0.0);
    let lowest = of(|answer| answer.lowest_share);
    text.push_str(&format!(
        "Without a stock output falls to {:.2} of undisturbed output (median; {:.2} to {:.2} over replicates).\n",
        middle(&lowest),
        quantile(&lowest, 0.0).unwrap_or(0.0),
        quantile(&lowest, 1.0).unwrap_or(0.0)
    ));
    let never = answers.iter().filter(|answer| answer.stock == Least::Never).count();
    let idle = answers.iter().filter(|answer| answer.stock == Least::Nothing).count();
    if idle == answers.len() {
        text.push_str("None is needed: output holds without one.\n");
    } else {
        text.push_str(&amounts(question, answers, |answer| answer.stock));
    }
    if idle > 0 && idle < answers.len() {
        text.push_str(&format!("In {idle} of {} replicates none is needed.\n", answers.len()));
    }
    if never > 0 {
        let largest = of(|answer| answer.largest_share);
        text.push_str(&format!(
            "In {never} of {} replicates no stock is enough: with the largest that can be of use output still falls to {:.2} \
             (median), for want of orders or of something else.\nTo hold {} of what that one holds:\n",
            answers.len(),
            middle(&largest),
            arguments.threshold
        ));
        text.push_str(&amounts(question, answers, |answer| answer.of_supply));
    }
    text
}

/// Units and weeks of normal use over the replicates that need a stock which is enough.
fn amounts(question: &Question, answers: &[Answer], of: fn(&Answer) -> Least) -> String {
    let enough = |answer: &Answer| needed(of(answer)).map(|stock| (stock, stock / answer.use_per_tick));
    let found: Vec<(f64, f64)> = answers.iter().filter_map(enough).collect();
    if found.is_empty() {
        return String::new();
    }
    let range = |values: Vec<f64>, unit: &str| {
        let at = |share| quantile(&values, share).unwrap_or(0.0);
        format!("{:.1} {unit} (median; {:.1} to {:.1} over replicates)", at(0.5), at(0.0), at(1.0))
    };
    let units =
        range(found.iter().map(|one| one.0).collect(), &question.scenario.goods[question.good.index()].unit);
    let weeks = range(found.iter().map(|one| one.1 * tick_weeks(question)).collect(), "weeks of normal use");
    format!("Stock: {units}\n     = {weeks}\n")
}

fn tick_weeks(question: &Question) -> f64 {
    f64::from(question.scenario.run.tick_days) / 7.0
}

fn as_json(question: &Question, answers: &[Answer]) -> String {
    let rows: Vec<serde_json::Value> = answers
        .iter()
        .enumerate()
        .map(|(replicate, answer)| {
            json!({
                "replicate": replicate,
                "restricted_tick": answer.restricted,
                "use_per_week": answer.use_per_tick / tick_weeks(question),
                "lowest_share_without": answer.lowest_share,
                "needed": match answer.stock {
                    Least::Nothing => "none",
                    Least::Enough(_) => "stock",
                    Least::Never => "unbounded",
                },
                "stock": needed(answer.stock),
                "largest_share_with": answer.largest_share,
                "stock_for_supply": needed(answer.of_supply),
            })
        })
        .collect();
    let unit = &question.scenario.goods[question.good.index()].unit;
    format!("{}\n", json!({"unit": unit, "replicates": rows}))
}
