//! Undo and redo, from the event log alone: unlimited, and the same after a restart.
//!
//! ```text
//! events   1 code   2 code   3 undo 2   4 undo 1   5 redo (undoes 4)   6 code
//! to undo  1        1 2      1          -          5                   5 6
//! to redo  -        -        3          3 4        3                   -
//! ```
//! An undo reverses the changes of the event on top of the first list, a redo those of the undo on top of the second.
//! Both are events themselves, so nothing that ever happened is lost; a new change clears the second list.
//!
//! One coder's change can be taken back out of turn, where nothing later builds on it: that is a change like others, which goes on top
//! of the first list and says which one it takes back.

use super::{Edit, Store};
use crate::error::{Error, Result};
use crate::study::{CoderId, Event, EventId};
use std::collections::BTreeSet;

/// An event that can be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    /// The event whose changes are to be reversed.
    reverse: EventId,
    /// The event that people know: what was done in the first place.
    done: EventId,
    /// The event further down in the list that this one takes back out of turn.
    out_of_turn: Option<EventId>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    to_undo: Vec<Step>,
    to_redo: Vec<Step>,
}

impl Steps {
    /// Walks the log from its beginning.
    fn of(log: &[(EventId, Option<EventId>)]) -> Self {
        let mut steps = Self::default();
        for &(event, undoes) in log {
            let on_top = |list: &[Step]| {
                list.last()
                    .copied()
                    .filter(|step| Some(step.reverse) == undoes)
            };
            if let Some(step) = on_top(&steps.to_undo) {
                steps.to_undo.pop();
                steps.to_redo.push(Step {
                    reverse: event,
                    ..step
                });
            } else if let Some(step) = on_top(&steps.to_redo) {
                steps.to_redo.pop();
                steps.to_undo.push(Step {
                    reverse: event,
                    ..step
                });
            } else {
                let earlier = |step: &&Step| Some(step.reverse) == undoes;
                let out_of_turn = steps.to_undo.iter().find(earlier).map(|step| step.reverse);
                steps.to_undo.push(Step {
                    reverse: event,
                    done: event,
                    out_of_turn,
                });
                steps.to_redo.clear();
            }
        }
        steps
    }

    /// The steps whose effect stands, the latest first: not those that were taken back out of turn.
    fn standing(&self) -> Vec<Step> {
        let mut gone = Vec::new();
        let mut standing = Vec::new();
        for step in self.to_undo.iter().rev() {
            if !gone.contains(&step.reverse) {
                gone.extend(step.out_of_turn);
                standing.push(*step);
            }
        }
        standing
    }
}

