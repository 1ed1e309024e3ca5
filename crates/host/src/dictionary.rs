//! Names and settings in C terms: arrays of pointers into what stays where it is while the call lasts.

use coercivity_policy::{Kind, Names, Parameter, Setting, abi};
use std::ptr;

/// A dictionary in C terms, and the arrays that it points to.
pub(crate) struct Dictionary<'a> {
    goods: Vec<abi::Text>,
    good_units: Vec<abi::Text>,
    good_base_units: Vec<f64>,
    good_prices_usd: Vec<f64>,
    good_is_final: Vec<u8>,
    jurisdictions: Vec<abi::Text>,
    stages: Vec<abi::Text>,
    stage_rows: Vec<u64>,
    recipes: Vec<abi::Text>,
    regimes: Vec<abi::Text>,
    measures: Vec<abi::Text>,
    named: Vec<abi::Text>,
    named_rows: Vec<u64>,
    tick_days: u32,
    /// The texts are those of the names.
    names: std::marker::PhantomData<&'a Names>,
}

impl<'a> Dictionary<'a> {
    pub(crate) fn of(names: &'a Names, tick_days: u32) -> Self {
        let mut stage_rows = names.stage_rows.clone();
        // One more row than stages, whatever the caller made of it: the plugin reads that many.
        stage_rows.resize(names.stages.len() + 1, names.firm_count());
        Self {
            goods: names.goods.iter().map(|good| text(&good.name)).collect(),
            good_units: names.goods.iter().map(|good| text(&good.unit)).collect(),
            good_base_units: names.goods.iter().map(|good| good.base_units).collect(),
            good_prices_usd: names.goods.iter().map(|good| good.price_usd).collect(),
            good_is_final: names.goods.iter().map(|good| u8::from(good.is_final)).collect(),
            jurisdictions: texts(&names.jurisdictions),
            stages: texts(&names.stages),
            stage_rows,
            recipes: texts(&names.recipes),
            regimes: texts(&names.regimes),
            measures: texts(&names.measures),
            named: names.firms.iter().map(|firm| text(&firm.0)).collect(),
            named_rows: names.firms.iter().map(|firm| firm.1).collect(),
            tick_days,
            names: std::marker::PhantomData,
        }
    }

    /// Good while the dictionary is.
    pub(crate) fn table(&self) -> abi::Names {
        abi::Names {
            struct_size: size_of::<abi::Names>() as u32,
            tick_days: self.tick_days,
            n_goods: self.goods.len() as u64,
            goods: self.goods.as_ptr(),
            good_units: self.good_units.as_ptr(),
            good_base_units: self.good_base_units.as_ptr(),
            good_prices_usd: self.good_prices_usd.as_ptr(),
            good_is_final: self.good_is_final.as_ptr(),
            n_jurisdictions: self.jurisdictions.len() as u64,
            jurisdictions: self.jurisdictions.as_ptr(),
            n_stages: self.stages.len() as u64,
            stages: self.stages.as_ptr(),
            stage_rows: self.stage_rows.as_ptr(),
            n_recipes: self.recipes.len() as u64,
            recipes: self.recipes.as_ptr(),
            n_regimes: self.regimes.len() as u64,
            regimes: self.regimes.as_ptr(),
            n_measures: self.measures.len() as u64,
            measures: self.measures.as_ptr(),
            n_named: self.named.len() as u64,
            named: self.named.as_ptr(),
            named_rows: self.named_rows.as_ptr(),
        }
    }
}

/// Settings in C terms, and the arrays that they point to.
pub(crate) struct Settings<'a> {
    days: Vec<Vec<i64>>,
    values: Vec<Vec<f64>>,
    given: &'a [Setting],
    kinds: Vec<Kind>,
}

impl<'a> Settings<'a> {
    /// Nothing if number or kinds are not those of the parameters: a plugin counts on both.
    pub(crate) fn of(given: &'a [Setting], parameters: &[Parameter]) -> Option<Self> {
        let kinds: Vec<Kind> = parameters.iter().map(|parameter| parameter.kind).collect();
        let fit = kinds.len() == given.len() && given.iter().zip(&kinds).all(|(one, kind)| fits(one, *kind));
        let steps = |setting: &'a Setting| match setting {
            Setting::Schedule(steps) => steps.as_slice(),
            _ => &[],
        };
        fit.then(|| Self {
            days: given.iter().map(|one| steps(one).iter().map(|step| step.0).collect()).collect(),
            values: given.iter().map(|one| steps(one).iter().map(|step| step.1).collect()).collect(),
            given,
            kinds,
        })
    }

    /// Good while the settings are.
    pub(crate) fn table(&self) -> Vec<abi::Setting> {
        (0..self.given.len()).map(|n| self.row(n)).collect()
    }

    fn row(&self, n: usize) -> abi::Setting {
        let mut row = abi::Setting {
            struct_size: size_of::<abi::Setting>() as u32,
            kind: self.kinds[n] as u32,
            number: 0.0,
            integer: 0,
            text: abi::Text { data: ptr::null(), length: 0 },
            n_items: 0,
            items: ptr::null(),
            days: ptr::null(),
            values: ptr::null(),
        };
        match &self.given[n] {
            Setting::Number(number) => row.number = *number,
            Setting::Integer(number) | Setting::Date(number) => row.integer = *number,
            Setting::Switch(on) => row.integer = i64::from(*on),
            Setting::One(index) => row.integer = i64::from(*index),
            Setting::Text(words) => row.text = text(words),
            Setting::List(items) => (row.n_items, row.items) = (items.len() as u64, items.as_ptr()),
            Setting::Schedule(steps) => {
                row.n_items = steps.len() as u64;
                (row.days, row.values) = (self.days[n].as_ptr(), self.values[n].as_ptr());
            }
        }
        row
    }
}

fn fits(setting: &Setting, kind: Kind) -> bool {
    match setting {
        Setting::Number(_) => kind == Kind::Number,
        Setting::Integer(_) => kind == Kind::Integer,
        Setting::Switch(_) => kind == Kind::Switch,
        Setting::Text(_) => kind == Kind::Text,
        Setting::Date(_) => kind == Kind::Date,
        Setting::One(_) => matches!(kind, Kind::Good | Kind::Jurisdiction | Kind::Regime),
        Setting::List(_) => {
            matches!(kind, Kind::Goods | Kind::Jurisdictions | Kind::EndUses | Kind::Firms | Kind::Measures)
        }
        Setting::Schedule(_) => kind == Kind::Schedule,
    }
}

fn text(words: &str) -> abi::Text {
    abi::Text { data: words.as_ptr(), length: words.len() as u64 }
}

fn texts(list: &[String]) -> Vec<abi::Text> {
    list.iter().map(|words| text(words)).collect()
}
