//! Files in and out as plain values: one file a format, no database.
//!
//! [`files`] lists what a path holds, [`recognise`] says what a file is, and each format has its reader (and, where
//! emic writes it, its writer). A reader never guesses in silence: what it could not carry is among its warnings.

mod atlasti;
mod codebook_csv;
mod coded_project;
mod coded_units;
mod coded_units_csv;
mod coded_units_jsonl;
mod column;
mod column_mapping;
mod csv_file;
mod documents;
mod docx;
mod duplicates;
mod encoding;
mod entities;
mod epub;
mod files;
mod flow;
mod format;
mod gaps;
mod gathering;
mod html;
mod import_report;
mod ladder;
mod lenient_json;
mod letter_names;
mod marked_texts;
mod maxqda;
mod notes;
mod nvivo;
mod ods;
mod odt;
mod package;
mod participants_csv;
mod pdf;
mod positions;
mod program_tables;
mod projects;
mod pseudonym_list;
mod qualcoder;
mod refi;
mod relations_csv;
mod rows;
mod rqda;
mod rtf;
mod segments;
mod speaker_styles;
mod spreadsheet;
mod sqlite_tables;
mod stretches;
mod study_json;
mod subtitles;
mod survey;
mod table;
mod tables;
mod taguette;
mod taguette_csv;
mod text;
mod transcript_format;
mod unpacked;
mod xml_text;

pub use codebook_csv::{CodebookFile, CodebookRow, parse_codebook, read_codebook, write_codebook};
pub(crate) use coded_project::unique;
pub use coded_project::{
    About, CodedProject, CodedProjectFile, KeptElement, ProjectCode, ProjectCoder, ProjectCoding,
    ProjectMemo, ProjectParticipant, ProjectRelation, ProjectTranscript, ProjectTurn, ProjectUnit,
};
pub use coded_units::{CodedUnits, is_table, open_coded_units};
pub use coded_units_csv::{
    CodedUnitsFile, parse_coded_units_csv, read_coded_units_csv, write_coded_units_csv,
};
pub use coded_units_jsonl::{open_jsonl, read_jsonl, write_jsonl};
pub use column_mapping::{ColumnMapping, read_with_columns};
pub use documents::{Block, DOCUMENT_FORMATS, DocumentFormat, PrintedDocument, Run};
pub use duplicates::Duplicates;
pub use encoding::{Decoded, decode, read_text};
pub use files::files;
pub use format::{Format, recognise};
pub use import_report::{FileOutcome, counts_in_words};
pub use notes::{Note, NoteKind};
pub use participants_csv::{
    ParticipantRow, ParticipantsFile, parse_participants, read_participants, write_participants,
};
pub use program_tables::read_program_table;
pub use projects::read_project;
pub use pseudonym_list::{
    PseudonymRow, known_words, read_known_words, read_pseudonyms, write_pseudonyms,
};
pub use qualcoder::{qualcoder_name, read_qualcoder};
pub use refi::{
    Positions, WrittenProject, derived_guid, is_guid, qdpx_name, read_qdc, read_qdpx, write_qdc,
    write_qdpx,
};
pub use relations_csv::{
    RelationRow, RelationsFile, parse_relations, read_relations, write_relations,
};
pub use rqda::read_rqda;
pub use study_json::{StudyFile, read_study};
pub use survey::{SurveyFile, read_survey};
pub use tables::{Cell, Column, Layout, PrintedTable, Showing, TABLE_FORMATS, TableFormat};
pub use taguette::read_taguette;
pub use text::TranscriptFile;
pub use transcript_format::{TranscriptFormat, transcript_formats};
