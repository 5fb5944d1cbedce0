//! OpenDocument texts (ODT): the text as the document shows it with all changes accepted.

use super::flow::Flow;
use super::notes::{Note, NoteKind};
use super::package::Package;
use super::text::TranscriptFile;
use super::xml_text::{attribute, character};
use crate::error::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::path::Path;

const PART: &str = "content.xml";
/// As many spaces and as many elements within each other are believed.
const MOST_SPACES: usize = 1000;

/// Elements that are passed over with all that is in them: what was deleted, drawings' titles, forms, what only makes the
/// table of contents, phonetic signs.
const PASSED_OVER: [&str; 9] = [
    "tracked-changes",
    "title",
    "desc",
    "forms",
    "sequence-decls",
    "note-citation",
    "table-of-content-source",
    "ruby-text",
    "script",
];

/// Reads the transcript in an OpenDocument text.
///
/// Paragraphs are divided by blank lines, tracked changes count as accepted, tables come as lines (two columns speaker and
/// speech as `Speaker: speech`). Footnotes and comments are notes on the words they belong to. Headers, footers and
/// pictures are left out; pictures are counted in the warnings.
///
/// # Errors
/// [`crate::Error::File`] where the file cannot be read, is damaged (the part is named), is encrypted, would unpack to too
/// much, or is empty.
pub fn read_odt(path: &Path) -> Result<TranscriptFile> {
    let mut package = Package::open(path)?;
    if let Some(manifest) = package.optional("META-INF/manifest.xml")?
        && manifest.contains("encryption-data")
    {
        return Err(crate::Error::file(
            path,
            "is protected by a password; save it without one",
        ));
    }
    let xml = package.text(PART)?;
    let (text, notes, warnings) = content(&xml).map_err(|what| package.damaged(PART, &what))?;
    Ok(TranscriptFile::new(path, text, warnings)?.with_notes(notes))
}

fn content(xml: &str) -> std::result::Result<(String, Vec<Note>, Vec<String>), String> {
    let mut reader = Reader::from_str(xml);
    let mut page = Page::default();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(element) if PASSED_OVER.contains(&element.local_name().as_ref()) => {
                reader
                    .read_to_end(element.name())
                    .map_err(|error| error.to_string())?;
            }
            Event::Start(element) => {
                page.depth += 1;
                page.open(&element);
            }
            Event::Empty(element) => {
                page.open(&element);
                page.close(element.local_name().as_ref());
            }
            Event::End(element) => {
                page.depth = page.depth.saturating_sub(1);
                page.close(element.local_name().as_ref());
            }
            Event::Text(text) => page.write(&text.xml10_content()),
            Event::CData(text) => page.write(&text.xml10_content()),
            Event::GeneralRef(reference) => page.write(&character(&reference)?),
            Event::Eof => break,
            _ => {}
        }
    }
    if page.depth > 0 {
        return Err("it ends too early".into());
    }
    Ok(page.finish())
}

/// The document as far as it has been read.
#[derive(Default)]
struct Page {
    flow: Flow,
    depth: usize,
    styles: Styles,
    /// Whether the spans that are open are emphasised.
    spans: Vec<bool>,
    /// Numbers of the notes that are open; none where there were too many.
    notes: Vec<Option<usize>>,
    /// Comments on a stretch, by name.
    comments: HashMap<String, usize>,
    /// What is read of a comment's head.
    head: Option<Head>,
    pictures: usize,
}

/// Styles that tell speakers.
#[derive(Default)]
struct Styles {
    /// The style that is being described.
    open: Option<String>,
    /// Automatic styles and those they are made from.
    parents: HashMap<String, String>,
    bold: HashSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Author,
    Date,
}

