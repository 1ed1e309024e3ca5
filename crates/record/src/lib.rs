//! coercivity-record
