//! What became of the rows.

/// What became of the rows of own tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Tables read.
    pub files: Vec<String>,
    /// Rows read.
    pub rows_read: usize,
    /// Rows that became, or added to, a firm or a link.
    pub rows_used: usize,
    /// Rows left out: file, line, reason.
    pub dropped: Vec<(String, usize, String)>,
    /// Names in the tables that the scenario does not know.
    pub unmatched: Vec<String>,
    /// Names of the firms that came in, as listed.
    pub firms: Vec<String>,
    /// Recipe, jurisdiction, and the share of the output that the scenario's final demand asks of this recipe there
    /// which the imported firms make.
    pub coverage: Vec<(String, String, f64)>,
}

impl std::fmt::Display for ImportReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let dropped = self.dropped.len();
        writeln!(f, "Own data: {}", self.files.join(", "))?;
        writeln!(
            f,
            "  {} rows read, {} used, {dropped} dropped; {} firms",
            self.rows_read,
            self.rows_used,
            self.firms.len()
        )?;
        for (file, line, reason) in &self.dropped {
            writeln!(f, "  dropped {file}:{line}: {reason}")?;
        }
        if !self.unmatched.is_empty() {
            writeln!(f, "  not known to the scenario: {}", self.unmatched.join(", "))?;
        }
        if !self.coverage.is_empty() {
            writeln!(f, "  share of the output that the scenario expects there:")?;
        }
        for (recipe, jurisdiction, share) in &self.coverage {
            writeln!(f, "    {recipe} in {jurisdiction}: {:.1}%", 100.0 * share)?;
        }
        Ok(())
    }
}
