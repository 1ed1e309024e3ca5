//! The tables of an ensemble and their columns.

use crate::columns::Kind::{Day, Real, Text, Whole};
use crate::columns::{Column, Layout, column};

const SCENARIO: Column<'_> = column("scenario", Text, "Name of the scenario in the plan.");
const POINT: Column<'_> =
    column("point", Whole, "Position of the point in the design, from 0; empty for all points together.");
const REPLICATE: Column<'_> =
    column("replicate", Whole, "Replicate under the seed: equal ones meet the same luck in all scenarios.");
const STAGE: Column<'_> = column("stage", Text, "Stage of the chain; empty for all.");
const JURISDICTION: Column<'_> = column(
    "jurisdiction",
    Text,
    "ISO 3166 alpha-2 code, of flows the origin; empty for all. NA is Namibia: readers that take NA as missing must be told.",
);
const GOOD: Column<'_> = column("good", Text, "Good; empty where the metric has none.");
const METRIC: Column<'_> = column("metric", Text, "What is measured; the values are listed in this table.");
const UNIT: Column<'_> = column("unit", Text, "Unit of the row's numbers.");
const RUNS_WITH: Column<'_> = column("runs", Whole, "Runs that have a value.");
const P10: Column<'_> = column("p10", Real, "A tenth of the runs lie at or below it.");
const P50: Column<'_> = column("p50", Real, "Median of the runs.");
const P90: Column<'_> = column("p90", Real, "Nine tenths of the runs lie at or below it.");
const MEAN: Column<'_> = column("mean", Real, "Mean of the runs.");
const MC_ERROR: Column<'_> = column(
    "mc_error",
    Real,
    "Monte Carlo error of the mean: standard deviation over the root of the number of runs; empty under two.",
);

/// The columns of `runs` that every ensemble has; those of the varied paths follow.
pub(super) const RUNS: &[Column<'_>] = &[
    column("run", Text, "Name of the run: scenario, point and replicate."),
    SCENARIO,
    POINT,
    REPLICATE,
    column("seed", Text, "Seed of its draws."),
    column("status", Text, "complete or failed."),
    column("error", Text, "Why it failed."),
    column("state_hash", Text, "State at the end."),
    column("baseline_state_hash", Text, "State at the end of its paired baseline."),
    column("wall_s", Real, "Seconds that it took, without its baseline."),
];

/// Meaning of the column of a varied path.
pub(super) const VARIED: &str = "Value of a varied parameter, as --set takes it.";

pub(super) const OUTCOMES: Layout<'_> = Layout {
    name: "outcomes",
    meaning: "Results of each run as a whole, in full.",
    columns: &[
        column("run", Text, "Name of the run, as in runs."),
        SCENARIO,
        POINT,
        REPLICATE,
        STAGE,
        JURISDICTION,
        GOOD,
        METRIC,
        column("value", Real, "The value, in the unit of the row; empty where there is none."),
        UNIT,
        column("date", Day, "The date it belongs to, if any; the first of a month for monthly values."),
    ],
};

pub(super) const OUTCOME_BANDS: Layout<'_> = Layout {
    name: "outcome_bands",
    meaning: "Results of runs as a whole, over runs.",
    columns: &[
        SCENARIO,
        POINT,
        STAGE,
        JURISDICTION,
        GOOD,
        METRIC,
        column("date", Day, "First of the month, for monthly values."),
        UNIT,
        RUNS_WITH,
        column("missing", Whole, "Complete runs that have none, such as runs in which output never fell."),
        P10,
        P50,
        P90,
        MEAN,
        MC_ERROR,
        column(
            "runs_to_halve",
            Whole,
            "Runs in all that would halve the Monte Carlo error: four times as many.",
        ),
    ],
};

pub(super) const SERIES_BANDS: Layout<'_> = Layout {
    name: "series_bands",
    meaning: "Values by month, over runs.",
    columns: &[
        column("month", Text, "Calendar month."),
        SCENARIO,
        POINT,
        column("of", Text, "run, baseline, or ratio: the run's over its own baseline's."),
        STAGE,
        JURISDICTION,
        column("partner", Text, "Destination of flows; empty for all abroad."),
        GOOD,
        METRIC,
        UNIT,
        RUNS_WITH,
        P10,
        P50,
        P90,
        MEAN,
        MC_ERROR,
    ],
};

pub(super) const MONTHS: Layout<'_> = Layout {
    name: "months",
    meaning: "Values by month of each run, in full: value added, and exports of restricted goods to all abroad.",
    columns: &[
        SCENARIO,
        POINT,
        REPLICATE,
        column("month", Text, "Calendar month."),
        METRIC,
        STAGE,
        JURISDICTION,
        GOOD,
        column("value", Real, "The run's, in the unit of the row; empty where there is none."),
        column("baseline", Real, "The same of its paired baseline."),
        UNIT,
    ],
};

pub(super) const EFFECTS: Layout<'_> = Layout {
    name: "effects",
    meaning: "What varied parameters do to results of runs as a whole.",
    columns: &[
        SCENARIO,
        column("parameter", Text, "Path of the parameter."),
        METRIC,
        STAGE,
        JURISDICTION,
        column(
            "statistic",
            Text,
            "mu_star, mu and sigma of elementary effects (Morris); rank_correlation (Spearman) of sampled points; low, base and high: mean result at the parameter's ends and without a change (one at a time).",
        ),
        column("value", Real, "Its value, in the unit of the row."),
        UNIT,
        column("error", Real, "Its Monte Carlo error; empty where there is none."),
    ],
};

/// Columns of `dictionary`, as those of a run.
pub(super) use crate::columns::DICTIONARY;
