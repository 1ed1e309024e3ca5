use crate::BASE;
use coercivity_scenario::load_text;
use proptest::prelude::*;

/// A RON text of the sections of a scenario in which spelling varies: comments, spaces, digits, trailing commas.
fn spelled() -> impl Strategy<Value = String> {
    let gap = prop_oneof![Just(""), Just(" "), Just("\n\t"), Just(" // said\n"), Just("/* a /* b */ c */")];
    let ticks =
        prop_oneof![Just("52"), Just("5_2"), Just("0x34"), Just("+52"), Just("0b110100"), Just("52u32")];
    let price = prop_oneof![Just("2000"), Just("2e3"), Just("2_000.0"), Just("20.0E+2"), Just("2000.")];
    let title = prop_oneof![
        Just("\"Three firms\""),
        Just("r\"Three firms\""),
        Just("r##\"Three \"#firms\"##"),
        Just("\"Thr\\u{e9}e\\n\\\"firms\\\" \\x41\""),
        Just("\"Three \\\n    firms\""),
    ];
    let some = prop_oneof![Just("0.4"), Just("Some(0.4)"), Just("None")];
    (gap, ticks, price, title, some, any::<bool>()).prop_map(|(gap, ticks, price, title, some, attribute)| {
        let text = BASE
            .replace("\"Three firms\"", title)
            .replace("ticks: 52", &format!("ticks{gap}:{gap}{ticks}"))
            .replace("price_usd: 2000)", &format!("price_usd: {price}{gap})"))
            .replace("driver: \"ore\",", &format!("driver: \"ore\", utilisation: {some}{gap},"));
        if attribute { format!("#![enable(implicit_some)]\n{text}") } else { text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = load_text(&text, &[]);
    }

    #[test]
    fn no_shreds_of_ron_make_it_panic(
        shreds in proptest::collection::vec(
            prop_oneof![
                Just("("), Just(")"), Just("["), Just("]"), Just("{"), Just("}"), Just(","), Just(":"), Just("\""),
                Just("r#\""), Just("'"), Just("\\"), Just("/*"), Just("*/"), Just("//"), Just("\n"), Just("-"),
                Just("1e"), Just("0x"), Just("1_"), Just("."), Just("é"), Just("Some"), Just("None"), Just("run"),
                Just("set"), Just("base"), Just("goods"), Just("#!["), Just("b\""), Just("NaN"), Just("\\u{"),
            ],
            0..60,
        )
    ) {
        let text: String = shreds.concat();
        let _ = load_text(&text, &[]);
        let _ = load_text("()", &[(String::from("run"), text.clone()), (text, String::from("1"))]);
    }

    #[test]
    fn a_valid_text_cut_anywhere_is_told_and_does_not_panic(cut in 0_usize..4000) {
        let cut = cut.min(BASE.len() - 10);
        if BASE.is_char_boundary(cut) {
            prop_assert!(load_text(&BASE[..cut], &[]).is_err());
        }
    }

    #[test]
    fn it_agrees_with_ron_on_valid_texts(text in spelled()) {
        let options = ron::Options::default().with_default_extension(
            ron::extensions::Extensions::IMPLICIT_SOME | ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES,
        );
        let by_ron: coercivity_scenario::Sections = options.from_str(&text).expect("ron reads it");
        let ours = load_text(&text, &[]).map_err(|found| TestCaseError::fail(found.render(false)))?;
        prop_assert_eq!(ours.sections, by_ron);
    }
}
