//! By what a thing is known in every copy of the project.

use super::Merger;
use super::content::{Content, Row};
use crate::error::Result;
use crate::exchange::derived_guid;
use crate::store::{Store, Table};
use crate::study::{CodeId, CoderId, MemoId, ParticipantId, StudyId, TranscriptId, UnitId};
use std::collections::HashMap;

/// The identities of the rows of a project: those that came in with files, and one of its own for what may change its name.
pub(super) struct Identities {
    /// In the order in which they came, with the study they were kept under.
    kept: Vec<(StudyId, Table, i64, String)>,
    of_row: HashMap<(Table, i64), Vec<String>>,
    rows: HashMap<(Table, String), i64>,
}

/// Coders belong to no study.
const NO_STUDY: StudyId = StudyId(0);

impl Identities {
    pub fn of(store: &Store, content: &Content) -> Result<Self> {
        let mut kept = Vec::new();
        let studies = content.studies.iter().map(|study| study.id);
        for study in studies.chain([NO_STUDY]) {
            let of_study = store.guids(study)?;
            kept.extend(
                of_study
                    .into_iter()
                    .map(|(table, row, guid)| (study, table, row, guid)),
            );
        }
        let mut identities = Self {
            kept: Vec::new(),
            of_row: HashMap::new(),
            rows: HashMap::new(),
        };
        for (_, table, row, guid) in &kept {
            identities.add(*table, *row, guid.clone());
        }
        identities.kept = kept;
        let born = store.births()?;
        let mut named: Vec<(Table, i64)> = Vec::new();
        named.extend(content.studies.iter().map(|one| (Table::Study, one.row())));
        named.extend(content.coders.iter().map(|one| (Table::Coder, one.row())));
        named.extend(
            content
                .participants
                .iter()
                .map(|one| (Table::Participant, one.row())),
        );
        named.extend(content.codes.iter().map(|one| (Table::Code, one.row())));
        named.extend(content.memos.iter().map(|one| (Table::Memo, one.row())));
        for (table, row) in named {
            if let Some(at) = born.get(&(table, row)) {
                identities.add(
                    table,
                    row,
                    derived_guid(&["born", table.name(), &row.to_string(), at]),
                );
            }
        }
        Ok(identities)
    }

    fn add(&mut self, table: Table, row: i64, guid: String) {
        self.rows.entry((table, guid.clone())).or_insert(row);
        self.of_row.entry((table, row)).or_default().push(guid);
    }

    /// The row of `other` that has an identity of this row.
    pub fn found(&self, table: Table, row: i64, other: &Self) -> Option<i64> {
        let guids = self.of_row.get(&(table, row))?;
        guids
            .iter()
            .find_map(|guid| other.rows.get(&(table, guid.clone())).copied())
    }
}

impl Merger<'_, '_> {
    /// Keeps under which identities their things are known.
    pub(super) fn identify(&mut self) -> Result<()> {
        let other = self.other;
        let studies: HashMap<StudyId, StudyId> = self.became.studies.clone();
        for (study, table, row, guid) in &other.identities.kept {
            let study = studies.get(study).copied().unwrap_or(NO_STUDY);
            self.keep_identity(study, *table, *row, guid)?;
        }
        for (table, row) in self.named() {
            let study = match table {
                Table::Participant => self
                    .theirs()
                    .participants
                    .get(row)
                    .and_then(|p| studies.get(&p.study)),
                Table::Code => self
                    .theirs()
                    .codes
                    .get(row)
                    .and_then(|c| studies.get(&c.study)),
                Table::Study => studies.get(&StudyId(row)),
                _ => None,
            };
            let study = study.copied().unwrap_or(NO_STUDY);
            for guid in other
                .identities
                .of_row
                .get(&(table, row))
                .into_iter()
                .flatten()
            {
                self.keep_identity(study, table, row, guid)?;
            }
        }
        Ok(())
    }

    /// Their studies, coders, participants and codes that are here.
    fn named(&self) -> Vec<(Table, i64)> {
        let became = &self.became;
        let mut all: Vec<(Table, i64)> = Vec::new();
        all.extend(became.studies.keys().map(|id| (Table::Study, id.0)));
        all.extend(became.coders.keys().map(|id| (Table::Coder, id.0)));
        all.extend(
            became
                .participants
                .keys()
                .map(|id| (Table::Participant, id.0)),
        );
        all.extend(became.codes.keys().map(|id| (Table::Code, id.0)));
        all.extend(became.memos.keys().map(|id| (Table::Memo, id.0)));
        all.sort_unstable();
        all
    }

    pub(super) fn keep_identity(
        &mut self,
        study: StudyId,
        table: Table,
        theirs: i64,
        guid: &str,
    ) -> Result<()> {
        let became = &self.became;
        let mine = match table {
            Table::Study => became.studies.get(&StudyId(theirs)).map(|id| id.0),
            Table::Coder => became.coders.get(&CoderId(theirs)).map(|id| id.0),
            Table::Participant => became
                .participants
                .get(&ParticipantId(theirs))
                .map(|id| id.0),
            Table::Code => became.codes.get(&CodeId(theirs)).map(|id| id.0),
            Table::Transcript => became.transcripts.get(&TranscriptId(theirs)).map(|id| id.0),
            Table::Memo => became.memos.get(&MemoId(theirs)).map(|id| id.0),
            Table::Unit => became.units.get(&UnitId(theirs)).map(|id| id.0),
            _ => None,
        };
        match mine {
            Some(mine) if !self.identities.rows.contains_key(&(table, guid.to_owned())) => {
                self.edit.keep_guid(study, table, mine, guid)
            }
            _ => Ok(()),
        }
    }
}
