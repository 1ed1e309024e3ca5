//! Writes the world of a number of firms: `world FIRMS FILE`.

use coercivity_peers::World;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [firms, path] = arguments.as_slice() else {
        return Err("usage: world FIRMS FILE".into());
    };
    Ok(World::draw(firms.parse()?).write(Path::new(path))?)
}
