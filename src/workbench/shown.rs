//! What was suggested last, and where: a decision is about what the person saw, not about what a newer model would say.

use super::bench::locked;
use crate::study::TranscriptId;
use crate::suggest::Suggestion;
use std::collections::VecDeque;
use std::sync::Mutex;

/// Stretches remembered.
const REMEMBERED: usize = 500;

/// Where: a transcript and the code points of a stretch.
pub(super) type At = (TranscriptId, usize, usize);

/// The suggestions that were shown last.
#[derive(Default)]
pub(super) struct Shown(Mutex<VecDeque<(At, Suggestion)>>);

impl Shown {
    /// Remembers what was suggested for a stretch.
    pub(super) fn remember(&self, at: At, suggestion: &Suggestion) {
        let mut all = locked(&self.0);
        all.retain(|(of, _)| *of != at);
        all.push_back((at, suggestion.clone()));
        if all.len() > REMEMBERED {
            all.pop_front();
        }
    }

    /// What was suggested for a stretch.
    pub(super) fn at(&self, at: At) -> Option<Suggestion> {
        let all = locked(&self.0);
        let found = all.iter().find(|(of, _)| *of == at);
        found.map(|(_, suggestion)| suggestion.clone())
    }
}
