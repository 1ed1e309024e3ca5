//! The registry names every column of a firm, and the documentation has its size.

use crate::prelude::*;
use bevy_ecs::prelude::Entity;
use coercivity_model::registry::COLUMNS;
use coercivity_testkit::{MINIATURE, configs, text};

#[test]
fn every_component_of_a_firm_is_in_the_registry() {
    let mut simulation = built(&text(MINIATURE, &[]));
    let mut query = simulation.world.query_filtered::<Entity, bevy_ecs::query::With<Stable>>();
    let firms: Vec<Entity> = query.iter(&simulation.world).collect();
    assert_eq!(firms.len(), 5);
    for firm in firms {
        let entity = simulation.world.entity(firm);
        let archetype = entity.archetype();
        let spawned: Vec<String> = archetype
            .components()
            .iter()
            .map(|&id| simulation.world.components().get_info(id).unwrap().name().to_string())
            .collect();
        assert_eq!(spawned.len(), COLUMNS.len(), "{spawned:?}");
        let bytes: usize = archetype
            .components()
            .iter()
            .map(|&id| simulation.world.components().get_info(id).unwrap().layout().size())
            .sum();
        assert_eq!(bytes, COLUMNS.iter().map(|column| column.bytes).sum::<usize>());
    }
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
    assert_eq!(numbers, [COLUMNS.len(), COLUMNS.iter().map(|column| column.bytes).sum()], "{line}");
}
