//! The rows that a run pushes, with borrowed names so that a row costs no allocation.

use coercivity_base::Date;

/// One value of an aggregate at a date: a row of `series` or `baseline_series`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeriesRow<'a> {
    /// First day of the tick.
    pub date: Date,
    /// Stage; empty for all.
    pub stage: &'a str,
    /// Jurisdiction; empty for all.
    pub jurisdiction: &'a str,
    /// Good; empty where the metric has none.
    pub good: &'a str,
    /// What is measured.
    pub metric: &'a str,
    /// The value; not a number means that there is none, and the cell stays empty.
    pub value: f64,
    /// Its unit.
    pub unit: &'a str,
}

/// What went from one jurisdiction to another in a tick; `flows` holds the sums by month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowRow<'a> {
    /// Where it was sent from.
    pub origin: &'a str,
    /// Where it was sent to.
    pub destination: &'a str,
    /// The good.
    pub good: &'a str,
    /// How much, in `unit`.
    pub quantity: f64,
    /// Unit of the quantity; one per good.
    pub unit: &'a str,
    /// What it was worth at base prices, US dollars.
    pub value_usd: f64,
}

/// Something that happened: a row of `events`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRow<'a> {
    /// First day of the tick.
    pub date: Date,
    /// What happened.
    pub event: &'a str,
    /// The firm it happened to.
    pub firm: &'a str,
    /// The other firm, or empty.
    pub partner: &'a str,
    /// The good, or empty.
    pub good: &'a str,
    /// The jurisdiction whose office or firm it is.
    pub jurisdiction: &'a str,
    /// Anything more, in words or as `name=value`.
    pub detail: &'a str,
}

/// One value of a sampled firm: a row of `firms_sample`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRow<'a> {
    /// First day of the tick.
    pub date: Date,
    /// The firm.
    pub firm: &'a str,
    /// Its stage.
    pub stage: &'a str,
    /// Its jurisdiction.
    pub jurisdiction: &'a str,
    /// Good, or empty.
    pub good: &'a str,
    /// What is measured.
    pub metric: &'a str,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'a str,
}

/// One balance of a good in whole base units: a row of `balance`.
///
/// For stocks `partner` is empty: opening + produced + arrived = closing + used + dispatched + outlet + lost.
/// For goods on the way `partner` is the destination: opening + dispatched = arrived + lost + closing.
/// `gap` is the left side minus the right side, and is 0 in every row of a run that went on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BalanceRow<'a> {
    /// First day of the tick.
    pub date: Date,
    /// The good.
    pub good: &'a str,
    /// Where the stock is, or where the goods on the way come from.
    pub jurisdiction: &'a str,
    /// Destination of goods on the way; empty for stocks.
    pub partner: &'a str,
    /// Stock at the start of the tick.
    pub opening: i128,
    /// Made.
    pub produced: i128,
    /// Arrived.
    pub arrived: i128,
    /// Used in production or bought for final use.
    pub used: i128,
    /// Sent.
    pub dispatched: i128,
    /// Surplus of joint products that left through the outlet.
    pub outlet: i128,
    /// Lost.
    pub lost: i128,
    /// Stock at the end of the tick, summed anew.
    pub closing: i128,
    /// What does not add up.
    pub gap: i128,
    /// Name of the base unit.
    pub unit: &'a str,
}

/// What holders of one kind paid and received of one kind of payment in a month: a row of `money`. Whole micro-dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyRow<'a> {
    /// First day of the month.
    pub date: Date,
    /// Kind of holder: firms, households, treasury, authority.
    pub account: &'a str,
    /// Stage of firms, or empty.
    pub stage: &'a str,
    /// Jurisdiction.
    pub jurisdiction: &'a str,
    /// Kind of payment.
    pub kind: &'a str,
    /// Received.
    pub received: i128,
    /// Paid.
    pub paid: i128,
    /// Received less paid of all kinds since the start of the run, at the end of the month.
    pub balance: i128,
}

/// What a stage of a jurisdiction added in a month beside the paired baseline: a row of `harm`. US dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HarmRow<'a> {
    /// First day of the month.
    pub date: Date,
    /// Stage.
    pub stage: &'a str,
    /// Jurisdiction.
    pub jurisdiction: &'a str,
    /// `sender`, `target` or `third`; empty where nobody acts.
    pub side: &'a str,
    /// Value added at base prices.
    pub value_added_usd: f64,
    /// That of the baseline.
    pub baseline_usd: f64,
    /// Baseline less run.
    pub lost_usd: f64,
    /// Sum of what was lost since the start.
    pub cumulative_lost_usd: f64,
    /// What owners hold the firms to be worth, mean of the month.
    pub equity_usd: f64,
    /// That of the baseline.
    pub baseline_equity_usd: f64,
}

/// How much of an exporter's trade reaches a share of a watched value in a month: a row of `provenance`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProvenanceRow<'a> {
    /// First day of the month.
    pub date: Date,
    /// The watch.
    pub watch: &'a str,
    /// The exporter.
    pub jurisdiction: &'a str,
    /// The good.
    pub good: &'a str,
    /// Dispatched to other jurisdictions at base prices, US dollars.
    pub trade_usd: f64,
    /// Share of watched value in it.
    pub mean_share: f64,
    /// A share of value.
    pub threshold: f64,
    /// Share of the trade that reaches it.
    pub at_or_over: f64,
}

/// One result of a whole run: a row of `summary`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SummaryRow {
    /// Stage; empty for all.
    pub stage: String,
    /// Jurisdiction; empty for all.
    pub jurisdiction: String,
    /// Good; empty where the metric has none.
    pub good: String,
    /// What is measured; names in [`summary_metrics`].
    pub metric: String,
    /// The value; not a number means that there is none.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// The date it belongs to, if any; the first of a month for monthly values.
    pub date: Option<Date>,
}

