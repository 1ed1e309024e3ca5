//! The rows of a run as lines of its tables.

use super::RunDirectory;
use crate::{
    BalanceRow, DictionaryRow, EventRow, FlowRow, HarmRow, MoneyRow, ProvenanceRow, RecordError, Rows,
    SampleRow, SeriesRow, Standing, State, SummaryRow, columns, dictionary, table::Cell,
};
use coercivity_base::Month;

impl Rows for RunDirectory {
    fn checkpoint(&mut self, standing: &Standing, state: &mut State<'_>) -> Result<(), RecordError> {
        self.write_checkpoint(standing, state)
    }

    fn series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::SERIES)?.row(series_cells(row))
    }

    fn baseline_series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::BASELINE_SERIES)?.row(series_cells(row))
    }

    fn flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.close_months(months, false)?;
        self.flows.add(months, row);
        Ok(())
    }

    fn baseline_flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.close_months(months, true)?;
        self.baseline_flows.add(months, row);
        Ok(())
    }

    fn event(&mut self, row: &EventRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::EVENTS)?.row([
            Cell::Day(row.date),
            Cell::Text(row.event),
            Cell::Text(row.firm),
            Cell::Text(row.partner),
            Cell::Text(row.good),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.detail),
        ])
    }

    fn sample(&mut self, row: &SampleRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::FIRMS_SAMPLE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.firm),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.good),
            Cell::Text(row.metric),
            Cell::Real(row.value),
            Cell::Text(row.unit),
        ])
    }

    fn balance(&mut self, row: &BalanceRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::BALANCE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.good),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.partner),
            Cell::Whole(row.opening),
            Cell::Whole(row.produced),
            Cell::Whole(row.arrived),
            Cell::Whole(row.used),
            Cell::Whole(row.dispatched),
            Cell::Whole(row.outlet),
            Cell::Whole(row.lost),
            Cell::Whole(row.closing),
            Cell::Whole(row.gap),
            Cell::Text(row.unit),
        ])
    }

    fn money(&mut self, row: &MoneyRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::MONEY)?.row([
            Cell::Day(row.date),
            Cell::Text(row.account),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.kind),
            Cell::Whole(row.received),
            Cell::Whole(row.paid),
            Cell::Whole(row.balance),
        ])
    }

    fn harm(&mut self, row: &HarmRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::HARM)?.row([
            Cell::Day(row.date),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.side),
            Cell::Real(row.value_added_usd),
            Cell::Real(row.baseline_usd),
            Cell::Real(row.lost_usd),
            Cell::Real(row.cumulative_lost_usd),
            Cell::Real(row.equity_usd),
            Cell::Real(row.baseline_equity_usd),
        ])
    }

    fn provenance(&mut self, row: &ProvenanceRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::PROVENANCE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.watch),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.good),
            Cell::Real(row.trade_usd),
            Cell::Real(row.mean_share),
            Cell::Real(row.threshold),
            Cell::Real(row.at_or_over),
        ])
    }

    fn summary(&mut self, row: &SummaryRow) -> Result<(), RecordError> {
        self.table(&columns::SUMMARY)?.row([
            Cell::Text(&row.stage),
            Cell::Text(&row.jurisdiction),
            Cell::Text(&row.good),
            Cell::Text(&row.metric),
            Cell::Real(row.value),
            Cell::Text(&row.unit),
            row.date.map_or(Cell::Missing, Cell::Day),
        ])
    }

    fn dictionary(&mut self, row: &DictionaryRow<'_>) -> Result<(), RecordError> {
        dictionary::write(self.table(&columns::DICTIONARY)?, row)
    }
}

fn series_cells<'a>(row: &SeriesRow<'a>) -> [Cell<'a>; 7] {
    [
        Cell::Day(row.date),
        Cell::Text(row.stage),
        Cell::Text(row.jurisdiction),
        Cell::Text(row.good),
        Cell::Text(row.metric),
        Cell::Real(row.value),
        Cell::Text(row.unit),
    ]
}
