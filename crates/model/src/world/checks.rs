//! What a finished world must keep to: sums that stay exact, loops that can start, co-products that suffice.

use super::initial::Totals;
use super::{BuildError, Start};
use coercivity_base::MAX_WHOLE;
use coercivity_scenario::checked::{Recipe, Scenario};
use coercivity_scenario::sections::Criticality;

/// Half of the largest exact whole number: room for stocks to double.
const MOST: f64 = MAX_WHOLE / 2.0;

/// Refuses goods counted so finely that a year's flow or the opening stock is over 2^52.
pub(super) fn refuse_too_fine(
    scenario: &Scenario,
    start: &Start,
    totals: &Totals,
    ticks_per_year: f64,
) -> Result<(), BuildError> {
    let mut made = vec![0.0; scenario.goods.len()];
    for (normal, &cell) in start.normal.iter().zip(&start.cell) {
        for product in &scenario.recipes[start.cells[usize::from(cell)].recipe.index()].outputs {
            made[product.good.index()] += normal * product.quantity;
        }
    }
    let finished = scenario.calendar().ticks(scenario.behaviour.cover.finished_weeks);
    for (g, good) in scenario.goods.iter().enumerate() {
        let flow = made[g] * ticks_per_year;
        let stock = totals.held[g] + made[g] * finished;
        for (what, amount) in [("yearly flow", flow), ("opening stock", stock)] {
            if amount > MOST {
                let steps = coercivity_base::math::log10(amount / MOST).ceil();
                return Err(BuildError::TooFine {
                    what,
                    good: good.name.clone(),
                    amount,
                    base_units: good.base_units,
                    suggestion: good.base_units / coercivity_base::math::pow(10.0, steps).round(),
                });
            }
        }
    }
    Ok(())
}

/// Says where links claim more of a co-product than comes along.
pub(super) fn note_short_co_products(scenario: &Scenario, start: &mut Start) {
    let sellers = &start.sellers;
    let mut over = vec![(0_usize, 0.0_f64); scenario.goods.len()];
    for row in (0..sellers.firm.len()).filter(|&row| sellers.output[row] > 0) {
        let firm = sellers.firm[row] as usize;
        let recipe = &scenario.recipes[start.cells[usize::from(start.cell[firm])].recipe.index()];
        let made = start.normal[firm] * recipe.outputs[usize::from(sellers.output[row])].quantity;
        if sellers.normal[row] > made {
            let over = &mut over[sellers.good[row].index()];
            *over = (over.0 + 1, over.1 + sellers.normal[row] - made);
        }
    }
    for (g, &(firms, excess)) in over.iter().enumerate().filter(|o| o.1.0 > 0) {
        let sold: f64 = sellers.of_good[g].clone().map(|row| sellers.normal[row as usize]).sum();
        let name = &scenario.goods[g].name;
        let of = if firms == 1 { "1 firm".to_owned() } else { format!("{firms} firms") };
        start.notes.push(format!(
            "Links of {of} claim more {name} than comes along with the main product, together {:.3}% of its \
             trade: the buyers turn to other suppliers; a lower network.co_product_use leaves more room.",
            100.0 * excess / sold
        ));
    }
}

/// Refuses circles of critical inputs whose cover is used up before what was made from it comes back.
pub(super) fn refuse_starved_loops(scenario: &Scenario, totals: &Totals) -> Result<(), BuildError> {
    let calendar = scenario.calendar();
    // From a buyer to the makers of a critical input, with the ticks of cover beyond the way.
    let mut edges = Vec::new();
    for (b, buyer) in scenario.recipes.iter().enumerate() {
        for input in buyer.inputs.iter().filter(|i| i.criticality == Criticality::Critical) {
            let makes = |maker: &Recipe| maker.outputs.iter().any(|o| o.good == input.good);
            for (m, _) in scenario.recipes.iter().enumerate().filter(|m| makes(m.1)) {
                let transit = f64::from(totals.transit[input.good.index()]);
                edges.push((b, m, calendar.ticks(input.cover_weeks), transit));
            }
        }
    }
    match starved_loop(scenario.recipes.len(), &edges) {
        None => Ok(()),
        Some(path) => {
            let name = |&r: &usize| scenario.recipes[r].name.as_str();
            let (mut cover, mut transit) = (0.0, 0.0);
            for step in path.windows(2) {
                if let Some(edge) = edges.iter().find(|e| (e.0, e.1) == (step[0], step[1])) {
                    cover += edge.2;
                    transit += edge.3;
                }
            }
            let recipes = path.iter().map(name).collect::<Vec<_>>().join(" -> ");
            Err(BuildError::CriticalLoop { recipes, cover, transit })
        }
    }
}

/// A loop along which cover is shorter than transit, first node repeated (Bellman-Ford on cover less transit).
fn starved_loop(nodes: usize, edges: &[(usize, usize, f64, f64)]) -> Option<Vec<usize>> {
    let mut best = vec![0.0; nodes];
    let mut before: Vec<Option<usize>> = vec![None; nodes];
    let mut last = None;
    for _ in 0..=nodes {
        last = None;
        for &(from, to, cover, transit) in edges {
            if best[from] + cover - transit < best[to] - 1e-9 {
                best[to] = best[from] + cover - transit;
                before[to] = Some(from);
                last = Some(to);
            }
        }
    }
    // Still falling after as many rounds as there are nodes: a loop lies on the way back.
    let mut node = last?;
    for _ in 0..nodes {
        node = before[node]?;
    }
    let mut path = vec![node];
    let mut at = before[node]?;
    while at != node {
        path.push(at);
        at = before[at]?;
    }
    path.push(node);
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::starved_loop;

    #[test]
    fn a_loop_with_less_cover_than_way_is_found_and_a_longer_one_is_not() {
        // 0 -> 1 -> 0 holds 2 + 3 ticks against 4 + 4 on the way; 1 -> 2 leads out of it.
        let edges = [(0, 1, 2.0, 4.0), (1, 0, 3.0, 4.0), (1, 2, 1.0, 9.0)];
        let path = starved_loop(3, &edges).unwrap();
        assert!(path == [0, 1, 0] || path == [1, 0, 1], "{path:?}");
        let covered = [(0, 1, 4.0, 4.0), (1, 0, 5.0, 4.0), (1, 2, 1.0, 9.0)];
        assert_eq!(starved_loop(3, &covered), None);
    }
}
