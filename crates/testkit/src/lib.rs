//! coercivity-testkit
