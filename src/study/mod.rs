//! The field's words as plain values: no files, no database, no clock.
//!
//! Every other module speaks in these types and none of them knows who stores or shows it.

mod code;
mod coded_unit;
mod coder;
mod event;
mod filter;
mod id;
mod language;
mod memo;
mod participant;
mod relation;
mod short_names;
mod span;
mod transcript;
mod unit;

pub use code::{Code, Codebook, PATH_SEPARATOR};
pub use coded_unit::CodedUnit;
pub use coder::{Coder, CoderKind, Coding, Decision, Origin, Verdict};
pub use event::Event;
pub use filter::{AttributeFilter, Comparison};
pub use id::{
    CodeId, CoderId, CodingId, DecisionId, EventId, MemoId, ParticipantId, RelationId, StudyId,
    TranscriptId, UnitId,
};
pub use language::Language;
pub use memo::{Memo, MemoTarget};
pub use participant::{Attributes, Participant};
pub use relation::Relation;
pub use short_names::short_names;
pub use span::Span;
pub use transcript::{SpeakerRole, Transcript, TranscriptKind, Turn};
pub use unit::MeaningUnit;

use serde::{Deserialize, Serialize};

/// One research study: its method and the names of its levels of abstraction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Study {
    /// Identity within the project.
    pub id: StudyId,
    /// Short name, unique in the project, used on the command line (`clinical-empathy`).
    pub name: String,
    /// Full title, as in the paper.
    pub title: String,
    /// The method in the researcher's words.
    pub method: String,
    /// Level names from the most abstract to the most concrete, such as `theme, category, sub-category, code`.
    pub levels: Vec<String>,
    /// Language of the interviews where it is the same for all.
    pub language: Option<Language>,
}

impl Study {
    /// The four levels of qualitative content analysis after Graneheim & Lundman (2004).
    pub const CONTENT_ANALYSIS_LEVELS: [&'static str; 4] =
        ["theme", "category", "sub-category", "code"];

    /// The name of level `depth` (0 is the most abstract); below the last named level, `code`.
    pub fn level_name(&self, depth: usize) -> &str {
        self.levels.get(depth).map_or("code", String::as_str)
    }
}
