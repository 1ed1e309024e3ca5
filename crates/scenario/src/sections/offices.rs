use coercivity_base::EndUse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In which order an office takes applications that are ripe for decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Service {
    /// First filed, first decided; ties are shuffled by a draw.
    #[default]
    FirstCome,
    /// Lanes by destination (jurisdictions or groups), first lane first; who is in no lane comes last.
    Lanes(Vec<Vec<String>>),
    /// By end use, first named first; within one, first filed, first decided.
    Priority(Vec<EndUse>),
}

/// A licence office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Office {
    /// Real applications that the office can decide in a week; absent: more than ever arrive.
    /// Unit: applications per week. Range: over 0, up to 1e6. The observed hazard already holds the queue of 2025.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub capacity_per_week: Option<f64>,
    /// Controlled trade relations in reality, over which the model's are spread: one model application stands for
    /// `real_relations` over the model's number of controlled links, whatever the number of firms.
    /// Unit: relations. Range: 1..=1e7. Assumption: 3,000.
    #[schemars(range(min = 1.0, max = 1e7))]
    pub real_relations: f64,
    /// Order of service.
    pub service: Service,
}

impl Default for Office {
    fn default() -> Self {
        Self { capacity_per_week: None, real_relations: 3000.0, service: Service::FirstCome }
    }
}
