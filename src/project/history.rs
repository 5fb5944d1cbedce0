//! Changes under a coder's name, and taking them back.

use super::Project;
use super::choose::person;
use crate::error::Result;
use crate::store::Edit;
use crate::study::{CoderId, Event};

impl Project {
    /// One change by the person of this name, who becomes known with it.
    pub(super) fn change_by<T>(
        &mut self,
        coder: &str,
        action: &str,
        change: impl FnOnce(&mut Edit<'_>, CoderId) -> Result<T>,
    ) -> Result<T> {
        self.store.change(None, action, |edit| {
            let coder = person(edit, coder)?;
            edit.by(coder);
            change(edit, coder)
        })
    }

    /// Takes back the latest change that is not taken back yet; it is returned. `None` where there is nothing left.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be written.
    pub fn undo(&mut self, coder: &str) -> Result<Option<Event>> {
        self.step(coder, "undo", |edit| edit.undo())
    }

    /// Takes back the latest change of the coder called `whose` that is not taken back yet, and leaves what others did since.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an unknown coder, and where a later change builds on it; the message says which.
    pub fn undo_of(&mut self, whose: &str, coder: &str) -> Result<Option<Event>> {
        let whose = self.whose(whose)?;
        self.step(coder, "undo", |edit| edit.undo_of(whose))
    }

    /// The coder of this name, today's or one whose coming was taken back.
    pub(super) fn whose(&self, name: &str) -> Result<CoderId> {
        match self.store.coder_once_named(name)? {
            Some(coder) => Ok(coder),
            None => Ok(self.coder(name)?.id),
        }
    }

    /// Does again what the latest [`Project::undo_of`] by the coder called `whose` took back.
    ///
    /// # Errors
    /// As [`Project::undo_of`].
    pub fn redo_of(&mut self, whose: &str, coder: &str) -> Result<Option<Event>> {
        let whose = self.whose(whose)?;
        self.step(coder, "redo", |edit| edit.redo_of(whose))
    }

    /// Does again what the latest undo took back; it is returned. `None` where nothing was undone since the last change.
    ///
    /// # Errors
    /// As [`Project::undo`].
    pub fn redo(&mut self, coder: &str) -> Result<Option<Event>> {
        self.step(coder, "redo", |edit| edit.redo())
    }

    /// A step back or forth; history tells whose it was, though that may be the first she does here, or her coming is taken back.
    fn step(
        &mut self,
        coder: &str,
        action: &str,
        step: impl FnOnce(&mut Edit<'_>) -> Result<Option<Event>>,
    ) -> Result<Option<Event>> {
        let known = self.store.coder_once_named(coder)?;
        self.store.change(known, action, |edit| {
            let done = step(edit)?;
            if done.is_some() && known.is_none() {
                let newcomer = edit.add_passer_by(coder)?;
                edit.by(newcomer);
            }
            Ok(done)
        })
    }
}
