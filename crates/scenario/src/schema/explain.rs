//! What a parameter means, what it may be, and, in a loaded scenario, what it is and who says so.

use super::doc::Doc;
use super::shape::{Entry, Form, Shape, sections_shape};
use super::written::written;
use crate::layers::{Step, parse_path};
use crate::load::Loaded;
use crate::read::child;
use crate::suggest::{closest, listed};
use serde_json::Value;

/// Explains the parameter at `path`: its comment, unit, range, default and source; with a loaded scenario also its
/// value and the file and line that set it. Entries of lists are named by number, `id` or `name`; in a path without
/// a scenario any name stands for an entry of a map or list.
///
/// # Errors
/// A sentence if there is no such parameter.
pub fn explain(path: &str, loaded: Option<&Loaded>) -> Result<String, String> {
    let steps = parse_path(path)?;
    let value = loaded.map(|loaded| serde_json::to_value(&loaded.sections).unwrap_or_default());
    let found = walk(&steps, value.as_ref())?;
    let mut text = format!("{path}: {}\n", found.shape.describe());
    let doc = if found.doc.full.is_empty() { &found.shape.inner().doc } else { &found.doc };
    text += &described(doc, found.shape, found.default.as_ref());
    if let Form::Variants { list } = &found.shape.inner().form {
        for variant in list {
            text += &format!("  {}: {}\n", variant.written(), variant.doc.full);
        }
    }
    for entry in found.shape.inner().entries() {
        text += &format!("  {}: {}\n", entry.name, entry.doc.summary);
    }
    if let Some(loaded) = loaded {
        text += &held(loaded, &found, path)?;
    }
    Ok(text)
}

/// Value and origin in a loaded scenario.
fn held(loaded: &Loaded, found: &Found<'_>, path: &str) -> Result<String, String> {
    let Some(value) = &found.value else { return Err(format!("there is no `{path}` in this scenario")) };
    let origin = match loaded.origin.find(&found.canonical) {
        Some((file, line)) => format!("{file}:{line}"),
        None => String::from("default"),
    };
    Ok(format!("Value: {}\nSet by: {origin}\n", written(value, found.shape)))
}

fn described(doc: &Doc, shape: &Shape, default: Option<&Value>) -> String {
    let mut text = format!("{}\n", doc.summary);
    let mut line = |name: &str, said: Option<String>| {
        if let Some(said) = said {
            text += &format!("{name}: {said}\n");
        }
    };
    line("Unit", doc.unit.clone());
    line("Range", range(shape));
    line("Default", default_of(doc, shape, default));
    line("Source", doc.source.clone());
    text
}

/// The range of the numbers within `shape`.
pub(super) fn range(shape: &Shape) -> Option<String> {
    match &shape.form {
        Form::Whole(bounds) | Form::Real(bounds) => Some(bounds.to_string()),
        Form::Optional(inner) => range(inner),
        Form::List { item, .. } => range(item),
        Form::Map { value, .. } => range(value),
        Form::Tuple(items) => items.first().and_then(range),
        _ => None,
    }
}

/// The default: as the comment says it, else as the code has it.
pub(super) fn default_of(doc: &Doc, shape: &Shape, default: Option<&Value>) -> Option<String> {
    let value = default?;
    match (value, &doc.default) {
        (_, Some(said)) => Some(said.clone()),
        (Value::Null, None) => Some(String::from("absent")),
        (Value::Object(fields), None) if !fields.is_empty() => None,
        _ => Some(written(value, shape)),
    }
}

struct Found<'a> {
    shape: &'a Shape,
    doc: Doc,
    default: Option<Value>,
    /// The value in a loaded scenario.
    value: Option<Value>,
    /// The path with list entries by number.
    canonical: String,
}

fn walk(steps: &[Step], root: Option<&Value>) -> Result<Found<'static>, String> {
    let mut found = Found {
        shape: sections_shape(),
        doc: Doc::default(),
        default: None,
        value: root.cloned(),
        canonical: String::new(),
    };
    for step in steps {
        found = below(found, step)?;
    }
    Ok(found)
}

