//! Studies made by hand.

use super::Project;
use crate::error::Result;
use crate::study::{Study, StudyId};

impl Project {
    /// Adds a study; the identity in the value is not used.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for an empty name or one that another study has.
    pub fn add_study(&mut self, study: &Study, coder: &str) -> Result<StudyId> {
        self.change_by(coder, "new study", |edit, _| {
            edit.summarise(format!("added the study {}", study.name));
            edit.add_study(study)
        })
    }
}
