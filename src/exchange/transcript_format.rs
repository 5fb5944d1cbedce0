//! The formats of transcripts, one a line.

use super::docx::{is_docx, read_docx};
use super::epub::read_epub;
use super::html::{is_html, read_html};
use super::odt::read_odt;
use super::package::{ZIP, is_package_of};
use super::pdf::read_pdf;
use super::rtf::read_rtf;
use super::subtitles::{read_srt, read_vtt};
use super::text::{TranscriptFile, read_transcript};
use crate::error::Result;
use serde::{Serialize, Serializer};
use std::path::Path;

/// The list. A file is of the first format whose ending it has or whose signs it shows; plain text is what is left.
static FORMATS: &[TranscriptFormat] = &[
    format(
        "docx",
        &["docx", "docm"],
        |file| file.is_zip() && is_docx(file.path),
        read_docx,
    ),
    format(
        "odt",
        &["odt", "ott"],
        |file| file.is_of("application/vnd.oasis.opendocument.text"),
        read_odt,
    ),
    format(
        "epub",
        &["epub"],
        |file| file.is_of("application/epub+zip"),
        read_epub,
    ),
    format(
        "pdf",
        &["pdf"],
        |file| {
            file.bytes[..file.bytes.len().min(1024)]
                .windows(5)
                .any(|five| five == b"%PDF-")
        },
        read_pdf,
    ),
    format(
        "rtf",
        &["rtf"],
        |file| file.bytes.starts_with(b"{\\rtf"),
        read_rtf,
    ),
    format(
        "vtt",
        &["vtt"],
        |file| file.is_text_with("WEBVTT"),
        read_vtt,
    ),
    format("srt", &["srt"], |_| false, read_srt),
    format(
        "html",
        &["html", "htm", "xhtml"],
        |file| is_html(file.bytes),
        read_html,
    ),
    format(
        "text",
        &["txt", "text", "md", "markdown"],
        |_| false,
        read_transcript,
    ),
];

/// A format of transcripts: how it is recognised and read.
pub struct TranscriptFormat {
    name: &'static str,
    extensions: &'static [&'static str],
    shows: fn(&Sample) -> bool,
    read: fn(&Path) -> Result<TranscriptFile>,
}

/// The beginning of a file.
pub(super) struct Sample<'f> {
    pub path: &'f Path,
    pub bytes: &'f [u8],
}

const fn format(
    name: &'static str,
    extensions: &'static [&'static str],
    shows: fn(&Sample) -> bool,
    read: fn(&Path) -> Result<TranscriptFile>,
) -> TranscriptFormat {
    TranscriptFormat {
        name,
        extensions,
        shows,
        read,
    }
}

/// All formats of transcripts.
pub fn transcript_formats() -> &'static [TranscriptFormat] {
    FORMATS
}

impl TranscriptFormat {
    /// Its name: `docx`, `odt`, ..., `text`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The endings of its files in lower case, without the dot.
    pub fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    /// Reads a transcript of this format.
    ///
    /// # Errors
    /// [`crate::Error::File`] where the file cannot be read, is damaged or no such file, or has no words.
    pub fn read(&self, path: &Path) -> Result<TranscriptFile> {
        (self.read)(path)
    }

    /// The format called so.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format whose signs a file shows, whatever it is called.
    pub(super) fn shown(sample: &Sample) -> Option<&'static Self> {
        FORMATS.iter().find(|format| (format.shows)(sample))
    }

    /// The format with this ending.
    pub(super) fn ending(extension: &str) -> Option<&'static Self> {
        FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension))
    }
}

impl Sample<'_> {
    fn is_zip(&self) -> bool {
        self.bytes.starts_with(ZIP)
    }

    fn is_of(&self, mimetype: &str) -> bool {
        self.is_zip() && is_package_of(self.path, mimetype)
    }

    fn is_text_with(&self, beginning: &str) -> bool {
        let bytes = self
            .bytes
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(self.bytes);
        bytes.starts_with(beginning.as_bytes())
    }
}

impl PartialEq for TranscriptFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TranscriptFormat {}

impl std::hash::Hash for TranscriptFormat {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl std::fmt::Debug for TranscriptFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Serialize for TranscriptFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}