impl Page {
    fn open(&mut self, element: &BytesStart) {
        match element.local_name().as_ref() {
            "style" => self.styles.begin(element),
            "text-properties" => self.styles.describe(element),
            "p" | "h" => {
                let style = attribute(element, "style-name").map(|name| self.styles.name(&name));
                self.flow.begin_paragraph(style);
            }
            "span" => {
                let style = attribute(element, "style-name").unwrap_or_default();
                self.spans.push(self.styles.is_emphasised(&style));
            }
            "s" => {
                let count = attribute(element, "c")
                    .and_then(|c| c.parse().ok())
                    .unwrap_or(1);
                self.write(&" ".repeat(count.min(MOST_SPACES)));
            }
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "note" => self.begin_note(NoteKind::Footnote, None),
            "annotation" => self.begin_note(NoteKind::Comment, attribute(element, "name")),
            "annotation-end" => {
                let number =
                    attribute(element, "name").and_then(|name| self.comments.remove(&name));
                if let Some(number) = number {
                    self.flow.end_words(number);
                }
            }
            "creator" if !self.notes.is_empty() => self.head = Some(Head::Author),
            "date" if !self.notes.is_empty() => self.head = Some(Head::Date),
            "table" => self.flow.begin_table(),
            "table-row" => self.flow.begin_row(),
            "table-cell" | "covered-table-cell" => self.flow.begin_cell(),
            "image" => self.pictures += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "style" => self.styles.open = None,
            "p" | "h" => self.flow.end_paragraph(),
            "span" => {
                self.spans.pop();
            }
            "note" | "annotation" => self.end_note(name),
            "creator" | "date" => self.head = None,
            "table" => self.flow.end_table(),
            "table-cell" | "covered-table-cell" => self.flow.end_cell(),
            _ => {}
        }
    }

    /// A comment with a name goes on to where its end says; all others belong to the word before them.
    fn begin_note(&mut self, kind: NoteKind, name: Option<String>) {
        let number = self.flow.begin_words(kind, None, None);
        if let Some(number) = number {
            match name {
                Some(name) => {
                    self.comments.insert(name, number);
                }
                None => self.flow.end_words(number),
            }
            self.flow.begin_note(number);
        }
        self.notes.push(number);
    }

    fn end_note(&mut self, name: &str) {
        if let Some(Some(number)) = self.notes.pop() {
            self.flow.end_note();
            // Where no end follows, this is it.
            if name == "annotation" {
                self.flow.end_words(number);
            }
        }
    }

    fn write(&mut self, text: &str) {
        if let (Some(head), Some(Some(number))) = (self.head, self.notes.last()) {
            let text = Some(text.to_owned());
            match head {
                Head::Author => self.flow.sign(*number, text, None),
                Head::Date => self.flow.sign(*number, None, text),
            }
            return;
        }
        if matches!(self.notes.last(), Some(None)) {
            return;
        }
        let is_emphasised = self.spans.iter().any(|bold| *bold);
        self.flow.write(text, is_emphasised);
    }

    fn finish(self) -> (String, Vec<Note>, Vec<String>) {
        let pictures =
            (self.pictures > 0).then(|| format!("{} pictures were left out", self.pictures));
        let done = self.flow.finish();
        (done.text, done.notes, pictures.into_iter().collect())
    }
}

impl Styles {
    fn begin(&mut self, element: &BytesStart) {
        self.open = attribute(element, "name");
        if let (Some(name), Some(parent)) = (&self.open, attribute(element, "parent-style-name")) {
            self.parents.insert(name.clone(), parent);
        }
    }

    fn describe(&mut self, element: &BytesStart) {
        let weight = attribute(element, "font-weight").unwrap_or_default();
        let is_bold = weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
        if let Some(name) = self.open.clone().filter(|_| is_bold) {
            self.bold.insert(name);
        }
    }

    /// The name a person gave: that of the style an automatic one is made from. `_20_` is a space.
    fn name(&self, style: &str) -> String {
        let named = self.parents.get(style).map_or(style, String::as_str);
        named.replace("_20_", " ")
    }

