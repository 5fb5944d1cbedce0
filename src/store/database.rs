//! One connection to one file: cached statements in, values or explained errors out.

use super::file;
use super::keys::Key;
use crate::error::{Error, Result};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row, ffi};
use std::path::{Path, PathBuf};

/// The message of the triggers when content is changed outside of an event.
pub(super) const NO_EVENT: &str = "content changed without an event";

/// A connection and the path its errors are to name.
pub(super) struct Database {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// What the file is encrypted with.
    pub(super) key: Option<Key>,
}

impl Database {
    /// All rows of a query.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let rows = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map(params, read)?.collect()
        };
        self.explained(rows())
    }

    /// Hands every row of a query on, one at a time.
    pub(super) fn each(
        &self,
        sql: &str,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let mut each = || {
            let mut statement = self.connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                read(row)?;
            }
            Ok(())
        };
        self.explained(each())
    }

    /// The first row of a query, if it has one.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let row = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_row(params, read).optional()
        };
        self.explained(row())
    }

    /// Runs a statement; how many rows it changed.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
        self.explained(run())
    }

    /// Runs an `INSERT`; the identity of the new row.
    pub(super) fn add(&self, sql: &str, params: impl Params) -> Result<i64> {
        self.run(sql, params)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Runs several statements.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        self.explained(self.connection.execute_batch(sql))
    }

    /// SQLite's result with its error put into words.
    pub(super) fn explained<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| explain(&self.path, &error))
    }
}

/// Puts an error of SQLite into words: whose it is to mend, and how.
pub(super) fn explain(path: &Path, error: &rusqlite::Error) -> Error {
    use rusqlite::Error as Sql;
    match error {
        Sql::SqliteFailure(failure, message) => {
            let message = message.clone().unwrap_or_else(|| failure.to_string());
            explain_failure(path, *failure, &message)
        }
        Sql::FromSqlConversionFailure(..)
        | Sql::InvalidColumnType(..)
        | Sql::IntegralValueOutOfRange(..)
        | Sql::Utf8Error(..) => file::damaged(path, &error.to_string()),
        _ => Error::internal(error),
    }
}

fn explain_failure(path: &Path, failure: ffi::Error, message: &str) -> Error {
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::file(
            path,
            "in use by another program; wait until it has finished or close it, then try again",
        ),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => file::damaged(path, message),
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => {
            file::damaged(path, "it ends too early")
        }
        ErrorCode::SystemIoFailure => Error::file(
            path,
            format!("the disk cannot be read or written ({message}); nothing was changed"),
        ),
        ErrorCode::DiskFull => Error::file(
            path,
            "the disk is full; free some space and try again, nothing was changed",
        ),
        ErrorCode::ReadOnly => Error::file(
            path,
            "open for reading only; make the file and its folder writable and open it again",
        ),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Error::file(
            path,
            format!(
                "cannot be opened ({message}); check the permissions of the file and its folder"
            ),
        ),
        ErrorCode::TooBig => {
            Error::input("a single text of more than 1 GB cannot be stored; split it")
        }
        ErrorCode::ConstraintViolation => explain_constraint(failure, message),
        _ => Error::internal(message),
    }
}

fn explain_constraint(failure: ffi::Error, message: &str) -> Error {
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::input(
            "what this change refers to is not in the project, or something still hangs on what it deletes",
        ),
        ffi::SQLITE_CONSTRAINT_TRIGGER if message == NO_EVENT => Error::internal(message),
        _ => Error::input(message),
    }
}
