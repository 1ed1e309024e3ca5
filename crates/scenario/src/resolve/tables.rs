//! Goods, stages, jurisdictions and recipes: names, sizes, and the rows of the checked scenario.

use super::checker::{Checker, is_snake_case};
use crate::checked::{self, MAX_INPUTS, MAX_OUTPUTS};
use crate::read::child;
use crate::sections::{Recipe, Size};
use coercivity_base::StageId;
use std::collections::BTreeSet;

const MOST_GOODS: usize = 64;
const MOST_STAGES: usize = 16;
const MOST_RECIPES: usize = 64;
const MOST_JURISDICTIONS: usize = 250;

/// Checks the names and numbers of rows. `None` if a table is empty or has more rows than ids can name.
pub(super) fn names_and_sizes(check: &mut Checker<'_>) -> Option<()> {
    let s = check.sections;
    let sizes = [
        ("goods", s.goods.len(), MOST_GOODS, "goods"),
        ("stages", s.stages.len(), MOST_STAGES, "stages"),
        ("recipes", s.recipes.len(), MOST_RECIPES, "recipes"),
        ("jurisdictions.list", s.jurisdictions.list.len(), MOST_JURISDICTIONS, "jurisdictions"),
    ];
    let mut fits = true;
    for (path, count, most, what) in sizes {
        if count > most {
            check.error_in(
                path,
                format!("{count} {what} are more than the {most} that a scenario can have"),
                None,
            );
            fits = false;
        } else if count == 0 {
            let message = match path {
                "jurisdictions.list" => {
                    format!("{} firms in no country: there are no jurisdictions", s.run.firms)
                }
                _ => format!("there are no {what}"),
            };
            check.error_in(path, message, Some("list at least one"));
        }
    }
    for (section, names) in
        [("goods", s.goods.keys().collect::<Vec<_>>()), ("recipes", s.recipes.keys().collect())]
    {
        for name in names {
            snake_case_key(check, &child(section, name), name);
        }
    }
    for name in s.regimes.keys() {
        snake_case_key(check, &child("regimes", name), name);
    }
    for code in s.jurisdictions.list.keys() {
        if !(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())) {
            let message = format!("`{code}` is no ISO 3166 alpha-2 code");
            check.error_at_key(
                &child("jurisdictions.list", code),
                message,
                Some("two capital letters, such as `JP`"),
            );
        }
    }
    fits.then_some(())
}

fn snake_case_key(check: &mut Checker<'_>, path: &str, name: &str) {
    if !is_snake_case(name) {
        let message = format!("`{name}` is not lower snake case");
        check.error_at_key(
            path,
            message,
            Some("write small letters, digits and `_`, such as `magnet_heavy`"),
        );
    }
}

/// Lowest price over 0, US dollars per unit.
const CHEAPEST_USD: f64 = 1e-9;

/// Goods in alphabetical order.
pub(super) fn goods(check: &mut Checker<'_>) -> Vec<checked::Good> {
    let mut rows = Vec::new();
    for (name, good) in &check.sections.goods {
        let path = child("goods", name);
        if good.base_units.fract() != 0.0 {
            check.error(&child(&path, "base_units"), format!("{} is not whole", good.base_units), None);
        }
        if good.unit.trim().is_empty() {
            check.error(
                &child(&path, "unit"),
                "the unit is empty",
                Some("write what people count, such as \"t\""),
            );
        }
        if good.price_usd > 0.0 && good.price_usd < CHEAPEST_USD {
            let message = format!("{:e} US dollars are too little to be told from nothing", good.price_usd);
            let help = format!("write 0, or at least {CHEAPEST_USD:e}, or count the good in a larger unit");
            check.error(&child(&path, "price_usd"), message, Some(&help));
        }
        check.in_order(&child(&path, "qualification_weeks"), good.qualification_weeks);
        rows.push(checked::Good {
            name: name.clone(),
            unit: good.unit.clone(),
            base_units: good.base_units,
            price_usd: good.price_usd,
            mode: good.mode,
            qualification_weeks: good.qualification_weeks,
        });
    }
    rows
}

