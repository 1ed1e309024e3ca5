//! The soak: a world under measures drawn at random, of every instrument there is, for thousands of ticks.
//!
//! Both balances are checked by the engine in every tick; what does not close ends the soak with the sentence of a run.

use crate::mutate::Luck;
use crate::source::Beside;
use coercivity_engine::{EngineError, Failure, Simulation};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_scenario::{Scenario, load};
use std::fmt::Write as _;
use std::sync::Arc;

/// How long, how large, under which luck.
#[derive(Clone, Copy, Debug)]
pub struct Soak {
    /// Years.
    pub years: u32,
    /// Firms.
    pub firms: u32,
    /// Seed of the measures and of the run.
    pub seed: u64,
}

/// Why a soak ended before its last tick.
#[derive(Debug)]
pub enum Stopped {
    /// The scenario that was drawn is none; what is told is an error of the soak.
    Scenario(String),
    /// The world cannot be built.
    Build(Box<EngineError>),
    /// A balance did not close, or a total passed the exact range.
    Run(Box<Failure>),
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scenario(found) => write!(f, "the scenario that was drawn has mistakes:\n{found}"),
            Self::Build(error) => error.fmt(f),
            Self::Run(failure) => failure.fmt(f),
        }
    }
}

/// Measures that begin in a year.
const MEASURES_A_YEAR: u32 = 5;
/// Most rules by origin share over the whole soak: a scenario may have few.
const MOST_ORIGIN_RULES: u32 = 4;
/// First year.
const FIRST_YEAR: u32 = 2025;

/// Goods that firms sell to firms, and countries or groups.
const GOODS: &[&str] = &[
    "concentrate_light",
    "concentrate_heavy",
    "ndpr_oxide",
    "lace_oxide",
    "dytb_oxide",
    "y_oxide",
    "magnet_standard",
    "magnet_heavy",
    "chip_leading",
    "chip_mature",
];
const PLACES: &[&str] = &["CN", "US", "JP", "EU", "MY", "VN", "AU", "KR", "TW", "G7", "DE", "IN"];
const REGIMES: &[&str] = &["announcement_18", "announcement_18_oxides", "announcement_57"];

/// The scenario of a soak: the economy of rare earths, offices of little capacity, and a drawn schedule.
///
/// # Errors
/// If the scenario has mistakes.
pub fn scenario(soak: Soak) -> Result<Scenario, Stopped> {
    let mut luck = Luck::new(soak.seed);
    let mut measures = String::new();
    let mut origin_rules = 0;
    // Measures that can be suspended: all but suspensions.
    let mut others = Vec::new();
    for n in 0..soak.years * MEASURES_A_YEAR {
        let year = FIRST_YEAR + n / MEASURES_A_YEAR;
        let (month, day) = (1 + luck.below(12), 1 + luck.below(28));
        let (years, until) = (1 + luck.below(4) as u32, 1 + luck.below(28));
        let what = instrument(&others, &mut origin_rules, &mut luck);
        if !what.starts_with("Suspension") {
            others.push(n);
        }
        let last = year + years;
        let _ = writeln!(
            measures,
            "(id: \"m{n}\", from: \"{year}-{month:02}-{day:02}\", until: \"{last}-{month:02}-{until:02}\", what: {what}),"
        );
    }
    let text = format!(
        "(base: [\"presets/rare_earths.ron\", \"provenance.ron\"], title: \"Soak\", schedule: [{measures}],
          set: {{\"offices.CN.capacity_per_week\": 40.0}})"
    );
    let ticks = (soak.years * 1461 / 28).max(1);
    let values = [
        ("run.firms", soak.firms.to_string()),
        ("run.ticks", ticks.to_string()),
        ("run.seed", (soak.seed % (1 << 53)).to_string()),
    ];
    let values = values.map(|(path, value)| (path.to_owned(), value));
    let files: [(&str, &[u8]); 1] = [("soak.ron", text.as_bytes())];
    let loaded = load("soak.ron", &values, &Beside(&files));
    loaded.map(|loaded| loaded.scenario).map_err(|found| Stopped::Scenario(found.render(false)))
}

/// A measure of any kind; a suspension is of one of `others`.
fn instrument(others: &[u32], origin_rules: &mut u32, luck: &mut Luck) -> String {
    let good = luck.pick(GOODS);
    let (from, to) = (luck.pick(PLACES), luck.pick(PLACES));
    // Trade within one jurisdiction is never meant.
    let destinations =
        if luck.below(2) == 0 || from == to { String::from("All") } else { format!("Only([\"{to}\"])") };
    let scope =
        format!("scope: (goods: [\"{good}\"], origins: Only([\"{from}\"]), destinations: {destinations})");
    let percent = luck.below(101);
    match luck.below(12) {
        0 | 1 => format!("Licence(regime: \"{}\")", luck.pick(REGIMES)),
        2 => format!(
            "LookAlikeInspection({scope}, probability: {}, delay_days: (0, {percent}))",
            percent as f64 / 100.0
        ),
        3 => format!(
            "Inspection({scope}, probability: {}, delay_days: ({percent}, 100))",
            percent as f64 / 100.0
        ),
        4 => format!("Ban({scope})"),
        5 | 6 => format!("Quota({scope}, quantity: {}, period_weeks: {})", percent * percent, 1 + percent),
        7 => format!("Tariff({scope}, rate: {})", percent as f64 / 20.0),
        8 => format!("Fee({scope}, usd_per_unit: {})", percent * 100),
        9 => format!(
            "EntityList(authority: \"{}\", names: [\"SMIC\", \"Serra Verde\"], affiliates: {})",
            luck.pick(&["US", "CN", "JP"]),
            percent < 50
        ),
        10 if *origin_rules < MOST_ORIGIN_RULES => {
            *origin_rules += 1;
            let then = if percent < 50 { "Ban" } else { "Licence(regime: \"announcement_61_foreign\")" };
            format!(
                "OriginShare(watch: \"cn_rare_earths\", threshold: 0.001, scope: (goods: [\"magnet_standard\", \"magnet_heavy\", \"robot\"]), then: {then})"
            )
        }
        _ if !others.is_empty() => {
            format!("Suspension(measures: [\"m{}\"])", others[luck.below(others.len())])
        }
        _ => format!("Ban({scope})"),
    }
}

/// Runs a soak on `threads` threads; `each` sees the world after every tick, with the number of ticks done. Gives the number
/// of ticks and the state hash at the end.
///
/// # Errors
/// If a balance does not close, a total passes the exact range, or the world cannot be built.
pub fn run(
    scenario: &Arc<Scenario>,
    threads: usize,
    mut each: impl FnMut(u32, &Simulation),
) -> Result<(u32, String), Stopped> {
    let of_build = |error: EngineError| Stopped::Build(Box::new(error));
    let of_run = |failure: Failure| Stopped::Run(Box::new(failure));
    let pool = Pool::new(threads).map_err(|error| of_build(error.into()))?;
    let mut simulation =
        Simulation::new(scenario, pool, Layout::Natural).map_err(|error| of_build(error.into()))?;
    simulation.burn_in(|_, _| true).map_err(of_run)?;
    for tick in 1..=scenario.run.ticks {
        simulation.step().map_err(of_run)?;
        each(tick, &simulation);
        simulation.advance();
    }
    Ok((scenario.run.ticks, simulation.state_hash()))
}
