//! Tables as a Word document (Office Open XML, ECMA-376 part 1, chapter 17): real tables with styles, the heads repeated on
//! every page, right-to-left where the text is.

mod paragraph;
mod table;

use super::TableFormat;
use super::printed::{Layout, PrintedTable};
use crate::error::{Error, Result};
use crate::text::Direction;
pub(in crate::exchange) use paragraph::escaped;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub(super) const FORMAT: TableFormat = TableFormat {
    name: "docx",
    endings: &["docx"],
    media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    layout: Layout::Print,
    is_text: false,
    holds_several: true,
    write,
};

const TYPES: &str = include_str!("content_types.xml");
const RELATIONS: &str = include_str!("relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("document_relations.xml");
const STYLES: &str = include_str!("styles.xml");
const FOOTER: &str = include_str!("footer.xml");

/// A4 and its margins, in twentieths of a point.
const SHORT: usize = 11_906;
const LONG: usize = 16_838;
const MARGIN: usize = 1_134;

fn write(tables: &[PrintedTable]) -> Result<Vec<u8>> {
    let language = tables.first().map_or("en", |table| table.language.code());
    let bidi = match tables
        .iter()
        .find(|table| table.language.is_right_to_left())
    {
        Some(table) => table.language.code(),
        None => "fa",
    };
    let page = match tables.iter().any(PrintedTable::is_wide) {
        true => Page::OnItsSide,
        false => Page::Upright,
    };
    let mut body = String::new();
    for printed in tables {
        table(&mut body, printed, page);
    }
    archive(&body, page, language, bidi)
}

/// How a page lies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Page {
    Upright,
    OnItsSide,
}

impl Page {
    /// Width and height.
    fn size(self) -> (usize, usize) {
        match self {
            Self::Upright => (SHORT, LONG),
            Self::OnItsSide => (LONG, SHORT),
        }
    }
}

/// A file of Word with this body; `language` is that of what runs from left to right, `bidi` that of the other direction.
pub(in crate::exchange) fn archive(
    body: &str,
    page: Page,
    language: &str,
    bidi: &str,
) -> Result<Vec<u8>> {
    let styles = STYLES
        .replace("{language}", &escaped(language))
        .replace("{bidi}", &escaped(bidi));
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/document.xml", document(body, page)),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", styles),
        ("word/footer1.xml", FOOTER.to_owned()),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed day: the same project gives the same file.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, content) in parts {
        zip.start_file(name, options).map_err(Error::internal)?;
        zip.write_all(content.as_bytes()).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}

/// A paragraph of this style.
pub(in crate::exchange) fn paragraph(style: &str, text: &str, usual: Direction) -> String {
    paragraph::of(style, text, usual, 0)
}

/// Adds a table with its caption and notes.
pub(in crate::exchange) fn table(out: &mut String, table: &PrintedTable, page: Page) {
    if !table.caption.is_empty() {
        out.push_str(&paragraph("EmicCaption", &table.caption, table.direction));
    }
    if !table.columns.is_empty() {
        table::push(out, table, page.size().0 - 2 * MARGIN);
    }
    for note in &table.notes {
        out.push_str(&paragraph("EmicNote", note, table.direction));
    }
    // Two tables without a paragraph between them become one.
    out.push_str("<w:p/>");
}

fn document(body: &str, page: Page) -> String {
    let (width, height) = page.size();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
    );
    out.push_str(body);
    let turned = match page {
        Page::OnItsSide => " w:orient=\"landscape\"",
        Page::Upright => "",
    };
    out.push_str(&format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/>\
         <w:pgMar w:top=\"{MARGIN}\" w:right=\"{MARGIN}\" w:bottom=\"{MARGIN}\" w:left=\"{MARGIN}\" w:header=\"567\" w:footer=\"567\" \
         w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    ));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tables::sample::{ladder, persian};
    use std::io::Read;

    fn part(tables: Vec<PrintedTable>, name: &str) -> String {
        let bytes = FORMAT.write(tables, None).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn every_part_is_well_formed() {
        let mut table = ladder();
        table.rows[0][0] = crate::exchange::Cell::text("a\u{1}\u{ffff}<&>\"]]>");
        let bytes = FORMAT.write(vec![table, persian()], None).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for at in 0..zip.len() {
            let mut text = String::new();
            zip.by_index(at).unwrap().read_to_string(&mut text).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{error}: {text}"),
                }
            }
            assert!(!text.contains('\u{1}') && !text.contains("{language}"));
        }
    }

    #[test]
    fn upper_levels_are_merged_and_heads_are_repeated() {
        let text = part(vec![ladder()], "word/document.xml");
        assert_eq!(text.matches("<w:vMerge w:val=\"restart\"/>").count(), 2);
        assert_eq!(text.matches("<w:vMerge/>").count(), 3);
        assert_eq!(text.matches("<w:tblHeader/>").count(), 1);
        assert_eq!(text.matches("<w:tr>").count(), 5);
        assert_eq!(text.matches("<w:tc>").count(), 15);
        assert!(text.contains("Codes &amp; themes") && text.contains("&lt;b&gt;&amp;\"2\"|"));
        assert!(!text.contains("<w:bidi"), "{text}");
    }

    #[test]
    fn persian_runs_from_the_right_and_english_words_in_it_do_not() {
        let text = part(vec![persian()], "word/document.xml");
        assert!(text.contains("<w:bidiVisual/>"));
        assert!(
            text.contains("<w:rtl/></w:rPr><w:t xml:space=\"preserve\">«در </w:t>"),
            "{text}"
        );
        assert!(
            text.contains("<w:r><w:t xml:space=\"preserve\">ICU</w:t></w:r>"),
            "{text}"
        );
        assert!(text.contains("<w:ind w:left=\"227\"/>"), "{text}");
        assert!(part(vec![persian()], "word/styles.xml").contains("w:bidi=\"fa\""));
    }
}
