//! The value of a parameter at which a result reaches a level, by bisection.
//!
//! The result is taken to rise or to fall all the way between the ends, as its values at both tell.

/// Where a result reaches a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Crossing {
    /// At this value, to within the tolerance.
    At(f64),
    /// It is over the level at both ends.
    AlwaysOver,
    /// It is under the level at both ends.
    AlwaysUnder,
}

/// The value in `low..=high` at which `result` reaches `level`.
///
/// # Errors
/// What `result` says.
pub fn crossing<E>(
    [low, high]: [f64; 2],
    tolerance: f64,
    level: f64,
    mut result: impl FnMut(f64) -> Result<f64, E>,
) -> Result<Crossing, E> {
    let mut over = |value: f64| Ok(result(value)? >= level);
    let at_low = over(low)?;
    if at_low == over(high)? {
        return Ok(if at_low { Crossing::AlwaysOver } else { Crossing::AlwaysUnder });
    }
    let (mut low, mut high) = (low, high);
    while high - low > tolerance {
        let middle = low + (high - low) / 2.0;
        if over(middle)? == at_low {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Crossing::At(low + (high - low) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(result: impl Fn(f64) -> f64, level: f64) -> Crossing {
        crossing([0.0, 10.0], 0.01, level, |value| Ok::<_, ()>(result(value))).unwrap()
    }

    #[test]
    fn bisection_finds_what_a_grid_finds() {
        let curve = |x: f64| x * x;
        let Crossing::At(found) = of(curve, 30.0) else { panic!("none found") };
        let grid = (0..=1000).map(|n| f64::from(n) / 100.0).find(|x| curve(*x) >= 30.0).unwrap();
        assert!((found - grid).abs() <= 0.02, "{found} and {grid}");
        let Crossing::At(found) = of(|x| 10.0 - x, 2.5) else { panic!("none found") };
        assert!((found - 7.5).abs() <= 0.01);
    }

    #[test]
    fn a_level_that_is_not_met_is_told() {
        assert_eq!((of(|x| x, -1.0), of(|x| x, 11.0)), (Crossing::AlwaysOver, Crossing::AlwaysUnder));
    }
}
