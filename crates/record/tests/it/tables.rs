use crate::{begin, day, manifest, read, series};
use coercivity_base::Calendar;
use coercivity_record::{
    BalanceRow, DictionaryRow, EventRow, FlowRow, Options, Rows as _, RunDirectory, SampleRow, SummaryRow,
    whole,
};
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use proptest::prelude::*;
use std::{collections::BTreeSet, fs::File, path::Path};

/// The lines of a table after `push`.
fn lines(table: &str, push: impl FnOnce(&mut RunDirectory)) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let mut run = begin(&out);
    push(&mut run);
    run.finish(manifest()).unwrap();
    read(out.join(format!("{table}.csv"))).lines().map(str::to_owned).collect()
}

#[test]
fn headers_are_the_documented_ones() {
    let header = |table| lines(table, |_| {})[0].clone();
    assert_eq!(header("series"), "date,stage,jurisdiction,good,metric,value,unit");
    assert_eq!(header("flows"), "month,origin,destination,good,quantity,unit,value_usd");
    assert_eq!(header("events"), "date,event,firm,partner,good,jurisdiction,detail");
    assert_eq!(header("firms_sample"), "date,firm,stage,jurisdiction,good,metric,value,unit");
    assert_eq!(header("summary"), "stage,jurisdiction,good,metric,value,unit,date");
    let balance = "date,good,jurisdiction,partner,opening,produced,arrived,used,dispatched,outlet,lost,closing,gap,unit";
    assert_eq!(header("balance"), balance);
    assert_eq!(header("money"), "month,account,stage,jurisdiction,kind,received,paid,balance");
    let harm = "month,stage,jurisdiction,side,value_added_usd,baseline_usd,lost_usd,cumulative_lost_usd,equity_usd,baseline_equity_usd";
    assert_eq!(header("harm"), harm);
    assert_eq!(header("dictionary"), "table,column,value,meaning,unit");
}

#[test]
fn numbers_have_the_shortest_digits_and_missing_ones_none() {
    let values = [0.1 + 0.2, 1e15, 2.0, -0.0, 1.0 / 3.0, f64::NAN, f64::INFINITY, 1e-7];
    let rows = lines("series", |run| values.iter().for_each(|&value| run.series(&series(value)).unwrap()));
    let cells: Vec<_> = rows[1..].iter().map(|row| row.split(',').nth(5).unwrap()).collect();
    let expected =
        ["0.30000000000000004", "1000000000000000", "2", "0", "0.3333333333333333", "", "", "0.0000001"];
    assert_eq!(cells, expected);
    assert_eq!(rows[3], "2025-01-06,magnet,CN,magnet_heavy,output,2,t");
}

#[test]
fn names_cannot_become_formulas_or_break_a_row() {
    let event = EventRow {
        date: day(2025, 4, 7),
        event: "licence_filed",
        firm: "=HYPERLINK(\"http://x\")",
        partner: "@b, \"c\"",
        good: "-d",
        jurisdiction: "CN",
        detail: "+1\n2",
    };
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let mut run = begin(&out);
    run.event(&event).unwrap();
    run.finish(manifest()).unwrap();
    let mut reader = csv::Reader::from_path(out.join("events.csv")).unwrap();
    let row: Vec<_> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
    let expected =
        ["2025-04-07", "licence_filed", "'=HYPERLINK(\"http://x\")", "'@b, \"c\"", "'-d", "CN", "'+1\n2"];
    assert_eq!(row, expected);
}

#[test]
fn negative_numbers_stay_numbers() {
    let rows = lines("series", |run| run.series(&series(-1.5)).unwrap());
    assert_eq!(rows[1], "2025-01-06,magnet,CN,magnet_heavy,output,-1.5,t");
}

