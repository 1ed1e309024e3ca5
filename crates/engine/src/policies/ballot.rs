//! Ballots: the columns that a policy writes, preset, checked, and folded with those of the others.

use coercivity_model::state::Directives;
use coercivity_policy::{Effect, Element, Names, Rule, SliceMut, Table, check_output};

/// A column that a policy writes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// `double`.
    F64(Vec<f64>),
    /// `uint8_t`.
    U8(Vec<u8>),
}

/// The columns of one policy, in the order of its manifest.
#[derive(Debug)]
pub(super) struct Ballot {
    pub(super) columns: Vec<(Effect, Values)>,
    /// Rows that are not neutral, by column, as of the last check.
    pub(super) rows_set: Vec<usize>,
}

impl Ballot {
    /// Columns for the effects that a policy writes.
    pub(super) fn new(effects: &[Effect], names: &Names) -> Self {
        let column = |&effect: &Effect| {
            let rows = rows(effect.table(), names);
            let values = match effect.element() {
                Element::U8 => Values::U8(vec![0; rows]),
                _ => Values::F64(vec![0.0; rows]),
            };
            (effect, values)
        };
        Self { columns: effects.iter().map(column).collect(), rows_set: vec![0; effects.len()] }
    }

    /// Gives the column of decisions `rows` rows.
    pub(super) fn resize_decisions(&mut self, rows: usize) {
        for (effect, values) in &mut self.columns {
            if let (Effect::Decision, Values::U8(values)) = (effect, values) {
                values.resize(rows, 0);
            }
        }
    }

    /// The column of decisions.
    pub(super) fn decisions(&self) -> &[u8] {
        let decision =
            |(effect, values): &'_ (Effect, Values)| matches!((effect, values), (Effect::Decision, _));
        match self.columns.iter().find(|column| decision(column)) {
            Some((_, Values::U8(values))) => values,
            _ => &[],
        }
    }

    /// Presets every row to neutral.
    pub(super) fn preset(&mut self) {
        for (effect, values) in &mut self.columns {
            match values {
                Values::F64(values) => values.fill(effect.neutral()),
                Values::U8(values) => values.fill(effect.neutral() as u8),
            }
        }
    }

    /// The columns for writing; those of `tables` have rows, the others none.
    pub(super) fn open(&mut self, has_rows: impl Fn(Table) -> bool) -> Vec<SliceMut<'_>> {
        self.columns
            .iter_mut()
            .map(|(effect, values)| match (has_rows(effect.table()), values) {
                (true, Values::F64(values)) => SliceMut::F64(values),
                (true, Values::U8(values)) => SliceMut::U8(values),
                (false, Values::F64(_)) => SliceMut::F64(&mut []),
                (false, Values::U8(_)) => SliceMut::U8(&mut []),
            })
            .collect()
    }

    /// Checks what was written, and counts the rows set.
    ///
    /// # Errors
    /// A clause that names effect, value and row.
    pub(super) fn check(&mut self, names: &Names, hold_days: f64) -> Result<(), String> {
        for (at, (effect, values)) in self.columns.iter_mut().enumerate() {
            let slice = match values {
                Values::F64(values) => SliceMut::F64(values),
                Values::U8(values) => SliceMut::U8(values),
            };
            check_output(*effect, &slice).map_err(|(row, value)| {
                let (low, high) = effect.range();
                let place = place(effect.table(), row, names);
                format!("wrote {} = {value} {place}; it must lie in {low}..={high}", effect.name())
            })?;
            self.rows_set[at] = match values {
                Values::F64(values) => values.iter().filter(|&&value| value != effect.neutral()).count(),
                Values::U8(values) => {
                    let neutral = effect.neutral() as u8;
                    values.iter().filter(|&&value| value != neutral).count()
                }
            };
        }
        self.check_meaning(names, hold_days)
    }

    /// Checks what a range cannot say.
    fn check_meaning(&self, names: &Names, hold_days: f64) -> Result<(), String> {
        for ((effect, values), &set) in self.columns.iter().zip(&self.rows_set) {
            let wrong = match (effect, values) {
                _ if set == 0 => None,
                (Effect::Status, Values::U8(status)) => self.unfit_status(status, names),
                (Effect::Regime, Values::U8(regime)) => regime
                    .iter()
                    .position(|&one| one != u8::MAX && usize::from(one) >= names.regimes.len())
                    .map(|row| (row, "there is no such licence regime in the scenario")),
                (Effect::HoldDaysMax | Effect::HoldDaysMin, Values::F64(days)) => days
                    .iter()
                    .position(|&days| days > hold_days)
                    .map(|row| (row, "it is longer than `hold_days` of the manifest")),
                (Effect::Quota | Effect::HoldProbability | Effect::ExportQuota, Values::F64(values)) => {
                    values
                        .iter()
                        .enumerate()
                        .position(|(row, &value)| value != effect.neutral() && is_final(*effect, row, names))
                        .map(|row| (row, "the good is sold to final markets, where this is not supported"))
                }
                _ => None,
            };
            if let Some((row, why)) = wrong {
                let value = match values {
                    Values::F64(values) => values[row],
                    Values::U8(values) => f64::from(values[row]),
                };
                let place = place(effect.table(), row, names);
                return Err(format!("wrote {} = {value} {place}: {why}", effect.name()));
            }
        }
        Ok(())
    }

    /// A licence needs a regime that decides, and a good that firms sell to firms.
    fn unfit_status(&self, status: &[u8], names: &Names) -> Option<(usize, &'static str)> {
        let regime = self.columns.iter().find_map(|(effect, values)| match (effect, values) {
            (Effect::Regime, Values::U8(regime)) => Some(regime),
            _ => None,
        });
        status.iter().enumerate().filter(|(_, status)| **status == 2).find_map(|(row, _)| {
            if is_final(Effect::Status, row, names) {
                Some((row, "the good is sold to final markets, where licences are not supported"))
            } else if regime.is_none_or(|regime| regime[row] == u8::MAX) {
                Some((row, "a licence needs a regime that decides; write uses.regime too"))
            } else {
                None
            }
        })
    }
}

