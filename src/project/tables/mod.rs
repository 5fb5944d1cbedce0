//! Tables for papers: from the project file to printed tables and their files.
//!
//! ```text
//! codings by people ─► subject (a study: codebook, quotes, participants) ─┬─► ladder · analysis · codebook · quotes
//!                                                                         ├─► participants
//! studies ─► matrix ──────────────────────────────────────────────────────┴─► PrintedTable ─► exchange::tables
//! ```

mod analysis;
mod codebook;
mod columns;
mod heads;
mod label;
mod ladder;
mod levels;
mod matrix;
mod participants;
mod quotes;
mod request;
mod subject;
mod wording;

pub use label::LabelPattern;
pub use request::{TableColumn, TableKind, TableRequest};
pub use wording::Wording;

use super::Project;
use crate::error::{Error, Result};
use crate::exchange::{Layout, PrintedTable, TableFormat};

/// Tables, and what the researcher should know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedTables {
    /// The tables in the order in which they were asked for.
    pub tables: Vec<PrintedTable>,
    /// What is not in them, and why.
    pub remarks: Vec<String>,
}

impl Project {
    /// The tables asked for. What machines coded is not in them.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown study, coder, attribute, level, column or placeholder, or several studies where a table is of
    /// one; the message says what there is. [`Error::File`] where the project file cannot be read.
    pub fn printed_tables(&self, request: &TableRequest) -> Result<PrintedTables> {
        let mut printed = PrintedTables {
            tables: Vec::new(),
            remarks: Vec::new(),
        };
        let one_study = request.kinds.iter().any(|kind| *kind != TableKind::Matrix);
        let subject = match one_study {
            true => Some(self.subject(request)?),
            false => None,
        };
        for kind in &request.kinds {
            let mut table = match (kind, &subject) {
                (TableKind::Matrix, _) => self.matrix_table(request, &mut printed.remarks)?,
                (_, None) => continue,
                (TableKind::Ladder, Some(subject)) => ladder::table(subject),
                (TableKind::Analysis, Some(subject)) => analysis::table(subject, request),
                (TableKind::Codebook, Some(subject)) => codebook::table(subject, request),
                (TableKind::Quotes, Some(subject)) => quotes::table(subject, request),
                (TableKind::Participants, Some(subject)) => participants::table(subject),
            };
            if let Some(caption) = &request.caption {
                table.caption.clone_from(caption);
            }
            printed
                .tables
                .push(columns::picked(table, &request.columns)?);
        }
        if let Some(subject) = &subject {
            printed.remarks.extend(subject.remarks(&request.kinds));
        }
        printed.remarks.dedup();
        Ok(printed)
    }

    /// The tables asked for as the bytes of a file, without identifying attributes, and what the researcher should know of them; laid out as the format is meant, or
    /// as `layout` says.
    ///
    /// # Errors
    /// As [`Project::printed_tables`]; [`Error::Input`] for several tables where a file holds one.
    pub fn table_file(
        &self,
        request: &TableRequest,
        format: &TableFormat,
        layout: Option<Layout>,
    ) -> Result<(Vec<u8>, Vec<String>)> {
        if request.kinds.len() != 1 && !(request.columns.is_empty() && request.caption.is_none()) {
            return Err(Error::input(
                "columns and a caption are chosen for one table; choose one",
            ));
        }
        let left_out = self.left_out(&self.studies(&request.studies)?)?;
        let mut printed = self.sharing(|project| project.printed_tables(request)).map_err(|error| match error {
            Error::Input(message) if left_out.iter().any(|name| message.contains(name.as_str())) => Error::input(format!(
                "{message}; as identifying these are left out of what leaves the project: {}",
                left_out.join(", ")
            )),
            other => other,
        })?;
        if !left_out.is_empty() {
            printed
                .remarks
                .push(format!("left out as identifying: {}", left_out.join(", ")));
        }
        Ok((format.write(printed.tables, layout)?, printed.remarks))
    }
}
