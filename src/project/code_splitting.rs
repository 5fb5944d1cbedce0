//! Some of what bears one code goes to another.

use super::Project;
use super::code_places::NewCode;
use super::import::add_path;
use crate::error::{Error, Result};
use crate::study::{CodeId, Study, UnitId};

impl Project {
    /// Moves the codings that these units have of a code, or of codes below it, to another code: one named as in
    /// [`code`](super::code), else a new one of this name beside the old. Each coder's coding stays his or hers. Returns how many moved.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, a name that may mean several or is empty, and where no unit bears the code.
    pub fn split_code(
        &mut self,
        study: &Study,
        code: CodeId,
        units: &[UnitId],
        to: &str,
        coder: &str,
    ) -> Result<usize> {
        let codebook = self.store.codebook(study.id)?;
        let code = self.code_of(study, code)?;
        let from = codebook.subtree(code.id);
        let is_new = codebook.find(to).is_empty();
        let known = (!is_new)
            .then(|| super::choose::code(&codebook, to).map(|c| c.id))
            .transpose()?;
        self.change_by(coder, "codebook", |edit, _| {
            let to = match known {
                Some(known) => known,
                None if to.contains('>') => add_path(edit, study, to)?
                    .ok_or_else(|| Error::input("a code needs a name; give it one"))?,
                None => {
                    let beside = NewCode::beside(&code, to);
                    edit.add_code(&beside)?
                }
            };
            let mut moved = 0;
            for unit in units {
                for coding in edit.store().codings_of_unit(*unit)? {
                    if coding.code != to && from.contains(&coding.code) {
                        let to = edit.add_coding(*unit, to, coding.coder, coding.origin)?;
                        edit.move_memos(coding.id, to)?;
                        edit.remove_coding(coding.id)?;
                        moved += 1;
                    }
                }
            }
            if moved == 0 {
                return Err(Error::input(format!(
                    "none of these units bears '{}' any more; nothing was moved",
                    code.name
                )));
            }
            let path = edit.store().codebook(study.id)?.path(to);
            edit.summarise(format!("moved {moved} codings of {} to {path}", code.name));
            Ok(moved)
        })
    }
}
