//! The commands, one file each.

pub(crate) mod ask;
pub(crate) mod bench;
pub(crate) mod branch;
pub(crate) mod calibrate;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod config;
pub(crate) mod diff;
pub(crate) mod ensemble;
pub(crate) mod game;
pub(crate) mod plugin;
pub(crate) mod report;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod validate;
