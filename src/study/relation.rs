//! Typed links between codes.

use super::{CodeId, RelationId};
use serde::{Deserialize, Serialize};

/// A typed link between two nodes of a codebook, as in an axial model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Identity within the project.
    pub id: RelationId,
    /// Where the link starts.
    pub from: CodeId,
    /// Where it ends.
    pub to: CodeId,
    /// Its type: `leads to`, `is addressed by`, `feeds back to`, ...
    pub kind: String,
    /// Why it was drawn.
    pub note: String,
}
