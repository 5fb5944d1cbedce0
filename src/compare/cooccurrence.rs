//! Which codes meet on the same stretch.

use super::ladder::{Ladder, Rows};
use super::quote::CodedQuote;
use crate::study::{CodeId, Codebook, Study, UnitId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// When two codes meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meeting {
    /// On one unit.
    SameUnit,
    /// On one unit, or on two units of one transcript that share some text.
    Overlapping,
}

/// Two codes that meet at least once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodePair {
    /// The one that is earlier in the codebook.
    pub first: CodeId,
    /// Its path.
    pub first_path: String,
    /// The other.
    pub second: CodeId,
    /// Its path.
    pub second_path: String,
    /// How often the two meet: the units of one that bear or overlap the other; of the two numbers the smaller, so that
    /// stretches that were marked a little differently are one meeting.
    pub units: usize,
    /// These units out of all that bear either: 1 where neither is ever without the other (Jaccard's coefficient).
    pub jaccard: f64,
}

/// The codes of one study that meet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cooccurrence {
    /// Name of the study.
    pub study: String,
    /// What counts as meeting.
    pub meeting: Meeting,
    /// The pairs, those with most units first.
    pub pairs: Vec<CodePair>,
}

/// Finds the codes of `study` that meet, at the chosen level. A node never meets what is above or below it.
pub fn cooccurrence(
    (study, book): &(Study, Codebook),
    quotes: &[CodedQuote],
    rows: Rows,
    meeting: Meeting,
) -> Cooccurrence {
    let own: Vec<&CodedQuote> = quotes.iter().filter(|q| q.study == study.id).collect();
    let ladder = ladder(book, &own, rows);
    let bears = borne(&own, &ladder);
    let touches = match meeting {
        Meeting::SameUnit => bears.clone(),
        Meeting::Overlapping => with_overlaps(&own, &bears),
    };
    let order: BTreeMap<CodeId, usize> = (ladder.nodes.iter().enumerate())
        .map(|(place, (code, _))| (code.id, place))
        .collect();
    let related = |a, b| book.ancestry(a).iter().any(|c| c.id == b);
    let mut pairs: Vec<CodePair> = (meetings(&bears, &touches, &order).into_iter())
        .filter(|((first, second), _)| !related(*second, *first) && !related(*first, *second))
        .map(|((first, second), met)| CodePair {
            first,
            first_path: book.path(first),
            second,
            second_path: book.path(second),
            units: met.units,
            jaccard: met.units as f64 / met.either as f64,
        })
        .collect();
    let place = |id: &CodeId| order.get(id).copied();
    pairs.sort_by_key(|pair| (place(&pair.first), place(&pair.second)));
    pairs.sort_by(|a, b| b.units.cmp(&a.units).then(b.jaccard.total_cmp(&a.jaccard)));
    Cooccurrence {
        study: study.name.clone(),
        meeting,
        pairs,
    }
}

/// The codes of each unit.
pub(super) type ByUnit = BTreeMap<UnitId, BTreeSet<CodeId>>;

/// The nodes that each unit of a study bears, and those that it or a unit it overlaps bears.
pub(super) fn touching(
    (study, book): &(Study, Codebook),
    quotes: &[CodedQuote],
    rows: Rows,
) -> (ByUnit, ByUnit) {
    let own: Vec<&CodedQuote> = quotes.iter().filter(|q| q.study == study.id).collect();
    let bears = borne(&own, &ladder(book, &own, rows));
    let touches = with_overlaps(&own, &bears);
    (bears, touches)
}

fn ladder<'b>(book: &'b Codebook, own: &[&CodedQuote], rows: Rows) -> Ladder<'b> {
    let used = own.iter().flat_map(|q| q.codes.iter().copied()).collect();
    Ladder::new(book, rows, &used)
}

fn borne(own: &[&CodedQuote], ladder: &Ladder<'_>) -> ByUnit {
    let mut bears = ByUnit::new();
    for quote in own {
        let nodes = quote.codes.iter().flat_map(|&code| ladder.counts_for(code));
        bears.entry(quote.unit).or_default().extend(nodes);
    }
    bears
}

