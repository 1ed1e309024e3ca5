//! Values of parameters as text, looked up in the test world: the form in which manifests write defaults.

use super::TestWorld;
use crate::{Card, Day, EndUse, Kind, Parameter, Setting};

impl TestWorld {
    /// The value of a parameter from a text, such as `1.5`, `2025-04-09`, `magnet_standard, magnet_heavy`, `all`, or
    /// `2025-04-04: 0.05, 2025-06-09: 0.19`.
    ///
    /// # Errors
    /// What the text should have been.
    pub fn setting(&self, parameter: &Parameter, text: &str) -> Result<Setting, String> {
        let not = |what: &str| format!("`{}` is {what}, not `{text}`", parameter.name);
        let (kind, text) = (parameter.kind, text.trim());
        match kind {
            Kind::Number => {
                within(parameter, text.parse().map_err(|_| not("a number"))?).map(Setting::Number)
            }
            Kind::Integer => {
                let number: i64 = text.parse().map_err(|_| not("a whole number"))?;
                within(parameter, number as f64).map(|_| Setting::Integer(number))
            }
            Kind::Switch => text.parse().map(Setting::Switch).map_err(|_| not("`true` or `false`")),
            Kind::Text
                if parameter.choices.is_empty() || parameter.choices.iter().any(|choice| choice == text) =>
            {
                Ok(Setting::Text(text.to_owned()))
            }
            Kind::Text => Err(not(&format!("one of {}", parameter.choices.join(", ")))),
            Kind::Date => Day::parse(text)
                .map(|day| Setting::Date(day.number()))
                .ok_or_else(|| not("a date such as 2025-04-09")),
            Kind::Good | Kind::Jurisdiction | Kind::Regime => self.one(parameter, text).map(Setting::One),
            Kind::Schedule => schedule(parameter, text),
            _ => self.list(parameter, text).map(Setting::List),
        }
    }

