//! Services for tests: they take what a host would take, and keep it.

use crate::{
    FirmRow, Functions, Good, Jurisdiction, Level, Metric, Names, Note, Party, Restriction, Services,
    is_snake_case,
};

/// A metric that a policy has told.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldMetric {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Jurisdiction; `None` for the world.
    pub jurisdiction: Option<Jurisdiction>,
    /// Good; `None` for all.
    pub good: Option<Good>,
    /// Value.
    pub value: f64,
}

/// An event that a policy has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldEvent {
    /// Name.
    pub name: String,
    /// Jurisdiction.
    pub jurisdiction: Option<Jurisdiction>,
    /// Good.
    pub good: Option<Good>,
    /// Firm.
    pub firm: Option<FirmRow>,
    /// More words.
    pub detail: String,
}

/// What a policy has told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorder {
    /// Lines of the log.
    pub log: Vec<(Level, String)>,
    /// Metrics.
    pub metrics: Vec<ToldMetric>,
    /// Events.
    pub events: Vec<ToldEvent>,
    /// Restrictions of single firms or links.
    pub restrictions: Vec<Restriction>,
    limits: Limits,
    setting_measures: bool,
}

/// How many there are of what an index can mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Limits {
    goods: usize,
    jurisdictions: usize,
    regimes: usize,
    firms: u64,
}

impl Recorder {
    /// Nothing told yet, in a world with these names.
    #[must_use]
    pub fn new(names: &Names) -> Self {
        let limits = Limits {
            goods: names.goods.len(),
            jurisdictions: names.jurisdictions.len(),
            regimes: names.regimes.len(),
            firms: names.firm_count(),
        };
        Self { limits, ..Self::default() }
    }

    /// Says whether a call of `on_tick` begins, the only one in which restrictions are taken.
    pub fn set_measuring(&mut self, on_tick: bool) {
        self.setting_measures = on_tick;
    }

    fn knows(&self, jurisdiction: Option<u32>, good: Option<u32>) -> bool {
        let known = |index: Option<u32>, count: usize| index.is_none_or(|index| (index as usize) < count);
        known(jurisdiction, self.limits.jurisdictions) && known(good, self.limits.goods)
    }

    fn knows_party(&self, party: Party) -> bool {
        match party {
            Party::Any => true,
            Party::Jurisdiction(index) => (index as usize) < self.limits.jurisdictions,
            Party::Firm(row) => u64::from(row) < self.limits.firms,
        }
    }
}

impl Services for Recorder {
    fn log(&mut self, level: Level, text: &str) {
        self.log.push((level, text.to_owned()));
    }

    fn metric(&mut self, metric: Metric<'_>) -> bool {
        let taken = is_snake_case(metric.name)
            && metric.value.is_finite()
            && self.knows(metric.jurisdiction, metric.good);
        if taken {
            self.metrics.push(ToldMetric {
                name: metric.name.to_owned(),
                unit: metric.unit.to_owned(),
                jurisdiction: metric.jurisdiction.map(Jurisdiction),
                good: metric.good.map(Good),
                value: metric.value,
            });
        }
        taken
    }

    fn event(&mut self, note: Note<'_>) -> bool {
        let firm = note.firm.is_none_or(|row| u64::from(row) < self.limits.firms);
        let taken = is_snake_case(note.name) && firm && self.knows(note.jurisdiction, note.good);
        if taken {
            self.events.push(ToldEvent {
                name: note.name.to_owned(),
                jurisdiction: note.jurisdiction.map(Jurisdiction),
                good: note.good.map(Good),
                firm: note.firm.map(FirmRow),
                detail: note.detail.to_owned(),
            });
        }
        taken
    }

    fn restrict(&mut self, restriction: Restriction) -> bool {
        let regime = match restriction.regime {
            Some(regime) => (regime as usize) < self.limits.regimes,
            None => restriction.status != 2,
        };
        let taken = self.setting_measures
            && (1..=3).contains(&restriction.status)
            && regime
            && self.knows(None, restriction.good)
            && self.knows_party(restriction.exporter)
            && self.knows_party(restriction.importer);
        if taken {
            self.restrictions.push(restriction);
        }
        taken
    }
}

impl Functions {
    /// Functions for tests of policies: the platform's own, and draws by a hash. The numbers that a run draws for the
    /// same arguments are others.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "tests on one platform; in a run the host's functions are used"
    )]
    pub fn for_tests() -> Self {
        Self { draw, exp: f64::exp, ln: f64::ln, pow: f64::powf }
    }
}

/// Uniform in (0, 1), by rounds of the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn draw(key: u64, id: u64, ordinal: u32, index: u32) -> f64 {
    let mix = |state: u64, part: u64| {
        let mut x = (state ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ x >> 31
    };
    let bits = [id, u64::from(ordinal) << 32 | u64::from(index)].into_iter().fold(mix(0, key), mix);
    (bits >> 11) as f64 * f64::EPSILON / 2.0 + f64::EPSILON / 4.0
}
