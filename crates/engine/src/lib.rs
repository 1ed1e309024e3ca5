//! coercivity-engine
