//! Drawing: SVG that reads without a script, with colours from the style of the page so that light and dark both work.

pub(crate) mod axis;
pub(crate) mod bars;
pub(crate) mod format;
pub(crate) mod lines;
pub(crate) mod sankey;
pub(crate) mod svg;
