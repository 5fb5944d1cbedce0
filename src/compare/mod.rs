//! Studies side by side.
//!
//! ```text
//! studies + coded quotes ─┬─► matrix        theme × study, or theme × participants' attribute
//!                         ├─► align         which codes of one study resemble which of another
//!                         └─► cooccurrence  which codes meet on the same stretch
//!                                └─► text table · CSV · JSON (serde) · HTML page
//! ```
//!
//! Values in, values out: what the index or a model has to say (sentence vectors, cross coding) is handed in by the caller.

mod alignment;
mod columns;
mod cooccurrence;
mod counts;
mod csv;
mod examples;
mod ladder;
mod matrix;
mod page;
mod page_alignment;
mod page_matrix;
mod picked;
mod plan;
mod quote;
mod resemblance;
mod sides;
mod table;
mod tables;
mod width;
mod word_space;

pub use self::csv::{alignment_csv, cooccurrence_csv, matrix_csv};
pub use alignment::{AlignedCode, AlignedPair, Alignment, AlignmentQuestion, Match, align};
pub use columns::{Columns, NOT_KNOWN};
pub use cooccurrence::{CodePair, Cooccurrence, Meeting, cooccurrence};
pub use examples::example_quotes;
pub use ladder::{Counted, Rows};
pub use matrix::{Cell, Column, Matrix, MatrixQuestion, Merge, Row, StudyNote, Tally, matrix};
pub use page::{Page, page};
pub use picked::{cell_quotes, meeting_quotes};
pub use quote::{CodedQuote, Quote, commonest_language};
pub use resemblance::{CrossCoding, CrossEvidence, Resemblance};
pub use tables::{Shown, alignment_table, cooccurrence_table, matrix_table};
pub use width::display_width;

#[cfg(test)]
mod sample;
