//! What a run writes: rows, tables, the manifest, and the directory that holds them.
//!
//! Rows are streamed to files, so memory does not grow with the length of a run. Everything is written under a
//! temporary name and renamed when it is whole ([`RunDirectory`]). This crate knows nothing of scenarios, firms or
//! ticks; whoever reports on a run needs nothing else.

mod bench;
pub mod bounded;
mod checkpoint;
mod columns;
mod csv_file;
mod dictionary;
mod digits;
mod directory;
mod ensemble;
mod error;
mod fingerprint;
mod flows;
mod game;
mod history;
mod host;
mod manifest;
mod parquet_file;
mod replay;
mod rows;
mod sink;
mod sums;
mod table;

pub use bench::{BENCH_SCHEMA, Bench, BenchPhase, BenchRun, GatherTime};
pub use checkpoint::{Body, Checkpoint, Head, Order, Standing, checkpoints, open_checkpoint};
pub use directory::{Finished, Options, RunDirectory, partial_name};
pub use ensemble::{
    Band, DrawRecord, EffectRow, EnsembleDirectory, EnsembleManifest, EnsembleTables, FinishedEnsemble,
    Identity, MonthlySeries, OutcomeBandRow, PlannedScenario, RunRecord, RunRow, SeriesBandRow, SeriesKey,
    Shard, ShardDirectory, Varied, VariedColumn, Whose, identity,
};
pub use error::RecordError;
pub use fingerprint::{scenario_sha256, sha256};
pub use game::{FinishedGame, GameDirectory, GameManifest, GameRunRow, PayoffRow, PayoffSummary};
pub use history::{FigureRow, HistoryDirectory, HistoryManifest, MonthRow, ScoreRow};
pub use host::{CacheFact, Host, Machine, available_memory_mb, held_memory_mb, peak_memory_mb, waited_s};
pub use manifest::{Branch, Build, Manifest, PhaseTime, PluginRecord, ScenarioFile, Status, TickTime};
pub use rows::{
    BalanceRow, DictionaryRow, EventRow, FlowRow, HarmRow, MoneyRow, ProvenanceRow, SampleRow, SeriesRow,
    SummaryRow, summary_metrics, whole,
};
pub use sink::{Rows, State};
pub use sums::{check_all, check_file, has_sums};
