//! Samples of units to be coded a second time.

use super::{Edit, Store};
use crate::error::Result;
use crate::study::{CoderId, StudyId, UnitId};

impl Store {
    /// The units that were drawn for a coder in a study, in the order drawn; some may be gone.
    pub fn sampled(&self, study: StudyId, coder: CoderId) -> Result<Vec<UnitId>> {
        self.database.rows(
            "SELECT unit FROM sampled WHERE study = ?1 AND coder = ?2 ORDER BY id",
            (study, coder),
            |row| row.get(0),
        )
    }

    /// All samples of a study: for whom, and which units in the order drawn.
    pub fn samples(&self, study: StudyId) -> Result<Vec<(CoderId, Vec<UnitId>)>> {
        let coders = self.database.rows(
            "SELECT DISTINCT coder FROM sampled WHERE study = ?1 ORDER BY coder",
            [study],
            |row| row.get::<_, CoderId>(0),
        )?;
        let of = |coder| Ok((coder, self.sampled(study, coder)?));
        coders.into_iter().map(of).collect()
    }
}

impl Edit<'_> {
    /// Puts a sample in the place of the one that was drawn before for this coder.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an unknown study or coder.
    pub fn set_sampled(&mut self, study: StudyId, coder: CoderId, units: &[UnitId]) -> Result<()> {
        let database = self.database();
        database.run(
            "DELETE FROM sampled WHERE study = ?1 AND coder = ?2",
            (study, coder),
        )?;
        for unit in units {
            database.add(
                "INSERT INTO sampled (study, coder, unit) VALUES (?1, ?2, ?3)",
                (study, coder, unit),
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_sample_is_undone_like_other_work_and_outlives_its_units() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let coder = store.coders().unwrap()[0].id;
        for units in [&[UnitId(2), UnitId(999)][..], &[UnitId(1)]] {
            store
                .change(Some(coder), "recode", |e| {
                    e.set_sampled(study, coder, units)
                })
                .unwrap();
            assert_eq!(store.sampled(study, coder).unwrap(), units);
        }
        store.undo(None).unwrap();
        assert_eq!(
            store.sampled(study, coder).unwrap(),
            [UnitId(2), UnitId(999)]
        );
        assert_eq!(
            store.samples(study).unwrap(),
            [(coder, vec![UnitId(2), UnitId(999)])]
        );
        assert!(store.check().unwrap().is_empty());
        store.undo(None).unwrap();
        assert!(store.samples(study).unwrap().is_empty());
    }
}
