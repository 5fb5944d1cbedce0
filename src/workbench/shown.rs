//! What was suggested last, and where: a decision is about what the person saw, not about what a newer model would say.

use super::bench::locked;
use crate::study::TranscriptId;
use crate::suggest::Suggestion;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

/// Stretches remembered.
const REMEMBERED: usize = 500;

/// Suggestions known to be written down, at most; then they are forgotten, and asked for once more.
const MOST_NOTED: usize = 20_000;

/// Where: a transcript and the code points of a stretch.
pub(super) type At = (TranscriptId, usize, usize);

/// The suggestions that were shown last.
#[derive(Default)]
pub(super) struct Shown {
    last: Mutex<VecDeque<(At, Suggestion)>>,
    noted: Mutex<Noted>,
}

/// What is to be written down as seen.
#[derive(Default)]
struct Noted {
    waiting: Vec<Suggestion>,
    /// What was waiting once.
    known: HashSet<u64>,
}

impl Shown {
    /// Remembers what was suggested for a stretch.
    pub(super) fn remember(&self, at: At, suggestion: &Suggestion) {
        let mut all = locked(&self.last);
        all.retain(|(of, _)| *of != at);
        all.push_back((at, suggestion.clone()));
        if all.len() > REMEMBERED {
            all.pop_front();
        }
    }

    /// Puts a suggestion among what is to be written down; whether it is the first that waits.
    pub(super) fn note(&self, suggestion: &Suggestion) -> bool {
        let mut noted = locked(&self.noted);
        if !noted.known.insert(name(suggestion)) {
            return false;
        }
        if noted.known.len() > MOST_NOTED {
            noted.known.clear();
        }
        noted.waiting.push(suggestion.clone());
        noted.waiting.len() == 1
    }

    /// What is to be written down.
    pub(super) fn take_noted(&self) -> Vec<Suggestion> {
        std::mem::take(&mut locked(&self.noted).waiting)
    }

    /// What could not be written down.
    pub(super) fn put_back(&self, waiting: Vec<Suggestion>) {
        locked(&self.noted).waiting.extend(waiting);
    }

    /// What was suggested for a stretch.
    pub(super) fn at(&self, at: At) -> Option<Suggestion> {
        let all = locked(&self.last);
        let found = all.iter().find(|(of, _)| *of == at);
        found.map(|(_, suggestion)| suggestion.clone())
    }
}

/// A number for the place, the model and the codes.
fn name(suggestion: &Suggestion) -> u64 {
    let mut hasher = DefaultHasher::new();
    (
        &suggestion.study,
        &suggestion.transcript,
        suggestion.start,
        suggestion.end,
        &suggestion.model,
    )
        .hash(&mut hasher);
    for code in &suggestion.codes {
        code.code.hash(&mut hasher);
    }
    hasher.finish()
}
