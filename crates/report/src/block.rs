//! The parts of a page as the template takes them.

use crate::{
    draw::lines::Panel,
    sheet::{Sheet, SheetView},
};
use serde::Serialize;

/// Rows that the table behind a figure shows on the page; its file has all.
const MOST_ROWS: usize = 60;

/// A section of the page.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Section {
    /// Part of the address of the section; of our making.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// A paragraph.
    Words { text: String },
    /// A heading within the section.
    Heading { text: String },
    /// Sentences one under the other.
    List { items: Vec<String> },
    /// A line to be copied.
    Code { text: String },
    /// Large numbers with what they are.
    Tiles { tiles: Vec<Tile> },
    /// A figure with the data behind it.
    Figure(Box<Figure>),
    /// A table that is read as such.
    Table(Box<TableBlock>),
}

/// A large number.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tile {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) note: String,
    /// Class of its colour.
    pub(crate) class: &'static str,
}

/// A figure.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Figure {
    pub(crate) id: String,
    /// What the figure shows, as a finding.
    pub(crate) title: String,
    /// How to read it.
    pub(crate) words: String,
    /// SVG pictures, escaped where they were drawn, and data for the script.
    pub(crate) pictures: Vec<Picture>,
    pub(crate) is_wide: bool,
    pub(crate) data: SheetView,
    /// Name of the CSV file.
    pub(crate) file: String,
}

/// A picture.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Picture {
    pub(crate) svg: String,
    pub(crate) plot: Option<String>,
}

/// A table on the page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TableBlock {
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) data: SheetView,
    pub(crate) file: String,
    /// Shades of cells, by row and column: from -4 (much less) over 0 to 4 (much more).
    pub(crate) shades: Vec<Vec<i8>>,
}

impl Section {
    pub(crate) fn new(id: &str, title: impl Into<String>, lead: impl Into<String>) -> Self {
        Self { id: id.to_owned(), title: title.into(), lead: lead.into(), blocks: Vec::new() }
    }

    pub(crate) fn words(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Words { text: text.into() });
    }

    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading { text: text.into() });
    }

    pub(crate) fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { items });
        }
    }

    /// A table that is shown whole.
    pub(crate) fn table(
        &mut self,
        title: impl Into<String>,
        words: impl Into<String>,
        sheet: &Sheet,
        file: &str,
    ) {
        self.shaded_table(title, words, sheet, file, Vec::new());
    }

    pub(crate) fn shaded_table(
        &mut self,
        title: impl Into<String>,
        words: impl Into<String>,
        sheet: &Sheet,
        file: &str,
        shades: Vec<Vec<i8>>,
    ) {
        let data = sheet.view(MOST_ROWS);
        let block = TableBlock {
            title: title.into(),
            words: words.into(),
            data,
            file: format!("{file}.csv"),
            shades,
        };
        self.blocks.push(Block::Table(Box::new(block)));
    }

    /// A figure of panels over time; those without a value are left out.
    pub(crate) fn panels(
        &mut self,
        id: &str,
        title: impl Into<String>,
        words: impl Into<String>,
        panels: &[Panel],
        sheet: &Sheet,
    ) {
        let pictures: Vec<Picture> = panels
            .iter()
            .filter(|panel| panel.has_values())
            .enumerate()
            .map(|(at, panel)| Picture {
                svg: panel.draw(&format!("{id}-{at}")),
                plot: Some(in_script(&panel.plot())),
            })
            .collect();
        if !pictures.is_empty() {
            self.figure(Figure { pictures, ..figure(id, title, words, sheet) });
        }
    }

    /// A figure of pictures that stand as they are.
    pub(crate) fn pictures(
        &mut self,
        id: &str,
        title: impl Into<String>,
        words: impl Into<String>,
        svgs: Vec<String>,
        sheet: &Sheet,
    ) {
        let pictures = svgs.into_iter().map(|svg| Picture { svg, plot: None }).collect();
        self.figure(Figure { pictures, is_wide: true, ..figure(id, title, words, sheet) });
    }

    fn figure(&mut self, figure: Figure) {
        self.blocks.push(Block::Figure(Box::new(figure)));
    }
}

fn figure(id: &str, title: impl Into<String>, words: impl Into<String>, sheet: &Sheet) -> Figure {
    Figure {
        id: id.to_owned(),
        title: title.into(),
        words: words.into(),
        data: sheet.view(MOST_ROWS),
        file: format!("{id}.csv"),
        ..Figure::default()
    }
}

/// JSON that may stand inside a script element: nothing in it ends the element.
fn in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_for_the_script_cannot_end_its_element() {
        let text = in_script(&serde_json::json!({"label": "</script><b>&"}));
        assert!(!text.contains('<') && !text.contains('>') && !text.contains('&'));
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["label"], "</script><b>&");
    }
}
