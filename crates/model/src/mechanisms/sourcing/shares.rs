//! Weights become whole shares.

use crate::world::SHARE_ONE;

/// Whole 32768ths in proportion to `weights`, by largest remainder; each positive weight keeps at least one.
#[must_use]
pub fn normalise(weights: &[f64]) -> Vec<u16> {
    let mut shares = vec![0; weights.len()];
    share_out(weights, &mut shares);
    shares
}

/// Most weights that are worked on on the stack.
const FEW: usize = 16;

/// The same into `shares`.
#[inline(always)]
pub(super) fn share_out(weights: &[f64], shares: &mut [u16]) {
    let n = weights.len();
    if n <= FEW {
        share_out_with(weights, shares, &mut [0.0; FEW][..n], &mut [0; FEW][..n]);
    } else {
        share_out_with(weights, shares, &mut vec![0.0; n], &mut vec![0; n]);
    }
}

#[inline(always)]
fn share_out_with(weights: &[f64], shares: &mut [u16], remainder: &mut [f64], order: &mut [u16]) {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return shares.fill(0);
    }
    let (mut missing, mut positive) = (i32::from(SHARE_ONE), 0);
    for (i, (share, &weight)) in shares.iter_mut().zip(weights).enumerate() {
        let exact = weight / total * f64::from(SHARE_ONE);
        let whole = exact.floor();
        *share = if exact > 0.0 { (whole as u16).max(1) } else { 0 };
        missing -= i32::from(*share);
        remainder[i] = exact - whole;
        if weight > 0.0 {
            order[positive] = i as u16;
            positive += 1;
        }
    }
    if missing == 0 {
        return;
    }
    let order = &mut order[..positive];
    let of = |i: u16| remainder[usize::from(i)];
    order.sort_unstable_by(|&a, &b| of(b).total_cmp(&of(a)).then(a.cmp(&b)));
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
