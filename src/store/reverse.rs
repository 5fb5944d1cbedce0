//! One event's changes, backwards.

use super::{Edit, Table, history};
use crate::error::{Error, Result};
use crate::study::EventId;
use rusqlite::types::Value;

/// A row that an event changed.
struct Change {
    table: Table,
    row: i64,
    operation: String,
    before: Option<String>,
}

impl Edit<'_> {
    /// Puts back what every row was before `event`, the last change first.
    pub(super) fn reverse(&self, event: EventId) -> Result<()> {
        let changes = self.database().rows(
            "SELECT table_name, row_id, operation, before FROM change WHERE event = ?1 ORDER BY id DESC",
            [event],
            |row| {
                Ok(Change {
                    table: row.get(0)?,
                    row: row.get(1)?,
                    operation: row.get(2)?,
                    before: row.get(3)?,
                })
            },
        )?;
        let mut columns: [Option<Vec<String>>; Table::ALL.len()] = Default::default();
        for change in changes {
            let known = &mut columns[change.table as usize];
            let known = match known {
                Some(known) => known,
                None => known.insert(history::column_names(self.database(), change.table)?),
            };
            let altered = self.reverse_change(&change, known)?;
            if altered != 1 {
                return Err(Error::internal(format!(
                    "event {event} cannot be reversed: its {} {} is not as history says",
                    change.table.name(),
                    change.row
                )));
            }
        }
        Ok(())
    }

    /// Columns that a migration has taken away since are passed over; those it added get their default.
    fn reverse_change(&self, change: &Change, columns: &[String]) -> Result<usize> {
        let table = change.table.name();
        if change.operation == "insert" {
            return self.database().run(
                &format!("DELETE FROM \"{table}\" WHERE id = ?1"),
                [change.row],
            );
        }
        let mut before = columns_before(change)?;
        before.retain(|(name, _)| columns.contains(name));
        let sql = match change.operation.as_str() {
            "update" => {
                let names = quoted(&before, " = ?");
                // The identity is set too (to itself), so that there is always something to set.
                before.push(("id".to_owned(), Value::Integer(change.row)));
                format!("UPDATE \"{table}\" SET {names}id = id WHERE id = ?")
            }
            _ => {
                let names = quoted(&before, "");
                let marks = vec!["?"; before.len()].join(", ");
                format!(
                    "INSERT INTO \"{table}\" ({}) VALUES ({marks})",
                    names.trim_end_matches(", ")
                )
            }
        };
        let values = before.into_iter().map(|(_, value)| value);
        self.database()
            .run(&sql, rusqlite::params_from_iter(values))
    }
}

/// The names of the columns, each with `ending` and a comma behind it.
fn quoted(columns: &[(String, Value)], ending: &str) -> String {
    let each = columns
        .iter()
        .map(|(name, _)| format!("\"{name}\"{ending}, "));
    each.collect()
}

fn columns_before(change: &Change) -> Result<Vec<(String, Value)>> {
    let text = change.before.as_deref().unwrap_or_default();
    let row: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| {
            Error::internal(format!(
                "history of {} {} cannot be read: {error}",
                change.table.name(),
                change.row
            ))
        })?;
    Ok(row
        .into_iter()
        .map(|(name, value)| (name, column_value(value)))
        .collect())
}

/// History holds integers and texts only; a text in a column of real numbers becomes one again by SQLite's affinity.
fn column_value(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_history_does_not_fit_is_an_error_and_no_change() {
        let (_folder, mut store) = sample::filled();
        store
            .database
            .batch("DROP TRIGGER history_memo_delete; DELETE FROM memo")
            .unwrap();
        let before = sample::dump(&store);
        let failed = (0..20).find_map(|_| store.undo(None).err());
        assert!(matches!(failed, Some(Error::Internal(_))));
        assert!(sample::dump(&store).len() <= before.len());
    }
}
