//! emic: local-first qualitative content analysis. Codes are suggested from one's own coding, quotes found, themes compared.
//!
//! ```
//! use emic::project::{ImportOptions, NewCodes, Quoted, RangeCoding, SearchRequest};
//! use emic::Project;
//!
//! # fn main() -> emic::Result<()> {
//! let folder = tempfile::tempdir().expect("a folder to try in");
//! let interviews = folder.path().join("ward");
//! std::fs::create_dir(&interviews).expect("a folder for interviews");
//! std::fs::write(
//!     interviews.join("M4.txt"),
//!     "Interviewer: How did you learn it?\n\nM4: Nobody taught us. I learned it by myself, at night.\n",
//! )
//! .expect("an interview");
//!
//! // A project is one file. What comes in from a folder becomes a study of its name.
//! let mut project = Project::create(folder.path().join("ward.emic"))?;
//! let options = ImportOptions {
//!     coder: "Mina".to_owned(),
//!     ..ImportOptions::default()
//! };
//! let report = project.import(&[interviews], &options, &|_| {})?;
//! assert_eq!(report.studies, ["ward"]);
//!
//! // A coder gives a stretch of a transcript a code. It is one change, which can be undone.
//! let (study, transcript) = project.transcript_in(None, "M4")?;
//! let span = Quoted::Words("I learned it by myself".to_owned()).span(&transcript)?;
//! let coding = RangeCoding {
//!     codes: vec!["Self-directed learning".to_owned()],
//!     new_codes: NewCodes::Added,
//!     ..RangeCoding::default()
//! };
//! project.code_range(&study, &transcript, span, &coding, "Mina")?;
//!
//! // Every form of a word is found, with who said it and under which codes.
//! let found = project.search(&SearchRequest::new("learning"))?;
//! assert_eq!(found.quotes[0].unit.text, "I learned it by myself");
//! assert_eq!(found.quotes[0].unit.participant.as_deref(), Some("M4"));
//! assert_eq!(found.quotes[0].unit.codes, ["Self-directed learning"]);
//! # Ok(())
//! # }
//! ```
//!
//! # Concepts
//!
//! A **project** is one file with one or more **studies**. A study has **participants** with attributes, **transcripts** made of
//! speakers' **turns**, and a **codebook**: a ladder from themes down to codes, whose levels the study names. A **meaning unit** is
//! a stretch of a transcript that belongs together; units may overlap. A **coding** is one coder's judgement that a unit bears a
//! code. A **suggestion** is emic's proposal, with its probability and its **evidence**; a **decision** is what a person says to
//! it. Every change is one **event**, and every event can be undone.
//!
//! # Flow
//!
//! ```text
//! files ─exchange─► transcripts ─segment─► meaning units ─index─► hits, similar coded units ─┐
//!                                               │                                            ├─► suggest ─► a person decides
//!                           codings ─classifier─► model ─► probabilities ────────────────────┘                   │
//!                              ▲                                                                                 │
//!                              └─────────────────────────── store ◄──────────────────────────────────────────────┘
//! ```
//! [`project`] is the only module that knows more than one step of this; each of the others takes values and gives values.
//!
//! # Modules in reading order
//!
//! - [`study`]: the field's words as plain values.
//! - [`error`]: one error, sorted by who can put it right.
//! - [`text`]: characters to words, for the index and the classifier alike.
//! - [`exchange`]: files in and out, one file a format.
//! - [`segment`]: transcripts to turns to candidate meaning units.
//! - [`store`]: the project file, with events and undo.
//! - [`index`]: quotes found, and units like a given one.
//! - [`classifier`]: codings to a model to probabilities, and how far they can be trusted.
//! - [`suggest`]: suggestions that say why.
//! - [`compare`]: studies side by side.
//! - [`trust`]: agreement of coders and saturation, as figures.
//! - [`pseudonyms`]: words that tell who somebody is, found and replaced.
//! - [`project`]: the main path. **Start here.**
//! - [`workbench`]: the pages of `emic serve`.
//! - [`cli`]: the program `emic`.

// The words.
pub mod error;
pub mod study;

// The steps: none knows another.
pub mod classifier;
pub mod compare;
pub mod exchange;
pub mod index;
pub mod pseudonyms;
pub mod segment;
pub mod store;
pub mod suggest;
pub mod text;
pub mod trust;

// The main path.
pub mod project;

// The ways in.
pub mod cli;
pub mod workbench;

pub use error::{Error, Result};
pub use project::{Project, Scorer};
pub use study::{CodedUnit, Study};
