//! A plugin's manifest: who it is, what it reads and writes, which parameters it has. It is plain text in an exported
//! symbol, so that it can be read without running the plugin:
//!
//! ```text
//! id tariff
//! version 1.0.0
//! sdk 0.1.0
//! licence MIT OR Apache-2.0
//! summary An ad-valorem tariff from a day on.
//! source Where the rule and its figures come from.
//! state 1
//! hold_days 60
//! settle 1
//! reads lanes.flow
//! writes lanes.tariff
//! parameter rate number
//! unit share
//! min 0
//! max 10
//! default 1
//! choices a, b
//! help Rate on the value of the goods.
//! ```
//!
//! A line is a key and, behind one space, its value. Lines after `parameter` belong to it. `reads` and `writes` stand
//! once for each column, in the order in which they are handed over. Needed are id, version and summary.

use crate::{Column, Effect, Kind};

/// A manifest, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Id, lower snake case: the name by which scenarios know the plugin.
    pub id: String,
    /// Version.
    pub version: String,
    /// Version of the SDK; empty without one.
    pub sdk: String,
    /// Licence.
    pub licence: String,
    /// What the policy does, in a sentence.
    pub summary: String,
    /// Where the rule and its figures come from.
    pub source: String,
    /// Columns that it reads, in order.
    pub reads: Vec<Column>,
    /// Effects that it writes, in order.
    pub writes: Vec<Effect>,
    /// Version of its state; 0 if it keeps none.
    pub state: u32,
    /// Longest customs hold that it sets, days.
    pub hold_days: u32,
    /// Whether it wants to see the end of each tick.
    pub settles: bool,
    /// Parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter, as the manifest tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name, lower snake case.
    pub name: String,
    /// Kind.
    pub kind: Kind,
    /// Unit; empty if it has none.
    pub unit: String,
    /// Smallest number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
    /// What a text may be; empty for any.
    pub choices: Vec<String>,
    /// Default, as text; `None` if it must be given.
    pub default: Option<String>,
    /// What it means.
    pub help: String,
}

impl Card {
    /// Reads a manifest.
    ///
    /// # Errors
    /// A sentence that names the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut card = Self::default();
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            card.take(key, value.trim()).map_err(|why| format!("line {} (`{line}`): {why}", n + 1))?;
        }
        card.complete()?;
        Ok(card)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "id" => self.id = value.to_owned(),
            "version" => self.version = value.to_owned(),
            "sdk" => self.sdk = value.to_owned(),
            "licence" => self.licence = value.to_owned(),
            "summary" => self.summary = value.to_owned(),
            "source" => self.source = value.to_owned(),
            "state" => self.state = whole(value)?,
            "hold_days" => self.hold_days = whole(value)?,
            "settle" => self.settles = whole(value)? != 0,
            "reads" => {
                let column = Column::of_name(value).ok_or_else(|| format!("there is no column `{value}`"))?;
                push_once(&mut self.reads, column, value)?;
            }
            "writes" => {
                let effect = Effect::of_name(value).ok_or_else(|| format!("there is no effect `{value}`"))?;
                push_once(&mut self.writes, effect, value)?;
            }
            "parameter" => self.parameters.push(parameter(value)?),
            "unit" | "min" | "max" | "choices" | "default" | "help" => {
                let parameter = self.parameters.last_mut().ok_or("it stands before any parameter")?;
                parameter.take(key, value)?;
            }
            _ => return Err(format!("there is no key `{key}`")),
        }
        Ok(())
    }

    fn complete(&self) -> Result<(), String> {
        for (key, value) in [("id", &self.id), ("version", &self.version), ("summary", &self.summary)] {
            if value.is_empty() {
                return Err(format!("it has no `{key}`"));
            }
        }
        if !is_snake_case(&self.id) {
            return Err(format!("the id `{}` is not lower snake case", self.id));
        }
        for (n, parameter) in self.parameters.iter().enumerate() {
            if !is_snake_case(&parameter.name) {
                return Err(format!("the parameter `{}` is not lower snake case", parameter.name));
            }
            if self.parameters[..n].iter().any(|earlier| earlier.name == parameter.name) {
                return Err(format!("the parameter `{}` stands twice", parameter.name));
            }
        }
        Ok(())
    }
}

impl Parameter {
    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "unit" => self.unit = value.to_owned(),
            "min" => self.min = Some(number(value)?),
            "max" => self.max = Some(number(value)?),
            "choices" => self.choices = value.split(',').map(|choice| choice.trim().to_owned()).collect(),
            "default" => self.default = Some(value.to_owned()),
            _ => self.help = value.to_owned(),
        }
        Ok(())
    }
}

fn parameter(value: &str) -> Result<Parameter, String> {
    let (name, kind) = value.split_once(' ').ok_or("it needs a name and a kind")?;
    let kind = Kind::of_name(kind.trim()).ok_or_else(|| format!("there is no kind `{}`", kind.trim()))?;
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        unit: String::new(),
        min: None,
        max: None,
        choices: Vec::new(),
        default: None,
        help: String::new(),
    })
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T, name: &str) -> Result<(), String> {
    if list.contains(&item) {
        return Err(format!("`{name}` stands twice"));
    }
    list.push(item);
    Ok(())
}

fn whole(value: &str) -> Result<u32, String> {
    value.parse().map_err(|_| format!("`{value}` is not a whole number"))
}

fn number(value: &str) -> Result<f64, String> {
    let number: f64 = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
    if number.is_finite() { Ok(number) } else { Err(format!("`{value}` is not finite")) }
}

/// Whether `name` is lower snake case: a letter, then letters, digits and underscores.
#[must_use]
pub fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
