//! What a policy tells: metrics for the series, events and lines for the log.

use crate::{FirmRow, Good, Jurisdiction, Level, Metric, Note, Refusal, Services};

/// Where a policy tells what it did and saw.
///
/// The first thing that the host does not take ends the call with a [`Refusal`] once the hook returns.
pub struct Notes<'a> {
    services: &'a mut dyn Services,
    refused: Option<Refusal>,
}

impl<'a> Notes<'a> {
    pub(crate) fn new(services: &'a mut dyn Services) -> Self {
        Self { services, refused: None }
    }

    /// Adds a value to the series.
    pub fn metric(&mut self, metric: Metric<'_>) {
        if !self.services.metric(metric) {
            let (name, value) = (metric.name, metric.value);
            self.refuse(|| {
                Refusal::new(format!(
                    "the host does not take the metric `{name}` = {value}: its name must be lower snake case, its value \
                     finite, good and jurisdiction must exist"
                ))
            });
        }
    }

    /// Adds an event.
    pub fn event(&mut self, note: Note<'_>) {
        if !self.services.event(note) {
            self.refuse(|| {
                Refusal::new(format!(
                    "the host does not take the event `{}`: its name must be lower snake case; good, jurisdiction and \
                     firm must exist",
                    note.name
                ))
            });
        }
    }

    /// Writes a line to the log of the run, for who follows it.
    pub fn log(&mut self, text: &str) {
        self.services.log(Level::Info, text);
    }

    /// Writes a line to the log of the run, for who reads its results.
    pub fn warn(&mut self, text: &str) {
        self.services.log(Level::Warning, text);
    }

    pub(crate) fn services(&mut self) -> &mut dyn Services {
        self.services
    }

    /// Remembers the first refusal.
    pub(crate) fn refuse(&mut self, refusal: impl FnOnce() -> Refusal) {
        if self.refused.is_none() {
            self.refused = Some(refusal());
        }
    }

    pub(crate) fn outcome(&mut self) -> Result<(), Refusal> {
        self.refused.take().map_or(Ok(()), Err)
    }
}

impl std::fmt::Debug for Notes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notes").field("refused", &self.refused).finish_non_exhaustive()
    }
}

impl<'a> Metric<'a> {
    /// A value of the whole world.
    #[must_use]
    pub fn new(name: &'a str, unit: &'a str, value: f64) -> Self {
        Self { name, unit, jurisdiction: None, good: None, value }
    }

    /// Of this good.
    #[must_use]
    pub fn of(mut self, good: Good) -> Self {
        self.good = Some(good.0);
        self
    }

    /// In this jurisdiction.
    #[must_use]
    pub fn in_jurisdiction(mut self, jurisdiction: Jurisdiction) -> Self {
        self.jurisdiction = Some(jurisdiction.0);
        self
    }
}

impl<'a> Note<'a> {
    /// An event in the whole world.
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        Self { name, jurisdiction: None, good: None, firm: None, detail: "" }
    }

    /// About this good.
    #[must_use]
    pub fn of(mut self, good: Good) -> Self {
        self.good = Some(good.0);
        self
    }

    /// In this jurisdiction.
    #[must_use]
    pub fn in_jurisdiction(mut self, jurisdiction: Jurisdiction) -> Self {
        self.jurisdiction = Some(jurisdiction.0);
        self
    }

    /// At this firm.
    #[must_use]
    pub fn at(mut self, firm: FirmRow) -> Self {
        self.firm = Some(firm.0);
        self
    }

    /// In more words.
    #[must_use]
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }
}

/// Gives a type with a field `notes` the methods of [`Notes`].
macro_rules! delegate_notes {
    () => {
        /// Adds a value to the series.
        pub fn metric(&mut self, metric: crate::Metric<'_>) {
            self.notes.metric(metric);
        }

        /// Adds an event.
        pub fn event(&mut self, note: crate::Note<'_>) {
            self.notes.event(note);
        }

        /// Writes a line to the log of the run, for who follows it.
        pub fn log(&mut self, text: &str) {
            self.notes.log(text);
        }

        /// Writes a line to the log of the run, for who reads its results.
        pub fn warn(&mut self, text: &str) {
            self.notes.warn(text);
        }
    };
}
pub(crate) use delegate_notes;
