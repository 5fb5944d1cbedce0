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

use super::answer::{Answer, Failure};
use super::kept::Kept;
use super::layout::{Layout, Step, Tab};
use super::left::Left;
use super::passes::Passes;
use super::server::Serve;
use super::session::Session;
use super::shown::Shown;
use super::stale::{Target, refuse_stale};
use super::texts::Texts;
use super::visit::Visit;
use crate::Project;
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::project::{
    Comparison, DriftReport, EngineCodings, Evaluation, ImportReport, Live, Meaning,
};
use crate::study::{EventId, StudyId, TranscriptId};
use crate::suggest::Suggestion;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
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
/// States of transcripts whose turns' fingerprints are remembered.
const REMEMBERED: usize = 200;

/// What all handlers share; cloning it gives another handle.
#[derive(Clone)]
pub(super) struct Bench(Arc<Shared>);

struct Shared {
    path: PathBuf,
    coder: String,
    hosts: [String; 2],
    session: Session,
    texts: &'static Texts,
    writer: Mutex<Project>,
    engine: Mutex<Option<Project>>,
    readers: Mutex<Vec<Project>>,
    reading: Semaphore,
    turns: Semaphore,
    last_study: AtomicI64,
    sent: Mutex<VecDeque<Sent>>,
    live: Live,
    shown: Shown,
    passes: Passes,
    changes: AtomicI64,
    precisions: Mutex<HashMap<StudyId, u8>>,
    evaluations: Kept<Evaluation>,
    comparisons: Kept<Comparison>,
    drifts: Kept<DriftReport>,
    left: Left,
    engine_codings: Kept<EngineCodings>,
    imported: Mutex<Option<Arc<ImportReport>>>,
    looked: Mutex<Option<String>>,
}

impl Shared {
    /// Whether anything was written.
    fn keep_noted(&self) -> Result<bool> {
        let noted = self.shown.take_noted();
        if noted.is_empty() {
            return Ok(false);
        }
        let kept = locked(&self.writer).note_shown(&noted);
        if kept.is_err() {
            self.shown.put_back(noted);
        }
        Ok(kept? > 0)
    }
}

/// What the turns of a transcript looked like when they were sent.
struct Sent {
    transcript: TranscriptId,
    at: EventId,
    turns: Vec<u64>,
}

