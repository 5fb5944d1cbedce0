//! Whether the project file is still the one that was opened: people copy a file back over itself, and programs that
//! synchronise folders do, too, while emic works on it.
//!
//! SQLite cannot tell. What a connection remembers of the old file would be mixed with the new one at the next change, and
//! both would be lost. So the file is looked at before everything that is read at one moment, and before every change.

use super::{Store, file};
use crate::error::{Error, Result};
use rusqlite::config::DbConfig;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// What each file looked like after this program wrote into it last, by whichever connection, and what was in it: that is no
/// reason to doubt it, and must be in it still when somebody else has written.
static OURS: Mutex<Option<Looks>> = Mutex::new(None);

/// What a file looks like from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    length: u64,
    modified: Option<SystemTime>,
    /// Which file of the disk it is, where the system says so.
    identity: Option<(u64, u64)>,
}

/// What was seen of the file last.
#[derive(Default)]
pub(super) struct Seen(RefCell<Option<Look>>);

/// What a file looked like, and the latest event in it.
type Look = (Mark, Option<Last>);

/// The same for each file.
type Looks = HashMap<PathBuf, Look>;

/// The latest event: its number, and when it was.
type Last = (i64, String);

impl Store {
    /// Makes sure that the file is the one that was opened.
    ///
    /// # Errors
    /// [`Error::File`] where it was replaced or is gone.
    pub(super) fn assure_same_file(&self) -> Result<()> {
        let path = &self.database.path;
        let now = mark(path).ok_or_else(|| self.replaced("it is gone"))?;
        let seen = self.seen.0.borrow().clone();
        let ours = ours(path);
        let Some((before, last)) = seen else {
            // Opened now: what was written before the file came to be as it is binds nobody.
            if ours.is_some_and(|(mark, _)| mark != now) {
                with_ours(|all| all.remove(path));
            }
            return self.remember_file(now);
        };
        if before == now || ours.as_ref().is_some_and(|(mark, _)| *mark == now) {
            return self.remember_file(now);
        }
        let last = ours.and_then(|(_, last)| last).max(last);
        if before.identity != now.identity {
            return Err(self.replaced("another file has its name"));
        }
        // Another program may have written into it, as emic does in another terminal: then our past is in it still.
        self.database.batch("PRAGMA shrink_memory")?;
        match self.last_event_is(last.as_ref()) {
            Ok(true) => self.remember_file(now),
            Ok(false) => Err(self.replaced("it does not have the latest changes")),
            Err(_) => Err(self.replaced("it is another one within")),
        }
    }

    /// Remembers the file as it is after a change of our own.
    pub(super) fn remember_own_change(&self) -> Result<()> {
        let Some(now) = mark(&self.database.path) else {
            return Ok(());
        };
        self.remember_file(now)?;
        if let Some(seen) = self.seen.0.borrow().clone() {
            with_ours(|all| all.insert(self.database.path.clone(), seen));
        }
        Ok(())
    }

