//! Studies side by side: what people coded, from the project file to a comparison.
//!
//! ```text
//! codings by people ─► quotes ─┬─► matrix
//!                              ├─► each study's model codes the other's units ─┐
//!                              ├─► a vector of meaning for each code ──────────┴─► alignments
//!                              └─► codes that meet
//! ```

mod code_vectors;
mod cross_coding;
mod gathering;
mod levels;
mod merging;
mod nodes;
mod picking;
mod request;
mod sides;
mod telling_quotes;

pub(super) use code_vectors::set_apart;
pub use picking::Picked;
pub use request::{Aligning, CompareRequest, Merging};

use super::Project;
use crate::compare::{
    self, Alignment, AlignmentQuestion, CodedQuote, Columns, Cooccurrence, Matrix, MatrixQuestion,
    Meeting, Merge, Rows, align, cooccurrence,
};
use crate::error::Result;
use crate::study::{Codebook, Study};
pub(super) use gathering::Gathered;
use serde::Serialize;

/// Studies, or the participants of studies, side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What the researcher should know: what could not be compared, and why.
    pub remarks: Vec<String>,
    /// Themes by studies or by participants' attribute.
    pub matrix: Matrix,
    /// Which codes are alike, for each two studies.
    pub alignments: Vec<Alignment>,
    /// Codes that meet on one stretch, study by study.
    pub cooccurrences: Vec<Cooccurrence>,
}

/// A study with its codebook.
type Coded = (Study, Codebook);

impl Project {
    /// Compares studies, or the participants of one or more studies, by what people coded. What machines coded does not count.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where there is nothing to compare, or for an unknown study, level, attribute or coder; the message says
    /// what there is. Else as [`Project::search`].
    pub fn compare(&mut self, request: &CompareRequest, coder: &str) -> Result<Comparison> {
        let Gathered {
            studies,
            quotes,
            mut remarks,
        } = self.gathered(request)?;
        self.check_sides(&studies, request)?;
        remarks.extend(sides::silent(&studies, &quotes));
        let level = levels::rows(&studies, request.level.as_deref(), &mut remarks)?;
        let (rows, finer) = (
            level.unwrap_or(Rows::Level(0)),
            level.unwrap_or(Rows::Level(1)),
        );
        let columns = request
            .by
            .clone()
            .map_or(Columns::Studies, Columns::Attribute);
        let asked = Asked {
            studies: &studies,
            quotes: &quotes,
            request,
            coder,
        };
        let alignments = match asked.aligns() {
            true => self.alignments(&asked, finer)?,
            false => Vec::new(),
        };
        let merge = match request.merging {
            Merging::Never => Merge::Separate,
            Merging::ByName => merging::by_name(&studies, &quotes, rows, &[])?,
            Merging::Alike => {
                let alike = match asked.aligns() && rows == finer {
                    true => merging::pairs(&alignments),
                    false => merging::pairs(&self.alignments(&asked, rows)?),
                };
                merging::by_name(&studies, &quotes, rows, &alike)?
            }
        };
        let question = MatrixQuestion {
            rows,
            merge,
            columns,
            examples: request.quotes,
        };
        Ok(Comparison {
            matrix: compare::matrix(&studies, &quotes, &question)?,
            alignments,
            cooccurrences: studies
                .iter()
                .map(|study| cooccurrence(study, &quotes, finer, Meeting::Overlapping))
                .collect(),
            remarks,
        })
    }

    /// The matrix of a comparison alone; with [`Merging::Alike`], rows are merged by name. The second value is what the researcher
    /// should know.
    ///
    /// # Errors
    /// As [`Project::compare`].
    pub fn matrix(&self, request: &CompareRequest) -> Result<(Matrix, Vec<String>)> {
        let gathered = self.gathered(request)?;
        self.check_sides(&gathered.studies, request)?;
        let (studies, quotes) = (&gathered.studies, &gathered.quotes);
        let mut remarks = gathered.remarks;
        remarks.extend(sides::silent(studies, quotes));
        let rows = levels::rows(studies, request.level.as_deref(), &mut remarks)?;
        let rows = rows.unwrap_or(Rows::Level(0));
        let question = MatrixQuestion {
            rows,
            merge: match request.merging {
                Merging::Never => Merge::Separate,
                Merging::ByName | Merging::Alike => merging::by_name(studies, quotes, rows, &[])?,
            },
            columns: request
                .by
                .clone()
                .map_or(Columns::Studies, Columns::Attribute),
            examples: request.quotes,
        };
        Ok((compare::matrix(studies, quotes, &question)?, remarks))
    }

    /// Each two studies.
    fn alignments(&mut self, asked: &Asked<'_>, rows: Rows) -> Result<Vec<Alignment>> {
        let nodes = nodes::Nodes::new(asked.studies, asked.quotes, rows)?;
        let meanings = self.meanings(asked, &nodes)?;
        let crossed = self.crossed(asked, &nodes)?;
        let mut alignments = Vec::new();
        for (at, left) in asked.studies.iter().enumerate() {
            for right in &asked.studies[at + 1..] {
                let cross_coding = crossed.between(left.0.id, right.0.id);
                let question = AlignmentQuestion {
                    rows,
                    examples: asked.request.quotes,
                    vectors: (!meanings.codes.is_empty()).then_some(&meanings.codes),
                    cross_coding: cross_coding.as_ref(),
                    ..AlignmentQuestion::default()
                };
                let mut alignment = align(left, right, asked.quotes, &question);
                let sides = [(&left.0, asked.quotes), (&right.0, asked.quotes)];
                telling_quotes::choose(
                    &mut alignment,
                    sides,
                    &nodes,
                    &meanings,
                    asked.request.quotes,
                );
                alignments.push(alignment);
            }
        }
        Ok(alignments)
    }
}

/// What is compared, and by whom.
struct Asked<'a> {
    studies: &'a [Coded],
    quotes: &'a [CodedQuote],
    request: &'a CompareRequest,
    coder: &'a str,
}

impl Asked<'_> {
    fn aligns(&self) -> bool {
        match self.request.aligning {
            Aligning::Always => true,
            Aligning::Never => false,
            Aligning::WhereStudiesAre => self.request.by.is_none(),
        }
    }
}
