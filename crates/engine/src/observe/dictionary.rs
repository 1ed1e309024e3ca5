//! What the metrics and events mean, for the `dictionary` table.

use crate::error::EngineError;
use coercivity_record::{DictionaryRow, Rows};

const SERIES: &[(&str, &str, &str)] = &[
    ("output", "Made in the tick by firms of the stage", "unit of the good"),
    (
        "orders",
        "Ordered from firms of the stage in the tick, whether or not a measure blocks it; orders lapse and are made anew each tick",
        "unit of the good",
    ),
    (
        "shipments",
        "Dispatched by firms of the stage in the tick, or sold to final markets",
        "unit of the good",
    ),
    ("stock", "Finished goods held at the end of the tick", "unit of the good"),
    ("fill_rate", "Shipments over orders; empty without orders", "share"),
    ("outlet", "Surplus of a co-product that left the modelled chain in the tick", "unit of the good"),
    ("firms", "Firms that make the good", "firms"),
    ("firms_stopped", "Firms whose output is under half of normal", "firms"),
    ("line_stops", "Firms whose output fell under half of normal in the tick", "firms"),
    ("line_restarts", "Firms whose output came back to half of normal in the tick", "firms"),
    ("input_stock", "Held as input by firms of the stage at the end of the tick", "unit of the good"),
    ("input_use", "Used by firms of the stage in the tick", "unit of the good"),
    ("input_orders", "Ordered by firms of the stage in the tick", "unit of the good"),
    (
        "input_in_transit",
        "On the way to firms of the stage at the end of the tick, customs holds included",
        "unit of the good",
    ),
    ("input_cover", "Input stock over use of the tick; empty without use", "weeks"),
    ("firms_bound_by_input", "Firms whose output this input cut below plan", "firms"),
    ("demand", "New demand of the final market in the tick", "unit of the good"),
    ("sales", "Bought by the final market in the tick", "unit of the good"),
    ("waiting", "Unmet demand that waits at the end of the tick", "unit of the good"),
    ("lost", "Unmet demand lost in the tick", "unit of the good"),
    (
        "licences_filed",
        "Applications filed in the tick; one stands for real_relations over the model's relations",
        "applications",
    ),
    ("licences_granted", "Applications granted in the tick", "applications"),
    ("licences_refused", "Applications refused in the tick", "applications"),
    ("licences_pending", "Applications pending after the tick's decisions", "applications"),
    ("licences_held", "Lots with a valid licence", "licences"),
    ("licence_age_mean", "Mean time since filing of pending applications", "weeks"),
    ("licence_age_p90", "Time since filing that 90% of pending applications do not exceed", "weeks"),
    ("stockpile", "Held by the authority of the jurisdiction at the end of the tick", "unit of the good"),
    ("stockpile_in_transit", "Bought by the authority and on its way", "unit of the good"),
    ("stockpile_bought", "Bought by the authority in the tick", "unit of the good"),
    ("stockpile_released", "Released by the authority to firms in the tick", "unit of the good"),
    ("stockpile_spent", "Paid by the authority for what it bought in the tick", "usd"),
    (
        "floor_price_paid",
        "Paid by the authority to makers in the tick, floor price less contract price",
        "usd",
    ),
    ("subsidy_paid", "Paid by the authority to makers in the tick as subsidies", "usd"),
    (
        "price_quoted",
        "Quoted spot price in the bloc that stands in the column jurisdiction, duties paid; rows only while a price of the good is not the base price, and for the first tick",
        "usd per unit of the good",
    ),
    (
        "price_contract",
        "Contract price of makers in the bloc; rows as for price_quoted",
        "usd per unit of the good",
    ),
    (
        "price_paid",
        "Mean price, weighted by volume, of what was dispatched to buyers in the bloc, before duties; rows as for price_quoted",
        "usd per unit of the good",
    ),
    (
        "retail_price",
        "Price to final buyers, duties included; rows only while it is not the base price, and for the first tick",
        "usd per unit of the good",
    ),
    (
        "equity_value",
        "What owners hold the firms to be worth: present value of expected margins, announced measures in mind",
        "usd",
    ),
    ("equity_index", "Equity value over its value when nothing disturbs", "ratio"),
    (
        "capacity",
        "Most that firms of the stage can make in a tick; this and the next two only in scenarios with projects or idling, for goods that firms buy",
        "unit of the good",
    ),
    (
        "capacity_building",
        "Capacity of projects that are decided on and not open, those that will be given up included",
        "unit of the good",
    ),
    ("firms_idle", "Plants that stand because they lost money", "firms"),
    (
        "*.*",
        "Metric of a policy: id of its use in the scenario, dot, the policy's own name",
        "as its row says",
    ),
];

