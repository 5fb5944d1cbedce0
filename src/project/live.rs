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

mod ahead;
mod desk;
mod worker;

use super::suggesting::{Known, texts};
use super::teaching::Meaning;
use super::why_not::Expected;
use super::{Asked, CodePoints, Project, SilentCodes, SuggestRequest, WhyNot, choose};
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::classifier::{Aim, Vectors};
use crate::error::{Error, Result};
use crate::study::{EventId, Span, Study, Transcript};
use crate::suggest::Suggestion;
pub use ahead::Way;
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

/// What suggestions need beside the model.
struct Context {
    known: Known,
    /// The paths of the codes that there are.
    codes: HashSet<String>,
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
        self.answer(study, stretches, true, Aim::Balanced)
    }

    /// The likeliest codes for one stretch, also where emic would rather be silent, with the probabilities that
    /// [`Live::suggest`] has: what stands beside it counts, coded or cut as the request says.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn suggest_one(
        &self,
        study: &Study,
        request: &SuggestRequest,
        (transcript, span): (&Transcript, Span),
    ) -> Result<LiveAnswer> {
        let request = SuggestRequest {
            doubtful_too: true,
            ..request.clone()
        };
        self.suggest_some(study, &request, &[(transcript.clone(), vec![span])])
    }

    /// [`Live::suggest`] for some of its stretches.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn suggest_some(
        &self,
        study: &Study,
        request: &SuggestRequest,
        wanted: &[(Transcript, Vec<Span>)],
    ) -> Result<LiveAnswer> {
        let mut asked = Vec::new();
        let mut places = HashSet::new();
        for (transcript, spans) in wanted {
            let mut all = locked(&self.reading).beside(request.granularity, transcript, spans)?;
            all.extend(spans);
            all.sort_by_key(|span| (span.start, span.end));
            all.dedup();
            asked.push((transcript.clone(), all));
            let points = CodePoints::of(&transcript.text);
            let ranges = spans.iter().filter_map(|span| points.range(*span));
            places.extend(ranges.map(|(start, end)| (transcript.name.as_str(), start, end)));
        }
        let mut answer = self.answer(study, &asked, request.wants_doubtful(), request.aim)?;
        answer
            .suggestions
            .retain(|s| places.contains(&(s.transcript.as_str(), s.start, s.end)));
        Ok(answer)
    }

    /// Suggestions for what no person has coded at this moment, in the order asked for, as [`Project::suggest`]. The coder and
    /// the view of meaning are those of [`Live::start`].
    ///
    /// # Errors
    /// [`crate::Error::Input`] for an unknown transcript; as [`Live::suggest_at`].
    pub fn suggest(&self, study: &Study, request: &SuggestRequest) -> Result<LiveAnswer> {
        let stretches =
            locked(&self.reading).stretches(study, &request.transcripts, request.granularity)?;
        let doubtful_too = request.wants_doubtful();
        let mut answer = self.answer(study, &stretches, doubtful_too, request.aim)?;
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

    /// How a code that was expected comes off, by the model at hand; `None` while the first model is learnt, and about a coded unit until all
    /// is judged.
    ///
    /// # Errors
    /// As [`Project::why_not`].
    pub fn why_not(
        &self,
        study: &Study,
        request: &SuggestRequest,
        asked: &Asked,
        code: &str,
    ) -> Result<Option<WhyNot>> {
        let text = asked.words()?;
        let (wanted, path, decided, near, now) = {
            let project = locked(&self.reading);
            let codebook = project.store.codebook(study.id)?;
            let wanted = choose::code(&codebook, code)?.id;
            (
                wanted,
                codebook.path(wanted),
                asked.decided(&project, study)?,
                asked.near(&project, request.granularity)?,
                project.store.content_stamp()?,
            )
        };
        let (present, state) = self.desk.ask(study, now);
        let Some(present) = present else {
            return match state.doing {
                Doing::Silent(reason) => Err(Error::input(reason)),
                _ => Ok(None),
            };
        };
        // A code that came after the model at hand is known in a moment.
        if state.doing == Doing::Learning && !present.learnt.codes.contains(&wanted) {
            return Ok(None);
        }
        // How a unit came off without its own coding is known once everything is judged.
        let lesson = asked.lesson(&present.learnt);
        match state.doing {
            Doing::Learning | Doing::Judging if lesson.is_some() => return Ok(None),
            Doing::Silent(reason) if lesson.is_some() => return Err(Error::input(reason)),
            _ => {}
        }
        let (near, said): (Vec<Span>, Vec<&str>) = near.into_iter().unzip();
        let texts = [vec![text.as_str()], said].concat();
        let vectors = self.encoded(present.learnt.teacher.encoder(), &texts)?;
        let expected = Expected {
            asked,
            lesson,
            texts: &texts,
            near: &near,
            vectors: vectors.as_ref(),
            code: wanted,
            path,
            decided,
        };
        let judgement = present.judgement_for(request.aim);
        present
            .learnt
            .why_not(study, &judgement, &expected)
            .map(Some)
    }

    /// The codes that are never suggested yet; none as long as nothing is learnt.
    ///
    /// # Errors
    /// As [`Live::suggest_at`].
    pub fn silent_codes(&self, study: &Study, aim: Aim) -> Result<SilentCodes> {
        let (present, _) = self.desk.ask(study, self.now()?);
        Ok(present.map_or_else(SilentCodes::default, |present| {
            SilentCodes::of(&present.learnt.teacher, &present.judgement_for(aim))
        }))
    }

    fn answer(
        &self,
        study: &Study,
        stretches: &[(Transcript, Vec<Span>)],
        doubtful_too: bool,
        aim: Aim,
    ) -> Result<LiveAnswer> {
        let (context, now) = self.context(study, stretches)?;
        let (present, state) = self.desk.ask(study, now);
        let suggestions = match present {
            None => Vec::new(),
            Some(present) => self.suggested(&present, &context, stretches, doubtful_too, aim)?,
        };
        Ok(LiveAnswer { suggestions, state })
    }

    /// What of the project suggestions for stretches need beside the model, as of this event.
    fn context(
        &self,
        study: &Study,
        stretches: &[(Transcript, Vec<Span>)],
    ) -> Result<(Context, EventId)> {
        let project = locked(&self.reading);
        let codebook = project.store.codebook(study.id)?;
        let paths = codebook.codes().iter().map(|code| codebook.path(code.id));
        let context = Context {
            known: project.known_of(study, stretches)?,
            codes: paths.collect(),
        };
        Ok((context, project.store.content_stamp()?))
    }

    fn suggested(
        &self,
        present: &Present,
        context: &Context,
        stretches: &[(Transcript, Vec<Span>)],
        doubtful_too: bool,
        aim: Aim,
    ) -> Result<Vec<Suggestion>> {
        let learnt = &present.learnt;
        let judgement = present.judgement_for(aim);
        let vectors = self.encoded(learnt.teacher.encoder(), &texts(stretches))?;
        let mut suggestions = learnt.suggest(
            &judgement,
            &context.known,
            stretches,
            vectors.as_ref(),
            doubtful_too || !learnt.teacher.model.has_examples(),
        )?;
        // The model may know codes that were deleted or renamed since.
        for suggestion in &mut suggestions {
            suggestion
                .codes
                .retain(|code| context.codes.contains(&code.code));
        }
        suggestions.retain(|suggestion| !suggestion.codes.is_empty());
        Ok(suggestions)
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