/// Stages as listed.
pub(super) fn stages(check: &mut Checker<'_>) -> Vec<checked::Stage> {
    let mut seen = BTreeSet::new();
    let mut rest = 0;
    let mut rows = Vec::new();
    for (n, stage) in check.sections.stages.iter().enumerate() {
        let at = format!("stages[{n}]");
        let name = child(&at, "name");
        if !is_snake_case(&stage.name) {
            check.error(&name, format!("`{}` is not lower snake case", stage.name), None);
        }
        if !seen.insert(stage.name.as_str()) {
            check.error(
                &name,
                format!("stage `{}` is listed twice", stage.name),
                Some("rename one or take it out"),
            );
        }
        let firms = child(&at, "firms");
        if stage.firms == Size::Real(0) {
            check.error(&firms, "a stage of no firms", Some("write Real(n) with n of at least 1, or Rest"));
        }
        rest += usize::from(stage.firms == Size::Rest);
        if stage.firms == Size::Rest && rest == 2 {
            check.error(&firms, "only one stage can take the rest of the firms", Some("write Real(n) here"));
        }
        rows.push(checked::Stage {
            name: stage.name.clone(),
            firms: stage.firms,
            size_tail: stage.size_tail,
            head_share: stage.head_share,
            head_firms: stage.head_firms,
        });
    }
    if check.sections.firms.synthetic && rest == 0 && !rows.is_empty() {
        let help = "write `firms: Rest` for the stage that takes the firms that the others leave";
        check.error_in("stages", "firms are drawn, but no stage takes the rest of them", Some(help));
    }
    rows
}

/// Jurisdictions in alphabetical order.
pub(super) fn jurisdictions(check: &Checker<'_>) -> Vec<checked::Jurisdiction> {
    let list = &check.sections.jurisdictions.list;
    list.iter()
        .map(|(code, one)| checked::Jurisdiction { code: code.clone(), name: one.name.clone() })
        .collect()
}

/// Recipes in alphabetical order.
pub(super) fn recipes(check: &mut Checker<'_>) -> Vec<checked::Recipe> {
    let sections = check.sections;
    sections.recipes.iter().map(|(name, recipe)| one_recipe(check, name, recipe)).collect()
}

fn one_recipe(check: &mut Checker<'_>, name: &str, recipe: &Recipe) -> checked::Recipe {
    let at = child("recipes", name);
    let behaviour = &check.sections.behaviour;
    let stage = check.stage(&child(&at, "stage"), &recipe.stage);
    check.good(&child(&at, "driver"), &recipe.driver);
    if recipe.inputs.len() > MAX_INPUTS {
        let message =
            format!("{} inputs are more than the {MAX_INPUTS} that a recipe can have", recipe.inputs.len());
        check.error_at_key(&child(&at, "inputs"), message, Some("put small inputs together as one good"));
    }
    if recipe.co_products.len() + 1 > MAX_OUTPUTS {
        let count = recipe.co_products.len() + 1;
        let message = format!(
            "{count} products with the driver are more than the {MAX_OUTPUTS} that a recipe can have"
        );
        check.error_at_key(
            &child(&at, "co_products"),
            message,
            Some("put small products together as one good"),
        );
    }
    checked::Recipe {
        name: name.to_owned(),
        stage: stage.unwrap_or(StageId(0)),
        inputs: inputs(check, &at, name, recipe),
        substitutes: substitutes(check, &at, recipe),
        outputs: outputs(check, &at, recipe),
        shares: recipe_shares(check, &at, name, recipe),
        end_use: recipe.end_use,
        lot: recipe.lot,
        planned: recipe.planned,
        utilisation: recipe.utilisation.unwrap_or(behaviour.production.utilisation),
        margin: recipe.margin,
        adjustment_weeks: recipe.adjustment_weeks.unwrap_or(behaviour.adjustment_weeks),
    }
}

/// Base units of `good` in one base unit of `driver`, per unit of each.
fn in_base_units(check: &Checker<'_>, good: &str, driver: &str, quantity: f64) -> f64 {
    let units = |name: &str| check.sections.goods.get(name).map_or(1.0, |good| good.base_units);
    quantity * units(good) / units(driver)
}

fn inputs(check: &mut Checker<'_>, at: &str, name: &str, recipe: &Recipe) -> Vec<checked::Input> {
    let cover = &check.sections.behaviour.cover;
    let usual = cover.weeks_by_recipe.get(name).copied().unwrap_or(cover.weeks);
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for (n, input) in recipe.inputs.iter().enumerate() {
        let path = format!("{at}.inputs[{n}].good");
        if input.good == recipe.driver {
            check.error(&path, format!("`{}` is the driver and cannot be its own input", input.good), None);
        } else if recipe.co_products.iter().any(|product| product.good == input.good) {
            check.error(
                &path,
                format!("`{}` is a product of this recipe and cannot be its input", input.good),
                None,
            );
        }
        if !seen.insert(input.good.as_str()) {
            check.error(
                &path,
                format!("input `{}` is listed twice", input.good),
                Some("add the quantities up"),
            );
        }
        if let Some(good) = check.good(&path, &input.good) {
            rows.push(checked::Input {
                good,
                quantity: in_base_units(check, &input.good, &recipe.driver, input.quantity),
                criticality: input.criticality,
                cover_weeks: input.cover_weeks.unwrap_or(usual),
                thrift: input.thrift,
            });
        }
    }
    rows
}

