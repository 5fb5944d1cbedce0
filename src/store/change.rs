//! The one way to change a project: one transaction, one event.

use super::{Store, database::Database};
use crate::error::{Error, Result};
use crate::study::{CoderId, EventId, TranscriptId};
use rusqlite::{Transaction, TransactionBehavior};

/// A change under way. Its methods, one file a table, write rows; they count only when the whole change succeeds.
///
/// Methods that take a whole value (`&Study`, `&Code`, ...) ignore the identity in it where they add a row.
pub struct Edit<'a> {
    pub(super) store: &'a Store,
    /// When the change began, as RFC 3339 in UTC: the same for all its rows.
    pub(super) at: String,
    /// The text of the transcript last asked for: units come in by the transcript, and texts can be long.
    pub(super) text: Option<(TranscriptId, String)>,
    pub(super) undoes: Option<EventId>,
    coder: Option<CoderId>,
    summary: String,
}

impl Edit<'_> {
    /// Says in a line for people what the event did. Without it, the action stands for it.
    pub fn summarise(&mut self, text: impl Into<String>) {
        self.summary = text.into();
    }

    /// Says whose change it is, where the coder became known only within it. It goes before the one the change began with.
    pub fn by(&mut self, coder: CoderId) {
        self.coder = Some(coder);
    }

    /// The project as it is in the middle of this change, to look things up in.
    pub fn store(&self) -> &Store {
        self.store
    }

    pub(super) fn database(&self) -> &Database {
        &self.store.database
    }
}

impl Store {
    /// Changes the project: all of what `edit` does and one event for it, or, where it fails, nothing at all.
    ///
    /// `action` is a word or two (`import`, `code`). A change that alters no row leaves no event. Before the first change of a day, and
    /// every 200 changes, a backup is made.
    ///
    /// # Errors
    /// What `edit` returns; [`Error::File`] where another program keeps writing for more than five seconds or the disk fails.
    pub fn change<T>(
        &mut self,
        coder: Option<CoderId>,
        action: &str,
        edit: impl FnOnce(&mut Edit<'_>) -> Result<T>,
    ) -> Result<T> {
        // A backup that cannot be made (a full disk, a folder that is not ours) is no reason to refuse work; emic check tells of it.
        if self.assure_same_file().is_ok() {
            let _ = self.back_up_if_due();
        }
        let transaction = self.begin()?;
        let event = self.open_event()?;
        let mut under_way = self.edit()?;
        let done = edit(&mut under_way)?;
        self.close_event(event, coder, action, &under_way)?;
        self.database.explained(transaction.commit())?;
        self.remember_own_change()?;
        Ok(done)
    }

    /// Does what [`Store::change`] would do, and takes all of it back: to see what would come of it.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn rehearse<T>(&mut self, edit: impl FnOnce(&mut Edit<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.begin()?;
        self.open_event()?;
        let done = edit(&mut self.edit()?)?;
        self.database.explained(transaction.rollback())?;
        Ok(done)
    }