/// One step down; variants with fields are passed through.
fn below(at: Found<'static>, step: &Step) -> Result<Found<'static>, String> {
    let Found { shape, value, canonical, .. } = at;
    match &shape.inner().form {
        Form::Record(record) => of_field(&record.entries, step, value, &canonical),
        Form::Map { value: inner, .. } => {
            let value = value.and_then(|value| value.get(step.to_string()).cloned());
            let canonical = child(&canonical, &step.to_string());
            Ok(Found { shape: inner, doc: Doc::default(), default: None, value, canonical })
        }
        Form::List { item, .. } => {
            let index = value.as_ref().and_then(|value| position(value, step));
            let value = index.and_then(|index| value?.get(index).cloned());
            let canonical =
                format!("{canonical}[{}]", index.map_or_else(|| step.to_string(), |n| n.to_string()));
            Ok(Found { shape: item, doc: at.doc, default: None, value, canonical })
        }
        Form::Literal => {
            let within = value.as_ref().and_then(|value| match step {
                Step::Name(name) => value.get(name),
                Step::Index(n) => value.get(*n),
            });
            let canonical = match step {
                Step::Name(name) => child(&canonical, name),
                Step::Index(n) => format!("{canonical}[{n}]"),
            };
            Ok(Found { shape, doc: at.doc, default: None, value: within.cloned(), canonical })
        }
        Form::Tuple(items) => match step {
            Step::Index(n) if *n < items.len() => {
                let value = value.and_then(|value| value.get(*n).cloned());
                Ok(Found {
                    shape: &items[*n],
                    doc: at.doc,
                    default: None,
                    value,
                    canonical: format!("{canonical}[{n}]"),
                })
            }
            _ => Err(format!(
                "`{canonical}` has {} values, [0] to [{}]",
                items.len(),
                items.len().saturating_sub(1)
            )),
        },
        Form::Variants { list } => {
            let payload = |name: &str| list.iter().find(|variant| variant.name == name)?.payload.as_ref();
            let name = step.to_string();
            if let Some(shape) = payload(&name) {
                let value = value.and_then(|value| value.get(&name).cloned());
                return Ok(Found { shape, doc: Doc::default(), default: None, value, canonical });
            }
            let held = value.as_ref().and_then(Value::as_object).and_then(|map| map.iter().next());
            let chosen = held.and_then(|(variant, value)| Some((payload(variant)?, Some(value.clone()))));
            let fitting =
                || list.iter().filter_map(|v| v.payload.as_ref()).find(|shape| shape.entry(&name).is_some());
            let (shape, value) =
                chosen.or_else(|| Some((fitting()?, None))).ok_or_else(|| nothing(&name, &canonical))?;
            below(Found { shape, doc: Doc::default(), default: None, value, canonical }, step)
        }
        _ => Err(nothing(&step.to_string(), &canonical)),
    }
}

fn of_field(
    entries: &'static [Entry],
    step: &Step,
    value: Option<Value>,
    canonical: &str,
) -> Result<Found<'static>, String> {
    let name = step.to_string();
    let Some(entry) = entries.iter().find(|entry| entry.name == name) else {
        let names = entries.iter().map(|entry| entry.name.as_str());
        let help = closest(&name, names.clone()).map_or_else(
            || format!("there are: {}", listed(names)),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(format!("{}; {help}", nothing(&name, canonical)));
    };
    Ok(Found {
        shape: &entry.shape,
        doc: entry.doc.clone(),
        default: entry.default.clone(),
        value: value.and_then(|value| value.get(&name).cloned()),
        canonical: child(canonical, &name),
    })
}

fn nothing(name: &str, canonical: &str) -> String {
    let at = if canonical.is_empty() { "a scenario" } else { canonical };
    format!("there is no `{name}` in {at}")
}

/// The number of a list's entry.
fn position(list: &Value, step: &Step) -> Option<usize> {
    match step {
        Step::Index(index) => Some(*index),
        Step::Name(name) => {
            let is = |entry: &Value| ["id", "name"].iter().any(|field| entry[*field] == name.as_str());
            list.as_array()?.iter().position(is)
        }
    }
}
