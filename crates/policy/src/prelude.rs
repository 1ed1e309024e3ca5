//! Everything that a policy usually needs: `use coercivity_policy::prelude::*;`

pub use crate::{
    About, Applications, Column, Day, Effect, EndUse, FirmRow, Good, Harness, Jurisdiction, Measure,
    Measures, Metric, Names, Note, Notes, Party, Policy, Pressure, Refusal, Regime, Restraint, Restriction,
    Rulings, Steps, World,
};
pub use crate::{about, export_policy, parameters};
