//! `coercivity game`: every pair of two players' strategies, and who does best against whom.

use super::run::record_failure;
use crate::memory;
use crate::{
    args::GameArguments,
    exit::{self, Code, Failure},
    facts, game_screen,
    interrupt::Interrupt,
    plugins::{self, Staff},
    progress::ProgressView,
    scenarios, screen, terminal,
};
use coercivity_engine::Clock;
use coercivity_record::{
    GameDirectory, GameManifest, GameRunRow, Host, PayoffRow, PayoffSummary, Status, sha256,
};
use coercivity_scenario::{Loaded, LoadedGame};
use coercivity_study::game::{Game, Matrix, Player, Round, Strategy, play, probe};
use coercivity_study::{Policies, StudyError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

/// Replicates under which results are said to be too few.
const ENOUGH: u32 = 20;

pub(crate) fn run(arguments: &GameArguments) -> exit::Outcome {
    let clock = Clock::start();
    let loaded = scenarios::open_game(&arguments.file, &arguments.all_overrides())?;
    if !arguments.quiet {
        terminal::print_error(&scenarios::remarks(&loaded.quiet));
    }
    let (game, staff) = game(&loaded, arguments)?;
    let out = arguments.out.clone().unwrap_or_else(|| default_out(&arguments.file));
    let (pool, interrupt) = (plugins::pool(arguments.many.threads)?, Interrupt::listen()?);
    let pairs: usize = game.players.iter().map(|player| player.strategies.len()).product();
    memory::require_many(loaded.quiet.scenario.run.firms, pairs * game.replicates as usize, &pool)?;
    let mut directory =
        GameDirectory::create(&out, arguments.force).map_err(|error| record_failure(&error))?;
    if game.replicates < ENOUGH {
        terminal::print_error(&few(game.replicates));
    }
    if !arguments.quiet {
        terminal::print_error(&estimate(&game, pool.threads()).map_err(|error| failed(&error))?);
    }
    let view = Mutex::new(ProgressView::new(arguments.quiet));
    let rounds = play(&game, &pool, &|progress| {
        if let Ok(mut view) = view.lock() {
            view.update("runs", progress.done as u32, progress.total as u32);
        }
        !interrupt.is_set()
    });
    if let Ok(view) = view.lock() {
        view.end();
    }
    let rounds = rounds.map_err(|error| failed(&error))?;
    let counts = game.players.each_ref().map(|player| player.strategies.len());
    let matrix = Matrix::of(counts, game.replicates, &rounds);
    write(&game, &rounds, &matrix, &mut directory).map_err(|error| record_failure(&error))?;
    let mut findings = game_screen::findings(&game, &matrix);
    findings.extend(game_screen::never_acted(&game, &rounds));
    if game.replicates < ENOUGH {
        findings.insert(0, few(game.replicates).trim_end().to_owned());
    }
    let mut manifest = manifest(arguments, &loaded, &staff, &game, &rounds);
    (manifest.threads, manifest.wall_s) = (pool.threads(), clock.seconds());
    manifest.findings.clone_from(&findings);
    let finished = directory.finish(manifest).map_err(|error| record_failure(&error))?;
    if !arguments.quiet {
        terminal::print(&game_screen::render(&loaded.file.title, &game, &matrix, &rounds, &findings))?;
        terminal::print(&format!("Results: {}\n", finished.path.display()))?;
        if let Some(old) = finished.set_aside {
            terminal::print(&format!("What stood there was set aside: {}\n", old.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The game with its plugins loaded, and these.
fn game(loaded: &LoadedGame, arguments: &GameArguments) -> Result<(Game, Vec<Staff>), Failure> {
    let mut staff = Vec::new();
    let mut policies = |scenario: &Loaded| -> Result<Policies, Failure> {
        memory::require(scenario.scenario.run.firms)?;
        let mut found = plugins::prepare(scenario, &arguments.file, &arguments.many.plugins.plugin)?;
        let policies = Policies::new(std::mem::take(&mut found.uses));
        staff.push(found);
        Ok(policies)
    };
    let common = policies(&loaded.quiet)?;
    let mut players = Vec::new();
    for ((player, members), loaded) in loaded.file.players.iter().zip(&loaded.members).zip(&loaded.strategies)
    {
        let mut strategies = Vec::new();
        for (strategy, loaded) in player.strategies.iter().zip(loaded) {
            let (name, escalates) = (strategy.name.clone(), strategy.escalates);
            strategies.push(Strategy { name, escalates, policies: policies(loaded)? });
        }
        let (name, members, rivalry) = (player.name.clone(), members.clone(), player.rivalry);
        players.push(Player { name, members, rivalry, strategies });
    }
    let Ok(players) = <[Player; 2]>::try_from(players) else {
        return Err(Failure::new(Code::Internal, "A checked game has two players."));
    };
    let replicates = arguments.replicates.unwrap_or(loaded.file.replicates);
    Ok((Game { scenario: loaded.quiet.scenario.clone(), common, players, replicates }, staff))
}

fn few(replicates: u32) -> String {
    let (given, verb) =
        (screen::many(replicates as usize, "replicate"), if replicates == 1 { "is" } else { "are" });
    format!(
        "warning: {given} {verb} too few to tell small differences from luck; {ENOUGH} or more are usual.\n"
    )
}

/// How long it will take, from one run.
fn estimate(game: &Game, threads: usize) -> Result<String, StudyError> {
    let clock = Clock::start();
    probe(game)?;
    let each = clock.seconds();
    let pairs: usize = game.players.iter().map(|player| player.strategies.len()).product();
    let runs = (pairs + 1) * game.replicates as usize;
    let seconds = each * runs as f64 / threads as f64;
    let time = if seconds < 120.0 {
        format!("{seconds:.0} seconds")
    } else {
        format!("{:.0} minutes", seconds / 60.0)
    };
    Ok(format!(
        "{runs} runs ({pairs} pairs and a quiet run, {} replicates) of about {each:.1} s on {threads} threads: about \
         {time}, more if not every thread has a processor of its own.\n",
        game.replicates
    ))
}

fn write(
    game: &Game,
    rounds: &[Round],
    matrix: &Matrix,
    directory: &mut GameDirectory,
) -> Result<(), coercivity_record::RecordError> {
    let names = |pair: [usize; 2]| [0, 1].map(|n| game.players[n].strategies[pair[n]].name.as_str());
    for round in rounds {
        let nan = f64::NAN;
        let (failure, payoffs) = match &round.outcome {
            Ok(payoffs) => (None, Some(payoffs)),
            Err(reason) => (Some(reason.as_str()), None),
        };
        directory.run(&GameRunRow {
            strategies: names(round.pair),
            replicate: round.replicate,
            failure,
            payoff_usd: payoffs.map_or([nan; 2], |payoffs| payoffs.payoff_usd),
            lost_usd: payoffs.map_or([nan; 3], |payoffs| payoffs.lost_usd),
            lost_share: payoffs.map_or([nan; 3], |payoffs| payoffs.lost_share),
            duties_usd: payoffs.map_or([nan; 2], |payoffs| payoffs.duties_usd),
            spending_usd: payoffs.map_or([nan; 2], |payoffs| payoffs.spending_usd),
            state_hashes: [&round.state_hash, &round.quiet_state_hash],
        })?;
    }
    for pair in matrix.pairs() {
        let cell = matrix.cell(pair);
        let others: Vec<f64> = cell.lost_others.iter().flatten().copied().collect();
        let others_sample = coercivity_study::stats::sample(&others);
        directory.payoff(&PayoffRow {
            strategies: names(pair),
            runs: [others.len(), game.replicates as usize - others.len()],
            payoffs: [0, 1].map(|player| summary(cell, player)),
            lost_others_usd: others_sample
                .map_or([f64::NAN; 2], |sample| [sample.mean, sample.error.unwrap_or(f64::NAN)]),
            best: [0, 1].map(|player| matrix.is_best(player, pair)),
            close: [0, 1].map(|player| matrix.is_close(player, pair)),
        })?;
    }
    Ok(())
}

fn summary(cell: &coercivity_study::game::Cell, player: usize) -> PayoffSummary {
    let sample = cell.sample(player);
    PayoffSummary {
        mean: sample.map_or(f64::NAN, |sample| sample.mean),
        quantiles: cell.quantiles(player).unwrap_or([f64::NAN; 3]),
        error: sample.and_then(|sample| sample.error).unwrap_or(f64::NAN),
    }
}

fn manifest(
    arguments: &GameArguments,
    loaded: &LoadedGame,
    staff: &[Staff],
    game: &Game,
    rounds: &[Round],
) -> GameManifest {
    let run = &game.scenario.run;
    let players = game.players.iter().map(|player| {
        (player.name.clone(), player.strategies.iter().map(|strategy| strategy.name.clone()).collect())
    });
    GameManifest {
        version: env!("CARGO_PKG_VERSION").into(),
        command: facts::command(),
        status: Status::Complete,
        game: arguments.file.display().to_string(),
        title: loaded.file.title.clone(),
        game_sha256: sha256(&loaded.bytes),
        scenario_files: scenarios::files(&loaded.quiet),
        overrides: arguments.all_overrides(),
        players: players.collect(),
        plugins: staff.iter().flat_map(Staff::listed).collect(),
        seed: run.seed,
        replicates: game.replicates,
        ticks: run.ticks,
        firms: run.firms,
        runs: rounds.len() + game.replicates as usize,
        failed: rounds.iter().filter(|round| round.outcome.is_err()).count(),
        threads: 0,
        wall_s: 0.0,
        tables: BTreeMap::new(),
        build: facts::build(),
        host: Host::here(),
        findings: Vec::new(),
    }
}

/// `runs/<name of the game file>`.
fn default_out(file: &Path) -> PathBuf {
    Path::new("runs").join(file.file_stem().unwrap_or(file.as_os_str()))
}

/// A study that ended early, in words.
pub(crate) fn failed(error: &StudyError) -> Failure {
    use coercivity_engine::EngineError;
    match error {
        StudyError::Interrupted => Failure::new(Code::Interrupted, "Interrupted; nothing is kept of it."),
        StudyError::Question(words) => Failure::new(Code::Scenario, words),
        StudyError::Engine(EngineError::Policy(failure)) => {
            Failure::new(Code::Plugin, format_args!("{failure}."))
        }
        StudyError::Engine(other) => Failure::new(Code::Check, other),
        StudyError::Quiet { .. } => Failure::new(Code::Check, format_args!("{error}.")),
    }
}
