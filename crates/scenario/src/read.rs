//! From the tree to a value that serde can read, with every mistake of form reported at its place.
//!
//! What is wrong is replaced by a value of the right form, and its path is remembered as spoilt, so that the
//! checks of meaning can go on and say nothing that only follows from the first mistake.

mod literal;

use crate::report::{COMMAND_LINE, Place, Report};
use crate::schema::{Bounds, Form, Record, Shape, Variant, placeholder, within};
use crate::suggest::{closest, listed};
use crate::syntax::{Field, Kind, Node};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Reads a tree by its shape.
pub(crate) struct Reader<'a> {
    pub(crate) report: &'a mut Report,
    /// Paths whose values were replaced.
    pub(crate) spoilt: BTreeSet<String>,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, place: Place, path: &str, message: String, help: Option<String>) {
        self.report.error(place, path, message, help);
        self.spoilt.insert(path.to_owned());
    }

    /// The value of `node`; something of the right form if the node is wrong.
    pub(crate) fn value(&mut self, shape: &Shape, node: &Node, path: &str) -> Value {
        match (&shape.form, &node.kind) {
            (_, Kind::Hole) => {
                self.spoilt.insert(path.to_owned());
                placeholder(shape)
            }
            (Form::Optional(_), Kind::None) => Value::Null,
            (Form::Optional(inner), Kind::Some(value)) => self.value(inner, value, path),
            (Form::Optional(inner), _) => self.value(inner, node, path),
            (Form::Bool, Kind::Bool(value)) => json!(value),
            (Form::Whole(bounds), Kind::Whole(value)) => self.whole(*bounds, *value, node.place, path),
            (Form::Whole(bounds), Kind::Real(value)) => {
                let message = format!("expected a whole number, found {value}");
                let round = value.round();
                let help = bounds.holds(round).then(|| format!("write {round}"));
                self.wrong(node.place, path, message, help);
                placeholder(shape)
            }
            (Form::Real(bounds), Kind::Whole(value)) => self.real(*bounds, *value as f64, node.place, path),
            (Form::Real(bounds), Kind::Real(value)) => self.real(*bounds, *value, node.place, path),
            (Form::Text, Kind::Text(text)) => json!(text),
            (Form::Text, Kind::Name(text)) if self.of_command_line(node.place) => json!(text),
            (Form::Date, Kind::Text(text)) => self.date(shape, text, node.place, path),
            (Form::Literal, _) => self.literal(node, path),
            (Form::List { item, length: None }, Kind::List(items)) => self.items(item, items, path),
            (
                Form::List { item, length: Some(n) },
                Kind::List(items) | Kind::Tuple { variant: None, items },
            ) => {
                if items.len() != *n {
                    let message = format!("expected {n} values, found {}", items.len());
                    self.wrong(node.place, path, message, None);
                    return placeholder(shape);
                }
                self.items(item, items, path)
            }
            (Form::Tuple(shapes), Kind::Tuple { variant: None, items }) => {
                if items.len() != shapes.len() {
                    let message = format!("expected {} values, found {}", shapes.len(), items.len());
                    self.wrong(node.place, path, message, Some(format!("write {}", shape.describe())));
                    return placeholder(shape);
                }
                let each = shapes.iter().zip(items).enumerate();
                each.map(|(n, (shape, item))| self.value(shape, item, &format!("{path}[{n}]"))).collect()
            }
            (Form::Map { keys, value }, Kind::Map(entries)) => {
                self.map(keys.as_deref(), value, entries, path)
            }
            (Form::Map { .. }, Kind::Tuple { variant: None, items }) if items.is_empty() => json!({}),
            (Form::Record(record), Kind::Record { variant, fields }) => {
                self.named(record, variant.as_deref(), node.place, path);
                self.record(record, fields, node.place, path)
            }
            (Form::Record(record), Kind::Tuple { variant, items }) if items.is_empty() => {
                self.named(record, variant.as_deref(), node.place, path);
                self.record(record, &[], node.place, path)
            }
            (Form::Variants { list }, Kind::Name(_) | Kind::Record { .. } | Kind::Tuple { .. }) => {
                self.variant(shape, list, node, path)
            }
            _ => {
                let help = self.form_help(&shape.form, node, path);
                let message = format!("expected {}, found {}", shape.describe(), node.kind.describe());
                self.wrong(node.place, path, message, help);
                placeholder(shape)
            }
        }
    }

    pub(super) fn of_command_line(&self, place: Place) -> bool {
        self.report.texts.get(place.file).is_some_and(|text| text.name == COMMAND_LINE)
    }

    fn form_help(&self, form: &Form, node: &Node, path: &str) -> Option<String> {
        let help = match (form, &node.kind) {
            (Form::Record(_), Kind::Map(_)) => {
                "fields stand in ( ) and without quotation marks: (field: value)"
            }
            (Form::Record(record), _) => {
                let fields = listed(record.entries.iter().map(|entry| entry.name.as_str()));
                let first = record.entries.first().map_or("", |entry| entry.name.as_str());
                let hint = if self.of_command_line(node.place) {
                    format!("; set one of them: {path}.{first}=..")
                } else {
                    format!("; write ({first}: ..)")
                };
                return Some(format!("its fields are {fields}{hint}"));
            }
            (Form::Map { .. }, Kind::Record { .. }) => {
                "names stand in { } and in quotation marks: {\"name\": value}"
            }
            (Form::Text, Kind::Name(_)) => "put it in quotation marks",
            (Form::Date, Kind::Whole(_)) => "put the date in quotation marks",
            (Form::Whole(_) | Form::Real(_), Kind::Text(_)) => "numbers stand without quotation marks",
            (Form::Variants { .. }, Kind::Text(_)) => "variants stand without quotation marks",
            (Form::List { .. }, Kind::Text(_)) => "put it in [ ]",
            _ => return None,
        };
        Some(help.to_owned())
    }

    fn whole(&mut self, bounds: Bounds, value: i128, place: Place, path: &str) -> Value {
        let (low, high) = (bounds.low.max(0.0) as i128, bounds.high as i128);
        if (low..=high).contains(&value) {
            return json!(u64::try_from(value).unwrap_or(0));
        }
        self.wrong(
            place,
            path,
            format!("{value} is out of range"),
            Some(format!("allowed: {low} to {high}")),
        );
        json!(u64::try_from(value.clamp(low, high)).unwrap_or(0))
    }

    fn real(&mut self, bounds: Bounds, value: f64, place: Place, path: &str) -> Value {
        let allowed = Some(format!("allowed: {bounds}"));
        if !value.is_finite() {
            self.wrong(place, path, format!("{value} is not a number one can compute with"), allowed);
        } else if !bounds.holds(value) {
            self.wrong(place, path, format!("{value} is out of range"), allowed);
        } else {
            return json!(value);
        }
        json!(within(bounds))
    }

    fn date(&mut self, shape: &Shape, text: &str, place: Place, path: &str) -> Value {
        if text.parse::<coercivity_base::Date>().is_ok() {
            return json!(text);
        }
        let help = Some(String::from("write year, month and day, such as \"2025-04-04\""));
        self.wrong(place, path, format!("\"{text}\" is not a date"), help);
        placeholder(shape)
    }

    fn items(&mut self, shape: &Shape, items: &[Node], path: &str) -> Value {
        items.iter().enumerate().map(|(n, item)| self.value(shape, item, &format!("{path}[{n}]"))).collect()
    }

    fn map(&mut self, keys: Option<&[String]>, shape: &Shape, entries: &[(Node, Node)], path: &str) -> Value {
        let mut map = Map::new();
        for (key, value) in entries {
            let name = match (&key.kind, keys) {
                (Kind::Text(name), None) | (Kind::Name(name), Some(_)) => name.clone(),
                (Kind::Name(name) | Kind::Text(name), _) => {
                    let help =
                        if keys.is_some() { format!("write {name}") } else { format!("write \"{name}\"") };
                    let message =
                        format!("expected a {} as key", if keys.is_some() { "name" } else { "text" });
                    self.report.error(key.place, path, message, Some(help));
                    name.clone()
                }
                _ => {
                    let message = format!("expected a text as key, found {}", key.kind.describe());
                    self.wrong(key.place, path, message, None);
                    continue;
                }
            };
            if let Some(keys) = keys.filter(|keys| !keys.contains(&name)) {
                let message = format!("unknown key `{name}`");
                self.wrong(
                    key.place,
                    path,
                    message,
                    Some(did_you_mean(&name, keys.iter().map(String::as_str))),
                );
                continue;
            }
            let value = self.value(shape, value, &child(path, &name));
            map.insert(name, value);
        }
        Value::Object(map)
    }

    fn named(&mut self, record: &Record, variant: Option<&str>, place: Place, path: &str) {
        if let Some(name) = variant.filter(|name| *name != record.name) {
            let message = format!("expected a {} (field: ..), found a `{name}`", record.name);
            self.report.error(Place { end: place.start + name.len(), ..place }, path, message, None);
        }
    }

    /// Reads a struct from its fields.
    pub(crate) fn record(&mut self, record: &Record, fields: &[Field], place: Place, path: &str) -> Value {
        for field in fields.iter().filter(|field| record.entry(&field.name).is_none()) {
            let names = record.entries.iter().map(|entry| entry.name.as_str());
            let message = format!("unknown field `{}`", field.name);
            self.report.error(
                field.place,
                &child(path, &field.name),
                message,
                Some(did_you_mean(&field.name, names)),
            );
        }
        let mut map = Map::new();
        for entry in &record.entries {
            let at = child(path, &entry.name);
            if let Some(field) = fields.iter().find(|field| field.name == entry.name) {
                map.insert(entry.name.clone(), self.value(&entry.shape, &field.value, &at));
            } else if entry.required {
                let opening = Place { end: place.start + 1, ..place };
                let what = if path.is_empty() { "section" } else { "field" };
                let help = format!("add `{}: ..`, {}", entry.name, entry.shape.describe());
                self.wrong(opening, &at, format!("{what} `{}` is missing", entry.name), Some(help));
                map.insert(entry.name.clone(), placeholder(&entry.shape));
            }
        }
        Value::Object(map)
    }

    fn variant(&mut self, shape: &Shape, list: &[Variant], node: &Node, path: &str) -> Value {
        let (Kind::Name(name)
        | Kind::Record { variant: Some(name), .. }
        | Kind::Tuple { variant: Some(name), .. }) = &node.kind
        else {
            let message = format!("expected {}, found {}", shape.describe(), node.kind.describe());
            self.wrong(node.place, path, message, None);
            return placeholder(shape);
        };
        let place = Place { end: node.place.start + name.len(), ..node.place };
        let Some(variant) = list.iter().find(|variant| variant.name == *name) else {
            let names = list.iter().map(|variant| variant.name.as_str());
            self.wrong(place, path, format!("unknown variant `{name}`"), Some(did_you_mean(name, names)));
            return placeholder(shape);
        };
        let payload = match (&variant.payload, &node.kind) {
            (None, Kind::Name(_)) => return json!(name),
            (None, Kind::Tuple { items, .. }) if items.is_empty() => return json!(name),
            (Some(payload), kind) => self.payload(payload, kind, node.place, path),
            _ => None,
        };
        if let Some(payload) = payload {
            return json!({ name.as_str(): payload });
        }
        let takes = variant.payload.as_ref().map_or_else(
            || format!("`{name}` stands alone"),
            |payload| format!("`{name}` needs {}", payload.describe()),
        );
        self.wrong(place, path, takes, None);
        placeholder(shape)
    }

    /// The data of a variant: fields, or the one value within the parentheses.
    fn payload(&mut self, shape: &Shape, kind: &Kind, place: Place, path: &str) -> Option<Value> {
        match (&shape.form, kind) {
            (Form::Record(record), Kind::Record { fields, .. }) => {
                Some(self.record(record, fields, place, path))
            }
            (Form::Record(record), Kind::Tuple { items, .. }) if items.is_empty() => {
                Some(self.record(record, &[], place, path))
            }
            (Form::Tuple(shapes), Kind::Tuple { items, .. })
                if items.len() == shapes.len() && items.len() != 1 =>
            {
                let plain = Node { kind: Kind::Tuple { variant: None, items: items.clone() }, place };
                Some(self.value(shape, &plain, path))
            }
            (_, Kind::Tuple { items, .. }) => match items.as_slice() {
                [item] => Some(self.value(shape, item, path)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The path of `name` below `path`.
pub(crate) fn child(path: &str, name: &str) -> String {
    let plain = !name.is_empty() && !name.contains(['.', '[', ']', '"']);
    match (path.is_empty(), plain) {
        (true, true) => name.to_owned(),
        (false, true) => format!("{path}.{name}"),
        (_, false) => format!("{path}[{name:?}]"),
    }
}

/// "did you mean" if something is close, else what there is.
fn did_you_mean<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    closest(name, names.clone())
        .map_or_else(|| format!("there are: {}", listed(names)), |near| format!("did you mean `{near}`?"))
}
