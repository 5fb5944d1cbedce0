//! Segments of another program that are without their text, in a transcript that is there.

use super::place::{Placed, Places};
use crate::exchange::{ProjectTranscript, ProjectTurn, ProjectUnit};
use crate::study::{CoderId, Span};

/// Stands between two excerpts.
const BETWEEN: &str = "\n\n";

/// What became of the segments.
pub(super) struct Located {
    /// Those whose words stand in the text, with their places there; and which of the segments they are.
    pub found: (Vec<ProjectUnit>, Vec<usize>),
    /// How many of them stand in several places, of which the first free one was taken.
    pub several: usize,
    /// A transcript of the others, and which of the segments they are.
    pub rest: Option<(ProjectTranscript, Vec<usize>)>,
}

/// Looks for the words of all units of a transcript of excerpts in `text`; none where not one of them stands there.
pub(super) fn locate(
    text: &str,
    excerpts: &ProjectTranscript,
    coder_of: impl Fn(&ProjectUnit) -> CoderId,
) -> Option<Located> {
    let mut places = Places::new(text);
    let (mut found, mut which, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let mut several = 0;
    for (at, unit) in excerpts.units.iter().enumerate() {
        let words = unit.span().of(&excerpts.text).unwrap_or_default();
        let span = match places.place(words, None, coder_of(unit)) {
            Placed::Nowhere => {
                missing.push(at);
                continue;
            }
            Placed::FirstOfSeveral(span) => {
                several += 1;
                span
            }
            Placed::AsGiven(span) | Placed::Found(span) => span,
        };
        found.push(ProjectUnit {
            range: (span.start, span.end),
            ..unit.clone()
        });
        which.push(at);
    }
    (!found.is_empty()).then(|| Located {
        found: (found, which),
        several,
        rest: (!missing.is_empty()).then(|| (some_of(excerpts, &missing), missing)),
    })
}

/// A transcript of some of the excerpts.
fn some_of(excerpts: &ProjectTranscript, which: &[usize]) -> ProjectTranscript {
    let (mut text, mut units, mut turns) = (String::new(), Vec::new(), Vec::new());
    for unit in which.iter().filter_map(|at| excerpts.units.get(*at)) {
        if !text.is_empty() {
            text.push_str(BETWEEN);
        }
        let start = text.len();
        text.push_str(unit.span().of(&excerpts.text).unwrap_or_default());
        let span = Span::new(start, text.len());
        let spoken = excerpts.turns.iter().flatten();
        turns.extend(
            spoken
                .filter(|turn| turn.span == unit.span())
                .take(1)
                .map(|turn| ProjectTurn {
                    span,
                    ..turn.clone()
                }),
        );
        units.push(ProjectUnit {
            range: (span.start, span.end),
            ..unit.clone()
        });
    }
    ProjectTranscript {
        text,
        units,
        turns: Some(turns),
        ..excerpts.clone()
    }
}
