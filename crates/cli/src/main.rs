//! coercivity-cli
fn main() {}
