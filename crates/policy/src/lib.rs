//! SDK of policy plugins for Coercivity: a policy is a Rust type, its crate a library that the program loads.
//!
//! ```
//! use coercivity_policy::prelude::*;
//!
//! parameters! {
//!     /// Who pays how much.
//!     pub struct Parameters {
//!         /// Rate on the value of the goods.
//!         rate: number in 0.0..=10.0 unit "share" = 1.0,
//!         /// Goods that pay.
//!         goods: goods = "magnet_standard, magnet_heavy",
//!         /// First day.
//!         from: date = "2025-04-09",
//!     }
//! }
//!
//! /// A tariff of the US on goods from China.
//! pub struct Tariff {
//!     parameters: Parameters,
//!     lanes: Vec<usize>,
//! }
//!
//! impl Policy for Tariff {
//!     const ABOUT: About = About {
//!         id: "tariff",
//!         summary: "An ad-valorem tariff from a day on.",
//!         writes: &[Effect::Tariff],
//!         ..about!()
//!     };
//!     type Parameters = Parameters;
//!
//!     fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
//!         let (Some(cn), Some(us)) = (names.jurisdiction("CN"), names.jurisdiction("US")) else {
//!             return Err("this tariff is between CN and US, and the scenario lacks one of them".into());
//!         };
//!         let lanes = names.lanes(&parameters.goods, &[cn], &[us]).collect();
//!         Ok(Self { parameters, lanes })
//!     }
//!
//!     fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
//!         if world.middle() >= self.parameters.from {
//!             for lane in &self.lanes {
//!                 measures.add(Effect::Tariff, *lane, self.parameters.rate);
//!             }
//!         }
//!         Ok(())
//!     }
//! }
//! export_policy!(Tariff);
//!
//! let mut trial = Harness::<Tariff>::new().set("rate", "0.5").build()?;
//! let lane = trial.names().lane_row(Good(1), Jurisdiction(0), Jurisdiction(1));
//! assert_eq!(trial.on_date("2025-04-02").tick()?.value(Effect::Tariff, lane), 0.0);
//! assert_eq!(trial.on_date("2025-04-09").tick()?.value(Effect::Tariff, lane), 0.5);
//! # Ok::<(), coercivity_policy::Fault>(())
//! ```
//!
//! The crate is built with `crate-type = ["cdylib"]` in its `[lib]`, and with `panic = "unwind"`, which is the default.
//!
//! # Lifecycle
//!
//! The host reads the manifest, which [`export_policy!`] makes of [`Policy::ABOUT`] and of the parameters, without
//! running anything. For each use of the policy in a scenario it then calls
//!
//! 1. [`Policy::new`] with checked parameters; the place to look rows up and to refuse what does not go together;
//! 2. [`Policy::load`], if a run is resumed and `state` is not 0;
//! 3. in each tick [`Policy::on_tick`], before anything else happens; then [`Policy::decide`], in ticks with pending
//!    applications and if the policy writes [`Effect::Decision`]; at the end [`Policy::settle`], if `settles` is set;
//! 4. [`Policy::save`] now and then, if `state` is not 0;
//! 5. its `Drop` at the end.
//!
//! Columns show the end of the last tick, in `settle` of this one. Effects are neutral at the beginning of each tick:
//! what a policy does not set again does not hold. Each policy writes into columns of its own; the host checks them and
//! makes one value of several policies' by the rule of the effect ([`Effect::rule`]).
//!
//! # Determinism
//!
//! The same parameters, columns, dates and state must give the same outputs, to the bit, on every platform. So a policy
//! asks no clock, environment or file, starts no threads, has no global variables, hashes nothing by address or with
//! `std`'s random state (take `BTreeMap`), and takes `exp`, `ln` and `pow` from [`World`], since those of `std` differ
//! between platforms. Its only chance is [`World::draw`] with the stable id of the row concerned, so that one more firm
//! moves nobody else's luck. What it remembers from tick to tick must be in [`Policy::save`], or a resumed run differs.
//!
//! # Threads and ownership
//!
//! One thread at a time uses a policy, not always the same one; several uses of it may run at the same time. What a hook
//! is given is valid during the call only, which lifetimes enforce. All of it is the host's; the policy is its own.
//!
//! # Failure
//!
//! A hook that returns a [`Refusal`] or panics counts for nothing: whatever it wrote in that call is dropped, and the
//! instance is at its end, unless the refusal is a [`Refusal::discard`]. A panic is caught here, inside the library, and
//! told with message, file and line. Out-of-bounds writes, endless loops and exits of the process are beyond that: a
//! policy is trusted code, unless the scenario isolates it (`carrier: Isolated`). It then runs in a process of its own that
//! can open no file, start no thread and ask for no more than memory; a policy that keeps to the rules notices nothing.
//!
//! # Without a library
//!
//! [`Harness`] runs a policy in unit tests, in a small [`TestWorld`]; [`InProcess`] makes an [`Instance`] of it, which is
//! what an engine runs. Both are the code that a library runs behind its table ([`abi`]). C and other languages use the
//! header `include/coercivity_policy.h` instead of this crate.

pub mod abi;
mod about;
mod card;
mod check;
mod conflict;
mod day;
mod export;
mod harness;
mod in_process;
mod instance;
mod lookup;
mod manifest;
mod measures;
mod names;
mod notes;
mod panics;
mod parameters;
mod policy;
pub mod prelude;
mod recorder;
mod refusal;
mod schema;
mod setting;
mod test_world;
mod values;
mod world;

pub use about::About;
pub use card::{Card, Parameter, is_snake_case};
pub use check::check_output;
pub use conflict::{Pressure, Restraint};
pub use day::Day;
pub use export::entry;
pub use harness::{Harness, Trial};
pub use in_process::{InProcess, card};
pub use instance::{
    Call, Fault, Functions, Instance, Level, Metric, Moment, Note, Party, Restriction, Services, Slice,
    SliceMut, Status,
};
pub use manifest::{Manifest, manifest_length};
pub use measures::{Measures, Rulings};
pub use names::{GoodName, Names};
pub use notes::Notes;
pub use parameters::{Given, ParameterSet, ParameterText};
pub use policy::Policy;
pub use recorder::{Recorder, ToldEvent, ToldMetric};
pub use refusal::Refusal;
pub use schema::{Column, Effect, Element, NO_LIMIT, NONE, Rule, Table};
pub use setting::{Kind, Setting};
pub use test_world::{Buffer, TestWorld};
pub use values::{EndUse, FirmRow, FromSetting, Good, Jurisdiction, Measure, Regime, Steps};
pub use world::{Applications, World};
