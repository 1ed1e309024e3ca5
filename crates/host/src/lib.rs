//! Host of policy plugins: finds a library, reads its manifest without running it, loads it, and calls it.
//!
//! ```text
//! reference --find--> path --inspect--> Inspected --load--> Library --create--> Box<dyn Instance>
//! ```
//!
//! A file is read once. The bytes are checked (format, machine, length, symbols, ABI, manifest), hashed, and copied to
//! a private place from where the system loads them; so replacing the file during a run changes nothing. Everything
//! that a plugin answers is checked before it counts. What cannot be checked: native code is part of the process, its
//! constructors run at load, and a write outside its buffers or a call that never returns cannot be survived. A pinned
//! hash says that a file is the one that was reviewed, not that it is safe. On Linux a [`Plugin`] can be carried in a
//! locked process of its own instead ([`Carrier::Isolated`]), which survives all of that.
//!
//! The engine does not know this crate: it takes any [`coercivity_policy::Instance`].

mod answer;
mod carrier;
mod columns;
pub mod conformance;
#[expect(unsafe_code, reason = "the system's loader runs code of the plugin")]
mod copy;
mod dictionary;
mod error;
mod find;
#[expect(unsafe_code, reason = "the mode of the processor is read and set by instructions")]
mod floating;
mod image;
mod inspect;
#[expect(unsafe_code, reason = "calls functions of the plugin")]
mod instance;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod isolated;
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
#[path = "isolated/elsewhere.rs"]
mod isolated;
#[expect(unsafe_code, reason = "calls the entry of the plugin and reads its table")]
mod load;
mod parameters;
#[expect(unsafe_code, reason = "reads what the plugin points to")]
mod services;

pub use carrier::{Carrier, Isolation, Libraries, Plugin, Program};
pub use error::HostError;
pub use find::{SearchPath, VARIABLE, find, list};
pub use inspect::{Inspected, inspect};
pub use isolated::serve;
pub use load::{Library, load};
pub use parameters::{parameter_specs, settings};
pub use services::FUNCTIONS;