    fn is_emphasised(&self, style: &str) -> bool {
        let name = self.name(style).to_lowercase();
        self.bold.contains(style) || ["strong", "speaker"].iter().any(|word| name.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::{packed, saved};

    const HEAD: &str = "<office:document-content><office:automatic-styles>\
        <style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Interviewer\"/>\
        <style:style style:name=\"T1\"><style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles><office:body><office:text>";

    fn read(body: &str) -> Result<TranscriptFile> {
        let xml = format!("{HEAD}{body}</office:text></office:body></office:document-content>");
        let parts: [(&str, &[u8]); 2] = [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", xml.as_bytes()),
        ];
        let (_folder, path) = saved("I1.odt", &packed(&parts));
        read_odt(&path)
    }

    #[test]
    fn paragraphs_spaces_tables_and_changes() {
        let file = read(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
             <text:h>عنوان 😀</text:h><text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/><text:span>d &amp; e</text:span></text:p><text:p/>\
             <table:table><table:table-row><table:table-cell><text:p>I</text:p></table:table-cell><table:table-cell><text:p>为什么？</text:p></table:table-cell></table:table-row>\
             <table:table-row><table:table-cell><text:p>M4</text:p></table:table-cell><table:table-cell><text:p>So.</text:p><text:p>Yes.</text:p></table:table-cell></table:table-row></table:table>\
             <draw:frame><draw:image/><svg:title>x</svg:title></draw:frame>",
        )
        .unwrap();
        assert_eq!(
            file.text,
            "عنوان 😀\n\na   b\tc\nd & e\n\nI: 为什么？\nM4: So.\nYes."
        );
        assert_eq!(file.warnings, ["1 pictures were left out"]);
    }

    #[test]
    fn footnotes_comments_and_styles() {
        let file = read(
            "<text:p text:style-name=\"P1\">Why<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body>\
             <text:p>asked twice</text:p></text:note-body></text:note>?</text:p><text:p>من <office:annotation office:name=\"c\"><dc:creator>Sara</dc:creator>\
             <dc:date>2024-05-01T10:00:00</dc:date><text:p>ترس؟</text:p></office:annotation>خیلی می‌ترسیدم<office:annotation-end office:name=\"c\"/> then\
             <office:annotation><dc:creator>Ali</dc:creator><text:p>when?</text:p></office:annotation>.</text:p>",
        )
        .unwrap();
        assert_eq!(file.text, "Interviewer: Why?\n\nمن خیلی می‌ترسیدم then.");
        let shown: Vec<(&str, &str, Option<&str>)> = file
            .notes
            .iter()
            .map(|n| {
                (
                    &file.text[n.start..n.end],
                    n.text.as_str(),
                    n.author.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("Why", "asked twice", None),
                ("خیلی می‌ترسیدم", "ترس؟", Some("Sara")),
                ("then", "when?", Some("Ali"))
            ]
        );
    }

    #[test]
    fn empty_damaged_and_bombs_are_refused_with_the_part() {
        assert!(read("").unwrap_err().to_string().contains("empty"));
        for (body, word) in [
            ("<text:p>", "content.xml"),
            ("<text:p>&lol;</text:p>", "&lol;"),
        ] {
            let error = read(body).unwrap_err().to_string();
            assert!(error.contains("I1.odt") && error.contains(word), "{error}");
        }
        let bomb = " ".repeat(60 << 20);
        assert!(read(&bomb).unwrap_err().to_string().contains("unpacks"));
        let (_folder, path) = saved("a.odt", b"no zip");
        assert!(read_odt(&path).unwrap_err().to_string().contains("damaged"));
        let (_folder, path) = saved(
            "a.odt",
            &packed(&[("content.xml", b"\xFF\xFE\xFF\xFE\x00\x00\x00")]),
        );
        assert!(read_odt(&path).is_err());
        let (_folder, path) = saved(
            "a.odt",
            &packed(&[
                ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
                ("content.xml", b"x"),
            ]),
        );
        assert!(
            read_odt(&path)
                .unwrap_err()
                .to_string()
                .contains("password")
        );
        assert_eq!(
            read("<text:p>a<text:s text:c=\"99999999999\"/><text:s text:c=\"4000000\"/>b</text:p>")
                .unwrap()
                .text
                .len(),
            2002
        );
    }
}
