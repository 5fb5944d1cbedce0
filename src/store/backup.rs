//! Verified copies of a project file.

use super::{database, database::Database, file, history::Table, schema};
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags};
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

/// Copies the whole project to a new private file, waits for the disk and compares the two.
///
/// # Errors
/// [`Error::File`] where `to` exists, cannot be written, or is not the same; it is then taken away again.
pub(super) fn copy(database: &Database, to: &Path) -> Result<()> {
    file::create_private(to)?;
    let copied = write(database, to).and_then(|()| verify(database, to));
    if copied.is_err() {
        // The reason the copy failed matters more than one of taking its remains away.
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn write(database: &Database, to: &Path) -> Result<()> {
    let name = to.to_str().ok_or_else(|| {
        Error::file(
            to,
            "the name is not UTF-8; move the project to a folder with a plain name",
        )
    })?;
    database.run("VACUUM INTO ?1", [name])?;
    std::fs::File::open(to)
        .and_then(|copy| copy.sync_all())
        .map_err(|error| Error::file(to, format!("cannot be written: {error}")))
}

fn verify(database: &Database, copy: &Path) -> Result<()> {
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| database::explain(copy, &error))?;
    let copy = Database {
        connection,
        path: copy.to_owned(),
    };
    let verdict = copy.row("PRAGMA quick_check", [], |row| row.get::<_, String>(0))?;
    let same = verdict.as_deref() == Some("ok")
        && schema::version(&copy)? == schema::version(database)?
        && sizes(&copy)? == sizes(database)?;
    if same {
        Ok(())
    } else {
        Err(Error::file(
            &copy.path,
            "the copy is not the same as the project; check the disk",
        ))
    }
}

/// The number of rows of every table of content and history.
fn sizes(database: &Database) -> Result<Vec<Option<i64>>> {
    let content = Table::ALL.map(Table::name);
    let tables = content.iter().chain(&["event", "change"]);
    tables
        .map(|table| {
            database.row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| {
                row.get(0)
            })
        })
        .collect()
}
