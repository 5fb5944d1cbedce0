//! Whether a project file is sound: its pages, its references, its places in the texts, its history.

use super::{Store, database::Database, schema};
use crate::error::Result;
use crate::study::TranscriptId;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Something that is wrong with a project file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is, in words.
    pub what: String,
    /// How it can be mended without touching what people made; `None` where only a backup helps.
    pub repair: Option<Repair>,
}

/// A way to make again what was made from the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// The tables by which SQLite finds rows are built anew.
    Indexes,
    /// The caches are deleted: they are made again when they are needed.
    Caches,
    /// One cache is deleted.
    Cache(String),
    /// What the schema has and the file has not (triggers, indexes) is made.
    Schema,
    /// What an interrupted encryption, decryption or restoring left beside the file is overwritten and removed.
    Leftovers,
}

impl Fault {
    fn lasting(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            repair: None,
        }
    }

    /// A fault that can be mended.
    pub fn mended_by(repair: Repair, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            repair: Some(repair),
        }
    }
}

/// What the schema has: kind, name and the statement that makes it.
pub(super) type Made = (String, String, String);

impl Store {
    /// Reads the whole file and names everything that is wrong with it; nothing if it is sound. Slow on large files.
    pub fn check(&self) -> Result<Vec<String>> {
        Ok(self.faults()?.into_iter().map(|fault| fault.what).collect())
    }

    /// The same, with how each fault can be mended.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the file is too damaged to be read to its end.
    pub fn faults(&self) -> Result<Vec<Fault>> {
        let mut faults = self.leftovers();
        let altered = self.altered_pages()?;
        if !altered.is_empty() {
            // What is in such pages cannot be looked at.
            let told = |page| {
                Fault::lasting(format!(
                    "something else than emic altered the encrypted file: {page}"
                ))
            };
            faults.extend(altered.into_iter().map(told));
            return Ok(faults);
        }
        let pages = self.faulty_pages()?;
        let is_readable = pages.iter().all(|fault| fault.repair.is_some());
        faults.extend(pages);
        if !is_readable {
            return Ok(faults);
        }
        faults.extend(self.missing()?.into_iter().map(|(kind, name, _)| {
            Fault::mended_by(Repair::Schema, format!("the {kind} {name} is missing"))
        }));
        faults.extend(self.dangling()?);
        faults.extend(self.misplaced()?);
        faults.extend(self.beyond_their_numbers()?);
        Ok(faults)
    }

