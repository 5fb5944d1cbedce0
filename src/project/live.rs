//! Suggestions while a person codes: from the model at hand, at once, while a new one is learnt in the background.
//!
//! ```text
//!  question ──► model at hand ──► suggestions, and up to which event they were learnt
//!                    ▲ swapped at once
//!  decision ──► learn all but the judgement (fast) ──► judge anew by cross-validation (slow; given up when a decision comes)
//! ```
//!
//! At most one model is being learnt, and at most one more is waiting to be, however many decisions come in meanwhile. Once all
//! is learnt the answers are those of [`Project::suggest_at`] on the same file.

mod desk;
mod worker;

use super::suggesting::texts;
use super::teaching::Meaning;
use super::{Project, SuggestRequest};
use crate::classifier::Vectors;
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::error::Result;
use crate::study::{EventId, Span, Study, Transcript};
use crate::suggest::Suggestion;
use desk::{Desk, Present, locked};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// Vectors of stretches asked about that are kept in memory for each encoder, at most.
const MOST_ASKED: usize = 50_000;
/// Stretches encoded in one go, so that a single question does not wait for a long list.
const PIECE: usize = 64;
/// So few stretches are encoded beside a long list, not after it: somebody has selected them and waits.
const FEW: usize = 4;

/// A project that learns while it is worked on. Can be asked from any number of threads; dropped, it stops learning and waits
/// until that is so.
pub struct Live {
    desk: Arc<Desk>,
    reading: Mutex<Project>,
    asked: Mutex<HashMap<String, VectorCache>>,
    worker: Option<JoinHandle<()>>,
}

/// Suggestions, and what they were learnt from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LiveAnswer {
    /// The suggestions; none while the first model is learnt, and where there is nothing to learn from.
    pub suggestions: Vec<Suggestion>,
    /// What they were learnt from.
    pub state: LiveState,
}

/// How far learning a study has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveState {
    /// What is being done.
    pub doing: Doing,
    /// Coded units that the model at hand was learnt from.
    pub learnt_from: usize,
    /// Every event up to this one is reflected in the suggestions; `None` before the first model.
    pub learnt_to: Option<EventId>,
    /// Probabilities and thresholds come from cross-validation of what was coded up to this event; `None` where they are
    /// still those of other studies.
    pub judged_to: Option<EventId>,
    /// The project's latest event.
    pub now: EventId,
}

/// What is being done about a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Something is not learnt yet; suggestions come from an earlier model, if there is one.
    Learning,
    /// Everything is learnt; it is being learnt from the beginning once more, and probabilities and thresholds are found anew.
    Judging,
    /// All is done.
    Ready,
    /// Nothing can be learnt, for this reason: there is no coded unit yet, or the file cannot be read.
    Silent(String),
}

impl Live {
    /// Starts to learn from a project file. `coder`'s coding is learnt first, as in [`SuggestRequest`]. Returns at once; a study
    /// is learnt when it is first asked for, and the few asked for last are kept.
    ///
    /// # Errors
    /// As [`Project::open`]; a write-protected file is read only.
    pub fn start(path: impl AsRef<Path>, coder: &str, meaning: Meaning) -> Result<Self> {
        let open = || Project::open(&path).or_else(|_| Project::open_read_only(&path));
        let desk = Arc::new(Desk::default());
        let reading = Mutex::new(open()?);
        let worker = worker::start(Arc::clone(&desk), open()?, coder.to_owned(), meaning)?;
        Ok(Self {
            desk,
            reading,
            asked: Mutex::default(),
            worker: Some(worker),
        })
    }

    /// The likeliest codes for given stretches, also where emic would rather be silent, as [`Project::suggest_at`]; from the
    /// model at hand, without waiting for a newer one. What was rejected or skipped is respected up to this moment.
    ///
    /// # Errors
    /// [`crate::Error::File`] where the project cannot be read.
    pub fn suggest_at(
        &self,
        study: &Study,
        stretches: &[(Transcript, Vec<Span>)],
    ) -> Result<LiveAnswer> {
        self.answer(study, stretches, true)
    }

