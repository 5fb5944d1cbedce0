//! Memos.

use super::coding::unit_at;
use super::{CodePoints, Project};
use crate::error::{Error, Result};
use crate::study::{MemoId, MemoTarget, Span, Transcript};

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

fn meant(text: &str) -> Result<&str> {
    let text = text.trim();
    match text.is_empty() {
        true => Err(Error::input(
            "the memo is empty; write what is to be remembered",
        )),
        false => Ok(text),
    }
}
