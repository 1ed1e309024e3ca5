//! Game files: two players, their strategies, and the scenario in which every pair of strategies is played.
//!
//! A strategy is a list of plugins. Each is laid over the scenario in turn, so that names and parameters are checked
//! as those of any scenario, with mistakes told at their places in the game file.

mod check;
mod file;

pub(crate) use check::found as members_of;
pub use file::{GameFile, Player, Strategy};

use crate::diagnostic::Diagnostics;
use crate::kinds::GAME;
use crate::layers::Overlay;
use crate::load::{Loaded, load_over};
use crate::report::Report;
use crate::schema::game_shape;
use crate::second_file::{SecondFile, field, read_second, root};
use crate::source::{Source, join};
use crate::syntax::{Kind, Node};
use coercivity_base::JurisdictionId;

/// A game that was read and checked.
#[derive(Clone, Debug)]
pub struct LoadedGame {
    /// The file.
    pub file: GameFile,
    /// The scenario as it is without players.
    pub quiet: Loaded,
    /// Jurisdictions of each player.
    pub members: [Vec<JurisdictionId>; 2],
    /// The scenario with the plugins of one strategy and no others, by player and strategy.
    pub strategies: [Vec<Loaded>; 2],
    /// Bytes of the game file.
    pub bytes: Vec<u8>,
}

/// Reads the game at `path`; `overrides` are values of its scenario.
///
/// # Errors
/// Every mistake that was found, each at its place.
pub fn load_game(
    path: &str,
    overrides: &[(String, String)],
    source: &dyn Source,
) -> Result<LoadedGame, Diagnostics> {
    let mut report = Report::default();
    let Some(read) = read_second::<GameFile>(path, (&GAME, game_shape()), source, &mut report) else {
        return Err(report.diagnostics());
    };
    let SecondFile { bytes, root, origin, file } = read;
    check::names(&file, &origin, &mut report);
    if report.has_errors() {
        return Err(report.diagnostics());
    }
    let set = field(&root, "set").cloned();
    let scenario = join(path, &file.scenario);
    let texts = report.trial();
    let load = |plugins: Option<Node>| {
        let over = Overlay { set: set.clone(), plugins };
        load_over(&scenario, overrides, &over, source, texts.clone())
    };
    if let Err(reason) = source.read(&scenario) {
        let help = Some(String::from("the path of a scenario is relative to the game file"));
        report.error(
            origin.value("scenario"),
            "scenario",
            format!("cannot read `{scenario}`: {reason}"),
            help,
        );
        return Err(report.diagnostics());
    }
    let quiet = load(None)?;
    let members = check::members(&file, &quiet, &origin, &mut report);
    if report.has_errors() {
        return Err(report.diagnostics());
    }
    let mut strategies = [Vec::new(), Vec::new()];
    for (n, player) in file.players.iter().enumerate() {
        for m in 0..player.strategies.len() {
            let mut loaded = load(Some(plugins(&root, n, m)))?;
            for used in &mut loaded.scenario.plugins {
                used.id = format!("{}_{}", player.name, used.id);
            }
            strategies[n].push(loaded);
        }
    }
    Ok(LoadedGame { file, quiet, members, strategies, bytes })
}

/// Whether the file at `path` is a game: a struct with players. A file that cannot be read is none.
#[must_use]
pub fn is_game(path: &str, source: &dyn Source) -> bool {
    root(path, source).is_some_and(|root| field(&root, "players").is_some())
}

/// The list of plugins of strategy `m` of player `n`; empty where the file gives none.
fn plugins(root: &Node, n: usize, m: usize) -> Node {
    let item = |list: Option<&'_ Node>, n: usize| match list.map(|list| &list.kind) {
        Some(Kind::List(items)) => items.get(n).cloned(),
        _ => None,
    };
    let player = item(field(root, "players"), n);
    let strategy = player.as_ref().and_then(|player| item(field(player, "strategies"), m));
    let place = strategy.as_ref().map_or(root.place, |strategy| strategy.place);
    let given = strategy.as_ref().and_then(|strategy| field(strategy, "plugins")).cloned();
    given.unwrap_or(Node { kind: Kind::List(Vec::new()), place })
}
