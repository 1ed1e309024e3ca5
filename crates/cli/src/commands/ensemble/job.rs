//! A plan ready to be run: read, its plugins loaded, its points worked out.

use crate::memory;
use crate::{
    args::EnsembleArguments,
    exit::Failure,
    facts,
    plugins::{self, Bench},
    scenarios,
    screen::many,
};
use coercivity_parallel::Pool;
use coercivity_record::{
    EnsembleManifest, Host, Identity, PlannedScenario, PluginRecord, Shard, Status, Varied, identity,
    peak_memory_mb, scenario_sha256, sha256,
};
use coercivity_scenario::plan::{Point, as_override};
use coercivity_scenario::{Loaded, LoadedPlan, checked::JurisdictionSet};
use coercivity_study::Policies;
use coercivity_study::design::{Design, design};
use coercivity_study::ensemble::Prepared;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A plan ready to be run.
pub(crate) struct Job {
    pub(crate) plan: LoadedPlan,
    pub(crate) design: Design,
    pub(crate) replicates: u32,
    pub(crate) identity: Identity,
    plugins: Vec<PluginRecord>,
    bench: Bench,
}

/// What tables are made by, of a plan that ran here or in shards elsewhere.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Outline {
    pub(crate) design: Design,
    pub(crate) scenarios: Vec<String>,
    pub(crate) last_stage: String,
    pub(crate) replicates: u32,
}

/// What was asked for by a command, as a manifest tells it.
pub(crate) struct AskedFor<'a> {
    /// The file as named: a plan, or the scenario of a question.
    pub(crate) file: &'a Path,
    pub(crate) overrides: Vec<String>,
    pub(crate) shard: Option<Shard>,
    /// The line that repeats it.
    pub(crate) repeat: String,
}

impl<'a> AskedFor<'a> {
    /// What `arguments` ask for.
    pub(crate) fn of(arguments: &'a EnsembleArguments, out: &Path, replicates: u32) -> Self {
        Self {
            file: &arguments.file,
            overrides: arguments.all_overrides(),
            shard: arguments.shard,
            repeat: repeat(arguments, out, replicates),
        }
    }
}

impl Job {
    pub(crate) fn load(arguments: &EnsembleArguments) -> Result<Self, Failure> {
        let overrides = arguments.all_overrides();
        let plan = scenarios::open_plan(&arguments.file, &overrides)?;
        let replicates = arguments.replicates.unwrap_or(plan.file.replicates);
        Self::of(plan, replicates, &arguments.many.plugins.plugin)
    }

    /// Refuses draws of which those that run at the same time do not fit into memory.
    pub(crate) fn require_memory(&self, pool: &Pool) -> Result<(), Failure> {
        let firms = self.plan.plain.iter().map(|loaded| loaded.scenario.run.firms).max().unwrap_or(0);
        let draws = self.design.points.len() * self.replicates as usize;
        memory::require_many(firms, draws, pool)
    }

    /// The job of a plan that was read.
    pub(crate) fn of(plan: LoadedPlan, replicates: u32, paths: &[PathBuf]) -> Result<Self, Failure> {
        let seed = plan.plain.first().map_or(0, |loaded| loaded.scenario.run.seed);
        let rows = plan.table.as_ref().map_or(&[][..], |(points, _)| points);
        let design = design(plan.file.vary.as_ref(), rows, seed);
        let mut listed = Vec::new();
        for (loaded, (_, file)) in plan.plain.iter().zip(&plan.scenarios) {
            memory::require(loaded.scenario.run.firms)?;
            listed.extend(plugins::prepare(loaded, Path::new(file), paths)?.listed());
        }
        let bench = Bench::new(paths);
        let identity = made_from(&plan, &design, replicates, &listed);
        Ok(Self { plan, design, replicates, identity, plugins: listed, bench })
    }

    /// Plays `points` in place of those of the design.
    pub(crate) fn replace_points(&mut self, points: Vec<Point>) {
        self.design.points = points;
    }

    /// Scenario number `scenario` at `point` with its policies.
    pub(crate) fn prepare(&self, scenario: usize, point: &Point) -> Result<Prepared, String> {
        let loaded = scenarios::at(&self.plan, scenario, point)?;
        let uses = self.bench.uses(&loaded, Path::new(&self.plan.scenarios[scenario].1))?;
        Ok(Prepared { policies: Policies::new(uses), scenario: loaded.scenario })
    }

    pub(crate) fn outline(&self) -> Outline {
        let stages = self.plan.plain.first().map(|loaded| &loaded.scenario.stages);
        Outline {
            design: self.design.clone(),
            scenarios: self.plan.scenarios.iter().map(|(name, _)| name.clone()).collect(),
            last_stage: stages
                .and_then(|stages| stages.last())
                .map(|stage| stage.name.clone())
                .unwrap_or_default(),
            replicates: self.replicates,
        }
    }

