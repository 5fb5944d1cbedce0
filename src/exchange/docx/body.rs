//! WordprocessingML to text.

use super::margin::Margin;
use crate::exchange::flow::{Flow, Flowed};
use crate::exchange::notes::NoteKind;
use crate::exchange::xml_text::{attribute, character};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;
use std::collections::HashMap;

/// What a document says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) flowed: Flowed,
    pub(super) warnings: Vec<String>,
}

/// Elements that are passed over with all that is in them: properties (their `w:tab` is a tab stop, their `w:del` a
/// tracked mark), deletions, the old place of moved text, field codes, the second rendering of a drawing, phonetic signs.
const PASSED_OVER: [&str; 11] = [
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

/// The text of the main part's XML, with what stands in its margin.
///
/// # Errors
/// What is wrong with the XML. Entities beyond the five of XML are errors, so nothing can expand.
pub(super) fn body(xml: &str, margin: &Margin) -> Result<Body, String> {
    let mut reader = Reader::from_str(xml);
    let mut page = Page::of(margin);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(element) if is_passed_over(&element) => {
                page.count(&element);
                reader
                    .read_to_end(element.name())
                    .map_err(|error| error.to_string())?;
            }
            Event::Start(element)
                if matches!(element.local_name().as_ref(), "pPr" | "rPr")
                    && is_word(element.name()) =>
            {
                page.properties(&mut reader, &element)?;
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

/// The document as far as it has been read.
struct Page<'m> {
    flow: Flow,
    margin: &'m Margin,
    /// Comments whose words are being read: their numbers in the document and among the notes.
    comments: HashMap<String, usize>,
    /// Elements that are open.
    depth: usize,
    /// Whether the reader is within a run's text.
    within_text: usize,
    /// Whether the run is bold or in a character style for speakers.
    is_emphasised: bool,
    lost_notes: usize,
    pictures: usize,
    deletions: usize,
}

impl<'m> Page<'m> {
    fn of(margin: &'m Margin) -> Self {
        Self {
            flow: Flow::default(),
            margin,
            comments: HashMap::new(),
            depth: 0,
            within_text: 0,
            is_emphasised: false,
            lost_notes: 0,
            pictures: 0,
            deletions: 0,
        }
    }

    fn open(&mut self, element: &BytesStart) {
        self.depth += 1;
        self.count(element);
        match element.local_name().as_ref() {
            "p" if is_word(element.name()) => self.flow.begin_paragraph(None),
            "r" if is_word(element.name()) => self.is_emphasised = false,
            "t" if is_word(element.name()) => self.within_text += 1,
            "tbl" => self.flow.begin_table(),
            "tr" => self.flow.begin_row(),
            "tc" => self.flow.begin_cell(),
            _ => self.put(element),
        }
    }

    /// What a paragraph's or a run's properties tell of its speaker.
    fn properties(
        &mut self,
        reader: &mut Reader<&[u8]>,
        element: &BytesStart,
    ) -> Result<(), String> {
        let is_paragraph = element.local_name().as_ref() == "pPr";
        let mut depth = 1;
        while depth > 0 {
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let inner = match &event {
                Event::Start(inner) => {
                    depth += 1;
                    inner
                }
                Event::Empty(inner) => inner,
                Event::End(_) => {
                    depth -= 1;
                    continue;
                }
                Event::Eof => return Err("it ends too early".into()),
                _ => continue,
            };
            let value = || attribute(inner, "val").unwrap_or_default();
            match inner.local_name().as_ref() {
                "pStyle" if is_paragraph => self.flow.style(Some(value())),
                "b" if !is_paragraph => {
                    self.is_emphasised |= !matches!(value().as_str(), "0" | "false" | "off")
                }
                "rStyle" if !is_paragraph => self.is_emphasised |= is_speaker_style(&value()),
                _ => {}
            }
        }
        Ok(())
    }

    fn empty(&mut self, element: &BytesStart) {
        self.count(element);
        self.put(element);
    }

    /// The characters that have elements of their own, and the marks of notes.
    fn put(&mut self, element: &BytesStart) {
        let text = match element.local_name().as_ref() {
            "tab" | "ptab" if is_word(element.name()) => "\t",
            "br" | "cr" if is_word(element.name()) => "\n",
            "noBreakHyphen" => "-",
            "footnoteReference" => return self.footnote(element, &self.margin.footnotes),
            "endnoteReference" => return self.footnote(element, &self.margin.endnotes),
            "commentRangeStart" => return self.begin_comment(element),
            "commentRangeEnd" | "commentReference" => return self.end_comment(element),
            _ => return,
        };
        self.flow.write(text, self.is_emphasised);
    }

    fn footnote(&mut self, element: &BytesStart, notes: &HashMap<String, String>) {
        match attribute(element, "id").and_then(|id| notes.get(&id)) {
            Some(text) => self.flow.note_here(NoteKind::Footnote, None, None, text),
            None => self.lost_notes += 1,
        }
    }

    fn begin_comment(&mut self, element: &BytesStart) {
        let Some((id, remark)) =
            attribute(element, "id").and_then(|id| self.margin.comments.get_key_value(&id))
        else {
            return;
        };
        let begun =
            self.flow
                .begin_words(NoteKind::Comment, remark.author.clone(), remark.at.clone());
        if let Some(number) = begun {
            self.flow.say(number, &remark.text);
            self.comments.insert(id.clone(), number);
        }
    }

    /// The words end where the range does; a comment without a range belongs to the word before its sign.
    fn end_comment(&mut self, element: &BytesStart) {
        let Some(id) = attribute(element, "id") else {
            return;
        };
        let is_sign = element.local_name().as_ref() == "commentReference";
        match (self.comments.get(&id), self.margin.comments.get(&id)) {
            (Some(number), _) if !is_sign => self.flow.end_words(*number),
            (None, Some(remark)) if is_sign => {
                let (author, at) = (remark.author.clone(), remark.at.clone());
                self.flow
                    .note_here(NoteKind::Comment, author, at, &remark.text);
            }
            _ => {}
        }
    }

    fn count(&mut self, element: &BytesStart) {
        match element.local_name().as_ref() {
            "blip" | "imagedata" => self.pictures += 1,
            "del" | "moveFrom" => self.deletions += 1,
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if self.within_text > 0 {
            self.flow.write(text, self.is_emphasised);
        }
    }

    fn close(&mut self, name: QName) {
        self.depth = self.depth.saturating_sub(1);
        match name.local_name().as_ref() {
            "t" if is_word(name) => self.within_text = self.within_text.saturating_sub(1),
            "p" if is_word(name) => self.flow.end_paragraph(),
            "tc" => self.flow.end_cell(),
            "tbl" => self.flow.end_table(),
            _ => {}
        }
    }

    fn finish(self) -> Result<Body, String> {
        if self.depth > 0 {
            return Err("it ends too early".into());
        }
        let left_out = [
            (
                self.lost_notes,
                "footnotes were left out, as the document does not say what they say",
            ),
            (self.pictures, "pictures were left out"),
            (self.deletions, "tracked deletions were left out"),
        ];
        Ok(Body {
            flowed: self.flow.finish(),
            warnings: left_out
                .iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, what)| format!("{n} {what}"))
                .collect(),
        })
    }
}

fn is_speaker_style(style: &str) -> bool {
    let style = style.to_lowercase();
    ["strong", "speaker", "name"]
        .iter()
        .any(|word| style.contains(word))
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
        let xml = format!("<w:document><w:body>{inner}</w:body></w:document>");
        let found = body(&xml, &Margin::default()).unwrap();
        assert_eq!(found.flowed.text, wanted);
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
                "1 footnotes were left out, as the document does not say what they say",
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
            assert!(body(xml, &Margin::default()).is_err(), "{xml}");
        }
    }
}