impl Bench {
    /// Opens the project.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub(super) fn open(what: &Serve, port: u16, session: Session) -> Result<Self> {
        let writer = Project::open(&what.project)?;
        // All at once, and none later: a file that was replaced meanwhile would be opened as if it were this one.
        let readers = (0..READERS).map(|_| Project::open_read_only(&what.project));
        let readers = readers.collect::<Result<Vec<Project>>>()?;
        let precisions = precisions(&writer)?;
        Ok(Self(Arc::new(Shared {
            path: what.project.clone(),
            coder: what.coder.clone(),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            session,
            texts: &Texts::EN,
            writer: Mutex::new(writer),
            engine: Mutex::new(Some(Project::open(&what.project)?)),
            readers: Mutex::new(readers),
            reading: Semaphore::new(READERS),
            turns: Semaphore::new(AT_ONCE),
            last_study: AtomicI64::new(0),
            sent: Mutex::new(VecDeque::new()),
            live: Live::start(&what.project, &what.coder, Meaning::default())?,
            shown: Shown::default(),
            passes: Passes::default(),
            changes: AtomicI64::new(0),
            precisions: Mutex::new(precisions),
            evaluations: Kept::default(),
            comparisons: Kept::default(),
            drifts: Kept::default(),
            left: Left::default(),
            engine_codings: Kept::default(),
            imported: Mutex::new(None),
            looked: Mutex::new(None),
        })))
    }

    /// The names under which this host may be asked.
    pub(super) fn hosts(&self) -> &[String] {
        &self.0.hosts
    }

    /// The secrets of this run.
    pub(super) fn session(&self) -> &Session {
        &self.0.session
    }

    /// The interface's words.
    pub(super) fn texts(&self) -> &'static Texts {
        self.0.texts
    }

    /// How good suggestions are, as far as it was tried out.
    pub(super) fn evaluations(&self) -> &Kept<Evaluation> {
        &self.0.evaluations
    }

    /// Comparisons that took long, as far as they were asked for.
    pub(super) fn comparisons(&self) -> &Kept<Comparison> {
        &self.0.comparisons
    }

    /// Codes whose meaning drifts, as far as that was asked.
    pub(super) fn drifts(&self) -> &Kept<DriftReport> {
        &self.0.drifts
    }

    /// What one page leaves for the next.
    pub(super) fn left(&self) -> &Left {
        &self.0.left
    }

    /// What the engine gave as one of the coders.
    pub(super) fn engine_codings(&self) -> &Kept<EngineCodings> {
        &self.0.engine_codings
    }

    /// What became of the last files that were brought in here.
    pub(super) fn imported(&self) -> Option<Arc<ImportReport>> {
        locked(&self.0.imported).clone()
    }

    /// Keeps what became of files that were brought in.
    pub(super) fn keep_imported(&self, report: ImportReport) {
        *locked(&self.0.imported) = Some(Arc::new(report));
    }

    /// HTML: what would come in of the files that were looked at last.
    pub(super) fn looked(&self) -> Option<String> {
        locked(&self.0.looked).clone()
    }

    /// Keeps what was said of files that were looked at.
    pub(super) fn keep_looked(&self, html: String) {
        *locked(&self.0.looked) = Some(html);
    }

    /// The project file.
    pub(super) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Who codes here.
    pub(super) fn coder(&self) -> &str {
        &self.0.coder
    }

    /// The project file's name.
    pub(super) fn file_name(&self) -> String {
        let name = self.0.path.file_name().unwrap_or(self.0.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// The study last looked at, where a page is of none in particular.
    pub(super) fn last_study(&self) -> StudyId {
        StudyId(self.0.last_study.load(Ordering::Relaxed))
    }

    /// Suggestions while a person codes. Asking computes: only on a worker's thread, as in [`Bench::read`].
    pub(super) fn live(&self) -> &Live {
        &self.0.live
    }

    /// What was suggested last, and where.
    pub(super) fn shown(&self) -> &Shown {
        &self.0.shown
    }

    /// The lists of the suggested pass.
    pub(super) fn passes(&self) -> &Passes {
        &self.0.passes
    }

    /// Percent of what emic is sure of in a study that is to be right, as chosen last; `None` for the best balance.
    pub(super) fn precision(&self, study: StudyId) -> Option<u8> {
        locked(&self.0.precisions).get(&study).copied()
    }

    /// Chooses it.
    pub(super) fn set_precision(&self, study: StudyId, percent: Option<u8>) {
        let mut precisions = locked(&self.0.precisions);
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
        let mut sent = locked(&self.0.sent);
        sent.retain(|s| (s.transcript, s.at) != (transcript, at));
        sent.push_back(Sent {
            transcript,
            at,
            turns,
        });
        if sent.len() > REMEMBERED {
            sent.pop_front();
        }
    }

    /// The fingerprints of a transcript's turns as they were after an event, if remembered.
    pub(super) fn turns_of(&self, transcript: TranscriptId, at: EventId) -> Option<Vec<u64>> {
        let sent = locked(&self.0.sent);
        let found = sent
            .iter()
            .rev()
            .find(|s| (s.transcript, s.at) == (transcript, at));
        found.map(|s| s.turns.clone())
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
            self.0.last_study.store(study.0, Ordering::Relaxed);
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
                None => Project::open_read_only(&shared.path)?,
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
        let done = apart(move || {
            let mut project = locked(&shared.writer);
            // Looks at the file first.
            project.store().snapshot(|_| Ok(()))?;
            refuse_stale(&project, EventId(seen), &targets, shared.texts)?;
            let before = project.store().content_stamp()?;
            let mut done = act(&mut project, &shared.coder)?;
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
        let shared = self.0.clone();
        tokio::spawn(async move {
            for wait in SETTLING {
                tokio::time::sleep(wait).await;
                if shared.changes.load(Ordering::Relaxed) != number {
                    return;
                }
                let shared = shared.clone();
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
        if !self.0.shown.note(suggestion) {
            return;
        }
        let bench = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(NOTED_AFTER).await;
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
                None => Project::open(&shared.path)?,
            };
            let project = engine.insert(project);
            // Looks at the file first.
            project.store().snapshot(|_| Ok(()))?;
            work(project)
        })
        .await
    }
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
