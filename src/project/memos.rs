//! Memos.

use super::Project;
use crate::error::{Error, Result};
use crate::study::{MemoId, MemoTarget};

impl Project {
    /// Writes a memo on anything.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty memo, or one on something that is not in the project.
    pub fn add_memo(&mut self, target: MemoTarget, text: &str, coder: &str) -> Result<MemoId> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::input(
                "the memo is empty; write what is to be remembered",
            ));
        }
        self.change_by(coder, "memo", |edit, coder| {
            let shown: String = text.chars().take(60).collect();
            edit.summarise(format!("wrote a memo: {shown}"));
            edit.add_memo(target, coder, text)
        })
    }
}
