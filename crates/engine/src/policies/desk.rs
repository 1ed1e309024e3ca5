//! The desk: what a policy says during a call (metrics, events, log lines, restrictions), checked and kept until the
//! call has ended well.

use coercivity_base::{GoodId, JurisdictionId};
use coercivity_model::state::{PairRule, Party as Side, Verdict};
use coercivity_policy::{Level, Metric, Names, Note, Party, Restriction, Services, is_snake_case};

/// Most metrics and events that one call may give; beyond, they are not acceptable.
const MOST: usize = 10_000;

/// A metric, kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptMetric {
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) jurisdiction: Option<u32>,
    pub(crate) good: Option<u32>,
    pub(crate) value: f64,
}

/// An event, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptNote {
    pub(crate) name: String,
    pub(crate) jurisdiction: Option<u32>,
    pub(crate) good: Option<u32>,
    pub(crate) firm: Option<u32>,
    pub(crate) detail: String,
}

/// What one call said.
pub(super) struct Desk<'a> {
    names: &'a Names,
    /// Whether restrictions are taken.
    restricts: bool,
    pub(super) metrics: Vec<KeptMetric>,
    pub(super) notes: Vec<KeptNote>,
    pub(super) log: Vec<(Level, String)>,
    pub(super) pairs: Vec<PairRule>,
    /// The first thing said that is not acceptable; the call then fails.
    pub(super) wrong: Option<String>,
}

impl<'a> Desk<'a> {
    /// An empty desk.
    pub(super) fn new(names: &'a Names, restricts: bool) -> Self {
        Self {
            names,
            restricts,
            metrics: Vec::new(),
            notes: Vec::new(),
            log: Vec::new(),
            pairs: Vec::new(),
            wrong: None,
        }
    }

    /// Notes what is wrong, if anything is.
    fn accept(&mut self, wrong: Option<String>) -> bool {
        let fits = wrong.is_none();
        if self.wrong.is_none() {
            self.wrong = wrong;
        }
        fits
    }

    /// What is wrong with indices, if anything is.
    fn unknown(&self, jurisdiction: Option<u32>, good: Option<u32>, firm: Option<u32>) -> Option<String> {
        let names = self.names;
        let ask = |what: &str, index: Option<u32>, count: u64| {
            let index = index.filter(|&index| u64::from(index) >= count)?;
            Some(format!("asked for {what} {index}, but there are only {count}"))
        };
        ask("jurisdiction", jurisdiction, names.jurisdictions.len() as u64)
            .or_else(|| ask("good", good, names.goods.len() as u64))
            .or_else(|| ask("the firm in row", firm, names.firm_count()))
    }

    fn badly_named(name: &str) -> Option<String> {
        (!is_snake_case(name)).then(|| format!("asked for the name `{name}`, which is not lower snake case"))
    }

    fn too_many(count: usize) -> Option<String> {
        (count >= MOST).then(|| format!("gave more than {MOST} values or events in one call"))
    }

    fn side(party: Party) -> (Side, Option<u32>, Option<u32>) {
        match party {
            Party::Any => (Side::Any, None, None),
            Party::Jurisdiction(index) => {
                (Side::Jurisdiction(JurisdictionId::at(index as usize & 0xFF)), Some(index), None)
            }
            Party::Firm(row) => (Side::Firm(row), None, Some(row)),
        }
    }

    /// What is wrong with a restriction besides its parties, if anything is.
    fn unfit(&self, asked: &Restriction) -> Option<String> {
        let regimes = self.names.regimes.len();
        let is_final = |good: u32| self.names.goods.get(good as usize).is_some_and(|good| good.is_final);
        match (asked.status, asked.regime) {
            _ if !self.restricts => Some("restricted trade outside on_tick".to_owned()),
            (0 | 4.., _) => Some(format!("asked for status {}, which is none of 1, 2 and 3", asked.status)),
            (_, Some(regime)) if regime as usize >= regimes => {
                Some(format!("asked for regime {regime}, but there are only {regimes}"))
            }
            (2, None) => Some("asked for a licence without a regime that decides".to_owned()),
            (2, _) if asked.good.is_none_or(is_final) => Some(
                "asked for a licence on goods sold to final markets; name one good that firms sell to firms"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

impl Services for Desk<'_> {
    fn log(&mut self, level: Level, text: &str) {
        if self.log.len() < MOST {
            self.log.push((level, text.to_owned()));
        }
    }

    fn metric(&mut self, metric: Metric<'_>) -> bool {
        let wrong = Self::badly_named(metric.name)
            .or_else(|| self.unknown(metric.jurisdiction, metric.good, None))
            .or_else(|| Self::too_many(self.metrics.len()))
            .or_else(|| {
                (!metric.value.is_finite()).then(|| format!("gave metric {} = {}", metric.name, metric.value))
            });
        if !self.accept(wrong) {
            return false;
        }
        self.metrics.push(KeptMetric {
            name: metric.name.to_owned(),
            unit: metric.unit.to_owned(),
            jurisdiction: metric.jurisdiction,
            good: metric.good,
            value: metric.value,
        });
        true
    }

    fn event(&mut self, note: Note<'_>) -> bool {
        let wrong = Self::badly_named(note.name)
            .or_else(|| self.unknown(note.jurisdiction, note.good, note.firm))
            .or_else(|| Self::too_many(self.notes.len()));
        if !self.accept(wrong) {
            return false;
        }
        self.notes.push(KeptNote {
            name: note.name.to_owned(),
            jurisdiction: note.jurisdiction,
            good: note.good,
            firm: note.firm,
            detail: note.detail.to_owned(),
        });
        true
    }

    fn restrict(&mut self, restriction: Restriction) -> bool {
        let (exporter, from, from_firm) = Self::side(restriction.exporter);
        let (importer, to, to_firm) = Self::side(restriction.importer);
        let wrong = self
            .unknown(from, restriction.good, from_firm)
            .or_else(|| self.unknown(to, None, to_firm))
            .or_else(|| self.unfit(&restriction));
        if !self.accept(wrong) {
            return false;
        }
        let status = match restriction.status {
            1 => Verdict::Grace,
            2 => Verdict::Licensed,
            _ => Verdict::Blocked,
        };
        self.pairs.push(PairRule {
            exporter,
            importer,
            good: restriction.good.map(|good| GoodId::at(good as usize)),
            status,
            regime: restriction.regime.map(|index| index as u8),
        });
        true
    }

    fn refused(&mut self, what: &str) {
        self.accept(Some(format!("asked for {what}")));
    }
}
