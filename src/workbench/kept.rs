//! Work of seconds or minutes, such as trying out suggestions: done on a thread of its own, once for a state of the project, and
//! kept. Pages show how far it is and look again; nobody waits for it.

use super::bench::Bench;
use super::texts::on_page;
use crate::Project;
use crate::error::Result;
use crate::study::EventId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// As many outcomes are kept.
const MOST: usize = 24;

/// What is done and kept, by a name for what was asked.
pub(super) struct Kept<T>(Mutex<HashMap<String, Work<T>>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

struct Work<T> {
    at: EventId,
    progress: Arc<Progress>,
    outcome: Option<Result<Arc<T>, String>>,
}

#[derive(Default)]
struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
}

/// How far a piece of work is.
pub(super) enum Look<T> {
    /// Nobody asked for it.
    Never,
    /// Under way: steps done, and all of them (0 while not known).
    Working { done: usize, total: usize },
    /// Done, on the project as it was after this event.
    Ready { found: Arc<T>, at: EventId },
    /// It failed.
    Failed(String),
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// How far the work of this name is.
    pub(super) fn look(&self, name: &str) -> Look<T> {
        match self.locked().get(name) {
            None => Look::Never,
            Some(work) => match &work.outcome {
                None => Look::Working {
                    done: work.progress.done.load(Ordering::Relaxed),
                    total: work.progress.total.load(Ordering::Relaxed),
                },
                Some(Ok(found)) => Look::Ready {
                    found: found.clone(),
                    at: work.at,
                },
                Some(Err(why)) => Look::Failed(why.clone()),
            },
        }
    }

    /// Whether any of it is under way.
    pub(super) fn is_working(&self) -> bool {
        let works = self.locked();
        works.values().any(|work| work.outcome.is_none())
    }

    /// Begins the work, unless it is under way or done for the project as it is.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub(super) fn begin(
        of: fn(&Bench) -> &Self,
        bench: &Bench,
        name: &str,
        work: impl FnOnce(&mut Project, &(dyn Fn(usize, usize) + Sync)) -> Result<T> + Send + 'static,
    ) -> Result<()> {
        let mut project = Project::open(bench.path())?;
        let at = project.store().content_stamp()?;
        let progress = Arc::new(Progress::default());
        {
            let mut works = of(bench).locked();
            let is_had = |known: &Work<T>| match &known.outcome {
                None => true,
                Some(outcome) => outcome.is_ok() && known.at == at,
            };
            if works.get(name).is_some_and(is_had) {
                return Ok(());
            }
            let begun = Work {
                at,
                progress: progress.clone(),
                outcome: None,
            };
            works.insert(name.to_owned(), begun);
            forget_old(&mut works);
        }
        let (bench, name) = (bench.clone(), name.to_owned());
        std::thread::spawn(move || {
            let told = |done: usize, total: usize| {
                progress.done.store(done, Ordering::Relaxed);
                progress.total.store(total, Ordering::Relaxed);
            };
            let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                work(&mut project, &told)
            }));
            let outcome = match found {
                Ok(found) => found
                    .map(Arc::new)
                    .map_err(|error| on_page(&error.to_string())),
                Err(_) => Err(bench.texts().errors.fault.to_owned()),
            };
            if let Some(work) = of(&bench).locked().get_mut(&name) {
                work.outcome = Some(outcome);
            }
        });
        Ok(())
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Work<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the oldest outcomes, so that memory does not fill up.
fn forget_old<T>(works: &mut HashMap<String, Work<T>>) {
    while works.len() > MOST {
        let done = works.iter().filter(|(_, work)| work.outcome.is_some());
        let Some(oldest) = done.min_by_key(|(_, work)| work.at) else {
            return;
        };
        let name = oldest.0.clone();
        works.remove(&name);
    }
}
