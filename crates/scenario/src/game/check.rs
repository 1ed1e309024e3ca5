//! What is checked of a game beyond its form.

use super::file::{GameFile, Player};
use crate::load::Loaded;
use crate::origins::Origins;
use crate::report::Report;
use crate::suggest::{closest, listed};
use coercivity_base::JurisdictionId;
use coercivity_base::parameter::is_snake_case;

/// Players in a game.
const PLAYERS: usize = 2;

/// Numbers of players and strategies, and their names.
pub(super) fn names(file: &GameFile, origin: &Origins, report: &mut Report) {
    let mut wrong = |path: &str, message: String, help: &str| {
        report.error(origin.value(path), path, message, Some(help.to_owned()));
    };
    if file.players.len() != PLAYERS {
        let message = format!("a game has two players, not {}", file.players.len());
        wrong("players", message, "write two entries (name: .., jurisdictions: [..], strategies: [..])");
    }
    for (n, player) in file.players.iter().enumerate() {
        let at = format!("players[{n}]");
        let named = format!("{at}.name");
        let others = &file.players[..n];
        check_name(&mut wrong, &named, &player.name, others.iter().any(|other| other.name == player.name));
        if player.strategies.is_empty() {
            let help = "write at least one, such as (name: \"nothing\")";
            wrong(&format!("{at}.strategies"), format!("`{}` has no strategies", player.name), help);
        }
        if player.jurisdictions.is_empty() {
            let message = format!("`{}` has no jurisdictions", player.name);
            wrong(&format!("{at}.jurisdictions"), message, "write at least one, such as [\"CN\"]");
        }
        for (m, strategy) in player.strategies.iter().enumerate() {
            let twice = player.strategies[..m].iter().any(|other| other.name == strategy.name);
            check_name(&mut wrong, &format!("{at}.strategies[{m}].name"), &strategy.name, twice);
        }
    }
}

fn check_name(wrong: &mut impl FnMut(&str, String, &str), path: &str, name: &str, twice: bool) {
    if !is_snake_case(name) {
        let help = "write small letters, digits and `_`, such as `tit_for_tat`";
        wrong(path, format!("`{name}` is not lower snake case"), help);
    } else if twice {
        wrong(path, format!("there are two called `{name}`"), "give one another name");
    }
}

/// Jurisdictions of each player, in order; none may belong to both.
pub(super) fn members(
    file: &GameFile,
    quiet: &Loaded,
    origin: &Origins,
    report: &mut Report,
) -> [Vec<JurisdictionId>; PLAYERS] {
    let mut members = [Vec::new(), Vec::new()];
    for (n, player) in file.players.iter().enumerate().take(PLAYERS) {
        for (m, name) in player.jurisdictions.iter().enumerate() {
            let path = format!("players[{n}].jurisdictions[{m}]");
            match found(name, quiet) {
                Ok(found) => members[n].extend(found),
                Err(help) => {
                    let message = format!("unknown jurisdiction or group `{name}`");
                    report.error(origin.value(&path), &path, message, Some(help));
                }
            }
        }
        members[n].sort_unstable();
        members[n].dedup();
    }
    let both = members[0].iter().find(|one| members[1].contains(one));
    if let (Some(both), [first, _]) = (both, file.players.as_slice()) {
        let code = &quiet.scenario.jurisdictions[both.index()].code;
        let path = "players[1].jurisdictions";
        report.error(origin.value(path), path, shared(code, first), None);
    }
    members
}

fn shared(code: &str, first: &Player) -> String {
    format!("{code} belongs to `{}` already, and a jurisdiction has one player at most", first.name)
}

/// The jurisdictions of a code or group, or what to write instead.
pub(crate) fn found(name: &str, quiet: &Loaded) -> Result<Vec<JurisdictionId>, String> {
    let known = &quiet.sections.jurisdictions;
    let one = |code: &str| known.list.keys().position(|listed| listed == code).map(JurisdictionId::at);
    if let Some(found) = one(name) {
        return Ok(vec![found]);
    }
    if let Some(group) = known.groups.get(name) {
        return Ok(group.iter().filter_map(|code| one(code)).collect());
    }
    let names = || known.list.keys().chain(known.groups.keys()).map(String::as_str);
    Err(closest(name, names())
        .map_or_else(|| format!("there are: {}", listed(names())), |near| format!("did you mean `{near}`?")))
}
