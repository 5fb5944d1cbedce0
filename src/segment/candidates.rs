//! Turns to candidate meaning units.

use super::paragraphs::paragraphs;
use super::sentences::sentences;
use crate::study::{Span, SpeakerRole, Turn};

/// How large a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granularity {
    /// A whole turn.
    Turns,
    /// A paragraph of a turn.
    Paragraphs,
    /// A sentence.
    Sentences,
    /// Some sentences in a row within a turn; neighbours overlap where `step` is smaller than `sentences`.
    Windows {
        /// Sentences in a window; 0 counts as 1.
        sentences: usize,
        /// Sentences from the start of one window to the start of the next; 0 counts as 1.
        step: usize,
    },
}

/// What becomes of what the interviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InterviewerTurns {
    /// Nobody codes it.
    #[default]
    LeftOut,
    /// It is coded like all else.
    Kept,
}

/// The candidates of `text` in the order of the turns: trimmed, never empty, never across the border of a turn.
pub fn candidates(
    text: &str,
    turns: &[Turn],
    granularity: Granularity,
    interviewer: InterviewerTurns,
) -> Vec<Span> {
    turns
        .iter()
        .filter(|turn| {
            interviewer == InterviewerTurns::Kept || turn.role != SpeakerRole::Interviewer
        })
        .flat_map(|turn| within(text, turn.span, granularity))
        .collect()
}

fn within(text: &str, turn: Span, granularity: Granularity) -> Vec<Span> {
    match granularity {
        Granularity::Turns => turn
            .trimmed(text)
            .filter(|span| !span.is_empty())
            .into_iter()
            .collect(),
        Granularity::Paragraphs => paragraphs(text, turn),
        Granularity::Sentences => sentences(text, turn),
        Granularity::Windows {
            sentences: size,
            step,
        } => windows(&sentences(text, turn), size.max(1), step.max(1)),
    }
}

/// Windows over `parts`; the last one reaches the end, so that nothing is left over (unless `step` skips it).
fn windows(parts: &[Span], size: usize, step: usize) -> Vec<Span> {
    let mut found = Vec::new();
    for first in (0..parts.len()).step_by(step) {
        let past = first.saturating_add(size).min(parts.len());
        found.push(Span::new(parts[first].start, parts[past - 1].end));
        if past == parts.len() {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{SpeakerRules, turns};

    const TEXT: &str = "Interviewer: Why? How?\nM4: One. Two. Three.\n\nFour. Five.\nInterviewer: Oh.\nM4: چرا؟ 六。";

    fn check(granularity: Granularity, interviewer: InterviewerTurns, wanted: &[&str]) {
        let turns = turns(TEXT, &SpeakerRules::default());
        let found = candidates(TEXT, &turns, granularity, interviewer);
        let shown: Vec<_> = found.iter().map(|span| span.of(TEXT).unwrap()).collect();
        assert_eq!(shown, wanted);
    }

    #[test]
    fn every_granularity_stays_within_the_turn() {
        use InterviewerTurns::*;
        check(
            Granularity::Turns,
            LeftOut,
            &["One. Two. Three.\n\nFour. Five.", "چرا؟ 六。"],
        );
        check(
            Granularity::Paragraphs,
            LeftOut,
            &["One. Two. Three.", "Four. Five.", "چرا؟ 六。"],
        );
        check(
            Granularity::Sentences,
            Kept,
            &[
                "Why?", "How?", "One.", "Two.", "Three.", "Four.", "Five.", "Oh.", "چرا؟", "六。",
            ],
        );
    }

    #[test]
    fn windows_overlap_and_reach_the_end() {
        check(
            Granularity::Windows {
                sentences: 3,
                step: 2,
            },
            InterviewerTurns::LeftOut,
            &["One. Two. Three.", "Three.\n\nFour. Five.", "چرا؟ 六。"],
        );
        check(
            Granularity::Windows {
                sentences: 0,
                step: 0,
            },
            InterviewerTurns::LeftOut,
            &["One.", "Two.", "Three.", "Four.", "Five.", "چرا؟", "六。"],
        );
        let many = Granularity::Windows {
            sentences: usize::MAX,
            step: usize::MAX,
        };
        check(
            many,
            InterviewerTurns::LeftOut,
            &["One. Two. Three.\n\nFour. Five.", "چرا؟ 六。"],
        );
    }
}
