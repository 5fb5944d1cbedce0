//! Documents for Word.

use super::html::words;
use super::{Block, DocumentFormat, PrintedDocument, Run};
use crate::error::Result;
use crate::exchange::tables::docx::{Page, archive, escaped, paragraph, table};
use crate::text::{Direction, runs as turned};

pub(super) const FORMAT: DocumentFormat = DocumentFormat {
    endings: &["docx"],
    media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    is_text: false,
    write,
};

fn write(document: &PrintedDocument) -> Result<Vec<u8>> {
    let usual = document.direction();
    let mut out = paragraph("EmicTitle", &document.title, usual);
    for block in &document.blocks {
        push(&mut out, block, usual);
    }
    let rtl = Some(document.language.code()).filter(|_| usual == Direction::RightToLeft);
    archive(
        &out,
        Page::Upright,
        document.language.code(),
        rtl.unwrap_or("fa"),
    )
}

fn push(out: &mut String, block: &Block, usual: Direction) {
    match block {
        Block::Heading(1, text) => out.push_str(&paragraph("EmicHeading1", text, usual)),
        Block::Heading(_, text) => out.push_str(&paragraph("EmicHeading2", text, usual)),
        Block::Paragraph(runs) => out.push_str(&line("EmicText", runs, usual)),
        Block::Items(items) => {
            for item in items {
                let mut marked = vec![Run::Words("• ".into())];
                marked.extend(item.iter().cloned());
                out.push_str(&line("EmicItem", &marked, usual));
            }
        }
        Block::Quote(text) => {
            for text in text.lines() {
                out.push_str(&paragraph("EmicQuote", text, usual));
            }
        }
        Block::Room(lines) => {
            for _ in 0..*lines {
                out.push_str(&paragraph("EmicRoom", "", usual));
            }
        }
        Block::Table(printed) => {
            table(out, printed, Page::Upright);
        }
        Block::NewPage => out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
    }
}

fn line(style: &str, runs: &[Run], usual: Direction) -> String {
    let direction = Direction::of(&words(runs), usual);
    let bidi = match direction {
        Direction::LeftToRight => "",
        Direction::RightToLeft => "<w:bidi/>",
    };
    let mut out = format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}</w:pPr>");
    for run in runs {
        let (text, look) = match run {
            Run::Words(text) => (text.clone(), ""),
            Run::Command(text) => (
                text.clone(),
                "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/><w:sz w:val=\"18\"/>",
            ),
            Run::ToFill(text) => (format!("[{text}]"), "<w:highlight w:val=\"yellow\"/>"),
        };
        for (direction, part) in turned(&text, direction) {
            let rtl = match direction {
                Direction::LeftToRight => "",
                Direction::RightToLeft => "<w:rtl/>",
            };
            out.push_str(&format!(
                "<w:r><w:rPr>{look}{rtl}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                escaped(part)
            ));
        }
    }
    out.push_str("</w:p>");
    out
}
