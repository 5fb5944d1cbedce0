//! Undo and redo, from the event log alone: unlimited, and the same after a restart.
//!
//! ```text
//! events   1 code   2 code   3 undo 2   4 undo 1   5 redo (undoes 4)   6 code
//! to undo  1        1 2      1          -          5                   5 6
//! to redo  -        -        3          3 4        3                   -
//! ```
//! An undo reverses the changes of the event on top of the first list, a redo those of the undo on top of the second.
//! Both are events themselves, so nothing that ever happened is lost; a new change clears the second list.

use super::{Edit, Store};
use crate::error::Result;
use crate::study::{CoderId, Event, EventId};

/// An event that can be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    /// The event whose changes are to be reversed.
    reverse: EventId,
    /// The event that people know: what was done in the first place.
    done: EventId,
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
                steps.to_undo.push(Step {
                    reverse: event,
                    done: event,
                });
                steps.to_redo.clear();
            }
        }
        steps
    }
}

impl Store {
    /// Takes back the latest event that is not taken back yet, whoever made it, in a new event `undo` of `coder`.
    /// Returns the event taken back; `None` where there is nothing to undo.
    pub fn undo(&mut self, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "undo", |edit| {
            let step = edit.store().steps()?.to_undo.pop();
            edit.reverse_step(step, "took back")
        })
    }

    /// Does again what the latest undo took back, in a new event `redo` of `coder`.
    /// Returns the event done again; `None` where nothing was undone since the last change.
    pub fn redo(&mut self, coder: Option<CoderId>) -> Result<Option<Event>> {
        self.change(coder, "redo", |edit| {
            let step = edit.store().steps()?.to_redo.pop();
            edit.reverse_step(step, "did again")
        })
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
    /// What `read` returns; [`Error::File`](crate::Error::File) where the file cannot be written.
    pub fn as_of<T>(&mut self, event: EventId, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        // Never committed: when it is dropped, everything is as before.
        let _transaction = self.begin()?;
        self.open_event()?;
        let edit = self.edit()?;
        self.database.batch("PRAGMA defer_foreign_keys = ON")?;
        let later = self.database.rows(
            "SELECT id FROM event WHERE id > ?1 ORDER BY id DESC",
            [event],
            |row| row.get(0),
        )?;
        for event in later {
            edit.reverse(event)?;
        }
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
