//! What follows from the tables: output beside the baseline and when it fell, trade between groups, the chain, and who
//! loses.

pub(crate) mod chain;
pub(crate) mod fall;
pub(crate) mod losses;
pub(crate) mod output;
pub(crate) mod trade;
