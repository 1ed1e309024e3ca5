//! The tables of a run and their columns, with what each means: the CSV header, the Parquet schema and the
//! dictionary come from here.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Names and words; empty is missing.
    Text,
    /// A day, written `2025-04-07`.
    Day,
    /// A real number; not a number is missing.
    Real,
    /// A whole number.
    Whole,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: Kind,
    pub(crate) meaning: &'a str,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout<'a> {
    pub(crate) name: &'a str,
    pub(crate) meaning: &'a str,
    pub(crate) columns: &'a [Column<'a>],
}

pub(crate) const fn column<'a>(name: &'a str, kind: Kind, meaning: &'a str) -> Column<'a> {
    Column { name, kind, meaning }
}

use Kind::{Day, Real, Text, Whole};

const DATE: Column = column("date", Day, "First day of the tick.");
const STAGE: Column = column("stage", Text, "Stage of the chain; empty for all.");
const JURISDICTION: Column = column(
    "jurisdiction",
    Text,
    "ISO 3166 alpha-2 code; empty for all. NA is Namibia: readers that take NA as missing must be told.",
);
const GOOD: Column = column("good", Text, "Good; empty where the metric has none.");
const METRIC: Column = column("metric", Text, "What is measured; the values are listed in this table.");
const VALUE: Column = column("value", Real, "The value, in the unit of the row; empty where there is none.");
const UNIT: Column = column("unit", Text, "Unit of the row's numbers.");

const SERIES_COLUMNS: &[Column] = &[DATE, STAGE, JURISDICTION, GOOD, METRIC, VALUE, UNIT];
const FLOWS_COLUMNS: &[Column] = &[
    column("month", Text, "Calendar month; a tick's quantity is split over months by days."),
    column("origin", Text, "Jurisdiction that the goods were sent from."),
    column("destination", Text, "Jurisdiction that the goods were sent to."),
    column("good", Text, "The good."),
    column("quantity", Real, "Quantity sent in the month, in the unit of the row."),
    column("unit", Text, "Unit of the quantity."),
    column("value_usd", Real, "Value at base prices, US dollars."),
];

/// Aggregates of the scenario by tick.
pub(crate) const SERIES: Layout = Layout {
    name: "series",
    meaning: "Aggregates by tick, stage, jurisdiction and good, one value a row.",
    columns: SERIES_COLUMNS,
};
/// Aggregates of the paired baseline by tick.
pub(crate) const BASELINE_SERIES: Layout = Layout {
    name: "baseline_series",
    meaning: "The same for the paired baseline: the scenario without its measures, with the same draws.",
    columns: SERIES_COLUMNS,
};
/// Trade by month.
pub(crate) const FLOWS: Layout = Layout {
    name: "flows",
    meaning: "Goods sent by month, origin, destination and good.",
    columns: FLOWS_COLUMNS,
};
/// Trade of the paired baseline by month.
pub(crate) const BASELINE_FLOWS: Layout =
    Layout { name: "baseline_flows", meaning: "The same for the paired baseline.", columns: FLOWS_COLUMNS };
