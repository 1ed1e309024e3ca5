//! Arbitrage: traders buy where a good is cheap and sell where it is dear, as far as measures let them.
//!
//! # Equations
//! ```text
//! gap_ab = ln q_b - ln( q_a (1 + t_ab) + f_ab + freight )
//! both prices move by their part of  k gap_ab,  the thinner market's more
//! k = s + (1 - s) (1 - exp(-resale o dt))
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | t, f | `Measures::tariff`, `fee` | share | duties, mean over the lanes from bloc a to bloc b by base-year trade |
//! | s | [`Pairs::free`] | share | part of the base-year trade from a to b on lanes that are open |
//! | o | [`openness`] | share | part of it that passes, under licences too |
//! | freight, resale | section `prices` | share, 1/week | cost of the way; who may buy under a licence may not resell |
//!
//! Only blocs in which the good is traded count: where there is no market nobody can buy. After the gaps are closed a last pass over all pairs whose lanes are open leaves none. With two blocs one pass does.

use crate::state::{Facts, LaneRule, Ledger, Measures, Trades, Verdict};
use coercivity_base::{EndUse, GoodId, math};

/// Moves the logarithms of all quotes, `[good][bloc]`, towards each other.
pub fn close_gaps(facts: &Facts, between: &[Between], logs: &mut [f64]) {
    let blocs = facts.blocs.blocs;
    if blocs == 1 {
        return;
    }
    for good in (0..facts.goods()).filter(|&good| !facts.sold_finally(GoodId::at(good))) {
        let pairs = Pairs::new(facts, &between[good], good);
        let logs = &mut logs[good * blocs..(good + 1) * blocs];
        pairs.relax(logs, facts.scenario.prices.resale_per_week * facts.calendar.tick_weeks());
    }
}

/// What goes between the blocs in one good.
pub struct Pairs {
    /// Number of blocs.
    pub blocs: usize,
    /// Duties `[from][to]`: tariff, and fee with freight, as shares of the price and of the base price.
    pub duties: Vec<(f64, f64)>,
    /// Part on open lanes, `[from][to]`.
    pub free: Vec<f64>,
    /// Part that passes, `[from][to]`.
    pub open: Vec<f64>,
    /// Size of each market: its base-year trade in and out.
    pub size: Vec<f64>,
}

impl Pairs {
    fn new(facts: &Facts, Between(sums): &Between, good: usize) -> Self {
        let blocs = facts.blocs.blocs;
        let freight = facts.scenario.prices.freight_share;
        let duties = sums.iter().map(|sum| (sum.mean(sum.tariff), sum.mean(sum.fee) + freight)).collect();
        let of = |part: fn(&Sum) -> (f64, f64)| sums.iter().map(|sum| sum.mean(part(sum))).collect();
        let size = facts.blocs.size[good * blocs..(good + 1) * blocs].to_vec();
        Self { blocs, duties, free: of(|sum| sum.free), open: of(|sum| sum.open), size }
    }

    /// Closes what can be closed in a tick; `resale` is the speed over lanes that are open in part.
    pub fn relax(&self, logs: &mut [f64], resale: f64) {
        let trades = |&(a, b): &(usize, usize)| a != b && self.size[a] > 0.0 && self.size[b] > 0.0;
        let all = || (0..self.blocs).flat_map(|a| (0..self.blocs).map(move |b| (a, b)));
        let pairs = || all().filter(trades);
        for (a, b) in pairs() {
            let gap = logs[b] - self.delivered(logs[a], a, b);
            if gap > 0.0 {
                let (free, open) = (self.free[a * self.blocs + b], self.open[a * self.blocs + b]);
                let closed = free + (1.0 - free) * (1.0 - math::exp(-resale * open));
                let part = self.size[a] / (self.size[a] + self.size[b]);
                logs[b] -= closed * gap * part;
                logs[a] += closed * gap * (1.0 - part);
            }
        }
        for _ in 0..self.blocs {
            for (a, b) in pairs().filter(|(a, b)| self.free[a * self.blocs + b] >= 1.0) {
                logs[b] = logs[b].min(self.delivered(logs[a], a, b));
            }
        }
    }

    /// Logarithm of what a good at `log` in bloc `a` costs in bloc `b`.
    #[must_use]
    pub fn delivered(&self, log: f64, a: usize, b: usize) -> f64 {
        let (tariff, fee) = self.duties[a * self.blocs + b];
        math::ln(math::exp(log) * (1.0 + tariff) + fee)
    }
}

/// Part of a lane's base-year trade that may pass: all where it is open or in grace, what passed under licences, or
/// nothing.
#[must_use]
pub fn openness(rule: &LaneRule, dispatched: f64, base_flow: f64) -> f64 {
    match rule.verdict[EndUse::Civil.index()] {
        Verdict::Open | Verdict::Grace => 1.0,
        Verdict::Blocked => 0.0,
        // Never all of it: what is under licence cannot be resold at will.
        Verdict::Licensed if base_flow > 0.0 => (dispatched / base_flow).min(0.999),
        Verdict::Licensed => 0.0,
    }
}

/// What stands between the blocs in a good, `[from][to]`.
pub struct Between(Vec<Sum>);

impl Between {
    /// Mean duties from one bloc to another, by base-year trade.
    pub(super) fn duties(&self, pair: usize) -> (f64, f64) {
        let sum = &self.0[pair];
        (sum.mean(sum.tariff), sum.mean(sum.fee))
    }
}