    pub(super) fn begin(&self) -> Result<Transaction<'_>> {
        let connection = &self.database.connection;
        let begun = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
        let begun = self.database.explained(begun);
        self.assure_same_file()?;
        begun
    }

    /// From here on the triggers write what changes down under this number.
    pub(super) fn open_event(&self) -> Result<EventId> {
        let next = "SELECT ifnull(max(id), 0) + 1 FROM event";
        let event = self.database.row(next, [], |row| row.get(0))?;
        let event = event.ok_or_else(|| Error::internal("no number for the event"))?;
        self.database
            .run("UPDATE current_event SET event = ?1", [event])?;
        Ok(event)
    }

    pub(super) fn edit(&self) -> Result<Edit<'_>> {
        let now = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
        let at = self.database.row(now, [], |row| row.get(0))?;
        Ok(Edit {
            store: self,
            at: at.ok_or_else(|| Error::internal("SQLite has no clock"))?,
            text: None,
            undoes: None,
            coder: None,
            summary: String::new(),
        })
    }

    fn close_event(
        &self,
        event: EventId,
        coder: Option<CoderId>,
        action: &str,
        edit: &Edit<'_>,
    ) -> Result<()> {
        let summary = if edit.summary.is_empty() {
            action
        } else {
            &edit.summary
        };
        self.database.run(
            "INSERT INTO event (id, at, coder, action, summary, undoes)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM change WHERE event = ?1)",
            (
                event,
                &edit.at,
                edit.coder.or(coder),
                action,
                summary,
                edit.undoes,
            ),
        )?;
        self.database
            .run("UPDATE current_event SET event = NULL", [])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Store, sample};
    use crate::error::Error;
    use crate::study::CoderKind;
    use std::time::Duration;

    #[test]
    fn a_failed_change_leaves_nothing() {
        let (_folder, mut store) = sample::filled();
        let before = sample::dump(&store);
        let stamp = store.content_stamp().unwrap();
        let failed: crate::Result<()> = store.change(None, "import", |edit| {
            edit.add_coder("Nobody", CoderKind::Person)?;
            Err(Error::input("line 3 is not CSV"))
        });
        assert!(failed.is_err());
        assert_eq!(sample::dump(&store), before);
        assert_eq!(store.content_stamp().unwrap(), stamp);
    }

    #[test]
    fn what_is_rehearsed_is_seen_and_gone() {
        let (_folder, mut store) = sample::filled();
        let before = sample::dump(&store);
        let stamp = store.content_stamp().unwrap();
        let seen = store.rehearse(|edit| {
            edit.add_coder("Nobody", CoderKind::Person)?;
            Ok(edit.store().coders()?.len())
        });
        assert_eq!(seen.unwrap(), store.coders().unwrap().len() + 1);
        assert_eq!(sample::dump(&store), before);
        assert_eq!(store.content_stamp().unwrap(), stamp);
        let added = store.change(None, "add", |e| e.add_coder("Somebody", CoderKind::Person));
        assert!(added.is_ok());
    }

    #[test]
    fn a_change_of_nothing_is_no_event() {
        let (_folder, mut store) = sample::filled();
        let stamp = store.content_stamp().unwrap();
        let study = store.studies().unwrap().remove(0);
        store
            .change(None, "edit", |edit| edit.update_study(&study))
            .unwrap();
        store
            .change(None, "look", |edit| edit.store().studies())
            .unwrap();
        assert_eq!(store.content_stamp().unwrap(), stamp);
    }

    #[test]
    fn content_cannot_be_changed_without_an_event_nor_history_at_all() {
        let (_folder, store) = sample::filled();
        for sql in [
            "UPDATE code SET name = 'x'",
            "DELETE FROM coding",
            "INSERT INTO coder (name, kind) VALUES ('x', 'person')",
            "DELETE FROM event",
            "UPDATE change SET before = NULL",
        ] {
            assert!(store.database.batch(sql).is_err(), "{sql}");
        }
    }

    #[test]
    fn what_is_not_committed_is_not_in_a_copy_of_the_files() {
        let (folder, mut store) = sample::filled();
        let before = sample::dump(&store);
        let unit = store
            .units_of_study(store.studies().unwrap()[0].id)
            .unwrap()
            .remove(0);
        // With this little memory, uncommitted pages go to the log while the change is under way.
        store.database.batch("PRAGMA cache_size = 10").unwrap();
        let log = folder.path().join("study.emic-wal");
        let logged = std::fs::metadata(&log).unwrap().len();
        let killed = tempfile::tempdir().unwrap();
        store
            .change(None, "import", |edit| {
                for n in 0..5_000 {
                    let mut unit = unit.clone();
                    unit.condensed = Some(format!("unit {n} {}", "x".repeat(300)));
                    edit.add_unit(&unit)?;
                }
                assert!(std::fs::metadata(&log).unwrap().len() > logged + 1_000_000);
                for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
                    if !file.file_name().to_string_lossy().ends_with("-shm") {
                        std::fs::copy(file.path(), killed.path().join(file.file_name())).unwrap();
                    }
                }
                Ok(())
            })
            .unwrap();
        let copied = Store::open(killed.path().join("study.emic")).unwrap();
        assert_eq!(sample::dump(&copied), before);
        assert!(copied.check().unwrap().is_empty());
        assert_ne!(sample::dump(&store), before);
    }

    #[test]
    fn a_log_cut_short_anywhere_loses_whole_changes_only() {
        let (folder, mut store) = sample::empty();
        let mut states = vec![sample::dump(&store)];
        for seed in 0..20 {
            sample::edit_at_random(&mut store, seed);
            states.push(sample::dump(&store));
        }
        let file = std::fs::read(folder.path().join("study.emic")).unwrap();
        let log = std::fs::read(folder.path().join("study.emic-wal")).unwrap();
        for cut in (0..=log.len()).step_by(log.len() / 40) {
            let killed = tempfile::tempdir().unwrap();
            let path = killed.path().join("study.emic");
            std::fs::write(&path, &file).unwrap();
            std::fs::write(killed.path().join("study.emic-wal"), &log[..cut]).unwrap();
            let copied = Store::open(&path).unwrap();
            assert!(states.contains(&sample::dump(&copied)), "{cut}");
            assert!(copied.check().unwrap().is_empty());
        }
    }

    #[test]
    fn a_second_writer_is_told_that_the_file_is_in_use() {
        let (folder, mut first) = sample::filled();
        let mut second = Store::open(folder.path().join("study.emic")).unwrap();
        second
            .database
            .connection
            .busy_timeout(Duration::from_millis(1))
            .unwrap();
        first
            .change(None, "slow", |_| {
                let refused =
                    second.change(None, "code", |e| e.add_coder("Late", CoderKind::Person));
                let message = refused.unwrap_err().to_string();
                assert!(message.contains("in use by another program"), "{message}");
                assert_eq!(second.studies().unwrap().len(), 1);
                Ok(())
            })
            .unwrap();
        second
            .change(None, "code", |e| e.add_coder("Late", CoderKind::Person))
            .unwrap();
    }
}