    /// Suggestions for what no person has coded at this moment, in the order asked for, as [`Project::suggest`]. The coder and
    /// the view of meaning are those of [`Live::start`].
    ///
    /// # Errors
    /// [`crate::Error::Input`] for an unknown transcript; as [`Live::suggest_at`].
    pub fn suggest(&self, study: &Study, request: &SuggestRequest) -> Result<LiveAnswer> {
        let stretches = locked(&self.reading).stretches(study, request)?;
        let mut answer = self.answer(study, &stretches, request.doubtful_too)?;
        request.order.sort(&mut answer.suggestions);
        Ok(answer)
    }

    /// Looks whether the project has changed, and learns what is new. Call it after a decision, so that learning begins before
    /// the next question; each question looks by itself, too.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn touch(&self) -> Result<()> {
        let now = self.now()?;
        self.desk.touch(now);
        Ok(())
    }

    /// How far learning a study has come; begins with it where it has not been asked for.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn state(&self, study: &Study) -> Result<LiveState> {
        Ok(self.desk.ask(study, self.now()?).1)
    }

    /// Waits until suggestions reflect all that is in the project now, or `patience` is at an end.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn learnt(&self, study: &Study, patience: Duration) -> Result<LiveState> {
        let now = self.now()?;
        let learnt = |state: &LiveState| state.doing != Doing::Learning;
        Ok(self.desk.wait(study, now, patience, learnt))
    }

    /// Waits until nothing is left to do for what is in the project now, or `patience` is at an end.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn settled(&self, study: &Study, patience: Duration) -> Result<LiveState> {
        let now = self.now()?;
        let settled = |state: &LiveState| matches!(state.doing, Doing::Ready | Doing::Silent(_));
        Ok(self.desk.wait(study, now, patience, settled))
    }

    fn now(&self) -> Result<EventId> {
        locked(&self.reading).store.content_stamp()
    }

    fn answer(
        &self,
        study: &Study,
        stretches: &[(Transcript, Vec<Span>)],
        doubtful_too: bool,
    ) -> Result<LiveAnswer> {
        let (known, now, codes) = {
            let project = locked(&self.reading);
            let codebook = project.store.codebook(study.id)?;
            let paths = codebook.codes().iter().map(|code| codebook.path(code.id));
            (
                project.known_of(study, stretches)?,
                project.store.content_stamp()?,
                paths.collect::<HashSet<String>>(),
            )
        };
        let (present, state) = self.desk.ask(study, now);
        let mut suggestions = match present {
            None => Vec::new(),
            Some(present) => {
                let Present { learnt, judgement } = present.as_ref();
                let vectors = self.encoded(learnt.teacher.encoder(), &texts(stretches))?;
                learnt.suggest(judgement, &known, stretches, vectors.as_ref(), doubtful_too)?
            }
        };
        // The model may know codes that were deleted or renamed since.
        for suggestion in &mut suggestions {
            suggestion.codes.retain(|code| codes.contains(&code.code));
        }
        suggestions.retain(|suggestion| !suggestion.codes.is_empty());
        Ok(LiveAnswer { suggestions, state })
    }

    /// A vector for each text, the same as [`Project::suggest_at`] has.
    fn encoded(&self, encoder: Option<&Encoder>, texts: &[&str]) -> Result<Option<Vectors>> {
        let Some(encoder) = encoder else {
            return Ok(None);
        };
        if texts.len() <= FEW && self.asked.try_lock().is_err() {
            return VectorCache::default().encode(encoder, texts).map(Some);
        }
        let fingerprint = encoder.fingerprint();
        let mut vectors = Vectors::zeros((texts.len(), encoder.dimensions()));
        for (place, piece) in texts.chunks(PIECE).enumerate() {
            let mut asked = locked(&self.asked);
            let asked = asked.entry(fingerprint.clone()).or_default();
            if asked.len() > MOST_ASKED {
                *asked = VectorCache::default();
            }
            for (row, vector) in asked.encode(encoder, piece)?.outer_iter().enumerate() {
                vectors.row_mut(place * PIECE + row).assign(&vector);
            }
        }
        Ok(Some(vectors))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.desk.close();
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has said so already.
            let _ = worker.join();
        }
    }
}
