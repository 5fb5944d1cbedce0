//! The content tables and the triggers that write down every change of them.
//!
//! ```text
//! INSERT ─► change(event, table, row, 'insert', NULL)
//! UPDATE ─► change(event, table, row, 'update', {column: value before, of those that changed})
//! DELETE ─► change(event, table, row, 'delete', {the whole row})
//! ```
//! The triggers are in the file, so that no program can change content without an event.

use super::database::{Database, NO_EVENT};
use crate::error::Result;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// A table of content: what history is kept of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Table {
    /// Studies.
    Study,
    /// Participants.
    Participant,
    /// Coders.
    Coder,
    /// Transcripts.
    Transcript,
    /// Turns of transcripts.
    Turn,
    /// Meaning units.
    Unit,
    /// Nodes of codebooks.
    Code,
    /// Relations between codes.
    Relation,
    /// Codings.
    Coding,
    /// Decisions on suggestions.
    Decision,
    /// Memos.
    Memo,
    /// Attributes of participants that are marked as identifying.
    #[serde(rename = "identifying_attribute")]
    IdentifyingAttribute,
    /// Units that were drawn to be coded a second time.
    Sampled,
}

impl Table {
    /// All content tables.
    pub const ALL: [Self; 13] = [
        Self::Study,
        Self::Participant,
        Self::Coder,
        Self::Transcript,
        Self::Turn,
        Self::Unit,
        Self::Code,
        Self::Relation,
        Self::Coding,
        Self::Decision,
        Self::Memo,
        Self::IdentifyingAttribute,
        Self::Sampled,
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Participant => "participant",
            Self::Coder => "coder",
            Self::Transcript => "transcript",
            Self::Turn => "turn",
            Self::Unit => "unit",
            Self::Code => "code",
            Self::Relation => "relation",
            Self::Coding => "coding",
            Self::Decision => "decision",
            Self::Memo => "memo",
            Self::IdentifyingAttribute => "identifying_attribute",
            Self::Sampled => "sampled",
        }
    }
}

impl ToSql for Table {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Table {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::ALL
            .into_iter()
            .find(|table| table.name() == name)
            .ok_or_else(|| FromSqlError::Other(format!("no content table is called {name}").into()))
    }
}

struct Column {
    name: String,
    is_real: bool,
}

impl Column {
    /// The column's value in `row`, as JSON can carry it without loss: real numbers as text of 17 digits.
    fn value(&self, row: &str) -> String {
        let name = &self.name;
        if self.is_real {
            format!("iif({row}.\"{name}\" IS NULL, NULL, format('%!.17g', {row}.\"{name}\"))")
        } else {
            format!("{row}.\"{name}\"")
        }
    }

    fn changed(&self) -> String {
        format!("OLD.\"{0}\" IS NOT NEW.\"{0}\"", self.name)
    }
}

/// The names of a content table's columns.
pub(super) fn column_names(database: &Database, table: Table) -> Result<Vec<String>> {
    let columns = columns(database, table)?;
    Ok(columns.into_iter().map(|column| column.name).collect())
}

fn columns(database: &Database, table: Table) -> Result<Vec<Column>> {
    database.rows(
        "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid",
        [table],
        |row| {
            Ok(Column {
                name: row.get(0)?,
                is_real: row.get::<_, String>(1)? == "REAL",
            })
        },
    )
}

/// Takes the triggers away, for a migration: what a migration does to the rows is no event.
pub(super) fn uninstall(database: &Database) -> Result<()> {
    for table in Table::ALL {
        for operation in ["insert", "update", "delete"] {
            let name = table.name();
            database.batch(&format!(
                "DROP TRIGGER IF EXISTS history_{name}_{operation}"
            ))?;
        }
    }
    Ok(())
}

/// Makes the triggers for the columns that the content tables have now.
pub(super) fn install(database: &Database) -> Result<()> {
    uninstall(database)?;
    for table in Table::ALL {
        let columns = columns(database, table)?;
        // A file of an older version, on its way to today's, does not have all of them.
        if !columns.is_empty() {
            database.batch(&triggers(table.name(), &columns))?;
        }
    }
    Ok(())
}

/// Does what history neither writes down nor forbids, in a transaction of the caller's; afterwards both hold again.
pub(super) fn opened<T>(database: &Database, work: impl FnOnce() -> Result<T>) -> Result<T> {
    uninstall(database)?;
    let of_history = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('event', 'change')";
    let triggers: Vec<(String, String)> =
        database.rows(of_history, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, _) in &triggers {
        database.batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    let done = work()?;
    for (_, sql) in &triggers {
        database.batch(sql)?;
    }
    install(database)?;
    Ok(done)
}

/// The query for a content table's row of the identity `?1` as it is now, written as history writes rows.
pub(super) fn row_query(database: &Database, table: Table) -> Result<String> {
    let row = whole_row(&columns(database, table)?, "now");
    Ok(format!(
        "SELECT {row} FROM \"{}\" AS now WHERE now.id = ?1",
        table.name()
    ))
}

fn whole_row(columns: &[Column], row: &str) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("'{}', {}", column.name, column.value(row)))
        .collect();
    format!("json_object({})", columns.join(", "))
}

fn triggers(table: &str, columns: &[Column]) -> String {
    let changed: Vec<String> = columns.iter().map(Column::changed).collect();
    let parts: Vec<String> = columns
        .iter()
        .map(|c| {
            format!(
                "SELECT '{}' AS k, {} AS v WHERE {}",
                c.name,
                c.value("OLD"),
                c.changed()
            )
        })
        .collect();
    let whole = whole_row(columns, "OLD");
    let parts = format!(
        "(SELECT json_group_object(k, v) FROM ({}))",
        parts.join(" UNION ALL ")
    );
    let when = format!(" WHEN {}", changed.join(" OR "));
    [
        trigger(table, "insert", "", "NEW", "NULL"),
        trigger(table, "update", &when, "OLD", &parts),
        trigger(table, "delete", "", "OLD", &whole),
    ]
    .concat()
}

fn trigger(table: &str, operation: &str, when: &str, row: &str, before: &str) -> String {
    let fixed = if operation == "update" {
        "SELECT RAISE(ABORT, 'an identity never changes') WHERE OLD.id IS NOT NEW.id;"
    } else {
        ""
    };
    format!(
        "CREATE TRIGGER history_{table}_{operation} AFTER {operation} ON \"{table}\"{when}
         BEGIN
             {fixed}
             INSERT INTO change (event, table_name, row_id, operation, before)
             VALUES (ifnull((SELECT event FROM current_event), RAISE(ABORT, '{NO_EVENT}')), '{table}', {row}.id, '{operation}', {before});
         END;\n"
    )
}
