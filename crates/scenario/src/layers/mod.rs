//! Layers: a file, its bases, whole sections that replace theirs, single values, and the command line's.

mod path;
mod set;

pub(crate) use path::{Step, parse_path};

use crate::kinds;
use crate::report::{COMMAND_LINE, Place, Report};
use crate::schema::sections_shape;
use crate::source::{Source, join};
use crate::suggest::closest;
use crate::syntax::{Field, Kind, Node, parse};

/// Deepest chain of bases.
const DEEPEST: usize = 32;
/// Most layers in all; a file that is a base of several others counts each time.
const MOST: usize = 256;

/// Every file read, with its bytes, the scenario first.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// What another file lays over a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    /// Single values, as a scenario's `set`.
    pub(crate) set: Option<Node>,
    /// The list of plugins.
    pub(crate) plugins: Option<Node>,
}

/// Reads `path` and its bases into one tree. `None` if a file is missing or its brackets do not match.
pub(crate) fn assemble(
    path: &str,
    overrides: &[(String, String)],
    over: &Overlay,
    source: &dyn Source,
    report: &mut Report,
) -> (Option<Node>, Files) {
    let mut layers = Layers { source, report, files: Vec::new(), laid: 0, complete: true };
    let root = layers.file(path, &mut Vec::new(), None);
    let Layers { files, complete, .. } = layers;
    let mut root = root.filter(|_| complete);
    if let Some(root) = &mut root {
        if let Some(set) = &over.set {
            set::of_file(root, set, report);
        }
        if let (Some(plugins), Kind::Record { fields, .. }) = (&over.plugins, &mut root.kind) {
            let field = Field { name: String::from("plugins"), place: plugins.place, value: plugins.clone() };
            replace(fields, field);
        }
        set::command_line(root, overrides, report);
    }
    (root, files)
}

struct Layers<'a> {
    source: &'a dyn Source,
    report: &'a mut Report,
    files: Files,
    /// Layers so far.
    laid: usize,
    /// Whether every layer could be read.
    complete: bool,
}

impl Layers<'_> {
    /// The tree of the file at `path` over its bases. `named` is the place of its name in another file.
    fn file(&mut self, path: &str, open: &mut Vec<String>, named: Option<Place>) -> Option<Node> {
        let node = self.read(path, named).and_then(|file| parse(self.report, file));
        let Some(node) = node else {
            self.complete = false;
            return None;
        };
        let place = node.place;
        let fields = match node.kind {
            Kind::Record { variant: None, fields } => fields,
            Kind::Tuple { variant: None, items } if items.is_empty() => Vec::new(),
            kind => {
                let help = Some(String::from("write ( base: \"other.ron\", title: \"..\", .. )"));
                let message = format!("a scenario file is a struct (section: ..), found {}", kind.describe());
                self.report.error(crate::origins::opening(place), "", message, help);
                self.complete = false;
                return None;
            }
        };
        if let Some(other) = kinds::no_scenario(&fields) {
            self.report.error(other.field.place, &other.field.name, other.message, Some(other.help));
            self.complete = false;
            return None;
        }
        open.push(path.to_owned());
        let mut merged = Vec::new();
        for (base, at) in self.bases(&fields) {
            self.base(&join(path, &base), at, open, &mut merged);
        }
        open.pop();
        let mut root = self.overlay(merged, fields, place);
        if let Some(set) = root.1 {
            set::of_file(&mut root.0, &set, self.report);
        }
        Some(root.0)
    }

    fn read(&mut self, path: &str, named: Option<Place>) -> Option<usize> {
        if let Some(file) = self.report.texts.iter().position(|text| text.name == path) {
            return Some(file);
        }
        let text = self.source.read(path).and_then(|bytes| {
            let text = String::from_utf8(bytes.clone()).map_err(|error| {
                format!("it is not UTF-8 text (byte {})", error.utf8_error().valid_up_to())
            })?;
            self.files.push((path.to_owned(), bytes));
            Ok(text)
        });
        match (text, named) {
            (Ok(text), _) => Some(self.report.add_text(path, text)),
            (Err(reason), Some(place)) => {
                let help = Some(String::from("the path of a base is relative to the file that names it"));
                self.report.error(place, "base", format!("cannot read `{path}`: {reason}"), help);
                None
            }
            (Err(reason), None) => {
                self.report.unreadable(path, format!("cannot be read: {reason}"), None);
                None
            }
        }
    }

    /// The bases that a file names.
    fn bases(&mut self, fields: &[Field]) -> Vec<(String, Place)> {
        let Some(base) = fields.iter().find(|field| field.name == "base") else { return Vec::new() };
        let one = |node: &Node| match &node.kind {
            Kind::Text(path) => Some((path.clone(), node.place)),
            _ => None,
        };
        let found = match &base.value.kind {
            Kind::Hole => Some(Vec::new()),
            Kind::List(items) => items.iter().map(one).collect(),
            Kind::Some(inner) => one(inner).map(|base| vec![base]),
            _ => one(&base.value).map(|base| vec![base]),
        };
        found.unwrap_or_else(|| {
            let message = "`base` is the path of a file, or a list of such paths";
            self.report.error(
                base.value.place,
                "base",
                message,
                Some(String::from("write base: \"other.ron\"")),
            );
            self.complete = false;
            Vec::new()
        })
    }

    fn base(&mut self, path: &str, at: Place, open: &mut Vec<String>, merged: &mut Vec<Field>) {
        if open.iter().any(|name| name == path) || open.len() > DEEPEST {
            let chain: Vec<&str> = open.iter().map(String::as_str).chain([path]).collect();
            let message = format!("the bases go round in a circle: {}", chain.join(" -> "));
            self.report.error(at, "base", message, Some(String::from("take one of the bases out")));
            self.complete = false;
            return;
        }
        self.laid += 1;
        if self.laid > MOST {
            // Once is enough: what is left of the bases is not looked at.
            if self.laid == MOST + 1 {
                let message = format!("there are more than {MOST} layers of bases");
                let help = "a file that is a base of several others counts each time: name it once";
                self.report.error(at, "base", message, Some(String::from(help)));
            }
            self.complete = false;
            return;
        }
        if let Some(Node { kind: Kind::Record { fields, .. }, .. }) = self.file(path, open, Some(at)) {
            for field in fields {
                replace(merged, field);
            }
        }
    }

    /// The sections of a file laid over those of its bases, and its `set`.
    fn overlay(&mut self, mut merged: Vec<Field>, fields: Vec<Field>, place: Place) -> (Node, Option<Node>) {
        let mut set = None;
        for field in fields {
            match field.name.as_str() {
                "base" => {}
                "set" => set = Some(field.value),
                name if sections_shape().entry(name).is_some() => replace(&mut merged, field),
                name => {
                    let names = || {
                        let sections = sections_shape().entries().iter().map(|entry| entry.name.as_str());
                        sections.chain(["base", "set"])
                    };
                    let help = closest(name, names()).map_or_else(
                        || format!("there are: {}", crate::suggest::listed(names())),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.report.error(field.place, name, format!("unknown section `{name}`"), Some(help));
                }
            }
        }
        (Node { kind: Kind::Record { variant: None, fields: merged }, place }, set)
    }
}

fn replace(merged: &mut Vec<Field>, field: Field) {
    match merged.iter_mut().find(|known| known.name == field.name) {
        Some(known) => *known = field,
        None => merged.push(field),
    }
}

/// Whether a text of the report holds values of the command line.
pub(crate) fn is_command_line(report: &Report, place: Place) -> bool {
    report.texts.get(place.file).is_some_and(|text| text.name == COMMAND_LINE)
}
