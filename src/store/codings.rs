//! Codings.

use super::{Edit, Store, refuse::known, values::count};
use crate::error::{Error, Result};
use crate::study::{CodeId, CoderId, Coding, CodingId, Origin, StudyId, TranscriptId, UnitId};
use rusqlite::Row;

/// Which codings to remove at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodingsOf {
    /// All of a unit.
    Unit(UnitId),
    /// All that give a code.
    Code(CodeId),
    /// All of a coder: how a machine's work is withdrawn.
    Coder(CoderId),
}

/// How much of a transcript is coded, by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedCoding {
    /// Its units.
    pub units: usize,
    /// Who gave how many codes; those who gave none are not named.
    pub by_coder: Vec<(CoderId, usize)>,
}

impl Store {
    /// Counts a transcript's units and codings without reading them.
    pub fn count_coded(&self, transcript: TranscriptId) -> Result<CountedCoding> {
        let units = self.database.row(
            "SELECT count(*) AS n FROM unit WHERE transcript = ?1",
            [transcript],
            |row| count(row, "n"),
        )?;
        let by_coder = self.database.rows(
            "SELECT coder, count(*) AS n FROM unit JOIN coding ON coding.unit = unit.id
             WHERE unit.transcript = ?1 GROUP BY coder ORDER BY coder",
            [transcript],
            |row| Ok((row.get("coder")?, count(row, "n")?)),
        )?;
        Ok(CountedCoding {
            units: units.unwrap_or_default(),
            by_coder,
        })
    }

    /// The codings of a study, in the order they were made.
    pub fn codings(&self, study: StudyId) -> Result<Vec<Coding>> {
        self.database.rows(
            "SELECT coding.* FROM coding JOIN code ON code.id = coding.code
             WHERE code.study = ?1 ORDER BY coding.id",
            [study],
            coding,
        )
    }

    /// The codings of a transcript's units, in the order they were made.
    pub fn codings_of_transcript(&self, transcript: TranscriptId) -> Result<Vec<Coding>> {
        self.database.rows(
            "SELECT coding.* FROM unit JOIN coding ON coding.unit = unit.id
             WHERE unit.transcript = ?1 ORDER BY coding.id",
            [transcript],
            coding,
        )
    }

    /// The codings of a unit, in the order they were made.
    pub fn codings_of_unit(&self, unit: UnitId) -> Result<Vec<Coding>> {
        self.database.rows(
            "SELECT * FROM coding WHERE unit = ?1 ORDER BY id",
            [unit],
            coding,
        )
    }
}

impl Edit<'_> {
    /// Adds a coding. Where this coder has given the unit this code before, that coding stays as it is and its
    /// identity is returned.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown unit, code or coder, or a code of another study.
    pub fn add_coding(
        &mut self,
        unit: UnitId,
        code: CodeId,
        coder: CoderId,
        origin: Origin,
    ) -> Result<CodingId> {
        self.add_coding_of(unit, code, coder, origin, None)
    }

    /// As [`Edit::add_coding`], for a judgement that was made `at` another time, as ISO 8601; what is no such time counts as
    /// now.
    ///
    /// # Errors
    /// As [`Edit::add_coding`].
    pub fn add_coding_of(
        &mut self,
        unit: UnitId,
        code: CodeId,
        coder: CoderId,
        origin: Origin,
        at: Option<&str>,
    ) -> Result<CodingId> {
        let added = self.database().row(
            "INSERT INTO coding (unit, code, coder, origin, at)
             VALUES (?1, ?2, ?3, ?4, ifnull(strftime('%Y-%m-%dT%H:%M:%fZ', ?6), ?5))
             ON CONFLICT (unit, code, coder) DO NOTHING RETURNING id",
            (unit, code, coder, origin, &self.at, at),
            |row| row.get(0),
        )?;
        if let Some(id) = added {
            return Ok(id);
        }
        let there = self.database().row(
            "SELECT id FROM coding WHERE unit = ?1 AND code = ?2 AND coder = ?3",
            (unit, code, coder),
            |row| row.get(0),
        )?;
        there.ok_or_else(|| Error::internal("a coding was neither added nor there"))
    }

    /// Removes a coding. What was noted on it is a memo on its unit from then on.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coding.
    pub fn remove_coding(&mut self, id: CodingId) -> Result<()> {
        let database = self.database();
        database.run("UPDATE memo SET coding = NULL WHERE coding = ?1", [id])?;
        let removed = database.run("DELETE FROM coding WHERE id = ?1", [id])?;
        known(removed, "coding", id)
    }

    /// Removes all codings of a unit, a code or a coder; how many there were. Memos on them stay, as with [`Edit::remove_coding`].
    pub fn remove_codings(&mut self, of: CodingsOf) -> Result<usize> {
        let (column, id) = match of {
            CodingsOf::Unit(id) => ("unit", id.0),
            CodingsOf::Code(id) => ("code", id.0),
            CodingsOf::Coder(id) => ("coder", id.0),
        };
        let database = self.database();
        database.run(
            &format!(
                "UPDATE memo SET coding = NULL WHERE coding IN (SELECT id FROM coding WHERE {column} = ?1)"
            ),
            [id],
        )?;
        database.run(&format!("DELETE FROM coding WHERE {column} = ?1"), [id])
    }
}

