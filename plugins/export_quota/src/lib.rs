//! Export quota in the manner of 2010: a yearly quantity for a group of goods, given out in tranches.
//!
//! # Rule
//! ```text
//! share_g   = exports of g before the quota / exports of the group before the quota
//! tranche   = yearly quantity / tranches a year                     (the first one pro rata to its days)
//! account_g = share_g * tranche + carried * what was left unused    (what was overdrawn is taken off in full)
//! account_g falls by what customs clear; what is left of it is all that may leave in a tick
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | yearly quantity | `yearly` | units of the goods per year | all goods of the group together, all destinations |
//! | tranche | `tranches` | | calendar years, halves, quarters or months |
//! | carried | `carried` | share | of an unused account that counts in the next tranche |
//!
//! Quotas of the years before 2015 went to exporters by what they had exported before; here to goods, and within a
//! good pro rata to orders. History: 7,976 t for the second half of 2010, so 30,259 t for the year after 50,145 t in
//! 2009 (Japan Metal Bulletin, July 2010, <http://www.japanmetalbulletin.com/?p=4991>); abolished on 1 January 2015
//! after a WTO ruling (AFP, May 2015,
//! <http://spacedaily.com/reports/China_says_rare_earths_export_quota_scrapped_after_WTO_ruling_999.html>).
//!
//! It can say who runs short, and when in the half-year, as exporters fill the tranche early. It cannot say what
//! quota titles were worth, nor who smuggled or moved his works to where the quota does not bind: prices are fixed and
//! firms stay. Shipments that customs hold count when they clear.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

/// An account under this part of its tranche is told as used up.
const USED_UP: f64 = 0.01;

parameters! {
    /// What is limited, and how.
    pub struct Parameters {
        /// Goods that share the quota; all in the same unit, none sold to final markets.
        goods: goods = "ndpr_oxide, lace_oxide, dytb_oxide, y_oxide",
        /// Who limits its exports.
        origin: jurisdiction = "CN",
        /// Yearly quantity by the day from which it counts; a tranche has the quantity of the day on which it opens. Without a step there is no quota.
        yearly: schedule in 0.0..=1e12 unit "units of the goods per year" = "2025-07-01: 30000",
        /// Into what a year is cut.
        tranches: text choices "year, half_year, quarter, month" = "half_year",
        /// Part of what is left unused that counts in the next tranche; 0 lets it lapse.
        carried: number in 0.0..=1.0 unit "share" = 0.0,
        /// First day without a quota.
        until: date = "2100-01-01",
    }
}

/// The policy.
pub struct ExportQuota {
    parameters: Parameters,
    months: u8,
    accounts: Vec<Account>,
    /// First day of the calendar tranche that is open.
    open: Option<Day>,
}

/// What a good may still do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Account {
    /// Exports while no tranche was open, units.
    record: f64,
    /// What the tranche gave, units.
    given: f64,
    /// What is left, units; negative if overdrawn.
    left: f64,
}

impl Policy for ExportQuota {
    const ABOUT: About = About {
        id: "export_quota",
        summary: "A yearly export quota for a group of goods, given out in tranches.",
        source: "Chinese export quotas of 2010: Japan Metal Bulletin, http://www.japanmetalbulletin.com/?p=4991",
        reads: &[Column::LaneFlow],
        writes: &[Effect::ExportQuota],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        let good = |good: &Good| &names.goods[good.index()];
        if let Some(sold) = parameters.goods.iter().map(good).find(|good| good.is_final) {
            let why =
                format!("`{}` is sold to final markets, which no quota can limit: leave it out", sold.name);
            return Err(Refusal::new(why).parameter("goods"));
        }
        if let [first, others @ ..] = parameters.goods.as_slice()
            && let Some(other) = others.iter().map(good).find(|other| other.unit != good(first).unit)
        {
            let (first, units) = (good(first), (&good(first).unit, &other.unit));
            let why = format!("`{}` is counted in {}, `{}` in {}", first.name, units.0, other.name, units.1);
            return Err(Refusal::new(why + ": goods that share a quota need one unit").parameter("goods"));
        }
        let months = match parameters.tranches.as_str() {
            "year" => 12,
            "half_year" => 6,
            "quarter" => 3,
            _ => 1,
        };
        let accounts = vec![Account::default(); parameters.goods.len()];
        Ok(Self { parameters, months, accounts, open: None })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        self.book(world)?;
        let today = world.middle();
        let yearly = self.parameters.yearly.at(today).filter(|_| today < self.parameters.until);
        match yearly {
            Some(yearly) => self.open(today, yearly, measures),
            None => self.open = None,
        }
        if self.open.is_some() {
            self.limit(world.names(), measures);
        }
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        let open = self.open.map_or(f64::MAX, |day| day.number() as f64);
        let accounts = self.accounts.iter().flat_map(|one| [one.record, one.given, one.left]);
        std::iter::once(open).chain(accounts).flat_map(f64::to_le_bytes).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        let [open, accounts @ ..] = numbers.as_slice() else { return Err("the state is empty".into()) };
        let fits = rest.is_empty() && accounts.len() == 3 * self.accounts.len();
        if !fits || numbers.iter().any(|number| !number.is_finite()) {
            return Err("the state is not one of an export quota on so many goods".into());
        }
        self.open = (*open != f64::MAX).then(|| Day::from_number(*open as i64));
        for (account, numbers) in self.accounts.iter_mut().zip(accounts.chunks_exact(3)) {
            *account = Account { record: numbers[0], given: numbers[1], left: numbers[2] };
        }
        Ok(())
    }
}

