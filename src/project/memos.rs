//! Memos.

use super::coding::unit_at;
use super::{CodePoints, Project};
use crate::error::{Error, Result};
use crate::study::{CodeId, Coding, MemoId, MemoTarget, Span, Transcript};

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
        let mut found = None;
        for unit in self.store.units(transcript.id)? {
            if unit.span == span {
                let codings = self.store.codings_of_unit(unit.id)?;
                let is_meant = |c: &Coding| c.code == code && Some(c.coder) == given_by;
                found = found.or(codings.into_iter().find(is_meant));
            }
        }
        let path = book.path(code);
        let coding = found.ok_or_else(|| {
            Error::input(format!(
                "{by} has not given {place} the code '{path}'; emic show lists the units: {}",
                transcript.name
            ))
        })?;
        let (target, text) = (MemoTarget::Coding(coding.id), text.trim());
        let writer = self.store.coder_named(coder)?.map(|coder| coder.id);
        let memos = self.store.memos_on(target)?;
        let own = memos.into_iter().find(|memo| Some(memo.coder) == writer);
        if own.as_ref().map_or("", |memo| &memo.text) == text {
            return Ok(false);
        }
        self.change_by(coder, "memo", |edit, coder| {
            edit.summarise(format!(
                "wrote a memo on the coding {path} of {} {place}",
                transcript.name
            ));
            match own {
                Some(own) if text.is_empty() => edit.delete_memo(own.id)?,
                Some(own) => edit.update_memo(own.id, text)?,
                None => drop(edit.add_memo(target, coder, text)?),
            }
            Ok(true)
        })
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
