//! What all checks share: looking names up, and saying what is wrong where.

use crate::checked::JurisdictionSet;
use crate::diagnostic::Severity;
use crate::file::Sections;
use crate::origins::{Origins, opening};
use crate::report::{COMMAND_LINE, Mistake, Place, Report};
use crate::sections::Among;
use crate::suggest::{closest, listed};
pub(super) use coercivity_base::parameter::is_snake_case;
use coercivity_base::{GoodId, JurisdictionId, RecipeId, StageId};
use std::collections::{BTreeMap, BTreeSet};

/// How far shares may be from summing to 1.
pub(super) const TOLERANCE: f64 = 1e-6;

/// The sections under check and where they were written.
pub(crate) struct Checker<'a> {
    pub(crate) sections: &'a Sections,
    origins: &'a Origins,
    spoilt: &'a BTreeSet<String>,
    report: &'a mut Report,
}

impl<'a> Checker<'a> {
    /// A checker of `sections`; nothing is said of `spoilt` paths.
    pub(crate) fn new(
        sections: &'a Sections,
        origins: &'a Origins,
        spoilt: &'a BTreeSet<String>,
        report: &'a mut Report,
    ) -> Self {
        Self { sections, origins, spoilt, report }
    }

    /// The scenario file that gives the value at `path`; the first one for a value of the command line.
    pub(super) fn file_of(&self, path: &str) -> String {
        let first = || self.report.texts.first().map(|text| text.name.as_str());
        let written = self.origins.find(path).map(|found| found.0).filter(|file| *file != COMMAND_LINE);
        written.or_else(first).unwrap_or_default().to_owned()
    }

    /// Whether the value at `path`, one around it or one within it was replaced.
    pub(super) fn is_spoilt(&self, path: &str) -> bool {
        let below = |inner: &str, outer: &str| {
            outer.is_empty()
                || inner
                    .strip_prefix(outer)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.spoilt.iter().any(|spoilt| below(path, spoilt) || below(spoilt, path))
    }

    fn tell(&mut self, severity: Severity, place: Place, path: &str, message: String, help: Option<String>) {
        if !self.is_spoilt(path) {
            self.report.push(severity, Mistake { place, path: Some(path.to_owned()), message, help });
        }
    }

    /// An error at the value of `path`.
    pub(super) fn error(&mut self, path: &str, message: impl Into<String>, help: Option<&str>) {
        let place = self.origins.value(path);
        self.tell(Severity::Error, place, path, message.into(), help.map(str::to_owned));
    }

    /// An error at the name that `path` ends with: a field, or a name in a map.
    pub(super) fn error_at_key(&mut self, path: &str, message: impl Into<String>, help: Option<&str>) {
        let place = self.origins.key(path);
        self.tell(Severity::Error, place, path, message.into(), help.map(str::to_owned));
    }

    /// An error at the opening of the value of `path`: something is missing in it.
    pub(super) fn error_in(&mut self, path: &str, message: impl Into<String>, help: Option<&str>) {
        let place = opening(self.origins.value(path));
        self.tell(Severity::Error, place, path, message.into(), help.map(str::to_owned));
    }

    /// A warning at the value of `path`.
    pub(super) fn warn(&mut self, path: &str, message: impl Into<String>, help: Option<&str>) {
        let place = self.origins.value(path);
        self.tell(Severity::Warning, place, path, message.into(), help.map(str::to_owned));
    }

    /// A warning at the name that `path` ends with.
    pub(super) fn warn_at_key(&mut self, path: &str, message: impl Into<String>, help: Option<&str>) {
        let place = self.origins.key(path);
        self.tell(Severity::Warning, place, path, message.into(), help.map(str::to_owned));
    }

    /// Says that `name` at `place` is none of `names`.
    fn unknown<'n>(
        &mut self,
        at: (Place, &str),
        what: &str,
        name: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) {
        let help = closest(name, names.clone()).map_or_else(
            || format!("there are: {}", listed(names)),
            |near| format!("did you mean `{near}`?"),
        );
        self.tell(Severity::Error, at.0, at.1, format!("unknown {what} `{name}`"), Some(help));
    }

