//! Documents of a few pages, such as a draft of a section of a paper: one value, [`PrintedDocument`], and one file a format.
//!
//! To add a format: a file here with its [`DocumentFormat`], and a line in [`DOCUMENT_FORMATS`].

mod docx;
mod html;
mod markdown;

use super::tables::PrintedTable;
use crate::error::Result;
use crate::study::Language;
use crate::text::Direction;

/// A document to be printed: headings, paragraphs, lists and tables, one below the other.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedDocument {
    /// What stands at its head.
    pub title: String,
    /// The language it is written in.
    pub language: Language,
    /// Its parts, in the order of reading.
    pub blocks: Vec<Block>,
}

impl PrintedDocument {
    /// The direction of lines whose letters do not say.
    pub fn direction(&self) -> Direction {
        Direction::of_language(&self.language)
    }
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading: 1 for a part of the document, 2 for a part of that.
    Heading(usize, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list, an item a line.
    Items(Vec<Vec<Run>>),
    /// What somebody said, in her own words.
    Quote(String),
    /// Empty lines to write on, as many.
    Room(usize),
    /// A table.
    Table(PrintedTable),
    /// What follows begins on a new page.
    NewPage,
}

impl Block {
    /// A paragraph of plain words.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![Run::Words(text.into())])
    }
}

/// A stretch of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Words.
    Words(String),
    /// A command, in the letters of a typewriter.
    Command(String),
    /// What the reader is to fill in, in brackets.
    ToFill(String),
}

/// A format that documents are written in.
#[derive(Debug)]
pub struct DocumentFormat {
    /// Endings of its files, the usual one first; the first is its name.
    pub endings: &'static [&'static str],
    /// As a browser calls it.
    pub media_type: &'static str,
    /// Whether it is text, which a terminal can show.
    pub is_text: bool,
    write: fn(&PrintedDocument) -> Result<Vec<u8>>,
}

/// The formats that documents are written in.
pub const DOCUMENT_FORMATS: [&DocumentFormat; 3] =
    [&docx::FORMAT, &html::FORMAT, &markdown::FORMAT];

impl DocumentFormat {
    /// The format of this ending.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        DOCUMENT_FORMATS
            .into_iter()
            .find(|format| format.endings.contains(&name.as_str()))
    }

    /// The bytes of a file with this document.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where a writer fails, which it does not in memory.
    pub fn write(&self, document: &PrintedDocument) -> Result<Vec<u8>> {
        (self.write)(document)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::sample::persian;
    use super::*;
    use std::io::Read;

    fn document() -> PrintedDocument {
        PrintedDocument {
            title: "Methods <draft> & more".into(),
            language: Language::english(),
            blocks: vec![
                Block::Heading(1, "Sample *of* 3".into()),
                Block::Paragraph(vec![
                    Run::Words("17 took part ".into()),
                    Run::Command("emic status --study 'a`b'".into()),
                    Run::ToFill("why so many".into()),
                ]),
                Block::Items(vec![
                    vec![Run::Words("ترس 😀".into())],
                    vec![Run::Words("我害怕".into())],
                ]),
                Block::Quote("می‌ترسیدم\nخیلی".into()),
                Block::Room(2),
                Block::Table(persian()),
                Block::NewPage,
                Block::Heading(2, "End".into()),
            ],
        }
    }

    fn text(format: &str) -> String {
        let bytes = DocumentFormat::find(format)
            .unwrap()
            .write(&document())
            .unwrap();
        if format != "docx" {
            return String::from_utf8(bytes).unwrap();
        }
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut found = String::new();
        zip.by_name("word/document.xml")
            .unwrap()
            .read_to_string(&mut found)
            .unwrap();
        found
    }

    #[test]
    fn every_format_has_every_word_and_takes_none_for_a_sign() {
        for (format, wanted) in [
            (
                "md",
                &[
                    "# Methods &lt;draft&gt; & more",
                    "## Sample \\*of\\* 3",
                    "`` emic status --study 'a`b' ``",
                    "**\\[why so many\\]**",
                    "- ترس 😀",
                    "> می‌ترسیدم",
                ][..],
            ),
            (
                "html",
                &[
                    "<h1>Methods &lt;draft&gt; &amp; more</h1>",
                    "<h2>Sample *of* 3</h2>",
                    "<code>emic status --study 'a`b'</code>",
                    "<mark>[why so many]</mark>",
                    "<li dir=\"rtl\">ترس 😀</li>",
                    "<blockquote dir=\"rtl\">",
                ],
            ),
            (
                "docx",
                &[
                    "Methods &lt;draft&gt; &amp; more",
                    "EmicHeading1",
                    "[why so many]",
                    "<w:bidi/>",
                    "我害怕",
                    "w:type=\"page\"",
                    "<w:tbl>",
                ],
            ),
        ] {
            let found = text(format);
            for wanted in wanted {
                assert!(found.contains(wanted), "{format}: {wanted} in {found}");
            }
        }
        assert!(DocumentFormat::find("pdf").is_none());
    }
}
