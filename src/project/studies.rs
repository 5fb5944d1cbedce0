//! Studies made by hand.

use super::Project;
use crate::error::{Error, Result};
use crate::study::{Language, Study, StudyId};
use std::collections::BTreeSet;

impl Project {
    /// Adds a study; the identity in the value is not used.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that another study has.
    pub fn add_study(&mut self, study: &Study, coder: &str) -> Result<StudyId> {
        self.change_by(coder, "new study", |edit, _| {
            edit.summarise(format!("added the study {}", study.name));
            edit.add_study(study)
        })
    }

    /// Gives a study another name, title, method, level names or language.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown study, an empty name or one that another study has, and where no level has a name.
    pub fn revise_study(&mut self, study: &Study, coder: &str) -> Result<()> {
        if study.levels.is_empty() {
            return Err(Error::input(
                "a study has at least one level; name it, such as: theme, category, sub-category, code",
            ));
        }
        self.change_by(coder, "study", |edit, _| {
            edit.summarise(format!("described the study {}", study.name));
            edit.update_study(study)
        })
    }

    /// The languages of a study's transcripts.
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be read.
    pub fn languages(&self, study: StudyId) -> Result<BTreeSet<Language>> {
        Ok(self.store.languages(study)?.into_iter().collect())
    }
}
