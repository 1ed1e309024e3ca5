//! The carrier `Isolated`: a plugin at work in a process of its own, over shared columns, locked before its code is
//! loaded. A crash, an end of the process, an endless loop, a write out of bounds, an attempt to open a file or a
//! connection end as a fault of the plugin; the program goes on.
//!
//! What the two processes say to each other is in [`protocol`], which is the place to begin. The program's side is in
//! [`plugin`], [`instance`] and [`process`]; the other side in [`cell`]. What is promised, and what is not, stands in
//! `docs/PLUGINS.md`.
//!
//! Linux on x86-64 and AArch64 only.

mod cell;
mod ending;
mod frames;
mod instance;
mod layout;
mod plugin;
mod process;
mod protocol;
mod said;
mod slate;
mod spawner;

pub use cell::serve;
pub(crate) use plugin::Plugin;

use crate::{Isolation, Program};
