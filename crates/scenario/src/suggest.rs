//! Names that were probably meant.

/// The closest of `names`, if one is close enough to be a slip of the pen.
pub(crate) fn closest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let (codes, names): (Vec<&str>, Vec<&str>) = names.partition(|known| known.len() <= 2);
    let near = names
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&folded, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|found| found.1);
    near.or_else(|| only_code(&folded, &codes))
}

/// The code of two letters that a name may stand for, such as `JP` for `JPN`, if there is one alone: `CHN` may be `CH` or
/// `CN`.
fn only_code<'a>(folded: &str, codes: &[&'a str]) -> Option<&'a str> {
    let code = |known: &&str| known.to_lowercase();
    if let Some(same) = codes.iter().find(|known| code(known) == folded) {
        return Some(same);
    }
    let holds = |known: &&&str| {
        let code = code(known);
        let (first, second) = code.split_at(code.chars().next().map_or(0, char::len_utf8));
        folded.len() == 3 && folded.strip_prefix(first).is_some_and(|rest| rest.contains(second))
    };
    let mut found = codes.iter().filter(holds);
    found.next().filter(|_| found.next().is_none()).copied()
}

/// The first names as a list for a message.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let more = all.len().saturating_sub(20);
    all.truncate(20);
    if all.is_empty() {
        return String::from("none");
    }
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{tail}", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["magnet_heavy", "magnet_standard", "ndpr_oxide"];
        assert_eq!(closest("magnet_haevy", names.into_iter()), Some("magnet_heavy"));
        assert_eq!(closest("NdPr_oxide", names.into_iter()), Some("ndpr_oxide"));
        assert_eq!(closest("gallium", names.into_iter()), None);
        let codes = ["CH", "CN", "US"];
        assert_eq!(
            ["CHN", "cn", "UK"].map(|name| closest(name, codes.into_iter())),
            [None, Some("CN"), None]
        );
    }
}
