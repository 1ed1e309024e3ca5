//! What a scenario file may hold: shapes, documentation and ranges, all taken from the section structs.

mod describe;
mod doc;
mod explain;
mod placeholder;
mod reference;
mod shape;
mod written;

pub(crate) use doc::Bounds;
pub use explain::explain;
pub(crate) use placeholder::{placeholder, within};
pub use reference::{default_ron, parameter_reference};
pub(crate) use shape::{Form, Record, Shape, Variant, game_shape, history_shape, plan_shape, sections_shape};
pub(crate) use written::written;

use schemars::schema_for;
use serde_json::{Value, json};

/// The JSON schema of a whole scenario file: the sections, `base` and `set`, all optional.
#[must_use]
pub fn schema() -> Value {
    let mut schema = schema_for!(crate::Sections).to_value();
    schema["title"] = json!("Scenario file");
    schema["description"] =
        json!("A scenario file: one or more bases, whole sections that replace theirs, and single values.");
    if let Some(fields) = schema["properties"].as_object_mut() {
        fields.insert(
            String::from("base"),
            json!({
                "description": "Files whose sections hold where this one gives none; later ones win. Relative to this file.",
                "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            }),
        );
        fields.insert(
            String::from("set"),
            json!({
                "description": "Single values by path, such as `run.ticks`; applied last.",
                "type": "object",
                "additionalProperties": true,
            }),
        );
    }
    if let Some(object) = schema.as_object_mut() {
        object.remove("required");
    }
    schema
}
