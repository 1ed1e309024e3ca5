//! Digits of whole numbers, two at a time.

/// The numbers from 00 to 99, one after the other.
const PAIRS: [u8; 200] = {
    let mut pairs = [b'0'; 200];
    let mut number = 0;
    while number < 100 {
        pairs[2 * number] += (number / 10) as u8;
        pairs[2 * number + 1] += (number % 10) as u8;
        number += 1;
    }
    pairs
};

/// Appends the decimal digits of `value`, with a minus sign if it is under 0.
pub(crate) fn push_whole(held: &mut Vec<u8>, value: i128) {
    let Ok(narrow) = i64::try_from(value) else {
        held.extend_from_slice(value.to_string().as_bytes());
        return;
    };
    if narrow < 0 {
        held.push(b'-');
    }
    let mut left = narrow.unsigned_abs();
    let mut digits = [0; 20];
    let mut first = digits.len();
    while left >= 10 {
        let pair = 2 * (left % 100) as usize;
        first -= 2;
        digits[first..first + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        left /= 100;
    }
    if left > 0 || first == digits.len() {
        first -= 1;
        digits[first] = b'0' + left as u8;
    }
    held.extend_from_slice(&digits[first..]);
}

#[cfg(test)]
mod tests {
    use super::push_whole;
    use proptest::prelude::*;

    fn digits(value: i128) -> String {
        let mut held = Vec::new();
        push_whole(&mut held, value);
        String::from_utf8(held).unwrap()
    }

    #[test]
    fn edges_have_the_digits_that_the_language_prints() {
        for value in [0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, i64::MAX.into(), i128::MAX] {
            for value in [value, -value, value.saturating_add(1)] {
                assert_eq!(digits(value), value.to_string());
            }
        }
        assert_eq!(digits(i128::MIN), i128::MIN.to_string());
    }

    proptest! {
        #[test]
        fn any_whole_number_has_the_digits_that_the_language_prints(value: i64, wide: i128) {
            prop_assert_eq!(digits(value.into()), value.to_string());
            prop_assert_eq!(digits(wide), wide.to_string());
        }
    }
}
