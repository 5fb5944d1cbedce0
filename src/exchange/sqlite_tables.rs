//! Tables of other programs' SQLite files, read with care: what is missing is empty, and nothing in the file is run.

use crate::error::{Error, Result};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a file of SQLite begins with.
pub(super) const SQLITE: &[u8] = b"SQLite format 3\0";

/// The plain tables of a file. Views, virtual tables and computed columns are passed over: they may be anything.
pub(super) struct Tables {
    connection: Connection,
    path: PathBuf,
    /// Columns by table, both in lower case.
    columns: BTreeMap<String, Vec<String>>,
    replaced: Cell<usize>,
}

/// A row's cells in the order in which they were asked for.
pub(super) struct Cells(Vec<Value>);

impl Cells {
    /// The cell as text; numbers are written out, nothing is empty.
    pub fn text(&self, at: usize) -> String {
        match self.0.get(at) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::Real(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The cell as text, where there is one.
    pub fn filled(&self, at: usize) -> Option<String> {
        match self.0.get(at) {
            None | Some(Value::Null | Value::Blob(_)) => None,
            Some(_) => Some(self.text(at)),
        }
    }

    /// The cell as a whole number; some programs keep those as text or with a decimal point.
    pub fn number(&self, at: usize) -> Option<i64> {
        match self.0.get(at)? {
            Value::Integer(number) => Some(*number),
            // Beyond 2^53 a float is no position in any text.
            Value::Real(number) if number.abs() < 9e15 => Some(*number as i64),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl Tables {
    /// # Errors
    /// [`Error::File`] where the file is no database or cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let cannot = |error: rusqlite::Error| {
            let advice = "copy it again from where it came from, while the other program is closed";
            Error::file(
                path,
                format!("cannot be read as an SQLite file ({error}); {advice}"),
            )
        };
        let connection = open(path)?;
        let columns = columns(&connection).map_err(cannot)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            columns,
            replaced: Cell::new(0),
        })
    }

    /// Whether the file has all of these tables.
    pub fn has_all(&self, tables: &[&str]) -> bool {
        let has = |table: &&str| self.columns.contains_key(&table.to_lowercase());
        tables.iter().all(has)
    }

    /// Whether `table` has this column.
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        let columns = self.columns.get(&table.to_lowercase());
        columns.is_some_and(|all| all.iter().any(|known| *known == column.to_lowercase()))
    }

    /// The names of all tables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// Texts in which bytes that fit no character became �.
    pub fn replaced(&self) -> usize {
        self.replaced.get()
    }

    /// The rows of `table` with these columns, in the order of the file; a column that is missing is empty, a table that is
    /// missing has no rows.
    ///
    /// # Errors
    /// [`Error::File`] naming file and table, where it is damaged.
    pub fn rows(&self, table: &str, columns: &[&str]) -> Result<Vec<Cells>> {
        if !self.columns.contains_key(&table.to_lowercase()) {
            return Ok(Vec::new());
        }
        let asked: Vec<String> = columns
            .iter()
            .map(|column| match self.has_column(table, column) {
                true => format!("\"{column}\""),
                false => "NULL".to_owned(),
            })
            .collect();
        let sql = format!("SELECT {} FROM \"{table}\"", asked.join(", "));
        let read = || -> rusqlite::Result<Vec<Cells>> {
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map([], |row| {
                let cells = (0..columns.len()).map(|at| Ok(self.value(row.get_ref(at)?)));
                cells.collect::<rusqlite::Result<Vec<Value>>>().map(Cells)
            })?;
            rows.collect()
        };
        read().map_err(|error| {
            Error::file(
                &self.path,
                format!("its table {table} cannot be read ({error}); open and save it again in the program that made it"),
            )
        })
    }

    /// How many rows `table` has.
    ///
    /// # Errors
    /// As [`Tables::rows`].
    pub fn count(&self, table: &str) -> Result<usize> {
        Ok(self.rows(table, &["rowid"])?.len())
    }

    fn value(&self, value: ValueRef<'_>) -> Value {
        match value {
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Value::Text(text.to_owned()),
                Err(_) => {
                    self.replaced.set(self.replaced.get() + 1);
                    Value::Text(String::from_utf8_lossy(bytes).into_owned())
                }
            },
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Blob(_) | ValueRef::Null => Value::Null,
        }
    }
}

/// Opens a file that may come from anywhere, to be read only.
///
/// # Errors
/// [`Error::File`] where it cannot be opened.
pub(super) fn open(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;",
        )?;
        Ok(connection)
    });
    opened.map_err(|error| Error::file(path, error))
}

fn columns(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
    let plain = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE 'sqlite%'";
    let names: Vec<String> = connection
        .prepare(plain)?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut tables = BTreeMap::new();
    for name in names {
        // The plain form of this pragma leaves computed columns out.
        let columns = connection
            .prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([&name], |row| row.get::<_, String>(0))?
            .map(|name| name.map(|name| name.to_lowercase()))
            .collect::<rusqlite::Result<_>>()?;
        tables.insert(name.to_lowercase(), columns);
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_empty_and_views_are_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(
            "CREATE TABLE Source (id INTEGER, name TEXT, big TEXT GENERATED ALWAYS AS (zeroblob(900000000)));
             INSERT INTO Source VALUES (1, 'ترس'), (2.0, CAST(x'ff41' AS TEXT));
             CREATE VIEW coding AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;",
        )
        .unwrap();
        let tables = Tables::open(&path).unwrap();
        assert!(tables.has_all(&["source"]) && !tables.has_all(&["source", "coding"]));
        let rows = tables
            .rows("source", &["name", "id", "gone", "big"])
            .unwrap();
        assert_eq!(
            (rows[0].text(0), rows[0].number(1)),
            ("ترس".to_owned(), Some(1))
        );
        assert_eq!(
            (rows[1].text(0), rows[1].number(1)),
            ("\u{FFFD}A".to_owned(), Some(2))
        );
        assert_eq!((rows[0].filled(2), rows[0].filled(3)), (None, None));
        assert_eq!(tables.replaced(), 1);
        assert!(tables.rows("coding", &["i"]).unwrap().is_empty());

        std::fs::write(&path, b"SQLite format 3\0 but no more").unwrap();
        let damaged = Tables::open(&path).err().unwrap().to_string();
        assert!(damaged.contains("a.db"), "{damaged}");
    }
}
