//! Columns of any type, with red zones before and behind: rows that belong to nobody, so that a write outside of the
//! column is seen afterwards instead of hitting something else.

use coercivity_policy::{Effect, Element, Slice, SliceMut};
use std::hint::black_box;

/// Rows of a red zone on either side.
const ZONE: usize = 64;

/// Rows of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    F64(Vec<f64>),
    F32(Vec<f32>),
    U64(Vec<u64>),
    U32(Vec<u32>),
    U16(Vec<u16>),
    U8(Vec<u8>),
}

/// A column between red zones.
#[derive(Debug)]
pub(super) struct Guarded(Values);

/// A type that columns have.
pub(super) trait Number: Copy {
    /// What stands in red zones: nothing that a policy would write by chance.
    const MARK: Self;
    fn bits(self) -> u64;
    fn value(self) -> f64;
    /// The nearest value of the type.
    fn nearest(value: f64) -> Self;
}

macro_rules! number {
    ($($type:ty, $mark:expr, $bits:expr;)*) => {$(
        impl Number for $type {
            const MARK: Self = $mark;
            fn bits(self) -> u64 { $bits(self) }
            fn value(self) -> f64 { self as f64 }
            fn nearest(value: f64) -> Self { value as Self }
        }
    )*};
}

number! {
    f64, f64::from_bits(0x5AFE_C0DE_5AFE_C0DE), f64::to_bits;
    f32, f32::from_bits(0x5AFE_C0DE), |value: f32| u64::from(value.to_bits());
    u64, 0x5AFE_C0DE_5AFE_C0DE, u64::from;
    u32, 0x5AFE_C0DE, u64::from;
    u16, 0x5AFE, u64::from;
    u8, 0xA5, u64::from;
}

/// Does the same with the rows of any type.
macro_rules! each {
    ($values:expr, $rows:ident => $result:expr) => {
        match $values {
            Values::F64($rows) => $result,
            Values::F32($rows) => $result,
            Values::U64($rows) => $result,
            Values::U32($rows) => $result,
            Values::U16($rows) => $result,
            Values::U8($rows) => $result,
        }
    };
}

/// Makes values of the same type from the rows.
macro_rules! same {
    ($values:expr, $rows:ident => $result:expr) => {
        match $values {
            Values::F64($rows) => Values::F64($result),
            Values::F32($rows) => Values::F32($result),
            Values::U64($rows) => Values::U64($result),
            Values::U32($rows) => Values::U32($result),
            Values::U16($rows) => Values::U16($result),
            Values::U8($rows) => Values::U8($result),
        }
    };
}

impl Values {
    pub(super) fn of(slice: Slice<'_>) -> Self {
        match slice {
            Slice::F64(rows) => Self::F64(rows.to_vec()),
            Slice::F32(rows) => Self::F32(rows.to_vec()),
            Slice::U64(rows) => Self::U64(rows.to_vec()),
            Slice::U32(rows) => Self::U32(rows.to_vec()),
            Slice::U16(rows) => Self::U16(rows.to_vec()),
            Slice::U8(rows) => Self::U8(rows.to_vec()),
        }
    }

    /// Rows of one value, as an effect has them.
    pub(super) fn filled(effect: Effect, value: f64, rows: usize) -> Self {
        match effect.element() {
            Element::U8 => Self::U8(vec![value as u8; rows]),
            _ => Self::F64(vec![value; rows]),
        }
    }

    pub(super) fn len(&self) -> usize {
        each!(self, rows => rows.len())
    }

    pub(super) fn bits(&self, row: usize) -> u64 {
        each!(self, rows => rows[row].bits())
    }

    pub(super) fn value(&self, row: usize) -> f64 {
        each!(self, rows => rows[row].value())
    }

    /// First row whose bits differ; the shorter length if lengths do.
    pub(super) fn first_difference(&self, other: &Self) -> Option<usize> {
        let shared = self.len().min(other.len());
        let differing = (0..shared).find(|row| self.bits(*row) != other.bits(*row));
        differing.or_else(|| (self.len() != other.len()).then_some(shared))
    }

    /// These rows, in this order.
    pub(super) fn picked(&self, order: &[usize]) -> Self {
        same!(self, rows => order.iter().map(|row| rows[*row]).collect())
    }

    /// Each row changed.
    pub(super) fn changed(&self, mut change: impl FnMut(usize, f64) -> f64) -> Self {
        same!(self, rows => rows
            .iter()
            .enumerate()
            .map(|(n, old)| {
                let new = change(n, old.value());
                // Large whole numbers, such as ids, must not lose bits that nobody meant to change.
                if new.to_bits() == old.value().to_bits() { *old } else { Number::nearest(new) }
            })
            .collect())
    }

