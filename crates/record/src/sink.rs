//! Where the rows of a run go: to files ([`crate::RunDirectory`]), or to whoever needs some of them in memory.

use crate::{
    BalanceRow, DictionaryRow, EventRow, FlowRow, HarmRow, MoneyRow, ProvenanceRow, RecordError, SampleRow,
    SeriesRow, Standing, SummaryRow,
};
use coercivity_base::Month;
use std::io::{self, Write};

/// Writes the state of an engine to what it is given.
pub type State<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// Takes the rows of a run as they come, tick by tick. What an implementation does not take is dropped.
pub trait Rows {
    /// Keeps all that the run needs to go on from `standing`: what was written until now, and the engine's `state`. By
    /// default nothing is kept.
    ///
    /// # Errors
    /// If the system refuses.
    fn checkpoint(&mut self, _standing: &Standing, _state: &mut State<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Whether rows about single firms, balances and payments are taken; if not, they need not be made.
    fn details(&self) -> bool {
        true
    }

    /// Adds a row to `series`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn series(&mut self, _row: &SeriesRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `baseline_series`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn baseline_series(&mut self, _row: &SeriesRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds what went between a pair in a tick to the `flows` of the months that the tick touches. `months` has the
    /// share of the tick in each month, as [`coercivity_base::Calendar::months`] gives them; ticks come in order.
    ///
    /// # Errors
    /// If it cannot be written.
    fn flow(&mut self, _months: &[(Month, f64)], _row: &FlowRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// The same for `baseline_flows`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn baseline_flow(&mut self, _months: &[(Month, f64)], _row: &FlowRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `events`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn event(&mut self, _row: &EventRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `firms_sample`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn sample(&mut self, _row: &SampleRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `balance`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn balance(&mut self, _row: &BalanceRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `money`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn money(&mut self, _row: &MoneyRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `harm`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn harm(&mut self, _row: &HarmRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `provenance`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn provenance(&mut self, _row: &ProvenanceRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `summary`.
    ///
    /// # Errors
    /// If it cannot be written.
    fn summary(&mut self, _row: &SummaryRow) -> Result<(), RecordError> {
        Ok(())
    }

    /// Adds a row to `dictionary`: what a metric or an event means. Tables and columns are there already.
    ///
    /// # Errors
    /// If it cannot be written.
    fn dictionary(&mut self, _row: &DictionaryRow<'_>) -> Result<(), RecordError> {
        Ok(())
    }
}
