//! A game: what pays against what.

use crate::{
    block::Section,
    numbers,
    read::payoffs::Payoff,
    sheet::{Cell, Sheet},
    words,
};
use coercivity_record::GameManifest;

pub(crate) fn section(id: &str, manifest: &GameManifest, payoffs: &[Payoff]) -> Section {
    let mut section = Section::new(
        id,
        format!("Game: {}", manifest.title),
        format!(
            "{} of each pair, {} firms, {} ticks; {} of {} runs failed.",
            words::many(manifest.replicates.into(), "run"),
            numbers::count(manifest.firms.into()),
            manifest.ticks,
            manifest.failed,
            manifest.runs
        ),
    );
    section.heading("Findings");
    section.list(manifest.findings.clone());
    let players: Vec<&str> = manifest.players.keys().map(String::as_str).collect();
    let names = strategies(payoffs);
    for player in [0, 1] {
        let (sheet, shades) = table(payoffs, &names, player);
        // The manifest sorts players by name and the table has them in the order of the game, so they are named by
        // which strategies are theirs.
        let name = player_of(manifest, &names[player])
            .unwrap_or_else(|| players.get(player).copied().unwrap_or_default().to_owned());
        section.shaded_table(
            format!("What {name} gets"),
            format!(
                "Rows are the strategies of {name}, columns those of the other side; mean and Monte Carlo error of value added \
                 against the quiet run, US dollars. * is a best response, ~ is within two errors of one; blue is a loss, orange a gain."
            ),
            &sheet,
            &format!("payoffs_{}", super::checks::file_name(&name)),
            shades,
        );
    }
    section.table(
        "All pairs",
        "Nine of ten runs lie over the value at 10%, and nine of ten under that at 90%.",
        &all(payoffs),
        "payoffs",
    );
    section.list(vec![
        format!("Game file {} (SHA-256 {}), seed {}.", manifest.game, manifest.game_sha256, manifest.seed),
        format!("Command: {}", manifest.command),
    ]);
    section
}

/// Strategies of both players in the order of the table.
fn strategies(payoffs: &[Payoff]) -> [Vec<String>; 2] {
    let mut names = [Vec::new(), Vec::new()];
    for payoff in payoffs {
        for (names, name) in names.iter_mut().zip(&payoff.strategies) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}

fn player_of(manifest: &GameManifest, strategies: &[String]) -> Option<String> {
    let mut fitting = manifest.players.iter().filter(|entry| entry.1.as_slice() == strategies);
    let only = fitting.next()?;
    fitting.next().is_none().then(|| only.0.clone())
}

fn table(payoffs: &[Payoff], names: &[Vec<String>; 2], player: usize) -> (Sheet, Vec<Vec<i8>>) {
    let (own, other) = (&names[player], &names[1 - player]);
    let mut sheet = Sheet::new(&[("Strategy", "strategy")]);
    other.iter().for_each(|name| sheet.column(name.clone(), format!("against {name} (mean, usd)")));
    let largest = payoffs
        .iter()
        .map(|payoff| payoff.mean_usd[player].abs())
        .filter(|size| size.is_finite())
        .fold(0.0, f64::max);
    let mut shades = Vec::new();
    for mine in own {
        let (mut row, mut shade) = (vec![Cell::text(mine.clone())], vec![0]);
        for theirs in other {
            let found = payoffs.iter().find(|payoff| {
                payoff.strategies[player] == *mine && payoff.strategies[1 - player] == *theirs
            });
            let mean = found.map_or(f64::NAN, |payoff| payoff.mean_usd[player]);
            row.push(Cell::Number(
                mean,
                found.map_or_else(|| numbers::NONE.into(), |payoff| cell_words(payoff, player)),
            ));
            let level =
                if largest > 0.0 && mean.is_finite() { (4.0 * mean / largest).round() as i8 } else { 0 };
            shade.push(level);
        }
        sheet.rows.push(row);
        shades.push(shade);
    }
    (sheet, shades)
}

/// `*1.20 bn ± 30.0 m`.
fn cell_words(payoff: &Payoff, player: usize) -> String {
    let mark = match (payoff.is_best[player], payoff.is_close[player]) {
        (true, _) => "* ",
        (false, true) => "~ ",
        _ => "",
    };
    let error = payoff.error_usd[player];
    let error =
        if error.is_finite() && error > 0.0 { format!(" ± {}", numbers::usd(error)) } else { String::new() };
    format!("{mark}{}{error}", numbers::usd(payoff.mean_usd[player]))
}

fn all(payoffs: &[Payoff]) -> Sheet {
    let mut sheet =
        Sheet::new(&[("First player", "strategy_a"), ("Second player", "strategy_b"), ("Runs", "runs")]);
    for (player, name) in [("first", "a"), ("second", "b")] {
        sheet.column(format!("Mean of the {player}, US$"), format!("mean_{name}_usd"));
        sheet.column("10%", format!("p10_{name}_usd"));
        sheet.column("90%", format!("p90_{name}_usd"));
    }
    sheet.column("Third countries lose, US$", "lost_others_usd");
    for payoff in payoffs {
        let usd = |value: f64| Cell::Number(value, numbers::usd(value));
        let mut row: Vec<Cell> = payoff.strategies.iter().map(|name| Cell::text(name.clone())).collect();
        row.push(Cell::Number(payoff.runs, numbers::count(payoff.runs)));
        for player in [0, 1] {
            row.extend([payoff.mean_usd[player], payoff.p10_usd[player], payoff.p90_usd[player]].map(usd));
        }
        row.push(usd(payoff.lost_others_usd));
        sheet.rows.push(row);
    }
    sheet
}
