//! Where a document goes, and in which format.

use super::output::{note, written};
use crate::error::{Error, Result};
use crate::exchange::{DocumentFormat, PrintedDocument};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// The options of what writes a document.
#[derive(clap::Args)]
pub(super) struct DocumentFile {
    /// The file to write, as md, html or docx [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The format [default: by the ending of FILE, else md]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write over the file, where there is one
    #[arg(long)]
    overwrite: bool,
}

impl DocumentFile {
    /// The format by name or by the ending of the file; `None` where neither says one.
    pub(super) fn named(&self) -> Option<String> {
        self.format
            .clone()
            .or_else(|| ending(self.output.as_deref()))
    }

    /// Whether a file or a format is asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.output.is_some() || self.format.is_some()
    }

    /// Refuses a file where `option` is not given, which alone would fill it.
    pub(super) fn refuse(&self, option: &str) -> Result<()> {
        match self.is_asked() {
            true => Err(Error::input(format!(
                "-o and --format are for {option}; give it, too"
            ))),
            false => Ok(()),
        }
    }

    /// Writes a document.
    pub(super) fn write(&self, document: &PrintedDocument) -> Result<()> {
        let name = self.named().unwrap_or_else(|| "md".to_owned());
        let format = DocumentFormat::find(&name).ok_or_else(|| {
            Error::input(format!(
                "'{name}' is no format of documents; write docx, html or md"
            ))
        })?;
        self.put(&format.write(document)?, format.is_text)
    }

    /// Writes the bytes of a file.
    pub(super) fn put(&self, bytes: &[u8], is_text: bool) -> Result<()> {
        match &self.output {
            None if !is_text && std::io::stdout().is_terminal() => {
                Err(Error::input("this is no text; name a file with -o"))
            }
            None => written(std::io::stdout().lock().write_all(bytes)),
            Some(file) => put(file, bytes, self.overwrite),
        }
    }
}

/// How a file's name ends, without the dot and in small letters.
pub(super) fn ending(file: Option<&Path>) -> Option<String> {
    file?.extension()?.to_str().map(str::to_lowercase)
}

/// Writes a file, and over another one only where that is wanted.
pub(super) fn put(file: &Path, bytes: &[u8], overwrite: bool) -> Result<()> {
    if file.exists() && !overwrite {
        return Err(Error::file(
            file,
            "exists already; give another name, or --overwrite",
        ));
    }
    std::fs::write(file, bytes).map_err(|error| Error::file(file, error))?;
    note(format_args!("wrote {}", file.display()));
    Ok(())
}
