//! Tables that programs export, known by their headers.

use super::atlasti::{is_code_list, quotation_columns, read_code_list, read_quotations};
use super::coded_project::CodedProjectFile;
use super::format::Format;
use super::maxqda::{maxqda_columns, read_maxqda};
use super::nvivo::{is_nvivo_codebook, read_nvivo_codebook};
use super::segments::Columns;
use super::spreadsheet::read_table;
use super::table::Table;
use super::taguette_csv::{
    highlight_columns, is_taguette_codebook, read_highlights, read_taguette_codebook,
};
use crate::error::{Error, Result};
use std::path::Path;

/// Whose table it is, and what of it.
pub(super) enum ProgramTable {
    TaguetteHighlights(Columns),
    TaguetteCodebook,
    MaxqdaSegments(Columns),
    AtlasTiQuotations(Columns),
    AtlasTiCodes,
    NvivoCodebook,
}

impl ProgramTable {
    pub fn of(table: &Table) -> Option<Self> {
        let segments = highlight_columns(table)
            .map(Self::TaguetteHighlights)
            .or_else(|| maxqda_columns(table).map(Self::MaxqdaSegments))
            .or_else(|| quotation_columns(table).map(Self::AtlasTiQuotations));
        segments
            .or_else(|| is_taguette_codebook(table).then_some(Self::TaguetteCodebook))
            .or_else(|| is_nvivo_codebook(table).then_some(Self::NvivoCodebook))
            .or_else(|| is_code_list(table).then_some(Self::AtlasTiCodes))
    }

    pub fn format(&self) -> Format {
        match self {
            Self::TaguetteHighlights(_) | Self::TaguetteCodebook => Format::TaguetteTable,
            Self::MaxqdaSegments(_) => Format::MaxqdaTable,
            Self::AtlasTiQuotations(_) | Self::AtlasTiCodes => Format::AtlasTiTable,
            Self::NvivoCodebook => Format::NvivoTable,
        }
    }

    fn read(&self, path: &Path, table: &Table) -> Result<CodedProjectFile> {
        match self {
            Self::TaguetteHighlights(columns) => read_highlights(path, table, columns),
            Self::TaguetteCodebook => read_taguette_codebook(path, table),
            Self::MaxqdaSegments(columns) => read_maxqda(path, table, columns),
            Self::AtlasTiQuotations(columns) => read_quotations(path, table, columns),
            Self::AtlasTiCodes => read_code_list(path, table),
            Self::NvivoCodebook => read_nvivo_codebook(path, table),
        }
    }
}

/// Reads the table of a program at `path`, as CSV or Excel file.
///
/// # Errors
/// [`Error::File`] where it is none, or holds nothing.
pub fn read_program_table(path: &Path) -> Result<CodedProjectFile> {
    let read = read_table(path, ProgramTable::of)?;
    let (table, program) = read.found.ok_or_else(|| {
        Error::file(
            path,
            "is no table of Taguette, MAXQDA, ATLAS.ti or NVivo; say with --columns which column is what",
        )
    })?;
    let mut file = program.read(path, &table)?;
    file.warnings.splice(0..0, read.warnings);
    Ok(file)
}