/// What a column, a metric or an event means: a row of `dictionary`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DictionaryRow<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// A metric or an event, or empty for the column itself.
    pub value: &'a str,
    /// What it means, in a sentence.
    pub meaning: &'a str,
    /// Its unit, or empty.
    pub unit: &'a str,
}

/// Metrics of `summary` that the first screen of a run is made from.
pub mod summary_metrics {
    /// Lowest output of a tick over the paired baseline's (or, without one, over the first tick's), with its date.
    /// By stage and jurisdiction. Unit: share.
    pub const WORST_OUTPUT_RATIO: &str = "worst_output_ratio";
    /// Weeks with an output under 90% of that. By stage and jurisdiction. Unit: weeks.
    pub const WEEKS_UNDER_90: &str = "weeks_under_90";
    /// Most firms that stood still in one tick, with its date. By stage and jurisdiction. Unit: firms.
    pub const FIRMS_STOPPED_MAX: &str = "firms_stopped_max";
    /// Value added lost against the paired baseline at base prices. By stage and jurisdiction. Unit: usd.
    pub const VALUE_ADDED_LOST_USD: &str = "value_added_lost_usd";
    /// The same as a share of the baseline's value added. Unit: share.
    pub const VALUE_ADDED_LOST_SHARE: &str = "value_added_lost_share";
    /// Applications filed. By jurisdiction of the office and good. Unit: applications (of the model).
    pub const LICENCES_FILED: &str = "licences_filed";
    /// Applications granted.
    pub const LICENCES_GRANTED: &str = "licences_granted";
    /// Applications refused.
    pub const LICENCES_REFUSED: &str = "licences_refused";
    /// Applications that wait at the end.
    pub const LICENCES_PENDING_END: &str = "licences_pending_end";
    /// Mean age of decided applications at the decision. Unit: weeks.
    pub const LICENCE_AGE_WEEKS_MEAN: &str = "licence_age_weeks_mean";
    /// Ninth decile of the same. Unit: weeks.
    pub const LICENCE_AGE_WEEKS_P90: &str = "licence_age_weeks_p90";
    /// Exports of a good in a month over the paired baseline's; `date` is the first of the month. By jurisdiction
    /// of origin and good. Unit: share.
    pub const EXPORTS_RATIO: &str = "exports_ratio";
    /// Time from the first tick in which the mean value added of four weeks was under 95% of the baseline's to the last;
    /// `date` is the return. By stage and jurisdiction. Unit: months. A lower bound if [`RECOVERED`] is 0.
    pub const RECOVERY_MONTHS: &str = "recovery_months";
    /// 1 if it came back for good within the run. Unit: flag.
    pub const RECOVERED: &str = "recovered";
    /// 1 if output fell: its four-week mean stayed at or under 90% of the paired baseline's for four weeks. By stage and
    /// jurisdiction; `sender_fell`, `target_fell` and `third_fell` by stage and side. Unit: flag.
    pub const FELL: &str = "fell";
    /// Weeks from the first measure (or from the start) to that fall, which is its `date`; none if it never fell. The
    /// same by side, as `target_weeks_to_fall`. Unit: weeks.
    pub const WEEKS_TO_FALL: &str = "weeks_to_fall";
    /// Weeks from the fall until the four-week mean was at 95% of the baseline's for good; none if it was not by the end.
    /// The same by side, as `target_weeks_to_recover`. Unit: weeks.
    pub const WEEKS_TO_RECOVER: &str = "weeks_to_recover";
    /// Part of the largest cumulative loss that was made good by the end. Unit: share.
    pub const LOSS_MADE_GOOD_SHARE: &str = "loss_made_good_share";
    /// Projects decided on within the run; what was decided before it is not counted. By stage. Unit: projects.
    pub const PROJECTS_DECIDED: &str = "projects_decided";
    /// Projects whose plants opened.
    pub const PROJECTS_OPENED: &str = "projects_opened";
    /// Projects that were given up.
    pub const PROJECTS_GIVEN_UP: &str = "projects_given_up";
    /// Value added lost by the side that acts, by stage and (with an empty stage) in all; `harm_sender_share` is the same as
    /// a share, `harm_sender_recovery_months`, `harm_sender_recovered` and `harm_sender_made_good_share` are about its
    /// recovery. Unit: usd.
    pub const HARM_SENDER_USD: &str = "harm_sender_usd";
    /// The same of the side that is acted upon. Unit: usd.
    pub const HARM_TARGET_USD: &str = "harm_target_usd";
    /// The same of third countries. Unit: usd.
    pub const HARM_THIRD_USD: &str = "harm_third_usd";
    /// Lost by who is acted upon over lost by who acts; none where the latter lost nothing. Unit: ratio.
    pub const HARM_RATIO: &str = "harm_ratio_target_sender";
    /// Lowest equity value over that of the same tick of the baseline, with its date. By stage and jurisdiction.
    /// Unit: share.
    pub const EQUITY_LOW: &str = "equity_low_ratio";
    /// Most by which the equity value lay under that of the same tick of the baseline, with its date. By stage and
    /// jurisdiction. Unit: usd.
    pub const EQUITY_LOST_USD: &str = "equity_lost_usd";
}

/// A whole-valued `f64` as a whole number; exact below 2^53.
#[must_use]
pub fn whole(value: f64) -> i128 {
    debug_assert!(value.fract() == 0.0, "{value} is not whole");
    value as i128
}
