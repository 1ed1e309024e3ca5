//! Targeted licensing: a licence regime of the scenario aimed at some goods, destinations and end uses, with an approval
//! rate and a pace that change over time, and a fast lane for named firms.
//!
//! # Rule
//! ```text
//! announced <= t < from           : the uses concerned are announced
//! from <= t < from + grace        : only goods booked before pass
//! from + grace <= t < until       : a licence is needed, decided by the regime's rules with
//!                                     hazard  = regime's hazard * pace(t)
//!                                     refusal = max( regime's refusal, 1 - approval(t) )
//! application of a named firm     : granted as soon as it is reviewed, from fast_from on
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | approval | `approval` | share | of decided applications granted; before its first step as the regime says |
//! | pace | `pace` | ratio | on the hazard that a review ends; before its first step 1 |
//!
//! History: Announcement 18 of 4 April 2025 on heavy rare earths and magnets that hold them (Osenc translation,
//! <https://osencmagnet.com/export-controls-on-rare-earth-elements/>). A quarter of the requests of European car
//! suppliers were granted by 4 June (CLEPA, Reuters copy,
//! <https://todayheadline.co/european-auto-supplier-plants-shut-081958659-html/>); after the London talks of June
//! civilian licences came faster (Reuters,
//! <https://www.hindustantimes.com/world-news/us-news/chinas-rare-earths-are-flowing-again-but-not-freely-101751251601471.html>);
//! on 2 December 2025 three magnet makers got general licences (Reuters in Tom's Hardware,
//! <https://www.tomshardware.com/tech-industry/china-issues-first-batch-of-general-rare-earth-export-licenses-to-magnet-makers>).
//!
//! It can say how an office that serves some buyers sooner moves shortage from one to another. It cannot approve more
//! than the regime's own refusal leaves, and it does not know what an office learns from applications. The regime needs
//! a hazard on the days concerned, and the goods must be those that firms sell to firms.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// What needs a licence, and how freely it is given.
    pub struct Parameters {
        /// Licence regime of the scenario whose rules decide.
        regime: regime = "announcement_18",
        /// Goods that need a licence; none sold to final markets.
        goods: goods = "magnet_heavy",
        /// Whose offices decide.
        origins: jurisdictions = "CN",
        /// Destinations concerned.
        destinations: jurisdictions = "all",
        /// End uses concerned.
        end_uses: end_uses = "all",
        /// Day from which firms know of it.
        announced: date = "2025-04-04",
        /// First day.
        from: date = "2025-04-04",
        /// First day without it.
        until: date = "2100-01-01",
        /// Time from the first day during which goods booked before still pass.
        grace_days: integer in 0..=365 unit "days" = 14,
        /// Share of decided applications that are granted, by the day from which it counts; the regime's own refusal may leave fewer.
        approval: schedule in 0.0..=1.0 unit "share" = "2025-04-04: 0.97",
        /// Factor on the hazard that a review ends, by the day from which it counts.
        pace: schedule in 0.0..=1000.0 unit "ratio" = "2025-04-04: 1",
        /// Firms whose applications, as exporter or importer, are granted once reviewed.
        fast_lane: firms = "",
        /// First day of the fast lane.
        fast_from: date = "2025-12-02",
    }
}

/// The policy.
pub struct TargetedLicensing(Parameters);

/// What is in force on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Off,
    Announced,
    Grace,
    InForce,
}

impl Policy for TargetedLicensing {
    const ABOUT: About = About {
        id: "targeted_licensing",
        summary: "A licence regime aimed at goods, destinations and end uses, with approval and pace over time.",
        source: "MOFCOM and GAC Announcement 18 of 2025, https://osencmagnet.com/export-controls-on-rare-earth-elements/",
        reads: &[
            Column::ApplicationExporter,
            Column::ApplicationImporter,
            Column::ApplicationGood,
            Column::ApplicationOrigin,
            Column::ApplicationDestination,
            Column::ApplicationEndUse,
            Column::ApplicationReviewed,
        ],
        writes: &[
            Effect::Status,
            Effect::Regime,
            Effect::HazardFactor,
            Effect::Refusal,
            Effect::Announced,
            Effect::Decision,
        ],
        ..about!()
    };
    type Parameters = Parameters;

