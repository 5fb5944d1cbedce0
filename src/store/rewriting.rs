//! A project without certain words: replaced in everything that is written in it, and without the history that would still have them.

use super::{Store, fingerprint, history};
use crate::error::{Error, Result};
use crate::study::Span;
use rusqlite::TransactionBehavior;
use serde_json::Value;

/// Tables with nothing in them that a participant said or is.
const LEFT_ALONE: [&str; 6] = [
    "coder",
    "event",
    "change",
    "current_event",
    "guid",
    "kept_element",
];
/// Columns whose words are emic's own.
const OWN_WORDS: [&str; 10] = [
    "kind",
    "role",
    "origin",
    "verdict",
    "at",
    "language",
    "colour",
    "levels",
    "table_name",
    "model",
];

/// A text with its words replaced.
pub struct Rewritten<'a> {
    /// The new text.
    pub text: String,
    /// How many words were replaced.
    pub count: usize,
    /// Where a stretch of the old text, in bytes, lies in the new one.
    pub moved: Box<dyn Fn(Span) -> Span + 'a>,
}

/// What a project was freed from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewriting {
    /// How many words were replaced.
    pub words: usize,
    /// How many events were left out of the history.
    pub events: usize,
    /// How many elements and identities of other programs were left out: nobody knows what is written in them.
    pub kept_elements: usize,
}

impl Store {
    /// Replaces words in every text of the project (transcripts, memos, condensed units, labels, attributes, codes), moves what hangs
    /// on the transcripts along, and forgets the history, caches and other programs' elements, which would still have the words. This
    /// cannot be undone: it is meant for a copy.
    ///
    /// `rewrite` returns `None` for a text without such words.
    ///
    /// # Errors
    /// [`Error::Input`] where two names would become the same; [`Error::File`] where the disk fails. Nothing is changed then.
    pub fn rewrite_for_ever<'a>(
        &mut self,
        summary: &str,
        rewrite: &dyn Fn(&str) -> Option<Rewritten<'a>>,
    ) -> Result<Rewriting> {
        let database = &self.database;
        let begun = rusqlite::Transaction::new_unchecked(
            &database.connection,
            TransactionBehavior::Immediate,
        );
        let transaction = database.explained(begun)?;
        database.batch("PRAGMA defer_foreign_keys = ON")?;
        let mut done = self.forget_history()?;
        let tables = fingerprint::tables(database)?;
        self.rewrite_transcripts(&tables, rewrite, &mut done)?;
        for table in tables
            .iter()
            .filter(|table| !LEFT_ALONE.contains(&table.as_str()))
        {
            self.rewrite_table(table, rewrite, &mut done)?;
        }
        database.run("DELETE FROM cache", [])?;
        history::install(database)?;
        for (.., sql) in self.missing()? {
            database.batch(&sql)?;
        }
        database.run(
            "INSERT INTO event (at, action, summary) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'pseudonymise', ?1)",
            [summary],
        )?;
        database.explained(transaction.commit())?;
        // What was deleted must not be left in pages that are free.
        database.batch("VACUUM")?;
        self.remember_own_change()?;
        self.settle()?;
        Ok(done)
    }

    fn forget_history(&self) -> Result<Rewriting> {
        let database = &self.database;
        history::uninstall(database)?;
        for trigger in ["event_kept", "event_fixed", "change_kept", "change_fixed"] {
            database.batch(&format!("DROP TRIGGER IF EXISTS {trigger}"))?;
        }
        database.run("DELETE FROM change", [])?;
        let events = database.run("DELETE FROM event", [])?;
        let kept_elements =
            database.run("DELETE FROM kept_element", [])? + database.run("DELETE FROM guid", [])?;
        Ok(Rewriting {
            words: 0,
            events,
            kept_elements,
        })
    }

    /// The transcripts' texts, and whatever lies at a place in them.
    fn rewrite_transcripts<'a>(
        &self,
        tables: &[String],
        rewrite: &dyn Fn(&str) -> Option<Rewritten<'a>>,
        done: &mut Rewriting,
    ) -> Result<()> {
        let database = &self.database;
        let mut placed = Vec::new();
        for table in tables {
            let columns = self.text_columns(table, "INTEGER")?;
            if ["transcript", "start_byte", "end_byte"]
                .iter()
                .all(|needed| columns.iter().any(|column| column == needed))
            {
                placed.push(table);
            }
        }
        let ids = database.rows("SELECT id FROM transcript ORDER BY id", [], |row| {
            row.get::<_, i64>(0)
        })?;
        for id in ids {
            let text = database.row("SELECT text FROM transcript WHERE id = ?1", [id], |row| {
                row.get::<_, String>(0)
            })?;
            let Some(new) = rewrite(&text.unwrap_or_default()) else {
                continue;
            };
            database.run(
                "UPDATE transcript SET text = ?2 WHERE id = ?1",
                (id, &new.text),
            )?;
            done.words += new.count;
            for table in &placed {
                let spans = database.rows(
                    &format!(
                        "SELECT rowid, start_byte, end_byte FROM \"{table}\" WHERE transcript = ?1"
                    ),
                    [id],
                    |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, i64>(1)?,
                            row.get::<_, i64>(2)?,
                        ))
                    },
                )?;
                let update = format!(
                    "UPDATE \"{table}\" SET start_byte = ?2, end_byte = ?3 WHERE rowid = ?1"
                );
                for (row, start, end) in spans {
                    let byte = |at: i64| usize::try_from(at).map_err(Error::internal);
                    let moved = (new.moved)(Span::new(byte(start)?, byte(end)?));
                    database.run(
                        &update,
                        (
                            row,
                            super::values::stored(moved.start),
                            super::values::stored(moved.end),
                        ),
                    )?;
                }
            }
        }
        Ok(())
    }

    fn rewrite_table<'a>(
        &self,
        table: &str,
        rewrite: &dyn Fn(&str) -> Option<Rewritten<'a>>,
        done: &mut Rewriting,
    ) -> Result<()> {
        let database = &self.database;
        for column in self.text_columns(table, "TEXT")? {
            let is_done = table == "transcript" && column == "text";
            if is_done || OWN_WORDS.contains(&column.as_str()) {
                continue;
            }
            let texts = database.rows(
                &format!(
                    "SELECT rowid, \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
                ),
                [],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            )?;
            for (row, text) in texts {
                let mut count = 0;
                let mut replaced = |text: &str| {
                    let new = rewrite(text)?;
                    count += new.count;
                    Some(new.text)
                };
                if let Some(new) = rewritten(&text, &mut replaced) {
                    database.run(
                        &format!("UPDATE \"{table}\" SET \"{column}\" = ?2 WHERE rowid = ?1"),
                        (row, new),
                    )?;
                    done.words += count;
                }
            }
        }
        Ok(())
    }

    fn text_columns(&self, table: &str, kind: &str) -> Result<Vec<String>> {
        self.database.rows(
            "SELECT name FROM pragma_table_info(?1) WHERE type = ?2",
            [table, kind],
            |row| row.get(0),
        )
    }
}

