//! Single values, set by path in a file's `set` or with `--set` on the command line.

use super::path::{Step, parse_path};
use crate::report::{COMMAND_LINE, Place, Report};
use crate::schema::{Form, Shape, sections_shape};
use crate::suggest::{closest, listed};
use crate::syntax::{Field, Kind, Node, parse_value};
use std::cmp::Ordering;

/// Why a path leads nowhere, and what to do.
type Problem = (String, Option<String>);

/// Applies the `set` of a file.
pub(super) fn of_file(root: &mut Node, set: &Node, report: &mut Report) {
    let entries = match &set.kind {
        Kind::Map(entries) => entries.as_slice(),
        Kind::Hole => return,
        _ => {
            let help = Some(String::from("write set: {\"run.ticks\": 52}"));
            report.error(set.place, "set", "`set` is a map {\"path\": value}", help);
            return;
        }
    };
    for (key, value) in entries {
        let Kind::Text(path) = &key.kind else {
            let help = Some(String::from("write \"run.ticks\": 52"));
            report.error(key.place, "set", "the path is a text in quotation marks", help);
            continue;
        };
        let slot = parse_path(path)
            .map_err(|message| (message, None))
            .and_then(|steps| slot(root, sections_shape(), &steps, "", key.place));
        match slot {
            Ok((node, _)) => *node = value.clone(),
            Err((message, help)) => report.error(key.place, path, message, help),
        }
    }
}

/// Applies `--set path=value`, in order.
pub(super) fn command_line(root: &mut Node, overrides: &[(String, String)], report: &mut Report) {
    if overrides.is_empty() {
        return;
    }
    let lines: Vec<String> = overrides.iter().map(|(path, value)| format!("{path}={value}")).collect();
    let file = report.add_text(COMMAND_LINE, lines.join("\n"));
    let mut start = 0;
    for ((path, value), line) in overrides.iter().zip(&lines) {
        let at = Place { file, start, end: start + path.len() };
        let slot = parse_path(path)
            .map_err(|message| (message, None))
            .and_then(|steps| slot(root, sections_shape(), &steps, "", at));
        match slot {
            Ok((node, shape)) => {
                let place = Place { start: at.end + 1, end: start + line.len(), ..at };
                *node = typed(value, shape, place, report);
            }
            Err((message, help)) => report.error(at, path, message, help),
        }
        start += line.len() + 1;
    }
}

/// The node that `value` means where `shape` is wanted: bare words and dates are texts there.
fn typed(value: &str, shape: &Shape, place: Place, report: &mut Report) -> Node {
    let text = || Node { kind: Kind::Text(value.trim().to_owned()), place };
    let optional = matches!(shape.form, Form::Optional(_));
    let written = value.trim();
    let is_ron =
        written.starts_with(['"', 'r']) && written.ends_with(['"', '#']) || written.starts_with("Some(");
    if matches!(shape.inner().form, Form::Text | Form::Date) && !is_ron && !(optional && written == "None") {
        return text();
    }
    let mut trial = report.trial();
    match parse_value(&mut trial, place.file, value, place.start) {
        Some(node) if !trial.has_errors() => node,
        // Dates and names of several words, which are no values of the notation without quotation marks.
        _ if matches!(shape.form, Form::Literal) && !written.starts_with(['[', '{', '(', '"']) => text(),
        _ => {
            let help =
                Some(format!("expected {}; put the whole option in quotes for the shell", shape.describe()));
            report.error(place, "", format!("`{written}` cannot be read as a value"), help);
            Node { kind: Kind::Hole, place }
        }
    }
}

