//! The quotes behind a number of a comparison.

use super::gathering::Gathered;
use super::{CompareRequest, levels};
use crate::compare::{CodedQuote, Columns, Rows, cell_quotes, meeting_quotes};
use crate::error::Result;
use crate::project::{Project, Stretch};
use crate::study::CodeId;

/// A number of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// A cell of the matrix.
    Cell {
        /// The nodes of its row.
        nodes: Vec<CodeId>,
        /// The label of its column; none for all of the row.
        column: Option<String>,
    },
    /// Two codes of one study that meet.
    Meeting(CodeId, CodeId),
}

impl Project {
    /// The stretches behind a number of [`Project::compare`] for the same request: as many as it says, in the order of the studies
    /// and their transcripts.
    ///
    /// # Errors
    /// As [`Project::compare`].
    pub fn compared_stretches(
        &self,
        request: &CompareRequest,
        picked: &Picked,
    ) -> Result<Vec<Stretch>> {
        let Gathered {
            studies, quotes, ..
        } = self.gathered(request)?;
        let level = levels::rows(&studies, request.level.as_deref(), &mut Vec::new())?;
        let found = match picked {
            Picked::Cell { nodes, column } => {
                let columns = request.by.clone();
                let columns = columns.map_or(Columns::Studies, Columns::Attribute);
                let rows = level.unwrap_or(Rows::Level(0));
                cell_quotes(
                    &studies,
                    &quotes,
                    (rows, &columns),
                    nodes,
                    column.as_deref(),
                )?
            }
            Picked::Meeting(first, second) => {
                let rows = level.unwrap_or(Rows::Level(1));
                let of = studies.iter().find(|(_, book)| book.get(*first).is_some());
                of.map_or_else(Vec::new, |study| {
                    meeting_quotes(study, &quotes, rows, (*first, *second))
                })
            }
        };
        self.places_of(&found)
    }

    /// Where these quotes stand.
    fn places_of(&self, quotes: &[&CodedQuote]) -> Result<Vec<Stretch>> {
        let mut stretches = Vec::new();
        for quote in quotes {
            let unit = self.store.unit(quote.unit)?;
            stretches.extend(unit.map(|unit| Stretch {
                transcript: unit.transcript,
                span: unit.span,
            }));
        }
        Ok(stretches)
    }
}
