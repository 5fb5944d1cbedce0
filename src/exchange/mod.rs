//! Files in and out as plain values: one file a format, no database.
//!
//! [`files`] lists what a path holds, [`recognise`] says what a file is, and each format has its reader (and, where
//! emic writes it, its writer). A reader never guesses in silence: what it could not carry is among its warnings.

mod codebook_csv;
mod coded_project;
mod coded_units_csv;
mod coded_units_jsonl;
mod column;
mod docx;
mod duplicates;
mod encoding;
mod files;
mod format;
mod import_report;
mod ladder;
mod lenient_json;
mod participants_csv;
mod refi;
mod relations_csv;
mod study_json;
mod table;
mod tables;
mod taguette;
mod text;
mod unpacked;

pub use codebook_csv::{CodebookFile, CodebookRow, parse_codebook, read_codebook, write_codebook};
pub use coded_project::{
    About, CodedProject, CodedProjectFile, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo,
    ProjectParticipant, ProjectRelation, ProjectTranscript, ProjectTurn, ProjectUnit,
};
pub use coded_units_csv::{
    CodedUnitsFile, parse_coded_units_csv, read_coded_units_csv, write_coded_units_csv,
};
pub use coded_units_jsonl::{open_jsonl, read_jsonl, write_jsonl};
pub use docx::read_docx;
pub use duplicates::Duplicates;
pub use encoding::{Decoded, decode, read_text};
pub use files::files;
pub use format::{Format, recognise};
pub use import_report::FileOutcome;
pub use participants_csv::{
    ParticipantRow, ParticipantsFile, parse_participants, read_participants, write_participants,
};
pub use refi::{derived_guid, is_guid, qdpx_name, read_qdc, read_qdpx, write_qdc, write_qdpx};
pub use relations_csv::{
    RelationRow, RelationsFile, parse_relations, read_relations, write_relations,
};
pub use study_json::{StudyFile, read_study};
pub use tables::{Cell, Column, Layout, PrintedTable, Showing, TABLE_FORMATS, TableFormat};
pub use taguette::read_taguette;
pub use text::{TranscriptFile, read_transcript};