    /// How a path is varied, and where its range comes from.
    fn varied(&self, path: &str) -> Varied {
        let values: BTreeSet<&str> = self
            .design
            .points
            .iter()
            .flatten()
            .filter(|(known, _)| known == path)
            .map(|(_, value)| value.as_str())
            .collect();
        let marked = self.plan.plain.first().and_then(|loaded| loaded.sections.uncertain.get(path));
        Varied {
            path: path.to_owned(),
            design: self.design.kind.name().into(),
            values: span(&values),
            source: marked.map(|range| range.source.clone()).unwrap_or_default(),
        }
    }

    pub(crate) fn manifest(&self, asked: AskedFor, threads: usize) -> EnsembleManifest {
        let AskedFor { file, overrides, shard, repeat } = asked;
        let run = self.plan.plain.first().map(|loaded| loaded.scenario.run.clone());
        let kind = if shard.is_some() { "ensemble_shard" } else { "ensemble" };
        let planned = self.plan.plain.iter().zip(&self.plan.scenarios);
        EnsembleManifest {
            kind: kind.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            command: facts::command(),
            repeat,
            status: Status::Complete,
            plan: file.display().to_string(),
            title: self.plan.file.title.clone(),
            plan_sha256: sha256(&self.plan.bytes),
            identity: hex(&self.identity),
            scenarios: planned.map(|(loaded, named)| scenario(loaded, named, &overrides)).collect(),
            set: self
                .plan
                .file
                .set
                .iter()
                .map(|(path, value)| format!("{path}={}", as_override(value)))
                .collect(),
            overrides,
            varied: self.design.paths.iter().map(|path| self.varied(path)).collect(),
            points: self.design.points.len() as u32,
            replicates: self.replicates,
            runs: 0,
            failed: 0,
            shard,
            resumed_draws: 0,
            plugins: self.plugins.clone(),
            seed: run.as_ref().map_or(0, |run| run.seed),
            firms: run.as_ref().map_or(0, |run| run.firms),
            ticks: run.as_ref().map_or(0, |run| run.ticks),
            threads,
            wall_s: 0.0,
            peak_memory_mb: peak_memory_mb(),
            tables: BTreeMap::new(),
            notes: Vec::new(),
            build: facts::build(),
            host: Host::here(),
        }
    }
}

/// `3 to 8` of numbers, `4 values` of others.
fn span(values: &BTreeSet<&str>) -> String {
    let numbers: Option<Vec<f64>> = values.iter().map(|value| value.parse().ok()).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => {
            let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
            let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            format!("{low} to {high}")
        }
        _ => many(values.len(), "value"),
    }
}

fn scenario(loaded: &Loaded, (name, file): &(String, String), overrides: &[String]) -> PlannedScenario {
    let files = scenarios::files(loaded);
    let codes = |set: &JurisdictionSet| {
        set.iter().map(|place| loaded.scenario.jurisdictions[place.index()].code.clone()).collect()
    };
    PlannedScenario {
        name: name.clone(),
        file: file.clone(),
        title: loaded.scenario.title.clone(),
        scenario_sha256: scenario_sha256(&files, overrides),
        files,
        sides: [codes(&loaded.scenario.sides.senders), codes(&loaded.scenario.sides.targets)],
    }
}

/// Everything that results depend on, as one hash: the program, the scenarios as they hold, plugins, points, replicates.
fn made_from(plan: &LoadedPlan, design: &Design, replicates: u32, plugins: &[PluginRecord]) -> Identity {
    let build = facts::build();
    let mut parts: Vec<Vec<u8>> = vec![
        env!("CARGO_PKG_VERSION").as_bytes().to_vec(),
        build.git_revision.into_bytes(),
        replicates.to_le_bytes().to_vec(),
        format!("{:?}", design.points).into_bytes(),
    ];
    for (loaded, (name, _)) in plan.plain.iter().zip(&plan.scenarios) {
        parts.push(name.clone().into_bytes());
        parts.push(loaded.resolved_ron.clone().into_bytes());
        parts.extend(loaded.files.iter().map(|(_, bytes)| bytes.clone()));
    }
    parts.extend(plugins.iter().map(|plugin| plugin.sha256.clone().into_bytes()));
    identity(parts.iter().map(Vec::as_slice))
}

pub(crate) fn hex(identity: &Identity) -> String {
    identity.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The line that repeats it.
fn repeat(arguments: &EnsembleArguments, out: &Path, replicates: u32) -> String {
    let mut words: Vec<String> =
        vec!["coercivity".into(), "ensemble".into(), arguments.file.display().to_string()];
    for entry in arguments.all_overrides() {
        words.extend(["--set".into(), entry]);
    }
    words.extend(["--replicates".into(), replicates.to_string()]);
    for path in &arguments.many.plugins.plugin {
        words.extend(["--plugin".into(), path.display().to_string()]);
    }
    if let Some(shard) = arguments.shard {
        words.extend(["--shard".into(), format!("{}/{}", shard.number, shard.of)]);
    }
    if arguments.files.no_months {
        words.push("--no-months".into());
    }
    words.extend(["--out".into(), format!("{}-again", out.components().as_path().display())]);
    facts::join(words)
}
