//! `cargo xtask docs`: reference pages written from the code: the parameters of scenarios from the doc comments of the
//! sections, and what plugins read and write from the schema of the SDK.

use crate::workspace::root;
use anyhow::{Context as _, Result, ensure};
use coercivity_policy::{Column, Effect, Element, Kind, Rule, Table};
use std::{fmt::Write as _, fs};

/// A page and what the code says that it should hold.
fn pages() -> [(&'static str, String); 2] {
    [
        ("docs/PARAMETERS.md", coercivity_scenario::parameter_reference()),
        ("docs/PLUGIN_REFERENCE.md", plugin_reference()),
    ]
}

pub(crate) fn write() -> Result<()> {
    for (name, text) in pages() {
        fs::write(root().join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

pub(crate) fn check() -> Result<()> {
    for (name, text) in pages() {
        let written = fs::read_to_string(root().join(name)).with_context(|| format!("cannot read {name}"))?;
        ensure!(written == text, "{name} is not what the code says now: run `cargo xtask docs`");
    }
    Ok(())
}

/// Tables, columns, effects and kinds of parameters.
fn plugin_reference() -> String {
    let mut page = String::from(
        "# What plugins read and write\n\nWritten from the code by `cargo xtask docs`. How to use it: [PLUGINS.md](PLUGINS.md).\n\n\
         With `G` goods and `J` jurisdictions. Firm columns count in base units of the good, all others in its units.\n\
         Types: f64 `double`, f32 `float`, u64, u32, u16, u8 unsigned integers.\n",
    );
    for table in Table::ALL {
        let _ = write!(page, "\n## {}\n\nRow: {}.\n", table.name(), table.rows());
        columns(&mut page, table);
        effects(&mut page, table);
    }
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| format!("`{}`", kind.name())).collect();
    let _ = write!(page, "\n## Kinds of parameters\n\n{}\n", kinds.join(", "));
    page
}

fn columns(page: &mut String, table: Table) {
    let of_table: Vec<&Column> = Column::ALL.iter().filter(|column| column.table() == table).collect();
    if of_table.is_empty() {
        return;
    }
    page.push_str("\n| reads | type | unit | meaning |\n|---|---|---|---|\n");
    for column in of_table {
        let (name, unit, help) = (column.name(), column.unit(), column.help());
        let _ = writeln!(page, "| `{name}` | {} | {unit} | {help} |", element(column.element()));
    }
}

fn effects(page: &mut String, table: Table) {
    let of_table: Vec<&Effect> = Effect::ALL.iter().filter(|effect| effect.table() == table).collect();
    if of_table.is_empty() {
        return;
    }
    page.push_str("\n| writes | type | unit | neutral | range | of several policies | meaning |\n");
    page.push_str("|---|---|---|---|---|---|---|\n");
    for effect in of_table {
        let (low, high) = effect.range();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {:?} | {low:?} to {high:?} | {} | {} |",
            effect.name(),
            element(effect.element()),
            effect.unit(),
            effect.neutral(),
            rule(effect.rule()),
            effect.help(),
        );
    }
}

fn element(element: Element) -> &'static str {
    match element {
        Element::F64 => "f64",
        Element::F32 => "f32",
        Element::U64 => "u64",
        Element::U32 => "u32",
        Element::U16 => "u16",
        Element::U8 => "u8",
    }
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Sum => "they add up",
        Rule::Smallest => "the smallest counts",
        Rule::Largest => "the largest counts",
        Rule::Product => "they multiply",
        Rule::First => "the first in the scenario that is not neutral counts",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn reference_pages_are_what_the_code_says() {
        assert_eq!(super::check().map_err(|error| error.to_string()), Ok(()));
    }
}
