//! Whole projects in files of any program.

use super::coded_project::CodedProjectFile;
use super::format::Format;
use super::program_tables::read_program_table;
use super::qualcoder::read_qualcoder;
use super::refi::{read_qdc, read_qdpx};
use super::rqda::read_rqda;
use super::taguette::read_taguette;
use crate::error::Result;
use std::path::Path;

/// Reads the project at `path`; none where the format is that of no project.
///
/// # Errors
/// Those of the format's reader.
pub fn read_project(format: Format, path: &Path) -> Option<Result<CodedProjectFile>> {
    Some(match format {
        Format::Qdpx => read_qdpx(path),
        Format::Qdc => read_qdc(path),
        Format::Taguette => read_taguette(path),
        Format::QualCoder => read_qualcoder(path),
        Format::Rqda => read_rqda(path),
        Format::TaguetteTable | Format::MaxqdaTable | Format::AtlasTiTable | Format::NvivoTable => {
            read_program_table(path)
        }
        _ => return None,
    })
}
