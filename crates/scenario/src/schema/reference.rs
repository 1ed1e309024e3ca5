//! Pages made from the comments of the section structs: the table of parameters and the default file.

use super::explain::{default_of, range};
use super::shape::{Entry, Form, Shape, sections_shape};
use super::written::written;

/// A markdown page with a table of every parameter: path, type, unit, range, default, meaning, source.
#[must_use]
pub fn parameter_reference() -> String {
    let mut text = String::from(
        "# Every parameter\n\nWritten from the code by `cargo xtask docs`; `coercivity config reference` prints the same. \
         `NAME` stands for the name of an entry, `[N]` for its place in a list. What a value is in a scenario and where it \
         comes from: `coercivity config explain PATH --scenario FILE`. How scenario files are written: \
         [SCENARIOS.md](SCENARIOS.md).\n\n\
         | parameter | type | unit | range | default | meaning | source |\n|---|---|---|---|---|---|---|\n",
    );
    rows(sections_shape(), "", &mut text);
    text
}

fn rows(shape: &Shape, path: &str, text: &mut String) {
    match &shape.form {
        Form::Record(record) => {
            for entry in &record.entries {
                let at = if path.is_empty() { entry.name.clone() } else { format!("{path}.{}", entry.name) };
                *text += &row(&at, entry);
                rows(&entry.shape, &at, text);
            }
        }
        Form::Optional(inner) => rows(inner, path, text),
        Form::Map { value, .. } => rows(value, &format!("{path}.NAME"), text),
        Form::List { item, .. } => rows(item, &format!("{path}[N]"), text),
        Form::Variants { list } => {
            for variant in list {
                if let Some(payload) = &variant.payload {
                    rows(payload, &format!("{path}.{}", variant.name), text);
                }
            }
        }
        _ => {}
    }
}

fn row(path: &str, entry: &Entry) -> String {
    let cells = [
        format!("`{path}`"),
        type_of(&entry.shape),
        entry.doc.unit.clone().unwrap_or_default(),
        range(&entry.shape).unwrap_or_default(),
        if entry.required {
            String::from("required")
        } else {
            default_of(&entry.doc, &entry.shape, entry.default.as_ref()).unwrap_or_default()
        },
        if entry.doc.summary.is_empty() {
            entry.shape.inner().doc.summary.clone()
        } else {
            entry.doc.summary.clone()
        },
        entry.doc.source.clone().unwrap_or_default(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The type in a word or two.
fn type_of(shape: &Shape) -> String {
    match &shape.form {
        Form::Bool => String::from("true or false"),
        Form::Whole(_) => String::from("whole number"),
        Form::Real(_) => String::from("number"),
        Form::Text => String::from("text"),
        Form::Date => String::from("date"),
        Form::Literal => String::from("literal"),
        Form::Optional(inner) => format!("{}, optional", type_of(inner)),
        Form::List { item, length: Some(n) } => format!("{n} x {}", type_of(item)),
        Form::List { item, .. } => format!("list of {}", type_of(item)),
        Form::Tuple(items) => format!("({})", items.iter().map(type_of).collect::<Vec<_>>().join(", ")),
        Form::Map { value, .. } => format!("map to {}", type_of(value)),
        Form::Record(record) => record.name.clone(),
        Form::Variants { list } => {
            list.iter().map(|variant| format!("`{}`", variant.written())).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// All sections as one documented RON text. What has a default is written with it; what has none is shown as a
/// comment with its type and range.
#[must_use]
pub fn default_ron() -> String {
    let mut text = String::from(
        "// Every section of a scenario file. Values are the defaults; what stands behind // has none and must be\n\
         // given, here or in a base.\n(\n",
    );
    for entry in sections_shape().entries() {
        field(entry, "    ", false, &mut text);
    }
    text += ")\n";
    text
}

/// A field behind `prefix`; `hidden` if the prefix already makes a comment of it.
fn field(entry: &Entry, prefix: &str, hidden: bool, text: &mut String) {
    let (name, doc) = (&entry.name, &entry.doc);
    let mut said = if doc.full.is_empty() { entry.shape.inner().doc.full.clone() } else { doc.full.clone() };
    if doc.range.is_none()
        && let Some(range) = range(&entry.shape)
    {
        said += &format!(" Range: {range}.");
    }
    for line in wrapped(&said, 106usize.saturating_sub(prefix.len())) {
        *text += &format!("{prefix}// {line}\n");
    }
    match (&entry.shape.form, &entry.default) {
        // A struct all of whose fields have defaults is shown in full.
        (Form::Record(record), Some(_)) => {
            *text += &format!("{prefix}{name}: (\n");
            for inner in &record.entries {
                field(inner, &format!("{prefix}    "), hidden, text);
            }
            *text += &format!("{prefix}),\n");
        }
        (_, Some(value)) => {
            *text += &format!("{prefix}{name}: {},\n", written(value, &entry.shape));
            pattern(&entry.shape, prefix, hidden, text);
        }
        (_, None) => {
            let mark = if hidden { "" } else { "// " };
            *text += &format!("{prefix}{mark}{name}: {}\n", type_of(&entry.shape));
            pattern(&entry.shape, prefix, hidden, text);
        }
    }
}

/// What an entry of a map or list, or a struct that must be given, looks like; as comments.
fn pattern(shape: &Shape, prefix: &str, hidden: bool, text: &mut String) {
    let (inner, open) = match &shape.inner().form {
        Form::Map { value, .. } => (value.inner(), "each \"name\": ("),
        Form::List { item, .. } => (item.inner(), "each ("),
        Form::Record(_) => (shape.inner(), "("),
        _ => return,
    };
    if inner.entries().is_empty() {
        return;
    }
    let prefix = if hidden { format!("{prefix}    ") } else { format!("{prefix}//     ") };
    *text += &format!("{prefix}{open}\n");
    for entry in inner.entries() {
        field(entry, &format!("{prefix}    "), true, text);
    }
    *text += &format!("{prefix})\n");
}

/// `text` in lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_names_unit_range_default_and_source_of_a_parameter() {
        let text = parameter_reference();
        let row = text.lines().find(|line| line.contains("`behaviour.cover.sigma`")).unwrap();
        for part in ["| none |", "| 0 to 2 |", "| 0.5 |", "standard deviation", "Assumption: 0.5"] {
            assert!(row.contains(part), "{part} is missing in {row}");
        }
        assert!(text.contains("| `run.ticks` | whole number | ticks | 1 to 100000 | required |"), "{text}");
    }

    #[test]
    fn the_default_text_is_ron_and_leaves_out_only_what_has_no_default() {
        let text = default_ron();
        let value: Result<ron::Value, _> = crate::load::ron_options().from_str(&text);
        assert!(value.is_ok(), "{value:?}\n{text}");
        let found = crate::load_text(&text, &[]).unwrap_err();
        let missing: Vec<_> = found.iter().map(|one| one.message.clone()).collect();
        let sections = ["demand", "firms", "goods", "jurisdictions", "recipes", "run", "stages", "title"];
        for section in sections {
            assert!(missing.contains(&format!("section `{section}` is missing")), "{section}: {missing:?}");
        }
        assert!(missing.iter().all(|message| message.starts_with("section `")), "{missing:?}");
    }
}
