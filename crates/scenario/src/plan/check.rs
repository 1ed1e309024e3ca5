//! What is checked of a plan beyond its form.

use super::file::{PlanFile, Scale, Span, Vary};
use crate::origins::Origins;
use crate::report::Report;
use coercivity_base::parameter::is_snake_case;
use std::collections::BTreeMap;

/// Most points of a plan.
pub(super) const MOST_POINTS: usize = 1_000_000;
/// Most parameters of a Sobol' sequence: those for which direction numbers are known.
const MOST_DIMENSIONS: usize = 256;

/// Names, ranges and numbers of points.
pub(super) fn check(file: &PlanFile, origin: &Origins, report: &mut Report) {
    let mut wrong = |path: &str, message: String, help: &str| {
        report.error(origin.value(path), path, message, Some(help.to_owned()));
    };
    if file.scenarios.is_empty() {
        wrong(
            "scenarios",
            String::from("a plan has one scenario at least"),
            "write {\"name\": \"path.ron\"}",
        );
    }
    for name in file.scenarios.keys().filter(|name| !is_snake_case(name)) {
        let help = "write small letters, digits and `_`, such as `april_2025`";
        wrong(&format!("scenarios.{name}"), format!("`{name}` is not lower snake case"), help);
    }
    match &file.vary {
        None | Some(Vary::Table(_)) => {}
        Some(Vary::Grid(values)) => grid(values, &mut wrong),
        Some(Vary::OneAtATime(spans)) => ranges("vary", spans, &mut wrong),
        Some(Vary::LatinHypercube(sampled) | Vary::Sobol(sampled)) => {
            ranges("vary.parameters", &sampled.parameters, &mut wrong);
        }
        Some(Vary::Morris(morris)) => {
            ranges("vary.parameters", &morris.parameters, &mut wrong);
            if morris.levels % 2 == 1 {
                let message = format!("{} levels: the number must be even", morris.levels);
                wrong("vary.levels", message, "write 4, as most do");
            }
        }
    }
}

fn grid<T>(values: &BTreeMap<String, Vec<T>>, wrong: &mut impl FnMut(&str, String, &str)) {
    let none = values.iter().find(|(_, list)| list.is_empty());
    if let Some((path, _)) = none {
        wrong("vary", format!("`{path}` has no values"), "write at least one, such as [1.0, 2.0]");
    }
    if values.is_empty() {
        wrong("vary", String::from("nothing is varied"), "name a path and its values");
    }
    let points = values.values().try_fold(1_usize, |product, list| product.checked_mul(list.len()));
    if points.is_none_or(|points| points > MOST_POINTS) {
        wrong(
            "vary",
            format!("over {MOST_POINTS} combinations"),
            "use a Latin hypercube or a Sobol' sequence",
        );
    }
}

fn ranges(at: &str, spans: &BTreeMap<String, Span>, wrong: &mut impl FnMut(&str, String, &str)) {
    if spans.is_empty() {
        wrong(at, String::from("nothing is varied"), "name a path and its range, (low: 1.0, high: 2.0)");
    }
    if spans.len() > MOST_DIMENSIONS {
        let message = format!("{} parameters, and {MOST_DIMENSIONS} is the most", spans.len());
        wrong(at, message, "screen them first by Morris in parts");
    }
    for (path, span) in spans {
        let named = format!("`{path}`: ");
        if !(span.low.is_finite() && span.high.is_finite() && span.low < span.high) {
            let message = format!("{named}low {} is not under high {}", span.low, span.high);
            wrong(at, message, "write (low: 1.0, high: 2.0)");
        } else if span.scale == Scale::Log && span.low <= 0.0 {
            let message = format!("{named}a range by ratios must be over 0");
            wrong(at, message, "leave scale out, or raise low");
        } else if span.whole && (span.low.fract() != 0.0 || span.high.fract() != 0.0) {
            let message = format!("{named}a range of whole numbers has whole ends");
            wrong(at, message, "write (low: 1.0, high: 4.0, whole: true)");
        }
    }
}
