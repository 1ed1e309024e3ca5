//! What is checked of facts beyond their form: names against the scenario, months, and what is observed.

use super::checked::{CheckedFact, CheckedNormal, Measured, Office, Trade, days, month, number};
use super::file::{Fact, HistoryFile, Normal, Observable};
use crate::game::members_of;
use crate::load::Loaded;
use crate::origins::Origins;
use crate::report::Report;
use crate::sections::Among;
use crate::suggest::{closest, listed};
use coercivity_base::Month;
use coercivity_base::parameter::is_snake_case;

/// The facts and normals of `file`; what is wrong with them is reported.
pub(super) fn facts(
    file: &HistoryFile,
    loaded: &Loaded,
    origin: &Origins,
    report: &mut Report,
) -> (Vec<CheckedFact>, Vec<CheckedNormal>) {
    let mut checker = Checker { file, loaded, origin, report };
    let normals: Vec<CheckedNormal> =
        file.normals.iter().map(|(name, normal)| checker.normal(name, normal)).collect();
    if file.facts.is_empty() {
        checker.wrong("facts", "there are no facts", Some("write at least one".to_owned()));
    }
    let facts = file.facts.iter().enumerate().filter_map(|(n, fact)| checker.fact(n, fact, &normals));
    let facts = facts.collect();
    (facts, normals)
}

struct Checker<'a> {
    file: &'a HistoryFile,
    loaded: &'a Loaded,
    origin: &'a Origins,
    report: &'a mut Report,
}

