//! What the one who learns and those who ask share: the model at hand, and what is left to do.

use super::super::learning::{Known, Learnt, Pace};
use super::{Doing, LiveState};
use crate::classifier::{Aim, Judgement, Stop};
use crate::study::{EventId, Study, StudyId};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long learning waits for what else comes, where there is a model to ask meanwhile: a decision is followed by a page to
/// show, often by the next decision, and both come first.
const CALM: Duration = Duration::from_millis(250);
/// Studies kept, those asked for last.
const KEPT: usize = 3;
const OVER: &str = "learning has stopped by a fault of emic; close the project and open it again";

/// The model at hand. The judgement is the newest one, the model's own may be older.
pub(super) struct Present {
    pub learnt: Arc<Learnt>,
    pub judgement: Arc<Judgement>,
    /// The judgement for the aim asked for last.
    aimed: Mutex<Option<(Aim, Arc<Judgement>)>>,
}

impl Present {
    pub fn new(learnt: Arc<Learnt>, judgement: Arc<Judgement>) -> Self {
        Self {
            learnt,
            judgement,
            aimed: Mutex::default(),
        }
    }

    /// The judgement with thresholds for this aim.
    pub fn judgement_for(&self, aim: Aim) -> Arc<Judgement> {
        if aim == Aim::Balanced {
            return Arc::clone(&self.judgement);
        }
        let mut aimed = locked(&self.aimed);
        if let Some((_, judgement)) = aimed.as_ref().filter(|(of, _)| *of == aim) {
            return Arc::clone(judgement);
        }
        let lessons = self.learnt.teacher.model.lessons();
        let judgement = Arc::new(self.judgement.aimed(lessons, aim));
        *aimed = Some((aim, Arc::clone(&judgement)));
        judgement
    }

    /// A model with its own judgement.
    pub fn of(learnt: Learnt) -> Self {
        let judgement = Arc::new(learnt.teacher.model.judgement().clone());
        Self::new(Arc::new(learnt), judgement)
    }

    /// As what is known already to who learns at this pace.
    pub fn known(&self, pace: Pace) -> Known<'_> {
        Known {
            learnt: &self.learnt,
            judgement: &self.judgement,
            pace,
        }
    }
}

/// How far a study has come.
#[derive(Clone, Copy, Default)]
pub(super) struct Reached {
    /// Learnt, or found to teach nothing, up to this event.
    pub learnt: Option<EventId>,
    /// Learnt from the beginning, not in steps, up to this event.
    pub afresh: Option<EventId>,
    /// Judged by cross-validation up to this event.
    pub judged: Option<EventId>,
}

/// What is to be done next.
pub(super) enum Task {
    /// Learn what is new since the model at hand.
    Learn(Study, Option<Arc<Present>>, Reached),
    /// Learn the same from the beginning.
    LearnAfresh(Study, Arc<Present>, Reached),
    /// Find the judgement anew.
    Judge(Study, Arc<Present>),
}

struct Kept {
    study: Study,
    /// Something may be new. One flag for any number of decisions: that is the whole queue.
    wanted: Option<Instant>,
    present: Option<Arc<Present>>,
    reached: Reached,
    /// Up to where learning failed: what came until then is learnt with what comes next, and not tried again before.
    failed: Option<EventId>,
    failure: Option<String>,
}

#[derive(Default)]
struct Board {
    studies: Vec<Kept>,
    over: bool,
}

/// What the one who learns and those who ask share.
#[derive(Default)]
pub(super) struct Desk {
    board: Mutex<Board>,
    changed: Condvar,
    /// Asked when a decision comes in: judging is given up for learning.
    pub interrupted: Stop,
    /// Asked when the project is closed.
    pub closed: Stop,
}

