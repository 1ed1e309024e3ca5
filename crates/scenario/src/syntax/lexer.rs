//! Characters to tokens.

use super::number::parse_number;
use crate::report::Place;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// One of `( ) [ ] { } , : # !`.
    Punct(char),
    Name(String),
    Whole(i128),
    Real(f64),
    Text(String),
    Char(char),
    Bytes,
    /// Something that is no token; why is in the list of errors.
    Bad,
    End,
}

/// A token and its place.
pub(super) type Placed = (Token, Place);

/// Tokens with their places, and what was wrong with some of them. The last token is always [`Token::End`].
pub(super) fn tokens(text: &str, file: usize) -> (Vec<Placed>, Vec<(Place, String)>) {
    let mut lexer = Lexer { text, at: 0, file, errors: Vec::new() };
    let mut list = Vec::new();
    loop {
        lexer.skip_space();
        let start = lexer.at;
        let token = lexer.token();
        let end = token == Token::End;
        list.push((token, Place { file, start, end: lexer.at }));
        if end {
            return (list, lexer.errors);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    file: usize,
    errors: Vec<(Place, String)>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn bad(&mut self, start: usize, message: impl Into<String>) -> Token {
        self.errors.push((Place { file: self.file, start, end: self.at.max(start + 1) }, message.into()));
        Token::Bad
    }

    fn skip_space(&mut self) {
        loop {
            let start = self.at;
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.skip_block();
            } else if self.peek().is_some_and(is_space) {
                self.next();
            }
            if self.at == start {
                return;
            }
        }
    }

    /// A block comment; they nest.
    fn skip_block(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else if self.next().is_none() {
                self.errors.push((
                    Place { file: self.file, start, end: start + 2 },
                    String::from("this comment is never closed: `*/` is missing"),
                ));
                return;
            }
        }
    }

    fn token(&mut self) -> Token {
        let start = self.at;
        let Some(c) = self.peek() else { return Token::End };
        match c {
            '(' | ')' | '[' | ']' | '{' | '}' | ',' | ':' | '#' | '!' => {
                self.at += 1;
                Token::Punct(c)
            }
            '"' => self.text_token(start),
            '\'' => self.char_token(start),
            '0'..='9' | '+' | '-' | '.' => self.number(start),
            'r' if self.raw_quote(1) => {
                self.at += 1;
                self.raw_text(start)
            }
            'b' if self.rest().starts_with("b\"") || self.rest().starts_with("b'") => {
                self.at += 1;
                let token =
                    if self.peek() == Some('"') { self.text_token(start) } else { self.char_token(start) };
                if token == Token::Bad { Token::Bad } else { Token::Bytes }
            }
            'b' if self.rest().starts_with("br") && self.raw_quote(2) => {
                self.at += 2;
                if self.raw_text(start) == Token::Bad { Token::Bad } else { Token::Bytes }
            }
            c if c == '_' || c.is_alphabetic() => self.name(),
            c => {
                self.next();
                self.bad(start, format!("the character `{}` has no meaning here", c.escape_debug()))
            }
        }
    }

    /// Whether after `skip` bytes there are any number of `#` and then a quotation mark.
    fn raw_quote(&self, skip: usize) -> bool {
        self.rest()[skip..].trim_start_matches('#').starts_with('"')
    }

    fn raw_text(&mut self, start: usize) -> Token {
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        self.at += hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        let Some(length) = self.rest().find(&close) else {
            self.at = self.text.len();
            return self.unclosed(start);
        };
        let text = self.rest()[..length].to_owned();
        self.at += length + close.len();
        Token::Text(text)
    }

    /// A text that never ends: report its first line only.
    fn unclosed(&mut self, start: usize) -> Token {
        let line = self.text[start..].find('\n').unwrap_or(self.text.len() - start);
        let place = Place { file: self.file, start, end: start + line };
        self.errors.push((place, String::from("this text is never closed: a `\"` is missing")));
        Token::Bad
    }

    fn text_token(&mut self, start: usize) -> Token {
        self.at += 1;
        let mut text = String::new();
        let mut fine = true;
        loop {
            let at = self.at;
            match self.next() {
                None => return self.unclosed(start),
                Some('"') => return if fine { Token::Text(text) } else { Token::Bad },
                Some('\\') => match self.escape(true) {
                    Ok(c) => text.extend(c),
                    Err(message) => {
                        self.bad(at, message);
                        fine = false;
                    }
                },
                Some(c) => text.push(c),
            }
        }
    }

    fn char_token(&mut self, start: usize) -> Token {
        self.at += 1;
        let value = match self.next() {
            Some('\\') => self.escape(false),
            Some(c) if c != '\'' && c != '\n' => Ok(Some(c)),
            _ => Err(String::from("a character between two `'` is missing")),
        };
        match value {
            Ok(Some(c)) if self.peek() == Some('\'') => {
                self.at += 1;
                Token::Char(c)
            }
            Err(message) => self.bad(start, message),
            _ => self.bad(start, "texts stand between `\"`, not between `'`"),
        }
    }

    /// What follows a backslash; `None` for a continued line.
    fn escape(&mut self, lines: bool) -> Result<Option<char>, String> {
        let unknown = || String::from("unknown escape: write a backslash as `\\\\`");
        match self.next() {
            Some('n') => Ok(Some('\n')),
            Some('t') => Ok(Some('\t')),
            Some('r') => Ok(Some('\r')),
            Some('0') => Ok(Some('\0')),
            Some(c @ ('\\' | '"' | '\'')) => Ok(Some(c)),
            Some('x') => self.code(2).filter(char::is_ascii).map(Some).ok_or_else(unknown),
            Some('u') if self.peek() == Some('{') => {
                self.at += 1;
                // No farther than six digits go.
                let digits = self.rest().bytes().take(7).position(|byte| byte == b'}');
                let digits = digits.filter(|&n| n > 0).ok_or_else(unknown)?;
                let c = self.code(digits).ok_or_else(unknown)?;
                self.at += 1;
                Ok(Some(c))
            }
            Some('\n') if lines => {
                while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
                    self.at += 1;
                }
                Ok(None)
            }
            Some('\r') if lines && self.peek() == Some('\n') => self.escape(true),
            _ => Err(unknown()),
        }
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        char::from_u32(code)
    }

    fn name(&mut self) -> Token {
        let length =
            self.rest().find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(self.rest().len());
        let name = self.rest()[..length].to_owned();
        self.at += length;
        match name.as_str() {
            "inf" => Token::Real(f64::INFINITY),
            "NaN" => Token::Real(f64::NAN),
            _ => Token::Name(name),
        }
    }

    fn number(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        if matches!(bytes.get(self.at), Some(b'+' | b'-')) {
            self.at += 1;
        }
        let mut exponent = false;
        let radix = matches!(self.rest().as_bytes(), [b'0', b'x' | b'b' | b'o', ..]);
        while let Some(&byte) = bytes.get(self.at) {
            let sign = matches!(byte, b'+' | b'-') && exponent && !radix;
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || sign) {
                break;
            }
            exponent = matches!(byte, b'e' | b'E');
            self.at += 1;
        }
        let written = self.text[start..self.at].to_owned();
        match parse_number(&written) {
            Some(token) => token,
            None => self.bad(start, format!("`{written}` is not a number")),
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{feff}')
}
