//! Reading history: what happened, and what it touched.

use super::{Store, Table};
use crate::error::Result;
use crate::study::{CoderId, Event, EventId, UnitId};
use rusqlite::Row;
use std::collections::{BTreeSet, HashMap};

impl Store {
    /// The latest events, the newest first.
    pub fn events(&self, limit: usize) -> Result<Vec<Event>> {
        let limit = super::values::stored(limit);
        self.database.rows(
            "SELECT * FROM event ORDER BY id DESC LIMIT ?1",
            [limit],
            event,
        )
    }

    /// One event.
    pub fn event(&self, id: EventId) -> Result<Option<Event>> {
        self.database
            .row("SELECT * FROM event WHERE id = ?1", [id], event)
    }

    /// The latest event: another one whenever content has changed. 0 in a new project.
    pub fn content_stamp(&self) -> Result<EventId> {
        let latest = self
            .database
            .row("SELECT ifnull(max(id), 0) FROM event", [], |row| row.get(0))?;
        Ok(latest.unwrap_or(EventId(0)))
    }

    /// The rows that events later than `event` touched, deleted ones included: what a cache made then must look at again.
    pub fn changes_since(&self, event: EventId) -> Result<BTreeSet<(Table, i64)>> {
        let rows = self.database.rows(
            "SELECT DISTINCT table_name, row_id FROM change WHERE event > ?1",
            [event],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(rows.into_iter().collect())
    }

    /// The units that events later than `event` gave a coding or took one from. The unit may be gone by now.
    pub fn units_recoded_since(&self, event: EventId) -> Result<BTreeSet<UnitId>> {
        let rows = self.database.rows(
            "SELECT coding.unit FROM change JOIN coding ON coding.id = change.row_id
             WHERE change.event > ?1 AND change.table_name = 'coding'
             UNION
             SELECT json_extract(before, '$.unit') FROM change
             WHERE event > ?1 AND table_name = 'coding' AND operation = 'delete'",
            [event],
            |row| row.get(0),
        )?;
        Ok(rows.into_iter().collect())
    }
}

impl Store {
    /// Writes down what happened without any row being changed, such as that a copy was given away. It cannot be taken back.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn write_down(
        &mut self,
        coder: Option<CoderId>,
        action: &str,
        summary: &str,
    ) -> Result<()> {
        let transaction = self.begin()?;
        self.database.run(
            "INSERT INTO event (at, coder, action, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?1, ?2, ?3)",
            (coder, action, summary),
        )?;
        self.database.explained(transaction.commit())?;
        self.remember_own_change()
    }

    /// When each study, coder, participant, code and memo came into the project, as far as history knows it. With its number it
    /// tells a row from every other one, in copies of the project, too.
    pub fn births(&self) -> Result<HashMap<(Table, i64), String>> {
        let rows = self.database.rows(
            "SELECT born.table_name, born.row_id, event.at FROM (
                 SELECT table_name, row_id, min(event) AS event FROM change
                 WHERE operation = 'insert' AND table_name IN ('study', 'coder', 'participant', 'code', 'memo')
                 GROUP BY table_name, row_id
             ) AS born JOIN event ON event.id = born.event",
            [],
            |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)),
        )?;
        Ok(rows.into_iter().collect())
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        id: row.get("id")?,
        at: row.get("at")?,
        coder: row.get("coder")?,
        action: row.get("action")?,
        summary: row.get("summary")?,
        undoes: row.get("undoes")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CodingsOf, sample};
    use super::*;

    #[test]
    fn later_changes_are_found_row_by_row() {
        let (_folder, mut store) = sample::filled();
        let stamp = store.content_stamp().unwrap();
        assert!(store.changes_since(stamp).unwrap().is_empty());
        let study = store.studies().unwrap()[0].id;
        let coding = store.codings(study).unwrap().remove(0);
        store
            .change(None, "uncode", |edit| {
                edit.remove_codings(CodingsOf::Unit(coding.unit))
            })
            .unwrap();
        assert!(store.content_stamp().unwrap() > stamp);
        let touched = store.changes_since(stamp).unwrap();
        assert!(touched.contains(&(Table::Coding, coding.id.0)));
        assert_eq!(
            store.units_recoded_since(stamp).unwrap(),
            BTreeSet::from([coding.unit])
        );
    }

    #[test]
    fn an_event_says_who_did_what_and_when() {
        let (_folder, mut store) = sample::filled();
        let coder = store.coders().unwrap()[0].id;
        store
            .change(Some(coder), "rename", |edit| {
                edit.summarise("renamed the study");
                let mut study = edit.store().studies()?.remove(0);
                study.name = "همدلی".into();
                edit.update_study(&study)
            })
            .unwrap();
        let event = store.events(1).unwrap().remove(0);
        assert_eq!(
            (event.coder, event.action.as_str()),
            (Some(coder), "rename")
        );
        assert_eq!(event.summary, "renamed the study");
        assert!(
            event.at.ends_with('Z') && event.at.len() == 24,
            "{}",
            event.at
        );
        assert_eq!(store.event(event.id).unwrap(), Some(event));
    }
}
