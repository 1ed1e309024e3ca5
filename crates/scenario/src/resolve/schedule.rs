//! Dated measures.

use super::checker::{Checker, is_snake_case};
use super::firms::Named;
use super::network::goods;
use super::ownership::listed;
use super::provenance;
use super::regimes::scope;
use crate::checked;
use crate::read::child;
use crate::sections::{Instrument, Measure, Scope};
use coercivity_base::{Calendar, JurisdictionId};
use std::collections::{BTreeMap, BTreeSet};

/// The schedule in order of first day, then id.
pub(super) fn resolve(
    check: &mut Checker<'_>,
    named: &[Named],
    watches: &[checked::Watch],
) -> Vec<checked::Measure> {
    let schedule = &check.sections.schedule;
    let mut order: Vec<usize> = (0..schedule.len()).collect();
    order.sort_by_key(|n| (schedule[*n].from, &schedule[*n].id));
    let positions: BTreeMap<&str, usize> =
        order.iter().enumerate().map(|(at, n)| (schedule[*n].id.as_str(), at)).collect();
    let mut seen = BTreeSet::new();
    for (n, measure) in schedule.iter().enumerate() {
        let path = format!("schedule[{n}].id");
        if !is_snake_case(&measure.id) {
            check.error(&path, format!("`{}` is not lower snake case", measure.id), None);
        }
        if !seen.insert(&measure.id) {
            check.error(
                &path,
                format!("there are two measures called `{}`", measure.id),
                Some("give one another id"),
            );
        }
        dates(check, &format!("schedule[{n}]"), measure);
    }
    too_many_origin_rules(check);
    let mut context = Context { named, watches, positions };
    order.iter().map(|n| one(check, &mut context, *n)).collect()
}

struct Context<'a> {
    named: &'a [Named],
    watches: &'a [checked::Watch],
    /// Position of each measure in the sorted schedule.
    positions: BTreeMap<&'a str, usize>,
}

fn dates(check: &mut Checker<'_>, at: &str, measure: &Measure) {
    if check.is_spoilt(&child(at, "from")) {
        return;
    }
    if let Some(until) = measure.until.filter(|until| *until <= measure.from) {
        let message = format!("`{}` ends on {until}, not after its first day {}", measure.id, measure.from);
        check.error(
            &child(at, "until"),
            message,
            Some("`until` is the first day on which it no longer holds"),
        );
    }
    if let Some(announced) = measure.announced.filter(|announced| *announced > measure.from) {
        let message =
            format!("`{}` is announced on {announced}, after its first day {}", measure.id, measure.from);
        check.error(
            &child(at, "announced"),
            message,
            Some("leave it out if it is announced on its first day"),
        );
    }
    let graceful = matches!(
        measure.what,
        Instrument::Licence { .. }
            | Instrument::Ban { .. }
            | Instrument::EntityList { .. }
            | Instrument::OriginShare { .. }
    );
    if measure.grace_days > 0.0 && !graceful {
        let message = format!(
            "`{}` is not a licence, a ban, an entity list or an origin share: a grace does nothing here",
            measure.id
        );
        check.error(&child(at, "grace_days"), message, Some("leave it out, or let the measure begin later"));
    }
    let run = &check.sections.run;
    if run.tick_days == 0 || check.is_spoilt("run") {
        return;
    }
    let end = Calendar::new(run.start, run.tick_days).date(i64::from(run.ticks));
    if measure.from >= end {
        let message =
            format!("`{}` begins on {}, after the end of the run on {end}", measure.id, measure.from);
        check.warn(&child(at, "from"), message, Some("raise run.ticks if it is meant to matter"));
    }
    if let Some(until) = measure.until.filter(|until| *until <= run.start && *until > measure.from) {
        let message = format!("`{}` ends on {until}, before the run starts on {}", measure.id, run.start);
        check.warn(&child(at, "until"), message, Some("set run.start earlier if it is meant to matter"));
    }
}

