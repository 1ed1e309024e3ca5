//! The tree.

use crate::report::Place;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
}

/// A named field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Place of the name.
    pub(crate) place: Place,
    pub(crate) value: Node,
}

/// What a value is, as far as the notation tells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Bool(bool),
    Whole(i128),
    Real(f64),
    Text(String),
    Char(char),
    Bytes,
    /// A bare name: a variant without data.
    Name(String),
    None,
    Some(Box<Node>),
    /// `(a: 1)` or `Name(a: 1)`.
    Record {
        variant: Option<String>,
        fields: Vec<Field>,
    },
    /// `(1, 2)`, `Name(1)` or `()`.
    Tuple {
        variant: Option<String>,
        items: Vec<Node>,
    },
    /// `{"a": 1}`.
    Map(Vec<(Node, Node)>),
    /// `[1, 2]`.
    List(Vec<Node>),
    /// Something that could not be read and has been reported.
    Hole,
}

impl Kind {
    /// What to call it in a message.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Bool(value) => format!("`{value}`"),
            Self::Whole(value) => format!("the number {value}"),
            Self::Real(value) => format!("the number {value}"),
            Self::Text(value) => format!("the text \"{value}\""),
            Self::Char(value) => format!("the character '{value}'"),
            Self::Bytes => String::from("a byte string"),
            Self::Name(name) => format!("the name `{name}`"),
            Self::None => String::from("`None`"),
            Self::Some(_) => String::from("`Some(..)`"),
            Self::Record { variant, .. } => {
                format!("a struct `{}(field: ..)`", variant.as_deref().unwrap_or(""))
            }
            Self::Tuple { variant, .. } => format!("a tuple `{}(..)`", variant.as_deref().unwrap_or("")),
            Self::Map(_) => String::from("a map `{..}`"),
            Self::List(_) => String::from("a list `[..]`"),
            Self::Hole => String::from("something unreadable"),
        }
    }
}
