//! What a plugin asks of the host during a call: written down in the cell, done in the program afterwards.
//!
//! In the cell, the host's own checks ([`crate::services`]) have run already, and the plugin has had its answer. The
//! program checks all of it again, since the plugin may have written the message itself.

use super::protocol::Said;
use crate::services::{Bounds, NAME_MAX, TEXT_MAX};
use coercivity_policy::{
    Level, Metric, Note, Party, Restriction, Services,
    abi::{PARTY_ANY, PARTY_FIRM, PARTY_JURISDICTION},
    is_snake_case,
};

/// Bytes of texts of one call that are written down.
const WORDS_MAX: usize = 64 << 20;
/// Lines, metrics and events of one call that are written down: more than a run takes of one call.
const MOST: usize = 40_000;

/// Writes down what a plugin says.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    said: Vec<Said>,
    bytes: usize,
    told: usize,
}

impl Notebook {
    /// All that was said, in order.
    pub(super) fn close(self) -> Vec<Said> {
        self.said
    }

    /// Takes words if there is room for them.
    fn takes(&mut self, words: [&str; 2]) -> bool {
        let is_full = |book: &Self| book.bytes > WORDS_MAX || book.told > MOST;
        if is_full(self) {
            return false;
        }
        self.told += 1;
        self.bytes += words.iter().map(|text| text.len()).sum::<usize>();
        if is_full(self) {
            self.said
                .push(Said::Nonsense(String::from("more lines, values and events than fit in one answer")));
            return false;
        }
        true
    }
}

impl Services for Notebook {
    fn log(&mut self, level: Level, text: &str) {
        if self.takes([text, ""]) {
            self.said.push(Said::Log { is_warning: level == Level::Warning, text: text.to_owned() });
        }
    }

    fn metric(&mut self, metric: Metric<'_>) -> bool {
        let takes = self.takes([metric.name, metric.unit]);
        if takes {
            let Metric { name, unit, jurisdiction, good, value } = metric;
            self.said.push(Said::Metric { name: name.into(), unit: unit.into(), jurisdiction, good, value });
        }
        takes
    }

    fn event(&mut self, note: Note<'_>) -> bool {
        let takes = self.takes([note.name, note.detail]);
        if takes {
            let Note { name, jurisdiction, good, firm, detail } = note;
            self.said.push(Said::Event {
                name: name.into(),
                jurisdiction,
                good,
                firm,
                detail: detail.into(),
            });
        }
        takes
    }

    fn restrict(&mut self, restriction: Restriction) -> bool {
        let Restriction { exporter, importer, good, status, regime } = restriction;
        let (exporter, importer) = (coded(exporter), coded(importer));
        self.said.push(Said::Restrict { exporter, importer, good, status, regime });
        true
    }

    fn refused(&mut self, what: &str) {
        if self.takes([what, ""]) {
            self.said.push(Said::Nonsense(what.to_owned()));
        }
    }
}

/// Does what was said. False if the host's part of the cell would never have passed some of it on; what came before is
/// done then.
pub(super) fn done(said: Vec<Said>, bounds: Bounds, may_restrict: bool, services: &mut dyn Services) -> bool {
    said.into_iter().all(|one| {
        fits(&one, bounds, may_restrict) && {
            pass(one, services);
            true
        }
    })
}

fn fits(said: &Said, bounds: Bounds, may_restrict: bool) -> bool {
    let within = |index: &Option<u32>, count: u32| index.is_none_or(|index| index < count);
    let is_name = |name: &str| name.len() as u64 <= NAME_MAX && is_snake_case(name);
    let is_party = |party: (u32, u32)| party_of(party, bounds).is_some();
    match said {
        Said::Log { text, .. } => text.len() as u64 <= 3 * TEXT_MAX,
        Said::Metric { name, unit, jurisdiction, good, value } => {
            is_name(name)
                && unit.len() as u64 <= NAME_MAX
                && within(jurisdiction, bounds.jurisdictions)
                && within(good, bounds.goods)
                && value.is_finite()
        }
        Said::Event { name, jurisdiction, good, firm, detail } => {
            is_name(name)
                && detail.len() as u64 <= TEXT_MAX
                && within(jurisdiction, bounds.jurisdictions)
                && within(good, bounds.goods)
                && within(firm, bounds.firms)
        }
        Said::Restrict { exporter, importer, good, status, regime } => {
            may_restrict
                && is_party(*exporter)
                && is_party(*importer)
                && within(good, bounds.goods)
                && within(regime, bounds.regimes)
                && (1..=3).contains(status)
                && (*status != 2 || regime.is_some())
        }
        Said::Nonsense(what) => what.len() as u64 <= TEXT_MAX,
    }
}

