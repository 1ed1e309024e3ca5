//! The first screen: what changed, whether the run may be trusted, who was hit, when and how much, what is not in the
//! model, and the line that repeats it.

use super::{checks, measures, regions};
use crate::{
    Known,
    block::{Block, Section, Tile},
    derive::losses,
    numbers, places,
    read::history::History,
    run::Run,
    words,
};

/// Jurisdictions that a side is named by.
const MOST_NAMES: usize = 3;

pub(crate) fn section(
    id: &str,
    run: &Run,
    known: Option<&Known>,
    histories: &[History],
    is_alone: bool,
) -> Section {
    let title = if is_alone { "At a glance".to_owned() } else { format!("At a glance: {}", run.name) };
    let mut section = Section::new(id, title, finding(run));
    if let Some(summary) = known.map(|known| &known.summary).filter(|summary| !summary.is_empty()) {
        section.words(summary.clone());
    }
    section.heading("What changed against the baseline");
    section.list(measures::sentences(run, known));
    let tiles = tiles(run);
    if !tiles.is_empty() {
        section.heading("Value added lost, at base prices");
        section.blocks.push(Block::Tiles { tiles });
    }
    section.table(
        "By region",
        "Output of device makers at base prices against the baseline. A fall is dated when the mean of four weeks stays at \
         or under 90% for four weeks, and weeks count from the first measure; back means that the mean stays at 95% or over \
         until the end. Lost is the value added of all stages in the region; a gain is negative.",
        &regions::sheet(run),
        "regions",
    );
    section.heading("Checks");
    section.list(checks::in_short(run, histories));
    section.heading("Not in the model");
    section.words(not_modelled(run));
    section.heading("The line that repeats it");
    section.blocks.push(Block::Code { text: run.manifest.repeat.clone() });
    section
}

/// The main finding in a sentence or two.
pub(crate) fn finding(run: &Run) -> String {
    if !run.has_baseline() {
        return "No paired baseline was run, so output is compared with the first week and losses are not known.".into();
    }
    let all = losses::of(run, |_| true);
    let named: Vec<(&str, losses::Loss)> = losses::SIDES
        .iter()
        .map(|(side, label)| (*label, losses::of(run, |row| row.side == *side)))
        .filter(|side| side.1.baseline_usd > 0.0)
        .collect();
    if named.is_empty() {
        return format!(
            "Nobody acts in this scenario. Value added differs from the baseline by {} US dollars.",
            numbers::usd(all.lost_usd)
        );
    }
    let parts: Vec<String> = named
        .iter()
        .map(|(label, loss)| {
            let verb = if loss.lost_usd < 0.0 { "gains" } else { "loses" };
            let subject = match *label {
                "Who acts" => format!("who acts ({})", members(run, "sender")),
                "Acted upon" => "who is acted upon".to_owned(),
                _ => "the side of third countries".to_owned(),
            };
            format!(
                "{subject} {verb} {} US dollars ({})",
                numbers::usd(loss.lost_usd.abs()),
                numbers::percent(loss.share().abs())
            )
        })
        .collect();
    format!("{} of value added over the run.", words::capital(&words::list(&parts, parts.len())))
}

fn tiles(run: &Run) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for (side, label) in losses::SIDES {
        let loss = losses::of(run, |row| row.side == side);
        if loss.baseline_usd <= 0.0 {
            continue;
        }
        let class = match side {
            "sender" => "sender",
            "target" => "target",
            _ => "third",
        };
        tiles.push(Tile {
            label: format!("{label}: {}", members(run, side)),
            value: format!("{} US$", numbers::usd(loss.lost_usd)),
            note: format!("{} of its value added{}", numbers::percent(loss.share()), healing(run, side)),
            class,
        });
    }
    if tiles.is_empty() {
        return tiles;
    }
    let ratio = run.total("harm_ratio_target_sender");
    tiles.push(Tile {
        label: "Ratio of losses".into(),
        value: ratio.map_or_else(|| numbers::NONE.into(), |ratio| format!("{ratio:.2}")),
        note: match ratio {
            Some(_) => "US dollars that who is acted upon loses for each one of who acts".into(),
            None => "who acts loses nothing on balance".into(),
        },
        class: "base",
    });
    tiles
}

/// How long a side was under 95%, in words that continue a note.
fn healing(run: &Run, side: &str) -> String {
    let metric = |what: &str| run.total(&format!("harm_{side}_{what}"));
    match (metric("recovery_months"), metric("recovered")) {
        (Some(months), Some(1.0)) => format!("; under 95% for {} months", numbers::tenths(months)),
        (Some(months), _) => {
            format!("; under 95% for {} months and still at the end", numbers::tenths(months))
        }
        _ => "; never under 95% over four weeks".into(),
    }
}

/// Names of a side: those with the largest losses or gains.
fn members(run: &Run, side: &str) -> String {
    let sides = run.sides();
    let codes = sides.iter().filter(|entry| *entry.1 == side).map(|entry| *entry.0);
    let mut sized: Vec<(f64, &str)> =
        codes.map(|code| (losses::of(run, |row| row.jurisdiction == code).lost_usd.abs(), code)).collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names: Vec<String> = sized.iter().map(|entry| places::name(entry.1)).collect();
    words::list(&names, MOST_NAMES)
}

/// What a reader must not look for in the figures.
fn not_modelled(run: &Run) -> String {
    let has_projects = run.summary.iter().any(|row| row.metric.starts_with("projects_"));
    let capacity =
        if has_projects { "" } else { "No mine or plant is built (the scenario has no projects). " };
    let answers = if run.manifest.plugins.is_empty() { "Nobody answers: there are no plugins. " } else { "" };
    format!(
        "{capacity}{answers}Households buy whatever they earn, nobody borrows or goes bankrupt, and exchange rates stand \
         still. Nothing is calibrated. One run is one draw of luck: it has no error bars."
    )
}
