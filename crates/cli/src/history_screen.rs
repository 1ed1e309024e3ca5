//! What a validation and a calibration say on the screen.

use crate::screen::{percent, table, wrapped};
use coercivity_scenario::LoadedHistory;
use coercivity_scenario::history::{CheckedFact, Parameter, Role};
use coercivity_study::history::{Calibrated, FORECASTS, Figure, Forecast, NEVER, Score};
use std::fmt::Write as _;

/// Roles in the order in which they are told.
const ROLES: [(Role, &str); 4] = [
    (Role::Calibration, "Parameters are fitted to these"),
    (Role::HeldOut, "Held out: nothing is fitted to these"),
    (Role::Input, "An input of the scenario was read from these, so they test nothing"),
    (Role::Context, "For comparison"),
];

/// A validation.
pub(crate) struct Validation<'a> {
    pub(crate) history: &'a LoadedHistory,
    pub(crate) replicates: u32,
    pub(crate) figures: &'a [Option<Figure>],
    pub(crate) scores: &'a [Score],
}

/// The name of a role in tables.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Calibration => "calibration",
        Role::HeldOut => "held_out",
        Role::Input => "input",
        Role::Context => "context",
    }
}

/// Forecasts with their places.
pub(crate) fn forecasts() -> impl Iterator<Item = (usize, &'static str)> {
    Forecast::ALL.iter().map(|forecast| forecast.name()).enumerate()
}

/// The day so many days after 1 January 1970.
pub(crate) fn day(days: f64) -> String {
    let first = coercivity_base::Date::constant(1970, 1, 1);
    let shifted = coercivity_base::Calendar::new(first, 1).date(days.round() as i64);
    if days >= NEVER / 2.0 { "never".into() } else { shifted.to_string() }
}

/// Figures with their sources, then scores.
pub(crate) fn validation(of: &Validation<'_>) -> String {
    let (file, scenario) = (&of.history.file, &of.history.loaded.scenario);
    let mut text = format!("{}\n\n", file.title);
    text.push_str(&wrapped("", &format!(
        "{}: {} replicates of {} firms, each beside its baseline under the same draws. Exports are shares of a normal month; \
         the band goes from the first to the ninth decile; distance is median less observed in the figure's own error; a \
         figure passes when band and error overlap.",
        scenario.title, of.replicates, scenario.run.firms
    )));
    for (of_role, heading) in ROLES {
        let own: Vec<(&CheckedFact, &Option<Figure>)> =
            of.history.facts.iter().zip(of.figures).filter(|(fact, _)| fact.role == of_role).collect();
        if own.is_empty() {
            continue;
        }
        let passed = own.iter().filter(|(_, figure)| figure.is_some_and(|of| of.passes)).count();
        let _ = writeln!(text, "\n{heading}: {passed} of {} pass", own.len());
        let rows: Vec<Vec<String>> = own.iter().map(|(fact, figure)| row(fact, figure.as_ref())).collect();
        text.push_str(&table(1, &["", "observed", "median", "band", "distance", ""], &rows));
    }
    text.push_str("\nWhere they come from\n");
    for fact in &of.history.facts {
        text.push_str(&wrapped("  ", &format!("{} ({}): {}", fact.id, fact.written, fact.source)));
    }
    text.push_str(&scored(of.scores));
    text
}

fn row(fact: &CheckedFact, figure: Option<&Figure>) -> Vec<String> {
    let shown = |value: f64| if fact.what.is_day() { day(value) } else { number(value) };
    let mut cells = vec![fact.id.clone(), shown(fact.observed)];
    match figure {
        Some(figure) => cells.extend([
            shown(figure.median),
            if fact.what.is_day() {
                format!("{} {}", &short(figure.low), &short(figure.high))
            } else {
                format!("{} {}", number(figure.low), number(figure.high))
            },
            if figure.distance.abs() < 1e4 { format!("{:+.1}", figure.distance) } else { "-".into() },
            if figure.passes { "pass".into() } else { "FAIL".into() },
        ]),
        None => cells.extend(["-".into(), "-".into(), "-".into(), "not covered".into()]),
    }
    cells
}

/// Month and day.
fn short(days: f64) -> String {
    let day = day(days);
    day.get(5..).filter(|_| day.len() == 10).map_or(day.clone(), str::to_owned)
}

