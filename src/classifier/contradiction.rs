//! Which earlier judgements the rest of the coding contradicts.

use super::model::Model;
use super::threshold::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// So likely a code stands against others even below its threshold, which wrong codings push up.
const LIKELIER_THAN_NOT: f64 = 0.5;

/// A code stands against the given ones where it is at least this many times as likely as each of them.
const TIMES_AS_LIKELY: f64 = 2.0;

/// A coded unit that a model which had not learnt from its participant would have coded otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The unit, by its place among the lessons.
    pub unit: usize,
    /// The code that speaks against the given ones, with its probability.
    pub instead: (usize, f64),
    /// The codes it was given, with their probabilities, the likeliest first; 0 for one that was hopeless from the outset.
    pub given: Vec<(usize, f64)>,
}

impl Model {
    /// The coded units whose own codes all stay below their thresholds while another code is accepted, or likelier than not, and at
    /// least twice as likely as each of them; the sharpest contradiction first. Judged by what the units of other participants teach (units of other folds,
    /// where there is one participant only). Of more than 3,000 coded units a part is judged, the same each time.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut by_unit: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        for h in &self.judgement.held {
            by_unit
                .entry(h.unit)
                .or_default()
                .push((h.code, h.probability));
        }
        let mut found: Vec<Contradiction> = by_unit
            .into_iter()
            .filter_map(|(unit, judged)| self.contradiction(unit, judged))
            .collect();
        let gap = |c: &Contradiction| c.instead.1 - c.given.first().map_or(0.0, |own| own.1);
        found.sort_by(|a, b| gap(b).total_cmp(&gap(a)).then(a.unit.cmp(&b.unit)));
        found
    }

    /// The units that were held out and judged, and so could be contradicted.
    pub fn held_out(&self) -> BTreeSet<usize> {
        self.judgement.held.iter().map(|h| h.unit).collect()
    }

    fn contradiction(&self, unit: usize, mut judged: Vec<(usize, f64)>) -> Option<Contradiction> {
        judged.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let own = &self.lessons.codes_of[unit];
        let mut given: Vec<(usize, f64)> = own
            .iter()
            .map(|code| {
                *judged
                    .iter()
                    .find(|(c, _)| c == code)
                    .unwrap_or(&(*code, 0.0))
            })
            .collect();
        given.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let likeliest = given.first()?.1;
        let reach = match self.judgement.acceptance.scope {
            Scope::First => 1,
            Scope::All => judged.len(),
        };
        let recognised = |code: usize| self.judgement.recognised[code];
        let accepted = |(code, p): &&(usize, f64)| {
            recognised(*code) && *p >= self.judgement.acceptance.thresholds[*code]
        };
        // A code that was never learnt without this participant could not have been suggested: nothing contradicts it.
        let learnt = given.iter().all(|(code, p)| *p > 0.0 || recognised(*code));
        if !learnt || given.iter().any(|own| accepted(&own)) {
            return None;
        }
        let against =
            |j: &&(usize, f64)| accepted(j) || recognised(j.0) && j.1 >= LIKELIER_THAN_NOT;
        let instead = judged
            .iter()
            .take(reach)
            .find(|j| !own.contains(&j.0) && against(j))?;
        (instead.1 >= TIMES_AS_LIKELY * likeliest).then_some(Contradiction {
            unit,
            instead: *instead,
            given,
        })
    }
}
