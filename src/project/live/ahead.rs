//! The next suggestion from where a person is, without looking at all that is uncoded.

use super::super::{CodePoints, SuggestRequest};
use super::desk::{Present, locked};
use super::{Context, Live, LiveAnswer};
use crate::classifier::Stop;
use crate::error::Result;
use crate::study::{Span, Study, Transcript};
use crate::suggest::Suggestion;

/// Stretches looked at first; each time nothing is found there, twice as many.
const FIRST: usize = 8;
/// Stretches looked at in one go, at most: after each go it may be stopped.
const MOST: usize = 128;

/// Which way to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the stretches that begin at the place or after it.
    On,
    /// To those that begin before it, the nearest first.
    Back,
}

impl Live {
    /// The suggestion nearest to a place, as [`Live::suggest`] has it, for the first of the transcripts asked for; `from` counts
    /// code points. Looks at a few stretches at a time and ends with the first that has a suggestion, or at a `stop`, with none.
    ///
    /// # Errors
    /// As [`Live::suggest`].
    pub fn next(
        &self,
        study: &Study,
        request: &SuggestRequest,
        (from, way): (usize, Way),
        stop: &Stop,
    ) -> Result<LiveAnswer> {
        let mut stretches =
            locked(&self.reading).stretches(study, &request.transcripts, request.granularity)?;
        stretches.truncate(1);
        let (context, now) = self.context(study, &stretches)?;
        let (present, state) = self.desk.ask(study, now);
        let found = match (present, stretches.pop()) {
            (Some(present), Some((transcript, spans))) => {
                let spans = Spans::of(&transcript, spans, from, way);
                self.first(&present, &context, (transcript, spans), request, stop)?
            }
            _ => None,
        };
        Ok(LiveAnswer {
            suggestions: found.into_iter().collect(),
            state,
        })
    }

    fn first(
        &self,
        present: &Present,
        context: &Context,
        (transcript, spans): (Transcript, Spans),
        request: &SuggestRequest,
        stop: &Stop,
    ) -> Result<Option<Suggestion>> {
        let points = CodePoints::of(&transcript.text);
        let mut asked = (transcript.clone(), Vec::new());
        for part in spans.parts() {
            if stop.is_asked() {
                return Ok(None);
            }
            asked.1 = spans.with_neighbours(part.clone());
            let stretches = std::slice::from_ref(&asked);
            let mut found = self.suggested(
                present,
                context,
                stretches,
                request.doubtful_too,
                request.aim,
            )?;
            let starts: Vec<usize> = spans.all[part]
                .iter()
                .filter_map(|span| Some(points.range(*span)?.0))
                .collect();
            found.retain(|suggestion| starts.contains(&suggestion.start));
            let nearest = match spans.way {
                Way::On => found.into_iter().next(),
                Way::Back => found.into_iter().next_back(),
            };
            if nearest.is_some() {
                return Ok(nearest);
            }
        }
        Ok(None)
    }
}

/// The uncoded stretches of a transcript, and those of them that lie ahead.
struct Spans {
    all: Vec<Span>,
    /// Places in `all`: from this one on, or up to it.
    from: usize,
    way: Way,
}

impl Spans {
    fn of(transcript: &Transcript, all: Vec<Span>, from: usize, way: Way) -> Self {
        let points = CodePoints::of(&transcript.text);
        let starts = |span: &Span| points.range(*span).unwrap_or_default().0;
        let from = all.partition_point(|span| starts(span) < from);
        Self { all, from, way }
    }

    /// What is looked at in one go, the nearest first.
    fn parts(&self) -> Vec<std::ops::Range<usize>> {
        let mut parts = Vec::new();
        let (mut at, mut size) = (self.from, FIRST);
        loop {
            let part = match self.way {
                Way::On => at..(at + size).min(self.all.len()),
                Way::Back => at.saturating_sub(size)..at,
            };
            if part.is_empty() {
                return parts;
            }
            at = match self.way {
                Way::On => part.end,
                Way::Back => part.start,
            };
            size = (size * 2).min(MOST);
            parts.push(part);
        }
    }

    /// A part with the stretch before and the one after it, which say something about its ends.
    fn with_neighbours(&self, part: std::ops::Range<usize>) -> Vec<Span> {
        let (start, end) = (
            part.start.saturating_sub(1),
            (part.end + 1).min(self.all.len()),
        );
        self.all[start..end].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(count: usize, from: usize, way: Way) -> Spans {
        let all = (0..count).map(|n| Span::new(n * 10, n * 10 + 5)).collect();
        Spans { all, from, way }
    }

    #[test]
    fn every_stretch_ahead_is_looked_at_once_the_nearest_first() {
        for way in [Way::On, Way::Back] {
            for from in [0, 1, 57, 200] {
                let spans = spans(200, from, way);
                let parts = spans.parts();
                let looked: Vec<usize> = match way {
                    Way::On => parts.iter().cloned().flatten().collect(),
                    Way::Back => parts.iter().rev().cloned().flatten().collect(),
                };
                let ahead: Vec<usize> = match way {
                    Way::On => (from..200).collect(),
                    Way::Back => (0..from).collect(),
                };
                assert_eq!(looked, ahead, "{way:?} from {from}");
                assert!(parts.iter().all(|part| part.len() <= MOST));
            }
        }
        assert_eq!(spans(200, 57, Way::On).parts()[0], 57..65);
        assert_eq!(spans(200, 57, Way::Back).parts()[0], 49..57);
        assert!(spans(0, 0, Way::On).parts().is_empty());
    }

    #[test]
    fn the_ends_of_a_part_are_asked_with_their_neighbours() {
        let spans = spans(20, 0, Way::On);
        assert_eq!(spans.with_neighbours(0..8).len(), 9);
        assert_eq!(spans.with_neighbours(8..16).len(), 10);
        assert_eq!(spans.with_neighbours(16..20).len(), 5);
    }
}
