//! A Sankey diagram of the chain: columns of groups, and bands between them as wide as what goes along.

use super::svg::{Anchor, Svg, cut};
use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const TOP: f64 = 56.0;
const HEIGHT: f64 = 300.0;
const GAP: f64 = 10.0;
const NODE: f64 = 12.0;

/// What goes from one group to another in a step, as a share of all that the step moves in the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Link {
    pub(crate) step: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) share: f64,
}

/// A diagram.
pub(crate) struct Sankey<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// Names of the columns; one more than there are steps.
    pub(crate) columns: &'a [String],
    pub(crate) groups: &'a [String],
    /// Classes of the colours of groups.
    pub(crate) classes: &'a [&'static str],
    pub(crate) links: &'a [Link],
    /// The share that fills the height, the same for diagrams that are compared: see [`tallest`].
    pub(crate) full: f64,
}

/// The sum of all nodes in the tallest column; a node is as tall as what comes in or what goes out, whichever is more.
pub(crate) fn tallest(links: &[Link], columns: usize, groups: usize) -> f64 {
    let tall =
        |column: &Vec<[f64; 2]>| column.iter().map(|[enters, leaves]| enters.max(*leaves)).sum::<f64>();
    through(links, columns, groups).iter().map(tall).fold(0.0, f64::max)
}

/// What comes into each node and what goes out, by column and group.
fn through(links: &[Link], columns: usize, groups: usize) -> Vec<Vec<[f64; 2]>> {
    let mut through = vec![vec![[0.0; 2]; groups]; columns];
    for link in links {
        through[link.step][link.from][1] += link.share;
        through[link.step + 1][link.to][0] += link.share;
    }
    through
}

/// Where bands begin and end at a node.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    top: f64,
    size: f64,
    /// Used by bands that come in and go out.
    used: [f64; 2],
}

impl Sankey<'_> {
    /// The picture.
    pub(crate) fn draw(&self, id: &str) -> String {
        let mut nodes = self.nodes();
        let mut svg = Svg::new(id, (WIDTH, TOP + HEIGHT + 14.0), self.title, self.description);
        svg.words("t", (0.0, 13.0), Anchor::Start, self.title);
        for (column, name) in self.columns.iter().enumerate() {
            let anchor = self.anchor(column);
            let x = self.x(column) + if anchor == Anchor::End { NODE } else { 0.0 };
            svg.words("n", (x, TOP - 16.0), anchor, &cut(name, 24));
        }
        for link in self.links.iter().filter(|link| link.share > 0.0) {
            let width = self.pixels(link.share);
            let from = &mut nodes[link.step][link.from];
            let y0 = from.top + from.used[1];
            from.used[1] += width;
            let to = &mut nodes[link.step + 1][link.to];
            let y1 = to.top + to.used[0];
            to.used[0] += width;
            let words = format!(
                "{} to {}: {} of the step",
                self.groups[link.from],
                self.groups[link.to],
                crate::numbers::percent(link.share)
            );
            svg.titled_path(
                &format!("flow {}", self.classes[link.from]),
                &self.band(link.step, y0, y1, width),
                &words,
            );
        }
        self.draw_nodes(&mut svg, &nodes);
        svg.finish()
    }

    fn draw_nodes(&self, svg: &mut Svg, nodes: &[Vec<Node>]) {
        for (column, nodes) in nodes.iter().enumerate() {
            for (group, node) in nodes.iter().enumerate().filter(|entry| entry.1.size > 0.0) {
                let x = self.x(column);
                let name = &self.groups[group];
                svg.rect(
                    &format!("bar {}", self.classes[group]),
                    (x, node.top),
                    (NODE, node.size.max(1.0)),
                    name,
                );
                if node.size < 7.0 {
                    continue;
                }
                let is_last = self.anchor(column) == Anchor::End;
                let at = if is_last { x - 4.0 } else { x + NODE + 4.0 };
                let anchor = if is_last { Anchor::End } else { Anchor::Start };
                svg.words("halo", (at, node.top + node.size / 2.0 + 4.0), anchor, &cut(name, 18));
            }
        }
    }

    /// Sizes and places of the nodes, by column and group.
    fn nodes(&self) -> Vec<Vec<Node>> {
        let through = through(self.links, self.columns.len(), self.groups.len());
        let column = |through: &Vec<[f64; 2]>| {
            let mut top = TOP;
            let place = |[enters, leaves]: &[f64; 2]| {
                let size = self.pixels(enters.max(*leaves));
                let node = Node { top, size, used: [0.0; 2] };
                top += if size > 0.0 { size + GAP } else { 0.0 };
                node
            };
            through.iter().map(place).collect()
        };
        through.iter().map(column).collect()
    }

    /// Height of a share; gaps between the groups and what a step adds to another take their part.
    fn pixels(&self, share: f64) -> f64 {
        share / self.full.max(1e-9) * (HEIGHT - GAP * self.groups.len() as f64)
    }

    fn x(&self, column: usize) -> f64 {
        (WIDTH - NODE) * column as f64 / (self.columns.len().max(2) - 1) as f64
    }

    fn anchor(&self, column: usize) -> Anchor {
        if column + 1 == self.columns.len() { Anchor::End } else { Anchor::Start }
    }

    fn band(&self, step: usize, y0: f64, y1: f64, width: f64) -> String {
        let (x0, x1) = (self.x(step) + NODE, self.x(step + 1));
        let middle = (x0 + x1) / 2.0;
        let mut path = String::new();
        let _ = write!(
            path,
            "M{x0:.1} {y0:.1}C{middle:.1} {y0:.1} {middle:.1} {y1:.1} {x1:.1} {y1:.1}L{x1:.1} {:.1}C{middle:.1} {:.1} {middle:.1} {:.1} {x0:.1} {:.1}Z",
            y1 + width,
            y1 + width,
            y0 + width,
            y0 + width
        );
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_as_wide_as_what_goes_along() {
        let [columns, groups] =
            [["Mines", "Plants"], ["China", "Others"]].map(|names| names.map(String::from));
        let links =
            [Link { step: 0, from: 0, to: 0, share: 0.75 }, Link { step: 0, from: 1, to: 0, share: 0.25 }];
        let sankey = Sankey {
            title: "t",
            description: "d",
            columns: &columns,
            groups: &groups,
            classes: &["c1", "c2"],
            links: &links,
            full: 1.0,
        };
        let nodes = sankey.nodes();
        assert_eq!(nodes[0][0].size, 3.0 * nodes[0][1].size);
        assert!((nodes[1][0].size - sankey.pixels(1.0)).abs() < 1e-9, "all arrives at one node");
        assert_eq!(sankey.draw("x").matches("class=\"flow").count(), 2);
    }
}
