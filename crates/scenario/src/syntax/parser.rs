//! Tokens to a tree, with recovery: a missing comma or an unreadable value costs one message and nothing else.

use super::lexer::{Token, tokens};
use super::tree::{Field, Kind, Node};
use crate::report::{Place, Report};

/// Deepest nesting that is read; a scenario has fewer than ten levels.
const DEEPEST: usize = 64;

/// Reads the text `file` of `report`. `None` if its brackets do not match, so that nothing more can be said.
pub(crate) fn parse(report: &mut Report, file: usize) -> Option<Node> {
    let text = report.texts.get(file)?.text.clone();
    parse_value(report, file, &text, 0)
}

/// Reads `text`, which stands at byte `offset` of the text `file`.
pub(crate) fn parse_value(report: &mut Report, file: usize, text: &str, offset: usize) -> Option<Node> {
    let (mut list, errors) = tokens(text, file);
    let shift = |place: Place| Place { start: place.start + offset, end: place.end + offset, ..place };
    for token in &mut list {
        token.1 = shift(token.1);
    }
    let endless = errors.iter().any(|error| error.1.contains("never closed"));
    for (place, message) in errors {
        report.error(shift(place), "", message, None);
    }
    // A text or comment without an end swallows the brackets behind it: nothing true can be said of them.
    if endless {
        return None;
    }
    let mut parser = Parser { list, at: 0, report };
    match parser.document() {
        Ok(node) => Some(node),
        Err((place, message, help)) => {
            report.error(place, "", message, help);
            None
        }
    }
}

/// A mistake after which nothing more can be read.
type Fatal = (Place, String, Option<String>);

