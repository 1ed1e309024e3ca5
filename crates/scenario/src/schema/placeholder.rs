//! Values of the right form in place of wrong ones, so that reading can go on.

use super::doc::Bounds;
use super::shape::{Form, Shape, Variant};
use serde_json::{Value, json};

/// A number within `bounds`, 1 if possible.
pub(crate) fn within(bounds: Bounds) -> f64 {
    if bounds.holds(1.0) {
        1.0
    } else if bounds.low.is_finite() && !bounds.open {
        bounds.low
    } else {
        bounds.high
    }
}

/// A value of the right form, to go on with.
pub(crate) fn placeholder(shape: &Shape) -> Value {
    match &shape.form {
        Form::Bool => json!(false),
        Form::Whole(bounds) => json!(within(*bounds).max(0.0) as u64),
        Form::Real(bounds) => json!(within(*bounds)),
        Form::Text => json!(""),
        Form::Date => json!("2000-01-01"),
        Form::Literal => json!(0.0),
        Form::Optional(_) => Value::Null,
        Form::List { length: Some(n), item } => (0..*n).map(|_| placeholder(item)).collect(),
        Form::List { .. } => json!([]),
        Form::Tuple(items) => items.iter().map(placeholder).collect(),
        Form::Map { .. } => json!({}),
        Form::Record(record) => {
            let required = record.entries.iter().filter(|entry| entry.required);
            Value::Object(required.map(|entry| (entry.name.clone(), placeholder(&entry.shape))).collect())
        }
        Form::Variants { list } => match list.first() {
            Some(Variant { name, payload: None, .. }) => json!(name),
            Some(Variant { name, payload: Some(payload), .. }) => {
                json!({ name.as_str(): placeholder(payload) })
            }
            None => Value::Null,
        },
    }
}
