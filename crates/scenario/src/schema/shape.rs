//! Shapes: what may stand where, worked out from the JSON schema of the section structs.

use super::doc::{Bounds, Doc};
use serde_json::Value;
use std::sync::OnceLock;

/// What may stand at a place.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) form: Form,
    /// The comment of the type, if it is one of ours.
    pub(crate) doc: Doc,
}

/// The form of a value.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    Bool,
    Whole(Bounds),
    Real(Bounds),
    Text,
    Date,
    /// Any [`crate::sections::Literal`].
    Literal,
    Optional(Box<Shape>),
    List {
        item: Box<Shape>,
        length: Option<usize>,
    },
    Tuple(Vec<Shape>),
    /// A map; `keys` are the only ones allowed, if given.
    Map {
        keys: Option<Vec<String>>,
        value: Box<Shape>,
    },
    Record(Record),
    Variants {
        list: Vec<Variant>,
    },
}

/// A struct.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) entries: Vec<Entry>,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) doc: Doc,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) doc: Doc,
    pub(crate) payload: Option<Shape>,
}

impl Record {
    /// The field of that name.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

impl Shape {
    /// The fields, if it is a struct.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.form {
            Form::Record(record) => &record.entries,
            _ => &[],
        }
    }

    /// The field of that name, if it is a struct with one.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name == name)
    }

    /// The shape behind an optional one.
    pub(crate) fn inner(&self) -> &Self {
        match &self.form {
            Form::Optional(inner) => inner.inner(),
            _ => self,
        }
    }
}

/// The shape of [`crate::Sections`].
pub(crate) fn sections_shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| shape_of::<crate::Sections>("Sections"))
}

/// The shape of [`crate::game::GameFile`].
pub(crate) fn game_shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| shape_of::<crate::game::GameFile>("GameFile"))
}

/// The shape of [`crate::plan::PlanFile`].
pub(crate) fn plan_shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| shape_of::<crate::plan::PlanFile>("PlanFile"))
}

fn shape_of<T: schemars::JsonSchema>(name: &str) -> Shape {
    let schema = schemars::schema_for!(T).to_value();
    Builder { root: &schema }.shape(&schema, name, None)
}

/// The shape of [`crate::history::HistoryFile`].
pub(crate) fn history_shape() -> &'static Shape {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    SHAPE.get_or_init(|| shape_of::<crate::history::HistoryFile>("HistoryFile"))
}

struct Builder<'a> {
    root: &'a Value,
}

const EVERYTHING: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY, open: false };

impl Builder<'_> {
    /// The shape of `schema`; `bounds` come from the comment of the field and hold for the numbers within.
    fn shape(&self, schema: &Value, name: &str, bounds: Option<Bounds>) -> Shape {
        if let Some(target) = schema["$ref"].as_str().and_then(|at| at.strip_prefix("#/$defs/")) {
            return self.shape(&self.root["$defs"][target], target, None);
        }
        let doc = Doc::parse(schema["description"].as_str().unwrap_or(""));
        Shape { form: self.form(schema, name, bounds), doc }
    }

    fn form(&self, schema: &Value, name: &str, bounds: Option<Bounds>) -> Form {
        if let Some(variants) = schema["oneOf"].as_array() {
            return self.variants(variants);
        }
        if let Some(any) = schema["anyOf"].as_array() {
            let inner: Vec<&Value> = any.iter().filter(|one| one["type"] != "null").collect();
            return match inner.as_slice() {
                [] => Form::Text,
                [inner] => Form::Optional(Box::new(self.shape(inner, name, bounds))),
                _ => Form::Literal,
            };
        }
        if let Some(types) = schema["type"].as_array() {
            let mut plain = schema.clone();
            plain["type"] = types.iter().find(|one| *one != "null").cloned().unwrap_or_default();
            let inner = Shape { form: self.form(&plain, name, bounds), doc: Doc::default() };
            return Form::Optional(Box::new(inner));
        }
        match schema["type"].as_str().unwrap_or("") {
            "boolean" => Form::Bool,
            "integer" => Form::Whole(self.whole_bounds(schema, bounds)),
            "number" => Form::Real(bounds.unwrap_or_else(|| schema_bounds(schema))),
            "array" => self.array(schema, bounds),
            "object" if schema["properties"].is_object() || !schema["additionalProperties"].is_object() => {
                self.record(schema, name)
            }
            "object" => Form::Map {
                keys: self.keys(&schema["propertyNames"]),
                value: Box::new(self.shape(&schema["additionalProperties"], name, bounds)),
            },
            _ if schema["format"] == "date" => Form::Date,
            // `enum` lists variants without comments.
            _ => match schema["enum"].as_array() {
                Some(names) => plain_variants(names),
                None => Form::Text,
            },
        }
    }

    fn whole_bounds(&self, schema: &Value, bounds: Option<Bounds>) -> Bounds {
        let type_high = match schema["format"].as_str() {
            Some("uint8") => f64::from(u8::MAX),
            Some("uint16") => f64::from(u16::MAX),
            Some("uint32") => f64::from(u32::MAX),
            _ => 9_007_199_254_740_991.0,
        };
        let own = schema_bounds(schema);
        bounds.unwrap_or(Bounds { low: own.low, high: own.high.min(type_high), open: false })
    }

    fn array(&self, schema: &Value, bounds: Option<Bounds>) -> Form {
        if let Some(items) = schema["prefixItems"].as_array() {
            return Form::Tuple(items.iter().map(|item| self.shape(item, "", bounds)).collect());
        }
        let length = schema["maxItems"].as_u64().filter(|n| schema["minItems"].as_u64() == Some(*n));
        Form::List {
            item: Box::new(self.shape(&schema["items"], "", bounds)),
            length: length.and_then(|n| usize::try_from(n).ok()),
        }
    }

    fn record(&self, schema: &Value, name: &str) -> Form {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let entries = schema["properties"].as_object().into_iter().flatten().map(|(field, value)| {
            let doc = Doc::parse(value["description"].as_str().unwrap_or(""));
            let shape = self.shape(value, field, doc.bounds());
            let default = value.get("default").cloned();
            Entry { name: field.clone(), required: required.contains(&field.as_str()), default, doc, shape }
        });
        Form::Record(Record { name: name.to_owned(), entries: entries.collect() })
    }

    fn variants(&self, variants: &[Value]) -> Form {
        let list = variants.iter().flat_map(|variant| {
            let doc = Doc::parse(variant["description"].as_str().unwrap_or(""));
            if let Some(unit) = variant["const"].as_str() {
                return vec![Variant { name: unit.to_owned(), doc, payload: None }];
            }
            if let Some(units) = variant["enum"].as_array() {
                let unit = |value: &Value| value.as_str().map(str::to_owned);
                return units
                    .iter()
                    .filter_map(unit)
                    .map(|name| Variant { name, doc: doc.clone(), payload: None })
                    .collect();
            }
            let fields = variant["properties"].as_object().into_iter().flatten();
            let one = |(field, value): (&String, &Value)| Variant {
                name: field.clone(),
                payload: Some(self.shape(value, field, doc.bounds())),
                doc: doc.clone(),
            };
            fields.map(one).collect()
        });
        Form::Variants { list: list.collect() }
    }

    fn keys(&self, schema: &Value) -> Option<Vec<String>> {
        match self.shape(schema, "", None).form {
            Form::Variants { list } => Some(list.into_iter().map(|variant| variant.name).collect()),
            _ => None,
        }
    }
}