impl Checker<'_> {
    fn wrong(&mut self, path: &str, message: impl Into<String>, help: Option<String>) {
        self.report.error(self.origin.value(path), path, message, help);
    }

    fn normal(&mut self, name: &str, normal: &Normal) -> CheckedNormal {
        let at = format!("normals.{name}");
        if normal.amount <= 0.0 {
            self.wrong(&format!("{at}.amount"), "what is normal is more than nothing", None);
        }
        if normal.growth_per_year != 0.0 && normal.around.is_none() {
            let help =
                "write around: \"2024-07-01\", the middle of the days over which the amount was counted";
            self.wrong(&format!("{at}.growth_per_year"), "it grows from no day", Some(help.to_owned()));
        }
        let mut months = Vec::new();
        for (text, amount) in &normal.months {
            match month(text) {
                Some(month) => months.push((month, *amount)),
                None => self.not_a_month(&format!("{at}.months.{text}"), text),
            }
        }
        CheckedNormal {
            name: name.to_owned(),
            per_day: normal.amount / normal.days,
            growth_per_year: normal.growth_per_year,
            around: normal.around,
            months,
        }
    }

    fn fact(&mut self, n: usize, fact: &Fact, normals: &[CheckedNormal]) -> Option<CheckedFact> {
        let at = format!("facts[{n}]");
        let twice = self.file.facts[..n].iter().any(|other| other.id == fact.id);
        if !is_snake_case(&fact.id) {
            let help = "write small letters, digits and `_`, such as `magnets_us_2025_05`";
            self.wrong(
                &format!("{at}.id"),
                format!("`{}` is not lower snake case", fact.id),
                Some(help.into()),
            );
        } else if twice {
            self.wrong(&format!("{at}.id"), format!("there are two called `{}`", fact.id), None);
        }
        if fact.error <= 0.0 {
            let help = "say how far the true figure may be from it: no figure is exact";
            self.wrong(&format!("{at}.error"), "an error is more than nothing", Some(help.into()));
        }
        let what = self.measured(&format!("{at}.what"), &fact.what)?;
        let (observed, written) = self.observed(&at, fact, &what)?;
        // Amounts with a normal are shares of it.
        let scale = match &what {
            Measured::Exports { month, normal: Some(name), .. } => {
                normals.iter().find(|normal| normal.name == *name)?.grown_per_day(*month) * days(*month)
            }
            _ => 1.0,
        };
        Some(CheckedFact {
            id: fact.id.clone(),
            what,
            observed: observed / scale,
            error: fact.error / scale,
            written,
            role: fact.role,
            grade: fact.grade,
            source: fact.source.clone(),
        })
    }

    /// What was observed as a number, and as it is written.
    fn observed(&mut self, at: &str, fact: &Fact, what: &Measured) -> Option<(f64, String)> {
        match (what.is_day(), fact.observed, fact.on) {
            (false, Some(amount), None) => Some((amount, format!("{amount} {}", fact.unit))),
            (true, None, Some(day)) => Some((number(day), day.to_string())),
            (false, _, _) => {
                let help = Some("write observed: NUMBER and no `on`".to_owned());
                self.wrong(at, format!("`{}` is a number", fact.id), help);
                None
            }
            (true, _, _) => {
                let help = Some("write on: \"2025-05-26\" and no `observed`".to_owned());
                self.wrong(at, format!("`{}` is a day", fact.id), help);
                None
            }
        }
    }

    /// The observable with its names known; `None` if one of them is not.
    fn measured(&mut self, at: &str, what: &Observable) -> Option<Measured> {
        let at = |field: &str| format!("{at}.{field}");
        match what {
            Observable::Exports { goods, origins, destinations, month, normal } => {
                let goods = self.goods(&at("goods"), goods);
                let origins = self.among(&at("origins"), origins);
                let destinations = self.among(&at("destinations"), destinations);
                let month = self.month(&at("month"), month);
                let normal = self.normal_name(&at("normal"), normal.as_ref());
                let trade = Trade { goods: goods?, origins: origins?, destinations: destinations? };
                Some(Measured::Exports { trade, month: month?, normal: normal? })
            }
            Observable::PriceChange { good, jurisdiction, quote, month, over } => {
                let good = self.good(&at("good"), good);
                let bloc = self.bloc(&at("jurisdiction"), jurisdiction);
                let (month, over) = (self.month(&at("month"), month), self.month(&at("over"), over));
                Some(Measured::PriceChange {
                    good: good?,
                    bloc: bloc?,
                    quote: *quote,
                    month: month?,
                    over: over?,
                })
            }
            Observable::PriceGap { good, outside, inside, quote, month } => {
                let good = self.good(&at("good"), good);
                let blocs = (self.bloc(&at("outside"), outside), self.bloc(&at("inside"), inside));
                let month = self.month(&at("month"), month);
                let (outside, inside) = (blocs.0?, blocs.1?);
                if outside == inside {
                    self.wrong(
                        &at("inside"),
                        format!("both are in the bloc {outside}: there is no gap"),
                        None,
                    );
                    return None;
                }
                Some(Measured::PriceGap { good: good?, outside, inside, quote: *quote, month: month? })
            }
            Observable::LicenceShare { office, goods, until } => {
                let office = self.office(&at("office"), office, &at("goods"), goods)?;
                Some(Measured::LicenceShare { office, until: *until })
            }
            Observable::LicencesGranted { office, goods, until } => {
                let office = self.office(&at("office"), office, &at("goods"), goods)?;
                Some(Measured::LicencesGranted { office, until: *until })
            }
            Observable::LicenceDate { office, goods, nth } => {
                let office = self.office(&at("office"), office, &at("goods"), goods)?;
                Some(Measured::LicenceDate { office, nth: *nth })
            }
            Observable::LineStop { goods, jurisdictions, nth } => {
                let goods = self.goods(&at("goods"), goods);
                let jurisdictions = self.among(&at("jurisdictions"), jurisdictions);
                Some(Measured::LineStop { goods: goods?, jurisdictions: jurisdictions?, nth: *nth })
            }
        }
    }

    fn not_a_month(&mut self, at: &str, text: &str) {
        self.wrong(at, format!("`{text}` is not a month"), Some("write \"2025-05\"".to_owned()));
    }

    fn month(&mut self, at: &str, text: &str) -> Option<Month> {
        let found = month(text);
        if found.is_none() {
            self.not_a_month(at, text);
        }
        found
    }

    fn unknown(&mut self, at: &str, what: &str, name: &str, names: &[&str]) {
        let names = || names.iter().copied();
        let help = closest(name, names()).map_or_else(
            || format!("there are: {}", listed(names())),
            |near| format!("did you mean `{near}`?"),
        );
        self.wrong(at, format!("unknown {what} `{name}`"), Some(help));
    }

    fn known(&mut self, at: &str, what: &str, name: &str, names: &[&str]) -> Option<String> {
        if names.contains(&name) {
            return Some(name.to_owned());
        }
        self.unknown(at, what, name, names);
        None
    }

    fn good(&mut self, at: &str, name: &str) -> Option<String> {
        let loaded = self.loaded;
        let names: Vec<&str> = loaded.scenario.goods.iter().map(|good| good.name.as_str()).collect();
        self.known(at, "good", name, &names)
    }

    /// Goods of a list that must not be empty.
    fn goods(&mut self, at: &str, names: &[String]) -> Option<Vec<String>> {
        if names.is_empty() {
            self.wrong(at, "there are no goods", Some("name at least one".to_owned()));
            return None;
        }
        let each = names.iter().enumerate().map(|(n, name)| self.good(&format!("{at}[{n}]"), name));
        let found: Vec<Option<String>> = each.collect();
        found.into_iter().collect()
    }

    fn normal_name(&mut self, at: &str, name: Option<&String>) -> Option<Option<String>> {
        let Some(name) = name else { return Some(None) };
        let file = self.file;
        let names: Vec<&str> = file.normals.keys().map(String::as_str).collect();
        self.known(at, "normal", name, &names).map(Some)
    }

    fn code(&mut self, at: &str, name: &str) -> Option<usize> {
        let loaded = self.loaded;
        let codes: Vec<&str> = loaded.scenario.jurisdictions.iter().map(|one| one.code.as_str()).collect();
        self.known(at, "jurisdiction", name, &codes)?;
        codes.iter().position(|code| *code == name)
    }

    fn bloc(&mut self, at: &str, jurisdiction: &str) -> Option<String> {
        let scenario = &self.loaded.scenario;
        let place = self.code(at, jurisdiction)?;
        Some(scenario.blocs[usize::from(scenario.bloc_of[place])].clone())
    }

    fn office(&mut self, at: &str, jurisdiction: &str, of_goods: &str, goods: &[String]) -> Option<Office> {
        let place = self.code(at, jurisdiction);
        let goods = self.goods(of_goods, goods);
        place?;
        Some(Office { jurisdiction: jurisdiction.to_owned(), goods: goods? })
    }

    /// Codes of jurisdictions that are meant.
    fn among(&mut self, at: &str, among: &Among) -> Option<Vec<String>> {
        let loaded = self.loaded;
        let all = loaded.scenario.jurisdictions.iter().map(|one| one.code.clone());
        let (names, only) = match among {
            Among::All => return Some(all.collect()),
            Among::Only(names) => (names, true),
            Among::Except(names) => (names, false),
        };
        let mut named = Vec::new();
        let mut is_known = true;
        for (n, name) in names.iter().enumerate() {
            match members_of(name, loaded) {
                Ok(found) => named.extend(found.into_iter().map(coercivity_base::JurisdictionId::index)),
                Err(help) => {
                    let message = format!("unknown jurisdiction or group `{name}`");
                    self.wrong(&format!("{at}[{n}]"), message, Some(help));
                    is_known = false;
                }
            }
        }
        let meant = all.enumerate().filter(|(place, _)| named.contains(place) == only).map(|(_, code)| code);
        let meant: Vec<String> = meant.collect();
        if meant.is_empty() && is_known {
            self.wrong(at, "nobody is meant", None);
        }
        (is_known && !meant.is_empty()).then_some(meant)
    }
}
