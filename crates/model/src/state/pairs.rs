//! Rules in force for single firms, looked up from either end of a link.
//!
//! Entity lists of the schedule and pair rules of directives meet here. A rule that names a firm is found by binary
//! search for that firm, so that a walk over all links stays one pass; rules between whole jurisdictions belong to
//! lanes and are not kept here.

use super::{PairRule, Party, Verdict};
use coercivity_base::{GoodId, JurisdictionId};
use serde::{Deserialize, Serialize};

/// Who ships what to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Dense index of the exporter.
    pub exporter: u32,
    /// Dense index of the importer.
    pub importer: u32,
    /// Good.
    pub good: GoodId,
    /// Jurisdiction of the exporter.
    pub origin: JurisdictionId,
    /// Jurisdiction of the importer.
    pub destination: JurisdictionId,
}

impl PairRule {
    /// Whether the rule means a link.
    #[must_use]
    pub fn means(&self, ends: &Ends) -> bool {
        ends.origin != ends.destination
            && self.good.is_none_or(|good| good == ends.good)
            && self.exporter.is(ends.exporter, ends.origin)
            && self.importer.is(ends.importer, ends.destination)
    }

    /// Whether the rule names a firm.
    #[must_use]
    pub fn names_a_firm(&self) -> bool {
        matches!(self.exporter, Party::Firm(_)) || matches!(self.importer, Party::Firm(_))
    }
}

impl Party {
    /// Whether a firm of `place` is meant.
    #[must_use]
    pub fn is(self, firm: u32, place: JurisdictionId) -> bool {
        match self {
            Party::Any => true,
            Party::Jurisdiction(jurisdiction) => jurisdiction == place,
            Party::Firm(named) => named == firm,
        }
    }
}

/// Rules that name firms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    rules: Vec<PairRule>,
    /// Importer and index of the rule, ascending.
    by_importer: Vec<(u32, u32)>,
    /// Exporter and index of the rule, ascending, of rules that name no importer.
    by_exporter: Vec<(u32, u32)>,
}

impl Pairs {
    /// The lookup of `rules`, each of which names a firm; where licences meet, the regime of the first counts.
    #[must_use]
    pub fn new(rules: Vec<PairRule>) -> Self {
        let mut pairs = Self::default();
        for (i, rule) in rules.iter().enumerate() {
            debug_assert!(rule.names_a_firm(), "rules between jurisdictions belong to lanes");
            match (rule.importer, rule.exporter) {
                (Party::Firm(importer), _) => pairs.by_importer.push((importer, i as u32)),
                (_, Party::Firm(exporter)) => pairs.by_exporter.push((exporter, i as u32)),
                _ => {}
            }
        }
        pairs.by_importer.sort_unstable();
        pairs.by_exporter.sort_unstable();
        Self { rules, ..pairs }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether some rule asks for a licence under a regime.
    #[must_use]
    pub fn any_regime(&self) -> bool {
        self.rules.iter().any(|rule| rule.regime.is_some())
    }

    /// The strictest verdict on a link, and the regime that the first rule with one names.
    #[must_use]
    pub fn verdict(&self, ends: &Ends) -> (Verdict, Option<u8>) {
        let mut verdict = Verdict::Open;
        let mut first: Option<(u32, u8)> = None;
        let sides =
            rules_of(&self.by_importer, ends.importer).chain(rules_of(&self.by_exporter, ends.exporter));
        for index in sides {
            let rule = &self.rules[index as usize];
            if !rule.means(ends) {
                continue;
            }
            verdict = verdict.strictest(rule.status);
            if let Some(regime) = rule.regime
                && first.is_none_or(|(at, _)| index < at)
            {
                first = Some((index, regime));
            }
        }
        (verdict, first.map(|(_, regime)| regime))
    }
}

/// Indices of the rules that name `firm`.
fn rules_of(sorted: &[(u32, u32)], firm: u32) -> impl Iterator<Item = u32> + '_ {
    let first = sorted.partition_point(|&(other, _)| other < firm);
    sorted[first..].iter().take_while(move |&&(other, _)| other == firm).map(|&(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CN: JurisdictionId = JurisdictionId(0);
    const US: JurisdictionId = JurisdictionId(1);

    fn ends(exporter: u32, importer: u32) -> Ends {
        Ends { exporter, importer, good: GoodId(3), origin: CN, destination: US }
    }

    fn rule(exporter: Party, importer: Party, status: Verdict) -> PairRule {
        PairRule { exporter, importer, good: None, status, regime: None }
    }

    #[test]
    fn a_rule_for_one_link_leaves_the_firms_other_links_alone() {
        let pairs = Pairs::new(vec![rule(Party::Firm(4), Party::Firm(9), Verdict::Blocked)]);
        let seen = [(4, 9), (4, 8), (5, 9)].map(|(from, to)| pairs.verdict(&ends(from, to)).0);
        assert_eq!(seen, [Verdict::Blocked, Verdict::Open, Verdict::Open]);
    }

    #[test]
    fn a_listed_exporter_is_stopped_whoever_buys() {
        let pairs = Pairs::new(vec![rule(Party::Firm(4), Party::Jurisdiction(US), Verdict::Blocked)]);
        let seen = [(4, 9), (4, 8), (5, 9)].map(|(from, to)| pairs.verdict(&ends(from, to)).0);
        assert_eq!(seen, [Verdict::Blocked, Verdict::Blocked, Verdict::Open]);
    }

    #[test]
    fn trade_at_home_and_other_goods_are_not_meant() {
        let tin = PairRule { good: Some(GoodId(2)), ..rule(Party::Any, Party::Firm(9), Verdict::Blocked) };
        assert!(!tin.means(&ends(4, 9)));
        assert!(tin.means(&Ends { good: GoodId(2), ..ends(4, 9) }));
        assert!(!tin.means(&Ends { good: GoodId(2), destination: CN, ..ends(4, 9) }));
    }

    #[test]
    fn of_several_rules_the_strictest_status_and_the_first_regime_count() {
        let with = |regime, one: PairRule| PairRule { regime: Some(regime), ..one };
        let pairs = Pairs::new(vec![
            rule(Party::Any, Party::Firm(9), Verdict::Grace),
            with(6, rule(Party::Firm(4), Party::Any, Verdict::Licensed)),
            with(7, rule(Party::Any, Party::Firm(9), Verdict::Licensed)),
        ]);
        assert_eq!(pairs.verdict(&ends(4, 9)), (Verdict::Licensed, Some(6)));
        assert_eq!(pairs.verdict(&ends(5, 9)), (Verdict::Licensed, Some(7)));
        assert!(pairs.any_regime());
    }
}
