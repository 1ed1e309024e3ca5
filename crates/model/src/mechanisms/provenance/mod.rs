//! Provenance: what share of the value of goods comes from a watched origin, and who reaches a threshold.
//!
//! # Equations
//! ```text
//! mixing        s' = (s q + s_in q_in) / (q + q_in)                       a part taken out leaves s as it is
//! production    c  = sum_i s_i u_i / max(Y, U),   U = sum_i u_i,   Y = sum_k y_k
//!               s_k = c                                                  of a product that does not count
//!                   = min(1, c + max(0, Y - U) / max(Y, U))              made in the origin, value added counted
//!                   = 1                                                  made in the origin, whole good counted
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | s | `Provenance::input`, `transit`, `finished`, `store` | 0..=1 | share of value from the watched origin |
//! | q | stocks and goods on the way | base units | quantity of one good, so that quantity and value mix alike |
//! | u_i | `CellValues::input` times use | micro-dollars | inputs used, at base-year prices |
//! | y_k | `CellValues::output` times output | micro-dollars | products made, at base-year prices |
//! | c | `carried` | 0..=1 | share that inputs carry into all products of a batch |
//!
//! Values are of the base year: a price rise alone changes no share. Joint products carry inputs' value by their own
//! value, so one batch has one c. Where inputs are worth more than what is made of them (U > Y) the loss is borne alike by
//! all origins. Only goods of the watch's set add value of their own: a motor made in the origin carries its magnets'
//! value on and no more.
//!
//! Goods on the way to an input are one mixture: what arrives takes the share of all that is on the way, and a shipment
//! is mixed in when it is dispatched. So a change of suppliers shows in stocks spread over the transit, early by up to it.
//!
//! Source: rule of Announcement 61 of 2025 (value of controlled items over value of the good) as in docs/MODEL.md; value
//! added by stage as in Koopman, Wang and Wei (2014), Am. Econ. Rev. 104, 459.
//! Phases: Arrivals, Production, Shipping. Writes `Provenance`. Invariants: shares stay in 0..=1; mixing keeps value up to
//! the precision of `f32`; a share depends on no other order than that of a buyer's links.

mod batch;
mod curve;
mod start;

pub(crate) use batch::{Batch, arrive};
pub use batch::{Mixture, added, carried, mixed, reaches, share_made};
pub use curve::tally;
pub(crate) use curve::{Bins, count_sale};
pub(crate) use start::settle_base_year;

use crate::state::{Provenance, Trade};
use bevy_ecs::prelude::*;

/// Takes down what share each seller's goods have while this tick's orders are filled.
pub fn show_sellers(mut provenance: ResMut<Provenance>, trade: Res<Trade>) {
    let provenance = &mut *provenance;
    let watches = provenance.finished.len();
    if watches == 0 {
        return;
    }
    let Provenance { finished, selling, abroad, .. } = provenance;
    abroad.fill(0.0);
    let rows = selling.chunks_exact_mut(watches);
    for ((row, &firm), &output) in rows.zip(&trade.sellers.firm).zip(&trade.sellers.output) {
        for (share, of_watch) in row.iter_mut().zip(&*finished) {
            *share = of_watch[output as usize][firm as usize];
        }
    }
}
