//! The project file (`name.emic`): one SQLite file that holds everything a team works on.
//!
//! Reading gives values of [`study`](crate::study). Every change goes through [`Store::change`], which is one
//! transaction with one event; triggers in the file write down what each row was before, and [`Store::undo`] puts it
//! back. Caches (index segments, models) lie in the same file, outside of history.
//!
//! ```
//! use emic::store::Store;
//! use emic::study::CoderKind;
//!
//! # fn main() -> emic::Result<()> {
//! # let folder = tempfile::tempdir().unwrap();
//! let mut store = Store::create(folder.path().join("empathy.emic"))?;
//! let mina = store.change(None, "add coder", |edit| {
//!     edit.summarise("added coder Mina");
//!     edit.add_coder("Mina", CoderKind::Person)
//! })?;
//! assert_eq!(store.coders()?[0].name, "Mina");
//!
//! store.undo(Some(mina))?;
//! assert!(store.coders()?.is_empty());
//! store.redo(Some(mina))?;
//! assert_eq!(store.coders()?[0].id, mina);
//! # Ok(())
//! # }
//! ```

mod backup;
mod backups;
mod blinding;
mod cache;
mod change;
mod check;
mod codebook;
mod coders;
mod codings;
mod counts;
mod database;
mod decisions;
mod encrypting;
mod events;
mod file;
mod fingerprint;
mod guids;
mod history;
mod identifying;
mod in_memory;
mod kept_elements;
mod keys;
mod memos;
mod participants;
mod passphrase;
mod past;
mod pseudonym_key;
mod record;
mod refuse;
mod relations;
mod repair;
mod retention;
mod reverse;
mod rewriting;
mod same_file;
mod sampled;
mod schema;
mod shown;
mod studies;
mod swap;
mod touched;
mod transcripts;
mod turns;
mod undo;
mod units;
mod values;

#[cfg(test)]
mod sample;

pub use backups::{BackupFile, Restored};
pub use blinding::{BlindUnits, Blinded};
pub use cache::{CacheEntry, CachePut, Cached};
pub use change::Edit;
pub use check::{Fault, Repair};
pub use codings::CodingsOf;
pub use counts::Counts;
pub use encrypting::Replaced;
pub use history::Table;
pub use passphrase::Passphrase;
pub use pseudonym_key::KeyRow;
pub use record::{Row, RowChange, RowChanges};
pub use rewriting::{Rewriting, Rewritten};
pub use shown::ShownCode;

use crate::error::{Error, Result};
use database::Database;
use keys::Key;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than the number of different statements, so that none is prepared twice.
const STATEMENTS: usize = 200;

/// An open project file.
///
/// Several programs may have the same file open: readers never wait, a second writer waits up to five seconds.
pub struct Store {
    database: Database,
    seen: same_file::Seen,
    /// Whether identifying attributes of participants are left out of what is read.
    leaves_out: std::cell::Cell<bool>,
    /// Whether they are left in even in what leaves the project.
    shares_all: std::cell::Cell<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    ReadWrite,
    ReadOnly,
}

