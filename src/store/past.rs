//! The project as it was: a copy in memory on which everything later is taken back.

use super::{Store, history, in_memory, schema};
use crate::error::Result;
use crate::study::EventId;

impl Store {
    /// The project as it was right after `event` (0: before the first one), to be read only: content, and history up to there. The
    /// file is not touched, and nothing is written to the disk.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn as_it_was(&self, event: EventId) -> Result<Self> {
        let past = Self::on(in_memory::empty(&self.database.path)?);
        schema::create(&past.database, schema::MIGRATIONS)?;
        past.database.batch("BEGIN; DELETE FROM current_event")?;
        // What is put in and taken back here is no event of the past, which does not know what came after it.
        history::opened(&past.database, || {
            self.snapshot(|now| past.copy_tables(now))?;
            past.edit()?.reverse_after(event)?;
            // What was seen up to the next change belongs to the moment.
            let unseen = "DELETE FROM shown WHERE at > (SELECT at FROM event WHERE id = ?1 + 1)";
            past.database.run(unseen, [event])?;
            let forget = "DELETE FROM change WHERE event > ?1";
            past.database.run(forget, [event])?;
            past.database
                .run("DELETE FROM event WHERE id > ?1", [event])
        })?;
        past.database.batch(
            "COMMIT; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON",
        )?;
        Ok(past)
    }

    /// The latest event that was at that time or before; times compare as texts.
    pub fn event_at(&self, time: &str) -> Result<Option<EventId>> {
        let latest = "SELECT max(id) FROM event WHERE at <= ?1";
        let found = self
            .database
            .row(latest, [time], |row| row.get::<_, Option<EventId>>(0))?;
        Ok(found.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::CoderKind;

    #[test]
    fn the_past_is_what_it_was_and_the_present_stays() {
        let (_folder, mut store) = sample::empty();
        let mut then = vec![(EventId(0), sample::dump(&store))];
        sample::fill(&mut store);
        for seed in 0..40 {
            sample::edit_at_random(&mut store, seed);
            if seed % 5 == 0 {
                store.undo(None).unwrap();
            }
            then.push((store.content_stamp().unwrap(), sample::dump(&store)));
        }
        let now = sample::dump(&store);
        for (event, dump) in then {
            let past = store.as_it_was(event).unwrap();
            assert_eq!(sample::dump(&past), dump, "event {event}");
            assert_eq!(past.content_stamp().unwrap(), event);
            assert!(past.check().unwrap().is_empty());
        }
        assert_eq!(sample::dump(&store), now);
    }

    #[test]
    fn the_past_cannot_be_changed() {
        let (_folder, store) = sample::filled();
        let mut past = store.as_it_was(store.content_stamp().unwrap()).unwrap();
        let refused = past.change(None, "add", |e| e.add_coder("Late", CoderKind::Person));
        assert!(refused.is_err());
        assert!(past.coder_named("Late").unwrap().is_none());
    }

    #[test]
    fn events_are_found_by_their_time() {
        let (_folder, store) = sample::filled();
        let events = store.events(99).unwrap();
        assert_eq!(store.event_at("9999").unwrap(), Some(events[0].id));
        assert_eq!(store.event_at("1999").unwrap(), None);
        let first = events.last().unwrap();
        let found = store.event_at(&first.at).unwrap().unwrap();
        assert!(found >= first.id);
    }
}
