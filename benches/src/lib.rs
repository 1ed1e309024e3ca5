//! Benchmarks; see `benches/`. `cargo bench -p coercivity-benches` runs them all.
