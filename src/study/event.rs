//! What happened.

use super::{CoderId, EventId};
use serde::{Deserialize, Serialize};

/// One change of the project: who did what, when. Appended in the same transaction as the change, never altered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number; later events have larger ones.
    pub id: EventId,
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// Who; `None` for what emic does by itself (a migration).
    pub coder: Option<CoderId>,
    /// What was done, in a word or two: `import`, `code`, `decide`, `undo`.
    pub action: String,
    /// The same for a person to read: `coded F2 1203-1288 as Peer learning`.
    pub summary: String,
    /// The event that this one takes back, if it is an undo or a redo.
    pub undoes: Option<EventId>,
}
