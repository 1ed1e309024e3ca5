//! Settings to try: defaults, valid ones by chance, the bounds of numbers and the steps beyond.

use super::luck::Luck;
use coercivity_policy::{Card, Day, Kind, Parameter, Setting, TestWorld};

/// Numbers without a bound are tried up to here.
const FAR: f64 = 1_000.0;

/// A setting at the edge of a parameter's range, or beyond.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// Position of the parameter.
    pub(super) parameter: usize,
    /// In words, such as `rate = 10`.
    pub(super) words: String,
    pub(super) setting: Setting,
}

/// The defaults; a parameter that must be given has a value of chance.
pub(super) fn defaults(card: &Card, world: &TestWorld, seed: u64) -> Result<Vec<Setting>, String> {
    let mut luck = Luck::new(seed, "needed parameters", 0);
    card.parameters
        .iter()
        .map(|parameter| match &parameter.default {
            Some(text) => world.setting(parameter, text),
            None => Ok(valid(parameter, world, &mut luck)),
        })
        .collect()
}

/// Valid settings by chance; each parameter keeps its default half of the time.
pub(super) fn random(card: &Card, world: &TestWorld, defaults: &[Setting], luck: &mut Luck) -> Vec<Setting> {
    let pairs = card.parameters.iter().zip(defaults);
    pairs
        .map(
            |(parameter, default)| {
                if luck.below(2) == 0 { default.clone() } else { valid(parameter, world, luck) }
            },
        )
        .collect()
}

/// The bounds of every parameter of numbers.
pub(super) fn bounds(card: &Card) -> Vec<Edge> {
    edges(card, |parameter| [parameter.min, parameter.max].into_iter().flatten().collect())
}

/// The steps beyond these bounds: the next number, and a good deal more.
pub(super) fn beyond(card: &Card) -> Vec<Edge> {
    edges(card, |parameter| {
        let width = parameter.max.unwrap_or(FAR) - parameter.min.unwrap_or(-FAR);
        let (least, more) = match parameter.kind {
            Kind::Integer => (1.0, (width / 10.0).round().max(2.0)),
            _ => (0.0, (width / 10.0).max(f64::MIN_POSITIVE)),
        };
        let under = parameter.min.into_iter().flat_map(|min| [(min - least).next_down(), min - more]);
        let over = parameter.max.into_iter().flat_map(|max| [(max + least).next_up(), max + more]);
        under.chain(over).collect()
    })
}

fn edges(card: &Card, values: impl Fn(&Parameter) -> Vec<f64>) -> Vec<Edge> {
    let numeric = card
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| matches!(parameter.kind, Kind::Number | Kind::Integer | Kind::Schedule));
    numeric
        .flat_map(|(n, parameter)| {
            values(parameter).into_iter().map(move |value| edge(n, parameter, value)).collect::<Vec<_>>()
        })
        .collect()
}

fn edge(n: usize, parameter: &Parameter, value: f64) -> Edge {
    let whole = value.round() as i64;
    let (setting, words) = match parameter.kind {
        Kind::Integer => (Setting::Integer(whole), format!("{} = {whole}", parameter.name)),
        Kind::Schedule => {
            let words = format!("{} = {{\"{}\": {value:?}}}", parameter.name, Day::from_number(FIRST_DAY));
            (Setting::Schedule(vec![(FIRST_DAY, value)]), words)
        }
        _ => (Setting::Number(value), format!("{} = {value:?}", parameter.name)),
    };
    Edge { parameter: n, words, setting }
}

/// 2025-04-07, a Monday.
pub(super) const FIRST_DAY: i64 = 20_185;

