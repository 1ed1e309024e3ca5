//! coercivity-parallel