    /// Ids of copies: every row `copies` times, each with an id of its own.
    pub(super) fn multiplied_ids(&self, copies: usize) -> Self {
        let Self::U64(rows) = self else { return self.clone() };
        let id = |id: u64, copy: usize| id.wrapping_add((copy as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self::U64(rows.iter().flat_map(|row| (0..copies).map(move |copy| id(*row, copy))).collect())
    }

    pub(super) fn guarded(&self) -> Guarded {
        fn zoned<T: Number>(rows: &[T]) -> Vec<T> {
            let zone = std::iter::repeat_n(T::MARK, ZONE);
            zone.clone().chain(rows.iter().copied()).chain(zone).collect()
        }
        Guarded(same!(self, rows => zoned(rows)))
    }
}

impl Guarded {
    pub(super) fn slice(&self) -> Slice<'_> {
        fn inner<T>(rows: &[T]) -> &[T] {
            &rows[ZONE..rows.len() - ZONE]
        }
        match &self.0 {
            Values::F64(rows) => Slice::F64(inner(rows)),
            Values::F32(rows) => Slice::F32(inner(rows)),
            Values::U64(rows) => Slice::U64(inner(rows)),
            Values::U32(rows) => Slice::U32(inner(rows)),
            Values::U16(rows) => Slice::U16(inner(rows)),
            Values::U8(rows) => Slice::U8(inner(rows)),
        }
    }

    /// Nothing for a type that effects do not have.
    pub(super) fn slice_mut(&mut self) -> Option<SliceMut<'_>> {
        match &mut self.0 {
            Values::F64(rows) => {
                let end = rows.len() - ZONE;
                Some(SliceMut::F64(&mut rows[ZONE..end]))
            }
            Values::U8(rows) => {
                let end = rows.len() - ZONE;
                Some(SliceMut::U8(&mut rows[ZONE..end]))
            }
            _ => None,
        }
    }

    /// What lies between the zones now.
    pub(super) fn rows(&mut self) -> Values {
        // A plugin may have written where it was given read access only: nothing may be taken for known here.
        let values = black_box(&mut self.0);
        same!(values, rows => rows[ZONE..rows.len() - ZONE].to_vec())
    }

    /// Where a red zone was written to, in words.
    pub(super) fn damage(&mut self) -> Option<String> {
        fn place<T: Number>(rows: &[T]) -> Option<String> {
            let end = rows.len() - ZONE;
            let hit = |row: &usize| rows[*row].bits() != T::MARK.bits();
            if let Some(row) = (0..ZONE).rev().find(hit) {
                return Some(format!("{} before its first row", crate::error::plural(ZONE - row, "row")));
            }
            let row = (end..rows.len()).find(hit)?;
            Some(format!("{} behind its last row", crate::error::plural(row - end + 1, "row")))
        }
        let values = black_box(&mut self.0);
        each!(values, rows => place(rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_into_a_red_zone_is_told_with_its_distance() {
        let mut guarded = Values::U8(vec![1, 2, 3]).guarded();
        assert_eq!((guarded.damage(), guarded.rows()), (None, Values::U8(vec![1, 2, 3])));
        let hit = |place: usize| {
            let Values::U8(mut rows) = Values::U8(vec![1, 2, 3]).guarded().0 else { unreachable!() };
            rows[place] = 0;
            Guarded(Values::U8(rows)).damage().unwrap()
        };
        // Rows 0 to 63 are the zone before, 64 to 66 the column, 67 and on the zone behind.
        assert_eq!(hit(63), "1 row before its first row");
        assert_eq!(hit(67), "1 row behind its last row");
        assert_eq!(hit(68), "2 rows behind its last row");
    }

    #[test]
    fn differences_are_of_bits_and_ids_keep_theirs() {
        let (zero, minus) = (Values::F64(vec![1.0, 0.0]), Values::F64(vec![1.0, -0.0]));
        assert_eq!(zero.first_difference(&minus), Some(1));
        assert_eq!(zero.first_difference(&Values::F64(vec![1.0])), Some(1), "a row is missing");
        let ids = Values::U64(vec![u64::MAX - 1]);
        assert_eq!(ids.changed(|_, value| value), ids);
        assert_eq!(ids.multiplied_ids(3).len(), 3);
    }
}