    /// Writes the log into the file and empties it, so that the file alone is the project, for instance to be copied. Whether
    /// that could be done: not while somebody reads or writes.
    ///
    /// # Errors
    /// [`Error::File`] where the file was replaced or the disk fails.
    pub fn settle(&self) -> Result<bool> {
        self.assure_same_file()?;
        let connection = &self.database.connection;
        self.database
            .explained(connection.busy_timeout(Duration::ZERO))?;
        let settled = self
            .database
            .rows("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        self.database
            .explained(connection.busy_timeout(super::PATIENCE))?;
        settled?;
        self.remember_own_change()?;
        Ok(!file::has_log(&self.database.path))
    }

    fn remember_file(&self, now: Mark) -> Result<()> {
        let latest = "SELECT id, at FROM event ORDER BY id DESC LIMIT 1";
        let last = self
            .database
            .row(latest, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        *self.seen.0.borrow_mut() = Some((now, last));
        Ok(())
    }

    fn last_event_is(&self, last: Option<&Last>) -> Result<bool> {
        if file::has_log(&self.database.path) {
            // The log may hide what is beneath it.
            let check = "PRAGMA quick_check(1)";
            let found = self
                .database
                .row(check, [], |row| row.get::<_, String>(0))?;
            if found.as_deref() != Some("ok") {
                return Ok(false);
            }
        }
        let Some((id, at)) = last else {
            return Ok(true);
        };
        let when = "SELECT at FROM event WHERE id = ?1";
        let found = self
            .database
            .row(when, [id], |row| row.get::<_, String>(0))?;
        Ok(found.as_ref() == Some(at))
    }

    fn replaced(&self, how: &str) -> Error {
        // Closed, it must not write what it remembers into a file that it does not know.
        let config = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        let _ = self.database.connection.set_db_config(config, true);
        Error::file(
            &self.database.path,
            format!(
                "was replaced while emic had it open ({how}), so nothing is read from it or written into it any more; \
                 end emic and start it again to work on the file that is there now"
            ),
        )
    }
}

fn with_ours<T>(work: impl FnOnce(&mut Looks) -> T) -> T {
    let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
    work(ours.get_or_insert_with(HashMap::new))
}

fn ours(path: &Path) -> Option<Look> {
    with_ours(|all| all.get(path).cloned())
}

fn mark(path: &Path) -> Option<Mark> {
    let about = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    let identity = {
        use std::os::unix::fs::MetadataExt;
        Some((about.dev(), about.ino()))
    };
    #[cfg(not(unix))]
    let identity = None;
    Some(Mark {
        length: about.len(),
        modified: about.modified().ok(),
        identity,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::CoderKind;

    fn add(store: &mut Store, name: &str) -> Result<()> {
        store
            .change(None, "add", |edit| edit.add_coder(name, CoderKind::Person))
            .map(|_| ())
    }

    #[test]
    fn a_file_that_was_replaced_is_neither_read_nor_written() {
        for in_place in [true, false] {
            let (folder, mut store) = sample::filled();
            let path = folder.path().join("study.emic");
            let old = folder.path().join("old.emic");
            store.copy_to(&old).unwrap();
            let mut reader = Store::open_read_only(&path).unwrap();
            reader.snapshot(|store| store.coders()).unwrap();
            let never_used = Store::open_read_only(&path).unwrap();
            add(&mut store, "Late").unwrap();
            assert!(store.settle().unwrap());
            // The clock of a file system is coarse.
            std::thread::sleep(Duration::from_millis(30));
            let whole = std::fs::read(&old).unwrap();
            if in_place {
                std::fs::write(&path, &whole).unwrap();
            } else {
                std::fs::rename(&old, &path).unwrap();
            }
            let refused = add(&mut store, "Later").unwrap_err().to_string();
            assert!(refused.contains("was replaced"), "{refused}");
            let refused = store
                .snapshot(|store| store.coders())
                .unwrap_err()
                .to_string();
            assert!(refused.contains("was replaced"), "{refused}");
            assert!(never_used.snapshot(|store| store.coders()).is_err());
            assert!(add(&mut reader, "Never").is_err());
            drop((store, reader, never_used));
            let after = Store::open(&path).unwrap();
            assert_eq!(after.check().unwrap(), Vec::<String>::new());
            assert!(after.coder_named("Late").unwrap().is_none());
        }
    }

    #[test]
    fn another_program_that_goes_on_with_the_same_project_is_no_replacement() {
        let (folder, mut store) = sample::filled();
        let path = folder.path().join("study.emic");
        add(&mut store, "First").unwrap();
        let mut other = Store::open(&path).unwrap();
        add(&mut other, "Second").unwrap();
        other.settle().unwrap();
        // As if another process had done it.
        with_ours(|all| all.remove(&path));
        add(&mut store, "Third").unwrap();
        assert!(store.coder_named("Second").unwrap().is_some());
    }
}
