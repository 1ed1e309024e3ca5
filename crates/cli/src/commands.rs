//! The commands, one file each.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod diff;
pub(crate) mod plugin;
pub(crate) mod run;
