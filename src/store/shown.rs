//! What was suggested and seen: kept for the record, outside of history.

use super::{Store, values::stored};
use crate::error::Result;
use crate::study::{CodeId, Span, StudyId, TranscriptId};

/// The version of the file that has a place for it.
const WRITTEN_SINCE: usize = 8;

/// A code that was suggested for a stretch, and seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShownCode {
    /// The transcript.
    pub transcript: TranscriptId,
    /// The stretch.
    pub span: Span,
    /// The code. It may have been deleted since.
    pub code: CodeId,
    /// What suggested it.
    pub model: String,
}

impl Store {
    /// What was suggested in a study and seen, in the order in which it was seen first.
    pub fn shown(&self, study: StudyId) -> Result<Vec<ShownCode>> {
        self.database.rows(
            "SELECT shown.* FROM shown JOIN transcript ON transcript.id = shown.transcript
             WHERE transcript.study = ?1 ORDER BY shown.id",
            [study],
            |row| {
                let byte = |column: &str| -> rusqlite::Result<usize> {
                    Ok(usize::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
                };
                Ok(ShownCode {
                    transcript: row.get("transcript")?,
                    span: Span::new(byte("start_byte")?, byte("end_byte")?),
                    code: row.get("code")?,
                    model: row.get("model")?,
                })
            },
        )
    }

    /// Since when that is written down, where the file is older: as RFC 3339 in UTC.
    pub fn shown_since(&self) -> Result<Option<String>> {
        let steps = self.database.rows(
            "SELECT at, summary FROM event WHERE action = 'migrate' ORDER BY id",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?;
        let brought = |summary: &str| -> Option<(usize, usize)> {
            let (from, to) = summary
                .strip_prefix("brought the file from version ")?
                .split_once(" to ")?;
            Some((from.parse().ok()?, to.parse().ok()?))
        };
        let first = steps.into_iter().find(|(_, summary)| {
            brought(summary).is_some_and(|(from, to)| from < WRITTEN_SINCE && to >= WRITTEN_SINCE)
        });
        Ok(first.map(|(at, _)| at))
    }

    /// Keeps what was seen; what is known already stays as it is. No event: undo does not take it back. How many were new.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the file cannot be written.
    pub fn keep_shown(&mut self, shown: &[ShownCode]) -> Result<usize> {
        let transaction = self.begin()?;
        let mut new = 0;
        for one in shown {
            new += self.put_shown(one)?;
        }
        self.database.explained(transaction.commit())?;
        self.remember_own_change()?;
        Ok(new)
    }

    fn put_shown(&self, one: &ShownCode) -> Result<usize> {
        self.database.run(
            "INSERT OR IGNORE INTO shown (transcript, start_byte, end_byte, code, model, at)
             VALUES (?1, ?2, ?3, ?4, ?5, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (
                one.transcript,
                stored(one.span.start),
                stored(one.span.end),
                one.code,
                &one.model,
            ),
        )
    }
}

impl super::Edit<'_> {
    /// Keeps what was seen, within a change; undoing the change does not take it back.
    pub fn keep_shown(&mut self, one: &ShownCode) -> Result<usize> {
        self.store.put_shown(one)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_was_seen_is_kept_once_and_undo_leaves_it() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let seen = ShownCode {
            transcript: store.transcript_ids(study).unwrap()[0],
            span: Span::new(0, 4),
            code: CodeId(2),
            model: "میز 😀".into(),
        };
        let other = ShownCode {
            model: "another".into(),
            ..seen.clone()
        };
        let stamp = store.content_stamp().unwrap();
        assert_eq!(
            store
                .keep_shown(&[seen.clone(), seen.clone(), other.clone()])
                .unwrap(),
            2
        );
        assert_eq!(store.keep_shown(std::slice::from_ref(&seen)).unwrap(), 0);
        assert_eq!(
            store.content_stamp().unwrap(),
            stamp,
            "looking is no change"
        );
        while store.undo(None).unwrap().is_some() {}
        while store.redo(None).unwrap().is_some() {}
        assert_eq!(store.shown(study).unwrap(), [seen.clone(), other]);
        assert!(store.check().unwrap().is_empty());
        let past = store.as_it_was(crate::study::EventId(1)).unwrap();
        assert!(past.shown(study).unwrap().is_empty());
        // A transcript that is gone takes it out of the record.
        let gone = ShownCode {
            transcript: TranscriptId(999),
            ..seen
        };
        assert_eq!(store.keep_shown(&[gone]).unwrap(), 1);
        assert_eq!(store.shown(study).unwrap().len(), 2);
    }
}
