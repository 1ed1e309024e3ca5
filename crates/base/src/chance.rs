//! Draws keyed by the event they decide: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011), a counter-based
//! generator. A draw is a pure function of seed, replicate, event, stable ids, ordinal and index, never of the
//! order of execution; so a baseline and a counterfactual meet the same luck, whatever the number of threads.

use crate::ids::StableId;

/// What a draw decides. The codes are part of the results: they never change meaning and are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Event {
    /// Order of buyers or sellers when links are drawn.
    Partner = 1,
    /// Priority class of a link.
    LinkClass = 2,
    /// A firm's weeks of cover.
    Cover = 3,
    /// A firm's caution.
    Caution = 4,
    /// Weeks between the start of a regime and the filing.
    FilingDelay = 5,
    /// Time of a licence decision.
    Decision = 6,
    /// Refusal of a licence application.
    Refusal = 7,
    /// Validity of a licence.
    Validity = 8,
    /// Place in the queue among applications filed on the same date.
    Queue = 9,
    /// Customs inspection of a shipment.
    Inspection = 10,
    /// Length of a customs inspection.
    InspectionDelay = 11,
    /// Choice of a new supplier.
    NewSupplier = 12,
    /// Length of a new supplier's qualification.
    Qualification = 13,
    /// Which firms the fixed sample holds.
    Sample = 14,
    /// Memory layout in tests of relabelling.
    Layout = 15,
    /// Whether a project is given up after its decision, and when.
    Project = 16,
    /// A plant's own margin.
    Margin = 17,
}

/// The source of all draws of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    seed: u64,
    replicate: u32,
}

impl Chance {
    /// All draws of replicate `replicate` under `seed`.
    #[must_use]
    pub fn new(seed: u64, replicate: u32) -> Self {
        Self { seed, replicate }
    }

    /// A uniform number in the open interval (0, 1) for `event` of `id`, its `ordinal`-th occurrence or step, and
    /// the `index`-th draw it needs.
    #[must_use]
    pub fn uniform(&self, event: Event, id: StableId, ordinal: u32, index: u32) -> f64 {
        open_unit(self.bits(event, id, ordinal, index))
    }

    /// 64 random bits for the same key as [`Chance::uniform`].
    #[must_use]
    pub fn bits(&self, event: Event, id: StableId, ordinal: u32, index: u32) -> u64 {
        let key = StableId(self.seed).join(StableId(u64::from(self.replicate) << 32 | event as u64)).0;
        keyed_bits(key, id, ordinal, index)
    }
}

/// A uniform number in the open interval (0, 1) for a key of the caller's own: a pure function of its arguments.
#[must_use]
pub fn keyed_uniform(key: u64, id: StableId, ordinal: u32, index: u32) -> f64 {
    open_unit(keyed_bits(key, id, ordinal, index))
}

fn keyed_bits(key: u64, id: StableId, ordinal: u32, index: u32) -> u64 {
    let counter = [id.0 as u32, (id.0 >> 32) as u32, ordinal, index];
    let out = philox(counter, [key as u32, (key >> 32) as u32]);
    u64::from(out[1]) << 32 | u64::from(out[0])
}

/// The middle of one of 2^53 equal parts of the unit interval. The middle of the last one would round to 1.
fn open_unit(bits: u64) -> f64 {
    let middle = (bits >> 11) as f64 * f64::EPSILON / 2.0 + f64::EPSILON / 4.0;
    middle.min(1.0 - f64::EPSILON / 2.0)
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let p0 = u64::from(counter[0]) * 0xD251_1F53;
        let p1 = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (p1 >> 32) as u32 ^ counter[1] ^ key[0],
            p1 as u32,
            (p0 >> 32) as u32 ^ counter[3] ^ key[1],
            p0 as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_the_published_vectors() {
        // Random123, kat_vectors, philox4x32 10.
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval_and_average_a_half() {
        let chance = Chance::new(1, 0);
        let draws: Vec<f64> =
            (0..10_000).map(|i| chance.uniform(Event::Decision, StableId(7), i, 0)).collect();
        assert!(draws.iter().all(|&u| u > 0.0 && u < 1.0));
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 4.0 * 0.2887 / 100.0, "mean {mean}");
    }

    #[test]
    fn the_ends_of_the_interval_are_never_drawn() {
        // 0 gives half of a part, 2^-54; all ones the number before 1, 1 - 2^-53.
        assert_eq!(open_unit(0), 5.551_115_123_125_783e-17);
        assert_eq!(open_unit(u64::MAX), 0.999_999_999_999_999_9);
        assert!(open_unit(u64::MAX) < 1.0);
    }

    #[test]
    fn a_draw_by_key_is_the_top_of_the_published_vector() {
        // Random123, all zero: words 0x6627e8d5 and 0xe169c58d make 0xe169c58d6627e8d5; the upper 53 bits of it, and
        // a half, over 2^53.
        let expected = ((0xe169_c58d_6627_e8d5_u64 >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0;
        assert_eq!(keyed_uniform(0, StableId(0), 0, 0), expected);
        assert_ne!(keyed_uniform(1 << 32, StableId(0), 0, 0), expected);
    }

    #[test]
    fn each_part_of_the_key_matters() {
        let base = Chance::new(1, 0).bits(Event::Decision, StableId(7), 0, 0);
        assert_ne!(base, Chance::new(2, 0).bits(Event::Decision, StableId(7), 0, 0));
        assert_ne!(base, Chance::new(1, 1).bits(Event::Decision, StableId(7), 0, 0));
        assert_ne!(base, Chance::new(1, 0).bits(Event::Refusal, StableId(7), 0, 0));
        assert_ne!(base, Chance::new(1, 0).bits(Event::Decision, StableId(8), 0, 0));
        assert_ne!(base, Chance::new(1, 0).bits(Event::Decision, StableId(7), 1, 0));
        assert_ne!(base, Chance::new(1, 0).bits(Event::Decision, StableId(7), 0, 1));
    }
}
