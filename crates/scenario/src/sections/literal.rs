use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value whose meaning a scenario file alone does not tell: a plugin says what its parameters are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Literal {
    /// `true` or `false`.
    Switch(bool),
    /// A number.
    Number(f64),
    /// A text, a name or a date.
    Text(String),
    /// Texts or names.
    List(Vec<String>),
    /// Numbers by date, in the order in which they are written.
    Map(
        #[serde(with = "in_order")]
        #[schemars(with = "std::collections::BTreeMap<String, f64>")]
        Vec<(String, f64)>,
    ),
}

impl Literal {
    /// What to call it in a message.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Switch(value) => format!("`{value}`"),
            Self::Number(value) => format!("the number {value}"),
            Self::Text(_) => String::from("a text"),
            Self::List(_) => String::from("a list"),
            Self::Map(_) => String::from("a map"),
        }
    }
}

/// Pairs as a map that keeps their order.
mod in_order {
    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(pairs: &[(String, f64)], to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(pairs.iter().map(|(key, value)| (key, value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, f64)>, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(String, f64)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map of dates to numbers")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        from.deserialize_map(Pairs)
    }
}
