//! `coercivity diff`: the values in which two scenarios differ, bases and files worked in.

use crate::{
    args::DiffArguments,
    exit::{self, Code, Failure},
    scenarios, terminal,
};
use serde_json::Value;
use std::process::ExitCode;

pub(crate) fn run(arguments: &DiffArguments) -> exit::Outcome {
    let sections = |path| -> Result<Value, Failure> {
        let loaded = scenarios::open(path, &[])?;
        serde_json::to_value(&loaded.sections).map_err(|error| {
            Failure::new(Code::Internal, format_args!("Cannot compare the sections: {error}."))
        })
    };
    let mut lines = Vec::new();
    compare(String::new(), Some(&sections(&arguments.a)?), Some(&sections(&arguments.b)?), &mut lines);
    let text = if lines.is_empty() { "The scenarios do not differ.\n".into() } else { lines.concat() };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a line `path: a -> b` for every value that differs.
fn compare(path: String, a: Option<&Value>, b: Option<&Value>, lines: &mut Vec<String>) {
    walk(path, a, b, &mut |path, a, b| lines.push(format!("{path}: {} -> {}\n", words(a), words(b))));
}

/// Calls `found` with the path and both values of everything in which two trees differ.
pub(crate) fn differences(a: &Value, b: &Value, found: &mut dyn FnMut(&str, Option<&Value>, Option<&Value>)) {
    walk(String::new(), Some(a), Some(b), found);
}

fn walk(
    path: String,
    a: Option<&Value>,
    b: Option<&Value>,
    found: &mut dyn FnMut(&str, Option<&Value>, Option<&Value>),
) {
    match (a, b) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let only_b = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(only_b) {
                let dot = if path.is_empty() { "" } else { "." };
                walk(format!("{path}{dot}{key}"), a.get(key), b.get(key), found);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                walk(format!("{path}[{i}]"), a.get(i), b.get(i), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found(&path, a, b),
    }
}

/// A value as written, or that there is none.
pub(crate) fn words(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".into(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_shown_with_its_path() {
        let a = json!({"run": {"seed": 1, "ticks": 104}, "schedule": [{"id": "x"}], "old": 1});
        let b = json!({"run": {"seed": 2, "ticks": 104}, "schedule": [{"id": "x"}, {"id": "y"}], "new": [1]});
        let mut lines = Vec::new();
        compare(String::new(), Some(&a), Some(&b), &mut lines);
        let expected = [
            "run.seed: 1 -> 2\n",
            "schedule[1]: absent -> {\"id\":\"y\"}\n",
            "old: 1 -> absent\n",
            "new: absent -> [1]\n",
        ];
        assert_eq!(lines, expected);
    }
}