/// Each unit's codes together with those of the units it overlaps.
fn with_overlaps(own: &[&CodedQuote], bears: &ByUnit) -> ByUnit {
    let mut touches = bears.clone();
    let mut ordered = own.to_vec();
    ordered.sort_by_key(|q| (&q.transcript, q.span, q.unit));
    for (i, quote) in ordered.iter().enumerate() {
        let overlapping = ordered[i + 1..]
            .iter()
            .take_while(|other| {
                other.transcript == quote.transcript && other.span.start < quote.span.end
            })
            .filter(|other| other.unit != quote.unit && other.span.overlaps(quote.span));
        for other in overlapping {
            for (to, from) in [(quote.unit, other.unit), (other.unit, quote.unit)] {
                if let Some(codes) = bears.get(&from) {
                    touches.entry(to).or_default().extend(codes);
                }
            }
        }
    }
    touches
}

struct Met {
    units: usize,
    either: usize,
}

/// The pairs that meet, the code that is earlier in the codebook first.
fn meetings(
    bears: &BTreeMap<UnitId, BTreeSet<CodeId>>,
    touches: &BTreeMap<UnitId, BTreeSet<CodeId>>,
    order: &BTreeMap<CodeId, usize>,
) -> BTreeMap<(CodeId, CodeId), Met> {
    let mut borne: BTreeMap<CodeId, usize> = BTreeMap::new();
    let mut met: BTreeMap<(CodeId, CodeId), [usize; 2]> = BTreeMap::new();
    for (unit, own) in bears {
        own.iter()
            .for_each(|&code| *borne.entry(code).or_default() += 1);
        let touched = touches.get(unit).unwrap_or(own);
        for &a in touched {
            for &b in touched.iter().filter(|b| order.get(&a) < order.get(b)) {
                let sides = [own.contains(&a), own.contains(&b)];
                if sides.contains(&true) {
                    let counts = met.entry((a, b)).or_default();
                    (counts.iter_mut().zip(sides)).for_each(|(n, has)| *n += usize::from(has));
                }
            }
        }
    }
    let bearing = |code: &CodeId| borne.get(code).copied().unwrap_or_default();
    (met.into_iter())
        .map(|((a, b), [of_a, of_b])| {
            let units = of_a.min(of_b);
            let either = bearing(&a) + bearing(&b) - units;
            ((a, b), Met { units, either })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{quotes, studies};
    use crate::study::Span;

    #[test]
    fn codes_meet_on_one_unit() {
        let found = cooccurrence(&studies()[0], &quotes(), Rows::Every, Meeting::SameUnit);
        assert_eq!(found.pairs.len(), 1);
        let pair = &found.pairs[0];
        assert_eq!((pair.first, pair.second), (CodeId(102), CodeId(103)));
        assert_eq!((pair.units, pair.jaccard), (1, 1.0 / 3.0));
        let themes = cooccurrence(&studies()[0], &quotes(), Rows::Level(0), Meeting::SameUnit);
        assert!(themes.pairs.is_empty());
    }

    #[test]
    fn codes_meet_on_overlapping_units_of_one_transcript() {
        let mut quotes = quotes();
        quotes[2].span = Span::new(0, 30);
        quotes[3].span = Span::new(29, 40);
        let found = cooccurrence(&studies()[0], &quotes, Rows::Level(0), Meeting::Overlapping);
        assert_eq!(
            (found.pairs[0].units, found.pairs[0].jaccard),
            (1, 1.0 / 3.0)
        );
        quotes[3].transcript = "another".into();
        let found = cooccurrence(&studies()[0], &quotes, Rows::Level(0), Meeting::Overlapping);
        assert!(found.pairs.is_empty());
        assert!(
            cooccurrence(&studies()[1], &[], Rows::Every, Meeting::Overlapping)
                .pairs
                .is_empty()
        );
    }
}
