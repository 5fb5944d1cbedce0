//! Codings → who judged what, on the unit on which agreement is counted.

use super::agreement::Basis;
use crate::segment::{Granularity, InterviewerTurns, candidates};
use crate::study::{Span, Transcript};
use crate::trust::{Ratings, Segment};
use std::collections::BTreeSet;

/// The stretches of one code that one coder gave in one transcript.
pub(super) type Given = Vec<(usize, Vec<Span>)>;

/// A transcript that at least two coders coded.
pub(super) struct Judged {
    pub transcript: Transcript,
    /// For each coder what she gave, a list for each of her codes; `None` where she coded nothing here.
    pub coders: Vec<Option<Given>>,
    /// All units of the transcript, whoever coded them.
    pub units: Vec<Span>,
}

/// What is judged at once: stretches of a transcript, each with its weight and the block it belongs to.
pub(super) struct Pieces {
    spans: Vec<(Span, f64)>,
    blocks: Vec<usize>,
}

impl Judged {
    /// The stretches on which agreement is counted; `first` is the number of their first block.
    pub fn pieces(&self, basis: Basis, first: usize) -> Pieces {
        let spans: Vec<Span> = match basis {
            Basis::Units => {
                let units: BTreeSet<Span> = self.units.iter().copied().collect();
                units.into_iter().collect()
            }
            Basis::Sentences => self.talk(Granularity::Sentences),
            Basis::Characters => return self.runs(first),
        };
        Pieces {
            blocks: (first..first + spans.len()).collect(),
            spans: spans.into_iter().map(|span| (span, 1.0)).collect(),
        }
    }

    fn talk(&self, granularity: Granularity) -> Vec<Span> {
        let Transcript { text, turns, .. } = &self.transcript;
        candidates(text, turns, granularity, InterviewerTurns::LeftOut)
    }

    /// The talk, cut wherever a coder's stretch begins or ends; a turn is a block.
    fn runs(&self, first: usize) -> Pieces {
        let given = self.coders.iter().flatten().flatten();
        let borders: BTreeSet<usize> = given
            .flat_map(|(_, spans)| spans)
            .flat_map(|span| [span.start, span.end])
            .collect();
        let mut pieces = Pieces {
            spans: Vec::new(),
            blocks: Vec::new(),
        };
        for (turn, block) in self.talk(Granularity::Turns).into_iter().zip(first..) {
            let within = borders.range(turn.start + 1..turn.end).copied();
            let mut start = turn.start;
            for end in within.chain(std::iter::once(turn.end)) {
                let run = Span::new(start, end);
                let text = run.of(&self.transcript.text).unwrap_or_default();
                pieces.spans.push((run, text.chars().count() as f64));
                pieces.blocks.push(block);
                start = end;
            }
        }
        pieces
    }

    /// The stretches of each coder as segments in code points that do not overlap, those of one code joined; `None` where
    /// stretches of two codes overlap.
    pub fn segments(&self, coder: usize, only: Option<usize>) -> Option<Vec<Segment>> {
        let mut all = Vec::new();
        for (code, spans) in self.coders[coder].iter().flatten() {
            if only.is_none_or(|only| only == *code) {
                all.extend(joined(spans).into_iter().map(|span| (span, *code)));
            }
        }
        all.sort_unstable();
        let overlap = all.windows(2).any(|pair| pair[0].0.end > pair[1].0.start);
        let segments = all.into_iter().filter_map(|(span, category)| {
            let (start, end) = span.to_chars(&self.transcript.text)?;
            Some(Segment {
                start,
                end,
                category,
            })
        });
        (!overlap).then(|| segments.collect())
    }
}

impl Pieces {
    /// One more than the last block.
    pub fn next_block(&self, first: usize) -> usize {
        self.blocks.last().map_or(first, |block| block + 1)
    }

    /// Adds, for each stretch, which coders gave the code: category 1, else 0.
    pub fn rate(&self, judged: &Judged, code: usize, ratings: &mut Ratings) {
        let given: Vec<Option<&[Span]>> = judged
            .coders
            .iter()
            .map(|coder| {
                let codes = coder.as_ref()?;
                let found = codes.iter().find(|(known, _)| *known == code);
                Some(found.map_or(&[][..], |(_, spans)| spans))
            })
            .collect();
        for ((span, weight), block) in self.spans.iter().zip(&self.blocks) {
            let judged: Vec<Option<usize>> = given
                .iter()
                .map(|spans| spans.map(|spans| usize::from(spans.iter().any(|s| bears(*s, *span)))))
                .collect();
            ratings.add(&judged, *weight, *block);
        }
    }
}

/// Whether a stretch bears what was given to another: they share at least half of the shorter of the two.
pub(super) fn bears(given: Span, stretch: Span) -> bool {
    let shared = given
        .end
        .min(stretch.end)
        .saturating_sub(given.start.max(stretch.start));
    shared > 0 && shared * 2 >= given.len().min(stretch.len())
}

/// The same stretches, those that overlap or touch joined.
fn joined(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_shorter_is_enough() {
        let sentence = Span::new(10, 20);
        for (given, wanted) in [
            (Span::new(10, 20), true),
            (Span::new(0, 15), true),
            (Span::new(0, 14), false),
            (Span::new(12, 14), true),
            (Span::new(19, 22), false),
            (Span::new(20, 30), false),
        ] {
            assert_eq!(bears(given, sentence), wanted, "{given:?}");
        }
    }

    #[test]
    fn touching_stretches_of_a_code_are_one() {
        let spans = [
            Span::new(5, 9),
            Span::new(0, 5),
            Span::new(12, 14),
            Span::new(13, 13),
        ];
        assert_eq!(joined(&spans), [Span::new(0, 9), Span::new(12, 14)]);
    }
}
