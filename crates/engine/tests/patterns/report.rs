//! The lines that a pattern prints, and its verdict.

/// The checks of one pattern.
pub(crate) struct Report {
    pattern: u32,
    failed: Vec<String>,
}

impl Report {
    /// No checks yet.
    pub(crate) fn new(pattern: u32) -> Self {
        Self { pattern, failed: Vec::new() }
    }

    /// Notes whether `result` lies in `low..=high`; the distance is how far outside it lies.
    pub(crate) fn within(&mut self, target: &str, result: f64, low: f64, high: f64) {
        let distance = (low - result).max(result - high).max(0.0);
        let pass = result >= low && result <= high;
        let line = format!(
            "pattern {} | {target} | {result:.4} | {distance:.4} | {}",
            self.pattern,
            if pass { "pass" } else { "FAIL" }
        );
        println!("{line}");
        if !pass {
            self.failed.push(line);
        }
    }

    /// Notes whether `smaller < larger`; the result is by how much.
    pub(crate) fn ordered(&mut self, target: &str, smaller: f64, larger: f64) {
        let target = format!("{target} ({smaller:.4} < {larger:.4})");
        self.within(&target, larger - smaller, f64::MIN_POSITIVE, f64::INFINITY);
    }

    /// Prints a figure that nothing is asked of.
    pub(crate) fn note(&self, text: &str) {
        println!("pattern {} | note: {text}", self.pattern);
    }

    /// Fails the test if a check failed.
    pub(crate) fn finish(self) {
        assert!(self.failed.is_empty(), "{} checks failed:\n{}", self.failed.len(), self.failed.join("\n"));
    }
}
