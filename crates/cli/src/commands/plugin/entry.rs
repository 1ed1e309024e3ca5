//! The entry of a plugin in a scenario file, ready to be pasted.

use coercivity_host::Inspected;
use coercivity_policy::{Kind, Parameter};

/// A section `plugins` that uses the plugin with its defaults.
pub(super) fn entry(plugin: &Inspected) -> String {
    let parameters: String = plugin.card.parameters.iter().map(line).collect();
    let parameters = match parameters.as_str() {
        "" => String::new(),
        lines => format!("            parameters: {{\n{lines}            }},\n"),
    };
    format!(
        "    plugins: [\n        (\n            // Found by name on the search path; or write the path of the file.\n            \
         plugin: {},\n{parameters}            // The file that was looked at; without it any file of this name is \
         taken.\n            sha256: {},\n        ),\n    ],\n",
        quoted(&plugin.card.id),
        quoted(&plugin.sha256)
    )
}

fn line(parameter: &Parameter) -> String {
    let mut remark = parameter.help.clone();
    if parameter.default.is_none() {
        remark = format!("{remark} This must be given.");
    }
    let remark = match remark.trim() {
        "" => String::new(),
        words => format!("                // {words}\n"),
    };
    format!("{remark}                {}: {},\n", quoted(&parameter.name), literal(parameter))
}

/// The default as scenario files write it; something of the kind if there is none.
fn literal(parameter: &Parameter) -> String {
    let text = parameter.default.clone().unwrap_or_else(|| sample(parameter));
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    match parameter.kind {
        Kind::Number | Kind::Integer | Kind::Switch => text,
        Kind::Goods | Kind::Jurisdictions | Kind::EndUses if text == "all" => quoted(&text),
        Kind::Goods | Kind::Jurisdictions | Kind::EndUses | Kind::Firms | Kind::Measures => {
            format!("[{}]", items().map(quoted).collect::<Vec<_>>().join(", "))
        }
        Kind::Schedule => {
            let steps = items().filter_map(|item| item.split_once(':'));
            let steps = steps.map(|(day, value)| format!("{}: {}", quoted(day.trim()), value.trim()));
            format!("{{{}}}", steps.collect::<Vec<_>>().join(", "))
        }
        Kind::Text | Kind::Date | Kind::Good | Kind::Jurisdiction | Kind::Regime => quoted(&text),
    }
}

fn sample(parameter: &Parameter) -> String {
    match parameter.kind {
        Kind::Number | Kind::Integer => parameter.min.or(parameter.max).unwrap_or(0.0).to_string(),
        Kind::Switch => "false".into(),
        Kind::Text => parameter.choices.first().cloned().unwrap_or_default(),
        Kind::Date => "2025-01-06".into(),
        Kind::Good => "magnet_heavy".into(),
        Kind::Jurisdiction => "CN".into(),
        Kind::Regime => "name_of_a_regime".into(),
        Kind::Goods | Kind::Jurisdictions | Kind::EndUses => "all".into(),
        Kind::Firms | Kind::Measures | Kind::Schedule => String::new(),
    }
}

/// A text as RON writes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_policy::Card;

    #[test]
    fn every_kind_is_written_as_scenarios_read_it() {
        let card = Card::parse(
            "id a\nversion 1\nsummary A.\nparameter rate number\ndefault 0.5\nparameter goods goods\n\
             default magnet_standard, magnet_heavy\nparameter to jurisdictions\ndefault all\nparameter on switch\n\
             default true\nparameter from date\ndefault 2025-04-09\nparameter path schedule\n\
             default 2025-04-04: 0.05, 2025-06-09: 0.19\nparameter firms firms\ndefault \nparameter mode text\n\
             choices fast, slow\n",
        )
        .unwrap();
        let literals: Vec<String> = card.parameters.iter().map(literal).collect();
        let expected = [
            "0.5",
            "[\"magnet_standard\", \"magnet_heavy\"]",
            "\"all\"",
            "true",
            "\"2025-04-09\"",
            "{\"2025-04-04\": 0.05, \"2025-06-09\": 0.19}",
            "[]",
            "\"fast\"",
        ];
        assert_eq!(literals, expected);
        assert_eq!(quoted("a \"b\" \\c"), r#""a \"b\" \\c""#);
    }
}
