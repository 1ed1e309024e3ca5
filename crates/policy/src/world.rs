//! What a policy sees: the calendar, the names, the columns that it declared, and its own chance.

use crate::{About, Column, Day, Functions, Moment, Names, Refusal, Slice};

/// The world at the end of the last tick (in `settle`: of this one).
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    about: &'static About,
    moment: Moment,
    names: &'a Names,
    inputs: &'a [Slice<'a>],
    functions: Functions,
}

macro_rules! typed_columns {
    ($($accessor:ident $variant:ident $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("A declared column of ", $what, ". Columns of `applications` have rows in `decide` only, all \
                         others in `on_tick` and `settle` only.")]
        ///
        /// # Errors
        /// If the column is not declared in `ABOUT.reads` or is of another type.
        pub fn $accessor(&self, column: Column) -> Result<&'a [$type], Refusal> {
            match self.column(column)? {
                Slice::$variant(values) => Ok(values),
                _ => Err(other_type(column)),
            }
        }
    )*};
}

impl<'a> World<'a> {
    pub(crate) fn new(
        about: &'static About,
        moment: Moment,
        names: &'a Names,
        inputs: &'a [Slice<'a>],
        functions: Functions,
    ) -> Self {
        Self { about, moment, names, inputs, functions }
    }

    /// First day of the tick.
    #[must_use]
    pub fn date(&self) -> Day {
        Day::from_number(self.moment.day)
    }

    /// Middle day of the tick. What has begun by it holds in this tick: a measure holds in a tick if it holds on at
    /// least half of its days, as those of the scenario's schedule do.
    #[must_use]
    pub fn middle(&self) -> Day {
        self.date().plus_days((i64::from(self.moment.tick_days) - 1) / 2)
    }

    /// Tick; negative during the burn-in.
    #[must_use]
    pub fn tick(&self) -> i64 {
        self.moment.tick
    }

    /// Length of a tick, days.
    #[must_use]
    pub fn tick_days(&self) -> u16 {
        self.moment.tick_days
    }

    /// Length of a tick, weeks.
    #[must_use]
    pub fn tick_weeks(&self) -> f64 {
        f64::from(self.moment.tick_days) / 7.0
    }

    /// What the indices mean.
    #[must_use]
    pub fn names(&self) -> &'a Names {
        self.names
    }

    typed_columns! {
        column_f64 F64 f64, "`f64`";
        column_f32 F32 f32, "`f32`";
        column_u64 U64 u64, "`u64`";
        column_u32 U32 u32, "`u32`";
        column_u16 U16 u16, "`u16`";
        column_u8 U8 u8, "`u8`";
    }

    /// A declared column of any type.
    ///
    /// # Errors
    /// If the column is not declared in `ABOUT.reads`.
    pub fn column(&self, column: Column) -> Result<Slice<'a>, Refusal> {
        let position = self.about.reads.iter().position(|declared| *declared == column);
        position.and_then(|position| self.inputs.get(position)).copied().ok_or_else(|| {
            Refusal::new(format!(
                "`{}` is not declared: write Column::{column:?} into ABOUT.reads",
                column.name()
            ))
        })
    }

    /// A uniform number in (0, 1), the only chance that a policy has: a pure function of the run's seed, of this use
    /// of the policy and of the three arguments. Take the stable id of the row ([`Column::FirmId`],
    /// [`Column::ApplicationId`]), the ordinal of the event (a tick, or [`Column::ApplicationOrdinal`]) and number
    /// the draws that one event needs.
    #[must_use]
    pub fn draw(&self, id: u64, ordinal: u32, index: u32) -> f64 {
        (self.functions.draw)(self.moment.key, id, ordinal, index)
    }

    /// e to the power of x, with the same bits on every platform, which `f64::exp` does not promise.
    #[must_use]
    pub fn exp(&self, x: f64) -> f64 {
        (self.functions.exp)(x)
    }

    /// Natural logarithm, with the same bits on every platform.
    #[must_use]
    pub fn ln(&self, x: f64) -> f64 {
        (self.functions.ln)(x)
    }

    /// x to the power of y, with the same bits on every platform.
    #[must_use]
    pub fn pow(&self, x: f64, y: f64) -> f64 {
        (self.functions.pow)(x, y)
    }
}

/// The pending licence applications of this tick. It reads like a [`World`] whose declared columns of
/// `applications` have rows.
#[derive(Clone, Copy, Debug)]
pub struct Applications<'a> {
    world: World<'a>,
    count: usize,
}

impl<'a> Applications<'a> {
    pub(crate) fn new(world: World<'a>, count: usize) -> Self {
        Self { world, count }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }
}

impl<'a> std::ops::Deref for Applications<'a> {
    type Target = World<'a>;

    fn deref(&self) -> &Self::Target {
        &self.world
    }
}

fn other_type(column: Column) -> Refusal {
    let element = format!("{:?}", column.element()).to_lowercase();
    Refusal::new(format!("`{}` holds {element}: read it with column_{element}", column.name()))
}
