//! What a tick moves, as the model counts it and as the documentation tells it.

use coercivity_engine::Phase;
use coercivity_model::traffic::{Bytes, Counts, Unit, WALKS, When, per_firm, traffic};
use coercivity_testkit::{MINIATURE, configs, text};

#[test]
fn every_phase_is_counted_in_its_order() {
    let mut simulation = crate::prelude::built(&text(MINIATURE, &[]));
    simulation.step().unwrap();
    let counts = Counts::of(&mut simulation.world);
    let phases: Vec<String> = traffic(&counts).into_iter().map(|traffic| traffic.phase).collect();
    assert_eq!(phases, Phase::ALL.map(Phase::name));
    // Five firms in a chain, each but the first with one input from one seller, and nothing disturbs.
    assert_eq!((counts.firms, counts.links, counts.review_ticks), (5, simulation.links(), 0));
    assert!(counts.shipments <= counts.links && counts.slots >= counts.links, "{counts:?}");
}

/// The cells of the rows of the table of bytes by phase.
fn documented() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(configs().join("../docs/ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| phase | reads | writes |")).skip(2);
    let cells = |line: &str| {
        line.trim_matches('|').split('|').map(|cell| cell.replace('*', "").trim().to_owned()).collect()
    };
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// `98 + 2 p + 8 a shipment + 2 a link + 8 a bundle` as bytes a firm, a place and so on; words without a number are none.
fn bytes(cell: &str) -> [usize; 5] {
    let mut sums = [0; 5];
    for term in cell.split('+').map(str::trim) {
        let number = |words: &str| if words.is_empty() { 1 } else { words.trim().parse().unwrap() };
        let of = [" a shipment", " a link", " a bundle"].iter().position(|unit| term.ends_with(unit));
        if let Some(of) = of {
            sums[2 + of] += number(term.split(' ').next().unwrap());
        } else if let Some(number_of) =
            term.strip_suffix('p').filter(|before| before.is_empty() || before.ends_with(' '))
        {
            sums[1] += number(number_of);
        } else {
            sums[0] += term.parse::<usize>().unwrap_or(0);
        }
    }
    sums
}

/// Bytes for firms whose turn it is.
fn in_turn(arrays: &[Bytes]) -> [usize; 5] {
    let of_all = |&(unit, bytes): &Bytes| match unit {
        Unit::TurnPlace => Some((Unit::Place, bytes)),
        _ => None,
    };
    per_firm(&arrays.iter().filter_map(of_all).collect::<Vec<_>>())
}

#[test]
fn the_documentation_has_the_bytes_of_every_phase() {
    let rows = documented();
    let (quiet, rows) = rows.split_last().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, WALKS.iter().map(|walk| walk.name).collect::<Vec<_>>());
    let mut sums = [[0; 5]; 2];
    for (row, walk) in rows.iter().zip(WALKS) {
        for (side, (cell, arrays)) in [(&row[3], walk.reads), (&row[4], walk.writes)].into_iter().enumerate()
        {
            let (of_all, of_turn) = cell.split_once(", and ").unwrap_or((cell, ""));
            assert_eq!(bytes(of_all), per_firm(arrays), "{}: {cell}", walk.name);
            assert_eq!(bytes(of_turn.trim_end_matches(" in turn")), in_turn(arrays), "{}: {cell}", walk.name);
            if walk.when == When::Always {
                sums[side].iter_mut().zip(per_firm(arrays)).for_each(|(sum, bytes)| *sum += bytes);
            }
        }
    }
    assert_eq!([bytes(&quiet[3]), bytes(&quiet[4])], sums, "{}", quiet[0]);
}
