//! Trade between blocs in the base year: what prices are weighed by in every tick.

use super::Facts;
use coercivity_base::GoodId;

/// Lanes that tell what stands between two blocs in a good: those that were traded on, or, where none was, all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trades {
    /// The lane.
    pub lane: usize,
    /// From which bloc to which, `[from][to]`.
    pub pair: usize,
}

/// Base-year trade; vectors are `[good][bloc]`, flattened, unless said otherwise. Unit: base units per tick.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlocTrade {
    /// Number of blocs.
    pub blocs: usize,
    /// From bloc to bloc, `[good][from][to]`.
    pub flows: Vec<f64>,
    /// In and out, what stays inside counted twice.
    pub size: Vec<f64>,
    /// Half of what comes in and half of what makers send.
    pub normal: Vec<f64>,
    /// Lanes between blocs by good, in their order; none of goods of final markets.
    pub between: Vec<Vec<Trades>>,
}

impl BlocTrade {
    /// Sums base-year trade by lane.
    #[must_use]
    pub(super) fn new(facts: &Facts) -> Self {
        let (goods, blocs) = (facts.goods(), facts.scenario.blocs.len());
        let zero = || vec![0.0; goods * blocs];
        let (mut flows, mut size, mut normal) = (vec![0.0; goods * blocs * blocs], zero(), zero());
        for (lane, &flow) in facts.base_flow.iter().enumerate() {
            let (good, [from, to]) = ends(facts, lane);
            flows[(good * blocs + from) * blocs + to] += flow;
            for bloc in [to, from] {
                size[good * blocs + bloc] += flow;
                normal[good * blocs + bloc] += flow / 2.0;
            }
        }
        let mut trade = Self { blocs, flows, size, normal, between: vec![Vec::new(); goods] };
        for lane in 0..facts.lanes() {
            let (good, [from, to]) = ends(facts, lane);
            if from != to && !facts.sold_finally(GoodId::at(good)) && trade.tells(facts, lane) {
                trade.between[good].push(Trades { lane, pair: from * blocs + to });
            }
        }
        trade
    }

    /// Whether a lane says what stands between its blocs.
    fn tells(&self, facts: &Facts, lane: usize) -> bool {
        let (good, [from, to]) = ends(facts, lane);
        let traded = |bloc: usize| self.size[good * self.blocs + bloc] > 0.0;
        let flow = self.flows[(good * self.blocs + from) * self.blocs + to];
        facts.base_flow[lane] > 0.0 || (flow <= 0.0 && traded(from) && traded(to))
    }
}

/// Good of a lane, and the blocs that it comes from and goes to.
fn ends(facts: &Facts, lane: usize) -> (usize, [usize; 2]) {
    let (good, origin, destination) = facts.of_lane(lane);
    let bloc = |place: coercivity_base::JurisdictionId| usize::from(facts.scenario.bloc_of[place.index()]);
    (good.index(), [bloc(origin), bloc(destination)])
}
