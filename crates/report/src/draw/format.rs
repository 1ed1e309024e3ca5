//! How values stand at axes and bars.

use crate::numbers;

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Percent,
    Quantity,
    Usd,
}

impl Format {
    pub(crate) fn words(self, value: f64) -> String {
        match self {
            Self::Percent => numbers::percent(value),
            Self::Quantity => numbers::quantity(value),
            Self::Usd => numbers::usd(value),
        }
    }

    /// The same for a round number: without zeros at the end.
    pub(crate) fn label(self, value: f64) -> String {
        let words = self.words(value);
        let digits = words
            .find(|letter: char| !letter.is_ascii_digit() && !"\u{2212},.".contains(letter))
            .unwrap_or(words.len());
        let (number, unit) = words.split_at(digits);
        if !number.contains('.') {
            return words;
        }
        format!("{}{unit}", number.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_no_idle_zeros() {
        let labels = [
            (Format::Quantity, 15.0),
            (Format::Usd, -2.5e9),
            (Format::Percent, 1.0),
            (Format::Quantity, 4000.0),
        ];
        assert_eq!(labels.map(|(format, value)| format.label(value)), ["15", "−2.5 bn", "100%", "4,000"]);
    }
}
