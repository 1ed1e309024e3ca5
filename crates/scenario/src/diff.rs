//! What differs between two loaded scenarios.

use crate::load::{Loaded, to_ron_value};
use crate::read::child;
use serde_json::Value;

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path of the value.
    pub path: String,
    /// Value in the first scenario; `None` where it is absent.
    pub before: Option<String>,
    /// Value in the second scenario; `None` where it is absent.
    pub after: Option<String>,
}

/// Every value in which the sections of `a` and `b` differ, in the order of the sections. Entries of lists with an
/// `id` or a `name` are matched by it, others by position.
#[must_use]
pub fn diff(a: &Loaded, b: &Loaded) -> Vec<Change> {
    let value = |loaded: &Loaded| serde_json::to_value(&loaded.sections).unwrap_or_default();
    let mut changes = Vec::new();
    compare("", Some(&value(a)), Some(&value(b)), &mut changes);
    changes
}

fn compare(path: &str, a: Option<&Value>, b: Option<&Value>, changes: &mut Vec<Change>) {
    match (a, b) {
        (a, b) if a == b => {}
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let added = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(added) {
                compare(&child(path, key), left.get(key), right.get(key), changes);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => lists(path, left, right, changes),
        _ => changes.push(Change {
            path: path.to_owned(),
            before: a.filter(|value| !value.is_null()).map(to_ron_value),
            after: b.filter(|value| !value.is_null()).map(to_ron_value),
        }),
    }
}

fn lists(path: &str, left: &[Value], right: &[Value], changes: &mut Vec<Change>) {
    if left.iter().chain(right).any(|entry| label(entry).is_none()) {
        for n in 0..left.len().max(right.len()) {
            compare(&format!("{path}[{n}]"), left.get(n), right.get(n), changes);
        }
        return;
    }
    let find = |list: &'_ [Value], name: &str| list.iter().position(|entry| label(entry) == Some(name));
    let added = right.iter().filter(|entry| find(left, label(entry).unwrap_or("")).is_none());
    for entry in left.iter().chain(added) {
        let name = label(entry).unwrap_or("");
        let (a, b) = (find(left, name), find(right, name));
        compare(&child(path, name), a.map(|n| &left[n]), b.map(|n| &right[n]), changes);
    }
}

fn label(entry: &Value) -> Option<&str> {
    entry.get("id").or_else(|| entry.get("name"))?.as_str()
}
