//! Jurisdictions by name, and the groups in which a report shows them. Run directories hold codes only.

use std::collections::BTreeMap;

/// Names of ISO 3166 alpha-2 codes; `ZZ` is the rest of the world in scenarios.
const NAMES: [(&str, &str); 54] = [
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("BE", "Belgium"),
    ("BG", "Bulgaria"),
    ("BR", "Brazil"),
    ("CA", "Canada"),
    ("CH", "Switzerland"),
    ("CN", "China"),
    ("CZ", "Czechia"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("ES", "Spain"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("GR", "Greece"),
    ("HR", "Croatia"),
    ("HU", "Hungary"),
    ("ID", "Indonesia"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IN", "India"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("KR", "South Korea"),
    ("KZ", "Kazakhstan"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("MM", "Myanmar"),
    ("MX", "Mexico"),
    ("MY", "Malaysia"),
    ("NA", "Namibia"),
    ("NG", "Nigeria"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("PH", "Philippines"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("RU", "Russia"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SI", "Slovenia"),
    ("SK", "Slovakia"),
    ("TH", "Thailand"),
    ("TR", "Turkey"),
    ("TW", "Taiwan"),
    ("UA", "Ukraine"),
    ("US", "United States"),
    ("VN", "Vietnam"),
    ("ZA", "South Africa"),
    ("ZZ", "Rest of the world"),
];

/// Members of the European Union.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The name of a jurisdiction, or its code where none is known.
pub(crate) fn name(code: &str) -> String {
    NAMES.iter().find(|entry| entry.0 == code).map_or(code, |entry| entry.1).to_owned()
}

/// The name of a place or a group inside a sentence.
pub(crate) fn with_article(name: &str) -> String {
    match name {
        "Others" => "others".into(),
        "United States" | "European Union" | "United Kingdom" | "Netherlands" => format!("the {name}"),
        "Rest of the world" => "the rest of the world".into(),
        _ => name.to_owned(),
    }
}

/// Jurisdictions that a report shows as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) name: String,
    members: Vec<String>,
}

impl Group {
    /// Whether a jurisdiction belongs to it.
    pub(crate) fn holds(&self, code: &str) -> bool {
        self.members.iter().any(|member| member == code)
    }

    /// Codes of its members.
    pub(crate) fn members(&self) -> &[String] {
        &self.members
    }
}

/// Groups of the jurisdictions in `weights`: the European Union as one and the others alone, the heaviest first; what
/// comes after `most` of them is together in the last, `Others`.
pub(crate) fn groups(weights: &BTreeMap<String, f64>, most: usize) -> Vec<Group> {
    let mut sums: Vec<(Group, f64)> = Vec::new();
    for (code, weight) in weights.iter().filter(|entry| *entry.1 > 0.0) {
        let name = if EU.contains(&code.as_str()) { "European Union".to_owned() } else { name(code) };
        match sums.iter_mut().find(|sum| sum.0.name == name) {
            Some(sum) => {
                sum.0.members.push(code.clone());
                sum.1 += weight;
            }
            None => sums.push((Group { name, members: vec![code.clone()] }, *weight)),
        }
    }
    // The rest of the world is no country, so it is never one of the heaviest.
    let is_rest = |group: &Group| group.members == ["ZZ"];
    sums.sort_by(|a, b| is_rest(&a.0).cmp(&is_rest(&b.0)).then(b.1.total_cmp(&a.1)));
    let mut groups: Vec<Group> = sums.into_iter().map(|sum| sum.0).collect();
    let has_rest = groups.last().is_some_and(is_rest);
    if groups.len() > most || has_rest {
        let keep = most.min(groups.len() - usize::from(has_rest));
        let members: Vec<String> =
            groups.split_off(keep).into_iter().flat_map(|group| group.members).collect();
        groups.push(Group { name: "Others".into(), members });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_union_is_one_and_the_light_ones_are_together() {
        let weights = [("DE", 3.0), ("FR", 3.0), ("US", 5.0), ("JP", 1.0), ("ZZ", 9.0), ("XX", 0.0)];
        let weights = weights.map(|(code, weight)| (code.to_owned(), weight)).into_iter().collect();
        let groups = groups(&weights, 2);
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(names, ["European Union", "United States", "Others"]);
        assert!(
            groups[0].holds("FR") && groups[2].holds("JP") && groups[2].holds("ZZ") && !groups[2].holds("XX")
        );
    }
}
