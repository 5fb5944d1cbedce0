//! Which quotes stand for a cell.

use super::quote::{CodedQuote, Quote};
use super::width::display_width;
use std::collections::BTreeSet;

/// Columns of text that make a quote long enough to speak and short enough to be read in passing: about two lines.
const MODERATE_LENGTH: f64 = 170.0;

/// The [`example_quotes`] as they are shown beside a number.
pub(super) fn examples(units: &[&CodedQuote], study: &str, how_many: usize) -> Vec<Quote> {
    let quotes = example_quotes(units, how_many).into_iter();
    quotes.map(|quote| Quote::of(quote, study)).collect()
}

/// Up to `how_many` quotes, each from another participant (where the participant is not known, another transcript),
/// those nearest to a moderate length first; the same for the same units in any order.
pub fn example_quotes<'q>(units: &[&'q CodedQuote], how_many: usize) -> Vec<&'q CodedQuote> {
    let mut ranked: Vec<(f64, &'q CodedQuote)> = units
        .iter()
        .filter(|quote| !quote.text.trim().is_empty())
        .map(|quote| (strangeness(&quote.text), *quote))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.unit.cmp(&b.1.unit)));
    let mut heard = BTreeSet::new();
    ranked
        .into_iter()
        .filter(|(_, quote)| heard.insert(voice(quote)))
        .take(how_many)
        .map(|(_, quote)| quote)
        .collect()
}

/// How far the length is from the moderate one; twice and half as long are equally far.
fn strangeness(text: &str) -> f64 {
    let length = display_width(text).max(1) as f64;
    (length / MODERATE_LENGTH).ln().abs()
}

fn voice(quote: &CodedQuote) -> (bool, &str) {
    match &quote.participant {
        Some(label) => (true, label),
        None => (false, &quote.transcript),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::quote;

    #[test]
    fn moderate_quotes_of_different_people_come_first() {
        let mut short = quote(1, 1, "F1", "Yes.", &[]);
        let good = quote(1, 2, "F1", &"word ".repeat(34), &[]);
        let other = quote(1, 3, "F2", &"long ".repeat(300), &[]);
        let silent = quote(1, 4, "F3", "  ", &[]);
        short.participant = Some("F1".into());
        let found = examples(&[&short, &good, &other, &silent], "s", 3);
        let units: Vec<i64> = found.iter().map(|q| q.unit.0).collect();
        assert_eq!(units, [2, 3]);
        assert_eq!(
            examples(&[&silent, &other, &good, &short], "s", 3)
                .iter()
                .map(|q| q.unit.0)
                .collect::<Vec<_>>(),
            units
        );
    }
}
