//! Bisection for the least quantity that is enough.

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Least {
    /// Nothing is needed.
    Nothing,
    /// This much is enough, and less by the tolerance or more is not.
    Enough(f64),
    /// The most that can be of use is not enough.
    Never,
}

/// The least quantity in `0..=most` for which `enough` holds, to within `tolerance` from above, if more is never worse.
///
/// # Errors
/// What `enough` says.
pub fn least<E>(
    most: f64,
    tolerance: f64,
    mut enough: impl FnMut(f64) -> Result<bool, E>,
) -> Result<Least, E> {
    if enough(0.0)? {
        return Ok(Least::Nothing);
    }
    if !enough(most)? {
        return Ok(Least::Never);
    }
    let (mut low, mut high) = (0.0, most);
    while high - low > tolerance {
        let middle = low + (high - low) / 2.0;
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Least::Enough(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(most: f64, tolerance: f64, needed: f64) -> Least {
        least::<()>(most, tolerance, |quantity| Ok(quantity >= needed)).unwrap()
    }

    #[test]
    fn it_agrees_with_a_grid() {
        for needed in [0.1, 1.0, 3.0, 7.3, 12.5, 15.9, 16.0] {
            // The first point of a grid of sixteenths that is enough, which bisection of 16 by halves meets.
            let grid = (0..=256).map(|n| f64::from(n) / 16.0).find(|point| *point >= needed).unwrap();
            assert_eq!(find(16.0, 1.0 / 16.0, needed), Least::Enough(grid), "{needed}");
        }
    }

    #[test]
    fn nothing_and_never_are_told_apart() {
        assert_eq!(find(16.0, 1.0, 0.0), Least::Nothing);
        assert_eq!(find(16.0, 1.0, 16.5), Least::Never);
    }

    #[test]
    fn a_failure_ends_the_search() {
        let mut asked = 0;
        let found = least(16.0, 1.0, |quantity| {
            asked += 1;
            if asked == 3 { Err("third") } else { Ok(quantity > 5.0) }
        });
        assert_eq!((found, asked), (Err("third"), 3));
    }
}
