//! How the study's values stand in a column: identities as integers, words as text, lists and attributes as JSON.

use crate::study::{
    CodeId, CoderId, CoderKind, CodingId, DecisionId, EventId, Language, MemoId, Origin,
    ParticipantId, RelationId, Span, SpeakerRole, StudyId, TranscriptId, TranscriptKind, UnitId,
    Verdict,
};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, de::DeserializeOwned};

macro_rules! identities {
    ($($id:ident),+ $(,)?) => {$(
        impl ToSql for $id {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $id {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    )+};
}

identities!(
    StudyId,
    ParticipantId,
    TranscriptId,
    UnitId,
    CodeId,
    RelationId,
    CoderId,
    CodingId,
    DecisionId,
    MemoId,
    EventId,
);

/// Enums are stored under the names they have in files, so that there is one spelling of each.
macro_rules! words {
    ($($word:ident),+ $(,)?) => {$(
        impl ToSql for $word {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                match serde_json::to_value(self) {
                    Ok(serde_json::Value::String(name)) => Ok(name.into()),
                    Ok(other) => Err(cannot_be_stored(format!("{other} is not a word").into())),
                    Err(error) => Err(cannot_be_stored(error.into())),
                }
            }
        }

        impl FromSql for $word {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let name = serde_json::Value::from(value.as_str()?);
                serde_json::from_value(name).map_err(FromSqlError::other)
            }
        }
    )+};
}

words!(CoderKind, Origin, SpeakerRole, TranscriptKind, Verdict);

impl ToSql for Language {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for Language {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::new)
    }
}

/// A value kept as JSON text.
pub(super) struct Json<T>(pub T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text =
            serde_json::to_string(&self.0).map_err(|error| cannot_be_stored(error.into()))?;
        Ok(text.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

fn cannot_be_stored(why: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(why)
}

/// A byte offset or a level as SQLite counts; one that is too large for it is refused later, by the checks on its meaning.
pub(super) fn stored(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A column that counts from 0.
pub(super) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<usize> {
    count_at(row, row.as_ref().column_index(column)?)
}

fn count_at(row: &Row<'_>, place: usize) -> rusqlite::Result<usize> {
    let value: i64 = row.get(place)?;
    usize::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(place, value))
}

/// The span in the columns `start_byte` and `end_byte`.
pub(super) fn span(row: &Row<'_>) -> rusqlite::Result<Span> {
    span_at(row, row.as_ref().column_index("start_byte")?)
}

/// The span in the column at this place, where it begins, and in the one behind it.
pub(super) fn span_at(row: &Row<'_>, place: usize) -> rusqlite::Result<Span> {
    Ok(Span::new(count_at(row, place)?, count_at(row, place + 1)?))
}