const EVENTS: &[(&str, &str)] = &[
    ("measure_announced", "A measure of the schedule became known; detail is its id"),
    ("measure_begins", "A measure came into force or its suspension ended"),
    ("measure_ends", "A measure ended or was suspended"),
    ("licence_filed", "The exporter (firm) filed for its customer (partner)"),
    ("licence_granted", "A licence was granted"),
    ("licence_refused", "A licence was refused"),
    ("line_stop", "The firm's output fell under half of normal"),
    ("line_restart", "The firm's output came back to half of normal"),
    ("supplier_switch", "A new supplier (partner) was qualified and got a share of the firm's orders"),
    ("project_starts", "A project was decided on"),
    ("project_fails", "A project that had been decided on was given up"),
    ("project_opens", "A project's plant opened"),
    ("plant_idles", "A plant that lost money stopped"),
    ("plant_restarts", "A plant that stood was started again"),
    ("*.measure_set", "A policy (id before the dot) set an effect; detail has effect and number of rows"),
    ("*.measure_ends", "A policy set nothing of that effect any more"),
    ("*.overruled", "A policy that stands before it in the scenario had set another value in some rows"),
    ("*.disabled", "The policy failed and the run went on without it; detail says why"),
    ("*.log", "A line that a policy logged"),
    ("*.warning", "A warning that a policy logged"),
    ("*.*", "An event of a policy: id of its use in the scenario, dot, the policy's own name"),
];

const MONEY: &[(&str, &str)] = &[
    ("goods", "Goods, from firms to firms, at dispatch"),
    ("final_goods", "Final goods, from households to firms"),
    ("duties", "Tariffs and fees, from firms and households to the treasury of their jurisdiction"),
    ("other_costs", "Wages and all other costs, from firms to households of their jurisdiction"),
    ("stock_purchases", "Purchases for stockpiles, from authorities to firms"),
    ("stock_releases", "Releases from stockpiles, from firms to authorities"),
    ("floor_prices", "Floor prices, from authorities to firms"),
    ("subsidies", "Subsidies, from authorities to firms"),
    ("grants", "From treasuries to their authorities: what they spent less what they took"),
];

const SAMPLE: &[(&str, &str)] = &[
    ("output", "Made in the tick"),
    ("capacity", "Most output of a tick"),
    ("expectation", "Expected sales per tick"),
    ("stock", "Finished goods held at the end of the tick"),
    ("input_stock", "Input held at the end of the tick"),
    ("input_in_transit", "Input on the way at the end of the tick"),
    ("input_orders", "Input ordered in the tick"),
];

