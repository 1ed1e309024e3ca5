//! Elementary effects: trajectories that change one parameter after the other by the same step.
//!
//! # Equations
//! ```text
//! step    = p / (2 (p - 1))                    p levels, even: 0, 1/(p-1), .., 1
//! d_i     = (y(x + step e_i) - y(x)) / step    for each trajectory; its sign follows the direction
//! mu*     = mean |d_i|,   mu = mean d_i,   sigma = standard deviation of d_i
//! ```
//! Sources: Morris (1991), Technometrics 33(2), 161-174; mu*: Campolongo, Cariboni and Saltelli (2007), Environmental
//! Modelling & Software 22(10), 1509-1518.

use coercivity_base::StableId;
use coercivity_base::chance::keyed_uniform;

/// Keys of the draws: start of a trajectory, direction, order of the parameters.
const START: u32 = 0;
const ORDER: u32 = 1;

/// What a parameter does, over trajectories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elementary {
    /// Mean of the absolute effects, per unit of the range.
    pub mu_star: f64,
    /// Mean of the effects.
    pub mu: f64,
    /// Their standard deviation: interactions and curvature.
    pub sigma: f64,
    /// Trajectories with both values.
    pub count: usize,
}

/// Places in the unit interval: for each trajectory its start, then a point after each change.
pub(super) fn units(trajectories: u32, levels: u32, parameters: usize, seed: u64) -> Vec<Vec<f64>> {
    let step = step(levels);
    let mut units = Vec::new();
    for trajectory in 0..trajectories {
        let draw = |kind: u32, parameter: usize| {
            keyed_uniform(seed, StableId(u64::from(trajectory)), kind, parameter as u32)
        };
        // Each parameter starts on a level; those of the upper half go down, so none leaves its range.
        let mut at: Vec<f64> = (0..parameters)
            .map(|parameter| {
                let level = (draw(START, parameter) * f64::from(levels)).floor().min(f64::from(levels - 1));
                level / f64::from(levels - 1)
            })
            .collect();
        let mut order: Vec<usize> = (0..parameters).collect();
        order.sort_by(|a, b| draw(ORDER, *a).total_cmp(&draw(ORDER, *b)).then(a.cmp(b)));
        units.push(at.clone());
        for parameter in order {
            at[parameter] += if at[parameter] < 0.5 { step } else { -step };
            units.push(at.clone());
        }
    }
    units
}

fn step(levels: u32) -> f64 {
    f64::from(levels) / (2.0 * f64::from(levels - 1))
}

/// Effects of each parameter on `results`, one for each point of the trajectories in `units`; points without a result drop out.
#[must_use]
pub fn elementary_effects(units: &[Vec<f64>], results: &[Option<f64>]) -> Vec<Elementary> {
    let parameters = units.first().map_or(0, Vec::len);
    let mut effects = vec![Vec::new(); parameters];
    for start in (0..units.len()).step_by(parameters + 1) {
        for at in start + 1..(start + parameters + 1).min(units.len()) {
            let moved = |p: &usize| units[at][*p] != units[at - 1][*p];
            let (Some(parameter), Some(after), Some(before)) =
                ((0..parameters).find(moved), results[at], results[at - 1])
            else {
                continue;
            };
            effects[parameter].push((after - before) / (units[at][parameter] - units[at - 1][parameter]));
        }
    }
    effects.iter().map(|effects| summed_up(effects)).collect()
}

fn summed_up(effects: &[f64]) -> Elementary {
    let count = effects.len();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count as f64;
    let mu = mean(&mut effects.iter().copied());
    let spread: f64 = effects.iter().map(|effect| (effect - mu) * (effect - mu)).sum();
    Elementary {
        mu_star: mean(&mut effects.iter().map(|effect| effect.abs())),
        mu,
        sigma: if count > 1 { (spread / (count - 1) as f64).sqrt() } else { f64::NAN },
        count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trajectory_changes_each_parameter_once_by_the_step_and_stays_inside() {
        let units = units(20, 4, 3, 9);
        assert_eq!(units.len(), 20 * 4);
        for trajectory in units.chunks(4) {
            let mut moved = [0; 3];
            for (before, after) in trajectory.iter().zip(&trajectory[1..]) {
                let changes: Vec<usize> = (0..3).filter(|p| before[*p] != after[*p]).collect();
                assert_eq!(changes.len(), 1);
                assert!(((before[changes[0]] - after[changes[0]]).abs() - 2.0 / 3.0).abs() < 1e-12);
                moved[changes[0]] += 1;
            }
            assert_eq!(moved, [1; 3]);
            assert!(trajectory.iter().flatten().all(|unit| (-1e-12..=1.0 + 1e-12).contains(unit)));
        }
    }

    #[test]
    fn a_linear_model_has_its_slopes_as_effects_and_no_spread() {
        let units = units(8, 4, 3, 2);
        // y = 5 a - 2 b + 0 c.
        let results: Vec<Option<f64>> = units.iter().map(|u| Some(5.0 * u[0] - 2.0 * u[1])).collect();
        let found = elementary_effects(&units, &results);
        for (effect, slope) in found.iter().zip([5.0, -2.0, 0.0]) {
            assert!((effect.mu - slope).abs() < 1e-9 && (effect.mu_star - f64::abs(slope)).abs() < 1e-9);
            assert!(effect.sigma < 1e-9);
            assert_eq!(effect.count, 8);
        }
    }

    #[test]
    fn a_failed_run_takes_only_the_effects_beside_it() {
        let units = units(2, 4, 2, 2);
        let mut results: Vec<Option<f64>> = units.iter().map(|u| Some(u[0] + u[1])).collect();
        results[0] = None;
        let counts: usize = elementary_effects(&units, &results).iter().map(|effect| effect.count).sum();
        assert_eq!(counts, 3);
    }
}
