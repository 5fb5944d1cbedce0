//! Coefficients of agreement as they stand in a table.

use super::Coefficients;
use crate::trust::{Estimate, Unitizing};

impl Coefficients {
    /// Percent agreement, Cohen's κ, Krippendorff's α, its interval, Gwet's AC1, F1, and u-α; a dash for what has no value.
    pub fn printed(&self, unitizing: Option<Unitizing>) -> [String; 7] {
        let interval = self.krippendorff.and_then(|alpha| alpha.interval);
        [
            self.percent
                .map_or_else(dash, |e| format!("{:.0} %", e.value * 100.0)),
            two(self.cohen),
            two(self.krippendorff),
            interval.map_or_else(dash, |(low, high)| format!("{low:.2} to {high:.2}")),
            two(self.gwet),
            two(self.f1),
            unitizing.and_then(|u| u.u).map_or_else(dash, plain),
        ]
    }
}

fn two(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(dash, |e| plain(e.value))
}

/// Two digits; what is rounded to nothing has no sign.
fn plain(value: f64) -> String {
    let hundredths = (value * 100.0).round() + 0.0;
    format!("{:.2}", hundredths / 100.0)
}

fn dash() -> String {
    "–".to_owned()
}