fn number(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

/// Errors of forecasts by flow and window.
fn scored(scores: &[Score]) -> String {
    if scores.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n");
    text.push_str(&wrapped("", "Exports per day beside naive forecasts: mean absolute error over what was observed, and in \
        parentheses over what is normal. `Last month` knows the month before each; the model knows the dates of measures."));
    let mut rows = Vec::new();
    for score in scores {
        for window in &score.windows {
            let errors = (0..FORECASTS).map(|n| {
                let least = window.mae.iter().copied().fold(f64::INFINITY, f64::min);
                let mark = if window.mae[n] == least { "*" } else { "" };
                format!("{mark}{} ({})", percent(window.mape[n]), percent(window.mae[n]))
            });
            let first = [score.name.clone(), role(window.role).to_owned(), window.months.to_string()];
            rows.push(first.into_iter().chain(errors).collect());
        }
    }
    let header = ["", "", "months", "model", "trend", "season", "last month", "year ago"];
    text.push_str(&table(2, &header, &rows));
    text.push_str("  * least error over what is normal\n");
    text
}

/// A calibration.
pub(crate) fn calibration(
    title: &str,
    parameters: &[Parameter],
    facts: &[CheckedFact],
    found: &Calibrated,
) -> String {
    let mut text = format!("{title}\n\n");
    let _ = writeln!(
        text,
        "Loss {:.3} at the start, {:.3} at the best of {} evaluations (1: off by one error everywhere)\n",
        found.start.loss, found.best.loss, found.evaluations
    );
    let moved = &found.identification.moved;
    let rows: Vec<Vec<String>> = parameters
        .iter()
        .enumerate()
        .map(|(n, parameter)| {
            let value = |of: f64| format!("{of}");
            vec![
                parameter.name.clone(),
                if parameter.fitted { "fitted".into() } else { "asked about".into() },
                value(found.start.values[n]),
                value(found.best.values[n]),
                format!("{}..{}", parameter.low, parameter.high),
                format!("{:.1}", moved[n]),
            ]
        })
        .collect();
    text.push_str(&table(2, &["parameter", "", "start", "best", "range", "moves"], &rows));
    text.push_str(
        "  moves: what the whole range moves all facts together, in errors, near the best point\n\n",
    );
    let rows: Vec<Vec<String>> = facts
        .iter()
        .enumerate()
        .map(|(n, fact)| {
            let model = |residual: f64| number(fact.observed + residual * fact.error);
            let (start, best) = (found.start.residuals[n], found.best.residuals[n]);
            vec![
                fact.id.clone(),
                number(fact.observed),
                format!("{:.1}", fact.error.powi(-2)),
                model(start),
                model(best),
                format!("{start:+.1}"),
                format!("{best:+.1}"),
            ]
        })
        .collect();
    let header = ["moment", "observed", "weight", "start", "best", "errors", "errors"];
    text.push_str(&table(1, &header, &rows));
    text.push_str(&identified(parameters, found));
    text
}

fn identified(parameters: &[Parameter], found: &Calibrated) -> String {
    let of = &found.identification;
    let name = |n: usize| parameters[n].name.as_str();
    let values: Vec<String> = of.singular.iter().map(|value| format!("{value:.2}")).collect();
    let condition =
        if of.condition.is_finite() { format!("{:.0}", of.condition) } else { "without bound".into() };
    let mut text = String::from("\nWhat the facts can tell\n");
    text.push_str(&wrapped("  ", &format!("Singular values {}; condition {condition}.", values.join(", "))));
    let mut mixture: Vec<(usize, f64)> =
        of.least_known.iter().copied().enumerate().filter(|(_, weight)| weight.abs() >= 0.3).collect();
    mixture.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let mixture: Vec<String> =
        mixture.iter().map(|(n, weight)| format!("{weight:+.2} {}", name(*n))).collect();
    text.push_str(&wrapped("  ", &format!("Known least, in shares of ranges: {}.", mixture.join(" "))));
    for twins in &of.twins {
        let words = if twins.cosine > 0.0 { "move the facts alike" } else { "take back what the other does" };
        text.push_str(&wrapped(
            "  ",
            &format!(
                "{} and {} cannot be told apart: they {words} (cosine {:+.3}).",
                name(twins.a),
                name(twins.b),
                twins.cosine
            ),
        ));
    }
    for n in &of.weak {
        text.push_str(&wrapped("  ", &format!("{} moves all facts by less than one error.", name(*n))));
    }
    text
}
