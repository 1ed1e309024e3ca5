use super::Literal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One use of a plugin. Plugins are in force in the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plugin {
    /// Name of a plugin, which is looked for on the search path, or path of its file, relative to the scenario file
    /// that says so. What holds a `/` or ends in `.so`, `.dylib` or `.dll` is a path.
    pub plugin: String,
    /// Own name of this use in results, lower snake case, unique. Absent: the plugin's name; of a path the name of
    /// the file without `lib` in front and without its ending.
    #[serde(default)]
    pub id: Option<String>,
    /// Values of the plugin's parameters by name: numbers, `true` or `false`, texts, lists of texts, maps of dates to
    /// numbers. What is absent has the plugin's default. The plugin says which parameters there are, of which kind
    /// and in which unit and range: see `coercivity plugin describe`.
    #[serde(default)]
    pub parameters: BTreeMap<String, Literal>,
    /// SHA-256 of the file that was reviewed, 64 hexadecimal digits; a file with another hash is refused. Absent: any
    /// file.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Who carries it: the program itself, or a process of its own that has no rights.
    #[serde(default)]
    pub carrier: Carrier,
    /// What a failing plugin does to the run.
    #[serde(default)]
    pub on_error: OnError,
    /// Say so when a call takes longer than this. Unit: milliseconds. Range: 0..=3.6e6. Default: 1000.
    #[serde(default = "second")]
    #[schemars(range(min = 0.0, max = 3.6e6))]
    pub warn_ms: f64,
    /// A call that takes longer than this is a failure of the plugin; absent: no limit for a native one, a minute for
    /// an isolated one.
    /// Unit: milliseconds. Range: over 0, up to 3.6e6.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3.6e6))]
    pub limit_ms: Option<f64>,
    /// Where the rule and its parameters come from.
    #[serde(default)]
    pub source: String,
}

/// Who carries a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Carrier {
    /// The program itself: the plugin is part of it and can do whatever it can.
    #[default]
    Native,
    /// A process of its own that can open no file and no connection; whatever it does, the run goes on or ends with a
    /// sentence. Linux only.
    Isolated,
}

/// What a failing plugin does to the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OnError {
    /// The run stops and says which plugin failed and how.
    #[default]
    Stop,
    /// The run goes on without the plugin, and its manifest says so.
    Disable,
}

fn second() -> f64 {
    1000.0
}
