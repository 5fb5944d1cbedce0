//! Memos.

use super::coding::unit_at;
use super::{CodePoints, Project};
use crate::error::{Error, Result};
use crate::store::Edit;
use crate::study::{CodeId, CoderId, Coding, Memo, MemoId, MemoTarget, Span, Transcript};

impl Project {
    /// Writes a memo on anything.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty memo, or one on something that is not in the project.
    pub fn add_memo(&mut self, target: MemoTarget, text: &str, coder: &str) -> Result<MemoId> {
        let text = meant(text)?;
        self.change_by(coder, "memo", |edit, coder| {
            let shown: String = text.chars().take(60).collect();
            edit.summarise(format!("wrote a memo: {shown}"));
            edit.add_memo(target, coder, text)
        })
    }

    /// Writes a memo on a stretch of a transcript, which becomes a unit where it is none.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty memo, or a stretch outside of the text.
    pub fn add_memo_at(
        &mut self,
        transcript: &Transcript,
        span: Span,
        text: &str,
        coder: &str,
    ) -> Result<MemoId> {
        let text = meant(text)?;
        let place = CodePoints::of(&transcript.text).written(span);
        self.change_by(coder, "memo", |edit, coder| {
            let unit = unit_at(edit, transcript, span)?;
            edit.summarise(format!("wrote a memo on {} {place}", transcript.name));
            edit.add_memo(MemoTarget::Unit(unit), coder, text)
        })
    }
}

impl Project {
    /// Writes the coder's memo on a coding, in place of the one she has on it; an empty text takes it away. The coding is that of a
    /// code on a stretch, by the coder of the name `by`. Whether anything changed.
    ///
    /// # Errors
    /// [`Error::Input`] where nobody of this name gave the stretch that code.
    pub fn note_coding(
        &mut self,
        transcript: &Transcript,
        span: Span,
        (code, by): (CodeId, &str),
        text: &str,
        coder: &str,
    ) -> Result<bool> {
        let place = CodePoints::of(&transcript.text).written(span);
        let book = self.store.codebook(transcript.study)?;
        let given_by = self.store.coder_named(by)?.map(|coder| coder.id);
        let mut codings = Vec::new();
        for unit in self.store.units_overlapping(transcript.id, span)? {
            if unit.span == span {
                codings.extend(self.store.codings_of_unit(unit.id)?);
            }
        }
        let is_meant = |c: &Coding| c.code == code && Some(c.coder) == given_by;
        let found = codings.into_iter().find(is_meant);
        let path = book.path(code);
        let coding = found.ok_or_else(|| {
            Error::input(format!(
                "{by} has not given {place} the code '{path}'; emic show lists the units: {}",
                transcript.name
            ))
        })?;
        let (target, text) = (MemoTarget::Coding(coding.id), text.trim());
        let own = self.own_memo(target, coder)?;
        if own.as_ref().map_or("", |memo| &memo.text) == text {
            return Ok(false);
        }
        self.change_by(coder, "memo", |edit, coder| {
            edit.summarise(format!(
                "wrote a memo on the coding {path} of {} {place}",
                transcript.name
            ));
            write_own_memo(edit, own.as_ref(), target, coder, text)?;
            Ok(true)
        })
    }

    /// The memo of a coder on something; where she wrote several, the first.
    pub(super) fn own_memo(&self, on: MemoTarget, coder: &str) -> Result<Option<Memo>> {
        let writer = self.store.coder_named(coder)?.map(|coder| coder.id);
        let memos = self.store.memos_on(on)?;
        Ok(memos.into_iter().find(|memo| Some(memo.coder) == writer))
    }
}

/// Writes a coder's memo in place of her own one; an empty text takes it away.
pub(super) fn write_own_memo(
    edit: &mut Edit<'_>,
    own: Option<&Memo>,
    on: MemoTarget,
    coder: CoderId,
    text: &str,
) -> Result<()> {
    match (own, text) {
        (Some(own), "") => edit.delete_memo(own.id),
        (Some(own), text) => edit.update_memo(own.id, text),
        (None, "") => Ok(()),
        (None, text) => edit.add_memo(on, coder, text).map(drop),
    }
}

fn meant(text: &str) -> Result<&str> {
    let text = text.trim();
    match text.is_empty() {
        true => Err(Error::input(
            "the memo is empty; write what is to be remembered",
        )),
        false => Ok(text),
    }
}
