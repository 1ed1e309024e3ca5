//! Whole shares: the parts of a buyer's orders in 32768ths, which sum to 1 exactly.

use super::SHARE_ONE;

/// Most links of a (buyer, input), so that each can have a share.
pub(super) const MOST_LINKS: usize = SHARE_ONE as usize / 2;

/// Splits the whole over `volumes` by largest remainder, each part at least 1; ties go to the earlier link.
/// `order` is scratch.
pub(super) fn whole_shares(volumes: &[f64], order: &mut Vec<(f64, usize)>, shares: &mut Vec<u16>) {
    shares.clear();
    order.clear();
    let total: f64 = volumes.iter().sum();
    for (i, volume) in volumes.iter().enumerate() {
        let exact = volume / total * f64::from(SHARE_ONE);
        let whole = exact.floor().max(1.0);
        shares.push(whole as u16);
        order.push((exact - whole, i));
    }
    let given: i64 = shares.iter().map(|&s| i64::from(s)).sum();
    let missing = i64::from(SHARE_ONE) - given;
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if missing >= 0 {
        for k in 0..missing as usize {
            shares[order[k % order.len()].1] += 1;
        }
        return;
    }
    // The least of 1 gave too much away: the largest links pay for it.
    for _ in 0..-missing {
        let largest = (0..shares.len()).fold(0, |best, i| if shares[i] > shares[best] { i } else { best });
        shares[largest] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(volumes: &[f64]) -> Vec<u16> {
        let (mut order, mut out) = (Vec::new(), Vec::new());
        whole_shares(volumes, &mut order, &mut out);
        out
    }

    #[test]
    fn thirds_give_the_two_left_over_to_the_first() {
        // 32768 / 3 = 10922 and 2 left.
        assert_eq!(shares(&[1.0, 1.0, 1.0]), [10_923, 10_923, 10_922]);
        assert_eq!(shares(&[5.0]), [SHARE_ONE]);
    }

    #[test]
    fn a_sliver_gets_one_and_the_largest_pays() {
        assert_eq!(shares(&[1e9, 1.0, 1.0]), [SHARE_ONE - 2, 1, 1]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_none_is_empty(volumes in prop::collection::vec(1e-9f64..1e9, 1..200)) {
            let shares = shares(&volumes);
            prop_assert_eq!(shares.iter().map(|&s| u32::from(s)).sum::<u32>(), u32::from(SHARE_ONE));
            prop_assert!(shares.iter().all(|&s| s > 0));
        }
    }
}
