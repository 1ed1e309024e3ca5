//! Paths to values: `regimes.april.hazard[1].per_week`, `firms.named["A Co., Ltd."].owners[0].share`.

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A field, a name in a map, or the `id` or `name` of an entry of a list.
    Name(String),
    /// An entry of a list.
    Index(usize),
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// The steps of `path`.
pub(crate) fn parse_path(path: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = path.trim();
    if rest.is_empty() {
        return Err(String::from("the path is empty"));
    }
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix("[\"") {
            let (name, behind) =
                inside.split_once("\"]").ok_or_else(|| format!("`\"]` is missing in `{path}`"))?;
            steps.push(Step::Name(name.to_owned()));
            rest = behind;
        } else if let Some(inside) = rest.strip_prefix('[') {
            let (index, behind) =
                inside.split_once(']').ok_or_else(|| format!("`]` is missing in `{path}`"))?;
            let index = index.trim();
            steps.push(index.parse().map_or_else(|_| Step::Name(index.to_owned()), Step::Index));
            rest = behind;
        } else {
            let dotted = rest.strip_prefix('.').filter(|_| !steps.is_empty()).unwrap_or(rest);
            let end = dotted.find(['.', '[']).unwrap_or(dotted.len());
            if end == 0 {
                return Err(format!("a name is missing in `{path}`"));
            }
            steps.push(Step::Name(dotted[..end].to_owned()));
            rest = &dotted[end..];
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(path: &str) -> Vec<String> {
        parse_path(path).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_path_goes_by_names_and_numbers() {
        assert_eq!(
            steps("regimes.april.hazard[1].per_week"),
            ["regimes", "april", "hazard", "[1]", "per_week"]
        );
        assert_eq!(steps("firms.named[\"A Co., Ltd.\"].recipe"), ["firms", "named", "A Co., Ltd.", "recipe"]);
        assert_eq!(steps("stages[mine].firms"), ["stages", "mine", "firms"]);
    }

    #[test]
    fn a_broken_path_is_refused() {
        for path in ["", " ", "a..b", "a[1", "a[\"b", ".", "a."] {
            assert!(parse_path(path).is_err(), "{path:?}");
        }
    }
}
