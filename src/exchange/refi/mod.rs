//! REFI-QDA (version 1.0 of 18 March 2019): the format in which programs for qualitative analysis exchange projects (QDPX)
//! and codebooks (QDC). <https://www.qdasoftware.org>
//!
//! What the standard has and emic has not (sets, graphs, pictures, areas on pages, ...) is named in the warnings with its
//! number, and kept to be written back (`kept.rs`). What emic has and the standard has not travels beside it in the archive (`emic.json`).

mod archive;
mod codebook;
mod guid;
mod kept;
mod only_emic;
mod read;
mod sources;
#[cfg(test)]
mod tests;
mod tree;
mod write;
mod xml;

pub use guid::{derived_guid, is_guid};

use super::coded_project::{CodedProject, CodedProjectFile};
use super::encoding::read_text;
use crate::error::{Error, Result};
use archive::Archive;
use only_emic::OnlyEmic;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The program that wrote a file.
const ORIGIN: &str = concat!("emic ", env!("CARGO_PKG_VERSION"));
/// The `id` of users that are machines, in emic's own files.
const MACHINE: &str = "machine";
/// The `id` of the user who stands for what coders agreed on, in emic's own files.
const CONSENSUS: &str = "consensus";
/// The name of notes that are a unit's translation, in emic's own files.
const TRANSLATION: &str = "translation";

/// Reads the QDPX file at `path`: sources in it or beside it, codes, codings by user, cases and variables, notes, links
/// between codes.
///
/// How positions count (code points, UTF-16 units, bytes) is found by trying, and told in the warnings.
///
/// # Errors
/// [`Error::File`] naming file and place: no archive or a damaged one, parts that unpack to too much or lie outside of it, XML
/// that is not well-formed or has a document type declaration, no project.
pub fn read_qdpx(path: &Path) -> Result<CodedProjectFile> {
    let mut archive = Archive::open(path)?;
    let (part, text) = archive.project()?;
    let root = tree::parse(&text).map_err(|what| in_part(path, &part, &what))?;
    if root.name != "Project" {
        return Err(in_part(
            path,
            &part,
            &format!("its root element is <{}>, not <Project>", root.name),
        ));
    }
    let only: OnlyEmic = match archive.optional(only_emic::NAME)? {
        Some(bytes) if read::is_by_emic(&root) => serde_json::from_slice(&bytes)
            .map_err(|error| in_part(path, only_emic::NAME, &error))?,
        _ => OnlyEmic::default(),
    };
    let mut file = read::read(&root, &mut archive, &only)?;
    if file.project.by_emic {
        only.complete(&mut file.project);
    }
    Ok(file)
}

/// Reads the QDC file at `path`: a project of codes alone.
///
/// # Errors
/// [`Error::File`] where it is no codebook, has no code, or is not well-formed XML.
pub fn read_qdc(path: &Path) -> Result<CodedProjectFile> {
    let text = read_text(path)?.text;
    let root = tree::parse(&text).map_err(|what| in_part(path, "codebook", &what))?;
    read::read_codebook(&root, path)
}

/// How positions are counted in a file that is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Positions {
    /// In Unicode code points, as the standard says.
    #[default]
    CodePoints,
    /// In UTF-16 units, as NVivo for Windows counts. Both are the same in a text without emoji and other rare characters.
    Utf16,
}

/// A project as a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenProject {
    /// The file.
    pub bytes: Vec<u8>,
    /// What is not in it as in emic, and what is in it again that emic had only kept.
    pub told: Vec<String>,
}

/// A project as a QDPX file: UTF-8, the end of a stretch one past its last character. Everything in it must have an
/// identity. The same project is the same bytes.
///
/// # Errors
/// [`Error::Internal`] where it cannot be packed.
pub fn write_qdpx(project: &CodedProject, positions: Positions) -> Result<WrittenProject> {
    write::archive(project, positions)
}

/// A project's codes as the bytes of a QDC file.
///
/// # Errors
/// [`Error::Input`] where there is no code.
pub fn write_qdc(project: &CodedProject) -> Result<Vec<u8>> {
    write::codebook(project)
}

/// The name that the project in a QDPX file has; none where it cannot be read or says nothing.
pub fn qdpx_name(path: &Path) -> Option<String> {
    let (_, text) = Archive::open(path).ok()?.project().ok()?;
    let name = tree::parse(&text).ok()?.get("name")?.trim().to_owned();
    (!name.is_empty() && !name.eq_ignore_ascii_case("untitled")).then_some(name)
}

/// Whether the file is an archive with a project in it.
pub(super) fn is_qdpx(path: &Path) -> bool {
    Archive::open(path).is_ok_and(|mut archive| archive.project().is_ok())
}

fn in_part(path: &Path, part: &str, what: &dyn std::fmt::Display) -> Error {
    Error::file(
        path,
        format!(
            "its {part} cannot be read ({what}); export it again from the program that made it"
        ),
    )
}
