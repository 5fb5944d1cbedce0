//! The one who learns: a thread with a connection of its own, and a pool of threads of its own.

use super::super::Project;
use super::super::learning::Pace;
use super::super::teaching::Meaning;
use super::desk::{Desk, Present, Reached, Task};
use crate::error::{Error, Result};
use crate::store::Table;
use crate::study::{EventId, Study, StudyId};
use std::sync::Arc;
use std::thread::JoinHandle;

/// What teaches nothing about codes when it changes.
const TEACH_NOTHING: [Table; 3] = [Table::Decision, Table::Memo, Table::Relation];

/// How nice learning is to everything else, as `nice` counts.
#[cfg(target_os = "linux")]
const GIVE_WAY: i32 = 5;

/// Starts the thread. Questions are answered in rayon's common pool: in the same one they would wait for hours of learning.
///
/// # Errors
/// [`Error::Internal`] where the system gives no thread.
pub(super) fn start(
    desk: Arc<Desk>,
    project: Project,
    coder: String,
    meaning: Meaning,
) -> Result<JoinHandle<()>> {
    let pool = rayon::ThreadPoolBuilder::new()
        .start_handler(|_| give_way())
        .build()
        .map_err(Error::internal)?;
    let mut worker = Worker {
        desk,
        project,
        coder,
        meaning,
    };
    std::thread::Builder::new()
        .name("learning".to_owned())
        .spawn(move || pool.install(|| worker.work()))
        .map_err(Error::internal)
}

/// Lets whatever a person waits for go first on this thread's processor: answers, and the browser that paints them.
#[cfg(target_os = "linux")]
fn give_way() {
    // Where it is not allowed, learning only takes its share.
    let _ = rustix::process::setpriority_process(None, GIVE_WAY);
}

/// Elsewhere a priority is that of the whole program, which would make answers slow, too.
#[cfg(not(target_os = "linux"))]
fn give_way() {}

struct Worker {
    desk: Arc<Desk>,
    project: Project,
    coder: String,
    meaning: Meaning,
}

/// Closes the desk in any case, so that nobody waits for a worker that panicked.
struct Closing<'d>(&'d Desk);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Worker {
    fn work(&mut self) {
        let desk = Arc::clone(&self.desk);
        let _closing = Closing(&desk);
        while let Some(task) = desk.next() {
            match task {
                Task::Learn(study, present, reached) => self.learn(&study, present, reached),
                Task::LearnAfresh(study, present, reached) => {
                    self.learn_afresh(&study, &present, reached);
                }
                Task::Judge(study, present) => self.judge(study.id, &present),
            }
        }
    }

    fn learn(&mut self, study: &Study, present: Option<Arc<Present>>, reached: Reached) {
        // Read before the content: what comes in between is learnt once more.
        let now = match self.project.store.content_stamp() {
            Ok(now) => now,
            Err(error) => return self.desk.fail(study.id, None, error.to_string()),
        };
        match self.learn_up_to(now, study, present, reached) {
            Ok(()) => {}
            Err(error) if matches!(error, Error::Input(_)) => {
                let reached = Reached {
                    learnt: Some(now),
                    afresh: Some(now),
                    judged: Some(now),
                };
                self.desk.empty(study.id, reached, error.to_string());
            }
            Err(error) => self.desk.fail(study.id, Some(now), error.to_string()),
        }
    }

    /// Puts the model of that event in its place, unless the project was closed meanwhile.
    fn learn_up_to(
        &mut self,
        now: EventId,
        study: &Study,
        present: Option<Arc<Present>>,
        reached: Reached,
    ) -> Result<()> {
        if let (Some(_), Some(learnt)) = (&present, reached.learnt)
            && self.teaches_nothing(learnt)?
        {
            let follow = |done: Option<EventId>| {
                if done == reached.learnt {
                    Some(now)
                } else {
                    done
                }
            };
            let reached = Reached {
                learnt: Some(now),
                afresh: follow(reached.afresh),
                judged: follow(reached.judged),
            };
            self.desk.follow(study.id, reached);
            return Ok(());
        }
        let known = present.as_deref().map(|p| p.known(Pace::FromThere));
        let (coder, closed) = (&self.coder, &self.desk.closed);
        let learnt =
            self.project
                .learn_in_haste(study, coder, &self.meaning, known.as_ref(), closed)?;
        if let Some(learnt) = learnt {
            let reached = match present {
                Some(_) => Reached {
                    learnt: Some(now),
                    ..reached
                },
                None => Reached {
                    learnt: Some(now),
                    afresh: Some(now),
                    judged: None,
                },
            };
            let present = Arc::new(Present::of(learnt));
            self.desk.put(study.id, present, reached);
        }
        Ok(())
    }

    /// Learns the same once more, from the beginning, so that it does not matter in which steps it came to be known.
    fn learn_afresh(&mut self, study: &Study, present: &Present, reached: Reached) {
        let known = present.known(Pace::Afresh);
        let (coder, stop) = (&self.coder, &self.desk.interrupted);
        let learnt = self
            .project
            .learn_in_haste(study, coder, &self.meaning, Some(&known), stop);
        let reached = Reached {
            afresh: reached.learnt,
            ..reached
        };
        match learnt {
            Ok(Some(learnt)) => {
                let present = Arc::new(Present::of(learnt));
                self.desk.put(study.id, present, reached);
            }
            Ok(None) => {}
            Err(error) => self.desk.fail_afresh(study.id, error.to_string()),
        }
    }

    fn teaches_nothing(&self, since: EventId) -> Result<bool> {
        let changes = self.project.store.changes_since(since)?;
        Ok(changes
            .iter()
            .all(|(table, _)| TEACH_NOTHING.contains(table)))
    }

    fn judge(&self, study: StudyId, present: &Present) {
        let teacher = &present.learnt.teacher;
        match teacher.judged_anew(&self.desk.interrupted) {
            Ok(Some(judgement)) => self.desk.judge(study, judgement),
            Ok(None) => {}
            Err(error) => self.desk.fail_to_judge(study, error.to_string()),
        }
    }
}
