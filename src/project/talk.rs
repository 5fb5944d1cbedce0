//! Which unit stands right before which in the talk.

use super::gathering::NEAR;
use crate::classifier::Beside;
use crate::study::{CodedUnit, Span};
use std::collections::HashMap;

/// For each unit of a file the place of the one right before it in its transcript.
///
/// The order of the lines counts where it can be the order of the talk: a transcript's lines stand together, and what
/// `start` they have never goes back. Else none of its units has one before.
pub(super) fn previous(units: &[CodedUnit]) -> Vec<Option<usize>> {
    let mut runs: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    let mut previous = vec![None; units.len()];
    let mut begun = 0;
    for end in 1..=units.len() {
        if units
            .get(end)
            .is_some_and(|unit| of(unit) == of(&units[begun]))
        {
            continue;
        }
        if let Some(transcript) = of(&units[begun]) {
            *runs.entry(transcript).or_default() += 1;
            if units[begun..end].is_sorted_by_key(|unit| unit.start) {
                (begun + 1..end).for_each(|place| previous[place] = Some(place - 1));
            }
        }
        begun = end;
    }
    for (unit, previous) in units.iter().zip(&mut previous) {
        if of(unit).is_none_or(|transcript| runs[&transcript] > 1) {
            *previous = None;
        }
    }
    previous
}

/// What stands right before a stretch and right after it: one of the coded units, or one of the other stretches asked about
/// (by their places), whichever is nearer.
pub(super) fn beside<'c>(
    span: Span,
    coded: &'c [(Span, Vec<usize>)],
    asked: &[(Span, usize)],
) -> [Beside<'c>; 2] {
    let units = coded
        .iter()
        .map(|(other, codes)| (*other, Beside::Coded(codes)));
    let asked = asked
        .iter()
        .map(|(other, place)| (*other, Beside::Asked(*place)));
    let (mut before, mut after) = ((NEAR + 1, Beside::Unknown), (NEAR + 1, Beside::Unknown));
    for (other, what) in units.chain(asked) {
        if other.end <= span.start && span.start - other.end < before.0 {
            before = (span.start - other.end, what);
        }
        if other.start >= span.end && other.start - span.end < after.0 {
            after = (other.start - span.end, what);
        }
    }
    [before.1, after.1]
}

fn of(unit: &CodedUnit) -> Option<(Option<&str>, &str)> {
    Some((unit.study.as_deref(), unit.transcript.as_deref()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(transcript: &str, start: Option<usize>) -> CodedUnit {
        CodedUnit {
            transcript: (!transcript.is_empty()).then(|| transcript.to_owned()),
            start,
            ..CodedUnit::default()
        }
    }

    #[test]
    fn the_nearest_stands_beside() {
        let span = |start, end| Span { start, end };
        let coded = [(span(0, 10), vec![1]), (span(60, 70), vec![2])];
        let asked = [(span(12, 20), 0), (span(20, 30), 1), (span(31, 40), 2)];
        let here = |at| beside(at, &coded, &asked);
        assert_eq!(here(span(20, 30)), [Beside::Asked(0), Beside::Asked(2)]);
        assert_eq!(here(span(12, 20)), [Beside::Coded(&[1]), Beside::Asked(1)]);
        assert_eq!(here(span(41, 60)), [Beside::Asked(2), Beside::Coded(&[2])]);
        assert_eq!(here(span(9_000, 9_001)), [Beside::Unknown; 2]);
    }

    #[test]
    fn lines_that_stand_together_are_talk() {
        let units = ["a", "a", "b", "b", "", ""].map(|name| unit(name, None));
        assert_eq!(previous(&units), [None, Some(0), None, Some(2), None, None]);
    }

    #[test]
    fn what_is_torn_apart_or_goes_back_is_none() {
        let torn = ["a", "b", "b", "a", "a"].map(|name| unit(name, None));
        assert_eq!(previous(&torn), [None, None, Some(1), None, None]);
        let back = [3, 9, 5].map(|start| unit("a", Some(start)));
        assert_eq!(previous(&back), [None; 3]);
        let on = [3, 5, 5].map(|start| unit("a", Some(start)));
        assert_eq!(previous(&on), [None, Some(0), Some(1)]);
        assert_eq!(previous(&[]), []);
    }
}
