//! Tests of the scenario crate as its users see it.

/// Layers, single values and the checked scenario.
mod load;
