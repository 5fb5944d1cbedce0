//! The lists of the suggested pass, kept from one stretch to the next.
//!
//! A list is made once and then only gets shorter, as long as nothing else changes the project: making one asks for every uncoded
//! stretch of a study, and a list that is put in another order after each decision would make nobody happy. Any other
//! change, undo too, has it made anew. What is shown of it, and what is accepted at once, is judged by the model at hand all the
//! same (`pages/judged_anew.rs`).

use super::bench::locked;
use crate::project::LiveState;
use crate::study::{EventId, StudyId};
use crate::suggest::{Order, Suggestion};
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// Lists kept.
const KEPT: usize = 4;
/// Stretches of a list that were decided on and are remembered, so that a blind choice can be compared.
const DONE: usize = 50;
/// Decisions on a list that are remembered, so that an undo leads back to where they were made.
const TAKEN: usize = 200;

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Of {
    pub(super) study: StudyId,
    pub(super) order: Order,
    pub(super) doubtful_too: bool,
    /// Percent of what is accepted that is to be right; `None` for the best balance.
    pub(super) precision: Option<u8>,
}

/// A list.
pub(super) struct Pass {
    of: Of,
    /// The event up to which it is true.
    at: EventId,
    /// What it was learnt from.
    pub(super) learnt_to: Option<EventId>,
    /// What its probabilities and thresholds come from.
    judged_to: Option<EventId>,
    pub(super) left: Vec<Suggestion>,
    pub(super) done: Vec<Suggestion>,
    taken: Vec<Taken>,
    anew: Anew,
}

/// What of a list was judged anew, and by which model: what that was learnt from, and what its thresholds come from.
#[derive(Default)]
struct Anew {
    by: [Option<EventId>; 2],
    places: HashSet<Place>,
}

/// Study, transcript, and the first and the last code point.
type Place = (String, String, usize, usize);

/// A stretch as it stood in a list before a decision.
struct Taken {
    /// The decision.
    by: EventId,
    place: usize,
    suggestion: Suggestion,
}

/// What became of a stretch.
pub(super) enum Outcome {
    /// It was coded or skipped.
    Gone,
    /// This code was rejected; the others stay.
    Rejected(String),
}

/// The lists.
#[derive(Default)]
pub(super) struct Passes {
    lists: Mutex<Vec<Pass>>,
    making: Mutex<Vec<Of>>,
}

/// The list is being made for as long as this is there.
pub(super) struct Making<'p> {
    passes: &'p Passes,
    of: Of,
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        locked(&self.passes.making).retain(|of| *of != self.of);
    }
}

impl Passes {
    /// Reads or changes the list that is true as of `now`; `None` where there is none.
    pub(super) fn with<T>(
        &self,
        of: &Of,
        now: EventId,
        work: impl FnOnce(&mut Pass) -> T,
    ) -> Option<T> {
        let mut lists = locked(&self.lists);
        let found = lists.iter_mut().find(|l| l.of == *of && l.at == now);
        found.map(work)
    }

    /// Begins to make a list; `None` where somebody else is at it.
    pub(super) fn begin(&self, of: &Of) -> Option<Making<'_>> {
        let mut making = locked(&self.making);
        if making.contains(of) {
            return None;
        }
        making.push(of.clone());
        let of = of.clone();
        Some(Making { passes: self, of })
    }

    /// Keeps a list that is true as of `at`.
    pub(super) fn keep(&self, of: Of, at: EventId, state: &LiveState, left: Vec<Suggestion>) {
        let mut lists = locked(&self.lists);
        let before = lists.iter().position(|l| l.of == of);
        let (done, taken) = match before.map(|place| lists.remove(place)) {
            Some(before) => (before.done, before.taken),
            None => (Vec::new(), Vec::new()),
        };
        lists.insert(
            0,
            Pass {
                of,
                at,
                learnt_to: state.learnt_to,
                judged_to: state.judged_to,
                left,
                done,
                taken,
                anew: Anew::default(),
            },
        );
        lists.truncate(KEPT);
    }

    /// Has a list made anew.
    pub(super) fn forget(&self, of: &Of) {
        // What was done stays known: only the event is one that never was.
        for list in locked(&self.lists).iter_mut().filter(|l| l.of == *of) {
            list.at = EventId(-1);
        }
    }

    /// Has a list made anew that was made before anything was judged, once something is; one that decisions were made on stays.
    pub(super) fn forget_provisional(&self, of: &Of, state: &LiveState) {
        if state.judged_to.is_some() {
            locked(&self.lists).retain(|list| list.of != *of || !list.is_provisional());
        }
    }

    /// A stretch was decided on, by the one change between two events.
    pub(super) fn decided(
        &self,
        decided: &Suggestion,
        outcome: &Outcome,
        (before, after): (EventId, EventId),
    ) {
        for list in locked(&self.lists).iter_mut().filter(|l| l.at == before) {
            list.at = after;
            list.take(decided, outcome, after);
        }
    }

    /// A change was undone, by the one change between two events: what was decided by it is in the lists again, but those that
    /// were learnt from it are made anew. The first stretch that it was about, for each list that knows it.
    pub(super) fn undone(
        &self,
        undone: EventId,
        (before, after): (EventId, EventId),
    ) -> Vec<(Of, Suggestion)> {
        let mut found = Vec::new();
        for list in locked(&self.lists).iter_mut() {
            let is_true = list.at == before && list.learnt_to < Some(undone);
            let several = (list.taken.iter().filter(|taken| taken.by == undone)).count() > 1;
            let put_back = list.put_back(undone, is_true);
            // Where many come back, their order is to be that of what is known then.
            if is_true && put_back.is_some() && !several {
                list.at = after;
            }
            found.extend(put_back.map(|suggestion| (list.of.clone(), suggestion)));
        }
        found
    }

    /// Stretches were coded, all by the one change between two events.
    pub(super) fn all_gone(&self, gone: &[&Suggestion], (before, after): (EventId, EventId)) {
        let places: HashSet<_> = gone.iter().map(|s| place(s)).collect();
        for list in locked(&self.lists).iter_mut().filter(|l| l.at == before) {
            list.at = after;
            let left = std::mem::take(&mut list.left);
            for (number, suggestion) in left.into_iter().enumerate() {
                if places.contains(&place(&suggestion)) {
                    list.remember(after, number, suggestion);
                } else {
                    list.left.push(suggestion);
                }
            }
        }
    }
}