/// A row of all columns, found by their places as those of units.
fn coding(row: &Row<'_>) -> rusqlite::Result<Coding> {
    Ok(Coding {
        id: row.get(0)?,
        unit: row.get(1)?,
        code: row.get(2)?,
        coder: row.get(3)?,
        origin: row.get(4)?,
        at: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::study::CoderKind;

    #[test]
    fn what_is_coded_is_counted_as_it_is_read() {
        let (_folder, store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        for transcript in store.transcript_ids(study).unwrap() {
            let counted = store.count_coded(transcript).unwrap();
            assert_eq!(counted.units, store.units(transcript).unwrap().len());
            let codings = store.codings_of_transcript(transcript).unwrap();
            let all: usize = counted.by_coder.iter().map(|(_, n)| n).sum();
            assert_eq!(all, codings.len());
            for (coder, n) in counted.by_coder {
                assert_eq!(codings.iter().filter(|c| c.coder == coder).count(), n);
            }
        }
    }

    #[test]
    fn the_same_judgement_is_one_coding() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let coding = store.codings(study).unwrap().remove(0);
        let stamp = store.content_stamp().unwrap();
        let again = store
            .change(None, "code", |e| {
                e.add_coding(coding.unit, coding.code, coding.coder, Origin::Imported)
            })
            .unwrap();
        assert_eq!(again, coding.id);
        assert_eq!(store.content_stamp().unwrap(), stamp);
        assert!(
            store
                .codings_of_unit(coding.unit)
                .unwrap()
                .contains(&coding)
        );
    }

    #[test]
    fn a_machine_is_withdrawn_in_one_step() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let before = store.codings(study).unwrap();
        let codes: Vec<CodeId> = store
            .codebook(study)
            .unwrap()
            .codes()
            .iter()
            .map(|c| c.id)
            .collect();
        let machine = store
            .change(None, "code --auto", |e| {
                let machine = e.add_coder("emic", CoderKind::Machine)?;
                for code in &codes {
                    e.add_coding(before[0].unit, *code, machine, Origin::Machine)?;
                }
                Ok(machine)
            })
            .unwrap();
        let removed = store.change(None, "withdraw", |e| {
            e.remove_codings(CodingsOf::Coder(machine))
        });
        assert_eq!(removed.unwrap(), codes.len());
        assert_eq!(store.codings(study).unwrap(), before);
    }

    #[test]
    fn a_code_of_another_study_or_of_none_is_refused() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].clone();
        let coding = store.codings(study.id).unwrap().remove(0);
        let foreign = store
            .change(None, "add", |e| {
                let id = e.add_study(&crate::study::Study {
                    name: "other".into(),
                    ..study
                })?;
                let code = e.store().code(coding.code)?.unwrap();
                e.add_code(&crate::study::Code {
                    study: id,
                    parent: None,
                    ..code
                })
            })
            .unwrap();
        for code in [foreign, CodeId(999)] {
            let refused = store
                .change(None, "code", |e| {
                    e.add_coding(coding.unit, code, coding.coder, Origin::Hand)
                })
                .unwrap_err();
            assert!(matches!(refused, Error::Input(_)), "{refused}");
        }
        assert!(
            store
                .change(None, "uncode", |e| e.remove_coding(CodingId(999)))
                .is_err()
        );
    }
}