fn flow(quantity: f64, destination: &'static str) -> FlowRow<'static> {
    FlowRow {
        origin: "CN",
        destination,
        good: "magnet_heavy",
        quantity,
        unit: "t",
        value_usd: quantity * 10.0,
    }
}

#[test]
fn a_week_over_a_month_end_is_split_by_days() {
    // Weeks of 24 and 31 March 2025: the first all in March, of the second 1 day of 7 in March and 6 in April.
    let calendar = Calendar::new(day(2025, 3, 24), 7);
    let rows = lines("flows", |run| {
        for tick in 0..2 {
            let months: Vec<_> = calendar.months(tick).collect();
            run.flow(&months, &flow(7.0, "US")).unwrap();
            run.flow(&months, &flow(14.0, "DE")).unwrap();
        }
    });
    // US: March 7 + 7/7 = 8, April 7 - 1 = 6. DE: March 14 + 2 = 16, April 12. Sorted by destination.
    let expected = [
        "month,origin,destination,good,quantity,unit,value_usd",
        "2025-03,CN,DE,magnet_heavy,16,t,160",
        "2025-03,CN,US,magnet_heavy,8,t,80",
        "2025-04,CN,DE,magnet_heavy,12,t,120",
        "2025-04,CN,US,magnet_heavy,6,t,60",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn a_month_is_written_as_soon_as_no_tick_can_touch_it() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let calendar = Calendar::new(day(2025, 1, 6), 7);
    let mut run = RunDirectory::create(&out, Options::default()).unwrap();
    let written =
        |run: &RunDirectory| std::fs::metadata(run.temporary_path().join("flows.csv")).unwrap().len();
    // 400 pairs by 12 months a year: some 170 kB a year, so the buffer of 64 kB is written out during the run.
    let names: Vec<String> = (0..400).map(|i| format!("D{i:03}")).collect();
    for tick in 0..52 {
        let months: Vec<_> = calendar.months(tick).collect();
        for name in &names {
            run.flow(&months, &FlowRow { destination: name, ..flow(1.0, "") }).unwrap();
        }
    }
    assert!(written(&run) > 100_000, "{} bytes", written(&run));
    run.finish(manifest()).unwrap();
    // 52 weeks from 6 January end on 4 January 2026: 12 months and January again.
    assert_eq!(read(out.join("flows.csv")).lines().count(), 1 + 13 * 400);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_months_of_a_flow_sum_to_it(quantities in prop::collection::vec(0_u32..1_000_000, 1..60), tick_days in 1_u16..=28) {
        let calendar = Calendar::new(day(2024, 12, 30), tick_days);
        let rows = lines("flows", |run| {
            for (tick, &quantity) in (0..).zip(&quantities) {
                let months: Vec<_> = calendar.months(tick).collect();
                run.flow(&months, &flow(f64::from(quantity), "US")).unwrap();
            }
        });
        let sum: f64 = rows[1..].iter().map(|row| row.split(',').nth(4).unwrap().parse::<f64>().unwrap()).sum();
        let total: f64 = quantities.iter().map(|&quantity| f64::from(quantity)).sum();
        prop_assert!((sum - total).abs() <= 1e-9 * total.max(1.0), "{} against {}", sum, total);
        let months: BTreeSet<&str> = rows[1..].iter().map(|row| row.split(',').next().unwrap()).collect();
        prop_assert_eq!(months.len(), rows.len() - 1, "each month once");
    }
}

#[test]
fn balances_are_whole_beyond_what_a_float_holds() {
    let large = i128::from(i64::MAX) * 1000;
    let row = BalanceRow {
        date: day(2025, 1, 6),
        good: "magnet_heavy",
        jurisdiction: "CN",
        partner: "",
        opening: whole(9_007_199_254_740_992.0),
        produced: large,
        arrived: 0,
        used: 3,
        dispatched: 0,
        outlet: 0,
        lost: 0,
        closing: 1,
        gap: -1,
        unit: "mg",
    };
    let rows = lines("balance", |run| run.balance(&row).unwrap());
    assert_eq!(rows[1], format!("2025-01-06,magnet_heavy,CN,,9007199254740992,{large},0,3,0,0,0,1,-1,mg"));
}

#[test]
fn every_column_of_every_table_is_in_the_dictionary() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let mut run = begin(&out);
    run.baseline_series(&series(1.0)).unwrap();
    let metric = DictionaryRow {
        table: "series",
        column: "metric",
        value: "output",
        meaning: "Made in the tick.",
        unit: "",
    };
    run.dictionary(&metric).unwrap();
    let finished = run.finish(manifest()).unwrap();
    let dictionary = read(out.join("dictionary.csv"));
    assert!(dictionary.contains("series,metric,output,Made in the tick.,\n"));
    for name in finished.manifest.tables.keys() {
        let table = name.strip_suffix(".csv").unwrap();
        for column in read(out.join(name)).lines().next().unwrap().split(',') {
            assert!(dictionary.contains(&format!("\n{table},{column},,")), "{table}.{column}");
        }
    }
    assert!(finished.manifest.tables.contains_key("baseline_series.csv"));
    assert!(!finished.manifest.tables.contains_key("baseline_flows.csv"), "no baseline flows were pushed");
}

#[test]
fn a_month_and_a_missing_date_are_cells_of_the_summary() {
    let row = |date| SummaryRow {
        stage: String::new(),
        jurisdiction: "CN".into(),
        good: "magnet_heavy".into(),
        metric: "exports_ratio".into(),
        value: 0.26,
        unit: "share".into(),
        date,
    };
    let rows = lines("summary", |run| {
        run.summary(&row(Some(day(2025, 5, 1)))).unwrap();
        run.summary(&row(None)).unwrap();
    });
    assert_eq!(
        rows[1..],
        [
            ",CN,magnet_heavy,exports_ratio,0.26,share,2025-05-01",
            ",CN,magnet_heavy,exports_ratio,0.26,share,"
        ]
    );
}

fn parquet_rows(path: &Path) -> Vec<Vec<Field>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().into_columns().into_iter().map(|column| column.1).collect()).collect()
}

