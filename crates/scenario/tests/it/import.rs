use crate::{fine, load_files};
use coercivity_scenario::{Diagnostics, Loaded};

const MAIN: &str = "(
    base: \"base.ron\",
    firms: (synthetic: true, own_data: (firms_csv: \"own/firms.csv\", links_csv: \"own/links.csv\")),
    schedule: [],
)";

const FIRMS: &str =
    "\u{feff}name,recipe,jurisdiction,output_per_year,capacity_per_year,end_use,owner,owner_share
Pit A,digging,CN,600,,,State,0.4
Pit B,digging,CN,400,500,,,
Works,refining,CN,900,,dual,Pit A,0.3
Works,refining,CN,900,,dual,State,0.3
Motors,making,JP,500000,,,,
";

const LINKS: &str = "supplier,buyer,good,quantity_per_year
Pit A,Works,ore,300
Pit B,Works,ore,100
Works,Motors,oxide,900
";

fn import(firms: &str, links: &str) -> Result<Loaded, Diagnostics> {
    load_files(&[("main.ron", MAIN), ("own/firms.csv", firms), ("own/links.csv", links)], &[])
}

#[test]
fn tables_become_firms_and_links() {
    let loaded = fine(import(FIRMS, LINKS));
    let report = loaded.import.unwrap();
    // Five rows of firms and three of links; the second row of Works adds an owner.
    assert_eq!((report.rows_read, report.rows_used, report.dropped.len()), (8, 8, 0));
    assert_eq!(report.firms, ["Pit A", "Pit B", "Works", "Motors"]);
    let works = loaded.scenario.named.iter().find(|firm| firm.name == "Works").unwrap();
    assert_eq!(works.owners, [(String::from("Pit A"), 0.3), (String::from("State"), 0.3)]);
    // 300 of 400 and 100 of 400.
    let shares: Vec<f64> = loaded.scenario.links.iter().map(|link| link.share).collect();
    assert_eq!(shares, [0.75, 0.25, 1.0]);
    // 1,000,000 motors need 1,000 t of oxide, 90% from China: 900 of 900. They need 2,000 t of ore: 1,000 of 2,000.
    let share = |recipe: &str| report.coverage.iter().find(|row| row.0 == recipe).unwrap().2;
    assert!(
        (share("refining") - 1.0).abs() < 1e-9 && (share("digging") - 0.5).abs() < 1e-9,
        "{:?}",
        report.coverage
    );
    assert!(loaded.files.iter().any(|file| file.0 == "own/firms.csv"));
    assert!(report.to_string().contains("8 rows read, 8 used, 0 dropped; 4 firms"), "{report}");
}

#[test]
fn a_bad_row_is_dropped_and_listed() {
    let firms = format!("{FIRMS}Pit C,diging,CN,5,,,,\n");
    let loaded = fine(import(&firms, LINKS));
    let report = loaded.import.unwrap();
    // The header is line 1, five rows follow, so the new one is line 7.
    assert_eq!(report.dropped, [(String::from("own/firms.csv"), 7, String::from("unknown recipe `diging`"))]);
    assert_eq!(report.unmatched, ["recipe `diging`"]);
    assert_eq!(report.rows_used, 8);
}

#[test]
fn more_than_a_fifth_of_bad_rows_is_an_error_that_shows_ten() {
    let bad: String = (0..12).map(|n| format!("Pit {n},digging,XX,5,,,,\n")).collect();
    let found = import(&format!("{FIRMS}{bad}"), LINKS).unwrap_err();
    let one = found.iter().find(|one| one.message.contains("cannot be used")).unwrap();
    // 12 of 5 + 12 rows; the first stands in line 7.
    assert_eq!(one.message, "12 of 17 rows of `own/firms.csv` cannot be used");
    assert_eq!((one.file.as_str(), one.line), ("own/firms.csv", 7));
    let help = one.help.clone().unwrap();
    assert_eq!(help.matches("unknown jurisdiction `XX`").count(), 10, "{help}");
    assert!(help.ends_with("and 2 more"), "{help}");
}

#[test]
fn rows_are_dropped_for_what_is_wrong_with_them() {
    let cases = [
        ("Pit C,digging,CN,,,,,", "output_per_year is empty"),
        ("Pit C,digging,CN,many,,,,", "output_per_year \"many\" is not a number"),
        ("Pit C,digging,CN,-5,,,,", "output_per_year -5 is not over 0 and up to 1e15"),
        ("Pit C,digging,CN,50,40,,,", "the capacity, 40, is below the output, 50"),
        ("Pit C,digging,CN,50,,both,,", "end_use \"both\" is none of civil, dual, military"),
        ("Pit C,digging,CN,50,,,State,", "the share of the owner `State` is empty"),
        ("Pit B,digging,CN,50,,,,", "firm `Pit B` is there already"),
        ("Pit C,digging", "2 cells, but the header has 8"),
    ];
    for (row, reason) in cases {
        let report = fine(import(&format!("{FIRMS}{row}\n"), LINKS)).import.unwrap();
        assert_eq!(report.dropped, [(String::from("own/firms.csv"), 7, String::from(reason))], "{row}");
    }
}

#[test]
fn a_wrong_header_or_missing_table_is_told_at_its_place() {
    let found = import(&FIRMS.replace("recipe", "recipee"), LINKS).unwrap_err();
    assert!(found.render(false).contains("the column `recipe` is missing"), "{found}");
    let found = load_files(&[("main.ron", MAIN)], &[]).unwrap_err();
    let one = found.iter().next().unwrap();
    assert_eq!((one.file.as_str(), one.line), ("main.ron", 3));
    assert!(one.message.contains("cannot read `own/firms.csv`"), "{}", one.message);
}

#[test]
fn a_mistake_of_meaning_points_at_the_row() {
    // Nothing is dug in Japan: the row is fine by itself, but the recipe has no share there.
    let found = import(&FIRMS.replace("Pit B,digging,CN", "Pit B,digging,JP"), LINKS).unwrap_err();
    let one = found.iter().next().unwrap();
    assert_eq!((one.file.as_str(), one.line), ("own/firms.csv", 3));
    assert!(one.message.contains("recipe `digging` has no share in `JP`"), "{}", one.message);
}