impl Store {
    /// Takes back the latest event that is not taken back yet, whoever made it, in a new event `undo` of `coder`.
    /// Returns the event taken back; `None` where there is nothing to undo.
    pub fn undo(&mut self, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "undo", |edit| edit.undo())
    }

    /// Does again what the latest undo took back, in a new event `redo` of `coder`.
    /// Returns the event done again; `None` where nothing was undone since the last change.
    pub fn redo(&mut self, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "redo", |edit| edit.redo())
    }

    /// Takes back the latest event of `whose` that is not taken back yet, in a new event `undo` of `coder`, and leaves what others
    /// did since. Returns the event taken back; `None` where there is nothing of hers to undo.
    ///
    /// # Errors
    /// [`Error::Input`] where a later change builds on it; the message says which.
    pub fn undo_of(&mut self, whose: CoderId, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "undo", |edit| edit.undo_of(whose))
    }

    /// Does again what the latest [`Store::undo_of`] by `whose` took back.
    ///
    /// # Errors
    /// As [`Store::undo_of`].
    pub fn redo_of(&mut self, whose: CoderId, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "redo", |edit| edit.redo_of(whose))
    }

    /// The events whose effect is in the project as it is now: not those that were taken back, nor undo and redo themselves.
    pub fn standing_events(&self) -> Result<BTreeSet<EventId>> {
        let standing = self.steps()?.standing().into_iter();
        Ok(standing
            .filter(|step| step.out_of_turn.is_none())
            .map(|step| step.done)
            .collect())
    }

    fn latest_of(&self, whose: CoderId, steps: impl Iterator<Item = Step>) -> Result<Option<Step>> {
        for step in steps {
            if self.is_by(step.done, whose)? {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    fn is_by(&self, event: EventId, coder: CoderId) -> Result<bool> {
        Ok(self.event(event)?.and_then(|event| event.coder) == Some(coder))
    }

    /// The event that [`Store::undo`] would take back.
    pub fn next_undo(&self) -> Result<Option<Event>> {
        let step = self.steps()?.to_undo.pop();
        step.map_or(Ok(None), |step| self.event(step.done))
    }

    /// The event that [`Store::redo`] would do again.
    pub fn next_redo(&self) -> Result<Option<Event>> {
        let step = self.steps()?.to_redo.pop();
        step.map_or(Ok(None), |step| self.event(step.done))
    }

    /// Reads the project as it was right after `event` (0: before the first one). Nothing is altered, but writers
    /// wait until `read` is done; history itself is read as it is today.
    ///
    /// # Errors
    /// What `read` returns; [`Error::File`] where the file cannot be written.
    pub fn as_of<T>(&mut self, event: EventId, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        // Never committed: when it is dropped, everything is as before.
        let _transaction = self.begin()?;
        self.open_event()?;
        self.database.batch("PRAGMA defer_foreign_keys = ON")?;
        self.edit()?.reverse_after(event)?;
        read(self)
    }

    /// Events that altered nothing (a migration) are no steps.
    fn steps(&self) -> Result<Steps> {
        let log = self.database.rows(
            "SELECT id, undoes FROM event WHERE EXISTS (SELECT 1 FROM change WHERE event = event.id) ORDER BY id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Steps::of(&log))
    }
}

impl Edit<'_> {
    /// [`Store::undo`] within a change.
    pub fn undo(&mut self) -> Result<Option<Event>> {
        let step = self.store.steps()?.to_undo.pop();
        self.reverse_step(step, "took back")
    }

    /// [`Store::redo`] within a change.
    pub fn redo(&mut self) -> Result<Option<Event>> {
        let step = self.store.steps()?.to_redo.pop();
        self.reverse_step(step, "did again")
    }

    /// [`Store::undo_of`] within a change.
    pub fn undo_of(&mut self, whose: CoderId) -> Result<Option<Event>> {
        let steps = self.store.steps()?;
        let standing = steps.standing().into_iter();
        let own = standing.filter(|step| step.out_of_turn.is_none());
        let step = self.store.latest_of(whose, own)?;
        self.reverse_out_of_turn(step, &steps, "took back")
    }

    /// [`Store::redo_of`] within a change.
    pub fn redo_of(&mut self, whose: CoderId) -> Result<Option<Event>> {
        let steps = self.store.steps()?;
        // What took back, told by what it took back.
        let taken = |step: &Step| {
            let earlier = steps
                .to_undo
                .iter()
                .find(|s| Some(s.reverse) == step.out_of_turn)?;
            let done = earlier.done;
            (earlier.out_of_turn.is_none()).then_some(Step { done, ..*step })
        };
        let standing = steps.standing();
        let step = (self.store).latest_of(whose, standing.iter().filter_map(taken))?;
        let Some(step) = step else {
            // Hers was the latest of all, so it is on the list that everybody shares.
            let step = steps.to_redo.last().copied();
            let step = step.filter(|step| self.store.is_by(step.done, whose).unwrap_or(false));
            return self.reverse_step(step, "did again");
        };
        self.reverse_out_of_turn(Some(step), &steps, "did again")
    }

    /// Takes back everything that came after an event, the newest first.
    pub(super) fn reverse_after(&self, event: EventId) -> Result<()> {
        let later = "SELECT id FROM event WHERE id > ?1 ORDER BY id DESC";
        let later: Vec<EventId> = self.database().rows(later, [event], |row| row.get(0))?;
        later.into_iter().try_for_each(|event| self.reverse(event))
    }

    fn reverse_step(&mut self, step: Option<Step>, verb: &str) -> Result<Option<Event>> {
        let Some(step) = step else {
            return Ok(None);
        };
        // Rows come back one by one, and each may refer to one that comes later.
        self.database().batch("PRAGMA defer_foreign_keys = ON")?;
        self.reverse(step.reverse)?;
        self.undoes = Some(step.reverse);
        let done = self.store.event(step.done)?;
        if let Some(done) = &done {
            self.summarise(format!("{verb}: {}", done.summary));
        }
        Ok(done)
    }

    fn reverse_out_of_turn(
        &mut self,
        step: Option<Step>,
        steps: &Steps,
        verb: &str,
    ) -> Result<Option<Event>> {
        let Some(step) = step else {
            return Ok(None);
        };
        self.refuse_built_on(step, steps)?;
        let done = self.reverse_step(Some(step), verb)?;
        self.refuse_dangling(step)?;
        Ok(done)
    }

    /// Refuses to take back a step out of turn where a standing later one has changed the same rows.
    fn refuse_built_on(&self, step: Step, steps: &Steps) -> Result<()> {
        let later = self.database().rows(
            "SELECT DISTINCT later.event FROM change AS own
             JOIN change AS later ON later.table_name = own.table_name AND later.row_id = own.row_id
             WHERE own.event = ?1 AND later.event > ?1 ORDER BY later.event DESC",
            [step.reverse],
            |row| row.get::<_, EventId>(0),
        )?;
        let standing = steps.standing();
        // What takes back out of turn is one with what it takes back, and neither is built on anything.
        let stands = |id: &EventId| {
            standing
                .iter()
                .any(|s| s.reverse == *id && s.out_of_turn.is_none())
        };
        match later.into_iter().find(stands) {
            Some(id) => Err(self.builds_on(step, id)),
            None => Ok(()),
        }
    }

    /// Refuses a step back after which something would refer to what is gone.
    fn refuse_dangling(&self, step: Step) -> Result<()> {
        let dangling = self
            .database()
            .rows("PRAGMA foreign_key_check", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
            })?;
        // The event itself is written last, so its changes refer to none yet.
        let Some((table, row)) = dangling.into_iter().find(|(table, _)| table != "change") else {
            return Ok(());
        };
        let by = self.database().row(
            "SELECT max(event) FROM change WHERE table_name = ?1 AND row_id = ?2",
            (table, row),
            |row| row.get::<_, Option<EventId>>(0),
        )?;
        Err(self.builds_on(step, by.flatten().unwrap_or(step.reverse)))
    }

    fn builds_on(&self, step: Step, later: EventId) -> Error {
        let told = |id| self.store.event(id).ok().flatten();
        let summary = |event: Option<Event>| event.map_or_else(String::new, |e| e.summary);
        let done = summary(told(step.done));
        let later = told(later);
        let who = later.as_ref().and_then(|event| event.coder);
        let coders = self.store.coders().unwrap_or_default();
        let who = coders
            .iter()
            .find(|c| Some(c.id) == who)
            .map_or("emic", |c| c.name.as_str())
            .to_owned();
        let number = later.as_ref().map_or(0, |event| event.id.0);
        Error::input(format!(
            "‘{done}’ cannot be taken back by itself: {who} has built on it since, in change {number} (‘{}’); take that back first, or go \
             back step by step: emic undo",
            summary(later)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use proptest::prelude::*;

    fn log(undoes: &[i64]) -> Vec<(EventId, Option<EventId>)> {
        let event =
            |(at, &of): (usize, &i64)| (EventId(at as i64 + 1), (of > 0).then_some(EventId(of)));
        undoes.iter().enumerate().map(event).collect()
    }

    #[test]
    fn the_log_says_what_can_be_undone_and_redone() {
        let reversible = |steps: &[Step]| {
            steps
                .iter()
                .map(|s| (s.reverse.0, s.done.0))
                .collect::<Vec<_>>()
        };
        let steps = Steps::of(&log(&[0, 0, 2, 1]));
        assert_eq!(reversible(&steps.to_undo), []);
        assert_eq!(reversible(&steps.to_redo), [(3, 2), (4, 1)]);
        let steps = Steps::of(&log(&[0, 0, 2, 1, 4]));
        assert_eq!(reversible(&steps.to_undo), [(5, 1)]);
        assert_eq!(reversible(&steps.to_redo), [(3, 2)]);
        let steps = Steps::of(&log(&[0, 0, 2, 1, 4, 0]));
        assert_eq!(reversible(&steps.to_undo), [(5, 1), (6, 6)]);
        assert_eq!(reversible(&steps.to_redo), []);
    }

    #[test]
    fn undo_and_redo_name_the_event_and_survive_a_restart() {
        let (folder, mut store) = sample::filled();
        let full = sample::dump(&store);
        let last = store.next_undo().unwrap().unwrap();
        assert_eq!(store.undo(None).unwrap().unwrap(), last);
        assert_eq!(store.next_redo().unwrap(), Some(last.clone()));
        drop(store);

        let mut store = Store::open(folder.path().join("study.emic")).unwrap();
        assert_ne!(sample::dump(&store), full);
        assert_eq!(store.redo(None).unwrap(), Some(last.clone()));
        assert_eq!(store.redo(None).unwrap(), None);
        assert_eq!(sample::dump(&store), full);
        let newest = store.events(1).unwrap().remove(0);
        assert_eq!(newest.summary, format!("did again: {}", last.summary));
        assert!(newest.undoes.is_some());
    }

    #[test]
    fn any_past_moment_can_be_read() {
        let (_folder, mut store) = sample::empty();
        let mut moments = vec![(EventId(0), sample::dump(&store))];
        for seed in 0..40 {
            sample::edit_at_random(&mut store, seed);
            moments.push((store.content_stamp().unwrap(), sample::dump(&store)));
        }
        store.undo(None).unwrap();
        let now = sample::dump(&store);
        let stamp = store.content_stamp().unwrap();
        for (event, then) in moments {
            let read = store.as_of(event, |past| Ok(sample::dump(past))).unwrap();
            assert_eq!(read, then);
        }
        assert_eq!(sample::dump(&store), now);
        assert_eq!(store.content_stamp().unwrap(), stamp);
        assert!(store.check().unwrap().is_empty());
    }

    fn coder_of(store: &Store, name: &str) -> CoderId {
        store.coder_named(name).unwrap().unwrap().id
    }

    #[test]
    fn one_coders_change_is_taken_back_out_of_turn() {
        let (_folder, mut store) = sample::filled();
        let (mina, jonas) = (coder_of(&store, "Mina"), coder_of(&store, "Jonas"));
        let study = store.studies().unwrap()[0].id;
        let memo = |store: &mut Store, who, text: &str| {
            let write = |e: &mut Edit<'_>| {
                e.summarise(text);
                e.add_memo(crate::study::MemoTarget::Study(study), who, text)
            };
            store.change(Some(who), "memo", write).unwrap()
        };
        let texts = |store: &Store| -> Vec<String> {
            store.memos().unwrap().into_iter().map(|m| m.text).collect()
        };
        let hers = memo(&mut store, mina, "hers");
        memo(&mut store, jonas, "his");
        let before = sample::dump(&store);
        assert_eq!(
            store.undo_of(mina, Some(mina)).unwrap().unwrap().summary,
            "hers"
        );
        assert_eq!(texts(&store), ["strong", "his"]);
        assert_eq!(
            store.redo_of(mina, Some(mina)).unwrap().unwrap().summary,
            "hers"
        );
        assert_eq!(sample::dump(&store), before);
        // What nobody built on goes, what somebody built on stays, with the reason.
        store
            .change(Some(jonas), "memo", |e| {
                e.summarise("rewrote it");
                e.update_memo(hers, "now his")
            })
            .unwrap();
        let refused = store.undo_of(mina, Some(mina)).unwrap_err().to_string();
        assert!(
            refused.contains("Jonas has built on it") && refused.contains("rewrote it"),
            "{refused}"
        );
        assert_eq!(texts(&store), ["strong", "now his", "his"]);
        // The common way back goes through all of it.
        let mut steps = 0;
        while store.undo(None).unwrap().is_some() {
            steps += 1;
        }
        assert_eq!(steps, 8);
        assert!(store.coders().unwrap().is_empty());
        assert!(store.check().unwrap().is_empty());
    }

    #[test]
    fn what_others_hang_on_is_not_taken_away_under_them() {
        let (_folder, mut store) = sample::filled();
        let (mina, jonas) = (coder_of(&store, "Mina"), coder_of(&store, "Jonas"));
        let study = store.studies().unwrap()[0].id;
        let unit = store.units_of_study(study).unwrap()[2].id;
        let code = store
            .change(Some(mina), "codebook", |e| {
                let like = e.store().codebook(study)?.codes()[0].clone();
                e.summarise("a new code");
                e.add_code(&crate::study::Code {
                    name: "New".into(),
                    parent: None,
                    level: 0,
                    ..like
                })
            })
            .unwrap();
        store
            .change(Some(jonas), "code", |e| {
                e.summarise("coded with it");
                e.add_coding(unit, code, jonas, crate::study::Origin::Hand)
            })
            .unwrap();
        let refused = store.undo_of(mina, Some(mina)).unwrap_err().to_string();
        assert!(refused.contains("coded with it"), "{refused}");
        store.undo_of(jonas, Some(jonas)).unwrap().unwrap();
        assert_eq!(
            store.undo_of(mina, Some(mina)).unwrap().unwrap().summary,
            "a new code"
        );
        assert_eq!(
            store.redo_of(mina, Some(mina)).unwrap().unwrap().summary,
            "a new code"
        );
    }

    #[test]
    fn events_taken_back_do_not_stand() {
        let (_folder, mut store) = sample::filled();
        let all = store.standing_events().unwrap();
        let last = store.undo(None).unwrap().unwrap().id;
        let left = store.standing_events().unwrap();
        assert_eq!(all.difference(&left).copied().collect::<Vec<_>>(), [last]);
        store.redo(None).unwrap();
        assert_eq!(store.standing_events().unwrap(), all);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_undone_is_the_start_and_all_redone_the_end(seeds in prop::collection::vec(any::<u64>(), 1..40)) {
            let (_folder, mut store) = sample::empty();
            let mut states = vec![sample::dump(&store)];
            let mut stamp = store.content_stamp().unwrap();
            for seed in seeds {
                sample::edit_at_random(&mut store, seed);
                // By the stamp: edits of one event may cancel out and are still a step.
                let after = store.content_stamp().unwrap();
                if after != stamp {
                    states.push(sample::dump(&store));
                    stamp = after;
                }
            }
            for state in states.iter().rev().skip(1) {
                prop_assert!(store.undo(None).unwrap().is_some());
                prop_assert_eq!(&sample::dump(&store), state);
            }
            prop_assert_eq!(store.undo(None).unwrap(), None);
            for state in states.iter().skip(1) {
                prop_assert!(store.redo(None).unwrap().is_some());
                prop_assert_eq!(&sample::dump(&store), state);
            }
            prop_assert_eq!(store.redo(None).unwrap(), None);
            prop_assert!(store.check().unwrap().is_empty());
        }
    }
}
