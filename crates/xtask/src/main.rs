//! coercivity-xtask
fn main() {}