fn one(check: &mut Checker<'_>, context: &mut Context<'_>, n: usize) -> checked::Measure {
    let sections = check.sections;
    let measure = &sections.schedule[n];
    checked::Measure {
        id: measure.id.clone(),
        announced: measure.announced.unwrap_or(measure.from),
        from: measure.from,
        until: measure.until,
        grace_days: measure.grace_days,
        what: instrument(check, context, &format!("schedule[{n}].what"), measure),
    }
}

fn instrument(
    check: &mut Checker<'_>,
    context: &mut Context<'_>,
    at: &str,
    measure: &Measure,
) -> checked::Instrument {
    let scoped = |check: &mut Checker<'_>, one: &Scope| scope(check, &child(at, "scope"), one);
    match &measure.what {
        Instrument::Licence { regime } => licence(check, &child(at, "regime"), regime),
        Instrument::LookAlikeInspection { scope, probability, delay_days }
        | Instrument::Inspection { scope, probability, delay_days } => {
            check.in_order(&child(at, "delay_days"), *delay_days);
            between_firms(check, at, scope, "customs holds");
            for_every_end_use(check, at, scope, "customs holds");
            let scope = scoped(check, scope);
            checked::Instrument::Inspection { scope, probability: *probability, delay_days: *delay_days }
        }
        Instrument::Ban { scope } => checked::Instrument::Ban(scoped(check, scope)),
        Instrument::Quota { scope, quantity, period_weeks } => {
            between_firms(check, at, scope, "quotas");
            for_every_end_use(check, at, scope, "quotas");
            if scope.goods.len() > 1 {
                let message = format!("a quota limits exactly one good, this names {}", scope.goods.len());
                check.error(
                    &child(&child(at, "scope"), "goods"),
                    message,
                    Some("write one measure for each good"),
                );
            }
            let units = scope.goods.first().and_then(|good| check.sections.goods.get(good));
            let quantity = quantity * units.map_or(1.0, |good| good.base_units);
            checked::Instrument::Quota { scope: scoped(check, scope), quantity, period_weeks: *period_weeks }
        }
        Instrument::Tariff { scope, rate } => {
            for_every_end_use(check, at, scope, "tariffs");
            checked::Instrument::Tariff { scope: scoped(check, scope), rate: *rate }
        }
        Instrument::Fee { scope, usd_per_unit } => {
            for_every_end_use(check, at, scope, "fees");
            checked::Instrument::Fee { scope: scoped(check, scope), usd_per_unit: *usd_per_unit }
        }
        Instrument::EntityList { authority, names, affiliates, goods: only } => {
            let authority =
                check.jurisdiction(&child(at, "authority"), authority).unwrap_or(JurisdictionId(0));
            let goods = only.as_deref().map(|names| goods(check, &child(at, "goods"), names));
            if only.as_ref().is_some_and(Vec::is_empty) {
                let message = "this can never match anything: no good is named";
                check.error(&child(at, "goods"), message, Some("leave the field out for all goods"));
            }
            let listed = entity_list(check, &child(at, "names"), names, *affiliates, context.named);
            checked::Instrument::EntityList { authority, listed, goods }
        }
        Instrument::OriginShare { watch, threshold, scope, then, review_weeks } => {
            let rule = provenance::rule(
                check,
                at,
                (context.watches, watch),
                (*threshold, *review_weeks),
                (scope, then),
            );
            checked::Instrument::OriginShare(rule)
        }
        Instrument::Suspension { measures } => {
            suspension(check, context, &child(at, "measures"), measure, measures)
        }
    }
}

/// Each rule by origin share has a mark of its own on every seller.
fn too_many_origin_rules(check: &mut Checker<'_>) {
    let rules = |one: &&Measure| matches!(one.what, Instrument::OriginShare { .. });
    let count = check.sections.schedule.iter().filter(rules).count();
    if count > checked::MAX_ORIGIN_RULES {
        let message = format!("{count} rules by origin share are more than {}", checked::MAX_ORIGIN_RULES);
        check.error_in("schedule", message, Some("put goods of one rule into one scope"));
    }
}