struct Parser<'a> {
    list: Vec<(Token, Place)>,
    at: usize,
    report: &'a mut Report,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.list[self.at.min(self.list.len() - 1)].0
    }

    fn ahead(&self) -> &Token {
        &self.list[(self.at + 1).min(self.list.len() - 1)].0
    }

    fn place(&self) -> Place {
        self.list[self.at.min(self.list.len() - 1)].1
    }

    fn next(&mut self) -> (Token, Place) {
        let token = self.list[self.at.min(self.list.len() - 1)].clone();
        self.at += 1;
        token
    }

    fn eat(&mut self, c: char) -> bool {
        let found = *self.peek() == Token::Punct(c);
        self.at += usize::from(found);
        found
    }

    fn document(&mut self) -> Result<Node, Fatal> {
        while *self.peek() == Token::Punct('#') {
            self.attribute()?;
        }
        let node = self.value(0)?;
        if *self.peek() != Token::End {
            let message = format!("{} stands behind the end of the value", self.describe());
            return Err((self.place(), message, Some(String::from("is a bracket closed too early?"))));
        }
        Ok(node)
    }

    /// `#![enable(implicit_some)]`; the extensions of scenario files are always on.
    fn attribute(&mut self) -> Result<(), Fatal> {
        let start = self.place();
        while !matches!(self.peek(), Token::Punct(']') | Token::End) {
            self.next();
        }
        if !self.eat(']') {
            return Err((start, String::from("this attribute is never closed: `]` is missing"), None));
        }
        Ok(())
    }

    fn describe(&self) -> String {
        match self.peek() {
            Token::Punct(c) => format!("`{c}`"),
            Token::Name(name) => format!("`{name}`"),
            Token::End => String::from("the end of the file"),
            Token::Text(text) => format!("the text \"{text}\""),
            Token::Whole(value) => format!("the number {value}"),
            Token::Real(value) => format!("the number {value}"),
            Token::Char(_) | Token::Bytes | Token::Bad => String::from("this"),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fatal> {
        let place = self.place();
        if depth > DEEPEST {
            return Err((place, format!("values are nested more than {DEEPEST} deep"), None));
        }
        let leaf = |kind| Ok(Node { kind, place });
        match self.peek().clone() {
            Token::Punct('(') => self.parenthesis(None, place, depth),
            Token::Punct('[') => self.list_value(depth),
            Token::Punct('{') => self.map_value(depth),
            Token::Punct(_) | Token::End => {
                let message = format!("a value is missing before {}", self.describe());
                if matches!(self.peek(), Token::Punct('#' | '!' | ':')) {
                    self.at += 1;
                }
                self.report.error(place, "", message, None);
                leaf(Kind::Hole)
            }
            Token::Name(name) => {
                self.at += 1;
                match name.as_str() {
                    "true" => leaf(Kind::Bool(true)),
                    "false" => leaf(Kind::Bool(false)),
                    "None" => leaf(Kind::None),
                    _ if *self.peek() == Token::Punct('(') => self.parenthesis(Some(name), place, depth),
                    _ => leaf(Kind::Name(name)),
                }
            }
            token => {
                self.at += 1;
                leaf(match token {
                    Token::Whole(value) => Kind::Whole(value),
                    Token::Real(value) => Kind::Real(value),
                    Token::Text(text) => Kind::Text(text),
                    Token::Char(c) => Kind::Char(c),
                    Token::Bytes => Kind::Bytes,
                    _ => Kind::Hole,
                })
            }
        }
    }

    /// A struct, a tuple or `Some(..)`.
    fn parenthesis(&mut self, variant: Option<String>, start: Place, depth: usize) -> Result<Node, Fatal> {
        let open = self.next().1;
        let named = matches!(self.peek(), Token::Name(_)) && *self.ahead() == Token::Punct(':');
        let (mut fields, mut items) = (Vec::<Field>::new(), Vec::new());
        while !self.closes(')', open)? {
            if named {
                self.field(&mut fields, depth)?;
            } else {
                items.push(self.value(depth + 1)?);
            }
            self.separator(')', open)?;
        }
        let place = Place { end: self.next().1.end, ..start };
        if variant.as_deref() == Some("Some") && items.len() == 1 {
            let inner = items.remove(0);
            return Ok(Node { kind: Kind::Some(Box::new(inner)), place });
        }
        let kind = if named { Kind::Record { variant, fields } } else { Kind::Tuple { variant, items } };
        Ok(Node { kind, place })
    }

    fn field(&mut self, fields: &mut Vec<Field>, depth: usize) -> Result<(), Fatal> {
        let place = self.place();
        let name = match self.peek().clone() {
            Token::Name(name) => name,
            Token::Text(name) => {
                let help =
                    format!("in ( ) write {name}: without quotation marks; quoted keys stand in {{ }}");
                self.report.error(place, "", "a field's name is not quoted", Some(help));
                name
            }
            _ => {
                let message = format!("expected a field's name, found {}", self.describe());
                self.report.error(place, "", message, None);
                self.skip();
                return Ok(());
            }
        };
        self.at += 1;
        if !self.eat(':') {
            let message = format!("expected `:` behind `{name}`, found {}", self.describe());
            self.report.error(self.place(), "", message, None);
            self.skip();
            return Ok(());
        }
        let value = self.value(depth + 1)?;
        if let Some(first) = fields.iter().find(|field| field.name == name) {
            let help = self.first_at(first.place);
            self.report.error(place, "", format!("field `{name}` is given twice"), Some(help));
            return Ok(());
        }
        fields.push(Field { name, place, value });
        Ok(())
    }

    fn first_at(&self, place: Place) -> String {
        let text = self.report.texts.get(place.file).map_or("", |text| text.text.as_str());
        format!("it is first given in line {}", crate::report::locate(text, place).0)
    }

    fn list_value(&mut self, depth: usize) -> Result<Node, Fatal> {
        let open = self.next().1;
        let mut items = Vec::new();
        while !self.closes(']', open)? {
            items.push(self.value(depth + 1)?);
            self.separator(']', open)?;
        }
        Ok(Node { kind: Kind::List(items), place: Place { end: self.next().1.end, ..open } })
    }

    fn map_value(&mut self, depth: usize) -> Result<Node, Fatal> {
        let open = self.next().1;
        let mut entries: Vec<(Node, Node)> = Vec::new();
        while !self.closes('}', open)? {
            let key = self.value(depth + 1)?;
            if !self.eat(':') {
                if key.kind != Kind::Hole {
                    let message = format!("expected `:` behind the key, found {}", self.describe());
                    self.report.error(self.place(), "", message, None);
                }
                self.skip();
            } else {
                let value = self.value(depth + 1)?;
                match entries.iter().find(|entry| entry.0.kind == key.kind && key.kind != Kind::Hole) {
                    Some(first) => {
                        let help = self.first_at(first.0.place);
                        let message = format!("{} is given twice", key.kind.describe());
                        self.report.error(key.place, "", message, Some(help));
                    }
                    None => entries.push((key, value)),
                }
            }
            self.separator('}', open)?;
        }
        Ok(Node { kind: Kind::Map(entries), place: Place { end: self.next().1.end, ..open } })
    }

    /// Whether the bracket opened at `open` closes here; a bracket of another kind is fatal.
    fn closes(&self, close: char, open: Place) -> Result<bool, Fatal> {
        match self.peek() {
            Token::Punct(c) if *c == close => Ok(true),
            Token::End => {
                let message = format!("this bracket is never closed: `{close}` is missing");
                Err((Place { end: open.start + 1, ..open }, message, None))
            }
            Token::Punct(c @ (')' | ']' | '}')) => {
                let help = format!("{}, so `{close}` is expected", self.opened_at(open));
                Err((self.place(), format!("`{c}` does not match the open bracket"), Some(help)))
            }
            _ => Ok(false),
        }
    }

    fn opened_at(&self, open: Place) -> String {
        let text = self.report.texts.get(open.file).map_or("", |text| text.text.as_str());
        let (line, column, _) = crate::report::locate(text, open);
        format!("the bracket was opened in line {line}, column {column}")
    }

    /// A comma or the closing bracket; a missing comma is reported and taken as there.
    fn separator(&mut self, close: char, open: Place) -> Result<(), Fatal> {
        if self.eat(',') || self.closes(close, open)? {
            return Ok(());
        }
        let before = self.list[self.at.saturating_sub(1)].1;
        let place = Place { start: before.end, end: before.end + 1, ..before };
        match self.peek() {
            Token::Punct(_) | Token::Bad => {
                let place = self.place();
                if *self.peek() != Token::Bad {
                    self.report.error(
                        place,
                        "",
                        format!("expected `,` or `{close}`, found {}", self.describe()),
                        None,
                    );
                }
                self.skip();
                self.eat(',');
            }
            _ => self.report.error(place, "", "a comma is missing here", None),
        }
        Ok(())
    }

    /// Goes to the next comma or closing bracket of this level.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Token::End => return,
                Token::Punct(',' | ')' | ']' | '}') if depth == 0 => return,
                Token::Punct('(' | '[' | '{') => depth += 1,
                Token::Punct(')' | ']' | '}') => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}
