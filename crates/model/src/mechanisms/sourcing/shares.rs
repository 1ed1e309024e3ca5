//! Weights become whole shares.

use crate::world::SHARE_ONE;

/// Whole 32768ths in proportion to `weights`, by largest remainder; each positive weight keeps at least one.
#[must_use]
pub fn normalise(weights: &[f64]) -> Vec<u16> {
    let mut shares = vec![0; weights.len()];
    share_out(weights, &mut shares);
    shares
}

/// Most weights whose remainders are ordered on the stack.
const FEW: usize = 16;

/// The same into `shares`.
pub(super) fn share_out(weights: &[f64], shares: &mut [u16]) {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return shares.fill(0);
    }
    let exact = |weight: f64| weight / total * f64::from(SHARE_ONE);
    let mut missing = i32::from(SHARE_ONE);
    for (share, &weight) in shares.iter_mut().zip(weights) {
        let exact = exact(weight);
        *share = if exact > 0.0 { (exact.floor() as u16).max(1) } else { 0 };
        missing -= i32::from(*share);
    }
    if missing == 0 {
        return;
    }
    let remainder = |i: u16| exact(weights[usize::from(i)]) - exact(weights[usize::from(i)]).floor();
    let positive = (0..weights.len() as u16).filter(|&i| weights[usize::from(i)] > 0.0);
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let order: &mut [u16] = if weights.len() <= FEW {
        let mut n = 0;
        for i in positive {
            few[n] = i;
            n += 1;
        }
        &mut few[..n]
    } else {
        many.extend(positive);
        &mut many
    };
    order.sort_unstable_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    for &i in order.iter().cycle() {
        let share = &mut shares[usize::from(i)];
        if missing == 0 {
            break;
        }
        if missing > 0 {
            *share += 1;
            missing -= 1;
        } else if *share > 1 {
            *share -= 1;
            missing += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_by_largest_remainder() {
        // Thirds of 32768 are 10922.67: two get one more.
        assert_eq!(normalise(&[1.0, 1.0, 1.0]), [10923, 10923, 10922]);
        assert_eq!(normalise(&[1.0, 0.0]), [SHARE_ONE, 0]);
        // A tiny weight keeps one 32768th, taken from the others.
        assert_eq!(normalise(&[1.0, 1e-9]), [SHARE_ONE - 1, 1]);
    }
}
