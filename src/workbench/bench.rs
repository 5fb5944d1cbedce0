//! The open project behind the pages: many readers, one writer, one engine.
//!
//! | door | for | waits for |
//! |---|---|---|
//! | [`Bench::page`], [`Bench::read`] | looking, as of one moment | nobody but other readers |
//! | [`Bench::change`] | an action: one event | other actions |
//! | [`Bench::engine`] | search, comparison: what keeps an index in memory | other engine work |
//! | [`Bench::live`] | suggestions, learnt in the background | nobody |
//!
//! All run on threads of their own, so that the listener never waits for the disk.

use super::answer::{Answer, Done, Failure};
use super::house::House;
use super::kept::Kept;
use super::layout::{Layout, Step, Tab};
use super::left::Left;
use super::memory::Memory;
use super::passes::Passes;
use super::session::Session;
use super::shown::Shown;
use super::stale::{Target, refuse_stale};
use super::texts::Texts;
use super::visit::Visit;
use super::work::{Became, Work};
use crate::Project;
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::project::{
    Comparison, DriftReport, EngineCodings, Evaluation, ImportReport, Live, Meaning,
};
use crate::study::{EventId, StudyId, TranscriptId};
use crate::suggest::Suggestion;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Readers at once; each is a connection with a cache of its own.
const READERS: usize = 4;
/// Requests worked on at once; others wait.
const AT_ONCE: usize = 32;

/// How long after the last change its log is written into the file; again where somebody was reading.
const SETTLING: [Duration; 4] = [
    Duration::from_millis(800),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(30),
];
/// How long after a suggestion was seen that is written down.
const NOTED_AFTER: Duration = Duration::from_millis(1_200);
/// How long closing the project waits between two looks whether everybody let go of it.
const GLANCE: Duration = Duration::from_millis(10);

/// What all handlers share; cloning it gives another handle.
#[derive(Clone)]
pub(super) struct Bench(Arc<Shared>);

struct Shared {
    house: Arc<House>,
    texts: &'static Texts,
    writer: Mutex<Project>,
    engine: Mutex<Option<Project>>,
    readers: Mutex<Vec<Project>>,
    reading: Semaphore,
    turns: Semaphore,
    live: Live,
    changes: AtomicI64,
    left: Left,
    memory: Memory,
}

impl Shared {
    /// Whether anything was written.
    fn keep_noted(&self) -> Result<bool> {
        let noted = self.memory.shown.take_noted();
        if noted.is_empty() {
            return Ok(false);
        }
        let kept = locked(&self.writer).note_shown(&noted);
        if kept.is_err() {
            self.memory.shown.put_back(noted);
        }
        Ok(kept? > 0)
    }
}

