use super::*;
use std::io::Read as _;

fn head() -> Head {
    let order = Order {
        scenario: "april.ron".into(),
        files: vec![("april.ron".into(), b"(title: \"x\")".to_vec())],
        overrides: vec!["run.seed=7".into()],
        every: 4,
        ..Order::default()
    };
    let date = Date::new(2025, 4, 7).unwrap();
    let standing = Standing { baseline: false, ticks_done: 12, date, layout: "Made:8".into() };
    let (flows, baseline_flows) = (Flows::default(), Flows::default());
    Head { version: "0.1.0".into(), order, standing, tables: Vec::new(), flows, baseline_flows }
}

fn written(home: &Path) -> PathBuf {
    write(home, &head(), &mut |out| out.write_all(&[7; 100])).unwrap()
}

#[test]
fn a_checkpoint_reads_back() {
    let home = tempfile::tempdir().unwrap();
    let path = written(home.path());
    let (read, mut body) = open_checkpoint(&path).unwrap();
    assert_eq!((read.order, read.standing), (head().order, head().standing));
    let mut state = Vec::new();
    body.read_to_end(&mut state).unwrap();
    assert_eq!(state, [7; 100]);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn every_flipped_bit_and_every_shorter_file_is_noticed() {
    let home = tempfile::tempdir().unwrap();
    let path = written(home.path());
    let bytes = fs::read(&path).unwrap();
    for at in 0..bytes.len() {
        let mut torn = bytes.clone();
        torn[at] ^= 1 << (at % 8);
        fs::write(&path, &torn).unwrap();
        assert!(open_checkpoint(&path).is_err(), "bit of byte {at}");
        fs::write(&path, &bytes[..at]).unwrap();
        assert!(open_checkpoint(&path).is_err(), "first {at} bytes");
    }
    fs::write(&path, [&bytes[..], b"more"].concat()).unwrap();
    assert!(open_checkpoint(&path).is_err(), "more bytes");
}

#[test]
fn another_version_of_the_format_is_named() {
    let home = tempfile::tempdir().unwrap();
    let path = written(home.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[15] = b'1';
    fs::write(&path, &bytes).unwrap();
    let sentence = open_checkpoint(&path).err().unwrap().to_string();
    assert!(sentence.contains("version 1 of the format, and this program reads version 2"), "{sentence}");
}

#[test]
fn checkpoints_are_found_in_the_order_of_time() {
    let home = tempfile::tempdir().unwrap();
    let names =
        ["checkpoint-baseline-000004.bin", "checkpoint-000012.bin", "checkpoint-000008.bin", "series.csv"];
    names.iter().for_each(|name| fs::write(home.path().join(name), "").unwrap());
    let found = checkpoints(home.path()).unwrap();
    let found: Vec<_> = found.iter().map(|path| path.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(found, [names[2], names[1], names[0]]);
}