/// What stands between the blocs in each good; nothing in goods of final markets.
#[must_use]
pub fn between_blocs(facts: &Facts, measures: &Measures, ledger: &Ledger) -> Vec<Between> {
    let of_good = |lanes: &Vec<Trades>| {
        let mut sums = vec![Sum::default(); facts.blocs.blocs * facts.blocs.blocs];
        for &Trades { lane, pair } in lanes {
            let flow = facts.base_flow[lane];
            let open = openness(&measures.lanes[lane], ledger.dispatched[lane], flow);
            sums[pair].add(flow, measures, lane, open);
        }
        Between(sums)
    };
    facts.blocs.between.iter().map(of_good).collect()
}

/// Sums over the lanes of a pair of blocs, weighted by base-year trade; where there was none all lanes count alike.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    flow: f64,
    lanes: f64,
    tariff: (f64, f64),
    fee: (f64, f64),
    free: (f64, f64),
    open: (f64, f64),
}

impl Sum {
    fn add(&mut self, flow: f64, measures: &Measures, lane: usize, open: f64) {
        self.flow += flow;
        self.lanes += 1.0;
        let both = [
            (&mut self.tariff, measures.tariff[lane]),
            (&mut self.fee, measures.fee[lane]),
            (&mut self.free, if open >= 1.0 { 1.0 } else { 0.0 }),
            (&mut self.open, open),
        ];
        for (sums, value) in both {
            sums.0 += flow * value;
            sums.1 += value;
        }
    }

    fn mean(&self, (weighted, plain): (f64, f64)) -> f64 {
        if self.flow > 0.0 { weighted / self.flow } else { plain / self.lanes.max(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two blocs, the first three times as large; a tariff of 10% and freight of 3% on the way from it to the second.
    fn two(free: f64, open: f64) -> Pairs {
        let duties = vec![(0.0, 0.0), (0.1, 0.03), (0.0, 0.03), (0.0, 0.0)];
        Pairs {
            blocs: 2,
            duties,
            free: vec![1.0, free, free, 1.0],
            open: vec![1.0, open, open, 1.0],
            size: vec![300.0, 100.0],
        }
    }

    #[test]
    fn over_open_lanes_the_gap_closes_and_the_thinner_market_gives_in_more() {
        let mut logs = [0.0, math::ln(2.0)];
        two(1.0, 1.0).relax(&mut logs, 0.05);
        // The gap is ln 2 - ln(1 x 1.1 + 0.03) = 0.5709; the small market falls by three quarters of it.
        let gap = math::ln(2.0) - math::ln(1.13);
        assert!((logs[0] - gap / 4.0).abs() < 1e-12, "{logs:?}");
        let delivered = math::ln(math::exp(logs[0]) * 1.1 + 0.03);
        assert!(logs[1] <= delivered + 1e-12, "{} over {delivered}", logs[1]);
    }

    #[test]
    fn over_closed_lanes_nothing_closes_and_over_half_open_ones_a_little() {
        let mut logs = [0.0, 1.0];
        two(0.0, 0.0).relax(&mut logs, 0.05);
        assert_eq!(logs, [0.0, 1.0]);
        two(0.0, 0.5).relax(&mut logs, 0.05);
        // 1 - exp(-0.05 x 0.5) = 2.47% of the gap 1 - ln 1.13 = 0.8778, three quarters of it in the small market.
        let moved = (1.0 - math::exp(-0.025)) * (1.0 - math::ln(1.13));
        assert!((logs[1] - (1.0 - 0.75 * moved)).abs() < 1e-12, "{logs:?}");
        assert!((logs[0] - 0.25 * moved).abs() < 1e-12, "{logs:?}");
    }

    #[test]
    fn where_most_lanes_are_open_most_of_the_gap_closes() {
        let mut logs = [0.0, 1.0];
        two(0.9, 0.9).relax(&mut logs, 0.0);
        let moved = 0.9 * (1.0 - math::ln(1.13));
        assert!((logs[1] - (1.0 - 0.75 * moved)).abs() < 1e-12, "{logs:?}");
    }

    #[test]
    fn among_four_open_blocs_no_gap_over_costs_is_left() {
        let duty =
            |a: usize, b: usize| if a == b { (0.0, 0.0) } else { (0.05 * a as f64, 0.01 + 0.02 * b as f64) };
        let pairs = Pairs {
            blocs: 4,
            duties: (0..16).map(|i| duty(i / 4, i % 4)).collect(),
            free: vec![1.0; 16],
            open: vec![1.0; 16],
            size: vec![5.0, 1.0, 2.0, 9.0],
        };
        let mut logs = [1.5, -0.7, 0.2, 0.9];
        pairs.relax(&mut logs, 0.05);
        for a in 0..4 {
            for b in (0..4).filter(|&b| b != a) {
                assert!(logs[b] <= pairs.delivered(logs[a], a, b) + 1e-12, "{a} to {b}: {logs:?}");
            }
        }
    }

    #[test]
    fn a_lane_passes_what_its_verdict_lets_through() {
        let rule = |verdict| LaneRule { verdict: [verdict; 3], ..LaneRule::default() };
        assert_eq!(openness(&rule(Verdict::Open), 0.0, 10.0), 1.0);
        assert_eq!(openness(&rule(Verdict::Blocked), 5.0, 10.0), 0.0);
        assert_eq!(openness(&rule(Verdict::Licensed), 5.0, 10.0), 0.5);
        assert_eq!(openness(&rule(Verdict::Licensed), 20.0, 10.0), 0.999);
    }
}