/// Whether the good of a row is sold to final markets.
fn is_final(effect: Effect, row: usize, names: &Names) -> bool {
    let n = names.jurisdictions.len();
    let good = match effect.table() {
        Table::Uses => row / (3 * n * n),
        Table::Lanes => row / (n * n),
        _ => row / n,
    };
    names.goods[good].is_final
}

/// Rows of a table that policies write; applications come and go.
fn rows(table: Table, names: &Names) -> usize {
    let (goods, jurisdictions) = (names.goods.len(), names.jurisdictions.len());
    match table {
        Table::Lanes => names.lane_count(),
        Table::Uses => names.lane_count() * 3,
        Table::Exports | Table::Stores => goods * jurisdictions,
        Table::Schedule => names.measures.len(),
        _ => 0,
    }
}

/// A row in words.
pub(super) fn place(table: Table, row: usize, names: &Names) -> String {
    let n = names.jurisdictions.len();
    let code = |index: usize| names.jurisdictions[index].as_str();
    let good = |index: usize| names.goods[index].name.as_str();
    let lane =
        |lane: usize| format!("at {} -> {}, {}", code(lane / n % n), code(lane % n), good(lane / (n * n)));
    match table {
        Table::Lanes => lane(row),
        Table::Uses => format!("{}, {} use", lane(row / 3), ["civil", "dual", "military"][row % 3]),
        Table::Exports => format!("at {}, {}", code(row % n), good(row / n)),
        Table::Stores => format!("at {}, {}", code(row / names.goods.len()), good(row % names.goods.len())),
        Table::Schedule => format!("at measure {}", names.measures[row]),
        _ => format!("in row {row}"),
    }
}

/// Folds a policy's columns into the directives, and gives for each `First` effect the rows on which an earlier
/// policy said something else.
pub(super) fn fold(ballot: &Ballot, into: &mut Directives) -> Vec<(Effect, usize)> {
    let mut conflicts = Vec::new();
    for ((effect, values), &set) in ballot.columns.iter().zip(&ballot.rows_set) {
        if set == 0 || *effect == Effect::Decision {
            continue;
        }
        let differing = match (values, target(into, *effect)) {
            (Values::F64(values), Target::F64(folded)) => combine(*effect, values, folded, effect.neutral()),
            (Values::U8(values), Target::U8(folded)) => {
                combine(*effect, values, folded, effect.neutral() as u8)
            }
            _ => 0,
        };
        if differing > 0 {
            conflicts.push((*effect, differing));
        }
    }
    conflicts
}

/// Folds one column; returns the rows in which a `First` effect was overruled.
fn combine<T: Copy + PartialOrd + std::ops::Add<Output = T> + std::ops::Mul<Output = T>>(
    effect: Effect,
    values: &[T],
    folded: &mut Vec<T>,
    neutral: T,
) -> usize {
    if folded.is_empty() {
        folded.extend_from_slice(values);
        return 0;
    }
    let mut overruled = 0;
    for (into, &value) in folded.iter_mut().zip(values) {
        *into = match effect.rule() {
            Rule::Sum => *into + value,
            Rule::Product => *into * value,
            Rule::Smallest if value < *into => value,
            Rule::Largest if value > *into => value,
            Rule::First if *into == neutral => value,
            Rule::First => {
                overruled += usize::from(value != neutral && value != *into);
                *into
            }
            Rule::Smallest | Rule::Largest => *into,
        };
    }
    overruled
}

enum Target<'a> {
    F64(&'a mut Vec<f64>),
    U8(&'a mut Vec<u8>),
}

/// The column of the directives that an effect is folded into.
fn target(directives: &mut Directives, effect: Effect) -> Target<'_> {
    match effect {
        Effect::Tariff => Target::F64(&mut directives.tariff),
        Effect::Fee => Target::F64(&mut directives.fee_usd),
        Effect::Quota => Target::F64(&mut directives.quota),
        Effect::HoldProbability => Target::F64(&mut directives.hold_probability),
        Effect::HoldDaysMin => Target::F64(&mut directives.hold_days_min),
        Effect::HoldDaysMax => Target::F64(&mut directives.hold_days_max),
        Effect::Status => Target::U8(&mut directives.status),
        Effect::Regime => Target::U8(&mut directives.regime),
        Effect::HazardFactor => Target::F64(&mut directives.hazard_factor),
        Effect::Refusal => Target::F64(&mut directives.refusal),
        Effect::Announced => Target::U8(&mut directives.announced),
        Effect::ExportQuota => Target::F64(&mut directives.export_quota),
        Effect::Suspended => Target::U8(&mut directives.suspended),
        Effect::StoreBuy => Target::F64(&mut directives.buy),
        Effect::StoreRelease => Target::F64(&mut directives.release),
        Effect::Subsidy => Target::F64(&mut directives.subsidy_usd),
        Effect::Offtake => Target::F64(&mut directives.offtake),
        Effect::FloorPrice | Effect::Decision => Target::F64(&mut directives.floor_usd),
    }
}