/// The node at the end of `steps` below `node`; fields that a file may leave out are made.
fn slot<'n>(
    node: &'n mut Node,
    shape: &'n Shape,
    steps: &[Step],
    walked: &str,
    place: Place,
) -> Result<(&'n mut Node, &'n Shape), Problem> {
    let Some((step, rest)) = steps.split_first() else { return Ok((node, shape)) };
    let shape = shape.inner();
    if matches!(node.kind, Kind::Some(_)) {
        let Kind::Some(inner) = &mut node.kind else { return Err(nothing(walked)) };
        return slot(inner, shape, steps, walked, place);
    }
    let next = match step {
        Step::Name(name) => crate::read::child(walked, name),
        Step::Index(n) => format!("{walked}[{n}]"),
    };
    match &shape.form {
        Form::Record(_) => {
            let (value, shape) = field(node, shape, step, rest.is_empty(), walked, place)?;
            slot(value, shape, rest, &next, place)
        }
        Form::Map { value, .. } => {
            let found = entry(node, value, step, rest, walked, place)?;
            slot(found, value, rest, &next, place)
        }
        Form::List { item, .. } => slot(element(node, step, walked)?, item, rest, &next, place),
        Form::Literal => {
            let found = if matches!(node.kind, Kind::List(_)) {
                element(node, step, walked)?
            } else if let Kind::Map(entries) = &mut node.kind {
                dated(entries, step, place)
            } else {
                return Err(nothing(walked));
            };
            slot(found, shape, rest, &next, place)
        }
        Form::Tuple(shapes) => {
            let found = element(node, step, walked)?;
            let shape = match step {
                Step::Index(n) => shapes.get(*n),
                Step::Name(_) => None,
            };
            slot(found, shape.ok_or_else(|| nothing(walked))?, rest, &next, place)
        }
        Form::Variants { list } => {
            let (Kind::Record { variant: Some(name), .. } | Kind::Tuple { variant: Some(name), .. }) =
                &node.kind
            else {
                return Err(nothing(walked));
            };
            let payload =
                list.iter().find(|variant| variant.name == *name).and_then(|found| found.payload.as_ref());
            let payload = payload.ok_or_else(|| nothing(walked))?;
            let steps = if *step == Step::Name(name.clone()) { rest } else { steps };
            if matches!(payload.form, Form::Record(_)) {
                return slot(node, payload, steps, walked, place);
            }
            match &mut node.kind {
                Kind::Tuple { items, .. } if items.len() == 1 => {
                    slot(&mut items[0], payload, steps, walked, place)
                }
                _ => Err(nothing(walked)),
            }
        }
        _ => Err(nothing(walked)),
    }
}

fn nothing(walked: &str) -> Problem {
    let at = if walked.is_empty() { "the scenario" } else { walked };
    (format!("`{at}` is a single value, there is nothing below it"), None)
}

/// The field that `step` names, made if the file leaves it out.
fn field<'n>(
    node: &'n mut Node,
    shape: &'n Shape,
    step: &Step,
    last: bool,
    walked: &str,
    place: Place,
) -> Result<(&'n mut Node, &'n Shape), Problem> {
    let name = step.to_string();
    let Some(entry) = shape.entry(&name) else {
        let names = shape.entries().iter().map(|entry| entry.name.as_str());
        return Err(unknown("field", &name, walked, names));
    };
    if matches!(node.kind, Kind::None | Kind::Hole)
        || matches!(&node.kind, Kind::Tuple { items, .. } if items.is_empty())
    {
        *node = Node { kind: Kind::Record { variant: None, fields: Vec::new() }, place };
    }
    let Kind::Record { fields, .. } = &mut node.kind else {
        return Err((format!("`{walked}` is not written as a struct (field: ..)"), None));
    };
    let at = fields.iter().position(|field| field.name == name).unwrap_or_else(|| {
        fields.push(Field { name, place, value: Node { kind: Kind::Hole, place } });
        fields.len() - 1
    });
    if last {
        // Messages about the new value point at the path that set it.
        fields[at].place = place;
    }
    Ok((&mut fields[at].value, &entry.shape))
}

