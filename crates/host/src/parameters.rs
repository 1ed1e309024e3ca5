//! Parameters on their way from a manifest to the scenario's checks, and from there to the plugin.

use crate::HostError;
use coercivity_base::{Date, ParameterKind, ParameterSpec, Setting as Checked, parameter::check_specs};
use coercivity_policy::{Card, Parameter, Setting};

/// The parameters of a manifest, as scenarios check them.
///
/// # Errors
/// If they contradict themselves, such as a default out of range.
pub fn parameter_specs(card: &Card) -> Result<Vec<ParameterSpec>, HostError> {
    let broken = |why| HostError::Parameters { id: card.id.clone(), why };
    let specs = card.parameters.iter().map(spec).collect::<Result<Vec<_>, _>>().map_err(broken)?;
    check_specs(&specs).map_err(broken)?;
    Ok(specs)
}

/// Checked values as a plugin takes them. `firm_rows` holds the row of each named firm of the scenario.
#[must_use]
pub fn settings(checked: &[Checked], firm_rows: &[u32]) -> Vec<Setting> {
    checked.iter().map(|value| setting(value, firm_rows)).collect()
}

fn spec(parameter: &Parameter) -> Result<ParameterSpec, String> {
    let kind = parameter.kind.name();
    Ok(ParameterSpec {
        name: parameter.name.clone(),
        kind: ParameterKind::of_name(kind).ok_or_else(|| format!("scenarios know no kind `{kind}`"))?,
        unit: parameter.unit.clone(),
        min: parameter.min,
        max: parameter.max,
        choices: parameter.choices.clone(),
        default: parameter.default.clone(),
        help: parameter.help.clone(),
    })
}

fn setting(value: &Checked, firm_rows: &[u32]) -> Setting {
    match value {
        Checked::Number(number) => Setting::Number(*number),
        Checked::Integer(number) => Setting::Integer(*number),
        Checked::Switch(on) => Setting::Switch(*on),
        Checked::Text(text) => Setting::Text(text.clone()),
        Checked::Date(date) => Setting::Date(day(*date)),
        Checked::Good(good) => Setting::One(u32::from(good.0)),
        Checked::Goods(goods) => list(goods.iter().map(|good| u32::from(good.0))),
        Checked::Jurisdiction(jurisdiction) => Setting::One(u32::from(jurisdiction.0)),
        Checked::Jurisdictions(members) => list(members.iter().map(|member| u32::from(member.0))),
        Checked::EndUses(uses) => list((0..3).filter(|n| uses[*n as usize])),
        Checked::Firms(firms) => list(firms.iter().filter_map(|firm| firm_rows.get(*firm).copied())),
        Checked::Regime(regime) => Setting::One(*regime as u32),
        Checked::Measures(measures) => list(measures.iter().map(|measure| *measure as u32)),
        Checked::Schedule(steps) => {
            Setting::Schedule(steps.iter().map(|step| (day(step.0), step.1)).collect())
        }
    }
}

/// Indices in ascending order, none twice.
fn list(indices: impl Iterator<Item = u32>) -> Setting {
    let mut indices: Vec<u32> = indices.collect();
    indices.sort_unstable();
    indices.dedup();
    Setting::List(indices)
}

/// Days since 1970-01-01.
fn day(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::{GoodId, JurisdictionId};

    #[test]
    fn values_become_indices_rows_and_days() {
        let checked = [
            Checked::Goods(vec![GoodId(3), GoodId(1)]),
            Checked::Jurisdiction(JurisdictionId(2)),
            Checked::EndUses([true, false, true]),
            Checked::Firms(vec![1, 0]),
            // 1970 to 2025 are 55 years with 14 leap days (1972 to 2024): 55 * 365 + 14 = 20089.
            Checked::Schedule(vec![(Date::constant(2025, 1, 1), 0.5)]),
            Checked::Date(Date::constant(1969, 12, 31)),
        ];
        let expected = [
            Setting::List(vec![1, 3]),
            Setting::One(2),
            Setting::List(vec![0, 2]),
            Setting::List(vec![40, 70]),
            Setting::Schedule(vec![(20_089, 0.5)]),
            Setting::Date(-1),
        ];
        assert_eq!(settings(&checked, &[70, 40]), expected);
    }

    #[test]
    fn a_default_out_of_range_is_refused_by_name() {
        let text = "id a\nversion 1\nsummary A.\nparameter rate number\nmin 0\nmax 1\ndefault 2\n";
        let told = parameter_specs(&Card::parse(text).unwrap()).unwrap_err().to_string();
        assert!(told.contains("plugin `a`") && told.contains("rate 2 is over 1"), "{told}");
    }
}
