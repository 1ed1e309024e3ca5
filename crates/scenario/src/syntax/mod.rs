//! RON as a tree in which every value knows its place.
//!
//! `ron` itself stops at the first mistake and forgets where values stood, so this crate reads the notation on its
//! own: comments, strings, numbers, names, structs, tuples, maps, lists, `Some` and `None`, extension attributes.
//! A value that cannot be read becomes a [`Kind::Hole`] and reading goes on behind it.

mod lexer;
mod number;
mod parser;
mod tree;

pub(crate) use parser::{parse, parse_value};
pub(crate) use tree::{Field, Kind, Node};