/// A text, or all texts within JSON, replaced; `None` where none has such a word.
fn rewritten(text: &str, replaced: &mut impl FnMut(&str) -> Option<String>) -> Option<String> {
    if text.starts_with(['{', '['])
        && let Ok(mut value) = serde_json::from_str::<Value>(text)
    {
        let mut is_changed = false;
        within(&mut value, &mut |text| {
            if let Some(new) = replaced(text) {
                *text = new;
                is_changed = true;
            }
        });
        return is_changed.then(|| value.to_string());
    }
    replaced(text)
}

fn within(value: &mut Value, work: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => work(text),
        Value::Array(values) => values.iter_mut().for_each(|value| within(value, work)),
        Value::Object(values) => values.values_mut().for_each(|value| within(value, work)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::MemoTarget;

    /// Every `a` becomes `ä`, which is a byte longer.
    fn umlauts<'a>(text: &str) -> Option<Rewritten<'a>> {
        let before: Vec<usize> = text.match_indices('a').map(|(at, _)| at).collect();
        let count = before.len();
        let moved = move |at: usize| at + before.iter().filter(|a| **a < at).count();
        (count > 0).then(|| Rewritten {
            text: text.replace('a', "ä"),
            count,
            moved: Box::new(move |span| Span::new(moved(span.start), moved(span.end))),
        })
    }

    #[test]
    fn words_go_everywhere_and_with_the_history_and_codings_stay_where_they_were() {
        let (folder, mut store) = sample::filled();
        let study = store.studies().unwrap().remove(0);
        let coder = store.coders().unwrap()[0].id;
        store
            .change(None, "memo", |e| {
                e.add_memo(MemoTarget::Study(study.id), coder, "a banana")
            })
            .unwrap();
        let texts = |store: &Store| -> Vec<String> {
            let units = store.units_of_study(study.id).unwrap();
            let of = |unit: &crate::study::MeaningUnit| {
                let text = store.transcript(unit.transcript).unwrap().unwrap().text;
                unit.span.of(&text).unwrap().to_owned()
            };
            units.iter().map(of).collect()
        };
        let before: Vec<String> = texts(&store)
            .iter()
            .map(|text| text.replace('a', "ä"))
            .collect();
        let codings = store.codings(study.id).unwrap();
        let done = store.rewrite_for_ever("replaced", &umlauts).unwrap();
        assert!(done.words > 3 && done.events > 1, "{done:?}");
        assert_eq!(texts(&store), before);
        assert_eq!(store.codings(study.id).unwrap(), codings);
        assert_eq!(store.memos().unwrap().last().unwrap().text, "ä bänänä");
        assert_eq!(store.faults().unwrap(), []);
        assert_eq!(store.events(9).unwrap().len(), 1);
        assert!(store.undo(None).unwrap().is_none());
        sample::edit_at_random(&mut store, 5);
        assert!(store.events(9).unwrap().len() <= 2);
        drop(store);
        let bytes = std::fs::read(folder.path().join("study.emic")).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"a banana"));
    }
}