/// The content of a lock. A thread that panicked while it held it leaves nothing half done here.
pub(super) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// The model at hand and how far it goes; has it learnt where it does not go up to `now`.
    pub fn ask(&self, study: &Study, now: EventId) -> (Option<Arc<Present>>, LiveState) {
        let mut board = locked(&self.board);
        let place = board.studies.iter().position(|k| k.study.id == study.id);
        let mut kept = match place {
            Some(place) => board.studies.remove(place),
            None => Kept {
                study: study.clone(),
                wanted: None,
                present: None,
                reached: Reached::default(),
                failed: None,
                failure: None,
            },
        };
        // A question is no reason to wait longer: only a decision is.
        if kept.is_behind(now) && kept.wanted.is_none() {
            self.want(&mut kept);
        }
        let answer = (kept.present.clone(), kept.state(now, board.over));
        board.studies.insert(0, kept);
        board.studies.truncate(KEPT);
        answer
    }

    /// Has every study learnt that does not go up to `now`.
    pub fn touch(&self, now: EventId) {
        for kept in &mut locked(&self.board).studies {
            if kept.is_behind(now) {
                self.want(kept);
            }
        }
    }

    fn want(&self, kept: &mut Kept) {
        kept.wanted = Some(Instant::now());
        self.interrupted.ask();
        self.changed.notify_all();
    }

    /// Waits until the state is as wanted, or `patience` is at an end.
    pub fn wait(
        &self,
        study: &Study,
        now: EventId,
        patience: Duration,
        done: impl Fn(&LiveState) -> bool,
    ) -> LiveState {
        let end = Instant::now() + patience;
        loop {
            let (_, state) = self.ask(study, now);
            let left = end.saturating_duration_since(Instant::now());
            if done(&state) || left.is_zero() {
                return state;
            }
            let board = locked(&self.board);
            let unchanged = board
                .find(study.id)
                .is_some_and(|k| k.state(now, board.over) == state);
            if unchanged {
                drop(self.changed.wait_timeout(board, left));
            }
        }
    }

    /// What to do next, what is new before what is old; waits for it. `None` once the project is closed.
    pub fn next(&self) -> Option<Task> {
        let mut board = locked(&self.board);
        loop {
            if board.over {
                return None;
            }
            let soonest = board.studies.iter().filter_map(Kept::due_in).min();
            if let Some(left) = soonest.filter(|left| !left.is_zero()) {
                let woken = self.changed.wait_timeout(board, left);
                board = woken.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            if let Some(kept) = board.studies.iter_mut().find(|kept| kept.is_due()) {
                kept.wanted = None;
                let (study, present) = (kept.study.clone(), kept.present.clone());
                return Some(Task::Learn(study, present, kept.reached));
            }
            self.interrupted.take_back();
            let next = board.studies.iter().find(|kept| !kept.is_settled());
            if let Some((kept, present)) = next.and_then(|k| Some((k, k.present.as_ref()?))) {
                let (study, present) = (kept.study.clone(), Arc::clone(present));
                return Some(if kept.reached.afresh == kept.reached.learnt {
                    Task::Judge(study, present)
                } else {
                    Task::LearnAfresh(study, present, kept.reached)
                });
            }
            let woken = self.changed.wait(board);
            board = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a model in the place of the one at hand.
    pub fn put(&self, study: StudyId, present: Arc<Present>, reached: Reached) {
        self.change(study, |kept| {
            kept.present = Some(present);
            kept.reached = reached;
            kept.failed = None;
            kept.failure = None;
        });
    }

    /// What is new teaches nothing: the model at hand goes further.
    pub fn follow(&self, study: StudyId, reached: Reached) {
        self.change(study, |kept| kept.reached = reached);
    }

    /// Says why there is nothing to learn from; no model stays.
    pub fn empty(&self, study: StudyId, reached: Reached, reason: String) {
        self.change(study, |kept| {
            kept.present = None;
            kept.reached = reached;
            kept.failed = None;
            kept.failure = Some(reason);
        });
    }

    /// Says why nothing could be learnt up to this event; the model at hand stays.
    pub fn fail(&self, study: StudyId, now: Option<EventId>, reason: String) {
        self.change(study, |kept| {
            kept.failed = now;
            kept.failure = Some(reason);
        });
    }

    /// Says why what was learnt could not be learnt from the beginning; the model at hand stays.
    pub fn fail_afresh(&self, study: StudyId, reason: String) {
        self.change(study, |kept| {
            kept.reached.afresh = kept.reached.learnt;
            kept.failure = Some(reason);
        });
    }

    /// Puts a judgement in the place of the one at hand.
    pub fn judge(&self, study: StudyId, judgement: Judgement) {
        self.change(study, |kept| {
            if let Some(present) = &kept.present {
                let learnt = Arc::clone(&present.learnt);
                kept.present = Some(Arc::new(Present::new(learnt, Arc::new(judgement))));
                kept.reached.judged = kept.reached.learnt;
            }
        });
    }

    /// Says why the judgement could not be found; the one at hand stays.
    pub fn fail_to_judge(&self, study: StudyId, reason: String) {
        self.change(study, |kept| {
            kept.reached.judged = kept.reached.learnt;
            kept.failure = Some(reason);
        });
    }

    fn change(&self, study: StudyId, change: impl FnOnce(&mut Kept)) {
        let mut board = locked(&self.board);
        if let Some(kept) = board.studies.iter_mut().find(|k| k.study.id == study) {
            change(kept);
        }
        self.changed.notify_all();
    }

    /// Nothing more is to be done.
    pub fn close(&self) {
        self.closed.ask();
        self.interrupted.ask();
        locked(&self.board).over = true;
        self.changed.notify_all();
    }
}

impl Board {
    fn find(&self, study: StudyId) -> Option<&Kept> {
        self.studies.iter().find(|kept| kept.study.id == study)
    }
}

impl Kept {
    /// How long until it is to be learnt; `None` where nothing is new.
    fn due_in(&self) -> Option<Duration> {
        let wanted = self.wanted?;
        Some(match self.present {
            Some(_) => CALM.saturating_sub(wanted.elapsed()),
            None => Duration::ZERO,
        })
    }

    fn is_due(&self) -> bool {
        self.due_in().is_some_and(|left| left.is_zero())
    }

    fn is_behind(&self, now: EventId) -> bool {
        self.reached.learnt.max(self.failed) < Some(now)
    }

    /// Whether nothing is left to do for what was learnt.
    fn is_settled(&self) -> bool {
        let learnt = self.reached.learnt;
        self.reached.afresh == learnt && self.reached.judged == learnt
    }

    fn state(&self, now: EventId, over: bool) -> LiveState {
        let doing = match &self.failure {
            _ if over => Doing::Silent(OVER.to_owned()),
            _ if self.is_behind(now) => Doing::Learning,
            Some(reason) => Doing::Silent(reason.clone()),
            None if self.is_settled() => Doing::Ready,
            None => Doing::Judging,
        };
        let lessons = self
            .present
            .as_ref()
            .map(|p| p.learnt.teacher.model.lessons());
        let coded = |codes: &&Vec<usize>| !codes.is_empty();
        LiveState {
            doing,
            learnt_from: lessons.map_or(0, |l| l.codes_of.iter().filter(coded).count()),
            learnt_to: self.reached.learnt.filter(|_| self.present.is_some()),
            judged_to: self.reached.judged.filter(|_| self.present.is_some()),
            now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(id: i64) -> Study {
        Study {
            id: StudyId(id),
            name: format!("study {id}"),
            title: String::new(),
            method: String::new(),
            levels: Vec::new(),
            language: None,
        }
    }

    /// The study that is to be learnt next; nothing else may be left to do.
    fn next(desk: &Desk) -> i64 {
        match desk.next() {
            Some(Task::Learn(study, ..)) => study.id.0,
            _ => panic!("nothing to learn"),
        }
    }

    fn learnt(desk: &Desk, study: i64, event: i64) {
        let event = Some(EventId(event));
        let reached = Reached {
            learnt: event,
            afresh: event,
            judged: event,
        };
        desk.follow(StudyId(study), reached);
    }

    #[test]
    fn any_number_of_decisions_makes_one_task_and_none_is_lost() {
        let desk = Desk::default();
        for event in 1..=50 {
            desk.ask(&study(1), EventId(event));
        }
        assert_eq!(next(&desk), 1);
        // Made while the first is being learnt: another task, once.
        for event in 51..=99 {
            desk.touch(EventId(event));
        }
        learnt(&desk, 1, 50);
        assert!(desk.interrupted.is_asked());
        assert_eq!(next(&desk), 1);
        learnt(&desk, 1, 99);
        desk.touch(EventId(99));
        desk.ask(&study(2), EventId(99));
        assert_eq!(next(&desk), 2);
    }

    #[test]
    fn what_could_not_be_learnt_is_learnt_with_what_comes_next() {
        let desk = Desk::default();
        let ask = |now| desk.ask(&study(1), EventId(now)).1.doing;
        ask(1);
        assert_eq!(next(&desk), 1);
        learnt(&desk, 1, 1);
        ask(2);
        assert_eq!(next(&desk), 1);
        desk.fail(StudyId(1), Some(EventId(2)), "the disk is gone".into());
        assert_eq!(ask(2), Doing::Silent("the disk is gone".into()));
        assert_eq!(ask(3), Doing::Learning);
        match desk.next() {
            Some(Task::Learn(_, _, reached)) => assert_eq!(reached.learnt, Some(EventId(1))),
            _ => panic!("nothing to learn"),
        }
    }

    #[test]
    fn the_studies_asked_for_last_are_kept() {
        let desk = Desk::default();
        for id in 1..=5 {
            desk.ask(&study(id), EventId(7));
            learnt(&desk, id, 7);
        }
        let doing = |id| desk.ask(&study(id), EventId(7)).1.doing;
        assert_eq!(doing(5), Doing::Ready);
        assert_eq!(doing(3), Doing::Ready);
        assert_eq!(doing(1), Doing::Learning);
    }

    #[test]
    fn who_waits_is_told_when_it_is_over() {
        let desk = Desk::default();
        desk.close();
        let long = Duration::from_secs(600);
        let over = |state: &LiveState| matches!(state.doing, Doing::Silent(_));
        assert!(over(&desk.wait(&study(1), EventId(1), long, over)));
        assert!(desk.next().is_none());
    }
}
