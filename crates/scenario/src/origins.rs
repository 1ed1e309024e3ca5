//! Where every value was written.

use crate::read::child;
use crate::report::{Place, Report, Text, locate};
use crate::syntax::{Kind, Node};
use std::collections::BTreeMap;

/// The file and place behind every path of a loaded scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origins {
    values: BTreeMap<String, Place>,
    keys: BTreeMap<String, Place>,
    texts: Vec<Text>,
}

impl Origins {
    /// The origins of everything in `root`.
    pub(crate) fn of(root: &Node) -> Self {
        let mut origins = Self::default();
        origins.walk(root, "");
        origins
    }

    fn walk(&mut self, node: &Node, path: &str) {
        self.values.insert(path.to_owned(), node.place);
        match &node.kind {
            Kind::Some(inner) => self.walk_inside(inner, node.place, path),
            Kind::Record { fields, .. } => {
                for field in fields {
                    let at = child(path, &field.name);
                    self.keys.insert(at.clone(), field.place);
                    self.walk(&field.value, &at);
                }
            }
            Kind::Tuple { variant: Some(_), items } if items.len() == 1 => {
                self.walk_inside(&items[0], node.place, path);
            }
            Kind::Tuple { items, .. } | Kind::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.walk(item, &format!("{path}[{n}]"));
                }
            }
            Kind::Map(entries) => {
                for (key, value) in entries {
                    if let Kind::Text(name) | Kind::Name(name) = &key.kind {
                        let at = child(path, name);
                        self.keys.insert(at.clone(), key.place);
                        self.walk(value, &at);
                    }
                }
            }
            _ => {}
        }
    }

    /// What a variant holds has the path of the variant, whose place is that of the whole.
    fn walk_inside(&mut self, inner: &Node, whole: Place, path: &str) {
        self.walk(inner, path);
        self.values.insert(path.to_owned(), whole);
    }

    /// Place of the value at `path`, or of the nearest value around it.
    pub(crate) fn value(&self, path: &str) -> Place {
        let mut at = path;
        loop {
            if let Some(place) = self.values.get(at) {
                return *place;
            }
            match at.rfind(['.', '[']) {
                Some(cut) => at = &at[..cut],
                None => return self.values.get("").map_or(Place::default(), |place| opening(*place)),
            }
        }
    }

    /// Place of the name at `path` in a map or struct; of the value where there is none.
    pub(crate) fn key(&self, path: &str) -> Place {
        self.keys.get(path).copied().unwrap_or_else(|| self.value(path))
    }

    /// Places a value that stands in no scenario file, such as a row of a table.
    pub(crate) fn insert(&mut self, path: String, place: Place) {
        self.values.insert(path, place);
    }

    /// Keeps the texts, so that places can be told as lines.
    pub(crate) fn keep(&mut self, texts: &[Text]) {
        self.texts = texts.to_vec();
    }

    /// A report without mistakes on the same texts.
    pub(crate) fn report(&self) -> Report {
        let mut report = Report::default();
        report.texts.clone_from(&self.texts);
        report
    }

    /// File and line of the value written at `path`; `None` if no file gives it and a default holds.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(&str, usize)> {
        let place = self.keys.get(path).or_else(|| self.values.get(path))?;
        let text = self.texts.get(place.file)?;
        Some((&text.name, locate(&text.text, *place).0))
    }
}

/// The first character of a place, for messages about something that is missing in it.
pub(crate) fn opening(place: Place) -> Place {
    Place { end: place.start + 1, ..place }
}
