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
mod telling_quotes;

use super::{Meaning, Project};
use crate::compare::{
    self, Alignment, AlignmentQuestion, CodedQuote, Columns, Cooccurrence, Matrix, MatrixQuestion,
    Meeting, Merge, Rows, align, cooccurrence,
};
use crate::error::{Error, Result};
use crate::study::{AttributeFilter, Codebook, Participant, Study};
use gathering::Gathered;
use serde::Serialize;
use std::collections::BTreeSet;

/// Whether codes of different studies are put beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aligning {
    /// Those of each two studies, unless participants are compared.
    #[default]
    WhereStudiesAre,
    /// Those of each two studies.
    Always,
    /// Not at all.
    Never,
}

/// Which rows of different studies become one row of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merging {
    /// Those of equal name.
    #[default]
    ByName,
    /// Those of equal name, and those that are each other's best by alignment.
    Alike,
    /// None.
    Never,
}

/// What to compare. An empty list is no condition.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRequest {
    /// Names of studies; none for all.
    pub studies: Vec<String>,
    /// The level of the rows: the name that any of the studies gives it (`category`), its number from the most abstract (`1`), or
    /// `all`; default themes in the matrix and categories in the alignments.
    pub level: Option<String>,
    /// An attribute of participants as columns, instead of the studies.
    pub by: Option<String>,
    /// Conditions on participants, all of which must hold.
    pub attributes: Vec<AttributeFilter>,
    /// Only codings of these persons.
    pub coders: Vec<String>,
    /// Whether codes are aligned.
    pub aligning: Aligning,
    /// Which rows become one.
    pub merging: Merging,
    /// With [`Meaning::Off`], words alone say what is alike: no vectors, and no study's model codes another study.
    pub meaning: Meaning,
    /// Quotes for each cell and each code of a pair, at most.
    pub quotes: usize,
}

impl Default for CompareRequest {
    /// All studies, theme by study, with three quotes each.
    fn default() -> Self {
        Self {
            studies: Vec::new(),
            level: None,
            by: None,
            attributes: Vec::new(),
            coders: Vec::new(),
            aligning: Aligning::default(),
            merging: Merging::default(),
            meaning: Meaning::default(),
            quotes: 3,
        }
    }
}

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
    /// [`Error::Input`] where there is nothing to compare, or for an unknown study, level, attribute or coder; the message says
    /// what there is. Else as [`Project::search`].
    pub fn compare(&mut self, request: &CompareRequest, coder: &str) -> Result<Comparison> {
        let Gathered {
            studies,
            quotes,
            mut remarks,
        } = self.gathered(request)?;
        self.check_sides(&studies, request)?;
        remarks.extend(silent(&studies, &quotes));
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

    /// Refuses what has only one side, and says what the other could be.
    fn check_sides(&self, studies: &[Coded], request: &CompareRequest) -> Result<()> {
        let (study, _) = match studies {
            [] => {
                return Err(Error::input(
                    "the project has no study yet; import one: emic import FOLDER",
                ));
            }
            [only] if request.by.is_none() => only,
            _ => return Ok(()),
        };
        let others: Vec<String> = self
            .store
            .studies()?
            .into_iter()
            .filter(|s| s.id != study.id)
            .map(|s| s.name)
            .collect();
        let other = match others.as_slice() {
            [] => "or import another study".to_owned(),
            names => format!("or name another study: {}", names.join(", ")),
        };
        let attributes = telling_attributes(&self.store.participants(study.id)?);
        Err(Error::input(match attributes.first() {
            None => format!(
                "'{}' is one study, and nothing is known of its participants to compare them by: import participants.csv, {other}",
                study.name
            ),
            Some(first) => format!(
                "'{}' is one study: compare its participants with --by {first} (they have: {}), {other}",
                study.name,
                attributes.join(", ")
            ),
        }))
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

/// Attributes with more than one value, those known of all first, then those with fewest values: they part the participants into
/// the largest groups.
fn telling_attributes(people: &[Participant]) -> Vec<String> {
    let names: BTreeSet<&String> = people.iter().flat_map(|p| p.attributes.keys()).collect();
    let mut counted: Vec<(bool, usize, &String)> = names
        .into_iter()
        .map(|name| {
            let known: Vec<&str> = people
                .iter()
                .filter_map(|p| p.attributes.get(name))
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
                .collect();
            let values: BTreeSet<&str> = known.iter().copied().collect();
            (known.len() < people.len(), values.len(), name)
        })
        .filter(|(_, values, _)| *values > 1)
        .collect();
    counted.sort();
    counted.into_iter().map(|(.., name)| name.clone()).collect()
}

/// Studies that have nothing to count.
fn silent(studies: &[Coded], quotes: &[CodedQuote]) -> Vec<String> {
    let mut remarks = Vec::new();
    for (study, book) in studies {
        if quotes.iter().any(|q| q.study == study.id) {
            continue;
        }
        remarks.push(match book.codes().is_empty() {
            true => format!("'{}' has no codebook yet", study.name),
            false => format!(
                "'{}' has no coded unit here: only the names and definitions of its codes are compared",
                study.name
            ),
        });
    }
    remarks
}