/// Variants without data and comments.
fn plain_variants(names: &[Value]) -> Form {
    let unit = |value: &Value| {
        Some(Variant { name: value.as_str()?.to_owned(), doc: Doc::default(), payload: None })
    };
    Form::Variants { list: names.iter().filter_map(unit).collect() }
}

fn schema_bounds(schema: &Value) -> Bounds {
    Bounds {
        low: schema["minimum"].as_f64().unwrap_or(EVERYTHING.low),
        high: schema["maximum"].as_f64().unwrap_or(EVERYTHING.high),
        open: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `visit` with every field of every struct below `record`.
    fn each(record: &Record, at: &str, visit: &mut impl FnMut(&str, &Entry)) {
        for entry in &record.entries {
            let path = format!("{at}.{}", entry.name);
            visit(&path, entry);
            below(&entry.shape, &path, visit);
        }
    }

    fn below(shape: &Shape, at: &str, visit: &mut impl FnMut(&str, &Entry)) {
        match &shape.form {
            Form::Record(record) => each(record, at, visit),
            Form::Optional(inner) => below(inner, at, visit),
            Form::List { item, .. } => below(item, at, visit),
            Form::Map { value, .. } => below(value, at, visit),
            Form::Tuple(items) => items.iter().for_each(|item| below(item, at, visit)),
            Form::Variants { list } => {
                list.iter().filter_map(|v| v.payload.as_ref()).for_each(|payload| below(payload, at, visit));
            }
            _ => {}
        }
    }

    fn numeric(shape: &Shape) -> bool {
        match &shape.inner().form {
            Form::Whole(_) | Form::Real(_) => true,
            Form::Map { value, .. } => numeric(value),
            Form::List { item, .. } => numeric(item),
            Form::Tuple(items) => items.iter().all(numeric),
            _ => false,
        }
    }

    #[test]
    fn every_number_says_its_range() {
        let mut silent = Vec::new();
        for shape in [sections_shape(), game_shape(), history_shape(), plan_shape()] {
            below(shape, "", &mut |path, entry| {
                if numeric(&entry.shape) && entry.doc.range.is_none() {
                    silent.push(path.to_owned());
                }
            });
        }
        assert_eq!(silent, Vec::<String>::new());
    }

    #[test]
    fn ranges_in_comments_are_those_of_the_schema() {
        let schema = schemars::schema_for!(crate::Sections).to_value();
        let mut wrong = Vec::new();
        for (name, one) in schema["$defs"].as_object().unwrap() {
            for (field, value) in one["properties"].as_object().into_iter().flatten() {
                let doc = Doc::parse(value["description"].as_str().unwrap_or(""));
                let own = schema_bounds(value);
                if let (Some(said), true) = (doc.bounds(), own.low.is_finite() && own.high.is_finite())
                    && (said.low, said.high) != (own.low, own.high)
                {
                    wrong.push(format!("{name}.{field}: {said} but {own}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn optional_and_nested_values_keep_their_ranges() {
        let run = sections_shape().entry("run").unwrap();
        let ticks = run.shape.entry("burn_in_ticks").unwrap();
        let Form::Optional(inner) = &ticks.shape.form else { panic!("burn_in_ticks is optional") };
        let Form::Whole(bounds) = inner.form else { panic!("burn_in_ticks is a whole number") };
        assert_eq!((bounds.low, bounds.high), (0.0, 10_000.0));
        assert!(!ticks.required && run.shape.entry("ticks").unwrap().required);
    }
}
