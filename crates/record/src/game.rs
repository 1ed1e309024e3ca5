//! What a game writes: every run, the table of payoffs, and its manifest, in a directory made as that of a run.

use crate::{
    Build, Host, PluginRecord, RecordError, ScenarioFile, Status,
    columns::{Kind, Layout, column},
    directory::{Place, write_manifest},
    table::{Cell, Table},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use Kind::{Real, Text, Whole};

/// Every run.
const RUNS: Layout = Layout {
    name: "runs",
    meaning: "One row for each pair of strategies and replicate.",
    columns: &[
        column("strategy_a", Text, "Strategy of the first player."),
        column("strategy_b", Text, "Strategy of the second player."),
        column("replicate", Whole, "Replicate: the same draws for every pair."),
        column("status", Text, "complete or failed."),
        column("reason", Text, "Why it failed."),
        column("payoff_a_usd", Real, "Payoff of the first player, US dollars."),
        column("payoff_b_usd", Real, "Payoff of the second player, US dollars."),
        column("lost_a_usd", Real, "Value added of the first player lost against the quiet run, US dollars."),
        column("lost_b_usd", Real, "The same of the second player."),
        column("lost_others_usd", Real, "The same of third countries."),
        column("lost_a_share", Real, "The same as a share of value added in the quiet run."),
        column("lost_b_share", Real, "The same of the second player."),
        column("lost_others_share", Real, "The same of third countries."),
        column(
            "duties_a_usd",
            Real,
            "Tariffs and fees of the first player's treasuries beyond those of the quiet run.",
        ),
        column("duties_b_usd", Real, "The same of the second player."),
        column(
            "spending_a_usd",
            Real,
            "What its authorities paid less what they took, beyond that of the quiet run.",
        ),
        column("spending_b_usd", Real, "The same of the second player."),
        column("state_hash", Text, "State at the end."),
        column("quiet_state_hash", Text, "State at the end of the quiet run."),
    ],
};

/// Payoffs by pair.
const PAYOFFS: Layout = Layout {
    name: "payoffs",
    meaning: "One row for each pair of strategies: payoffs over its complete runs.",
    columns: &[
        column("strategy_a", Text, "Strategy of the first player."),
        column("strategy_b", Text, "Strategy of the second player."),
        column("runs", Whole, "Complete runs."),
        column("failed", Whole, "Runs that failed; they count for nothing."),
        column("mean_a_usd", Real, "Mean payoff of the first player, US dollars."),
        column("p10_a_usd", Real, "Payoff under which a tenth of the runs lie."),
        column("p50_a_usd", Real, "Median."),
        column("p90_a_usd", Real, "Payoff under which nine tenths of the runs lie."),
        column(
            "error_a_usd",
            Real,
            "Monte Carlo error of the mean: standard deviation over the root of the runs.",
        ),
        column("mean_b_usd", Real, "Mean payoff of the second player, US dollars."),
        column("p10_b_usd", Real, "Payoff under which a tenth of the runs lie."),
        column("p50_b_usd", Real, "Median."),
        column("p90_b_usd", Real, "Payoff under which nine tenths of the runs lie."),
        column("error_b_usd", Real, "Monte Carlo error of the mean."),
        column("lost_others_usd", Real, "Mean value added lost by third countries, US dollars."),
        column("error_others_usd", Real, "Monte Carlo error of that mean."),
        column(
            "best_a",
            Whole,
            "1 if no other strategy of the first player has a larger mean against this one.",
        ),
        column("best_b", Whole, "The same of the second player."),
        column(
            "close_a",
            Whole,
            "1 if it is within two errors (of paired differences) of the first player's best.",
        ),
        column("close_b", Whole, "The same of the second player."),
    ],
};

/// A run of a pair. Numbers are missing where it failed.
#[derive(Clone, Debug)]
pub struct GameRunRow<'a> {
    /// Strategies.
    pub strategies: [&'a str; 2],
    /// Replicate.
    pub replicate: u32,
    /// Why it failed.
    pub failure: Option<&'a str>,
    /// Payoffs, US dollars.
    pub payoff_usd: [f64; 2],
    /// Value added lost by the players and by third countries, US dollars.
    pub lost_usd: [f64; 3],
    /// The same as shares of the quiet run's.
    pub lost_share: [f64; 3],
    /// Duties beyond the quiet run's, US dollars.
    pub duties_usd: [f64; 2],
    /// Spending beyond the quiet run's, US dollars.
    pub spending_usd: [f64; 2],
    /// State at the end, of the run and of the quiet one.
    pub state_hashes: [&'a str; 2],
}

/// A sample of payoffs summed up; not a number where there is none.
#[derive(Clone, Copy, Debug)]
pub struct PayoffSummary {
    /// Mean.
    pub mean: f64,
    /// Quantiles at a tenth, a half and nine tenths.
    pub quantiles: [f64; 3],
    /// Monte Carlo error of the mean.
    pub error: f64,
}

/// Payoffs of a pair.
#[derive(Clone, Debug)]
pub struct PayoffRow<'a> {
    /// Strategies.
    pub strategies: [&'a str; 2],
    /// Complete and failed runs.
    pub runs: [usize; 2],
    /// Of each player, US dollars.
    pub payoffs: [PayoffSummary; 2],
    /// Mean value added lost by third countries, US dollars, and its error.
    pub lost_others_usd: [f64; 2],
    /// Whether it is a best response.
    pub best: [bool; 2],
    /// Whether it is within two errors of one.
    pub close: [bool; 2],
}

/// `manifest.json` of a game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GameManifest {
    /// Version of the program.
    pub version: String,
    /// The command line as given.
    pub command: String,
    /// How it ended.
    pub status: Status,
    /// The game file as named on the command line.
    pub game: String,
    /// Title of the game.
    pub title: String,
    /// SHA-256 of the game file.
    pub game_sha256: String,
    /// Every file read for its scenario.
    pub scenario_files: Vec<ScenarioFile>,
    /// Overrides in the order given, `path=value`.
    pub overrides: Vec<String>,
    /// Players, with their strategies in the order of the file.
    pub players: BTreeMap<String, Vec<String>>,
    /// Plugins of all strategies. How long their calls took is not summed over runs.
    pub plugins: Vec<PluginRecord>,
    /// Seed, below 2^53.
    pub seed: u64,
    /// Replicates of each pair.
    pub replicates: u32,
    /// Ticks of each run.
    pub ticks: u32,
    /// Firms in the model.
    pub firms: u32,
    /// Runs, the quiet ones included, and those that failed.
    pub runs: usize,
    /// Runs that failed.
    pub failed: usize,
    /// Threads; every run has one.
    pub threads: usize,
    /// Seconds from start to end.
    pub wall_s: f64,
    /// Rows of each table file.
    pub tables: BTreeMap<String, u64>,
    /// The program.
    pub build: Build,
    /// The machine.
    pub host: Host,
    /// What the table says in words.
    pub findings: Vec<String>,
}

/// The directory of a game that is being written.
pub struct GameDirectory {
    place: Place,
    runs: Table,
    payoffs: Table,
}

/// The directory of a game that is whole.
#[derive(Clone, Debug)]
pub struct FinishedGame {
    /// Where it is.
    pub path: PathBuf,
    /// A directory that stood in its place and that this program did not write: set aside under this name.
    pub set_aside: Option<PathBuf>,
}

impl GameDirectory {
    /// Begins the directory `out`, under its temporary name.
    ///
    /// # Errors
    /// If `out` exists and is not to be replaced, if somebody else writes it, or if the system refuses.
    pub fn create(out: &Path, force: bool) -> Result<Self, RecordError> {
        let place = Place::claim(out, force, false)?;
        let runs = Table::create(place.temporary(), &RUNS, false)?;
        let payoffs = Table::create(place.temporary(), &PAYOFFS, false)?;
        Ok(Self { place, runs, payoffs })
    }

    /// Adds a row to `runs`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn run(&mut self, row: &GameRunRow<'_>) -> Result<(), RecordError> {
        let real = |value: f64| if row.failure.is_some() { Cell::Missing } else { Cell::Real(value) };
        self.runs.row([
            Cell::Text(row.strategies[0]),
            Cell::Text(row.strategies[1]),
            Cell::Whole(row.replicate.into()),
            Cell::Text(if row.failure.is_some() { "failed" } else { "complete" }),
            row.failure.map_or(Cell::Missing, Cell::Text),
            real(row.payoff_usd[0]),
            real(row.payoff_usd[1]),
            real(row.lost_usd[0]),
            real(row.lost_usd[1]),
            real(row.lost_usd[2]),
            real(row.lost_share[0]),
            real(row.lost_share[1]),
            real(row.lost_share[2]),
            real(row.duties_usd[0]),
            real(row.duties_usd[1]),
            real(row.spending_usd[0]),
            real(row.spending_usd[1]),
            Cell::Text(row.state_hashes[0]),
            Cell::Text(row.state_hashes[1]),
        ])
    }

    /// Adds a row to `payoffs`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn payoff(&mut self, row: &PayoffRow<'_>) -> Result<(), RecordError> {
        let [a, b] = row.payoffs;
        let flag = |flag: bool| Cell::Whole(i128::from(flag));
        self.payoffs.row([
            Cell::Text(row.strategies[0]),
            Cell::Text(row.strategies[1]),
            Cell::Whole(row.runs[0] as i128),
            Cell::Whole(row.runs[1] as i128),
            Cell::Real(a.mean),
            Cell::Real(a.quantiles[0]),
            Cell::Real(a.quantiles[1]),
            Cell::Real(a.quantiles[2]),
            Cell::Real(a.error),
            Cell::Real(b.mean),
            Cell::Real(b.quantiles[0]),
            Cell::Real(b.quantiles[1]),
            Cell::Real(b.quantiles[2]),
            Cell::Real(b.error),
            Cell::Real(row.lost_others_usd[0]),
            Cell::Real(row.lost_others_usd[1]),
            flag(row.best[0]),
            flag(row.best[1]),
            flag(row.close[0]),
            flag(row.close[1]),
        ])
    }

    /// Writes the manifest with the list of tables, and gives the directory its name.
    ///
    /// # Errors
    /// If a file cannot be written or the directory not renamed; what was written stays under the temporary name.
    pub fn finish(self, mut manifest: GameManifest) -> Result<FinishedGame, RecordError> {
        manifest.tables.clear();
        for table in [self.runs, self.payoffs] {
            let (names, rows) = table.close()?;
            manifest.tables.extend(names.into_iter().map(|name| (name, rows)));
        }
        write_manifest(&self.place.temporary().join("manifest.json"), &manifest)?;
        let (path, set_aside) = self.place.rename()?;
        Ok(FinishedGame { path, set_aside })
    }
}
