//! The orders to work in.

use super::Suggestion;
use crate::error::Error;
use std::cmp::Ordering;
use std::collections::HashMap;

/// In which order suggestions are worked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the transcripts go: how most people read.
    #[default]
    Transcript,
    /// The most certain first, for accepting many at once.
    Certain,
    /// The most doubtful first: where a decision teaches most. What no code is likely enough for is among it.
    Doubtful,
    /// Codes with the fewest units first: where a further example is worth most.
    Rare,
    /// Not uncoded talk but units coded before, whose own codes the rest of the coding contradicts; the sharpest
    /// contradiction first.
    Contradicting,
}

impl std::str::FromStr for Order {
    type Err = Error;

    /// An order by its name.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none of that name.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "transcript" => Ok(Self::Transcript),
            "certain" => Ok(Self::Certain),
            "doubtful" => Ok(Self::Doubtful),
            "rare" => Ok(Self::Rare),
            "contradicting" => Ok(Self::Contradicting),
            other => Err(Error::input(format!(
                "there is no order '{other}'; write transcript, certain, doubtful, rare or contradicting"
            ))),
        }
    }
}

impl Order {
    /// Puts suggestions in this order; equals keep the transcripts' order, which is the one they come in.
    pub fn sort(self, suggestions: &mut [Suggestion]) {
        let mut transcripts: HashMap<(String, String), usize> = HashMap::new();
        for suggestion in &*suggestions {
            let next = transcripts.len();
            transcripts.entry(transcript(suggestion)).or_insert(next);
        }
        suggestions.sort_by_cached_key(|s| (transcripts[&transcript(s)], s.start, s.end));
        match self {
            Self::Transcript => {}
            Self::Certain => suggestions.sort_by(likelier),
            Self::Doubtful => suggestions.sort_by(|a, b| doubt(a).total_cmp(&doubt(b))),
            Self::Rare => {
                suggestions.sort_by(|a, b| examples(a).cmp(&examples(b)).then(likelier(a, b)));
            }
            Self::Contradicting => suggestions.sort_by(|a, b| gap(b).total_cmp(&gap(a))),
        }
    }
}

fn transcript(suggestion: &Suggestion) -> (String, String) {
    (suggestion.study.clone(), suggestion.transcript.clone())
}

fn likelier(a: &Suggestion, b: &Suggestion) -> Ordering {
    certainty(b).total_cmp(&certainty(a))
}

/// The probability of the likeliest accepted code; of the first code where none is accepted.
fn certainty(suggestion: &Suggestion) -> f64 {
    let accepted = suggestion.codes.iter().find(|c| c.accepted);
    accepted.map_or(suggestion.probability(), |c| c.probability)
}

/// Units of the rarest accepted code; of the first code where none is accepted.
fn examples(suggestion: &Suggestion) -> usize {
    let accepted = suggestion.codes.iter().filter(|c| c.accepted);
    let first = suggestion.codes.first().map_or(0, |c| c.examples);
    accepted.map(|c| c.examples).min().unwrap_or(first)
}

/// How far what is proposed stands above what was given.
fn gap(suggestion: &Suggestion) -> f64 {
    let best = |given: bool| {
        let codes = suggestion.codes.iter().filter(|c| c.given == given);
        codes.map(|c| c.probability).fold(0.0, f64::max)
    };
    best(false) - best(true)
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
                name: String::new(),
                code: "c".into(),
                probability,
                accepted: true,
                threshold: 0.5,
                examples: 100 - start,
                given: false,
                given_by: Vec::new(),
                leaning: crate::suggest::Leaning::default(),
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
        assert_eq!(first(Order::Rare, &mut all), 3);
    }

    #[test]
    fn transcripts_keep_the_order_they_come_in() {
        let within = |transcript: &str, start| Suggestion {
            transcript: transcript.into(),
            ..suggestion(start, 0.5)
        };
        let mut all = vec![within("P2", 7), within("P10", 3), within("P2", 4)];
        for order in [Order::Transcript, Order::Certain] {
            order.sort(&mut all);
            let places = all.iter().map(|s| (s.transcript.as_str(), s.start));
            assert_eq!(Vec::from_iter(places), [("P2", 4), ("P2", 7), ("P10", 3)]);
        }
    }

    #[test]
    fn the_sharpest_contradiction_comes_first() {
        let against = |start, given: f64, proposed: f64| {
            let mut one = suggestion(start, proposed);
            let mut own = one.codes[0].clone();
            (own.probability, own.given, own.accepted) = (given, true, false);
            one.codes.push(own);
            one
        };
        let mut all = vec![against(1, 0.4, 0.9), against(2, 0.05, 0.8)];
        Order::Contradicting.sort(&mut all);
        assert_eq!(all[0].start, 2);
    }

    #[test]
    fn an_unknown_order_is_refused_with_those_there_are() {
        assert_eq!("rare".parse::<Order>().unwrap(), Order::Rare);
        let refused = "best".parse::<Order>().unwrap_err().to_string();
        assert!(refused.contains("contradicting"), "{refused}");
    }
}
