//! PDF: the text layer in the order of reading.
//!
//! ```text
//! bytes ─hayro─► operators ─show─► glyphs with places ─lines─► lines ─columns─► in order ─furniture─► without running heads ─paragraphs─► text
//! ```

mod bomb;
mod columns;
mod font;
mod furniture;
mod glyph_names;
mod lines;
mod paragraphs;
mod right_to_left;
mod show;

use super::text::TranscriptFile;
use crate::error::{Error, Result};
use hayro_syntax::{LoadPdfError, Pdf};
use lines::Line;
use std::path::Path;

/// Pages of a document.
const MOST_PAGES: usize = 20_000;
/// Characters of a document.
const MOST_GLYPHS: usize = 20_000_000;
/// As many pages without text are told by number.
const TOLD: usize = 12;

/// Reads the transcript in a PDF.
///
/// Columns are read one after the other, words divided at the end of a line are put together, running heads, footers and
/// page numbers are left out, lines are joined to paragraphs. Pictures are not read.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is no PDF or a damaged one, is protected by a password, is a scan without
/// text, or has fonts that do not say which letters they show.
pub fn read_pdf(path: &Path) -> Result<TranscriptFile> {
    let bytes = std::fs::read(path).map_err(|error| Error::file(path, error))?;
    if bytes.is_empty() {
        return Err(Error::file(path, "is empty; there is nothing to import"));
    }
    bomb::refuse(&bytes).map_err(|why| Error::file(path, why))?;
    let pdf = Pdf::new(bytes).map_err(|error| Error::file(path, unreadable(error)))?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        let count = pages.len();
        return Err(Error::file(
            path,
            format!("has {count} pages, more than the {MOST_PAGES} that emic reads; divide it"),
        ));
    }
    let mut reader = show::Shower::default();
    let mut read: Vec<Vec<Line>> = Vec::with_capacity(pages.len());
    let (mut seen, mut unknown, mut aslant) = (0, 0, 0);
    for page in pages.iter() {
        let shown = reader.page(page, MOST_GLYPHS - seen);
        (seen, unknown, aslant) = (
            seen + shown.glyphs.len(),
            unknown + shown.unknown,
            aslant + shown.aslant,
        );
        read.push(columns::in_order(lines::lines(shown.glyphs)));
        if seen >= MOST_GLYPHS {
            let at = read.len();
            return Err(Error::file(
                path,
                format!(
                    "page {at}: more than {MOST_GLYPHS} characters so far, more than emic reads; divide it"
                ),
            ));
        }
    }
    if read.iter().all(Vec::is_empty) {
        return Err(Error::file(path, wordless(pages.len(), unknown)));
    }
    if unknown > seen / 3 {
        return Err(Error::file(path, wordless(pages.len(), unknown)));
    }
    let mut warnings = warnings(&read, unknown, aslant);
    let taken = furniture::take_away(&mut read);
    if taken > 0 {
        warnings.push(format!(
            "{taken} running heads and page numbers were left out"
        ));
    }
    TranscriptFile::new(path, paragraphs::text(&read), warnings)
}

fn unreadable(error: LoadPdfError) -> &'static str {
    match error {
        LoadPdfError::Decryption(_) => {
            "is protected by a password; print or save it as a PDF without one"
        }
        LoadPdfError::Invalid => {
            "is no PDF or a damaged one; open it in a PDF program and save it again"
        }
    }
}

fn wordless(pages: usize, unknown: usize) -> String {
    match unknown {
        0 => format!(
            "has no text on its pages ({pages}): it is a scan, or made of pictures; run text recognition over it (OCRmyPDF does it, \
             as do many scanners and PDF programs) and import what it gives"
        ),
        _ => "has text, but its fonts do not say which letters they show; export the text from the program that made it, \
              or run text recognition (such as OCRmyPDF --force-ocr) over it"
            .to_owned(),
    }
}

fn warnings(pages: &[Vec<Line>], unknown: usize, aslant: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    let silent: Vec<String> = (1..)
        .zip(pages)
        .filter(|(_, page)| page.is_empty())
        .map(|(n, _)| n.to_string())
        .collect();
    if !silent.is_empty() {
        let more = silent.len().saturating_sub(TOLD);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let told = silent[..silent.len().min(TOLD)].join(", ");
        warnings.push(format!(
            "pages without text, perhaps pictures: {told}{more}"
        ));
    }
    if unknown > 0 {
        warnings.push(format!(
            "{unknown} characters whose letters the file does not tell became �"
        ));
    }
    if aslant > 0 {
        warnings.push(format!(
            "{aslant} characters that stand across the page were left out"
        ));
    }
    warnings
}

#[cfg(test)]
mod tests;
