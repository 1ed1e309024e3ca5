//! Names that were probably meant.

/// The closest of `names`, if one is close enough to be a slip of the pen.
pub(crate) fn closest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    names
        .map(|known| (strsim::jaro_winkler(&folded, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|found| found.1)
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
    }
}