const SUMMARY: &[(&str, &str, &str)] = &[
    (
        "worst_output_ratio",
        "Lowest output of a tick over the paired baseline's (without one over the first tick's), with its date",
        "share",
    ),
    ("weeks_under_90", "Weeks with an output under 90% of that", "weeks"),
    ("firms_stopped_max", "Most firms that stood still in one tick, with its date", "firms"),
    ("value_added_lost_usd", "Value added lost against the paired baseline at base prices", "usd"),
    ("value_added_lost_share", "The same over the baseline's value added", "share"),
    (
        "equity_low_ratio",
        "Lowest equity value over that of the same tick of the baseline, with its date",
        "share",
    ),
    (
        "equity_lost_usd",
        "Most by which the equity value lay under that of the same tick of the baseline, with its date",
        "usd",
    ),
    (
        "recovery_months",
        "From the first to the last tick in which the mean value added of four weeks was under 95% of the baseline's, with the date of the return; a lower bound if recovered is 0",
        "months",
    ),
    ("recovered", "1 if it came back for good within the run", "flag"),
    (
        "loss_made_good_share",
        "Part of the largest cumulative loss of value added that was made good by the end",
        "share",
    ),
    (
        "harm_*_usd",
        "Value added lost by a side (sender, target, third), by stage and, with an empty stage, in all",
        "usd",
    ),
    ("harm_*_share", "The same over the baseline's value added", "share"),
    ("harm_*_recovery_months", "As recovery_months, of a side", "months"),
    ("harm_*_recovered", "As recovered, of a side", "flag"),
    ("harm_*_made_good_share", "As loss_made_good_share, of a side", "share"),
    (
        "harm_ratio_target_sender",
        "Lost by who is acted upon over lost by who acts; empty where the latter lost nothing",
        "ratio",
    ),
    ("fell", "1 if output stayed at or under 90% of the paired baseline for four weeks", "flag"),
    ("weeks_to_fall", "Weeks from the first measure to that fall; none if it never fell", "weeks"),
    ("weeks_to_recover", "Weeks from the fall until output was at 95% for good; none if it was not", "weeks"),
    ("sender_fell", "The same as fell, of the side and stage", "flag"),
    ("sender_weeks_to_fall", "The same as weeks_to_fall, of the side and stage", "weeks"),
    ("sender_weeks_to_recover", "The same as weeks_to_recover, of the side and stage", "weeks"),
    ("target_fell", "The same as fell, of the side and stage", "flag"),
    ("target_weeks_to_fall", "The same as weeks_to_fall, of the side and stage", "weeks"),
    ("target_weeks_to_recover", "The same as weeks_to_recover, of the side and stage", "weeks"),
    ("third_fell", "The same as fell, of the side and stage", "flag"),
    ("third_weeks_to_fall", "The same as weeks_to_fall, of the side and stage", "weeks"),
    ("third_weeks_to_recover", "The same as weeks_to_recover, of the side and stage", "weeks"),
    ("projects_decided", "Projects decided on within the run, by stage", "projects"),
    ("projects_opened", "Projects whose plants opened", "projects"),
    ("projects_given_up", "Projects that were given up", "projects"),
    ("licences_filed", "Applications filed, by office and good", "applications"),
    ("licences_granted", "Applications granted", "applications"),
    ("licences_refused", "Applications refused", "applications"),
    ("licences_pending_end", "Applications that wait at the end", "applications"),
    ("licence_age_weeks_mean", "Mean age of decided applications at the decision", "weeks"),
    ("licence_age_weeks_p90", "Ninth decile of the same", "weeks"),
    ("exports_ratio", "Exports of a good in a month over the paired baseline's", "share"),
];

/// Writes what every metric and event means; with `baseline`, of the baseline's tables too.
///
/// # Errors
/// If a row cannot be written.
pub fn write_dictionary(out: &mut dyn Rows, baseline: bool) -> Result<(), EngineError> {
    let tables: &[&str] = if baseline { &["series", "baseline_series"] } else { &["series"] };
    for table in tables {
        for &(value, meaning, unit) in SERIES {
            out.dictionary(&DictionaryRow { table, column: "metric", value, meaning, unit })?;
        }
    }
    for &(value, meaning, unit) in SUMMARY {
        out.dictionary(&DictionaryRow { table: "summary", column: "metric", value, meaning, unit })?;
    }
    for &(value, meaning) in EVENTS {
        out.dictionary(&DictionaryRow { table: "events", column: "event", value, meaning, unit: "" })?;
    }
    for &(value, meaning) in MONEY {
        let unit = "micro-dollars";
        out.dictionary(&DictionaryRow { table: "money", column: "kind", value, meaning, unit })?;
    }
    for &(value, meaning) in SAMPLE {
        let unit = "unit of the good";
        out.dictionary(&DictionaryRow { table: "firms_sample", column: "metric", value, meaning, unit })?;
    }
    Ok(())
}
