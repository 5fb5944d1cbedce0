//! How much there is.

use super::Store;
use crate::error::Result;
use crate::study::StudyId;
use serde::{Deserialize, Serialize};

/// How much there is in a study or in the whole project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Participants.
    pub participants: u64,
    /// Transcripts.
    pub transcripts: u64,
    /// Meaning units.
    pub units: u64,
    /// Meaning units with at least one coding.
    pub coded_units: u64,
    /// Nodes of the codebook, at all levels.
    pub codes: u64,
    /// Codings; a consensus says again what coders said, and is not counted.
    pub codings: u64,
    /// Decisions on suggestions.
    pub decisions: u64,
    /// Coders who made at least one of the codings.
    pub coders: u64,
}

impl Store {
    /// Counts what there is in one study, or in all of them for `None`.
    pub fn counts(&self, study: Option<StudyId>) -> Result<Counts> {
        let counts = self.database.row(
            "WITH t AS MATERIALIZED (SELECT id FROM transcript WHERE ?1 IS NULL OR study = ?1),
                  c AS MATERIALIZED (SELECT id FROM code WHERE ?1 IS NULL OR study = ?1),
                  own AS MATERIALIZED (SELECT id FROM coder WHERE consensus = 0)
             SELECT (SELECT count(*) FROM participant WHERE ?1 IS NULL OR study = ?1),
                    (SELECT count(*) FROM t),
                    (SELECT count(*) FROM unit WHERE transcript IN t),
                    (SELECT count(DISTINCT unit) FROM coding WHERE code IN c),
                    (SELECT count(*) FROM c),
                    (SELECT count(*) FROM coding WHERE code IN c AND coder IN own),
                    (SELECT count(*) FROM decision WHERE transcript IN t),
                    (SELECT count(DISTINCT coder) FROM coding WHERE code IN c AND coder IN own)",
            [study],
            |row| {
                let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
                Ok(Counts {
                    participants: count(0)?,
                    transcripts: count(1)?,
                    units: count(2)?,
                    coded_units: count(3)?,
                    codes: count(4)?,
                    codings: count(5)?,
                    decisions: count(6)?,
                    coders: count(7)?,
                })
            },
        )?;
        Ok(counts.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use crate::study::{Study, StudyId};

    #[test]
    fn a_study_is_counted_apart_from_the_others() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].clone();
        let counts = store.counts(Some(study.id)).unwrap();
        assert_eq!(
            (counts.transcripts, counts.units, counts.coded_units),
            (2, 3, 2)
        );
        assert_eq!(
            (counts.participants, counts.codes, counts.codings),
            (2, 4, 3)
        );
        assert_eq!((counts.decisions, counts.coders), (1, 2));
        store
            .change(None, "add", |e| {
                e.add_study(&Study {
                    name: "other".into(),
                    ..study
                })
            })
            .unwrap();
        assert_eq!(store.counts(None).unwrap(), counts);
        assert_eq!(store.counts(Some(StudyId(2))).unwrap(), Default::default());
    }
}