impl Store {
    /// Makes a new, empty project file that only its owner can read.
    ///
    /// # Errors
    /// [`Error::File`] where a file of that name exists (it is left alone) or the folder cannot be written.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::create_with(path.as_ref(), schema::MIGRATIONS)
    }

    /// Opens a project file to read and change it; an older one is backed up (`name.emic.backup-vN`) and migrated first.
    ///
    /// # Errors
    /// [`Error::File`] where the file is missing, something else, damaged, write-protected, in use, or made by a newer emic.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path.as_ref(), Access::ReadWrite, schema::MIGRATIONS)
    }

    /// Opens a project file to read it; every change is refused and an older file is not migrated.
    ///
    /// # Errors
    /// As [`Store::open`]; also where the file is of an older version.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path.as_ref(), Access::ReadOnly, schema::MIGRATIONS)
    }

    /// The file's path, as it was given.
    pub fn path(&self) -> &Path {
        &self.database.path
    }

    /// Reads several things as they are at one moment, whatever other programs write meanwhile.
    ///
    /// # Errors
    /// What `read` returns.
    pub fn snapshot<T>(&self, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let connection = &self.database.connection;
        // Within a change everything is of one moment already, and transactions do not nest.
        let _moment = if connection.is_autocommit() {
            let begun = Transaction::new_unchecked(connection, TransactionBehavior::Deferred);
            let begun = self.database.explained(begun)?;
            self.assure_same_file()?;
            Some(begun)
        } else {
            None
        };
        read(self)
    }

    fn create_with(path: &Path, migrations: &[&str]) -> Result<Self> {
        Self::create_with_key(path, None, migrations)
    }

    fn create_with_key(path: &Path, key: Option<Key>, migrations: &[&str]) -> Result<Self> {
        file::create_private(path)?;
        let made = Self::connect_with_key(path, key).and_then(|store| {
            schema::create(&store.database, migrations)?;
            store.use_log()?;
            store.assure_same_file()?;
            Ok(store)
        });
        if made.is_err() {
            // The error that made it fail matters more than one of taking the empty file away.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    fn open_with(path: &Path, access: Access, migrations: &[&str]) -> Result<Self> {
        let store = Self::connect(path)?;
        match (schema::state(&store.database, migrations)?, access) {
            (schema::State::Current, _) => {}
            (schema::State::Older(_), Access::ReadWrite) => {
                store.refuse_write_protected()?;
                schema::migrate(&store.database, migrations)?;
            }
            (schema::State::Older(_), Access::ReadOnly) => {
                return Err(Error::file(
                    path,
                    "was made by an older emic; open it once for writing, which backs it up and brings it up to date",
                ));
            }
        }
        schema::check_tables(&store.database)?;
        match access {
            Access::ReadWrite => {
                store.refuse_write_protected()?;
                store.use_log()?;
            }
            Access::ReadOnly => store.database.batch("PRAGMA query_only = ON")?,
        }
        store.assure_same_file()?;
        Ok(store)
    }

    /// Connects to a file that is there, with its key where it was unlocked.
    fn connect(path: &Path) -> Result<Self> {
        Self::connect_with_key(path, encrypting::key_of(path)?)
    }

    /// Files to be read only are connected like others (SQLite falls back to reading by itself): a read-only connection
    /// would leave the log behind, and one project would be three files.
    fn connect_with_key(path: &Path, key: Option<Key>) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| database::explain(path, &error))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let database = Database {
            connection,
            path: path.to_owned(),
            key,
        };
        if let Some(key) = &database.key {
            key.apply(&database)?;
        }
        database.explained(database.connection.busy_timeout(PATIENCE))?;
        // A file may come from anywhere: its schema is not trusted with more than SQLite's harmless functions.
        database.batch(
            "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
        )?;
        Ok(Self::on(database))
    }

    fn on(database: Database) -> Self {
        Self {
            database,
            seen: same_file::Seen::default(),
            leaves_out: std::cell::Cell::default(),
            shares_all: std::cell::Cell::default(),
        }
    }

    /// Write-ahead logging: readers do not wait for a writer, and a killed process loses its open transaction only.
    fn use_log(&self) -> Result<()> {
        self.database.batch("PRAGMA journal_mode = WAL")
    }

    fn refuse_write_protected(&self) -> Result<()> {
        let database = &self.database;
        if database.explained(database.connection.is_readonly("main"))? {
            return Err(Error::file(
                &database.path,
                "is write-protected; make it writable, or work on a copy",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::CoderKind;

    #[test]
    fn a_snapshot_is_of_one_moment() {
        let (folder, store) = sample::filled();
        let mut other = Store::open(folder.path().join("study.emic")).unwrap();
        store
            .snapshot(|moment| {
                let before = moment.coders()?;
                other.change(None, "add", |e| e.add_coder("Late", CoderKind::Person))?;
                assert_eq!(moment.coders()?, before);
                moment.snapshot(|same| same.coders())
            })
            .unwrap();
        assert!(store.coder_named("Late").unwrap().is_some());
    }

    #[test]
    fn a_store_can_go_to_another_thread() {
        let (_folder, store) = sample::filled();
        let studies = std::thread::spawn(move || store.studies().unwrap().len());
        assert_eq!(studies.join().unwrap(), 1);
    }
}