/// What happened.
pub(crate) const EVENTS: Layout = Layout {
    name: "events",
    meaning: "What happened to offices, named firms and sampled firms.",
    columns: &[
        DATE,
        column("event", Text, "What happened; the values are listed in this table."),
        column("firm", Text, "The firm it happened to."),
        column("partner", Text, "The other firm; empty if there is none."),
        column("good", Text, "The good; empty if there is none."),
        column("jurisdiction", Text, "Jurisdiction of the office, or of the firm."),
        column("detail", Text, "More, as words or name=value."),
    ],
};
/// Single firms.
pub(crate) const FIRMS_SAMPLE: Layout = Layout {
    name: "firms_sample",
    meaning: "A fixed sample of firms in full, one value a row.",
    columns: &[DATE, column("firm", Text, "The firm."), STAGE, JURISDICTION, GOOD, METRIC, VALUE, UNIT],
};
/// Results of the whole run.
pub(crate) const SUMMARY: Layout = Layout {
    name: "summary",
    meaning: "Results of the whole run, one value a row.",
    columns: &[
        STAGE,
        JURISDICTION,
        GOOD,
        METRIC,
        VALUE,
        UNIT,
        column(
            "date",
            Day,
            "Date of the value (first of the month for monthly values); empty if it has none.",
        ),
    ],
};
/// Exact balances.
pub(crate) const BALANCE: Layout = Layout {
    name: "balance",
    meaning: "Balances of goods in whole base units: of stocks (no partner), and of goods on the way to a partner.",
    columns: &[
        DATE,
        column("good", Text, "The good."),
        column("jurisdiction", Text, "Where the stock is, or where the goods on the way come from."),
        column("partner", Text, "Destination of goods on the way; empty for stocks."),
        column("opening", Whole, "At the start of the tick."),
        column("produced", Whole, "Made in the tick."),
        column("arrived", Whole, "Arrived in the tick."),
        column("used", Whole, "Used in production or bought for final use."),
        column("dispatched", Whole, "Sent in the tick."),
        column("outlet", Whole, "Surplus of joint products that left through the outlet."),
        column("lost", Whole, "Lost in the tick."),
        column("closing", Whole, "At the end of the tick, summed anew."),
        column("gap", Whole, "What does not add up: 0, or the run would have stopped."),
        column("unit", Text, "The base unit."),
    ],
};
/// Payments.
pub(crate) const MONEY: Layout = Layout {
    name: "money",
    meaning: "Payments by month, in whole micro-dollars: each kind is paid as much as it is received, and balances sum to 0.",
    columns: &[
        column("month", Day, "First day of the month; a tick counts for the month of its first day."),
        column(
            "account",
            Text,
            "Who: firms, households, treasury, or authority (stockpiles, floors, subsidies).",
        ),
        STAGE,
        JURISDICTION,
        column("kind", Text, "Kind of payment."),
        column("received", Whole, "Received in the month, micro-dollars."),
        column("paid", Whole, "Paid in the month, micro-dollars."),
        column(
            "balance",
            Whole,
            "Received less paid of all kinds since the start of the run, at the end of the month.",
        ),
    ],
};
/// Harm by month.
pub(crate) const HARM: Layout = Layout {
    name: "harm",
    meaning: "Value added and equity value by month beside the paired baseline, US dollars; without a baseline there are no rows.",
    columns: &[
        column("month", Day, "First day of the month; a tick is split over months by days."),
        STAGE,
        JURISDICTION,
        column(
            "side",
            Text,
            "sender (acts), target (is acted upon) or third, by results.sides or the schedule; empty where nobody acts.",
        ),
        column("value_added_usd", Real, "Value added in the month at base prices: output less inputs used."),
        column("baseline_usd", Real, "That of the paired baseline."),
        column("lost_usd", Real, "Baseline less run; a gain is negative."),
        column("cumulative_lost_usd", Real, "Sum of what was lost since the start of the run."),
        column("equity_usd", Real, "What owners hold the firms to be worth, mean of the month."),
        column("baseline_equity_usd", Real, "That of the paired baseline."),
    ],
};
/// Shares of value by origin.
pub(crate) const PROVENANCE: Layout = Layout {
    name: "provenance",
    meaning: "Exports by month and how much of them holds how much of a watched value, at base-year prices; no rows without a watch.",
    columns: &[
        column("month", Day, "First day of the month; a tick counts for the month of its first day."),
        column("watch", Text, "The watch of the scenario: goods of an origin whose value is followed."),
        column("jurisdiction", Text, "The exporter."),
        GOOD,
        column(
            "trade_usd",
            Real,
            "Dispatched to other jurisdictions in the month at base prices, US dollars.",
        ),
        column("mean_share", Real, "Share of the watched value in it."),
        column("threshold", Real, "A share of value."),
        column("at_or_over", Real, "Share of the trade whose goods reach the threshold."),
    ],
};
/// What everything means.
pub(crate) const DICTIONARY: Layout = Layout {
    name: "dictionary",
    meaning: "What each table, column, metric and event means.",
    columns: &[
        column("table", Text, "The table."),
        column("column", Text, "The column; empty for the table itself."),
        column("value", Text, "A metric or an event; empty for the column itself."),
        column("meaning", Text, "What it means."),
        column("unit", Text, "Its unit; empty where it has none or where the row tells."),
    ],
};
/// All tables.
pub(crate) const ALL: [&Layout; 12] = [
    &SERIES,
    &BASELINE_SERIES,
    &FLOWS,
    &BASELINE_FLOWS,
    &EVENTS,
    &FIRMS_SAMPLE,
    &SUMMARY,
    &BALANCE,
    &MONEY,
    &HARM,
    &PROVENANCE,
    &DICTIONARY,
];
