//! Entity list: exporters of an authority may not deal with listed firms, or only under a licence.
//!
//! # Rule
//! ```text
//! listed = named firms, and of each recipe in `drawn_from` firms in the order of a draw
//!          until they make up `drawn_share` of its normal output
//! from <= t < until, but not suspended_from <= t < suspended_until:
//!          trade of the authority's firms with listed ones in the goods is banned or needs a licence
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | named firms | `firms` | | names and owners; firms owned to 50% or more by an owner count with it |
//! | drawn_share | same | share of normal output | stands for lists of firms that no scenario names |
//! | barred | same | | sales to listed firms, purchases from them, or both |
//!
//! The draw depends on the run's seed and the firm's stable id only, so a list does not change with the number of threads
//! nor when other firms come. The last firm drawn may carry a recipe over its share. Firms of the authority's own
//! jurisdiction are never drawn.
//!
//! History: on 29 September 2025 the United States extended its list to affiliates owned 50% or more; suspended from 10
//! November 2025 to 9 November 2026 (Lawivy,
//! <https://lawivy.com/bis-issues-one-year-suspension-of-affiliates-rule-expansion>). Announcement 61 of 9 October 2025
//! refused listed foreign firms and their 50% affiliates in principle (translation,
//! <http://www.sscollege.cn/en/news/44800.html>); suspended from 7 November 2025 to 10 November 2026 by Announcement 70
//! (Clark Hill,
//! <https://www.clarkhill.com/news-events/news/china-hits-pause-on-rare-earth-export-controls-and-what-it-means-for-supply-chains>).
//!
//! It can say what losing some customers or suppliers does to the rest, and how far affiliates widen a list. It cannot say
//! how listed firms buy through others: the model has no traders, and a firm that is not listed trades as before.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who may not trade with whom, and when.
    pub struct Parameters {
        /// Whose firms may not deal with listed ones.
        authority: jurisdiction = "US",
        /// Goods concerned.
        goods: goods = "all",
        /// Listed firms and owners; affiliates follow from the owners.
        firms: firms = "",
        /// Share of each recipe's normal output in `drawn_from` whose makers are listed by draw.
        drawn_share: number in 0.0..=1.0 unit "share" = 0.0,
        /// Where firms are drawn.
        drawn_from: jurisdictions = "CN",
        /// What is barred: sales of the authority's firms to listed ones, their purchases from listed ones, or both.
        barred: text choices "sales, purchases, both" = "sales",
        /// Whether it is barred by a ban or needs a licence.
        treatment: text choices "ban, licence" = "ban",
        /// Licence regime of the scenario whose rules decide, if licences are needed.
        regime: text = "",
        /// First day.
        from: date = "2025-09-29",
        /// First day without it.
        until: date = "2100-01-01",
        /// First day of a suspension.
        suspended_from: date = "2025-11-10",
        /// First day after the suspension; not after `suspended_from`: there is none.
        suspended_until: date = "2026-11-10",
    }
}

/// The policy.
pub struct EntityList {
    parameters: Parameters,
    regime: Option<Regime>,
    /// Listed firms in order; drawn when first needed. The same in every run with the seed, so it is no state.
    listed: Option<Vec<FirmRow>>,
}

impl Policy for EntityList {
    const ABOUT: About = About {
        id: "entity_list",
        summary: "No trade, or only under licence, of an authority's firms with listed ones.",
        source: "US affiliates rule of 2025: Lawivy, https://lawivy.com/bis-issues-one-year-suspension-of-affiliates-rule-expansion",
        reads: &[
            Column::FirmId,
            Column::FirmCell,
            Column::FirmNormal,
            Column::CellJurisdiction,
            Column::CellRecipe,
        ],
        writes: &[],
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        if parameters.until <= parameters.from {
            let why = format!("it would end on {} before it begins on {}", parameters.until, parameters.from);
            return Err(Refusal::new(why).parameter("until"));
        }
        let regime = regime(&parameters, names)?;
        Ok(Self { parameters, regime, listed: None })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let today = world.middle();
        let (now, before) = (self.holds(today), self.holds(today.plus_days(-i64::from(world.tick_days()))));
        if now != before {
            let name = if now { "entity_list_in_force" } else { "entity_list_off" };
            measures.event(Note::new(name).in_jurisdiction(self.parameters.authority));
        }
        if !now {
            return Ok(());
        }
        let listed = match self.listed.take() {
            Some(listed) => listed,
            None => self.list(world)?,
        };
        for firm in &listed {
            self.restrict(*firm, world.names(), measures);
        }
        let number = Metric::new("listed_firms", "firms", listed.len() as f64);
        measures.metric(number.in_jurisdiction(self.parameters.authority));
        self.listed = Some(listed);
        Ok(())
    }
}

