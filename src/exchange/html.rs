//! HTML pages: what a reader of the page sees, without what surrounds it.
//!
//! A page is read as browsers read it, in one pass: what is not closed, closed twice or never opened does no harm.

use super::encoding::{Decoded, decode};
use super::entities::entity;
use super::flow::{Flow, Flowed};
use super::text::TranscriptFile;
use crate::error::{Error, Result};
use encoding_rs::Encoding;
use std::path::Path;

/// A page says its encoding within this many bytes.
const HEAD: usize = 2048;

/// What is in these is not shown, or is no part of what the page says.
const NOT_SHOWN: [&str; 12] = [
    "script", "style", "head", "noscript", "template", "nav", "svg", "math", "select", "textarea",
    "iframe", "object",
];

/// These begin a paragraph of their own.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "ul",
];

/// Reads the transcript in a page.
///
/// Paragraphs are divided by blank lines, the rows of tables come as lines (two columns speaker and speech as
/// `Speaker: speech`). Menus, scripts and pictures are left out.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is no text, or shows no words.
pub fn read_html(path: &Path) -> Result<TranscriptFile> {
    let bytes = std::fs::read(path).map_err(|error| Error::file(path, error))?;
    let decoded = decoded(&bytes, path)?;
    let warnings = decoded.warnings();
    let mut page = Page::default();
    page.read(&decoded.text);
    TranscriptFile::new(path, page.finish().text, warnings)
}

/// Whether bytes begin like a page.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The page's text in the encoding that it says it has, where that is not UTF-8.
fn decoded(bytes: &[u8], path: &Path) -> Result<Decoded> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let said = head.split_once("charset=").map(|(_, rest)| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.split(['"', '\'', ' ', '>', ';', '/'])
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    let said = said.and_then(|label| Encoding::for_label(label.as_bytes()));
    match said {
        Some(encoding)
            if std::str::from_utf8(bytes).is_err()
                && Encoding::for_bom(bytes).is_none()
                && encoding.is_ascii_compatible() =>
        {
            let (text, replaced) = encoding.decode_without_bom_handling(bytes);
            let text = text.replace("\r\n", "\n").replace('\0', "");
            Ok(Decoded {
                text,
                encoding: encoding.name(),
                replaced,
            })
        }
        _ => decode(bytes, path),
    }
}

/// A page, or several in a row, as far as read.
#[derive(Default)]
pub(super) struct Page {
    flow: Flow,
    /// Whether white space is kept.
    preformatted: usize,
    bold: usize,
}

impl Page {
    /// Reads a page; another one may follow.
    pub fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.write(before);
            rest = self.tag(tag);
        }
        self.write(rest);
        self.end_paragraph();
        (self.preformatted, self.bold) = (0, 0);
    }

    /// What was read.
    pub fn finish(self) -> Flowed {
        self.flow.finish()
    }

    /// Takes what begins with `<`, and gives what follows it.
    fn tag<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if let Some(data) = text.strip_prefix("<![CDATA[") {
            let (words, rest) = data.split_once("]]>").unwrap_or((data, ""));
            self.write(words);
            return rest;
        }
        let is_closing = text.starts_with("</");
        let name_at = if is_closing { 2 } else { 1 };
        let is_tag =
            text[name_at..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?');
        if !is_tag {
            self.write("<");
            return &text[1..];
        }
        let (inside, rest) = inside(&text[name_at..]);
        let name = inside
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let name = name
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_empty = inside.ends_with('/');
        if is_closing {
            self.close(&name);
        } else if NOT_SHOWN.contains(&name.as_str()) && !is_empty {
            return after(rest, &name);
        } else {
            self.open(&name);
        }
        rest
    }

    fn open(&mut self, name: &str) {
        match name {
            "br" => self.put("\n"),
            "b" | "strong" => self.bold += 1,
            "table" => {
                self.end_paragraph();
                self.flow.begin_table();
            }
            "tr" => {
                self.end_paragraph();
                self.flow.begin_row();
            }
            "td" | "th" => {
                self.end_paragraph();
                self.flow.begin_cell();
            }
            _ if BLOCKS.contains(&name) => {
                self.end_paragraph();
                self.preformatted += usize::from(name == "pre");
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "table" => {
                self.end_paragraph();
                self.flow.end_table();
            }
            "tr" => self.end_paragraph(),
            "td" | "th" => {
                self.end_paragraph();
                self.flow.end_cell();
            }
            _ if BLOCKS.contains(&name) => {
                self.end_paragraph();
                self.preformatted -= usize::from(name == "pre" && self.preformatted > 0);
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        if self.flow.is_in_paragraph() {
            self.flow.end_paragraph();
        }
    }

    fn put(&mut self, text: &str) {
        if !self.flow.is_in_paragraph() {
            self.flow.begin_paragraph(None);
        }
        self.flow.write(text, self.bold > 0);
    }

    /// Words, their white space made single spaces outside of `pre`.
    fn write(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = resolved(raw);
        if self.preformatted > 0 {
            return self.put(&text);
        }
        let mut words = String::with_capacity(text.len());
        for c in text.chars() {
            let is_space = c.is_whitespace() && c != '\u{a0}';
            let after_space = match words.is_empty() {
                true => self.flow.ends_in_space(),
                false => words.ends_with(char::is_whitespace),
            };
            match (is_space, after_space) {
                (true, true) => {}
                (true, false) => words.push(' '),
                _ => words.push(c),
            }
        }
        if !words.is_empty() {
            self.put(&words);
        }
    }
}

/// What is in a tag up to its `>`, and what follows; a `>` within quotation marks ends no tag.
fn inside(text: &str) -> (&str, &str) {
    let mut quoted = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quoted, byte) {
            (None, b'>') => return (&text[..at], &text[at + 1..]),
            (None, b'"' | b'\'') if text[..at].ends_with('=') => quoted = Some(byte),
            (Some(mark), _) if mark == byte => quoted = None,
            _ => {}
        }
    }
    // The quotation mark never closes: the first `>` will do.
    text.split_once('>').unwrap_or((text, ""))
}

