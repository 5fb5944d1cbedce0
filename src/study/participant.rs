//! Who was interviewed.

use super::{ParticipantId, StudyId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of a participant: role, age, sex, training year, ...
pub type Attributes = BTreeMap<String, String>;

/// A participant, by pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Identity within the project.
    pub id: ParticipantId,
    /// The study he or she took part in.
    pub study: StudyId,
    /// The pseudonym (`F2`, `M4`, `Speaker 1`), unique in the study.
    pub label: String,
    /// Attributes by name.
    pub attributes: Attributes,
}
