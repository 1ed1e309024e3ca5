//! `coercivity game` and `coercivity ask`.

use super::{Many, TICKS};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct GameArguments {
    /// Game file (RON).
    pub(crate) file: PathBuf,
    /// Directory for the results. Default: `runs/NAME`, after the game file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Runs of each pair of strategies. Default: as the game file says, 20 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) replicates: Option<u32>,
    /// Number of ticks of each run.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(TICKS))]
    pub(crate) ticks: Option<u64>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Replace the directory of an earlier game, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AskCommand {
    /// The least stock that keeps a stage going through a restriction.
    #[command(after_help = crate::exit::HELP)]
    StockFor(StockArguments),
    /// When output falls by 10%, and when it is back.
    #[command(after_help = crate::exit::HELP)]
    TimeToFall(FallArguments),
    /// Who loses how much value added, by side, stage and quarter.
    #[command(after_help = crate::exit::HELP)]
    WhoPays(PaysArguments),
    /// What the loss depends on most: every value marked as uncertain at both ends of its range.
    #[command(after_help = crate::exit::HELP)]
    Drivers(DriversArguments),
    /// The value of a parameter at which the loss reaches a level.
    #[command(after_help = crate::exit::HELP)]
    BreakEven(EvenArguments),
    /// Which exporter of which good the chain can do without for the shortest time.
    #[command(after_help = crate::exit::HELP)]
    WeakLink(WeakArguments),
}

/// What every question over replicates has.
#[derive(Debug, Args)]
pub(crate) struct AskArguments {
    /// Scenario file (RON).
    pub(crate) file: PathBuf,
    /// Replicates: ranges are over them.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) replicates: u32,
    /// Number of ticks of each run.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(TICKS))]
    pub(crate) ticks: Option<u64>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Print the answer as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FallArguments {
    #[command(flatten)]
    pub(crate) ask: AskArguments,
    /// Stage whose output is looked at. Default: the last one, the makers of devices.
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PaysArguments {
    #[command(flatten)]
    pub(crate) ask: AskArguments,
}

#[derive(Debug, Args)]
pub(crate) struct DriversArguments {
    #[command(flatten)]
    pub(crate) ask: AskArguments,
    /// Whose loss: who acts, who is acted upon, or third countries.
    #[arg(long, value_enum, default_value_t = LossOf::Target, value_name = "SIDE")]
    pub(crate) of: LossOf,
    /// Write the answer as a table (CSV) that `coercivity report` reads beside a run as `tornado.csv`.
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Keep the runs, each as it is done, and write them to this directory as an ensemble: a command that was stopped goes on
    /// where it was, and `coercivity report` and `coercivity compare` read it.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Throw away what an earlier attempt left in the directory, and begin anew.
    #[arg(long, requires = "out")]
    pub(crate) restart: bool,
    /// Replace the directory of an earlier answer, once the new one is whole.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvenArguments {
    #[command(flatten)]
    pub(crate) ask: AskArguments,
    /// Path of the parameter, such as regimes.announcement_18.floor_weeks.
    #[arg(long, value_name = "PATH")]
    pub(crate) parameter: String,
    /// Low end of the search.
    #[arg(long, value_name = "VALUE")]
    pub(crate) low: f64,
    /// High end of the search.
    #[arg(long, value_name = "VALUE")]
    pub(crate) high: f64,
    /// Loss of value added that is looked for, as a share of the baseline's.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    pub(crate) loss: f64,
    /// Whose loss: who acts, who is acted upon, or third countries.
    #[arg(long, value_enum, default_value_t = LossOf::Target, value_name = "SIDE")]
    pub(crate) of: LossOf,
    /// Stage whose loss counts. Default: all.
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// Write the answer as a table (CSV) that `coercivity report` reads beside a run or an ensemble as `break_even.csv`.
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct WeakArguments {
    #[command(flatten)]
    pub(crate) ask: AskArguments,
    /// For how long the exporter is out.
    #[arg(long, value_name = "N", default_value_t = 26, value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) weeks: u32,
    /// Least share of the world's exports of a good at which an exporter is tried.
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    pub(crate) share: f64,
}

/// A side, as options name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LossOf {
    /// Who acts.
    Sender,
    /// Who is acted upon.
    Target,
    /// Third countries.
    Third,
}

impl LossOf {
    /// As metrics name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Target => "target",
            Self::Third => "third",
        }
    }

    /// As people do.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Sender => "who acts",
            Self::Target => "who is acted upon",
            Self::Third => "third countries",
        }
    }
}

impl AskArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(self.ticks)
    }
}

#[derive(Debug, Args)]
pub(crate) struct StockArguments {
    /// Scenario file (RON), with the restriction.
    pub(crate) file: PathBuf,
    /// Whose authority holds the stock, for its own firms.
    #[arg(long, value_name = "CODE")]
    pub(crate) jurisdiction: String,
    /// What is held.
    #[arg(long, value_name = "GOOD")]
    pub(crate) good: String,
    /// For how long after the first restriction the stage must go on.
    #[arg(long, value_name = "N")]
    pub(crate) months: f64,
    /// Stage whose output must hold. Default: the one stage that uses the good.
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// Share of undisturbed output that counts as holding.
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub(crate) threshold: f64,
    /// Weeks over which output is summed before it is compared.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) window_weeks: u32,
    /// Replicates: the answer's range is over them.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) replicates: u32,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Print the answer as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

impl GameArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(self.ticks)
    }
}

impl StockArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(None)
    }
}
