//! How far the coding of a transcript is.

use crate::project::TranscriptStatus;
use crate::study::TranscriptId;
use crate::workbench::texts::percent;

/// A share, for the eye and for reading out.
pub(super) struct Share {
    pub percent: String,
    pub value: String,
}

/// A transcript in a list.
pub(super) struct TranscriptView {
    pub id: TranscriptId,
    pub name: String,
    pub coded_units: usize,
    pub coded: Option<Share>,
}

impl Share {
    /// Of 1.
    pub fn of(share: f64) -> Self {
        Self {
            percent: percent(share),
            value: format!("{share:.3}"),
        }
    }
}

impl TranscriptView {
    /// A transcript as it stands.
    pub fn of(transcript: TranscriptStatus) -> Self {
        Self {
            id: transcript.id,
            name: transcript.name,
            coded_units: transcript.coded_units,
            coded: transcript.coded_share.map(Share::of),
        }
    }
}