/// Substitutes between two inputs of the recipe.
fn substitutes(check: &mut Checker<'_>, at: &str, recipe: &Recipe) -> Vec<checked::Substitute> {
    let mut rows = Vec::new();
    for (n, substitute) in recipe.substitutes.iter().enumerate() {
        let path = format!("{at}.substitutes[{n}]");
        let slot = |good: &str| recipe.inputs.iter().position(|input| input.good == good);
        for (end, good) in [("from", &substitute.from), ("to", &substitute.to)] {
            if slot(good).is_none() {
                let names = recipe.inputs.iter().map(|input| input.good.as_str());
                check.unknown_at(&child(&path, end), "input of this recipe", good, names);
            }
        }
        if substitute.from == substitute.to {
            let message = format!("`{}` cannot stand in for itself", substitute.from);
            check.error(&child(&path, "to"), message, Some("name another input"));
        }
        if let (Some(from), Some(to)) = (slot(&substitute.from), slot(&substitute.to)) {
            rows.push(checked::Substitute {
                from,
                to,
                rate: in_base_units(check, &substitute.to, &substitute.from, substitute.rate),
                elasticity: substitute.elasticity,
                most: substitute.most,
                lag_weeks: substitute.lag_weeks,
            });
        }
    }
    rows
}

fn outputs(check: &mut Checker<'_>, at: &str, recipe: &Recipe) -> Vec<checked::Output> {
    let mut seen = BTreeSet::from([recipe.driver.as_str()]);
    let mut rows = Vec::new();
    if let Some(driver) = check.sections.goods.keys().position(|good| *good == recipe.driver) {
        rows.push(checked::Output { good: coercivity_base::GoodId::at(driver), quantity: 1.0 });
    }
    for (n, product) in recipe.co_products.iter().enumerate() {
        let path = format!("{at}.co_products[{n}].good");
        if !seen.insert(product.good.as_str()) {
            check.error(&path, format!("product `{}` is listed twice", product.good), Some("take one out"));
        }
        if let Some(good) = check.good(&path, &product.good) {
            let quantity = in_base_units(check, &product.good, &recipe.driver, product.quantity);
            rows.push(checked::Output { good, quantity });
        }
    }
    rows
}

/// Shares by jurisdiction. Without drawn firms a recipe may leave them out: the named firms' outputs say them.
fn recipe_shares(check: &mut Checker<'_>, at: &str, name: &str, recipe: &Recipe) -> Vec<f64> {
    let path = child(at, "shares");
    let firms = &check.sections.firms;
    if recipe.planned {
        if !recipe.shares.is_empty() {
            let message = format!("recipe `{name}` is planned, but has shares in the base year");
            check.error(&child(at, "planned"), message, Some("take the shares out, or `planned`"));
        }
        return vec![0.0; check.count()];
    }
    if !recipe.shares.is_empty() {
        return check.shares(&path, &recipe.shares);
    }
    if firms.synthetic {
        let message = format!("recipe `{name}` is at home in no country: it has no shares");
        check.error_at_key(at, message, Some("add shares: {\"CN\": 0.9, \"US\": 0.1} that sum to 1"));
        return vec![0.0; check.count()];
    }
    let mut shares = vec![0.0; check.count()];
    for firm in firms.named.iter().filter(|firm| firm.recipe == name) {
        if let Some(index) =
            check.sections.jurisdictions.list.keys().position(|code| *code == firm.jurisdiction)
        {
            shares[index] += firm.output_per_year;
        }
    }
    let total: f64 = shares.iter().sum();
    if total > 0.0 {
        shares.iter_mut().for_each(|share| *share /= total);
    } else if !check.is_spoilt("firms") {
        let message = format!("no firm uses recipe `{name}`, and none are drawn");
        check.error_at_key(at, message, Some("name a firm that does, or take the recipe out"));
    }
    shares
}

/// Names in `behaviour.cover.weeks_by_recipe`.
pub(super) fn cover_by_recipe(check: &mut Checker<'_>) {
    for name in check.sections.behaviour.cover.weeks_by_recipe.keys() {
        check.recipe_key(&child("behaviour.cover.weeks_by_recipe", name), name);
    }
}
