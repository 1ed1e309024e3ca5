//! The page: sections in the order of a briefing, laid out by the template.

use crate::{
    Known, ReportError,
    block::Section,
    numbers,
    read::{
        bands::{self, Outcome, SeriesBands},
        effects::{self, Effects},
        even::{self, Crossing},
        history::History,
        manifest::EnsembleManifest,
        payoffs::Payoff,
        tornado::{self, Bar},
    },
    run::Run,
    sections::{
        assumptions, chain, checks, drivers, effects as drives, ensemble, even as equal, exports, first,
        flows, game, history, licences, losses, output, prices, public,
    },
};
use coercivity_record::GameManifest;
use minijinja::{AutoEscape, Environment, context};
use std::path::Path;

const TEMPLATE: &str = include_str!("../assets/page.html");
const STYLE: &str = include_str!("../assets/page.css");
const SCRIPT: &str = include_str!("../assets/page.js");
const UPLOT: &str = include_str!("../assets/uplot/uPlot.iife.min.js");
const UPLOT_STYLE: &str = include_str!("../assets/uplot/uPlot.min.css");

/// What a page is made from.
pub(crate) struct Content<'a> {
    pub(crate) runs: &'a [Run],
    /// What is known of the scenario of each run.
    pub(crate) known: &'a [Option<Known>],
    pub(crate) games: &'a [(Box<GameManifest>, Vec<Payoff>)],
    pub(crate) ensembles: &'a [Ensemble],
    pub(crate) histories: &'a [History],
}

/// An ensemble.
pub(crate) struct Ensemble {
    manifest: EnsembleManifest,
    bands: SeriesBands,
    outcomes: Vec<Outcome>,
    tornado: Vec<Bar>,
    break_even: Vec<Crossing>,
    effects: Effects,
}

impl Ensemble {
    /// Reads a directory whose manifest is known.
    pub(crate) fn read(directory: &Path, manifest: EnsembleManifest) -> Result<Self, ReportError> {
        let rows = |name: &str| manifest.tables.get(name).copied();
        Ok(Self {
            bands: bands::series(directory, rows("series_bands.csv"))?,
            outcomes: bands::outcomes(directory, rows("outcome_bands.csv"))?,
            tornado: tornado::read(directory)?,
            break_even: even::read(directory)?,
            effects: effects::read(directory, &manifest)?,
            manifest,
        })
    }
}

/// The page as text.
pub(crate) fn render(content: &Content<'_>) -> Result<String, ReportError> {
    let sections = sections(content);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page.html", TEMPLATE)?;
    let template = environment.get_template("page.html")?;
    Ok(template.render(context! {
        title => title(content),
        subtitle => subtitle(content),
        sections => sections,
        style => STYLE,
        script => SCRIPT,
        uplot => UPLOT,
        uplot_style => UPLOT_STYLE,
        version => env!("CARGO_PKG_VERSION"),
    })?)
}

fn sections(content: &Content<'_>) -> Vec<Section> {
    let runs = content.runs;
    let mut sections = Vec::new();
    for (at, (run, known)) in runs.iter().zip(content.known).enumerate() {
        sections.push(first::section(
            &format!("glance-{at}"),
            run,
            known.as_ref(),
            content.histories,
            runs.len() == 1,
        ));
    }
    for (at, ensemble) in content.ensembles.iter().enumerate() {
        sections.extend(ensemble::sections(
            &format!("ensemble_{at}"),
            &ensemble.manifest,
            &ensemble.bands,
            &ensemble.outcomes,
        ));
    }
    for (at, (manifest, payoffs)) in content.games.iter().enumerate() {
        sections.push(game::section(&format!("game_{at}"), manifest, payoffs));
    }
    if !runs.is_empty() {
        sections.extend([
            output::section(runs),
            exports::section(runs),
            flows::section(runs),
            chain::section(runs),
        ]);
        sections.extend(
            [licences::section(runs), prices::section(runs), losses::section(runs), public::section(runs)]
                .into_iter()
                .flatten(),
        );
    }
    for (at, history) in content.histories.iter().enumerate() {
        sections.push(history::section(&format!("history_{at}"), history));
    }
    let tornados = runs.iter().map(|run| (run.name.as_str(), &run.tornado));
    let tornados =
        tornados.chain(content.ensembles.iter().map(|one| (one.manifest.title.as_str(), &one.tornado)));
    for (at, (name, bars)) in tornados.enumerate() {
        let is_alone = runs.len() + content.ensembles.len() == 1;
        sections.extend(drivers::section(&format!("drivers_{at}"), if is_alone { "" } else { name }, bars));
    }
    let evens = runs.iter().map(|run| (run.name.as_str(), &run.break_even));
    let evens =
        evens.chain(content.ensembles.iter().map(|one| (one.manifest.title.as_str(), &one.break_even)));
    for (at, (name, crossings)) in evens.enumerate() {
        let is_alone = runs.len() + content.ensembles.len() == 1;
        sections.extend(equal::section(
            &format!("break_even_{at}"),
            if is_alone { "" } else { name },
            crossings,
        ));
    }
    for (at, ensemble) in content.ensembles.iter().enumerate() {
        let scenarios: Vec<&str> = ensemble.manifest.scenarios.iter().map(|one| one.name.as_str()).collect();
        sections.extend(drives::sections(&format!("effects_{at}"), &scenarios, &ensemble.effects));
    }
    if !runs.is_empty() {
        sections
            .extend([assumptions::section(runs, content.known), checks::section(runs, content.histories)]);
    }
    sections
}

fn titles(content: &Content<'_>) -> Vec<String> {
    let runs = content.runs.iter().map(|run| run.manifest.title.clone());
    let games = content.games.iter().map(|game| game.0.title.clone());
    let ensembles = content.ensembles.iter().map(|ensemble| ensemble.manifest.title.clone());
    let histories = content.histories.iter().map(|history| history.manifest.title.clone());
    let mut titles: Vec<String> = Vec::new();
    // A history check beside a run is no title of the page.
    let is_alone = content.runs.len() + content.ensembles.len() + content.games.len() == 0;
    runs.chain(ensembles).chain(games).chain(histories.filter(|_| is_alone)).for_each(|title| {
        if !titles.contains(&title) {
            titles.push(title);
        }
    });
    titles
}

fn title(content: &Content<'_>) -> String {
    match titles(content).as_slice() {
        [] => "Report".into(),
        [only] => only.clone(),
        several => several.join("; "),
    }
}

fn subtitle(content: &Content<'_>) -> String {
    match content.runs {
        [] => String::new(),
        [run] => {
            let manifest = &run.manifest;
            format!(
                "{} firms, {} weeks from {}, seed {}; one run beside {}",
                numbers::count(manifest.firms as f64),
                numbers::count(f64::from(manifest.ticks_done) * run.tick_weeks()),
                numbers::day(manifest.start),
                manifest.seed,
                if run.has_baseline() {
                    "its paired baseline"
                } else {
                    "its first week (no baseline was run)"
                }
            )
        }
        runs => {
            let names: Vec<String> = runs.iter().map(|run| run.name.clone()).collect();
            format!("{} runs compared: {}", runs.len(), crate::words::list(&names, names.len()))
        }
    }
}
