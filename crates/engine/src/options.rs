//! What a run is asked for, what it tells on the way, and what it hands back.

use crate::observe::View;
use crate::policies::{PolicyFailure, Report};
use coercivity_model::ModelError;
use coercivity_record::SummaryRow;

/// Options of a run that do not change its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Worker threads; 0 for one per core.
    pub threads: usize,
    /// Whether the events of all firms are written, or only those of named and sampled ones.
    pub all_events: bool,
    /// Whether the paired baseline (the same scenario without its measures, under the same draws) is run too.
    pub baseline: bool,
    /// Ticks after which a checkpoint is written, again and again; 0 for none. One is written before the first tick and when
    /// the run is stopped, too.
    pub checkpoint_every: u32,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Continue,
    /// End after this tick; what was done is kept.
    Stop,
}

/// Part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The world is being built.
    Building,
    /// Ticks before the first date.
    BurnIn,
    /// The run that a branch leaves, from its checkpoint up to the date of the branch.
    Retracing,
    /// The scenario.
    Running,
    /// The paired baseline.
    Baseline,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// Part of the run.
    pub stage: Stage,
    /// Ticks done in it.
    pub done: u32,
    /// Ticks in it; 0 where it has none.
    pub total: u32,
    /// The tick that has just been run, for whoever wants to look; none while the world is built and burns in.
    pub view: Option<View<'a>>,
}

/// The results of a whole run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Rows of the `summary` table.
    pub rows: Vec<SummaryRow>,
    /// Ticks in which both balances were checked and closed.
    pub balance_ticks: u32,
}

/// What ended a run before its last tick.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// A balance did not close, or a total passed the exact range.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// A policy failed.
    #[error("{0}")]
    Policy(#[from] PolicyFailure),
}

/// What a run hands back besides the rows it wrote.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether all ticks were run.
    pub complete: bool,
    /// What ended it, if it failed; its rows go up to the last tick that was whole.
    pub failure: Option<Failure>,
    /// Whether it was stopped at a checkpoint, from which it can go on.
    pub resumable: bool,
    /// How each policy did, in order.
    pub policies: Vec<Report>,
    /// Number of firms.
    pub firms: u64,
    /// Number of links with a supplier.
    pub links: u64,
    /// Ticks of the scenario that were run.
    pub ticks_done: u32,
    /// Seconds in all, baseline included.
    pub wall_s: f64,
    /// Seconds to build the world, burn-in included.
    pub build_s: f64,
    /// Milliseconds of each tick of the scenario.
    pub tick_ms: Vec<f32>,
    /// Milliseconds by phase over the scenario's ticks; `observe` is the writing of rows.
    pub phase_ms: Vec<(String, f64)>,
    /// State hash after the last tick.
    pub state_hash: String,
    /// That of the paired baseline.
    pub baseline_state_hash: Option<String>,
    /// What a reader should know about the world.
    pub notes: Vec<String>,
    /// The summary.
    pub summary: Summary,
}
