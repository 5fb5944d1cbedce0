//! Which transcripts must be indexed anew.

use super::Store;
use crate::error::Result;
use crate::study::{EventId, TranscriptId};
use std::collections::BTreeSet;

/// Turns and units carry their transcript. A coding is traced through its unit; where the unit is gone too, that was a change
/// of its own. A code matters when it moved: what bears it, or one below it, is then found under other codes.
const TOUCHED: &str = "
WITH RECURSIVE
    since AS MATERIALIZED (SELECT table_name, row_id, operation, before FROM change WHERE event > ?1),
    moved (id) AS (
        SELECT row_id FROM since
        WHERE table_name = 'code' AND operation = 'update' AND json_type(before, '$.parent') IS NOT NULL
        UNION SELECT code.id FROM code JOIN moved ON code.parent = moved.id
    ),
    recoded (unit) AS (
        SELECT coding.unit FROM since JOIN coding ON coding.id = since.row_id WHERE table_name = 'coding'
        UNION SELECT json_extract(before, '$.unit') FROM since WHERE table_name = 'coding' AND operation = 'delete'
        UNION SELECT coding.unit FROM coding WHERE coding.code IN moved
    )
SELECT row_id FROM since WHERE table_name = 'transcript'
UNION SELECT turn.transcript FROM since JOIN turn ON turn.id = since.row_id WHERE table_name = 'turn'
UNION SELECT unit.transcript FROM since JOIN unit ON unit.id = since.row_id WHERE table_name = 'unit'
UNION SELECT json_extract(before, '$.transcript') FROM since
    WHERE table_name IN ('turn', 'unit') AND operation = 'delete'
UNION SELECT transcript FROM unit WHERE id IN recoded";

impl Store {
    /// The transcripts whose text, turns, units or codings events later than `event` touched, or whose codes they moved in
    /// the codebook. A transcript may be gone by now.
    pub fn transcripts_touched_since(&self, event: EventId) -> Result<BTreeSet<TranscriptId>> {
        let rows = self.database.rows(TOUCHED, [event], |row| row.get(0))?;
        Ok(rows.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CodingsOf, Edit, sample};
    use super::*;

    /// What one change of the sample, and then its undoing, touches: names of transcripts.
    fn check(wanted: &[&str], change: impl FnOnce(&mut Edit<'_>) -> Result<()>) {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let names = store.transcript_names(study).unwrap();
        let touched = |store: &Store, since| -> Vec<String> {
            let ids = store.transcripts_touched_since(since).unwrap();
            let known = names.iter().filter(|(id, _)| ids.contains(id));
            known.map(|(_, name)| name.clone()).collect()
        };
        let stamp = store.content_stamp().unwrap();
        store.change(None, "change", change).unwrap();
        assert_eq!(touched(&store, stamp), wanted);
        let stamp = store.content_stamp().unwrap();
        store.undo(None).unwrap();
        assert_eq!(touched(&store, stamp), wanted);
    }

    #[test]
    fn every_change_names_its_transcripts_and_so_does_its_undoing() {
        check(&["F2"], |e| {
            let study = e.store().studies()?[0].id;
            let unit = e.store().units_of_study(study)?[0].id;
            e.remove_codings(CodingsOf::Unit(unit)).map(drop)
        });
        check(&["M4"], |e| {
            let study = e.store().studies()?[0].id;
            let unit = e.store().units_of_study(study)?.remove(2);
            e.delete_unit(unit.id)
        });
        check(&["M4"], |e| {
            let study = e.store().studies()?[0].id;
            let id = e.store().transcript_ids(study)?[1];
            e.set_turns(id, &[])
        });
        check(&["F2"], |e| {
            let study = e.store().studies()?[0].id;
            let id = e.store().transcript_ids(study)?[0];
            e.rename_transcript(id, "F2b")
        });
    }

    #[test]
    fn a_code_matters_when_it_moves() {
        check(&["F2"], |e| {
            let study = e.store().studies()?[0].id;
            let book = e.store().codebook(study)?;
            let id = |name: &str| book.find(name)[0].id;
            e.move_code(id("Learning"), Some(id("Barriers")), 1, 0)
        });
        check(&[], |e| {
            let study = e.store().studies()?[0].id;
            let book = e.store().codebook(study)?;
            let mut code = book.find("Learning")[0].clone();
            code.name = "یادگیری".into();
            e.update_code(&code)
        });
    }
}