impl Bench {
    /// Opens the project.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub(super) fn open(house: Arc<House>, memory: Memory) -> Result<Self> {
        let path = &house.project;
        let writer = Project::open(path)?;
        // All at once, and none later: a file that was replaced meanwhile would be opened as if it were this one.
        let readers = (0..READERS).map(|_| Project::open_read_only(path));
        let readers = readers.collect::<Result<Vec<Project>>>()?;
        for (study, percent) in precisions(&writer)? {
            locked(&memory.precisions).entry(study).or_insert(percent);
        }
        Ok(Self(Arc::new(Shared {
            texts: &Texts::EN,
            writer: Mutex::new(writer),
            engine: Mutex::new(Some(Project::open(path)?)),
            readers: Mutex::new(readers),
            reading: Semaphore::new(READERS),
            turns: Semaphore::new(AT_ONCE),
            live: Live::start(path, &house.coder, Meaning::default())?,
            changes: AtomicI64::new(0),
            left: Left::default(),
            memory,
            house,
        })))
    }

    /// Closes the project once nobody works with it any more: then nobody in this program has the file open. What is known
    /// beside it remains. Where somebody does not let go of it in time, the project stays open.
    pub(super) async fn close(self, patience: Duration) -> std::result::Result<Memory, Self> {
        let until = Instant::now() + patience;
        let mut held = self.0;
        let shared = loop {
            held = match Arc::try_unwrap(held) {
                Ok(shared) => break shared,
                Err(held) if Instant::now() > until => return Err(Self(held)),
                Err(held) => held,
            };
            tokio::time::sleep(GLANCE).await;
        };
        let Shared {
            memory,
            live,
            writer,
            readers,
            engine,
            ..
        } = shared;
        let noted = memory.shown.take_noted();
        let closed = apart(move || {
            // What was seen and cannot be written down is asked for nowhere.
            let _ = locked(&writer).note_shown(&noted);
            // Waits until it has stopped learning.
            drop(live);
            drop((readers, engine, writer));
            Ok(())
        });
        let _ = closed.await;
        Ok(memory)
    }

    /// The names under which this host may be asked.
    pub(super) fn hosts(&self) -> &[String] {
        &self.0.house.hosts
    }

    /// The secrets of this run.
    pub(super) fn session(&self) -> &Session {
        &self.0.house.session
    }

    /// The interface's words.
    pub(super) fn texts(&self) -> &'static Texts {
        self.0.texts
    }

    /// How good suggestions are, as far as it was tried out.
    pub(super) fn evaluations(&self) -> &Kept<Evaluation> {
        &self.0.memory.evaluations
    }

    /// Comparisons that took long, as far as they were asked for.
    pub(super) fn comparisons(&self) -> &Kept<Comparison> {
        &self.0.memory.comparisons
    }

    /// Codes whose meaning drifts, as far as that was asked.
    pub(super) fn drifts(&self) -> &Kept<DriftReport> {
        &self.0.memory.drifts
    }

    /// What one page leaves for the next.
    pub(super) fn left(&self) -> &Left {
        &self.0.left
    }

    /// What the engine gave as one of the coders.
    pub(super) fn engine_codings(&self) -> &Kept<EngineCodings> {
        &self.0.memory.engine_codings
    }

    /// What became of the last files that were brought in here.
    pub(super) fn imported(&self) -> Option<Arc<ImportReport>> {
        locked(&self.0.memory.imported).clone()
    }

    /// Keeps what became of files that were brought in.
    pub(super) fn keep_imported(&self, report: ImportReport) {
        *locked(&self.0.memory.imported) = Some(Arc::new(report));
    }

    /// HTML: what would come in of the files that were looked at last.
    pub(super) fn looked(&self) -> Option<String> {
        locked(&self.0.memory.looked).clone()
    }

    /// Keeps what was said of files that were looked at.
    pub(super) fn keep_looked(&self, html: String) {
        *locked(&self.0.memory.looked) = Some(html);
    }

    /// The project file.
    pub(super) fn path(&self) -> &Path {
        &self.0.house.project
    }

    /// Who codes here.
    pub(super) fn coder(&self) -> &str {
        &self.0.house.coder
    }

    /// The project file's name.
    pub(super) fn file_name(&self) -> String {
        let name = self.path().file_name().unwrap_or(self.path().as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// The study last looked at, where a page is of none in particular.
    pub(super) fn last_study(&self) -> StudyId {
        StudyId(self.0.memory.last_study.load(Ordering::Relaxed))
    }

    /// Suggestions while a person codes. Asking computes: only on a worker's thread, as in [`Bench::read`].
    pub(super) fn live(&self) -> &Live {
        &self.0.live
    }

    /// What was suggested last, and where.
    pub(super) fn shown(&self) -> &Shown {
        &self.0.memory.shown
    }

    /// The lists of the suggested pass.
    pub(super) fn passes(&self) -> &Passes {
        &self.0.memory.passes
    }

    /// Percent of what emic is sure of in a study that is to be right, as chosen last; `None` for the best balance.
    pub(super) fn precision(&self, study: StudyId) -> Option<u8> {
        locked(&self.0.memory.precisions).get(&study).copied()
    }

    /// Chooses it.
    pub(super) fn set_precision(&self, study: StudyId, percent: Option<u8>) {
        let mut precisions = locked(&self.0.memory.precisions);
        let before = match percent {
            Some(percent) => precisions.insert(study, percent),
            None => precisions.remove(&study),
        };
        if before == percent {
            return;
        }
        // Nobody waits for it, and a page is right without it.
        let bench = self.clone();
        tokio::spawn(async move {
            let within = bench.clone();
            let kept = apart(move || {
                let mut project = locked(&within.0.writer);
                // What is chosen by now: two choices may come here in another order.
                Ok(project.choose_precision(study, within.precision(study))?)
            });
            if kept.await.is_ok() {
                bench.settle_soon();
            }
        });
    }

    /// The same as what suggestions aim at.
    pub(super) fn aim(&self, study: StudyId) -> Aim {
        aim(self.precision(study))
    }

    /// How many requests may be worked on.
    pub(super) fn turns(&self) -> &Semaphore {
        &self.0.turns
    }

    /// Remembers the fingerprints of a transcript's turns as they were after an event.
    pub(super) fn remember_turns(&self, transcript: TranscriptId, at: EventId, turns: Vec<u64>) {
        self.0.memory.remember_turns(transcript, at, turns);
    }

    /// The fingerprints of a transcript's turns as they were after an event, if remembered.
    pub(super) fn turns_of(&self, transcript: TranscriptId, at: EventId) -> Option<Vec<u64>> {
        self.0.memory.turns_of(transcript, at)
    }

    /// What a page carries to say that it has seen everything up to this event.
    pub(super) fn stamp(&self, at: EventId) -> EventId {
        self.0.memory.stamp(at)
    }

    /// The event up to which a page has seen everything, by what it carries.
    ///
    /// # Errors
    /// A conflict where the page was made before the project gave way to a backup: its numbers are those of other things.
    pub(super) fn seen(&self, stamp: i64) -> Result<EventId, Failure> {
        let event = self.0.memory.event(stamp);
        event.ok_or_else(|| Failure::stale(self.texts().errors.went_back, &[]))
    }

    /// Has work done that needs the project file alone. The page that is gone on with tells what became of it.
    ///
    /// # Errors
    /// A conflict where something else is being done that takes long; nothing is changed then.
    pub(super) fn hand_over(&self, work: Work) -> Answer {
        let number = self.next_number();
        if self.0.memory.is_at_work() || !self.0.house.door.ask(work) {
            let busy = self.texts().errors.busy;
            return Err(Failure::told(StatusCode::CONFLICT, busy));
        }
        Ok(told_at(number))
    }

    /// Leaves what became of work that is done already, and goes on with the page that tells it.
    pub(super) fn tell(&self, became: Became) -> Done {
        let number = self.next_number();
        self.keep_became(became.numbered(number));
        told_at(number)
    }

    /// The number of the next work on the project file.
    pub(super) fn next_number(&self) -> i64 {
        self.became().map_or(0, |last| last.number) + 1
    }

    /// What became of the last such work.
    pub(super) fn became(&self) -> Option<Arc<Became>> {
        self.0.memory.became.get()
    }

    /// Leaves it for the page.
    pub(super) fn keep_became(&self, became: Became) {
        self.0.memory.became.put(became);
    }

    /// A page: `make` reads what it shows; the layout is of the same moment.
    ///
    /// # Errors
    /// What `make` returns.
    pub(super) async fn page<T: Template>(
        &self,
        visit: Visit,
        tab: Tab,
        study: Option<StudyId>,
        make: impl FnOnce(&Project, Layout) -> Result<T, Failure> + Send + 'static,
    ) -> Result<Response, Failure> {
        if let Some(study) = study {
            self.0.memory.last_study.store(study.0, Ordering::Relaxed);
        }
        let bench = self.clone();
        let html = self.read(move |project| {
            let layout = Layout::read(&bench, project, visit, tab, study)?;
            let page = make(project, layout)?;
            page.render().map_err(|e| Error::internal(e).into())
        });
        Ok(Html(html.await?).into_response())
    }

    /// Reads the project as it is at one moment. Does not wait for a change under way.
    ///
    /// # Errors
    /// What `read` returns.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Project) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let shared = self.0.clone();
        let _place = self.0.reading.acquire().await.map_err(Error::internal)?;
        apart(move || {
            let free = locked(&shared.readers).pop();
            let project = match free {
                Some(project) => project,
                None => Project::open_read_only(&shared.house.project)?,
            };
            let found = project.store().snapshot(|_| Ok(read(&project)));
            locked(&shared.readers).push(project);
            found?
        })
        .await
    }

    /// An action: refused where one of its targets was changed after `seen`, else carried out and told.
    ///
    /// `act` calls the one method of [`Project`] that does it, as the coder of the given name, and says where to go on.
    ///
    /// # Errors
    /// What `act` returns; a conflict where the page was stale.
    pub(super) async fn change(
        &self,
        seen: i64,
        targets: impl Into<Vec<Target>>,
        act: impl FnOnce(&mut Project, &str) -> Answer + Send + 'static,
    ) -> Answer {
        let (shared, targets) = (self.0.clone(), targets.into());
        let seen = self.seen(seen)?;
        let done = apart(move || {
            let mut project = locked(&shared.writer);
            // Looks at the file first.
            project.store().snapshot(|_| Ok(()))?;
            refuse_stale(&project, seen, &targets, shared.texts)?;
            let before = project.store().content_stamp()?;
            let mut done = act(&mut project, &shared.house.coder)?;
            let store = project.store();
            done.at = store.content_stamp()?;
            if done.at > before {
                done.told = store.event(done.at)?.map(|event| event.summary);
            }
            done.undo = store.next_undo()?.map(Step::of);
            done.redo = store.next_redo()?.map(Step::of);
            shared.live.touch()?;
            Ok(done)
        });
        let done = done.await;
        self.settle_soon();
        done
    }

    /// Empties the log once nothing more is changed for a moment: then the file alone is the project, and copying another one
    /// over it mixes nothing.
    pub(super) fn settle_soon(&self) {
        let number = self.0.changes.fetch_add(1, Ordering::Relaxed) + 1;
        // Who waits keeps nobody from closing the project.
        let waiting = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            for wait in SETTLING {
                tokio::time::sleep(wait).await;
                let Some(shared) = waiting.upgrade() else {
                    return;
                };
                if shared.changes.load(Ordering::Relaxed) != number {
                    return;
                }
                let settled = apart(move || match shared.writer.try_lock() {
                    Ok(project) => Ok(project.store().settle()?),
                    Err(_) => Ok(false),
                });
                if settled.await.unwrap_or(true) {
                    return;
                }
            }
        });
    }

    /// Writes down that a suggestion was seen, a moment later and off to the side: nobody waits for it.
    pub(super) fn note_shown(&self, suggestion: &Suggestion) {
        if !self.0.memory.shown.note(suggestion) {
            return;
        }
        let waiting = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(NOTED_AFTER).await;
            let Some(bench) = waiting.upgrade().map(Self) else {
                return;
            };
            let shared = bench.0.clone();
            let noted = apart(move || Ok(shared.keep_noted()?));
            // What could not be written now is written with the next one.
            if noted.await.unwrap_or(false) {
                bench.settle_soon();
            }
        });
    }

    /// Writes down what is still waiting to be.
    pub(super) fn keep_noted(&self) -> Result<bool> {
        self.0.keep_noted()
    }

    /// Work that keeps an index or a model in memory: search, comparison. It must change nothing.
    ///
    /// # Errors
    /// What `work` returns.
    pub(super) async fn engine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Project) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let shared = self.0.clone();
        apart(move || {
            let mut engine = locked(&shared.engine);
            let project = match engine.take() {
                Some(project) => project,
                None => Project::open(&shared.house.project)?,
            };
            let project = engine.insert(project);
            // Looks at the file first.
            project.store().snapshot(|_| Ok(()))?;
            work(project)
        })
        .await
    }
}

/// The page that tells what became of the work of this number.
fn told_at(number: i64) -> Done {
    Done::to(format!("/safety?became={number}"))
}

/// What suggestions aim at for a percentage.
pub(super) fn aim(percent: Option<u8>) -> Aim {
    percent.map_or(Aim::Balanced, |percent| {
        Aim::Precision(f64::from(percent) / 100.0)
    })
}

/// The precisions chosen last.
fn precisions(project: &Project) -> Result<HashMap<StudyId, u8>> {
    let mut chosen = HashMap::new();
    for study in project.store().studies()? {
        if let Some(percent) = project.precision(study.id)? {
            chosen.insert(study.id, percent);
        }
    }
    Ok(chosen)
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Error::internal(error).into()),
    }
}

/// A panic in one request must not end all others: what it was about was rolled back with its transaction.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
