//! Which quotes stand for a pair of codes: of each side those that say most nearly what the other side says.

use super::code_vectors::Meanings;
use super::nodes::Nodes;
use crate::compare::{Alignment, CodedQuote, Quote};
use crate::study::{CodeId, Study};
use std::collections::BTreeSet;

/// Letters that a quote needs to speak for itself.
const SHORTEST: usize = 40;

/// Chooses the quotes of every pair anew, at most so many a side, each of another participant; where a side has no vectors, its
/// quotes stay as they are.
pub(super) fn choose(
    alignment: &mut Alignment,
    sides: [(&Study, &[CodedQuote]); 2],
    nodes: &Nodes,
    meanings: &Meanings,
    most: usize,
) {
    let [left, right] = sides;
    for pair in &mut alignment.pairs {
        let ranked = |study: (&Study, &[CodedQuote]), own: CodeId, other: CodeId| {
            telling(study, (own, other), nodes, meanings, most)
        };
        if let Some(quotes) = ranked(left, pair.left.id, pair.right.id) {
            pair.left_quotes = quotes;
        }
        if let Some(quotes) = ranked(right, pair.right.id, pair.left.id) {
            pair.right_quotes = quotes;
        }
    }
}

fn telling(
    (study, quotes): (&Study, &[CodedQuote]),
    (own, other): (CodeId, CodeId),
    nodes: &Nodes,
    meanings: &Meanings,
    most: usize,
) -> Option<Vec<Quote>> {
    let wanted = meanings.codes.get(&other)?;
    let mut ranked: Vec<(bool, f32, &CodedQuote)> = quotes
        .iter()
        .filter(|q| q.study == study.id && nodes.of_quote(q).contains(&own))
        .filter_map(|quote| {
            let vector = meanings.units.get(&quote.unit)?;
            let likeness = vector.iter().zip(wanted).map(|(a, b)| a * b).sum();
            let short = quote.text.chars().count() < SHORTEST;
            Some((short, likeness, quote))
        })
        .collect();
    ranked.sort_by(|a, b| {
        let order = a.0.cmp(&b.0).then(b.1.total_cmp(&a.1));
        order.then(a.2.unit.cmp(&b.2.unit))
    });
    let mut heard = BTreeSet::new();
    let chosen: Vec<Quote> = ranked
        .into_iter()
        .map(|(_, _, quote)| quote)
        .filter(|q| heard.insert(q.participant.as_ref().unwrap_or(&q.transcript)))
        .take(most)
        .map(|quote| Quote::of(quote, &study.name))
        .collect();
    (!chosen.is_empty() || most == 0).then_some(chosen)
}
