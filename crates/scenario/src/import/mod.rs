//! The user's own tables of firms and links.
//!
//! Rows that cannot be used are dropped and listed, never silently; when more than a fifth are, that is an error.
//! Used rows join the named firms and given links, and mistakes found later point at their lines.

mod coverage;
mod report;
mod rows;
mod table;

pub use report::ImportReport;

use crate::file::Sections;
use crate::layers::{Files, is_command_line};
use crate::origins::Origins;
use crate::report::{Place, Report};
use crate::source::{Source, join};
use rows::{Known, firm_of, links_of, merge_owners};
use std::collections::BTreeSet;
use table::Table;

/// Largest share of rows that may be dropped.
const MOST_DROPPED: f64 = 0.2;

/// Reads the tables that `firms.own_data` names and adds their rows to the sections.
pub(crate) fn own_data(
    sections: &mut Sections,
    origins: &mut Origins,
    source: &dyn Source,
    files: &mut Files,
    report: &mut Report,
) -> Option<ImportReport> {
    let own = sections.firms.own_data.take()?;
    let mut import = ImportReport::default();
    let mut reading = Reading { origins, source, files, report };
    let firms = reading.table("firms.own_data.firms_csv", &own.firms_csv, rows::FIRM_COLUMNS)?;
    let links = match &own.links_csv {
        Some(path) => Some(reading.table("firms.own_data.links_csv", path, rows::LINK_COLUMNS)?),
        None => None,
    };
    add_firms(sections, &firms, origins, &mut import);
    let first = import.dropped.len();
    refuse_if_poor(&firms, &import.dropped[..first], origins, report);
    if let Some(links) = links {
        add_links(sections, &links, origins, &mut import);
        refuse_if_poor(&links, &import.dropped[first..], origins, report);
    }
    import.coverage = coverage::coverage(sections, &import.firms);
    Some(import)
}

struct Reading<'a> {
    origins: &'a Origins,
    source: &'a dyn Source,
    files: &'a mut Files,
    report: &'a mut Report,
}

impl Reading<'_> {
    /// The table that the value at `path` names, with the needed columns.
    fn table(&mut self, path: &str, written: &str, columns: rows::Columns) -> Option<Table> {
        let at = self.origins.value(path);
        // Paths on the command line are as seen from where it is typed.
        let file = match self.report.texts.get(at.file) {
            Some(text) if !is_command_line(self.report, at) => join(&text.name, written),
            _ => written.to_owned(),
        };
        let bytes = match self.source.read(&file) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let help = Some(String::from("the path of a table is relative to the file that names it"));
                self.report.error(at, path, format!("cannot read `{file}`: {reason}"), help);
                return None;
            }
        };
        let text = String::from_utf8(bytes.clone());
        self.files.push((file.clone(), bytes));
        let Ok(text) = text else {
            let help = Some(String::from("save it as CSV in UTF-8"));
            self.report.error(at, path, format!("`{file}` is not UTF-8 text"), help);
            return None;
        };
        let number = self.report.add_text(&file, text.clone());
        match Table::read(&file, number, &text, columns) {
            Ok(table) => Some(table),
            Err((place, message, help)) => {
                self.report.error(place, path, message, help);
                None
            }
        }
    }
}

fn add_firms(sections: &mut Sections, table: &Table, origins: &mut Origins, import: &mut ImportReport) {
    import.files.push(table.name.clone());
    import.rows_read += table.rows.len();
    let known = Known::of(sections);
    let mut names: BTreeSet<String> = sections.firms.named.iter().map(|firm| firm.name.clone()).collect();
    let mut unmatched = BTreeSet::new();
    let start = sections.firms.named.len();
    for row in &table.rows {
        let firm = row
            .as_ref()
            .map_err(|bad| bad.reason.clone())
            .and_then(|row| firm_of(row, &known, &mut unmatched));
        let line = row.as_ref().map_or_else(|bad| bad.line, |row| row.line);
        match firm {
            Ok(firm) if merge_owners(&mut sections.firms.named[start..], &firm) => import.rows_used += 1,
            Ok(firm) if !names.insert(firm.name.clone()) => {
                import.dropped.push((
                    table.name.clone(),
                    line,
                    format!("firm `{}` is there already", firm.name),
                ));
            }
            Ok(firm) => {
                origins.insert(format!("firms.named[{}]", sections.firms.named.len()), table.place(line));
                import.firms.push(firm.name.clone());
                sections.firms.named.push(firm);
                import.rows_used += 1;
            }
            Err(reason) => import.dropped.push((table.name.clone(), line, reason)),
        }
    }
    import.unmatched.extend(unmatched);
}

fn add_links(sections: &mut Sections, table: &Table, origins: &mut Origins, import: &mut ImportReport) {
    import.files.push(table.name.clone());
    import.rows_read += table.rows.len();
    let mut unmatched = BTreeSet::new();
    let (links, dropped) = links_of(table, &Known::of(sections), &mut unmatched);
    for (line, link) in links {
        origins.insert(format!("firms.links[{}]", sections.firms.links.len()), table.place(line));
        sections.firms.links.push(link);
        import.rows_used += 1;
    }
    import.dropped.extend(dropped.into_iter().map(|(line, reason)| (table.name.clone(), line, reason)));
    import.unmatched.extend(unmatched);
}

/// An error if more than a fifth of a table was dropped.
fn refuse_if_poor(
    table: &Table,
    dropped: &[(String, usize, String)],
    origins: &Origins,
    report: &mut Report,
) {
    let rows = table.rows.len();
    if rows == 0 {
        report.error(
            Place { file: table.file, start: 0, end: 1 },
            "firms.own_data",
            "the table has no rows",
            None,
        );
        return;
    }
    if dropped.len() as f64 <= MOST_DROPPED * rows as f64 {
        return;
    }
    let listed: Vec<String> =
        dropped.iter().take(10).map(|(_, line, reason)| format!("line {line}: {reason}")).collect();
    let more = dropped.len().saturating_sub(listed.len());
    let tail = if more > 0 { format!("\nand {more} more") } else { String::new() };
    let message = format!("{} of {rows} rows of `{}` cannot be used", dropped.len(), table.name);
    let place = dropped.first().map_or_else(|| origins.value("firms.own_data"), |first| table.place(first.1));
    report.error(place, "firms.own_data", message, Some(format!("{}{tail}", listed.join("\n"))));
}
