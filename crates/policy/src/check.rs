//! What a policy wrote, checked: every value finite and within the range of its effect.

use crate::{Effect, SliceMut};

/// The first row of an effect whose value is not finite or out of range, with the value.
///
/// # Errors
/// Row and value.
pub fn check_output(effect: Effect, written: &SliceMut<'_>) -> Result<(), (usize, f64)> {
    let (low, high) = effect.range();
    let outside = |value: f64| !(low..=high).contains(&value);
    let wrong = match written {
        SliceMut::F64(values) => values.iter().position(|&value| outside(value)),
        // A code that means nothing in particular is neutral whatever the range says.
        SliceMut::U8(values) => {
            values.iter().position(|&value| outside(f64::from(value)) && f64::from(value) != effect.neutral())
        }
    };
    match (wrong, written) {
        (None, _) => Ok(()),
        (Some(row), SliceMut::F64(values)) => Err((row, values[row])),
        (Some(row), SliceMut::U8(values)) => Err((row, f64::from(values[row]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_wrong(effect: Effect, mut values: Vec<f64>) -> Option<usize> {
        check_output(effect, &SliceMut::F64(&mut values)).err().map(|(row, _)| row)
    }

    #[test]
    fn the_first_value_out_of_range_is_told() {
        assert_eq!(first_wrong(Effect::Tariff, vec![0.0, 100.0, 1.5]), None);
        assert_eq!(first_wrong(Effect::Tariff, vec![0.0, -0.1, 101.0]), Some(1));
        assert_eq!(first_wrong(Effect::Quota, vec![1e18]), None);
    }

    #[test]
    fn what_is_not_finite_is_out_of_range() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(first_wrong(Effect::Tariff, vec![0.0, value]), Some(1));
        }
    }

    #[test]
    fn a_code_over_the_highest_is_told() {
        let mut codes = [0, 3, 4];
        assert_eq!(check_output(Effect::Status, &SliceMut::U8(&mut codes)), Err((2, 4.0)));
    }
}