impl EntityList {
    fn holds(&self, day: Day) -> bool {
        let p = &self.parameters;
        let suspended = day >= p.suspended_from && day < p.suspended_until;
        day >= p.from && day < p.until && !suspended
    }

    /// Named and drawn firms.
    fn list(&self, world: &World<'_>) -> Result<Vec<FirmRow>, Refusal> {
        let mut listed = self.parameters.firms.clone();
        if self.parameters.drawn_share > 0.0 {
            listed.extend(self.drawn(world)?);
        }
        listed.sort_unstable();
        listed.dedup();
        Ok(listed)
    }

    /// Of each recipe firms in the order of a draw, until they make up the share.
    fn drawn(&self, world: &World<'_>) -> Result<Vec<FirmRow>, Refusal> {
        let p = &self.parameters;
        let (id, cell) = (world.column_u64(Column::FirmId)?, world.column_u16(Column::FirmCell)?);
        let normal = world.column_f64(Column::FirmNormal)?;
        let place = world.column_u32(Column::CellJurisdiction)?;
        let recipe = world.column_u32(Column::CellRecipe)?;
        let meant = |firm: &usize| {
            let at = Jurisdiction(place[usize::from(cell[*firm])]);
            at != p.authority && p.drawn_from.contains(&at)
        };
        let mut candidates: Vec<(u32, f64, u64, usize)> = (0..id.len())
            .filter(meant)
            .map(|firm| (recipe[usize::from(cell[firm])], world.draw(id[firm], 0, 0), id[firm], firm))
            .collect();
        candidates.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.cmp(&other.2))
        });
        let mut drawn = Vec::new();
        for alike in candidates.chunk_by(|one, other| one.0 == other.0) {
            let enough = p.drawn_share * alike.iter().map(|one| normal[one.3]).sum::<f64>();
            let mut listed = 0.0;
            for one in alike {
                if listed >= enough {
                    break;
                }
                listed += normal[one.3];
                drawn.push(FirmRow(one.3 as u32));
            }
        }
        Ok(drawn)
    }

    fn restrict(&self, firm: FirmRow, names: &Names, measures: &mut Measures<'_>) {
        let p = &self.parameters;
        let (authority, firm) = (Party::from(p.authority), Party::from(firm));
        let sales = (p.barred != "purchases").then_some((authority, firm));
        let purchases = (p.barred != "sales").then_some((firm, authority));
        for (exporter, importer) in sales.into_iter().chain(purchases) {
            let barred = match self.regime {
                Some(regime) => Restriction::licence(exporter, importer, regime),
                None => Restriction::ban(exporter, importer),
            };
            if p.goods.len() == names.goods.len() && self.regime.is_none() {
                measures.restrict(barred);
            } else {
                p.goods.iter().for_each(|good| measures.restrict(barred.of(*good)));
            }
        }
    }
}

/// The regime of licences, if licences are needed.
fn regime(parameters: &Parameters, names: &Names) -> Result<Option<Regime>, Refusal> {
    if parameters.treatment != "licence" {
        return Ok(None);
    }
    if let Some(good) = parameters.goods.iter().find(|good| names.goods[good.index()].is_final) {
        let name = names.name_of(*good);
        let why = format!("`{name}` is sold to final markets, which need no licences: leave it out");
        return Err(Refusal::new(why).parameter("goods"));
    }
    let known = || format!("licences need one of the scenario's regimes: {}", names.regimes.join(", "));
    names.regime(&parameters.regime).map(Some).ok_or_else(|| Refusal::new(known()).parameter("regime"))
}

export_policy!(EntityList);