/// Instruments that work shipment by shipment between firms: quotas and customs holds.
fn between_firms(check: &mut Checker<'_>, at: &str, scope: &Scope, what: &str) {
    for (n, good) in
        scope.goods.iter().enumerate().filter(|(_, good)| check.sections.demand.contains_key(*good))
    {
        let message =
            format!("`{good}` is sold to final markets, and {what} on such goods are not supported");
        let help = Some("name goods that firms sell to firms, or use a ban, a tariff or a fee");
        check.error(&format!("{}[{n}]", child(&child(at, "scope"), "goods")), message, help);
    }
}

/// Instruments that do not look at the importer's end use.
fn for_every_end_use(check: &mut Checker<'_>, at: &str, scope: &Scope, what: &str) {
    if scope.end_uses.is_some() {
        let message = format!("{what} do not distinguish end uses");
        let help = Some("leave `end_uses` out; bans and licence regimes distinguish them");
        check.error(&child(&child(at, "scope"), "end_uses"), message, help);
    }
}

fn licence(check: &mut Checker<'_>, path: &str, name: &str) -> checked::Instrument {
    let regimes = &check.sections.regimes;
    let found = regimes.keys().position(|known| known == name);
    if found.is_none() && !check.is_spoilt("regimes") {
        check.unknown_at(path, "regime", name, regimes.keys().map(String::as_str));
    }
    checked::Instrument::Licence(found.unwrap_or(0))
}

/// Flags of named firms; every name is a firm's or an owner's.
fn entity_list(
    check: &mut Checker<'_>,
    path: &str,
    names: &[String],
    affiliates: bool,
    named: &[Named],
) -> Vec<bool> {
    let firms: Vec<&checked::NamedFirm> = named.iter().map(|one| &one.firm).collect();
    let sections = check.sections;
    let known: BTreeSet<&str> = sections
        .firms
        .named
        .iter()
        .flat_map(|firm| firm.owners.iter().map(|owner| owner.name.as_str()).chain([firm.name.as_str()]))
        .collect();
    if names.is_empty() {
        check.error(path, "no firm is listed", Some("name a firm or an owner of one"));
    }
    for (n, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(name.as_str())) {
        if !check.is_spoilt("firms.named") {
            check.unknown_at(&format!("{path}[{n}]"), "firm or owner", name, known.iter().copied());
        }
    }
    listed(&firms, &names.iter().map(String::as_str).collect(), affiliates)
}

fn suspension(
    check: &mut Checker<'_>,
    context: &Context<'_>,
    path: &str,
    measure: &Measure,
    ids: &[String],
) -> checked::Instrument {
    let sections = check.sections;
    if ids.is_empty() {
        check.error(path, "no measure is named", Some("name the measures that do not hold meanwhile"));
    }
    let mut suspended = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let at = format!("{path}[{n}]");
        match context.positions.get(id.as_str()) {
            _ if *id == measure.id => {
                check.error(&at, format!("`{id}` cannot suspend itself"), Some("name another measure"));
            }
            Some(position) => {
                let other = sections.schedule.iter().find(|other| other.id == *id);
                if matches!(other.map(|other| &other.what), Some(Instrument::Suspension { .. })) {
                    let help = "end that suspension earlier with its `until`";
                    check.error(&at, format!("`{id}` is itself a suspension"), Some(help));
                }
                suspended.push(*position);
            }
            None if check.is_spoilt("schedule") => {}
            None => check.unknown_at(&at, "measure", id, context.positions.keys().copied()),
        }
    }
    suspended.sort_unstable();
    suspended.dedup();
    checked::Instrument::Suspension(suspended)
}
