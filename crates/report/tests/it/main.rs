//! Tests of whole pages, from directories that the writers of `record` made.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic, its helpers too")]

// The page in a browser, at two widths and without a network.
mod browser;
// Small directories of runs, games and ensembles.
mod fixture;
// What a page shows, and what it never lets through.
mod page;
// Directories that cannot be reported on.
mod refusals;
