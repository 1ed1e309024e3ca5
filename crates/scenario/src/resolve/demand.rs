//! Final demand.

use super::checker::{Checker, TOLERANCE, rounded};
use crate::checked;
use crate::read::child;

/// Demand in the order of goods.
pub(super) fn resolve(check: &mut Checker<'_>) -> Vec<checked::Demand> {
    let sections = check.sections;
    if sections.demand.is_empty() {
        check.error_in(
            "demand",
            "nothing is bought: there is no final demand",
            Some("add a good with per_year and shares"),
        );
    }
    let mut rows = Vec::new();
    for (name, demand) in &sections.demand {
        let at = child("demand", name);
        let good = check.good_key(&at, name);
        let shares = check.shares(&child(&at, "shares"), &demand.shares);
        if let Some(season) = &demand.season {
            let mean = season.iter().sum::<f64>() / 12.0;
            if (mean - 1.0).abs() > TOLERANCE {
                let message = format!("the mean of the seasonal factors is {}, not 1", rounded(mean));
                check.error(&child(&at, "season"), message, Some("divide each factor by the mean"));
            }
        }
        let Some(good) = good else { continue };
        rows.push(checked::Demand {
            good,
            per_year: demand.per_year,
            shares,
            home_share: demand.home_share,
            waiting_share: demand.waiting_share,
            price_elasticity: demand.price_elasticity,
            growth_per_year: demand.growth_per_year,
            season: demand.season.unwrap_or([1.0; 12]),
        });
    }
    rows
}
