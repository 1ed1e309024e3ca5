//! Assumptions that differ from the defaults, as far as they are known.

use crate::{
    Known,
    block::Section,
    numbers,
    run::Run,
    sheet::{Cell, Sheet},
};

pub(crate) fn section(runs: &[Run], known: &[Option<Known>]) -> Section {
    let mut section = Section::new(
        "assumptions",
        "Assumptions",
        "What was set otherwise than the defaults of the program.",
    );
    for (run, known) in runs.iter().zip(known) {
        if runs.len() > 1 {
            section.heading(run.name.clone());
        }
        match known {
            Some(known) => from_files(&mut section, run, known),
            None => section.words(
                "The files of the scenario are not here as the run read them, so only what its manifest holds is known: the \
                 overrides of its command line, and the fingerprints of the files. The manifest does not hold their values or sources.",
            ),
        }
        if run.manifest.overrides.is_empty() {
            section.words("Overrides on the command line: none.");
        } else {
            section
                .words("Overrides on the command line, after the values of the files; they carry no source:");
            section.list(run.manifest.overrides.clone());
        }
        for branch in &run.manifest.branches {
            section.words(format!(
                "Branched off another run; from {} on it holds: {}.",
                numbers::day(branch.at),
                branch.set.join(", ")
            ));
        }
        section.table(
            "Files that the run read",
            "Their order is the order of layers.",
            &files(run),
            &format!("files_{}", super::checks::file_name(&run.name)),
        );
    }
    section
}

fn from_files(section: &mut Section, run: &Run, known: &Known) {
    let mut sheet = Sheet::new(&[
        ("Value", "path"),
        ("Default", "default"),
        ("In this run", "value"),
        ("Source", "source"),
    ]);
    sheet.rows = known
        .assumptions
        .iter()
        .map(|entry| {
            [&entry.path, &entry.default, &entry.value, &entry.source]
                .map(|words| Cell::text(words.as_str()))
                .to_vec()
        })
        .collect();
    if sheet.rows.is_empty() {
        section.words(
            "By the files of the scenario, whose fingerprint is that of the run: beside its measures it changes no value of \
             its base, or it has none.",
        );
        return;
    }
    let name = format!("assumptions_{}", super::checks::file_name(&run.name));
    section.table(
        "",
        "Read from the files of the scenario, whose fingerprint is that of the run. A source stands beside a value where the \
         file gives one for it or for the entry that it belongs to.",
        &sheet,
        &name,
    );
}

fn files(run: &Run) -> Sheet {
    let mut sheet = Sheet::new(&[("File", "file"), ("SHA-256", "sha256")]);
    let row = |file: &coercivity_record::ScenarioFile| {
        vec![Cell::text(file.name.clone()), Cell::text(file.sha256.clone())]
    };
    sheet.rows = run.manifest.scenario_files.iter().map(row).collect();
    sheet
}