    /// Values for all parameters of a manifest: those given by name, and defaults for the others.
    ///
    /// # Errors
    /// The position of the parameter concerned (none if a name is unknown) and what is wrong.
    pub fn settings(
        &self,
        card: &Card,
        given: &[(String, String)],
    ) -> Result<Vec<Setting>, (Option<usize>, String)> {
        let known = |name: &String| card.parameters.iter().any(|parameter| parameter.name == *name);
        if let Some((name, _)) = given.iter().find(|(name, _)| !known(name)) {
            let names: Vec<&str> = card.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            return Err((None, format!("there is no parameter `{name}`; there are: {}", names.join(", "))));
        }
        let value = |(n, parameter): (usize, &Parameter)| {
            let told =
                given.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, text)| text.as_str());
            let text = told.or(parameter.default.as_deref());
            let text = text.ok_or_else(|| (Some(n), format!("`{}` must be given", parameter.name)))?;
            self.setting(parameter, text).map_err(|why| (Some(n), why))
        };
        card.parameters.iter().enumerate().map(value).collect()
    }

    /// Index or row of a name; for groups and owners of their first member.
    pub(super) fn index(&self, kind: Kind, name: &str) -> Option<u32> {
        self.members(kind, name).and_then(|members| members.first().copied())
    }

    fn one(&self, parameter: &Parameter, name: &str) -> Result<u32, String> {
        match self.members(parameter.kind, name).as_deref() {
            Some([index]) => Ok(*index),
            _ => Err(self.unknown(parameter, name)),
        }
    }

    fn list(&self, parameter: &Parameter, text: &str) -> Result<Vec<u32>, String> {
        let mut list = Vec::new();
        for name in text.split(',').map(str::trim).filter(|_| !text.is_empty()) {
            list.extend(self.members(parameter.kind, name).ok_or_else(|| self.unknown(parameter, name))?);
        }
        list.sort_unstable();
        list.dedup();
        Ok(list)
    }

    /// What a name stands for.
    fn members(&self, kind: Kind, name: &str) -> Option<Vec<u32>> {
        let of = |list: &[(String, Vec<u32>)]| {
            list.iter().find(|entry| entry.0 == name).map(|entry| entry.1.clone())
        };
        let all = |count: usize| (0..count as u32).collect();
        match kind {
            Kind::Goods if name == "all" => Some(all(self.names.goods.len())),
            Kind::Jurisdictions if name == "all" => Some(all(self.names.jurisdictions.len())),
            Kind::EndUses if name == "all" => Some(all(EndUse::ALL.len())),
            Kind::Good | Kind::Goods => self.names.good(name).map(|good| vec![good.0]),
            Kind::Jurisdiction => self.names.jurisdiction(name).map(|jurisdiction| vec![jurisdiction.0]),
            Kind::Jurisdictions => self
                .names
                .jurisdiction(name)
                .map(|jurisdiction| vec![jurisdiction.0])
                .or_else(|| of(&self.groups)),
            Kind::Regime => self.names.regime(name).map(|regime| vec![regime.0]),
            Kind::Measures => self.names.measure(name).map(|measure| vec![measure.0]),
            Kind::Firms => self.names.firm(name).map(|firm| vec![firm.0]).or_else(|| of(&self.owners)),
            Kind::EndUses => EndUse::ALL
                .into_iter()
                .find(|end_use| end_use.name() == name)
                .map(|end_use| vec![end_use as u32]),
            _ => None,
        }
    }

    fn unknown(&self, parameter: &Parameter, name: &str) -> String {
        let names = &self.names;
        let list: Vec<&str> = match parameter.kind {
            Kind::Good | Kind::Goods => names.goods.iter().map(|good| good.name.as_str()).collect(),
            Kind::Jurisdiction => names.jurisdictions.iter().map(String::as_str).collect(),
            Kind::Jurisdictions => {
                let groups = self.groups.iter().map(|group| group.0.as_str());
                names.jurisdictions.iter().map(String::as_str).chain(groups).collect()
            }
            Kind::Regime => names.regimes.iter().map(String::as_str).collect(),
            Kind::Measures => names.measures.iter().map(String::as_str).collect(),
            Kind::Firms => names
                .firms
                .iter()
                .map(|firm| firm.0.as_str())
                .chain(self.owners.iter().map(|owner| owner.0.as_str()))
                .collect(),
            _ => EndUse::ALL.map(EndUse::name).to_vec(),
        };
        format!("`{}`: the test world does not know `{name}`; it knows {}", parameter.name, list.join(", "))
    }
}

fn within(parameter: &Parameter, value: f64) -> Result<f64, String> {
    let (name, unit) = (&parameter.name, &parameter.unit);
    match (parameter.min, parameter.max) {
        _ if !value.is_finite() => Err(format!("`{name}` cannot be {value}")),
        (Some(min), _) if value < min => {
            Err(format!("`{name}` {value} is under {min} {unit}").trim_end().to_owned())
        }
        (_, Some(max)) if value > max => {
            Err(format!("`{name}` {value} is over {max} {unit}").trim_end().to_owned())
        }
        _ => Ok(value),
    }
}

fn schedule(parameter: &Parameter, text: &str) -> Result<Setting, String> {
    let not =
        || format!("`{}` is dates and numbers such as `2025-04-04: 0.05`, not `{text}`", parameter.name);
    let mut steps: Vec<(i64, f64)> = Vec::new();
    for step in text.split(',').filter(|_| !text.is_empty()) {
        let (day, value) = step.split_once(':').ok_or_else(not)?;
        let day = Day::parse(day.trim()).ok_or_else(not)?.number();
        let value = within(parameter, value.trim().parse().map_err(|_| not())?)?;
        if steps.last().is_some_and(|last| last.0 >= day) {
            return Err(format!("the dates of `{}` are not in order", parameter.name));
        }
        steps.push((day, value));
    }
    Ok(Setting::Schedule(steps))
}