    fn new(mut parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        if let Some(good) = parameters.goods.iter().find(|good| names.goods[good.index()].is_final) {
            let name = names.name_of(*good);
            let why = format!("`{name}` is sold to final markets, which need no licences: leave it out");
            return Err(Refusal::new(why).parameter("goods"));
        }
        if parameters.until <= parameters.from {
            let why = format!("it would end on {} before it begins on {}", parameters.until, parameters.from);
            return Err(Refusal::new(why).parameter("until"));
        }
        parameters.fast_lane.sort_unstable();
        Ok(Self(parameters))
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let (today, p) = (world.middle(), &self.0);
        let phase = self.phase(today);
        self.tell(phase, self.phase(today.plus_days(-i64::from(world.tick_days()))), measures);
        if phase == Phase::Off {
            return Ok(());
        }
        let (pace, approval) = (p.pace.at(today), p.approval.at(today));
        for row in world.names().uses(&p.goods, &p.origins, &p.destinations, &p.end_uses) {
            match phase {
                Phase::InForce => measures.licence(row, p.regime),
                Phase::Grace => measures.grace(row),
                _ => measures.announce(row),
            }
            if phase == Phase::InForce {
                measures.add(Effect::HazardFactor, row, pace.unwrap_or(1.0));
                measures.add(Effect::Refusal, row, approval.map_or(0.0, |approval| 1.0 - approval));
            }
        }
        Ok(())
    }

    fn decide(&self, applications: &Applications<'_>, rulings: &mut Rulings<'_>) -> Result<(), Refusal> {
        let (today, p) = (applications.middle(), &self.0);
        if self.phase(today) != Phase::InForce || today < p.fast_from || p.fast_lane.is_empty() {
            return Ok(());
        }
        let column = |column| applications.column_u32(column);
        let (exporter, importer) =
            (column(Column::ApplicationExporter)?, column(Column::ApplicationImporter)?);
        let (good, origin) = (column(Column::ApplicationGood)?, column(Column::ApplicationOrigin)?);
        let (destination, end_use) =
            (column(Column::ApplicationDestination)?, column(Column::ApplicationEndUse)?);
        let reviewed = applications.column_u8(Column::ApplicationReviewed)?;
        let named = |firm: u32| p.fast_lane.binary_search(&FirmRow(firm)).is_ok();
        for row in 0..applications.count() {
            let meant = p.goods.contains(&Good(good[row]))
                && p.origins.contains(&Jurisdiction(origin[row]))
                && p.destinations.contains(&Jurisdiction(destination[row]))
                && p.end_uses.iter().any(|of| *of as u32 == end_use[row]);
            if meant && reviewed[row] == 1 && (named(exporter[row]) || named(importer[row])) {
                rulings.grant(row);
            }
        }
        Ok(())
    }
}

impl TargetedLicensing {
    fn phase(&self, day: Day) -> Phase {
        let p = &self.0;
        if day >= p.until {
            Phase::Off
        } else if day >= p.from.plus_days(p.grace_days) {
            Phase::InForce
        } else if day >= p.from {
            Phase::Grace
        } else if day >= p.announced {
            Phase::Announced
        } else {
            Phase::Off
        }
    }

    /// An event when the phase changes.
    fn tell(&self, now: Phase, before: Phase, measures: &mut Measures<'_>) {
        let name = match now {
            _ if now == before => return,
            Phase::Off => "licensing_ends",
            Phase::Announced => "licensing_announced",
            Phase::Grace => "licensing_begins_with_grace",
            Phase::InForce => "licensing_in_force",
        };
        measures.event(Note::new(name));
    }
}

export_policy!(TargetedLicensing);
