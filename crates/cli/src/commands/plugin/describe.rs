//! `coercivity plugin describe`: the manifest of a plugin, for people or as JSON. No code of the plugin runs.

use super::{as_json, entry, file_of, refused};
use crate::{args::PluginDescribeArguments, exit, screen::wrapped, terminal};
use coercivity_host::{Inspected, inspect};
use coercivity_policy::{Card, Effect, Parameter, Rule};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(crate) fn run(arguments: &PluginDescribeArguments) -> exit::Outcome {
    let plugin = inspect(&file_of(&arguments.asked, &arguments.plugins)?).map_err(|error| refused(&error))?;
    terminal::print(&if arguments.json { as_json(&object(&plugin)) } else { card(&plugin) })?;
    Ok(ExitCode::SUCCESS)
}

fn card(plugin: &Inspected) -> String {
    let card = &plugin.card;
    let mut text = wrapped("", &format!("{} {}: {}", card.id, card.version, card.summary));
    let fact = |name: &str, words: &str| wrapped(&format!("  {name:<9} "), words);
    text += &fact("file", &plugin.path.display().to_string());
    text += &fact("sha256", &plugin.sha256);
    let sdk = if card.sdk.is_empty() { String::from("no SDK") } else { format!("SDK {}", card.sdk) };
    text += &fact("built", &format!("ABI {}, {sdk}", plugin.abi));
    text += &fact("licence", or_none(&card.licence));
    text += &fact("source", or_none(&card.source));
    text += &fact("hooks", &hooks(card).join(", "));
    text += &fact("state", &state(card));
    if card.hold_days > 0 {
        text += &fact("holds", &format!("customs holds of up to {} days", card.hold_days));
    }
    text += &list("reads", &card.reads, |column| {
        (column.name().to_owned(), format!("{} Unit: {}.", column.help(), column.unit()))
    });
    text += &list("writes", &card.writes, |effect| (effect.name().to_owned(), effect_words(*effect)));
    text += &list("parameters", &card.parameters, |parameter| {
        (parameter.name.clone(), parameter_words(parameter))
    });
    text + "\nIn a scenario:\n\n" + &entry::entry(plugin)
}

/// A heading, and a line or more for each item.
fn list<T>(heading: &str, items: &[T], words: impl Fn(&T) -> (String, String)) -> String {
    if items.is_empty() {
        return format!("\n  {heading}: none\n");
    }
    let rows: Vec<(String, String)> = items.iter().map(words).collect();
    let width = rows.iter().map(|row| row.0.chars().count()).max().unwrap_or(0);
    let rows = rows.iter().map(|(name, words)| wrapped(&format!("    {name:<width$}  "), words));
    format!("\n  {heading}\n{}", rows.collect::<String>())
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "not named" } else { text }
}

fn hooks(card: &Card) -> Vec<&'static str> {
    let rules = card.writes.contains(&Effect::Decision);
    [("on_tick", true), ("decide", rules), ("settle", card.settles)]
        .into_iter()
        .filter_map(|(hook, is_called)| is_called.then_some(hook))
        .collect()
}

fn state(card: &Card) -> String {
    match card.state {
        0 => String::from("none: it remembers nothing from tick to tick"),
        version => format!("version {version}, saved with a run"),
    }
}

fn effect_words(effect: Effect) -> String {
    let ((low, high), unit) = (effect.range(), effect.unit());
    let [low, high, neutral] = [low, high, effect.neutral()].map(number);
    format!(
        "{} Unit: {unit}. Range: {low} to {high}, neutral {neutral}. Of several, {}.",
        effect.help(),
        rule(effect.rule())
    )
}

/// A number whose zeros nobody has to count.
fn number(value: f64) -> String {
    if value.is_finite() && value.abs() >= 1e6 { format!("{value:e}") } else { value.to_string() }
}

const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Sum => "the sum counts",
        Rule::Smallest => "the smallest counts",
        Rule::Largest => "the largest counts",
        Rule::Product => "the product counts",
        Rule::First => "the first counts",
    }
}

fn parameter_words(parameter: &Parameter) -> String {
    let mut words = format!("{} ({}", parameter.help, parameter.kind.name());
    if !parameter.unit.is_empty() {
        words += &format!(", {}", parameter.unit);
    }
    match (parameter.min.map(number), parameter.max.map(number)) {
        (Some(min), Some(max)) => words += &format!(", {min} to {max}"),
        (Some(min), None) => words += &format!(", at least {min}"),
        (None, Some(max)) => words += &format!(", up to {max}"),
        (None, None) => {}
    }
    if !parameter.choices.is_empty() {
        words += &format!(", one of {}", parameter.choices.join(", "));
    }
    match parameter.default.as_deref() {
        None => words += ", must be given",
        Some("") => words += ", default none",
        Some(default) => words += &format!(", default {default}"),
    }
    words + ")"
}

fn object(plugin: &Inspected) -> Value {
    let card = &plugin.card;
    let reads = card.reads.iter().map(|column| {
        let element = format!("{:?}", column.element()).to_lowercase();
        json!({"name": column.name(), "type": element, "unit": column.unit(), "help": column.help()})
    });
    let writes = card.writes.iter().map(|effect| {
        let (min, max) = effect.range();
        json!({
            "name": effect.name(),
            "type": format!("{:?}", effect.element()).to_lowercase(),
            "unit": effect.unit(),
            "min": min,
            "max": max,
            "neutral": effect.neutral(),
            "rule": format!("{:?}", effect.rule()).to_lowercase(),
            "help": effect.help(),
        })
    });
    let parameters = card.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "kind": parameter.kind.name(),
            "unit": parameter.unit,
            "min": parameter.min,
            "max": parameter.max,
            "choices": parameter.choices,
            "default": parameter.default,
            "help": parameter.help,
        })
    });
    json!({
        "id": card.id,
        "version": card.version,
        "abi": plugin.abi,
        "sdk": card.sdk,
        "licence": card.licence,
        "summary": card.summary,
        "source": card.source,
        "file": plugin.path.display().to_string(),
        "sha256": plugin.sha256,
        "hooks": hooks(card),
        "state": card.state,
        "hold_days": card.hold_days,
        "reads": reads.collect::<Vec<_>>(),
        "writes": writes.collect::<Vec<_>>(),
        "parameters": parameters.collect::<Vec<_>>(),
    })
}
