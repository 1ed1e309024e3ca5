//! Licensing: who files, when offices decide, and what a licence allows.
//!
//! # Rules
//! - A controlled relation (exporter, importer, good) is decided in `lots = ceil(share of the destination's trade /
//!   lot share)` equal lots, or one draw would move a country. Each lot is one application.
//! - It files within `filing_spread` of the start of control; a holder files again when what is left of validity or
//!   volume is shorter than the expected review, `floor + 1/h`.
//! - Review: no decision before `floor` weeks. Then `H' = H + h(date, destination, end use) dt`, and the review is
//!   done once `exp(-H) < u`, with `u` drawn at filing: a later start moves the date, not the luck.
//! - Decision: reviewed applications are decided in the office's order of service, as many a tick as its capacity in
//!   real applications allows, `capacity dt A_model / A_real`, fractions carried. So ages do not depend on the number
//!   of firms. Refused with probability `refusal`; granted until `validity (1 + jitter (2 v - 1))`, with volume
//!   `cap weeks` of contract use.
//! - Directives turn the knobs: a factor on the hazard of a use (expectations of reviews follow), a least probability
//!   of refusal, and rulings on single applications, which are obeyed before the office decides the rest.
//! - General licences cover the named exporters' relations from their date, without a volume cap.
//! - Rules by origin share ask for licences of the office of the watch's origin, by link, and towards final markets by
//!   (maker's jurisdiction, market, good): see `markets.rs`.
//! - Applications stay filed while a regime is suspended, and go on when it returns.
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | h | `Regime::hazard` | 1/week | hazard of the end of a review |
//! | H | `Licence::hazard` | none | cumulative hazard |
//! | u, v | draws `Decision`, `Validity` | 0..1 | keyed by relation, lot and ordinal of the filing |
//! | A_model, A_real | records, `Office::real_relations` | relations | scale of an office's work |
//!
//! Source: docs/MODEL.md#licensing. Phase: Licensing. Reads links, measures and directives. Writes `Licences`.

mod count;
mod decide;
mod file;
mod markets;
mod relations;
mod rules;

pub use decide::serve;
pub use file::apply;
pub(in crate::mechanisms) use markets::granted;
pub use relations::record_relations;
pub use rules::{expected_review_ticks, hazard_per_tick, validity_ticks};