impl ExportQuota {
    /// What left in the last tick counts for the record, or against the open tranche.
    fn book(&mut self, world: &World<'_>) -> Result<(), Refusal> {
        let (flow, names, origin) =
            (world.column_f64(Column::LaneFlow)?, world.names(), self.parameters.origin);
        let everywhere = names.all_jurisdictions();
        for (account, good) in self.accounts.iter_mut().zip(&self.parameters.goods) {
            let left: f64 = names.lanes(&[*good], &[origin], &everywhere).map(|lane| flow[lane]).sum();
            match self.open {
                Some(_) => account.left -= left,
                None => account.record += left,
            }
        }
        Ok(())
    }

    /// Opens the tranche of the calendar, unless it is open.
    fn open(&mut self, today: Day, yearly: f64, measures: &mut Measures<'_>) {
        let (start, end) = self.calendar(today);
        if self.open == Some(start) {
            return;
        }
        let first = self.parameters.yearly.steps().first().map_or(start, |step| step.0).max(start);
        let part = if self.open.is_none() {
            end.days_since(first) as f64 / end.days_since(start) as f64
        } else {
            1.0
        };
        let tranche = yearly * f64::from(self.months) / 12.0 * part;
        let (record, goods): (f64, f64) =
            (self.accounts.iter().map(|account| account.record).sum(), self.accounts.len() as f64);
        for account in &mut self.accounts {
            let share = if record > 0.0 { account.record / record } else { 1.0 / goods };
            let kept = if self.open.is_none() {
                0.0
            } else if account.left > 0.0 {
                self.parameters.carried * account.left
            } else {
                account.left
            };
            account.given = share * tranche;
            account.left = account.given + kept;
        }
        self.open = Some(start);
        let detail = format!("{tranche} from {} until {end}", first.max(start));
        measures.event(Note::new("tranche_opened").in_jurisdiction(self.parameters.origin).detail(&detail));
    }

    /// First day of the calendar's tranche with this day, and of the next one.
    fn calendar(&self, day: Day) -> (Day, Day) {
        let (year, month, _) = day.civil();
        let first = (month - 1) / self.months * self.months + 1;
        let next = if first + self.months > 12 { (year + 1, 1) } else { (year, first + self.months) };
        let begin = |(year, month)| Day::new(year, month, 1).unwrap_or(day);
        (begin((year, first)), begin(next))
    }

    /// What is left may leave.
    fn limit(&self, names: &Names, measures: &mut Measures<'_>) {
        let origin = self.parameters.origin;
        for (account, good) in self.accounts.iter().zip(&self.parameters.goods) {
            let left = account.left.max(0.0);
            measures.set(Effect::ExportQuota, names.export_row(*good, origin), left);
            let unit = names.goods[good.index()].unit.as_str();
            measures.metric(Metric::new("quota_left", unit, left).of(*good).in_jurisdiction(origin));
            let used_up = f64::from(u8::from(left <= USED_UP * account.given));
            measures.metric(Metric::new("quota_used_up", "flag", used_up).of(*good).in_jurisdiction(origin));
        }
    }
}

export_policy!(ExportQuota);
