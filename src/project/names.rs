//! What people are called, by their identity.

use super::Project;
use crate::error::Result;
use crate::study::{CoderId, CoderKind, ParticipantId, StudyId};
use std::collections::{HashMap, HashSet};

impl Project {
    /// The names of all coders.
    pub(super) fn coder_names(&self) -> Result<HashMap<CoderId, String>> {
        let coders = self.store.coders()?.into_iter();
        Ok(coders.map(|c| (c.id, c.name)).collect())
    }

    /// Those who stand for what coders agreed on.
    pub(super) fn consensus_coders(&self) -> Result<HashSet<CoderId>> {
        let coders = self.store.coders()?.into_iter();
        let consensus = coders.filter(|c| c.kind == CoderKind::Consensus);
        Ok(consensus.map(|c| c.id).collect())
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