impl Pass {
    /// Whether it was made before anything was judged, and no decision was made on it.
    pub(super) fn is_provisional(&self) -> bool {
        self.judged_to.is_none() && self.taken.is_empty()
    }

    /// Whether more is known by now than when it was made.
    pub(super) fn is_older(&self, state: &LiveState) -> bool {
        self.learnt_to < state.learnt_to || self.judged_to < state.judged_to
    }

    /// Those of some stretches of it that an earlier model than the one at hand has judged.
    pub(super) fn outdated(&self, of: Vec<Suggestion>, state: &LiveState) -> Vec<Suggestion> {
        let by = [state.learnt_to, state.judged_to];
        let is_anew = |s: &Suggestion| self.anew.by == by && self.anew.places.contains(&whole(s));
        let outdated = of.into_iter().filter(|s| !is_anew(s));
        outdated.filter(|_| self.is_older(state)).collect()
    }

    /// Takes over what the model at hand says of some stretches of it, which stay where they stand; those for which it would
    /// rather be silent go.
    pub(super) fn judged_anew(
        &mut self,
        asked: &[Suggestion],
        found: Vec<Suggestion>,
        state: &LiveState,
    ) {
        let by = [state.learnt_to, state.judged_to];
        if self.anew.by != by {
            self.anew = Anew {
                by,
                places: HashSet::new(),
            };
        }
        let asked: HashSet<Place> = asked.iter().map(whole).collect();
        let mut found: HashMap<Place, Suggestion> =
            found.into_iter().map(|s| (whole(&s), s)).collect();
        self.left.retain_mut(|suggestion| {
            let here = whole(suggestion);
            match found.remove(&here) {
                Some(anew) => *suggestion = anew,
                None => return !asked.contains(&here),
            }
            true
        });
        self.anew.places.extend(asked);
    }

    fn take(&mut self, decided: &Suggestion, outcome: &Outcome, by: EventId) {
        let found = self.left.iter().position(|s| place(s) == place(decided));
        let Some(found) = found else { return };
        self.remember(by, found, self.left[found].clone());
        let doubtful_too = self.of.doubtful_too;
        let stays = match outcome {
            Outcome::Gone => false,
            Outcome::Rejected(path) => {
                let codes = &mut self.left[found].codes;
                codes.retain(|code| code.code != *path);
                codes
                    .iter()
                    .any(|code| !code.given && (code.accepted || doubtful_too))
            }
        };
        if !stays {
            self.left.remove(found);
            self.done.push(decided.clone());
            let spare = self.done.len().saturating_sub(DONE);
            self.done.drain(..spare);
        }
    }

    fn remember(&mut self, by: EventId, place: usize, suggestion: Suggestion) {
        self.taken.push(Taken {
            by,
            place,
            suggestion,
        });
        // Those of one decision stay together.
        let spare = self.taken.len().saturating_sub(TAKEN);
        let is_older = |taken: &Taken| taken.by < by;
        let spare = spare.min(self.taken.iter().take_while(|t| is_older(t)).count());
        self.taken.drain(..spare);
    }

    /// Puts what a decision took back to where it stood, where the list is still true; the first such stretch.
    fn put_back(&mut self, by: EventId, is_true: bool) -> Option<Suggestion> {
        let (back, rest) = std::mem::take(&mut self.taken)
            .into_iter()
            .partition(|taken| taken.by == by);
        self.taken = rest;
        let back: Vec<Taken> = back;
        let first = back.first().map(|taken| taken.suggestion.clone());
        for taken in back.into_iter().filter(|_| is_true) {
            let here = place(&taken.suggestion);
            self.done.retain(|s| place(s) != here);
            self.left.retain(|s| place(s) != here);
            let at = taken.place.min(self.left.len());
            self.left.insert(at, taken.suggestion);
        }
        first
    }
}

fn whole(suggestion: &Suggestion) -> Place {
    let (study, transcript, start, end) = place(suggestion);
    (study.to_owned(), transcript.to_owned(), start, end)
}

fn place(suggestion: &Suggestion) -> (&str, &str, usize, usize) {
    let Suggestion {
        study, transcript, ..
    } = suggestion;
    (study, transcript, suggestion.start, suggestion.end)
}
