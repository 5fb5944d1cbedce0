//! History row by row: what each change made of what.

use super::{Store, Table, history};
use crate::error::{Error, Result};
use crate::study::EventId;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A row, or the columns of it that changed, by name; real numbers are texts.
pub type Row = Map<String, Value>;

/// A row that an event changed.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    /// The event.
    pub event: EventId,
    /// The table.
    pub table: Table,
    /// The row's identity.
    pub row: i64,
    /// What it was; `None` for a row that was added. Of a row that changed, the columns that did.
    pub before: Option<Row>,
    /// What it became; `None` for a row that was deleted. Of a row that changed, the same columns.
    pub after: Option<Row>,
}

/// All changes of rows, and the last that is known of each row.
#[derive(Debug, Default)]
pub struct RowChanges {
    /// In the order in which they were made.
    pub changes: Vec<RowChange>,
    /// For every row that ever was: what it is, or what it was when it was deleted.
    pub last_known: HashMap<(Table, i64), Row>,
}

/// What history holds of one change.
struct Kept {
    event: EventId,
    table: Table,
    row: i64,
    operation: String,
    before: Option<String>,
}

impl Store {
    /// Every change of a row that history knows. What a row became is not kept: it is what it was before the next change, so the
    /// changes are gone through from the last to the first.
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be read.
    pub fn row_changes(&self) -> Result<RowChanges> {
        let kept = self.database.rows(
            "SELECT event, table_name, row_id, operation, before FROM change ORDER BY id DESC",
            [],
            |row| {
                Ok(Kept {
                    event: row.get(0)?,
                    table: row.get(1)?,
                    row: row.get(2)?,
                    operation: row.get(3)?,
                    before: row.get(4)?,
                })
            },
        )?;
        let mut queries: HashMap<Table, String> = HashMap::new();
        let mut rows: HashMap<(Table, i64), Row> = HashMap::new();
        let mut found = RowChanges::default();
        for change in kept {
            let place = (change.table, change.row);
            if !rows.contains_key(&place) && change.operation != "delete" {
                let query = match queries.get(&change.table) {
                    Some(query) => query,
                    None => {
                        let query = history::row_query(&self.database, change.table)?;
                        queries.entry(change.table).or_insert(query)
                    }
                };
                let now = self
                    .database
                    .row(query, [change.row], |row| row.get::<_, String>(0))?;
                rows.insert(place, read(&change, now.as_deref())?);
            }
            let before = change
                .before
                .as_deref()
                .map(|text| read(&change, Some(text)));
            let before = before.transpose()?;
            let (before, after) = match (change.operation.as_str(), before) {
                ("insert", _) => (None, rows.remove(&place)),
                ("update", Some(before)) => {
                    let row = rows.entry(place).or_default();
                    found.last_known.entry(place).or_insert_with(|| row.clone());
                    let mut after = Row::new();
                    for (name, value) in &before {
                        let now = row.insert(name.clone(), value.clone());
                        after.insert(name.clone(), now.unwrap_or(Value::Null));
                    }
                    (Some(before), Some(after))
                }
                (_, before) => {
                    rows.insert(place, before.clone().unwrap_or_default());
                    (before, None)
                }
            };
            if let Some(whole) = after.as_ref().or(before.as_ref()) {
                found
                    .last_known
                    .entry(place)
                    .or_insert_with(|| whole.clone());
            }
            found.changes.push(RowChange {
                event: change.event,
                table: change.table,
                row: change.row,
                before,
                after,
            });
        }
        found.changes.reverse();
        Ok(found)
    }
}

fn read(change: &Kept, text: Option<&str>) -> Result<Row> {
    serde_json::from_str(text.unwrap_or("{}")).map_err(|error| {
        Error::internal(format!(
            "history of {} {} cannot be read: {error}",
            change.table.name(),
            change.row
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_change_says_what_it_made_of_what() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let mut code = store.codebook(study).unwrap().find("Learning")[0].clone();
        for name in ["یادگیری", "学习"] {
            code.name = name.into();
            store
                .change(None, "rename", |e| e.update_code(&code))
                .unwrap();
        }
        store.undo(None).unwrap();
        let found = store.row_changes().unwrap();
        let of_code = found
            .changes
            .iter()
            .filter(|c| (c.table, c.row) == (Table::Code, code.id.0));
        let names: Vec<(Option<String>, Option<String>)> = of_code
            .map(|c| {
                let name = |row: &'_ Option<Row>| Some(row.as_ref()?["name"].as_str()?.to_owned());
                (name(&c.before), name(&c.after))
            })
            .collect();
        let wanted = [
            (None, Some("Learning")),
            (Some("Learning"), Some("یادگیری")),
            (Some("یادگیری"), Some("学习")),
            (Some("学习"), Some("یادگیری")),
        ];
        let owned = |name: Option<&str>| name.map(str::to_owned);
        assert_eq!(names, wanted.map(|(a, b)| (owned(a), owned(b))));
        assert_eq!(
            found.last_known[&(Table::Code, code.id.0)]["name"],
            "یادگیری"
        );
    }

    #[test]
    fn what_was_deleted_is_still_known() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let unit = store.units_of_study(study).unwrap().remove(2);
        store
            .change(None, "delete", |e| e.delete_unit(unit.id))
            .unwrap();
        let found = store.row_changes().unwrap();
        let last = found.changes.last().unwrap();
        assert_eq!(
            (last.table, last.row, &last.after),
            (Table::Unit, unit.id.0, &None)
        );
        assert_eq!(
            found.last_known[&(Table::Unit, unit.id.0)]["external_id"],
            "u"
        );
        let rows = sample::dump(&store).len();
        assert_eq!(found.last_known.len(), rows + 1);
    }
}
