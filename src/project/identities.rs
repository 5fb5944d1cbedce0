//! Under which identities other programs know what is in a study.

use crate::error::Result;
use crate::exchange::{derived_guid, is_guid};
use crate::store::{Store, Table};
use crate::study::{EventId, StudyId};
use std::collections::{HashMap, HashSet};

/// The identities (GUIDs) of a study's rows: those that came in with files, and for all others one that is always the same.
pub(super) struct Identities {
    study: StudyId,
    /// What tells this project's identities from those of all others: when its file was made.
    seed: String,
    kept: HashMap<(Table, i64), String>,
    rows: HashMap<(Table, String), i64>,
    given: HashSet<(Table, String)>,
}

impl Identities {
    pub fn of(store: &Store, study: StudyId) -> Result<Self> {
        let first = store.event(EventId(1))?;
        let mut kept = HashMap::new();
        let mut rows = HashMap::new();
        for (table, row, guid) in store.guids(study)? {
            rows.insert((table, guid.clone()), row);
            if is_guid(&guid) {
                kept.entry((table, row)).or_insert(guid);
            }
        }
        let given = kept
            .iter()
            .map(|((table, _), guid)| (*table, guid.clone()))
            .collect();
        Ok(Self {
            study,
            seed: first.map_or_else(String::new, |event| event.at),
            kept,
            rows,
            given,
        })
    }

    /// Whether the row came in with a file.
    pub fn is_kept(&self, table: Table, row: i64) -> bool {
        self.kept.contains_key(&(table, row))
    }

    /// The identity under which the row goes out.
    pub fn guid(&self, table: Table, row: i64) -> String {
        if let Some(kept) = self.kept.get(&(table, row)) {
            return kept.clone();
        }
        // Coders are the same in all studies of a project.
        let study = if table == Table::Coder {
            String::new()
        } else {
            self.study.to_string()
        };
        let mut guid = derived_guid(&[&self.seed, &study, table.name(), &row.to_string()]);
        // A copy of this project may have given this identity to another row, which came in from there.
        while self.given.contains(&(table, guid.clone())) {
            guid = derived_guid(&[&guid]);
        }
        guid
    }

    /// The rows by the identities under which they came in, or would go out. Some may be gone by now.
    pub fn rows(mut self, store: &Store) -> Result<HashMap<(Table, String), i64>> {
        let study = self.study;
        let coders = store.coders()?.into_iter().map(|c| (Table::Coder, c.id.0));
        let mut all: Vec<(Table, i64)> = coders.collect();
        all.extend(
            store
                .codebook(study)?
                .codes()
                .iter()
                .map(|c| (Table::Code, c.id.0)),
        );
        all.extend(
            store
                .participants(study)?
                .iter()
                .map(|p| (Table::Participant, p.id.0)),
        );
        all.extend(
            store
                .transcript_ids(study)?
                .iter()
                .map(|t| (Table::Transcript, t.0)),
        );
        all.extend(
            store
                .units_of_study(study)?
                .iter()
                .map(|u| (Table::Unit, u.id.0)),
        );
        all.extend(
            store
                .codings(study)?
                .iter()
                .map(|c| (Table::Coding, c.id.0)),
        );
        all.extend(store.memos()?.iter().map(|m| (Table::Memo, m.id.0)));
        all.extend(
            store
                .relations(study)?
                .iter()
                .map(|r| (Table::Relation, r.id.0)),
        );
        for (table, row) in all {
            let guid = self.guid(table, row);
            self.rows.entry((table, guid)).or_insert(row);
        }
        Ok(self.rows)
    }
}