fn pass(said: Said, services: &mut dyn Services) {
    match said {
        Said::Log { is_warning, text } => {
            services.log(if is_warning { Level::Warning } else { Level::Info }, &text);
        }
        Said::Metric { name, unit, jurisdiction, good, value } => {
            services.metric(Metric { name: &name, unit: &unit, jurisdiction, good, value });
        }
        Said::Event { name, jurisdiction, good, firm, detail } => {
            services.event(Note { name: &name, jurisdiction, good, firm, detail: &detail });
        }
        Said::Restrict { exporter, importer, good, status, regime } => {
            let (exporter, importer) = (decoded(exporter), decoded(importer));
            services.restrict(Restriction { exporter, importer, good, status, regime });
        }
        Said::Nonsense(what) => services.refused(&what),
    }
}

fn coded(party: Party) -> (u32, u32) {
    match party {
        Party::Any => (PARTY_ANY, 0),
        Party::Jurisdiction(index) => (PARTY_JURISDICTION, index),
        Party::Firm(row) => (PARTY_FIRM, row),
    }
}

fn decoded((kind, index): (u32, u32)) -> Party {
    match kind {
        PARTY_JURISDICTION => Party::Jurisdiction(index),
        PARTY_FIRM => Party::Firm(index),
        _ => Party::Any,
    }
}

fn party_of(party: (u32, u32), bounds: Bounds) -> Option<Party> {
    let fits = match party {
        (PARTY_ANY, _) => true,
        (PARTY_JURISDICTION, index) => index < bounds.jurisdictions,
        (PARTY_FIRM, row) => row < bounds.firms,
        _ => false,
    };
    fits.then(|| decoded(party))
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_policy::{Recorder, TestWorld};

    const BOUNDS: Bounds = Bounds { goods: 2, jurisdictions: 2, firms: 5, regimes: 1 };

    fn metric(change: impl FnOnce(&mut Said)) -> Said {
        let (name, unit) = (String::from("heat"), String::from("K"));
        let mut said = Said::Metric { name, unit, jurisdiction: Some(1), good: None, value: 0.5 };
        change(&mut said);
        said
    }

    #[test]
    fn what_was_written_down_is_done_in_order() {
        let names = TestWorld::new().names().clone();
        let mut book = Notebook::default();
        let mut straight = Recorder::new(&names);
        straight.set_measuring(true);
        for services in [&mut book as &mut dyn Services, &mut straight] {
            services.log(Level::Warning, "mind");
            services.metric(Metric {
                name: "heat",
                unit: "K",
                jurisdiction: Some(1),
                good: None,
                value: 0.5,
            });
            let party = Party::Firm(2);
            services.restrict(Restriction {
                exporter: party,
                importer: Party::Any,
                good: Some(1),
                status: 3,
                regime: None,
            });
            services.event(Note { name: "a", jurisdiction: None, good: None, firm: Some(3), detail: "red" });
        }
        let mut after = Recorder::new(&names);
        after.set_measuring(true);
        assert!(done(book.close(), BOUNDS, true, &mut after));
        assert_eq!(after, straight);
        assert_eq!(after.restrictions.len(), 1);
    }

    #[test]
    fn what_the_host_would_not_have_passed_on_is_not_done() {
        let restrict = |exporter, status, regime| Said::Restrict {
            exporter,
            importer: (PARTY_ANY, 0),
            good: None,
            status,
            regime,
        };
        let bad = [
            metric(|said| {
                if let Said::Metric { name, .. } = said {
                    *name = "HEAT".into()
                }
            }),
            metric(|said| {
                if let Said::Metric { good, .. } = said {
                    *good = Some(2)
                }
            }),
            metric(|said| {
                if let Said::Metric { value, .. } = said {
                    *value = f64::NAN
                }
            }),
            restrict((PARTY_FIRM, 5), 3, None),
            restrict((7, 0), 3, None),
            restrict((PARTY_ANY, 0), 0, None),
            restrict((PARTY_ANY, 0), 2, None),
            restrict((PARTY_ANY, 0), 2, Some(1)),
        ];
        for said in bad {
            assert!(!fits(&said, BOUNDS, true), "{said:?}");
        }
        assert!(fits(&metric(|_| ()), BOUNDS, false));
        assert!(fits(&restrict((PARTY_ANY, 0), 2, Some(0)), BOUNDS, true));
        assert!(!fits(&restrict((PARTY_ANY, 0), 2, Some(0)), BOUNDS, false), "outside on_tick");
    }

    #[test]
    fn a_flood_of_words_is_cut_and_told() {
        let mut book = Notebook::default();
        for _ in 0..MOST + 5 {
            book.log(Level::Info, "x");
        }
        let said = book.close();
        assert_eq!(said.len(), MOST + 1);
        assert!(matches!(said.last(), Some(Said::Nonsense(_))));
    }
}
