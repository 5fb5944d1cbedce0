//! The precision chosen last for a study's suggestions: a habit of who works with the file, no part of the study.

use super::Project;
use crate::error::Result;
use crate::study::StudyId;

impl Project {
    /// Percent of what emic is sure of in a study that is to be right, as chosen last; `None` for the best balance, the default.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn precision(&self, study: StudyId) -> Result<Option<u8>> {
        let kept = self.store.cache_get(&name(study))?;
        let text = kept.and_then(|kept| String::from_utf8(kept.data).ok());
        let percent = text.and_then(|text| text.parse().ok());
        Ok(percent.filter(|percent| (1..=100).contains(percent)))
    }

    /// Remembers it. There is no event, and undo does not take it back.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be written.
    pub fn choose_precision(&mut self, study: StudyId, percent: Option<u8>) -> Result<()> {
        let name = name(study);
        match percent {
            Some(percent) => self
                .store
                .cache_put(&name, "", percent.to_string().as_bytes()),
            None => self.store.cache_delete(&name),
        }
    }
}

/// What it is kept under.
fn name(study: StudyId) -> String {
    format!("precision/{study}")
}