/// The value under the name `step` in a map. A new name is made if the value is set as a whole, or if every field
/// of it has a default.
fn entry<'n>(
    node: &'n mut Node,
    shape: &Shape,
    step: &Step,
    rest: &[Step],
    walked: &str,
    place: Place,
) -> Result<&'n mut Node, Problem> {
    if matches!(node.kind, Kind::None | Kind::Hole) {
        *node = Node { kind: Kind::Map(Vec::new()), place };
    }
    let Kind::Map(entries) = &mut node.kind else {
        return Err((format!("`{walked}` is not written as a map {{\"name\": value}}"), None));
    };
    let name = step.to_string();
    let is = |key: &Node| matches!(&key.kind, Kind::Text(known) | Kind::Name(known) if *known == name);
    if let Some(at) = entries.iter().position(|entry| is(&entry.0)) {
        if rest.is_empty() {
            entries[at].0.place = place;
        }
        return Ok(&mut entries[at].1);
    }
    let defaults = !shape.entries().is_empty() && shape.entries().iter().all(|entry| !entry.required);
    if !rest.is_empty() && !defaults {
        let names = entries.iter().filter_map(|entry| match &entry.0.kind {
            Kind::Text(known) | Kind::Name(known) => Some(known.as_str()),
            _ => None,
        });
        return Err(unknown("entry", &name, walked, names));
    }
    let key_kind = match walked.rsplit('.').next() {
        Some("by_end_use") => Kind::Name(name),
        _ => Kind::Text(name),
    };
    entries.push((Node { kind: key_kind, place }, Node { kind: Kind::Hole, place }));
    let at = entries.len() - 1;
    Ok(&mut entries[at].1)
}

/// The number at the date `step` of a literal map. A new date is put before the first later one.
fn dated<'n>(entries: &'n mut Vec<(Node, Node)>, step: &Step, place: Place) -> &'n mut Node {
    let date = step.to_string();
    let of = |entry: &(Node, Node)| match &entry.0.kind {
        Kind::Text(known) | Kind::Name(known) => known.cmp(&date),
        _ => Ordering::Less,
    };
    let at = entries.iter().position(|entry| of(entry).is_eq()).unwrap_or_else(|| {
        let at = entries.iter().position(|entry| of(entry).is_gt()).unwrap_or(entries.len());
        let key = Node { kind: Kind::Text(date.clone()), place };
        entries.insert(at, (key, Node { kind: Kind::Hole, place }));
        at
    });
    // Messages about the new value point at the path that set it.
    entries[at].0.place = place;
    &mut entries[at].1
}

/// The entry of a list or tuple by number, or by its `id` or `name`.
fn element<'n>(node: &'n mut Node, step: &Step, walked: &str) -> Result<&'n mut Node, Problem> {
    let (Kind::List(items) | Kind::Tuple { items, .. }) = &mut node.kind else {
        return Err((format!("`{walked}` is empty, there is no `{step}` in it"), None));
    };
    let found = match step {
        Step::Index(index) => (*index < items.len()).then_some(*index),
        Step::Name(name) => items.iter().position(|item| label(item) == Some(name)),
    };
    match (found, step) {
        (Some(at), _) => Ok(&mut items[at]),
        (None, Step::Index(index)) => {
            let count = items.len();
            let help = (count > 0).then(|| format!("they are numbered [0] to [{}]", count - 1));
            Err((format!("`{walked}` has {count} entries, there is no [{index}]"), help))
        }
        (None, Step::Name(name)) => Err(unknown("entry", name, walked, items.iter().filter_map(label))),
    }
}

/// The `id` or `name` of an entry of a list.
fn label(node: &Node) -> Option<&str> {
    let Kind::Record { fields, .. } = &node.kind else { return None };
    fields.iter().find(|field| field.name == "id" || field.name == "name").and_then(|field| {
        match &field.value.kind {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        }
    })
}

fn unknown<'a>(
    what: &str,
    name: &str,
    walked: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Problem {
    let at = if walked.is_empty() { "the scenario" } else { walked };
    let help = closest(name, names.clone())
        .map_or_else(|| format!("there are: {}", listed(names)), |near| format!("did you mean `{near}`?"));
    (format!("there is no {what} `{name}` in `{at}`"), Some(help))
}