fn valid(parameter: &Parameter, world: &TestWorld, luck: &mut Luck) -> Setting {
    let names = world.names();
    let (low, high) = range(parameter);
    let mut number = || low + (high - low) * luck.share();
    match parameter.kind {
        Kind::Number => Setting::Number(number()),
        Kind::Integer => Setting::Integer(number().clamp(low.ceil(), high.floor()).round() as i64),
        Kind::Switch => Setting::Switch(luck.below(2) == 1),
        Kind::Text => Setting::Text(text(parameter, luck)),
        Kind::Date => Setting::Date(day(luck)),
        Kind::Schedule => {
            let mut steps: Vec<(i64, f64)> =
                (0..luck.below(4)).map(|_| (day(luck), low + (high - low) * luck.share())).collect();
            steps.sort_by_key(|step| step.0);
            steps.dedup_by_key(|step| step.0);
            Setting::Schedule(steps)
        }
        Kind::Good => Setting::One(luck.below(names.goods.len()) as u32),
        Kind::Jurisdiction => Setting::One(luck.below(names.jurisdictions.len()) as u32),
        Kind::Regime => Setting::One(luck.below(names.regimes.len()) as u32),
        Kind::Goods => list(0..names.goods.len() as u32, luck),
        Kind::Jurisdictions => list(0..names.jurisdictions.len() as u32, luck),
        Kind::EndUses => list(0..3, luck),
        Kind::Measures => list(0..names.measures.len() as u32, luck),
        Kind::Firms => list(names.firms.iter().map(|firm| firm.1 as u32), luck),
    }
}

fn range(parameter: &Parameter) -> (f64, f64) {
    match (parameter.min, parameter.max) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + FAR),
        (None, Some(high)) => (high - FAR, high),
        (None, None) => (-FAR, FAR),
    }
}

fn text(parameter: &Parameter, luck: &mut Luck) -> String {
    match parameter.choices.get(luck.below(parameter.choices.len())) {
        Some(choice) => choice.clone(),
        None => parameter.default.clone().unwrap_or_else(|| String::from("text")),
    }
}

/// A day in the three years around the first one.
fn day(luck: &mut Luck) -> i64 {
    FIRST_DAY - 365 + luck.below(3 * 365) as i64
}

fn list(all: impl Iterator<Item = u32>, luck: &mut Luck) -> Setting {
    let mut items: Vec<u32> = all.filter(|_| luck.below(2) == 0).collect();
    items.sort_unstable();
    items.dedup();
    Setting::List(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let text = "id a\nversion 1\nsummary A.\nparameter rate number\nmin 0\nmax 10\ndefault 1\n\
                    parameter weeks integer\nmin 1\ndefault 4\nparameter on switch\ndefault true\n";
        Card::parse(text).unwrap()
    }

    #[test]
    fn bounds_and_steps_beyond_are_those_of_the_manifest() {
        let words = |edges: Vec<Edge>| edges.into_iter().map(|edge| edge.words).collect::<Vec<_>>();
        assert_eq!(words(bounds(&card())), ["rate = 0.0", "rate = 10.0", "weeks = 1"]);
        // A tenth of the width: (10 - 0) / 10 = 1; (1000 - 1) / 10 = 99.9, so 100, and 1 - 100 = -99.
        let expected = [
            "rate = -5e-324",
            "rate = -1.0",
            "rate = 10.000000000000002",
            "rate = 11.0",
            "weeks = 0",
            "weeks = -99",
        ];
        assert_eq!(words(beyond(&card())), expected);
    }

    #[test]
    fn values_of_chance_are_valid_and_repeat_under_their_seed() {
        let (card, world) = (card(), TestWorld::new());
        let defaults = defaults(&card, &world, 1).unwrap();
        assert_eq!(defaults, [Setting::Number(1.0), Setting::Integer(4), Setting::Switch(true)]);
        for n in 0..50 {
            let drawn = random(&card, &world, &defaults, &mut Luck::new(1, "test", n));
            let [Setting::Number(rate), Setting::Integer(weeks), _] = drawn.as_slice() else {
                panic!("{drawn:?}")
            };
            assert!((0.0..=10.0).contains(rate) && (1..=1001).contains(weeks), "{drawn:?}");
            assert_eq!(drawn, random(&card, &world, &defaults, &mut Luck::new(1, "test", n)));
        }
    }
}
