//! The table of a game on the screen, and what it says in words.

use crate::screen::{many, wrapped};
use coercivity_study::game::{Comparison, Game, Matrix, Round, escalation, idle};
use coercivity_study::stats::Sign;
use std::fmt::Write as _;

/// Characters of a number with its mark.
const NUMBER: usize = 9;

/// Title, payoffs of both players, and findings.
pub(crate) fn render(
    title: &str,
    game: &Game,
    matrix: &Matrix,
    rounds: &[Round],
    findings: &[String],
) -> String {
    let (divisor, unit) = scale(matrix);
    let mut text = format!("{title}\n\n");
    text.push_str(&wrapped("", &format!(
        "Payoffs in {unit} US dollars: value added against the quiet run under the same draws, mean of {}. \
         * best response, ~ within two errors of one.",
        many(game.replicates as usize, "run")
    )));
    for player in [0, 1] {
        text.push('\n');
        text.push_str(&payoffs(game, matrix, player, divisor));
    }
    text.push('\n');
    let failed = rounds.iter().filter(|round| round.outcome.is_err()).count();
    if failed > 0 {
        let _ = writeln!(text, "{failed} of {} runs failed; runs.csv says why.\n", rounds.len());
    }
    for finding in findings {
        text.push_str(&wrapped("", finding));
    }
    text.push('\n');
    text
}

/// Payoffs of one player: its strategies down, the other's across.
fn payoffs(game: &Game, matrix: &Matrix, player: usize, divisor: f64) -> String {
    let (own, other) = (&game.players[player], &game.players[1 - player]);
    let first = own.strategies.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let widths: Vec<usize> = other.strategies.iter().map(|one| one.name.len().max(NUMBER)).collect();
    let rival = match own.rivalry {
        0.0 => String::new(),
        k => format!(", own plus {k} times what it gains on the other"),
    };
    let mut text = format!("Payoff of {}{rival}, against {} playing\n{:first$}", own.name, other.name, "");
    for (strategy, width) in other.strategies.iter().zip(&widths) {
        let _ = write!(text, " {:>width$}", strategy.name);
    }
    text.push('\n');
    for (row, strategy) in own.strategies.iter().enumerate() {
        let _ = write!(text, "{:first$}", strategy.name);
        for (column, width) in widths.iter().enumerate() {
            let pair = if player == 0 { [row, column] } else { [column, row] };
            let mark = match (matrix.is_best(player, pair), matrix.is_close(player, pair)) {
                (true, _) => '*',
                (false, true) => '~',
                _ => ' ',
            };
            let mean = matrix.cell(pair).sample(player).map(|sample| sample.mean / divisor);
            // Zero without a sign.
            let number = mean.map_or_else(|| String::from("failed"), |mean| format!("{:.3}", mean + 0.0));
            let _ = write!(text, " {:>width$}", format!("{number}{mark}"));
        }
        text.push('\n');
    }
    text
}

/// What to divide US dollars by, and what to call the result.
fn scale(matrix: &Matrix) -> (f64, &'static str) {
    let of =
        |pair| [0, 1].map(|player| matrix.cell(pair).sample(player).map_or(0.0, |sample| sample.mean.abs()));
    unit(matrix.pairs().flat_map(of).fold(0.0, f64::max))
}

/// What to divide an amount of US dollars by, and what to call the result.
fn unit(usd: f64) -> (f64, &'static str) {
    if usd >= 1e9 { (1e9, "billion") } else { (1e6, "million") }
}

/// Equilibria, and whether escalation pays, in words.
pub(crate) fn findings(game: &Game, matrix: &Matrix) -> Vec<String> {
    let name = |pair: [usize; 2]| {
        let [a, b] = [0, 1].map(|n| game.players[n].strategies[pair[n]].name.as_str());
        format!("{a} / {b}")
    };
    let list = |pairs: &[[usize; 2]]| pairs.iter().map(|pair| name(*pair)).collect::<Vec<_>>().join(", ");
    let exact = matrix.equilibria();
    let near: Vec<[usize; 2]> =
        matrix.near_equilibria().into_iter().filter(|pair| !exact.contains(pair)).collect();
    let mut found = vec![if exact.is_empty() {
        String::from(
            "No equilibrium in pure strategies: in every pair somebody would rather do something else.",
        )
    } else {
        format!("Equilibria in pure strategies (nobody gains by changing alone): {}.", list(&exact))
    }];
    if !near.is_empty() {
        found.push(format!("Within two errors of one: {}.", list(&near)));
    }
    let comparisons = escalation(game, matrix);
    for player in [0, 1] {
        found.extend(on_escalation(game, player, &comparisons));
    }
    found
}

/// Strategies that changed nothing in any run, in words.
pub(crate) fn never_acted(game: &Game, rounds: &[Round]) -> Option<String> {
    let name = |&(player, strategy): &(usize, usize)| {
        let player = &game.players[player];
        format!("{} of {}", player.strategies[strategy].name, player.name)
    };
    let idle: Vec<String> = idle(game, rounds).iter().map(name).collect();
    (!idle.is_empty()).then(|| {
        format!(
            "warning: never acted in any run: {}. Their payoffs say nothing of them; `coercivity plugin describe` tells \
             what they wait for.",
            idle.join(", ")
        )
    })
}

/// Whether escalation pays for a player.
fn on_escalation(game: &Game, player: usize, comparisons: &[Comparison]) -> Option<String> {
    let own: Vec<&Comparison> = comparisons.iter().filter(|one| one.player == player).collect();
    let (name, total) = (&game.players[player].name, own.len());
    let with = |sign| own.iter().filter(|one| one.sign == sign).copied().collect::<Vec<&Comparison>>();
    let (pays, costs) = (with(Sign::Positive), with(Sign::Negative));
    let against = |list: &[&Comparison]| {
        let told = list.iter().map(|one| {
            let answer = &game.players[1 - player].strategies[one.escalating[1 - player]].name;
            let (mean, error) = one.gain.map_or((0.0, None), |gain| (gain.mean, gain.error));
            let instead = &game.players[player].strategies[one.instead[player]].name;
            let (divisor, unit) = unit(mean.abs());
            // One replicate has no error.
            let error = error.map_or_else(String::new, |error| format!(" ± {:.3}", error / divisor));
            format!("{answer} ({:+.3}{error} {unit} against {instead})", mean / divisor)
        });
        told.collect::<Vec<_>>().join(", ")
    };
    Some(match (total, pays.len(), costs.len()) {
        (0, ..) => return None,
        (_, 0, all) if all == total => {
            format!(
                "Endless escalation does not pay for {name}: it costs against every answer: {}.",
                against(&costs)
            )
        }
        (_, 0, some) => format!(
            "Endless escalation pays for {name} against no answer: it costs against {some} of {total}, and for the others \
             the replicates do not tell: {}.",
            against(&own)
        ),
        (_, some, _) => {
            format!(
                "Endless escalation pays for {name} against {some} of {total} answers: {}.",
                against(&pays)
            )
        }
    })
}
