//! Plain text transcripts.

use super::encoding::read_text;
use super::notes::Note;
use crate::error::{Error, Result};
use std::path::Path;

/// A transcript as a file carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptFile {
    /// The file's stem.
    pub name: String,
    /// The text with line feeds as line ends.
    pub text: String,
    /// Footnotes and comments, in the order of the document.
    pub notes: Vec<Note>,
    /// What was guessed or left out.
    pub warnings: Vec<String>,
}

impl TranscriptFile {
    /// A transcript of this text, named after the file.
    ///
    /// # Errors
    /// [`Error::File`] where the text has no word.
    pub(super) fn new(path: &Path, text: String, warnings: Vec<String>) -> Result<Self> {
        if text.trim().is_empty() {
            return Err(Error::file(path, "is empty; there is nothing to import"));
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            name,
            text,
            notes: Vec::new(),
            warnings,
        })
    }

    /// The same with these notes, whose places are bytes of its text.
    pub(super) fn with_notes(self, notes: Vec<Note>) -> Self {
        Self { notes, ..self }
    }
}

/// Reads a plain text transcript in any encoding.
///
/// # Errors
/// [`Error::File`] where it cannot be read, is no text, or is empty.
pub fn read_transcript(path: &Path) -> Result<TranscriptFile> {
    let decoded = read_text(path)?;
    let warnings = decoded.warnings();
    TranscriptFile::new(path, decoded.text, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_is_the_name_and_an_empty_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("مصاحبه 1.txt");
        std::fs::write(&path, "M4: بله\r\n").unwrap();
        let read = read_transcript(&path).unwrap();
        assert_eq!(
            (read.name.as_str(), read.text.as_str()),
            ("مصاحبه 1", "M4: بله\n")
        );
        for empty in ["", " \n\t\n", "\u{feff}"] {
            std::fs::write(&path, empty).unwrap();
            assert!(
                read_transcript(&path)
                    .unwrap_err()
                    .to_string()
                    .contains("is empty")
            );
        }
    }

    #[test]
    fn a_line_of_twenty_megabytes_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.txt");
        std::fs::write(&path, "word ".repeat(4 << 20)).unwrap();
        assert_eq!(read_transcript(&path).unwrap().text.len(), 20 << 20);
    }
}
