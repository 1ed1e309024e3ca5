//! Everything that a policy usually needs: `use coercivity_policy::prelude::*;`

pub use crate::{
    About, Applications, Column, Day, Effect, EndUse, FirmRow, Good, Harness, Jurisdiction, Measure,
    Measures, Metric, Names, Note, Notes, Party, Policy, Refusal, Regime, Restriction, Rulings, Steps, World,
};
pub use crate::{about, export_policy, parameters};
