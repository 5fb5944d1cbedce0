//! Verified copies of a project file.

use super::{Store, database, database::Database, file, fingerprint, keys::Key, schema};
use crate::error::{Error, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

/// The copy made before a migration: `name.emic.backup-vN`, or with `-2`, `-3`, ... behind it where that is taken.
pub(super) fn before_migration(database: &Database, version: usize) -> Result<PathBuf> {
    let name = format!(".backup-v{version}");
    let mut to = file::beside(&database.path, &name);
    let mut number = 2;
    while to.exists() {
        to = file::beside(&database.path, &format!("{name}-{number}"));
        number += 1;
    }
    copy(database, &to)?;
    Ok(to)
}

/// Copies the whole project, as it is at one moment, to a new private file, waits for the disk and compares the two. The copy of an
/// encrypted project is encrypted with the same key.
///
/// # Errors
/// [`Error::File`] where `to` exists, cannot be written, or is not the same; it is then taken away again.
pub(super) fn copy(database: &Database, to: &Path) -> Result<()> {
    file::create_private(to)?;
    let copied = at_one_moment(database, || {
        write(database, to)?;
        verify(database, to)
    });
    if copied.is_err() {
        // The reason the copy failed matters more than one of taking its remains away.
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn at_one_moment<T>(database: &Database, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let connection = &database.connection;
    let _moment = match connection.is_autocommit() {
        true => {
            let begun = Transaction::new_unchecked(connection, TransactionBehavior::Deferred);
            Some(database.explained(begun)?)
        }
        false => None,
    };
    // The moment begins with what is read first.
    schema::version(database)?;
    work()
}

fn write(database: &Database, to: &Path) -> Result<()> {
    let mut copy = connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE, database.key.as_ref())?;
    let step =
        Backup::new(&database.connection, &mut copy.connection).and_then(|backup| backup.step(-1));
    let step = step.map_err(|error| database::explain(to, &error))?;
    if step != StepResult::Done {
        return Err(Error::file(
            &database.path,
            "in use by another program; wait until it has finished or close it, then try again",
        ));
    }
    // One file, not three, for those who carry it somewhere else.
    copy.batch("PRAGMA journal_mode = DELETE")?;
    drop(copy);
    std::fs::File::open(to)
        .and_then(|copy| copy.sync_all())
        .map_err(|error| Error::file(to, format!("cannot be written: {error}")))
}

/// Whether a copy is sound and says what the project says.
///
/// # Errors
/// [`Error::File`] where it is not.
pub(super) fn verify(database: &Database, copy: &Path) -> Result<()> {
    verify_with(database, copy, database.key.as_ref())
}

/// The same for a copy with a key of its own, or none.
pub(super) fn verify_with(database: &Database, copy: &Path, key: Option<&Key>) -> Result<()> {
    let copy = connect(copy, OpenFlags::SQLITE_OPEN_READ_ONLY, key)?;
    let verdict = copy.row("PRAGMA quick_check", [], |row| row.get::<_, String>(0))?;
    let same = verdict.as_deref() == Some("ok")
        && schema::version(&copy)? == schema::version(database)?
        && fingerprint::of(&copy)? == fingerprint::of(database)?;
    if same {
        Ok(())
    } else {
        Err(Error::file(
            &copy.path,
            "the copy is not the same as the project; check the disk",
        ))
    }
}

/// Copies a project file that nobody is working on and checks the copy.
///
/// # Errors
/// [`Error::File`] where `from` is damaged or no project, or `to` exists or cannot be written.
pub(super) fn copy_file(from: &Path, key: Option<&Key>, to: &Path) -> Result<()> {
    file::check(from)?;
    let from = connect(from, OpenFlags::SQLITE_OPEN_READ_ONLY, key)?;
    schema::state(&from, schema::MIGRATIONS)?;
    copy(&from, to)
}

/// The number of the latest event in a project file.
///
/// # Errors
/// [`Error::File`] where it cannot be read.
pub(super) fn latest_event(path: &Path, key: Option<&Key>) -> Result<i64> {
    let database = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, key)?;
    let latest = database.row("SELECT ifnull(max(id), 0) FROM event", [], |row| row.get(0))?;
    Ok(latest.unwrap_or_default())
}

fn connect(path: &Path, flags: OpenFlags, key: Option<&Key>) -> Result<Database> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| database::explain(path, &error))?;
    let database = Database {
        connection,
        path: path.to_owned(),
        key: key.cloned(),
    };
    if let Some(key) = key {
        key.apply(&database)?;
    }
    Ok(database)
}

impl Store {
    /// Writes a copy of the project to `to`, which must not exist yet, and checks it. The copy of an encrypted project has the same
    /// passphrase.
    ///
    /// # Errors
    /// [`Error::File`] where `to` exists or cannot be written, or the copy is not the same.
    pub fn copy_to(&self, to: impl AsRef<Path>) -> Result<()> {
        copy(&self.database, to.as_ref())
    }
}