#[test]
fn parquet_files_read_back_as_what_was_pushed() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let mut run = RunDirectory::create(&out, Options { parquet: true, ..Options::default() }).unwrap();
    // More than one row group of 65,536 rows.
    let count = 65_536_u32 + 3;
    for i in 0..count {
        let value = if i == 1 { f64::NAN } else { f64::from(i) / 3.0 };
        let row = SampleRow {
            date: day(2025, 4, 7),
            firm: if i % 2 == 0 { "=even" } else { "odd" },
            stage: "magnet",
            jurisdiction: "CN",
            good: "",
            metric: "output",
            value,
            unit: "t",
        };
        run.sample(&row).unwrap();
    }
    let finished = run.finish(manifest()).unwrap();
    assert_eq!(finished.manifest.tables["firms_sample.parquet"], u64::from(count));
    let rows = parquet_rows(&out.join("firms_sample.parquet"));
    assert_eq!(rows.len(), usize::try_from(count).unwrap());
    // 2025-04-07 is day 20,185 of 1970: 55 years of 365 days, 14 leap days (1972..2024), and 96 days into 2025.
    let text = |words: &str| Field::Str(words.into());
    let days = 55 * 365 + 14 + 96;
    let first = [
        Field::Date(days),
        text("=even"),
        text("magnet"),
        text("CN"),
        Field::Null,
        text("output"),
        Field::Double(0.0),
        text("t"),
    ];
    assert_eq!(rows[0], first);
    assert_eq!(
        rows[1][1..7],
        [text("odd"), text("magnet"), text("CN"), Field::Null, text("output"), Field::Null]
    );
    assert_eq!(rows[65_538][6], Field::Double(65_538.0 / 3.0));
    let size = std::fs::metadata(out.join("firms_sample.parquet")).unwrap().len();
    // 65,539 values of 8 bytes are 524 kB, a firm bit by row 8 kB; the rest is nearly free as it repeats.
    assert!(size < 900_000, "text is dictionary-encoded: {size} bytes");
    assert!(parquet_rows(&out.join("events.parquet")).is_empty());
}

#[test]
fn a_number_that_parquet_cannot_hold_is_told() {
    let home = tempfile::tempdir().unwrap();
    let mut run =
        RunDirectory::create(&home.path().join("run"), Options { parquet: true, ..Options::default() })
            .unwrap();
    let row = BalanceRow {
        date: day(2025, 1, 6),
        good: "g",
        jurisdiction: "CN",
        partner: "",
        opening: i128::MAX,
        produced: 0,
        arrived: 0,
        used: 0,
        dispatched: 0,
        outlet: 0,
        lost: 0,
        closing: 0,
        gap: 0,
        unit: "mg",
    };
    let message = run.balance(&row).err().unwrap().to_string();
    assert!(
        message.contains("balance.parquet") && message.contains("does not fit into 64 bits"),
        "{message}"
    );
}
