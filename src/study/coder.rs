//! Who codes, and what was judged.

use super::{CodeId, CoderId, CodingId, DecisionId, Span, TranscriptId, UnitId};
use serde::{Deserialize, Serialize};

/// A person, or a machine that codes under a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoderKind {
    /// A researcher.
    Person,
    /// emic itself; never trained on, withdrawn in one step.
    Machine,
    /// What coders agreed on after they had talked: apart from what each gave alone, and nobody's own judgement.
    Consensus,
}

/// Someone who codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coder {
    /// Identity within the project.
    pub id: CoderId,
    /// Name, unique in the project.
    pub name: String,
    /// Person or machine.
    pub kind: CoderKind,
}

/// What stands behind the name of a coder who codes a second time, blind to the first.
const SECOND: &str = " (2nd)";

impl Coder {
    /// The name under which the coder of this name codes a second time, blind to the first.
    pub fn second_pass(name: &str) -> String {
        format!("{name}{SECOND}")
    }

    /// The name of the coder whose second pass this is.
    pub fn first_pass(name: &str) -> Option<&str> {
        name.strip_suffix(SECOND).filter(|first| !first.is_empty())
    }
}

/// How a coding came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The coder chose the code unaided.
    Hand,
    /// The coder accepted a suggestion.
    Accepted,
    /// The coder was shown suggestions and chose another code.
    Corrected,
    /// It came in with a file.
    Imported,
    /// A machine coder gave it.
    Machine,
}

/// One coder's judgement that one unit bears one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// Identity within the project.
    pub id: CodingId,
    /// The unit.
    pub unit: UnitId,
    /// The code.
    pub code: CodeId,
    /// Whose judgement.
    pub coder: CoderId,
    /// How it came to be.
    pub origin: Origin,
    /// When, as RFC 3339 in UTC.
    pub at: String,
}

/// What a coder said to a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The code is right; it became a coding.
    Accept,
    /// Another code is right; that one became a coding.
    Correct,
    /// The code is wrong for this stretch, and for this one only.
    Reject,
    /// No judgement now.
    Skip,
}

/// A verdict on one suggested code for one stretch of a transcript; kept for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Identity within the project.
    pub id: DecisionId,
    /// Where.
    pub transcript: TranscriptId,
    /// Which stretch.
    pub span: Span,
    /// The code that was suggested; none where a whole stretch was skipped.
    pub code: Option<CodeId>,
    /// The code given instead (`Correct`).
    pub instead: Option<CodeId>,
    /// Who decided.
    pub coder: CoderId,
    /// What was decided.
    pub verdict: Verdict,
    /// The probability that was shown, or would have been.
    pub probability: Option<f64>,
    /// Whether the coder chose before she saw what was suggested: `Accept` then says that she chose the same.
    #[serde(default)]
    pub blind: bool,
    /// What made the suggestion: the sentence encoder, and the version of emic. Not known of decisions from before emic kept it.
    #[serde(default)]
    pub model: Option<String>,
    /// When, as RFC 3339 in UTC.
    pub at: String,
}
