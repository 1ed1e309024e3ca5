//! Which way is worse: for whoever makes, sells or waits.

/// Which values are the worse ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worse {
    Higher,
    Lower,
}

impl Worse {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }

    /// Whether `other` is worse than `reference`.
    pub(super) fn is(self, other: f64, reference: f64) -> bool {
        match self {
            Self::Higher => other > reference,
            Self::Lower => other < reference,
        }
    }
}

/// Which values of a metric are worse; nothing for those that are neither good nor bad, such as a ratio of losses.
pub(super) fn of(metric: &str) -> Option<Worse> {
    const LOWER: [&str; 8] = [
        "value_added_usd",
        "exports",
        "exports_ratio",
        "worst_output_ratio",
        "equity_low_ratio",
        "recovered",
        "loss_made_good_share",
        "made_good_share",
    ];
    const HIGHER: [&str; 12] = [
        "weeks_to_recover",
        "recovery_months",
        "fell",
        "weeks_under_90",
        "firms_stopped_max",
        "value_added_lost_usd",
        "value_added_lost_share",
        "equity_lost_usd",
        "licences_pending_end",
        "licences_refused",
        "licence_age_weeks_mean",
        "licence_age_weeks_p90",
    ];
    let is = |name: &str| metric == name || metric.strip_suffix(name).is_some_and(|side| side.ends_with('_'));
    if is("weeks_to_fall") || LOWER.iter().any(|name| is(name)) {
        Some(Worse::Lower)
    } else if HIGHER.iter().any(|name| is(name)) || is_loss(metric) {
        Some(Worse::Higher)
    } else {
        None
    }
}

/// `harm_SIDE_usd` and `harm_SIDE_share`.
fn is_loss(metric: &str) -> bool {
    metric.starts_with("harm_") && (metric.ends_with("_usd") || metric.ends_with("_share"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_worse_higher_and_times_to_fall_lower() {
        for metric in ["harm_target_usd", "harm_third_share", "target_fell", "fell", "weeks_to_recover"] {
            assert_eq!(of(metric), Some(Worse::Higher), "{metric}");
        }
        for metric in
            ["value_added_usd", "target_weeks_to_fall", "exports_ratio", "harm_sender_made_good_share"]
        {
            assert_eq!(of(metric), Some(Worse::Lower), "{metric}");
        }
        assert_eq!((of("harm_ratio_target_sender"), of("licences_filed")), (None, None));
    }
}
