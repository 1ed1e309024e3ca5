//! Nothing depends on where a firm lies in memory or stands in a file.

use crate::prelude::*;
use crate::threads::april;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_testkit::{MINIATURE, layered, text};
use std::sync::Arc;

/// The first tick after which two worlds differ, within `ticks`.
fn first_difference(a: (&Scenario, Layout), b: (&Scenario, Layout), ticks: u32) -> Option<u32> {
    let mut worlds = [a, b].map(|(scenario, layout)| {
        let scenario = Arc::new(scenario.clone());
        let mut world = Simulation::new(&scenario, Pool::new(1).unwrap(), layout).unwrap();
        world.burn_in(|_, _| true).unwrap();
        world
    });
    (0..ticks).find(|_| {
        let [a, b] = worlds.each_mut().map(|world| world.tick_and(Simulation::state_hash));
        a != b
    })
}

#[test]
fn the_order_of_firms_in_memory_changes_nothing() {
    let scenario = april();
    let found = first_difference((&scenario, Layout::Natural), (&scenario, Layout::Shuffled(7)), 15);
    assert_eq!(found, None, "first differing tick");
}

/// `base` with its named firms in reverse order, one line each.
fn reversed(base: &str) -> String {
    let (head, rest) = base.split_once("named: [\n").unwrap();
    let (firms, tail) = rest.split_once("        ],\n        links").unwrap();
    let lines: Vec<&str> = firms.lines().filter(|line| line.trim().starts_with("(name")).rev().collect();
    assert_eq!(lines.len(), 5);
    format!("{head}named: [\n{}\n        ],\n        links{tail}", lines.join("\n"))
}

#[test]
fn the_order_of_firms_in_a_file_changes_nothing() {
    let back = reversed(MINIATURE);
    assert!(back.find("name: \"Dus\"") < back.find("name: \"M\""), "the file was reversed");
    assert!(text(MINIATURE, &[]) == text(&back, &[]), "a checked scenario has its firms in order of names");
}

#[test]
fn the_order_of_named_firms_changes_nothing() {
    let there = text(MINIATURE, &[]);
    let mut back = there.clone();
    back.named.reverse();
    for link in &mut back.links {
        (link.supplier, link.buyer) = (4 - link.supplier, 4 - link.buyer);
    }
    assert_eq!(first_difference((&there, Layout::Natural), (&back, Layout::Natural), 15), None);
}

#[test]
fn the_order_of_links_in_a_file_changes_nothing() {
    let there = text(MINIATURE, &[]);
    let mut back = there.clone();
    back.links.reverse();
    assert_eq!(first_difference((&there, Layout::Natural), (&back, Layout::Natural), 9), None);
}

#[test]
fn another_world_is_told_apart() {
    let (with, without) = (text(MINIATURE, &[]), layered(MINIATURE, "schedule: [],", &[]));
    let found = first_difference((&with, Layout::Natural), (&without, Layout::Natural), 9);
    assert_eq!(found, Some(2), "the licence is asked for from week 2 on");
}
