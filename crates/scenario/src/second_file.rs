//! Files besides scenarios that name scenarios: games, plans, histories. Read and checked for their form in the same way.

use crate::kinds::FileKind;
use crate::origins::Origins;
use crate::read::Reader;
use crate::report::Report;
use crate::schema::Shape;
use crate::source::Source;
use crate::syntax::{Field, Kind, Node, parse};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Such a file, read.
pub(crate) struct SecondFile<T> {
    pub(crate) bytes: Vec<u8>,
    pub(crate) root: Node,
    pub(crate) origin: Origins,
    pub(crate) file: T,
}

/// Reads the file at `path`, which should be of `kind` and whose form is `shape`; `None` if it is not what it should be,
/// which `report` then tells.
pub(crate) fn read_second<T: DeserializeOwned>(
    path: &str,
    (kind, shape): (&FileKind, &'static Shape),
    source: &dyn Source,
    report: &mut Report,
) -> Option<SecondFile<T>> {
    let (bytes, root) = read(path, source, report)?;
    if let Kind::Record { fields, .. } = &root.kind
        && let Some(other) = kind.mistaken(fields)
    {
        report.error(other.field.place, &other.field.name, other.message, Some(other.help));
        return None;
    }
    let mut reader = Reader { report, spoilt: BTreeSet::new() };
    let value = reader.value(shape, &root, "");
    let origin = Origins::of(&root);
    match serde_path_to_error::deserialize(value) {
        Ok(file) => Some(SecondFile { bytes, root, origin, file }),
        Err(error) => {
            let at = error.path().to_string();
            report.error(origin.value(&at), &at, error.inner().to_string(), None);
            None
        }
    }
}

/// The tree of the file at `path`, if it can be read.
pub(crate) fn root(path: &str, source: &dyn Source) -> Option<Node> {
    read(path, source, &mut Report::default()).map(|(_, root)| root)
}

fn read(path: &str, source: &dyn Source, report: &mut Report) -> Option<(Vec<u8>, Node)> {
    let bytes = match source.read(path) {
        Ok(bytes) => bytes,
        Err(reason) => {
            report.unreadable(path, format!("cannot be read: {reason}"), None);
            return None;
        }
    };
    let Ok(text) = String::from_utf8(bytes.clone()) else {
        report.unreadable(path, String::from("is not UTF-8 text"), None);
        return None;
    };
    let number = report.add_text(path, text);
    let root = parse(report, number)?;
    (!report.has_errors()).then_some((bytes, root))
}

/// The node of a field of a struct.
pub(crate) fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let fields: &[Field] = match &node.kind {
        Kind::Some(inner) => return field(inner, name),
        Kind::Record { fields, .. } => fields,
        _ => &[],
    };
    fields.iter().find(|field| field.name == name).map(|field| &field.value)
}