    /// What SQLite says of the pages, with whose pages they are.
    fn faulty_pages(&self) -> Result<Vec<Fault>> {
        let database = &self.database;
        let mut said =
            database.rows("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?;
        said.retain(|line| line != "ok");
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let roots = |sql: &str| -> Result<BTreeSet<String>> {
            let all = database.rows(sql, [], |row| row.get::<_, i64>(0))?;
            Ok(all
                .into_iter()
                .map(|root| format!("Tree {root} "))
                .collect())
        };
        let caches = roots("SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'cache'")?;
        let indexes = roots(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name <> 'cache'",
        )?;
        let lines = said
            .iter()
            .flat_map(|said| said.lines())
            .filter(|line| !line.starts_with("***"));
        let mut faults: Vec<Fault> = lines
            .map(|line| {
                let of = |roots: &BTreeSet<String>| {
                    roots.iter().any(|root| line.starts_with(root.as_str()))
                };
                let repair = if of(&caches) {
                    Some(Repair::Caches)
                } else if of(&indexes)
                    || line.contains(" missing from index ")
                    || line.starts_with("wrong # of entries in index")
                {
                    Some(Repair::Indexes)
                } else {
                    None
                };
                Fault {
                    what: line.to_owned(),
                    repair,
                }
            })
            .collect();
        // Pages that a damaged tree has lost belong to nobody: what mends the tree mends them.
        if let Some(repair) = faults.iter().find_map(|fault| fault.repair.clone()) {
            let is_lost = |what: &str| what.starts_with("Page ") && what.contains("never used");
            for fault in faults.iter_mut().filter(|fault| is_lost(&fault.what)) {
                fault.repair = Some(repair.clone());
            }
        }
        Ok(faults)
    }

    /// What the schema has and the file has not. Without its triggers a file is changed and no history tells of it.
    pub(super) fn missing(&self) -> Result<Vec<Made>> {
        let model = Database {
            connection: self.database.explained(Connection::open_in_memory())?,
            path: self.database.path.clone(),
            key: None,
        };
        schema::create(&model, schema::MIGRATIONS)?;
        let there = made(&self.database)?;
        let mut all = made(&model)?;
        all.retain(|(kind, name, _)| !there.iter().any(|(k, n, _)| (k, n) == (kind, name)));
        Ok(all)
    }

    fn dangling(&self) -> Result<Vec<Fault>> {
        self.database.rows("PRAGMA foreign_key_check", [], |row| {
            let (table, refers_to): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(Fault::lasting(format!(
                "a {table} refers to a {refers_to} that is not there"
            )))
        })
    }

    /// Turns, units and decisions that lie outside of their text or cut a character.
    fn misplaced(&self) -> Result<Vec<Fault>> {
        let database = &self.database;
        let texts = database.rows("SELECT id, name FROM transcript ORDER BY id", [], |row| {
            Ok((row.get::<_, TranscriptId>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut faults = Vec::new();
        for (id, name) in texts {
            let bytes = database.row(
                "SELECT CAST(text AS BLOB) FROM transcript WHERE id = ?1",
                [id],
                |row| row.get::<_, Vec<u8>>(0),
            )?;
            let Ok(text) = String::from_utf8(bytes.unwrap_or_default()) else {
                faults.push(Fault::lasting(format!("the text of {name} is not Unicode")));
                continue;
            };
            for table in ["turn", "unit", "decision"] {
                let spans = database.rows(
                    &format!("SELECT id, start_byte, end_byte FROM {table} WHERE transcript = ?1"),
                    [id],
                    |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, i64>(1)?,
                            row.get::<_, i64>(2)?,
                        ))
                    },
                )?;
                let is_border =
                    |at: i64| usize::try_from(at).is_ok_and(|at| text.is_char_boundary(at));
                let wrong = spans
                    .into_iter()
                    .filter(|(_, start, end)| !is_border(*start) || !is_border(*end));
                faults.extend(wrong.map(|(row, start, end)| {
                    Fault::lasting(format!(
                        "{table} {row} of {name} (bytes {start} to {end} of {}) is not between characters of its text",
                        text.len()
                    ))
                }));
            }
        }
        Ok(faults)
    }

    /// Row numbers that would be given a second time, and changes that no event tells of.
    fn beyond_their_numbers(&self) -> Result<Vec<Fault>> {
        let mut faults = self.database.rows(
            "SELECT DISTINCT event FROM change WHERE event NOT IN (SELECT id FROM event) ORDER BY event",
            [],
            |row| Ok(Fault::lasting(format!("changes of event {} are there without the event", row.get::<_, i64>(0)?))),
        )?;
        let open = self
            .database
            .row("SELECT event FROM current_event", [], |row| {
                row.get::<_, Option<i64>>(0)
            })?;
        if open != Some(None) {
            faults.push(Fault::lasting("a change was left half-way (current_event)"));
        }
        Ok(faults)
    }

    fn leftovers(&self) -> Vec<Fault> {
        let all = super::file::leftovers(&self.database.path).into_iter();
        all.map(|path| {
            Fault::mended_by(
                Repair::Leftovers,
                format!(
                    "{} is left of something that was interrupted",
                    path.display()
                ),
            )
        })
        .collect()
    }
}

fn made(database: &Database) -> Result<Vec<Made>> {
    database.rows(
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY type, name",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