    /// Says that the value at `path` is none of `names`.
    pub(super) fn unknown_at<'n>(
        &mut self,
        path: &str,
        what: &str,
        name: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) {
        let place = self.origins.value(path);
        self.unknown((place, path), what, name, names);
    }

    fn row<V>(
        &mut self,
        table: (&'a BTreeMap<String, V>, &str, &str),
        place: Place,
        path: &str,
        name: &str,
    ) -> Option<usize> {
        let (map, section, what) = table;
        let found = map.keys().position(|known| known == name);
        if found.is_none() && !self.spoilt.contains(section) {
            self.unknown((place, path), what, name, map.keys().map(String::as_str));
        }
        found
    }

    /// The good called `name`, written at `path`.
    pub(super) fn good(&mut self, path: &str, name: &str) -> Option<GoodId> {
        let place = self.origins.value(path);
        self.row((&self.sections.goods, "goods", "good"), place, path, name).map(GoodId::at)
    }

    /// The good that is the name of a map's entry.
    pub(super) fn good_key(&mut self, path: &str, name: &str) -> Option<GoodId> {
        let place = self.origins.key(path);
        self.row((&self.sections.goods, "goods", "good"), place, path, name).map(GoodId::at)
    }

    /// The recipe called `name`, written at `path`.
    pub(super) fn recipe(&mut self, path: &str, name: &str) -> Option<RecipeId> {
        let place = self.origins.value(path);
        self.row((&self.sections.recipes, "recipes", "recipe"), place, path, name).map(RecipeId::at)
    }

    /// The recipe that is the name of a map's entry.
    pub(super) fn recipe_key(&mut self, path: &str, name: &str) -> Option<RecipeId> {
        let place = self.origins.key(path);
        self.row((&self.sections.recipes, "recipes", "recipe"), place, path, name).map(RecipeId::at)
    }

    /// The stage called `name`, written at `path`.
    pub(super) fn stage(&mut self, path: &str, name: &str) -> Option<StageId> {
        let found = self.sections.stages.iter().position(|stage| stage.name == name);
        if found.is_none() && !self.spoilt.contains("stages") {
            let names = self.sections.stages.iter().map(|stage| stage.name.as_str());
            self.unknown_at(path, "stage", name, names);
        }
        found.map(StageId::at)
    }

    fn code(&mut self, place: Place, path: &str, name: &str, groups: bool) -> Vec<JurisdictionId> {
        let jurisdictions = &self.sections.jurisdictions;
        let position = |code: &str| jurisdictions.list.keys().position(|known| known == code);
        if let Some(index) = position(name) {
            return vec![JurisdictionId::at(index)];
        }
        match jurisdictions.groups.get(name) {
            Some(members) if groups => {
                members.iter().filter_map(|member| position(member)).map(JurisdictionId::at).collect()
            }
            Some(_) => {
                let message = format!("`{name}` is a group, but a single jurisdiction is needed here");
                self.tell(Severity::Error, place, path, message, None);
                Vec::new()
            }
            None if self.spoilt.contains("jurisdictions") || self.spoilt.contains("jurisdictions.list") => {
                Vec::new()
            }
            None => {
                let what = if groups { "jurisdiction or group" } else { "jurisdiction" };
                let codes = jurisdictions.list.keys();
                let groups = jurisdictions.groups.keys().filter(|_| groups);
                self.unknown((place, path), what, name, codes.chain(groups).map(String::as_str));
                Vec::new()
            }
        }
    }

    /// The jurisdiction `name`, written at `path`; no group.
    pub(super) fn jurisdiction(&mut self, path: &str, name: &str) -> Option<JurisdictionId> {
        let place = self.origins.value(path);
        self.code(place, path, name, false).first().copied()
    }

    /// The jurisdiction that is the name of a map's entry; no group.
    pub(super) fn jurisdiction_key(&mut self, path: &str, name: &str) -> Option<JurisdictionId> {
        let place = self.origins.key(path);
        self.code(place, path, name, false).first().copied()
    }

    /// The jurisdiction `name` or the members of the group `name`, written at `path`.
    pub(super) fn members(&mut self, path: &str, name: &str) -> Vec<JurisdictionId> {
        let place = self.origins.value(path);
        self.code(place, path, name, true)
    }

    /// The same for the name of a map's entry.
    pub(super) fn members_key(&mut self, path: &str, name: &str) -> Vec<JurisdictionId> {
        let place = self.origins.key(path);
        self.code(place, path, name, true)
    }

    /// The set that `among`, written at `path`, means.
    pub(super) fn among(&mut self, path: &str, among: &Among) -> JurisdictionSet {
        let (names, listed) = match among {
            Among::All => return JurisdictionSet::of(self.count(), |_| true),
            Among::Only(names) => (names, true),
            Among::Except(names) => (names, false),
        };
        let mut found = Vec::new();
        for (n, name) in names.iter().enumerate() {
            found.extend(self.members(&format!("{path}[{n}]"), name));
        }
        JurisdictionSet::of(self.count(), |one| found.contains(&one) == listed)
    }

    /// Values by jurisdiction from a map by jurisdiction or group; a jurisdiction's own entry wins over its group's.
    pub(super) fn by_code(&mut self, path: &str, map: &BTreeMap<String, f64>) -> Vec<Option<f64>> {
        let mut values = vec![None; self.count()];
        let mut from = vec![""; self.count()];
        let is_group = |name: &str| !self.sections.jurisdictions.list.contains_key(name);
        let (groups, singles): (Vec<_>, Vec<_>) = map.iter().partition(|(name, _)| is_group(name));
        for (name, value) in &groups {
            let at = crate::read::child(path, name);
            for member in self.members_key(&at, name) {
                let index = member.index();
                if values[index].is_some_and(|other: f64| other.to_bits() != value.to_bits()) {
                    let code = self.sections.jurisdictions.list.keys().nth(index).map_or("", String::as_str);
                    let message =
                        format!("`{code}` is in both `{}` and `{name}`, whose values differ", from[index]);
                    self.error_at_key(&at, message, Some("give it an entry of its own, or take a group out"));
                }
                values[index] = Some(**value);
                from[index] = name;
            }
        }
        for (name, value) in singles {
            for member in self.members_key(&crate::read::child(path, name), name) {
                values[member.index()] = Some(*value);
            }
        }
        values
    }

    /// Number of jurisdictions.
    pub(super) fn count(&self) -> usize {
        self.sections.jurisdictions.list.len()
    }

    /// Shares by jurisdiction, one entry each; they must sum to 1.
    pub(super) fn shares(&mut self, path: &str, map: &BTreeMap<String, f64>) -> Vec<f64> {
        let mut shares = vec![0.0; self.count()];
        for (code, share) in map {
            if let Some(one) = self.jurisdiction_key(&crate::read::child(path, code), code) {
                shares[one.index()] = *share;
            }
        }
        self.sums_to_one(path, map.values().sum());
        shares
    }

    /// Says so if `sum` is not 1.
    pub(super) fn sums_to_one(&mut self, path: &str, sum: f64) {
        if (sum - 1.0).abs() > TOLERANCE {
            let (sum, gap) = (rounded(sum), rounded((sum - 1.0).abs()));
            let help =
                format!("{gap} {}", if sum.parse().unwrap_or(0.0) > 1.0 { "too much" } else { "is missing" });
            self.error_at_key(path, format!("these shares sum to {sum}, not to 1"), Some(&help));
        }
    }

    /// Says so if a pair of shortest and longest is the wrong way round.
    pub(super) fn in_order(&mut self, path: &str, pair: (f64, f64)) {
        if pair.0 > pair.1 {
            let message = format!("the shortest, {}, is over the longest, {}", pair.0, pair.1);
            self.error(path, message, Some("write the smaller number first"));
        }
    }
}

/// A number to nine decimals, without trailing zeros.
pub(super) fn rounded(value: f64) -> String {
    let text = format!("{value:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
