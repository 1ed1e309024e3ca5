//! Names of stages, goods and metrics in words. What is not known is shown as it stands in the tables.

/// Words for the names of the scenarios that come with the program.
const WORDS: [(&str, &str); 26] = [
    ("miner", "Mines"),
    ("refiner", "Separation plants"),
    ("magnet_maker", "Magnet makers"),
    ("fab", "Chip fabs"),
    ("device_maker", "Device makers"),
    ("concentrate_light", "Light concentrate"),
    ("concentrate_heavy", "Heavy concentrate"),
    ("ndpr_oxide", "Nd/Pr oxide"),
    ("lace_oxide", "La/Ce oxide"),
    ("dytb_oxide", "Dy/Tb oxide"),
    ("y_oxide", "Yttrium oxide"),
    ("magnet_standard", "Standard magnets"),
    ("magnet_heavy", "Heat-resistant magnets"),
    ("magnet", "Magnets"),
    ("motor", "Motors"),
    ("oxide", "Oxide"),
    ("chip_leading", "Leading-edge chips"),
    ("chip_mature", "Mature chips"),
    ("vehicle_electric", "Electric cars"),
    ("vehicle_combustion", "Other vehicles"),
    ("electronics", "Electronics"),
    ("wind_turbine", "Wind turbines"),
    ("robot", "Robots"),
    ("air_conditioner", "Air conditioners"),
    ("defence_system", "Defence systems"),
    ("usd", "US dollars"),
];

/// Sides of a conflict.
const SIDES: [&str; 3] = ["Who acts", "Acted upon", "Third countries"];

/// A name in words.
pub(crate) fn words(name: &str) -> String {
    match WORDS.iter().find(|entry| entry.0 == name) {
        Some(entry) => entry.1.to_owned(),
        None => capital(&name.replace('_', " ")),
    }
}

/// The same inside a sentence.
pub(crate) fn inside(name: &str) -> String {
    inside_words(&words(name))
}

/// Words inside a sentence: symbols such as Dy/Tb and names of countries keep their capital.
pub(crate) fn inside_words(words: &str) -> String {
    let is_known =
        WORDS.iter().any(|entry| entry.1 == words && !entry.1.contains('/')) || SIDES.contains(&words);
    let is_plain = words.is_char_boundary(1) && words.len() > 1;
    if is_known && is_plain { words[..1].to_lowercase() + &words[1..] } else { words.to_owned() }
}

/// `1 run`, `20 runs`.
pub(crate) fn many(number: u64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", crate::numbers::count(number as f64))
    }
}

/// With a capital at the front.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a, b and c`; beyond `most` names, how many more there are.
pub(crate) fn list(names: &[String], most: usize) -> String {
    if names.len() > most {
        return format!("{} and {} more", names[..most].join(", "), names.len() - most);
    }
    match names {
        [] => "none".into(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_have_words_and_others_stay_readable() {
        assert_eq!(words("device_maker"), "Device makers");
        assert_eq!(words("battery_cell"), "Battery cell");
        assert_eq!(
            [inside("magnet_heavy"), inside("dytb_oxide"), inside("x")],
            ["heat-resistant magnets", "Dy/Tb oxide", "X"]
        );
        assert_eq!(inside("élan_vital"), "Élan vital", "letters of several bytes are left alone");
    }
}
