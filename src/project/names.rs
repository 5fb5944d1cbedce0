//! What people are called, by their identity.

use super::Project;
use crate::error::Result;
use crate::study::{CoderId, ParticipantId, StudyId};
use std::collections::HashMap;

impl Project {
    /// The names of all coders.
    pub(super) fn coder_names(&self) -> Result<HashMap<CoderId, String>> {
        let coders = self.store.coders()?.into_iter();
        Ok(coders.map(|c| (c.id, c.name)).collect())
    }

    /// The pseudonyms of a study's participants.
    pub(super) fn participant_labels(
        &self,
        study: StudyId,
    ) -> Result<HashMap<ParticipantId, String>> {
        let participants = self.store.participants(study)?.into_iter();
        Ok(participants.map(|p| (p.id, p.label)).collect())
    }
}
