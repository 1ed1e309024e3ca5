//! `soak [--years N] [--firms N] [--seed S]`: prints memory on the way, and the state hash at the end.

use coercivity_fuzz::soak::{Soak, run, scenario};
use coercivity_record::held_memory_mb;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

const USAGE: &str = "usage: soak [--years N] [--firms N] [--seed S]";

fn main() -> ExitCode {
    match arguments().and_then(|soak| soaked(soak).map_err(|stopped| stopped.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Soak, String> {
    let mut soak = Soak { years: 100, firms: 400, seed: 1 };
    let mut words = std::env::args().skip(1);
    while let Some(name) = words.next() {
        let value: u32 = words.next().and_then(|word| word.parse().ok()).ok_or(USAGE)?;
        match name.as_str() {
            "--years" if (1..=1000).contains(&value) => soak.years = value,
            "--firms" => soak.firms = value,
            "--seed" => soak.seed = value.into(),
            _ => return Err(format!("{USAGE}; from 1 to 1000 years")),
        }
    }
    Ok(soak)
}

#[expect(
    clippy::disallowed_methods,
    reason = "how far it is, told to whoever waits; no result depends on it"
)]
fn soaked(soak: Soak) -> Result<(), coercivity_fuzz::soak::Stopped> {
    let scenario = Arc::new(scenario(soak)?);
    let (ticks, start) = (scenario.run.ticks, Instant::now());
    println!("{} measures, {} firms, {ticks} ticks", scenario.schedule.len(), soak.firms);
    let (mut first, mut most) = (None, 0.0_f64);
    let (done, hash) = run(&scenario, 0, |tick, simulation| {
        let held = held_memory_mb().unwrap_or(0.0);
        if tick > ticks / 10 {
            first.get_or_insert(held);
            most = most.max(held);
        }
        if tick.is_multiple_of((ticks / 10).max(1)) {
            println!(
                "tick {tick:>6}  {}  {held:.1} MB  {:.0} s",
                simulation.date(),
                start.elapsed().as_secs_f64()
            );
        }
    })?;
    let first = first.unwrap_or(most);
    println!("{done} ticks, both balances closed in each; state {hash}");
    println!(
        "memory after the first tenth {first:.1} MB, at most {most:.1} MB later: {:+.1} MB",
        most - first
    );
    Ok(())
}
