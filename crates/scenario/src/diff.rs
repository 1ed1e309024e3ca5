//! What differs between two loaded scenarios.

use crate::load::Loaded;
use crate::read::child;
use crate::schema::{Form, Shape, sections_shape, written};
use serde_json::{Map, Value};

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
    compare("", sections_shape(), Some(&value(a)), Some(&value(b)), &mut changes);
    changes
}

fn compare(path: &str, shape: &Shape, a: Option<&Value>, b: Option<&Value>, changes: &mut Vec<Change>) {
    let shape = shape.inner();
    match (a, b, &shape.form) {
        (a, b, _) if a == b => {}
        (Some(Value::Object(left)), Some(Value::Object(right)), form) if same_variant(form, left, right) => {
            let added = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(added) {
                if let Some(inner) = below(shape, key) {
                    compare(&child(path, key), inner, left.get(key), right.get(key), changes);
                }
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right)), Form::List { item, .. }) => {
            lists(path, item, left, right, changes);
        }
        _ => {
            let text = |value: &Value| written(value, shape);
            changes.push(Change {
                path: path.to_owned(),
                before: a.filter(|value| !value.is_null()).map(text),
                after: b.filter(|value| !value.is_null()).map(text),
            });
        }
    }
}

/// Two values of an enum are compared within only if they are of one variant.
fn same_variant(form: &Form, left: &Map<String, Value>, right: &Map<String, Value>) -> bool {
    !matches!(form, Form::Variants { .. }) || left.keys().eq(right.keys())
}

/// The shape of what stands under `key`.
fn below<'a>(shape: &'a Shape, key: &str) -> Option<&'a Shape> {
    match &shape.form {
        Form::Record(record) => record.entry(key).map(|entry| &entry.shape),
        Form::Map { value, .. } => Some(value),
        Form::Literal => Some(shape),
        Form::Variants { list } => list.iter().find(|variant| variant.name == key)?.payload.as_ref(),
        _ => None,
    }
}

fn lists(path: &str, shape: &Shape, left: &[Value], right: &[Value], changes: &mut Vec<Change>) {
    if left.iter().chain(right).any(|entry| label(entry).is_none()) {
        for n in 0..left.len().max(right.len()) {
            compare(&format!("{path}[{n}]"), shape, left.get(n), right.get(n), changes);
        }
        return;
    }
    let find = |list: &[Value], name: &str| list.iter().position(|entry| label(entry) == Some(name));
    let added = right.iter().filter(|entry| find(left, label(entry).unwrap_or("")).is_none());
    for entry in left.iter().chain(added) {
        let name = label(entry).unwrap_or("");
        let (a, b) = (find(left, name), find(right, name));
        compare(&child(path, name), shape, a.map(|n| &left[n]), b.map(|n| &right[n]), changes);
    }
}

fn label(entry: &Value) -> Option<&str> {
    entry.get("id").or_else(|| entry.get("name"))?.as_str()
}
