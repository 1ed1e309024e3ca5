//! What has been seen of a run so far: the state behind the view, without a terminal.

use super::series::{Series, devices_by_place, devices_by_side, exports};
use coercivity_base::Date;
use coercivity_engine::{Glance, Stage};
use coercivity_scenario::Scenario;
use std::collections::VecDeque;

/// Events that are kept.
const EVENTS: usize = 200;

/// A run as its watcher knows it.
pub(crate) struct Story {
    pub(crate) title: String,
    pub(crate) stage: Stage,
    pub(crate) done: u32,
    pub(crate) total: u32,
    /// Whether the paired baseline comes after the scenario.
    baseline: bool,
    /// `week`, or `tick` where it is of another length.
    pub(crate) unit: &'static str,
    /// First days of the run, of its middle and of the tick after its end.
    pub(crate) dates: [Date; 3],
    /// Ticks of the run.
    pub(crate) ticks: u32,
    pub(crate) stages: Vec<String>,
    pub(crate) devices: Vec<Series>,
    places: Vec<Series>,
    pub(crate) exports_heading: String,
    pub(crate) exports: Vec<Series>,
    /// Ticks before the first measure.
    quiet: usize,
    measured: bool,
    /// The last tick of the scenario; the baseline does not replace it.
    pub(crate) last: Option<Glance>,
    /// First day of the tick that was run last, in whichever part.
    pub(crate) date: Option<Date>,
    /// Filed, granted and refused so far.
    pub(crate) decided: [u64; 3],
    pub(crate) pending: Vec<f64>,
    pub(crate) events: VecDeque<(Date, String)>,
    /// Number of events so far, those forgotten too.
    pub(crate) n_events: usize,
    seconds: f64,
}

impl Story {
    /// The story of a run of `scenario`, at its beginning.
    pub(crate) fn new(scenario: &Scenario, baseline: bool) -> Self {
        let (exports_heading, exports) = exports(scenario);
        let (run, calendar) = (&scenario.run, scenario.calendar());
        let ticks = i64::from(run.ticks);
        Self {
            title: scenario.title.clone(),
            stage: Stage::Building,
            done: 0,
            total: 0,
            baseline,
            unit: if run.tick_days == 7 { "week" } else { "tick" },
            dates: [0, ticks / 2, ticks].map(|tick| calendar.date(tick)),
            ticks: run.ticks,
            stages: scenario.stages.iter().map(|stage| stage.name.clone()).collect(),
            devices: devices_by_side(scenario),
            places: devices_by_place(scenario),
            exports_heading,
            exports,
            quiet: 0,
            measured: false,
            last: None,
            date: None,
            decided: [0; 3],
            pending: Vec::new(),
            events: VecDeque::new(),
            n_events: 0,
            seconds: 0.0,
        }
    }

    /// The run went on for `seconds`, pauses left out, and is now so far.
    pub(crate) fn update(
        &mut self,
        stage: Stage,
        (done, total): (u32, u32),
        glance: Option<Glance>,
        seconds: f64,
    ) {
        self.seconds = if stage == self.stage { self.seconds + seconds } else { seconds };
        (self.stage, self.done, self.total) = (stage, done, total);
        let Some(glance) = glance else { return };
        let is_baseline = stage == Stage::Baseline;
        let all = self.devices.iter_mut().chain(&mut self.places).chain(&mut self.exports);
        all.for_each(|series| series.add(&glance, is_baseline));
        self.date = Some(glance.date);
        if is_baseline {
            return;
        }
        self.measured |= glance.measures;
        self.quiet += usize::from(!self.measured);
        let queue = &glance.queue;
        let counts = [queue.filed, queue.granted, queue.refused];
        self.decided.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        self.pending.push(queue.pending as f64);
        self.n_events += glance.happened.len();
        self.events.extend(glance.happened.iter().map(|event| (glance.date, printable(event))));
        self.events.drain(..self.events.len().saturating_sub(EVENTS));
        self.last = Some(glance);
    }

    /// Ticks that the reference is the mean of.
    pub(crate) fn quiet(&self) -> usize {
        self.quiet
    }

    /// What the shares are shares of.
    pub(crate) fn reference(&self) -> String {
        if self.stage == Stage::Baseline && self.done > 0 {
            return "of the paired baseline".into();
        }
        let unit = self.unit;
        match (self.quiet, self.measured) {
            (0, _) => format!("of the first {unit}"),
            (_, false) => format!("of the mean of the {unit}s so far"),
            (1, true) => format!("of the {unit} before the first measure"),
            (n, true) => format!("of the mean of the {n} {unit}s before the first measure"),
        }
    }

    /// Part of the current stage that is done.
    pub(crate) fn part(&self) -> f64 {
        if self.total == 0 { 0.0 } else { (f64::from(self.done) / f64::from(self.total)).clamp(0.0, 1.0) }
    }

    /// Seconds that are left, the baseline included, at the pace of the current part.
    pub(crate) fn seconds_left(&self) -> Option<f64> {
        let after = if self.baseline && self.stage == Stage::Running { self.total } else { 0 };
        let is_known = matches!(self.stage, Stage::Running | Stage::Baseline) && self.done > 0;
        let ticks = f64::from(self.total.saturating_sub(self.done)) + f64::from(after);
        is_known.then(|| self.seconds / f64::from(self.done) * ticks)
    }

    /// The jurisdictions whose device makers are worst off, with their shares.
    pub(crate) fn hardest_hit(&self, most: usize) -> Vec<(&str, f64)> {
        let shares = self.places.iter().map(|place| (place.name.as_str(), place.now(self.quiet)));
        let mut shares: Vec<_> = shares.filter(|(_, share)| share.is_finite()).collect();
        shares.sort_by(|a, b| a.1.total_cmp(&b.1));
        shares.truncate(most);
        shares
    }

    /// Firms that stand still, and all firms.
    pub(crate) fn standing(&self) -> (f64, f64) {
        self.last.as_ref().map_or((0.0, 0.0), |last| (last.stopped.iter().sum(), last.firms.iter().sum()))
    }
}

/// What policies say may hold characters that would steer a terminal.
fn printable(words: &str) -> String {
    words.replace(char::is_control, " ")
}

/// Minutes and seconds, or hours and minutes.
pub(crate) fn duration(seconds: f64) -> String {
    let whole = seconds.ceil() as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours} h {minutes:02} min") } else { format!("{minutes}:{rest:02}") }
}
