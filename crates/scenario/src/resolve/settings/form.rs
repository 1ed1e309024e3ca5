//! The form of a value: which literals a parameter of a kind takes, and whether numbers and texts are allowed.

use super::{Spot, Wrong};
use crate::sections::Literal;
use crate::suggest::closest;
use coercivity_base::Date;
use coercivity_base::parameter::{MAX_INTEGER, ParameterKind, ParameterSpec, Raw};

/// The value that `literal` gives to `spec`, names not looked up.
pub(super) fn raw(spec: &ParameterSpec, literal: &Literal) -> Result<Raw, Vec<Wrong>> {
    let raw = of_kind(spec, literal)?;
    let mistakes = spec.mistakes(&raw);
    if mistakes.is_empty() {
        return Ok(raw);
    }
    let wrong = |(n, message): (usize, String)| Wrong {
        spot: spot(literal, n),
        lacking: None,
        message,
        help: allowed(spec, &raw, n),
    };
    Err(mistakes.into_iter().map(wrong).collect())
}

fn of_kind(spec: &ParameterSpec, literal: &Literal) -> Result<Raw, Vec<Wrong>> {
    use ParameterKind as Kind;
    match (spec.kind, literal) {
        (Kind::Number, Literal::Number(value)) => Ok(Raw::Number(*value)),
        (Kind::Integer, Literal::Number(value)) if value.abs() > MAX_INTEGER => {
            Err(vec![Wrong::whole(format!("{value:e} is too large"), None)])
        }
        // Up to there the conversion is exact.
        (Kind::Integer, Literal::Number(value)) if value.fract() == 0.0 => Ok(Raw::Integer(*value as i64)),
        (Kind::Switch, Literal::Switch(value)) => Ok(Raw::Switch(*value)),
        (Kind::Date, Literal::Text(text)) => match text.parse() {
            Ok(date) => Ok(Raw::Date(date)),
            Err(_) => Err(vec![Wrong::whole(no_date(text), Some(DATE_HELP))]),
        },
        (Kind::Text | Kind::Good | Kind::Jurisdiction | Kind::Regime, Literal::Text(text)) => {
            Ok(Raw::Text(text.clone()))
        }
        (kind, Literal::Text(text)) if kind.has_all() && text == "all" => Ok(Raw::All),
        (
            Kind::Goods | Kind::Jurisdictions | Kind::EndUses | Kind::Firms | Kind::Measures,
            Literal::List(names),
        ) => unrepeated(names),
        (Kind::Schedule, Literal::Map(steps)) => schedule(steps),
        _ => {
            let message =
                format!("{} is {}, this is {}", spec.name, spec.kind.described(), literal.describe());
            Err(vec![Wrong::whole(message, help(spec.kind, literal))])
        }
    }
}

/// How to write a value of the kind instead.
fn help(kind: ParameterKind, literal: &Literal) -> Option<&'static str> {
    use ParameterKind as Kind;
    match (kind, literal) {
        (Kind::Number | Kind::Integer, Literal::Text(_)) => Some("numbers stand without quotation marks"),
        (Kind::Switch, Literal::Text(_)) => Some("write true or false without quotation marks"),
        (Kind::Switch, _) => Some("write true or false"),
        (Kind::Date, _) => Some(DATE_HELP),
        (Kind::Schedule, _) => Some("write dates and numbers in { }, such as {\"2025-04-04\": 0.05}"),
        (Kind::Goods | Kind::Jurisdictions | Kind::EndUses, Literal::Text(_)) => {
            Some("put it in [ ], or write \"all\"")
        }
        (Kind::Firms | Kind::Measures, Literal::Text(_)) => Some("put it in [ ]"),
        (
            Kind::Text | Kind::Good | Kind::Jurisdiction | Kind::Regime,
            Literal::Number(_) | Literal::Switch(_),
        ) => Some("put it in quotation marks"),
        _ => None,
    }
}

const DATE_HELP: &str = "write year, month and day, such as \"2025-04-04\"";

fn no_date(text: &str) -> String {
    format!("\"{text}\" is not a date")
}

/// Names, none of them twice.
fn unrepeated(names: &[String]) -> Result<Raw, Vec<Wrong>> {
    let again = |n: usize| names[..n].contains(&names[n]);
    let wrong = |n: usize| Wrong {
        spot: Spot::Item(n),
        lacking: None,
        message: format!("`{}` is listed twice", names[n]),
        help: Some(String::from("take one out")),
    };
    let wrongs: Vec<Wrong> = (0..names.len()).filter(|n| again(*n)).map(wrong).collect();
    if wrongs.is_empty() { Ok(Raw::Names(names.to_vec())) } else { Err(wrongs) }
}

fn schedule(written: &[(String, f64)]) -> Result<Raw, Vec<Wrong>> {
    let mut steps: Vec<(Date, f64)> = Vec::new();
    let mut wrongs = Vec::new();
    let at = |date: &String, message: String, help: &str| Wrong {
        spot: Spot::Date(date.clone()),
        lacking: None,
        message,
        help: Some(help.to_owned()),
    };
    for (date, value) in written {
        match date.parse() {
            Ok(day) => steps.push((day, *value)),
            Err(_) => wrongs.push(at(date, no_date(date), DATE_HELP)),
        }
    }
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    Raw::schedule(steps)
        .map_err(|(n, message)| vec![at(&written[n].0, message, "steps stand in the order of their dates")])
}

/// The place of the name or step at position `n`.
fn spot(literal: &Literal, n: usize) -> Spot {
    match literal {
        Literal::List(_) => Spot::Item(n),
        Literal::Map(steps) => steps.get(n).map_or(Spot::Whole, |step| Spot::Step(step.0.clone())),
        _ => Spot::Whole,
    }
}

/// What would be allowed instead of the value or its entry at position `n`.
fn allowed(spec: &ParameterSpec, raw: &Raw, n: usize) -> Option<String> {
    let near = |name: &str, names: &[String]| {
        closest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
    };
    match raw {
        Raw::Text(text) => near(text, &spec.choices),
        Raw::Names(names) => {
            let known: Vec<String> =
                coercivity_base::EndUse::ALL.iter().map(|one| one.name().to_owned()).collect();
            near(&names[n], &known).or_else(|| Some(format!("there are: {}", known.join(", "))))
        }
        _ => spec.range().map(|range| format!("allowed: {range}")),
    }
}
