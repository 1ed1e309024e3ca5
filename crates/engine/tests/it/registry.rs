//! The registry names every column of a firm, and the documentation has its size.

use crate::prelude::*;
use bevy_ecs::prelude::Entity;
use coercivity_model::registry::entries;
use coercivity_model::state::Traits;
use coercivity_testkit::{MINIATURE, configs, text};

#[test]
fn every_component_of_a_firm_is_in_the_registry() {
    let mut simulation = built(&text(MINIATURE, &[]));
    let mut query = simulation.world.query_filtered::<Entity, bevy_ecs::query::With<Stable>>();
    let firms: Vec<Entity> = query.iter(&simulation.world).collect();
    assert_eq!(firms.len(), 5);
    let named = entries().into_iter().filter(|entry| entry.component).map(|entry| entry.bytes);
    for firm in firms {
        let entity = simulation.world.entity(firm);
        let archetype = entity.archetype();
        let size = |&id| simulation.world.components().get_info(id).unwrap().layout().size();
        let spawned = archetype.components().iter().map(size);
        assert_eq!(
            (spawned.len(), spawned.sum::<usize>()),
            (named.clone().count(), named.clone().sum()),
            "components, and bytes of all"
        );
    }
}

#[test]
fn every_column_of_a_table_is_in_the_registry() {
    // Numbers of fixed width, and a byte for the length of each column.
    let bytes = |firms| {
        let (low, high) = (vec![0.0; firms], vec![0.0; firms]);
        let traits = Traits { market_low: low, market_high: high, caution: vec![0.0; firms] };
        postcard::to_allocvec(&(traits, Inputs::none(firms), Products::none(firms))).unwrap().len()
    };
    let named = entries().into_iter().filter(|entry| !entry.component).map(|entry| entry.bytes);
    assert_eq!((named.clone().count(), named.sum::<usize>()), (bytes(0), bytes(1) - bytes(0)));
}

#[test]
fn the_documentation_has_the_bytes_of_a_firm() {
    let text = std::fs::read_to_string(configs().join("../docs/ARCHITECTURE.md")).unwrap();
    let line = text.lines().find(|line| line.starts_with("| **sum, ")).unwrap();
    let numbers: Vec<usize> = line
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap())
        .collect();
    let entries = entries();
    assert_eq!(numbers, [entries.len(), entries.iter().map(|entry| entry.bytes).sum()], "{line}");
}
