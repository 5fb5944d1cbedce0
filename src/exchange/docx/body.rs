//! WordprocessingML to text.

use super::rows::{Rows, lines};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;

/// What a document says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) warnings: Vec<String>,
}

/// Elements that are passed over with all that is in them: properties (their `w:tab` is a tab stop, their `w:del` a
/// tracked mark), deletions, the old place of moved text, field codes, the second rendering of a drawing, phonetic signs.
const PASSED_OVER: [&str; 13] = [
    "pPr",
    "rPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sectPr",
    "sdtPr",
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "Fallback",
    "rt",
];

/// The text of the main part's XML.
///
/// # Errors
/// What is wrong with the XML. Entities beyond the five of XML are errors, so nothing can expand.
pub(super) fn body(xml: &str) -> Result<Body, String> {
    let mut reader = Reader::from_str(xml);
    let mut page = Page::default();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(element) if is_passed_over(&element) => {
                page.count(&element);
                reader
                    .read_to_end(element.name())
                    .map_err(|error| error.to_string())?;
            }
            Event::Start(element) => page.open(&element),
            Event::Empty(element) => page.empty(&element),
            Event::End(element) => page.close(element.name()),
            Event::Text(text) => page.write(&text.xml10_content()),
            Event::CData(text) => page.write(&text.xml10_content()),
            Event::GeneralRef(reference) => page.write(&character(&reference)?),
            Event::Eof => break,
            _ => {}
        }
    }
    page.finish()
}

fn is_passed_over(element: &BytesStart) -> bool {
    PASSED_OVER.contains(&element.local_name().as_ref())
}

fn character(reference: &BytesRef) -> Result<String, String> {
    match reference
        .resolve_char_ref()
        .map_err(|error| error.to_string())?
    {
        Some(c) => Ok(c.to_string()),
        None => resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| format!("unknown entity &{};", &**reference)),
    }
}

/// The document as far as it has been read. Tables and text boxes nest, hence the stacks.
#[derive(Default)]
struct Page {
    /// Finished paragraphs and tables outside tables.
    blocks: Vec<String>,
    /// Tables that are open, the outermost first, each with the cell that is being filled.
    tables: Vec<(Rows, Vec<String>)>,
    /// Paragraphs that are open: a text box puts paragraphs into a paragraph.
    paragraphs: Vec<String>,
    /// Elements that are open.
    depth: usize,
    /// Whether the reader is within a run's text.
    within_text: usize,
    footnotes: usize,
    pictures: usize,
    deletions: usize,
}

impl Page {
    fn open(&mut self, element: &BytesStart) {
        self.depth += 1;
        self.count(element);
        match element.local_name().as_ref() {
            "p" if is_word(element.name()) => self.paragraphs.push(String::new()),
            "t" if is_word(element.name()) => self.within_text += 1,
            "tbl" => self.tables.push(Default::default()),
            "tr" => self.with_table(|(rows, _)| rows.push(Vec::new())),
            "tc" => self.with_table(|(_, cell)| cell.clear()),
            _ => self.put(element),
        }
    }

    fn empty(&mut self, element: &BytesStart) {
        self.count(element);
        self.put(element);
    }

