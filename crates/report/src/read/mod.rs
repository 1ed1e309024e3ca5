//! Reading: what directories hold, as streams of rows of which only what a report needs is kept.

pub(crate) mod bands;
pub(crate) mod effects;
pub(crate) mod even;
pub(crate) mod flows;
pub(crate) mod history;
pub(crate) mod manifest;
pub(crate) mod money;
pub(crate) mod payoffs;
pub(crate) mod series;
pub(crate) mod small;
pub(crate) mod table;
pub(crate) mod tornado;
