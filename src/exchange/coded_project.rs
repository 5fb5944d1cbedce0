//! A whole coded project as plain values: what emic's studies and other programs' projects have in common.

use crate::study::{Attributes, Span, SpeakerRole, TranscriptKind};

/// A study with everything in it, as one file carries it. Things refer to each other by their place in these lists.
///
/// Every `guid` is in lower case without braces, and empty where the file gives none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedProject {
    /// Identity of the study.
    pub guid: String,
    /// Short name.
    pub name: String,
    /// Full title.
    pub title: String,
    /// The method in the researcher's words.
    pub method: String,
    /// Names of the levels, the most abstract first; empty where the file names none.
    pub levels: Vec<String>,
    /// Language of the interviews (ISO 639-1).
    pub language: Option<String>,
    /// Who coded.
    pub coders: Vec<ProjectCoder>,
    /// The codebook, parents before children, in the order of the tree.
    pub codes: Vec<ProjectCode>,
    /// Who was interviewed.
    pub participants: Vec<ProjectParticipant>,
    /// What was said, with the units in it.
    pub transcripts: Vec<ProjectTranscript>,
    /// Notes.
    pub memos: Vec<ProjectMemo>,
    /// Links between codes.
    pub relations: Vec<ProjectRelation>,
    /// What emic has no place for.
    pub kept: Vec<KeptElement>,
    /// Whether emic wrote the file.
    pub by_emic: bool,
    /// Whether two units of one stretch are two; else they are one with the codings of both, as where a program writes a
    /// selection for each coding.
    pub units_apart: bool,
}

/// Someone who coded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectCoder {
    /// Identity.
    pub guid: String,
    /// Name, unique in the file.
    pub name: String,
    /// Whether emic coded under this name.
    pub is_machine: bool,
    /// Whether it stands for what coders agreed on.
    pub is_consensus: bool,
}

/// A node of the codebook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectCode {
    /// Identity.
    pub guid: String,
    /// The place of the node above in the list of codes.
    pub parent: Option<usize>,
    /// Its level (0 the most abstract), where the file tells it; else its depth in the tree counts.
    pub level: Option<usize>,
    /// Name, unique among its siblings.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// When to use it.
    pub include: String,
    /// When not to.
    pub exclude: String,
    /// A colour as `#rrggbb`, or empty.
    pub colour: String,
}

/// Someone who was interviewed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectParticipant {
    /// Identity.
    pub guid: String,
    /// Pseudonym, unique in the file.
    pub label: String,
    /// Attributes by name.
    pub attributes: Attributes,
}

/// A transcript with its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectTranscript {
    /// Identity.
    pub guid: String,
    /// Name, unique in the file.
    pub name: String,
    /// Whole conversation or separate passages.
    pub kind: TranscriptKind,
    /// Its language (ISO 639-1), where the file tells it.
    pub language: Option<String>,
    /// The text with line feeds as line ends.
    pub text: String,
    /// The participant it is about.
    pub participant: Option<usize>,
    /// Its turns in order, where the file tells them.
    pub turns: Option<Vec<ProjectTurn>>,
    /// Its units.
    pub units: Vec<ProjectUnit>,
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectTurn {
    /// Which bytes of the text.
    pub span: Span,
    /// The label.
    pub speaker: Option<String>,
    /// Whose speech it is.
    pub role: SpeakerRole,
    /// The participant who speaks.
    pub participant: Option<usize>,
}

/// A meaning unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectUnit {
    /// Identity.
    pub guid: String,
    /// First byte of the transcript's text, and one past the last.
    pub range: (usize, usize),
    /// The condensed meaning unit.
    pub condensed: Option<String>,
    /// A translation.
    pub translation: Option<String>,
    /// The name it had in an earlier file.
    pub external_id: Option<String>,
    /// Who gave it which code.
    pub codings: Vec<ProjectCoding>,
}

impl ProjectUnit {
    /// Its stretch of the text.
    pub fn span(&self) -> Span {
        Span::new(self.range.0, self.range.1)
    }
}

/// One coder's judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectCoding {
    /// Identity.
    pub guid: String,
    /// The place of the code.
    pub code: usize,
    /// The place of the coder; none where the file names nobody.
    pub coder: Option<usize>,
    /// When, as an ISO 8601 date and time.
    pub at: Option<String>,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The whole study.
    Study,
    /// A participant.
    Participant(usize),
    /// A transcript.
    Transcript(usize),
    /// A unit: of which transcript, and which of its units.
    Unit(usize, usize),
    /// A code.
    Code(usize),
    /// A coding: of which transcript, which of its units, and which of the unit's codings.
    Coding(usize, usize, usize),
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectMemo {
    /// Identity.
    pub guid: String,
    /// What it is about.
    pub about: About,
    /// Who wrote it; none where the file names nobody.
    pub coder: Option<usize>,
    /// The note.
    pub text: String,
    /// When, as an ISO 8601 date and time.
    pub at: Option<String>,
}

/// A typed link between two codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRelation {
    /// Identity.
    pub guid: String,
    /// The place of the code where it starts.
    pub from: usize,
    /// The place of the code where it ends.
    pub to: usize,
    /// Its type.
    pub kind: String,
    /// Why it was drawn.
    pub note: String,
}

/// An element of REFI-QDA that emic has no place for, or has one for in part, kept to be written back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptElement {
    /// The list that it stands in: `Variables`, `Sources`, `Links`, `Sets`, `Graphs`.
    pub list: String,
    /// Identity.
    pub guid: String,
    /// The element as XML.
    pub xml: String,
}

/// A project as it was read, with what is to be said of the reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedProjectFile {
    /// What is in it.
    pub project: CodedProject,
    /// What was guessed, and what emic has no place for, counted and named.
    pub warnings: Vec<String>,
}

/// `name`, or with ` (2)`, ` (3)`, ... behind it where that is taken.
pub(crate) fn unique(name: &str, mut is_taken: impl FnMut(&str) -> bool) -> String {
    let mut tried = name.to_owned();
    for n in 2.. {
        if !is_taken(&tried) {
            break;
        }
        tried = format!("{name} ({n})");
    }
    tried
}