    /// The characters that have elements of their own.
    fn put(&mut self, element: &BytesStart) {
        let text = match element.local_name().as_ref() {
            "tab" | "ptab" if is_word(element.name()) => "\t",
            "br" | "cr" if is_word(element.name()) => "\n",
            "noBreakHyphen" => "-",
            _ => return,
        };
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(text);
        }
    }

    fn count(&mut self, element: &BytesStart) {
        match element.local_name().as_ref() {
            "footnoteReference" | "endnoteReference" => self.footnotes += 1,
            "blip" | "imagedata" => self.pictures += 1,
            "del" | "moveFrom" => self.deletions += 1,
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if self.within_text > 0
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.push_str(text);
        }
    }

    fn close(&mut self, name: QName) {
        self.depth = self.depth.saturating_sub(1);
        match name.local_name().as_ref() {
            "t" if is_word(name) => self.within_text = self.within_text.saturating_sub(1),
            "p" if is_word(name) => {
                let paragraph = self.paragraphs.pop();
                self.add(paragraph.unwrap_or_default());
            }
            "tc" => self.with_table(|(rows, cell)| {
                let text = std::mem::take(cell).join("\n");
                if let Some(row) = rows.last_mut() {
                    row.push(text);
                }
            }),
            "tbl" => {
                if let Some((rows, _)) = self.tables.pop() {
                    self.add(lines(&rows));
                }
            }
            _ => {}
        }
    }

    /// Adds a finished paragraph or table to the cell that is open, else to the document.
    fn add(&mut self, block: String) {
        let block = block.trim_matches([' ', '\n', '\t']);
        if block.is_empty() {
            return;
        }
        match self.tables.last_mut() {
            Some((_, cell)) => cell.push(block.to_owned()),
            None => self.blocks.push(block.to_owned()),
        }
    }

    fn with_table(&mut self, act: impl FnOnce(&mut (Rows, Vec<String>))) {
        if let Some(table) = self.tables.last_mut() {
            act(table);
        }
    }

    fn finish(self) -> Result<Body, String> {
        if self.depth > 0 {
            return Err("it ends too early".into());
        }
        let left_out = [
            (self.footnotes, "footnotes were left out"),
            (self.pictures, "pictures were left out"),
            (self.deletions, "tracked deletions were left out"),
        ];
        Ok(Body {
            text: self.blocks.join("\n\n"),
            warnings: left_out
                .iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, what)| format!("{n} {what}"))
                .collect(),
        })
    }
}

/// Whether the element is Word's own: drawings and formulas have a `p` or `t` of another namespace (`a:t`, `m:t`).
fn is_word(name: QName) -> bool {
    let prefix = name.prefix();
    prefix.is_none_or(|prefix| {
        !matches!(
            prefix.as_ref(),
            "a" | "m" | "v" | "wp" | "wps" | "c" | "dgm" | "pic"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inner: &str, wanted: &str) -> Vec<String> {
        let found = body(&format!(
            "<w:document><w:body>{inner}</w:body></w:document>"
        ))
        .unwrap();
        assert_eq!(found.text, wanted);
        found.warnings
    }

    #[test]
    fn runs_breaks_tabs_and_links() {
        check(
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t xml:space=\"preserve\">a </w:t></w:r>\
             <w:hyperlink><w:r><w:t>b</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>c</w:t><w:br/><w:t>&#x6f1;&lt;</w:t></w:r></w:p>",
            "a b\tc\n۱<",
        );
    }

    #[test]
    fn changes_count_as_accepted() {
        let warnings = check(
            "<w:p><w:r><w:t>I </w:t></w:r><w:del><w:r><w:delText>hated</w:delText></w:r></w:del>\
             <w:ins><w:r><w:t>liked</w:t></w:r></w:ins><w:r><w:t> it</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
            "I liked it",
        );
        assert_eq!(
            warnings,
            [
                "1 footnotes were left out",
                "1 tracked deletions were left out"
            ]
        );
    }

    #[test]
    fn tables_come_as_lines() {
        let cell =
            |text: &str| format!("<w:tc><w:tcPr/><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
        let table = format!(
            "<w:tbl>{}{}{}</w:tbl>",
            row("I", "Why?"),
            row("M4", "So."),
            row("I", "Oh.")
        );
        check(
            &format!("<w:p><w:r><w:t>Top</w:t></w:r></w:p>{table}"),
            "Top\n\nI: Why?\nM4: So.\nI: Oh.",
        );
    }

    #[test]
    fn a_text_box_comes_once_and_drawings_not_at_all() {
        check(
            "<w:p><w:r><w:t>host</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>\
             </w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback>\
             </mc:AlternateContent><a:p><a:t>shape</a:t></a:p></w:r></w:p>",
            "box\n\nhost",
        );
    }

    #[test]
    fn damaged_xml_is_an_error() {
        for xml in [
            "<a><b></a>",
            "<a>",
            "<a>&bomb;</a>",
            "<a",
            "</a>",
            "<a>&#xFFFFFFFF;</a>",
        ] {
            assert!(body(xml).is_err(), "{xml}");
        }
    }
}
