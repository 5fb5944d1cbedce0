//! What a person notes on a stretch: the condensed unit, and a memo.

use super::coding::{removed_if_bare, unit_at};
use super::memos::write_own_memo;
use super::{CodePoints, Project};
use crate::error::Result;
use crate::study::{MemoTarget, Span, Transcript};

/// Notes on a stretch. `None` leaves one as it is, an empty text takes it away.
#[derive(Debug, Clone, Default)]
pub struct UnitNotes {
    /// The condensed meaning unit.
    pub condensed: Option<String>,
    /// The coder's own memo; where there are several, the first.
    pub memo: Option<String>,
}

impl Project {
    /// Notes on a stretch of a transcript: makes the unit, or takes the one of the same span. Whether anything changed; where
    /// nothing does, there is no event.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for a stretch outside of the text.
    pub fn annotate(
        &mut self,
        transcript: &Transcript,
        span: Span,
        notes: &UnitNotes,
        coder: &str,
    ) -> Result<bool> {
        let unit = self.store.unit_at(transcript.id, span)?;
        let own = match &unit {
            Some(unit) => self.own_memo(MemoTarget::Unit(unit.id), coder)?,
            None => None,
        };
        let condensed = notes.condensed.as_deref().map(str::trim);
        let memo = notes.memo.as_deref().map(str::trim);
        let had = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let (condensed_before, memo_before) = (
            had(unit.as_ref().and_then(|u| u.condensed.as_deref())),
            had(own.as_ref().map(|m| m.text.as_str())),
        );
        let condensed = condensed.filter(|text| *text != condensed_before);
        let memo = memo.filter(|text| *text != memo_before);
        if condensed.is_none() && memo.is_none() {
            return Ok(false);
        }
        let place = CodePoints::of(&transcript.text).written(span);
        self.change_by(coder, "note", |edit, coder| {
            let unit = unit_at(edit, transcript, span)?;
            if let Some(text) = condensed {
                edit.set_condensed(unit, Some(text).filter(|text| !text.is_empty()))?;
            }
            if let Some(text) = memo {
                write_own_memo(edit, own.as_ref(), MemoTarget::Unit(unit), coder, text)?;
            }
            let what = match (condensed, memo) {
                (Some(_), Some(_)) => "condensed and wrote a memo on",
                (Some(_), None) => "condensed",
                _ => "wrote a memo on",
            };
            edit.summarise(format!("{what} {} {place}", transcript.name));
            let now = edit.store().unit(unit)?;
            if let Some(now) = now {
                removed_if_bare(edit, &now)?;
            }
            Ok(true)
        })
    }
}
