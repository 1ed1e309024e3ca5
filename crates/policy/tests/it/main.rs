//! Tests of the SDK as its users see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

// The C header and this crate say the same.
mod header;
// A host in miniature, for the tests of the table.
mod host;
// What an author writes, run in process: hooks, refusals, state, panics.
mod hooks;
// Parameters of every kind, and the manifest that they make.
mod parameters;
// The functions of an exported table, called as a host calls them.
mod table;
// The shortest real policy: it works, and it is short.
mod tariff;
