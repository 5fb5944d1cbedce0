//! The orders to work in.

use super::Suggestion;
use std::cmp::Ordering;

/// In which order suggestions are worked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the transcripts go: how most people read.
    #[default]
    Transcript,
    /// The most certain first, for accepting many at once.
    Certain,
    /// The most doubtful first: where a decision teaches most.
    Doubtful,
}

impl Order {
    /// Puts suggestions in this order; equals keep the transcripts' order.
    pub fn sort(self, suggestions: &mut [Suggestion]) {
        suggestions.sort_by(|a, b| match self {
            Self::Transcript => place(a, b),
            Self::Certain => b
                .probability()
                .total_cmp(&a.probability())
                .then_with(|| place(a, b)),
            Self::Doubtful => doubt(a).total_cmp(&doubt(b)).then_with(|| place(a, b)),
        });
    }
}

fn place(a: &Suggestion, b: &Suggestion) -> Ordering {
    (&a.study, &a.transcript, a.start, a.end).cmp(&(&b.study, &b.transcript, b.start, b.end))
}

/// Distance from an even chance.
fn doubt(suggestion: &Suggestion) -> f64 {
    (suggestion.probability() - 0.5).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::SuggestedCode;

    fn suggestion(start: usize, probability: f64) -> Suggestion {
        Suggestion {
            model: "none".into(),
            study: "s".into(),
            transcript: "t".into(),
            start,
            end: start + 1,
            line: 1,
            participant: None,
            text: String::new(),
            codes: vec![SuggestedCode {
                code: "c".into(),
                probability,
                accepted: true,
                evidence: Vec::new(),
            }],
        }
    }

    #[test]
    fn each_order_puts_its_own_first() {
        let mut all = vec![suggestion(3, 0.9), suggestion(1, 0.55), suggestion(2, 0.1)];
        let first = |order: Order, all: &mut Vec<Suggestion>| {
            order.sort(all);
            all[0].start
        };
        assert_eq!(first(Order::Transcript, &mut all), 1);
        assert_eq!(first(Order::Certain, &mut all), 3);
        assert_eq!(first(Order::Doubtful, &mut all), 1);
    }
}
