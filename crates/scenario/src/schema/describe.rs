//! Shapes in words, for messages.

use super::shape::{Form, Shape, Variant};

impl Shape {
    /// What to call it in a message.
    pub(crate) fn describe(&self) -> String {
        match &self.form {
            Form::Bool => String::from("`true` or `false`"),
            Form::Whole(_) => String::from("a whole number"),
            Form::Real(_) => String::from("a number"),
            Form::Text => String::from("a text in quotation marks"),
            Form::Date => String::from("a date such as \"2025-04-04\""),
            Form::Literal => String::from(
                "a number, `true` or `false`, a text, a list of texts or a map of dates to numbers",
            ),
            Form::Optional(inner) => inner.describe(),
            Form::List { length: Some(length), item } => format!("{length} times {} in ( )", item.describe()),
            Form::List { item, .. } => format!("a list [..] of {}", item.plural()),
            Form::Tuple(items) => {
                let items: Vec<String> = items.iter().map(Self::describe).collect();
                format!("({})", items.join(", "))
            }
            Form::Map { value, .. } => format!("a map {{\"name\": ..}} to {}", value.plural()),
            Form::Record(record) => format!("a {} (field: ..)", record.name),
            Form::Variants { list } => {
                let names: Vec<String> =
                    list.iter().map(|variant| format!("`{}`", variant.written())).collect();
                format!("one of {}", names.join(", "))
            }
        }
    }

    fn plural(&self) -> String {
        match &self.form {
            Form::Whole(_) => String::from("whole numbers"),
            Form::Real(_) => String::from("numbers"),
            Form::Text => String::from("texts"),
            Form::Literal => String::from("literals"),
            Form::Record(record) => format!("{} (field: ..)", record.name),
            _ => self.describe(),
        }
    }
}

impl Variant {
    /// How it is written, in short.
    pub(crate) fn written(&self) -> String {
        format!("{}{}", self.name, if self.payload.is_some() { "(..)" } else { "" })
    }
}
