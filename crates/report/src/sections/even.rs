//! Break-even: at what value of a parameter a loss reaches a level, with its range over replicates.

use crate::{
    block::Section,
    compare::stats::quantiles,
    numbers,
    read::even::Crossing,
    sheet::{Cell, Sheet},
    words,
};

pub(crate) fn section(id: &str, name: &str, crossings: &[Crossing]) -> Option<Section> {
    if crossings.is_empty() {
        return None;
    }
    let title = if name.is_empty() { "Break-even".to_owned() } else { format!("Break-even: {name}") };
    let mut section = Section::new(
        id,
        title,
        "At what value of a parameter the loss of a side reaches a level, replicate by replicate. The loss is taken to rise or to \
         fall all the way between the ends of the search.",
    );
    let mut sheet = Sheet::new(&[
        ("Parameter", "parameter"),
        ("Loss of", "side"),
        ("Stage", "stage"),
        ("Level", "loss_share"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Replicates with a value", "found"),
        ("Over at both ends", "over"),
        ("Under at both ends", "under"),
        ("Searched from", "low"),
        ("To", "high"),
    ]);
    let mut questions: Vec<&Crossing> = Vec::new();
    for crossing in crossings {
        if !questions.iter().any(|known| is_same(known, crossing)) {
            questions.push(crossing);
        }
    }
    for question in questions {
        let of: Vec<&Crossing> = crossings.iter().filter(|one| is_same(one, question)).collect();
        sheet.rows.push(row(question, &of));
    }
    section.table(
        "",
        "The range goes from the tenth to the ninetieth percentile of the replicates with a value.",
        &sheet,
        id,
    );
    Some(section)
}

/// Whether two replicates answer one question.
fn is_same(a: &Crossing, b: &Crossing) -> bool {
    (&a.parameter, &a.side, &a.stage, a.ends) == (&b.parameter, &b.side, &b.stage, b.ends)
        && a.loss_share == b.loss_share
}

fn row(question: &Crossing, of: &[&Crossing]) -> Vec<Cell> {
    let values: Vec<f64> = of.iter().map(|one| one.value).filter(|value| value.is_finite()).collect();
    let side = match question.side.as_str() {
        "sender" => "who acts",
        "target" => "who is acted upon",
        "third" => "third countries",
        other => other,
    };
    let stage = if question.stage.is_empty() { "all".to_owned() } else { words::inside(&question.stage) };
    let number = |value: f64| Cell::Number(value, numbers::quantity(value));
    let count = |status: &str| {
        let number = of.iter().filter(|one| one.status == status).count() as f64;
        Cell::Number(number, numbers::count(number))
    };
    let mut cells = vec![Cell::text(question.parameter.clone()), Cell::text(side), Cell::text(stage)];
    cells.push(Cell::Number(question.loss_share, numbers::percent(question.loss_share)));
    cells.extend(quantiles(&values).map(number));
    cells.extend(["found", "over", "under"].map(count));
    cells.extend(question.ends.map(number));
    cells
}
