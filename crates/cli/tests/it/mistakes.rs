use crate::{expect_code, home, minimal, run, stderr, stdout};
use std::fs;

#[test]
fn a_wrong_command_line_ends_with_2() {
    let home = home();
    for line in [
        "",
        "frobnicate",
        "run",
        "run a.ron --threads 0",
        "run a.ron --firms many",
        "run a.ron --quiet --json",
    ] {
        let output = run(&home, line);
        expect_code(&output, 2);
        assert_eq!(stdout(&output), "");
        assert!(
            stderr(&output).contains("--help") || stderr(&output).contains("Usage"),
            "{line}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn help_lists_the_exit_codes() {
    let home = home();
    for line in ["--help", "run --help"] {
        let output = run(&home, line);
        expect_code(&output, 0);
        for code in ["0  ", "1  ", "2  ", "3  ", "4  ", "5  ", "130"] {
            assert!(
                stdout(&output).contains(&format!("\n  {code}")),
                "{code} is missing in {}",
                stdout(&output)
            );
        }
    }
}

#[test]
fn a_scenario_that_is_not_there_ends_with_4_and_its_name() {
    let home = home();
    for line in ["run none.ron", "check none.ron", "diff none.ron none.ron", "run ."] {
        let output = run(&home, line);
        expect_code(&output, 4);
        let name = line.split(' ').nth(1).unwrap();
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
        assert!(!home.path().join("runs").exists(), "nothing is written");
    }
}

#[test]
fn a_wrong_scenario_ends_with_3_and_writes_nothing() {
    let home = home();
    fs::write(home.path().join("wrong.ron"), "(run: (ticks: ))").unwrap();
    for line in ["run wrong.ron", "check wrong.ron", "run {minimal} --set run.no_such_value=1"] {
        let output = run(&home, line);
        expect_code(&output, 3);
        assert!(stderr(&output).contains("error"), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
        assert!(!home.path().join("runs").exists(), "nothing is written");
    }
}

#[test]
fn a_right_scenario_passes_the_check() {
    let output = run(&home(), "check {minimal}");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("no mistakes"), "{}", stdout(&output));
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let output = run(&home(), "diff {minimal} {minimal}");
    expect_code(&output, 0);
    assert_eq!(stdout(&output), "The scenarios do not differ.\n");
}

#[test]
fn help_says_what_each_plugin_command_takes_and_hides_what_is_for_the_program_alone() {
    let home = home();
    let cases: [(&str, &[&str]); 5] = [
        ("plugin", &["  check ", "  list ", "  describe ", "  new "]),
        (
            "plugin check",
            &[
                "<PLUGIN>",
                "--case <NAME>",
                "--seed <S>",
                "--limit <SECONDS>",
                "--json",
                "--junit <FILE>",
                "  6  ",
            ],
        ),
        ("plugin list", &["--scenario <FILE>", "--json", "--plugin <PATH>"]),
        ("plugin describe", &["<PLUGIN>", "--json", "--plugin <PATH>"]),
        ("plugin new", &["<NAME>", "--c ", "--dir <DIR>"]),
    ];
    for (line, words) in cases {
        let output = run(&home, &format!("{line} --help"));
        expect_code(&output, 0);
        for word in words {
            assert!(stdout(&output).contains(word), "{word} is not in {}", stdout(&output));
        }
        assert!(!stdout(&output).contains("in-process"), "{}", stdout(&output));
    }
}

#[test]
fn a_world_that_does_not_fit_into_memory_is_not_begun() {
    let home = home();
    let scenario = minimal().with_file_name("april_2025.ron");
    let output = run(&home, &format!("run {} --firms 100000000 --out big", scenario.display()));
    expect_code(&output, 9);
    let said = stderr(&output);
    assert!(
        said.contains("they need about 140.0 GB of memory, and") && said.contains("fit here now (--firms "),
        "{said}"
    );
    assert!(!home.path().join("big.partial").exists() && !home.path().join("big").exists());
    // Nor are many of them.
    for line in ["ask time-to-fall", "ask weak-link"] {
        let output = run(&home, &format!("{line} {} --firms 100000000", scenario.display()));
        expect_code(&output, 9);
    }
    // One of these fits, and two run at the same time.
    let plenty =
        r#"ulimit -v 800000; exec "$0" ask time-to-fall "$1" --firms 300000 --replicates 2 --threads 2"#;
    let output = std::process::Command::new("bash")
        .args(["-c", plenty, crate::PROGRAM, scenario.to_str().unwrap()])
        .current_dir(home.path())
        .output()
        .unwrap();
    if cfg!(target_os = "linux") {
        expect_code(&output, 9);
        let said = stderr(&output);
        assert!(
            said.contains("2 runs of 300,000 firms at the same time") && said.contains("--threads 1"),
            "{said}"
        );
    }
    // So does a limit of the process, told before it is met.
    let script = r#"ulimit -v 1000000; exec "$0" run "$1" --firms 2000000 --out big"#;
    let limited = std::process::Command::new("bash")
        .args(["-c", script, crate::PROGRAM, scenario.to_str().unwrap()])
        .current_dir(home.path())
        .output()
        .unwrap();
    expect_code(&limited, 9);
    assert!(stderr(&limited).contains("1.0 GB are free"), "{}", stderr(&limited));
}

#[test]
fn a_file_that_is_not_there_is_told_with_those_that_are() {
    let home = home();
    let folder = home.path().join("mine");
    fs::create_dir(&folder).unwrap();
    for name in ["b.ron", "a.ron", "c.csv"] {
        fs::write(folder.join(name), "").unwrap();
    }
    for line in
        ["run mine/none.ron", "bench mine/none.ron", "ask who-pays mine/none.ron", "check mine/none.ron"]
    {
        let output = run(&home, line);
        expect_code(&output, 4);
        let words =
            "mine/none.ron: cannot be read: there is no such file. In mine there are a.ron and b.ron.";
        assert!(stderr(&output).contains(words), "{line}: {}", stderr(&output));
    }
}