/// What follows the end of an element that is not shown.
fn after<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let tag = &rest[at + 2..];
        if tag
            .get(..name.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
            && tag[name.len()..].starts_with(|c: char| c == '>' || c.is_whitespace())
        {
            return tag.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = tag;
    }
    ""
}

/// The text with its references (`&eacute;`, `&#1605;`, `&#x1F600;`) resolved; what is none stays as it is.
pub(super) fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let end = tail
            .bytes()
            .take(40)
            .position(|b| !b.is_ascii_alphanumeric() && b != b'#')
            .unwrap_or(tail.len().min(40));
        let end = tail.floor_char_boundary(end);
        let name = &tail[..end];
        match reference(name) {
            Some(c) => {
                out.push_str(&c);
                rest = tail[end..].strip_prefix(';').unwrap_or(&tail[end..]);
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return entity(name);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Browsers read 128 to 159 as the characters of Windows; so do those who write them.
    match code {
        0x80..=0x9F => Some(
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&[u8::try_from(code).ok()?])
                .0
                .into_owned(),
        ),
        _ => char::from_u32(code)
            .filter(|c| *c != '\0')
            .map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::saved;

    fn read(bytes: &[u8]) -> Result<TranscriptFile> {
        let (_folder, path) = saved("a.html", bytes);
        read_html(&path)
    }

    fn check(html: &str, wanted: &str) {
        assert_eq!(read(html.as_bytes()).unwrap().text, wanted, "{html}");
    }

    #[test]
    fn paragraphs_as_they_are_shown() {
        check(
            "<!DOCTYPE html><html><head><title>T</title><style>p > a {}</style></head><body><nav>menu</nav><h1>Ward\n 3</h1>\n<p>M4: I <em>was</em>\n  tired.<br>So.\
             <p>چرا؟ &eacute;&#1605;&#x1F600;&amp;&unknown; a & b</p><!-- <p>no</p> --><script>if (a < b) '</p>'</script><ul><li>one<li>two</ul>end 3 < 4</body>",
            "Ward 3\n\nM4: I was tired.\nSo.\n\nچرا؟ ém😀&&unknown; a & b\n\none\n\ntwo\n\nend 3 < 4".replace("ém", "é\u{645}").as_str(),
        );
        check(
            "<pre>a\n  b</pre><div title=\"x > y\">c</div>",
            "a\n  b\n\nc",
        );
        check(
            "<table><tr><th>I</th><td>为什么？</td></tr><tr><td>M4</td><td><p>So.</p></td></tr></table>",
            "I: 为什么？\nM4: So.",
        );
        check(
            "<p><b>Sara</b> Why?</p><p><b>Ali</b> No.</p><p><b>Sara</b> So?</p><p><b>Ali</b> Yes.",
            "Sara: Why?\n\nAli: No.\n\nSara: So?\n\nAli: Yes.",
        );
    }

    #[test]
    fn damaged_pages_do_no_harm() {
        check("</p></table></td>a<tr><td>b<table><td>c", "a\n\nb\n\nc");
        check("a<b title='x>y", "ay");
        check("a < b </ c <", "a < b </ c <");
        check("a<script>b</scrip>", "a");
        for html in ["", "<html></html>", "<script>x</script>", "<!--"] {
            assert!(
                read(html.as_bytes())
                    .unwrap_err()
                    .to_string()
                    .contains("empty"),
                "{html}"
            );
        }
        assert!(read(b"\x89PNG\r\n\x1a\n").is_err());
        let deep = "<table><tr><td>".repeat(100_000) + "x";
        assert_eq!(read(deep.as_bytes()).unwrap().text, "x");
    }

    #[test]
    fn the_page_says_its_encoding() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1256.encode("<meta charset=\"windows-1256\"><p>من خسته بودم</p>");
        let file = read(&bytes).unwrap();
        assert_eq!(
            (file.text.as_str(), file.warnings.len()),
            ("من خسته بودم", 1)
        );
    }
}
