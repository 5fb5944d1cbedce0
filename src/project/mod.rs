//! The main path: the only module that knows more than one step.
//!
//! A [`Project`] is an open project file. Every way in (command line, workbench, library) goes through its methods, so that
//! all of them tell the same story.

mod annotating;
mod checking;
mod choose;
mod code_counts;
mod code_places;
mod code_points;
mod code_splitting;
mod code_texts;
mod codebook;
mod coding;
mod comparing;
mod consistency;
mod deciding;
mod evaluation;
mod export;
mod exporting;
mod find;
mod found;
mod gathering;
mod hearing;
mod history;
mod identifying;
mod identities;
mod import;
mod in_context;
mod indexing;
mod learning;
mod live;
mod look_up;
mod member_check;
mod memo_book;
mod memos;
mod merging;
mod methods;
mod names;
mod near;
mod passage_coding;
mod passages;
mod places;
mod precision;
mod pretraining;
mod pseudonymising;
mod quote;
mod quoting;
mod reading;
mod recognising;
mod record;
mod scoring;
mod search;
mod search_filter;
mod status;
mod studies;
mod suggesting;
mod tables;
mod talk;
mod teaching;
mod trusting;
mod uniting;
mod vectors;
mod whole_study;
mod why_not;

pub use annotating::UnitNotes;
pub use choose::code;
pub use code_counts::{CodeCount, CodeCounts};
pub use code_places::{CodePlace, NewCode};
pub use code_points::CodePoints;
pub use codebook::{CodeNotes, CodingsFate};
pub use coding::{CodedRange, NewCodes, RangeCoding, Uncoded};
pub use comparing::{Aligning, CompareRequest, Comparison, Merging, Picked};
pub use deciding::{Decided, Saying};
pub use evaluation::Evaluation;
pub use exporting::Exported;
pub use found::Quote;
pub use import::{
    ChangedTranscripts, FilePreview, ImportOptions, ImportProgress, ImportReport, SpeakerPreview,
    TranscriptPreview,
};
pub use in_context::{GivenCode, InContext, Stretch};
pub use live::{Doing, Live, LiveAnswer, LiveState, Way};
pub use member_check::{MemberCheckRequest, MemberSheet, one_after_another};
pub use merging::{Conflict, ConflictAbout, Copied, CopyRequest, MergeReport, Settling, Take};
pub use methods::{Guideline, MethodsDraft};
pub use passage_coding::PassagesCoded;
pub use pretraining::{pretrain, pretrain_leaving_each_out};
pub use quote::Quoted;
pub use reading::{CodedStretch, Reading};
pub use recognising::Recognised;
pub use record::{
    CodeDecisions, DecisionRecord, Moment, Record, RecordEntry, RecordRequest, RecordedChange,
    RecordedDecision,
};
pub use scoring::{ScoreOptions, ScoreReport, Scorer, on_threads};
pub use search::{Quotes, SearchRequest};
pub use status::{CoderStatus, Status, StudyStatus, TranscriptStatus};
pub use suggesting::{FEW_UNITS, NotRecognised, SilentCodes, SuggestRequest, Suggestions};
pub use tables::{LabelPattern, PrintedTables, TableColumn, TableKind, TableRequest, Wording};
pub use teaching::Meaning;
pub use trusting::{
    Agreed, Agreement, AgreementRequest, Basis, CodeAgreement, Coefficients, Confusion,
    Disagreement, DisagreementRequest, Disagreements, Engine, EngineCodings, GivenCoding,
    GroupSaturation, SaturationReport, SaturationRequest, Settled, Settlement, Side,
};
pub use trusting::{CodeDrift, DriftQuote, DriftReport, DriftRequest, RecodeSample, RecodeUnit};
pub use why_not::{Asked, JudgedBy, WhyNot};

use crate::error::Result;
use crate::store::{Passphrase, Store};
use std::collections::HashMap;
use std::path::Path;

/// An open project.
pub struct Project {
    store: Store,
    indexed: Option<indexing::Indexed>,
    encoded: HashMap<String, vectors::Encoded>,
}

impl Project {
    /// Makes a new, empty project file.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            store: Store::create(path)?,
            indexed: None,
            encoded: HashMap::new(),
        })
    }

    /// Makes a new, empty project file that nobody reads without the passphrase.
    ///
    /// # Errors
    /// As [`Store::create_encrypted`].
    pub fn create_encrypted(path: impl AsRef<Path>, passphrase: &Passphrase) -> Result<Self> {
        Ok(Self {
            store: Store::create_encrypted(path, passphrase)?,
            indexed: None,
            encoded: HashMap::new(),
        })
    }

    /// Opens a project file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            store: Store::open(path)?,
            indexed: None,
            encoded: HashMap::new(),
        })
    }

    /// Opens a project file for reading alone; it may be write-protected. Every change is refused.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            store: Store::open_read_only(path)?,
            indexed: None,
            encoded: HashMap::new(),
        })
    }

    /// The project file, for reading what no method here gives.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
