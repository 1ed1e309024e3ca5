//! Literals: values let through as they are, since only a plugin knows what its parameters should be. What no
//! parameter can be is told here.

use super::{Reader, child};
use crate::syntax::{Kind, Node};
use coercivity_base::parameter::MAX_INTEGER;
use serde_json::{Map, Value, json};

impl Reader<'_> {
    /// The value of `node`: a number, a switch, a text, a list of texts or a map of texts to numbers.
    pub(super) fn literal(&mut self, node: &Node, path: &str) -> Value {
        match &node.kind {
            Kind::Some(inner) => self.literal(inner, path),
            Kind::Bool(value) => json!(value),
            Kind::Whole(_) | Kind::Real(_) => self.number(node, path),
            Kind::List(items) => {
                items.iter().enumerate().map(|(n, item)| self.text(item, &format!("{path}[{n}]"))).collect()
            }
            Kind::Map(entries) => self.numbers(entries, path),
            Kind::Text(_) | Kind::Name(_) => self.text(node, path),
            _ => {
                let message = format!("a parameter cannot be {}", node.kind.describe());
                let help = "write a number, `true` or `false`, a text, a list of texts [\"a\", \"b\"], or a map of \
                            dates to numbers {\"2025-04-04\": 0.05}";
                self.wrong(node.place, path, message, Some(help.to_owned()));
                json!(0.0)
            }
        }
    }

    fn number(&mut self, node: &Node, path: &str) -> Value {
        let message = match node.kind {
            Kind::Hole => return self.unreadable(path, json!(0.0)),
            Kind::Whole(value) if value.unsigned_abs() <= MAX_INTEGER as u128 => return json!(value as f64),
            Kind::Real(value) if value.is_finite() => return json!(value),
            Kind::Whole(value) => format!("{value} is too large"),
            Kind::Real(value) => format!("{value} is not a number one can compute with"),
            _ => format!("expected a number, found {}", node.kind.describe()),
        };
        self.wrong(node.place, path, message, None);
        json!(0.0)
    }

    /// Stands for what could not be read, of which the parser has told.
    fn unreadable(&mut self, path: &str, instead: Value) -> Value {
        self.spoilt.insert(path.to_owned());
        instead
    }

    /// A text; on the command line bare words are texts.
    fn text(&mut self, node: &Node, path: &str) -> Value {
        match &node.kind {
            Kind::Hole => return self.unreadable(path, json!("")),
            Kind::Text(text) => return json!(text),
            Kind::Name(text) if self.of_command_line(node.place) => return json!(text),
            _ => {}
        }
        let message = format!("expected a text in quotation marks, found {}", node.kind.describe());
        let help = matches!(node.kind, Kind::Name(_)).then(|| String::from("put it in quotation marks"));
        self.wrong(node.place, path, message, help);
        json!("")
    }

    fn numbers(&mut self, entries: &[(Node, Node)], path: &str) -> Value {
        let mut map = Map::new();
        for (key, value) in entries {
            let Kind::Text(name) = &key.kind else {
                if key.kind == Kind::Hole {
                    self.unreadable(path, Value::Null);
                    continue;
                }
                let message = format!("expected a date in quotation marks, found {}", key.kind.describe());
                self.wrong(key.place, path, message, Some(String::from("write {\"2025-04-04\": 0.05}")));
                continue;
            };
            let value = self.number(value, &child(path, name));
            map.insert(name.clone(), value);
        }
        Value::Object(map)
    }
}
