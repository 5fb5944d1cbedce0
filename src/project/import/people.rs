//! Participants.

use super::Import;
use crate::error::Result;
use crate::exchange::ParticipantRow;
use crate::store::Edit;
use crate::study::{Attributes, Participant, ParticipantId, StudyId};
use std::collections::HashMap;

/// The participants of the study, by label without regard to case.
pub(super) struct People {
    study: StudyId,
    known: HashMap<String, Participant>,
}

impl People {
    pub fn of(edit: &Edit<'_>, study: StudyId) -> Result<Self> {
        let known = edit.store().participants(study)?;
        Ok(Self {
            study,
            known: known.into_iter().map(|p| (key(&p.label), p)).collect(),
        })
    }

    /// The participant of this label.
    pub fn get(&self, label: &str) -> Option<ParticipantId> {
        self.known.get(&key(label)).map(|p| p.id)
    }

    /// All labels as written.
    pub fn labels(&self) -> Vec<String> {
        self.known.values().map(|p| p.label.clone()).collect()
    }

    /// Takes in a table: new participants, and other attributes of those there are.
    pub fn take_in(
        &mut self,
        import: &mut Import<'_, '_>,
        file: usize,
        rows: &[ParticipantRow],
    ) -> Result<()> {
        let mut same = 0;
        for row in rows {
            let is_new = self.get(&row.label).is_none();
            let changed = self.with(import.edit, &row.label, &row.attributes)?.1;
            match (is_new, changed) {
                (true, _) => import.count(file, "participants", 1),
                (false, true) => import.count(file, "participants updated", 1),
                (false, false) => same += 1,
            }
        }
        if same > 0 {
            import.warn(
                file,
                format!("{same} participants were there already, with the same attributes"),
            );
        }
        Ok(())
    }

    /// The participant of this label with these attributes besides those known; added where new. And whether anything changed.
    pub fn with(
        &mut self,
        edit: &mut Edit<'_>,
        label: &str,
        attributes: &Attributes,
    ) -> Result<(ParticipantId, bool)> {
        let label = label.trim();
        if let Some(participant) = self.known.get_mut(&key(label)) {
            let mut all = participant.attributes.clone();
            all.extend(attributes.iter().map(|(k, v)| (k.clone(), v.clone())));
            let changed = all != participant.attributes;
            if changed {
                edit.set_attributes(participant.id, &all)?;
                participant.attributes = all;
            }
            return Ok((participant.id, changed));
        }
        let id = edit.add_participant(self.study, label, attributes)?;
        let participant = Participant {
            id,
            study: self.study,
            label: label.to_owned(),
            attributes: attributes.clone(),
        };
        self.known.insert(key(label), participant);
        Ok((id, true))
    }
}

fn key(label: &str) -> String {
    label.trim().to_lowercase()
}
