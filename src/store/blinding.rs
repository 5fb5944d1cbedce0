//! Taking out of a copy what its coder is not to see.

use super::{Store, history};
use crate::error::Result;
use crate::study::CoderId;
use serde::Serialize;

/// What becomes of the units that only others coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlindUnits {
    /// They stay, without codes: the units were given.
    Keep,
    /// They go: where the others found meaning is not to be seen either.
    Drop,
}

/// How much was taken out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Blinded {
    /// Codings of others.
    pub codings: usize,
    /// Units that only others coded.
    pub units: usize,
    /// Decisions of others on suggestions.
    pub decisions: usize,
    /// Memos of others on units and transcripts.
    pub memos: usize,
}

impl Store {
    /// Takes the judgements of all but one coder out of this file for good, history included: what they coded, decided and noted on
    /// units and transcripts, the condensed units, and what was learnt from it. Transcripts, codebook, participants and the memos on
    /// those stay. This is no event and cannot be taken back: it is for a copy.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the file cannot be written.
    pub fn blind(&mut self, own: Option<CoderId>, units: BlindUnits) -> Result<Blinded> {
        let own = own.map_or(-1, |id| id.0);
        let transaction = self.begin()?;
        let blinded = history::opened(&self.database, || {
            let blinded = self.take_out(own, units)?;
            let forget =
                "DELETE FROM change; DELETE FROM cache; UPDATE event SET summary = action;";
            self.database.batch(forget)?;
            Ok(blinded)
        })?;
        self.database.explained(transaction.commit())?;
        // What was deleted is still in the free pages.
        self.database
            .batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
        self.remember_own_change()?;
        Ok(blinded)
    }

    fn take_out(&self, own: i64, units: BlindUnits) -> Result<Blinded> {
        let database = &self.database;
        let others = [own];
        let memos =
            "DELETE FROM memo WHERE coder <> ?1 AND (unit IS NOT NULL OR transcript IS NOT NULL)";
        let bare = "DELETE FROM unit WHERE id IN (SELECT unit FROM coding WHERE coder <> ?1)
                    AND id NOT IN (SELECT unit FROM coding WHERE coder = ?1)
                    AND id NOT IN (SELECT unit FROM memo WHERE unit IS NOT NULL) AND external_id IS NULL";
        let memos = database.run(memos, others)?;
        // One's own memo on another's judgement stays with the unit.
        let foreign = "UPDATE memo SET coding = NULL WHERE coding IN (SELECT id FROM coding WHERE coder <> ?1)";
        database.run(foreign, others)?;
        // What was suggested tells what was coded.
        database.run("DELETE FROM shown", [])?;
        database.run("DELETE FROM sampled WHERE coder <> ?1", others)?;
        // Foreign keys hold, so the units' codings go first; which units those are must be known before.
        database.batch("PRAGMA defer_foreign_keys = ON")?;
        let units = match units {
            BlindUnits::Keep => 0,
            BlindUnits::Drop => database.run(bare, others)?,
        };
        let blinded = Blinded {
            codings: database.run("DELETE FROM coding WHERE coder <> ?1", others)?,
            units,
            decisions: database.run("DELETE FROM decision WHERE coder <> ?1", others)?,
            memos,
        };
        let condensed = "UPDATE unit SET condensed = NULL WHERE id NOT IN (SELECT unit FROM coding WHERE coder = ?1)";
        database.run(condensed, others)?;
        Ok(blinded)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_others_judged_is_gone_to_the_last_byte_and_history_is_fixed_again() {
        let (folder, mut store) = sample::filled();
        let jonas = store.coder_named("Jonas").unwrap().map(|c| c.id);
        let secret = "زیبا و پنهان 😀";
        let codings = store.codings(store.studies().unwrap()[0].id).unwrap();
        let is_his = |unit| {
            codings
                .iter()
                .any(|c| c.unit == unit && Some(c.coder) == jonas)
        };
        let unit = codings
            .iter()
            .map(|c| c.unit)
            .find(|unit| !is_his(*unit))
            .unwrap();
        store
            .change(None, "condense", |e| {
                e.summarise(format!("wrote {secret}"));
                e.set_condensed(unit, Some(secret))
            })
            .unwrap();
        let events = store.events(99).unwrap().len();
        // The units came in with a file, so they were given.
        let blinded = store.blind(jonas, BlindUnits::Drop).unwrap();
        assert_eq!((blinded.codings, blinded.units, blinded.memos), (2, 0, 1));
        assert_eq!(store.events(99).unwrap().len(), events);
        assert!(store.next_undo().unwrap().is_none());
        assert!(store.check().unwrap().is_empty());
        assert!(store.database.batch("DELETE FROM event").is_err());
        assert!(store.database.batch("DELETE FROM coding").is_err());
        let study = store.studies().unwrap()[0].id;
        assert!(
            store
                .codings(study)
                .unwrap()
                .iter()
                .all(|c| Some(c.coder) == jonas)
        );
        drop(store);
        let bytes = std::fs::read(folder.path().join("study.emic")).unwrap();
        for word in [secret.as_bytes(), b"strong"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word));
        }
    }
}
