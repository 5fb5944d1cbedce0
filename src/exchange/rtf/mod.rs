//! Rich text (RTF), as every word processor can write it.

mod charset;
mod tokens;

use super::flow::Flow;
use super::notes::{Note, NoteKind};
use super::text::TranscriptFile;
use crate::error::{Error, Result};
use charset::{of_charset, of_page};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;
use std::path::Path;
use tokens::{Token, Tokens};

/// Groups within groups: word processors stay below 100.
const MOST_GROUPS: usize = 5_000;

/// Groups that are not shown. Those that begin with `\*` are not shown either, unless they are known.
const NOT_SHOWN: [&str; 30] = [
    "colortbl",
    "stylesheet",
    "info",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "aftnsep",
    "aftnsepc",
    "aftncn",
    "fldinst",
    "xe",
    "tc",
    "rxe",
    "pntext",
    "listtext",
    "sp",
    "nonshppict",
    "objdata",
    "objclass",
    "filetbl",
    "revtbl",
    "bkmkstart",
];

/// Reads the transcript in a rich text file.
///
/// Paragraphs are divided by blank lines, tracked changes count as accepted, hidden text is left out, tables come as lines
/// (two columns speaker and speech as `Speaker: speech`), names in bold that recur at the start of paragraphs as labels.
/// Footnotes and comments are notes on the word before them. Headers, footers and pictures are left out.
///
/// # Errors
/// [`Error::File`] where the file cannot be read, is no rich text, or is empty.
pub fn read_rtf(path: &Path) -> Result<TranscriptFile> {
    let bytes = std::fs::read(path).map_err(|error| Error::file(path, error))?;
    if !bytes.starts_with(b"{\\rtf") {
        let why = match bytes.is_empty() {
            true => "is empty; there is nothing to import",
            false => {
                "is no rich text (RTF) or a damaged one; open it in a word processor and save it again"
            }
        };
        return Err(Error::file(path, why));
    }
    let (text, notes, warnings) = Document::default().read(&bytes).map_err(|what| {
        Error::file(
            path,
            format!("{what}; open it in a word processor and save it again"),
        )
    })?;
    Ok(TranscriptFile::new(path, text, warnings)?.with_notes(notes))
}

/// What holds within a group, and ends with it.
#[derive(Clone, Copy)]
struct Group {
    kind: Kind,
    font: i32,
    /// Characters after `\u` that repeat it for old programs.
    repeats: usize,
    is_bold: bool,
    is_hidden: bool,
    /// Whether `\*` was its first word.
    may_be_skipped: bool,
    is_new: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shown,
    NotShown,
    Fonts,
    Author,
    /// A note of this number; [`usize::MAX`] where there were too many.
    Note(usize),
}

#[derive(Default)]
struct Document {
    flow: Flow,
    groups: Vec<Group>,
    fonts: HashMap<i32, &'static Encoding>,
    page: Option<&'static Encoding>,
    default_font: i32,
    /// Bytes that wait to be decoded: a character may be made of several.
    bytes: Vec<u8>,
    /// The first half of a character beyond 16 bits.
    half: Option<u16>,
    to_skip: usize,
    is_in_table: bool,
    is_in_row: bool,
    is_cell_text: bool,
    author: String,
    pictures: usize,
}

impl Document {
    fn read(
        mut self,
        bytes: &[u8],
    ) -> std::result::Result<(String, Vec<Note>, Vec<String>), String> {
        let mut tokens = Tokens::of(bytes);
        while let Some(token) = tokens.next() {
            let is_text = matches!(token, Token::Byte(_) | Token::Text(_) | Token::Symbol(_));
            if self.to_skip > 0 && is_text {
                self.skip(token);
                continue;
            }
            self.to_skip = 0;
            match token {
                Token::Open => self.begin_group(tokens.line())?,
                Token::Close => self.end_group(),
                Token::Word(word, number) => self.word(word, number),
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Byte(byte) => self.bytes.push(byte),
                Token::Text(text) => self.bytes.extend(text),
            }
        }
        self.decode();
        let mut warnings = Vec::new();
        if !self.groups.is_empty() {
            warnings.push(
                "the file ends in the middle of something; perhaps its end is missing".to_owned(),
            );
        }
        if self.pictures > 0 {
            warnings.push(format!("{} pictures were left out", self.pictures));
        }
        if self.is_in_table {
            self.end_paragraph();
            self.flow.end_table();
        }
        let done = self.flow.finish();
        Ok((done.text, done.notes, warnings))
    }

    fn skip(&mut self, token: Token) {
        match token {
            Token::Text(text) => {
                let skipped = text.len().min(self.to_skip);
                self.to_skip -= skipped;
                self.bytes.extend(&text[skipped..]);
            }
            _ => self.to_skip -= 1,
        }
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group {
            kind: Kind::Shown,
            font: self.default_font,
            repeats: 1,
            is_bold: false,
            is_hidden: false,
            may_be_skipped: false,
            is_new: false,
        })
    }

    fn change(&mut self, act: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            act(group);
        }
    }

    fn begin_group(&mut self, line: usize) -> std::result::Result<(), String> {
        self.decode();
        if self.groups.len() >= MOST_GROUPS {
            return Err(format!(
                "line {line}: has more than {MOST_GROUPS} groups within each other, which no word processor writes"
            ));
        }
        let mut group = self.group();
        (group.may_be_skipped, group.is_new) = (false, true);
        self.groups.push(group);
        Ok(())
    }

    fn end_group(&mut self) {
        self.decode();
        let Some(group) = self.groups.pop() else {
            return;
        };
        if group.kind == self.group().kind {
            return;
        }
        if let Kind::Note(number) = group.kind {
            self.end_paragraph();
            if number != usize::MAX {
                self.flow.end_note();
            }
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word != "u" {
            self.decode();
        }
        let group = self.group();
        self.change(|group| group.is_new = false);
        if group.kind == Kind::NotShown {
            return;
        }
        if group.is_new || group.may_be_skipped {
            self.change(|group| group.may_be_skipped = false);
            if self.destination(word, group.may_be_skipped) {
                return;
            }
        }
        let is_on = number != Some(0);
        match word {
            "ansicpg" => self.page = number.and_then(of_page),
            "mac" => self.page = Some(encoding_rs::MACINTOSH),
            "deff" => self.default_font = number.unwrap_or(0),
            "f" => self.change(|group| group.font = number.unwrap_or(0)),
            "fcharset" if group.kind == Kind::Fonts => {
                if let Some(encoding) = number.and_then(of_charset) {
                    self.fonts.insert(group.font, encoding);
                }
            }
            "uc" => self.change(|group| {
                group.repeats = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1)
            }),
            "u" => self.unicode(number.unwrap_or(0)),
            "b" => self.change(|group| group.is_bold = is_on),
            "v" | "deleted" => self.change(|group| group.is_hidden = is_on),
            "plain" => {
                let font = self.default_font;
                self.change(|group| {
                    (group.is_bold, group.is_hidden, group.font) = (false, false, font)
                });
            }
            "pard" => self.is_cell_text = false,
            "intbl" => self.is_cell_text = true,
            "par" | "sect" | "page" => self.end_paragraph(),
            "trowd" => self.begin_row(),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => self.is_in_row = false,
            "line" => self.put("\n"),
            _ => {
                if let Some(character) = character(word) {
                    self.put(character);
                }
            }
        }
    }

    /// Whether the word says what the group is for.
    fn destination(&mut self, word: &str, may_be_skipped: bool) -> bool {
        let kind = match word {
            "fonttbl" => Kind::Fonts,
            "atnauthor" => {
                self.author.clear();
                Kind::Author
            }
            "footnote" => self.begin_note(NoteKind::Footnote),
            "annotation" => self.begin_note(NoteKind::Comment),
            "pict" => {
                self.pictures += 1;
                Kind::NotShown
            }
            "shpinst" | "shptxt" | "nesttableprops" => return true,
            word if may_be_skipped || NOT_SHOWN.contains(&word) => Kind::NotShown,
            _ => return false,
        };
        self.change(|group| group.kind = kind);
        true
    }

    /// The note belongs to the word before it.
    fn begin_note(&mut self, kind: NoteKind) -> Kind {
        let author = (kind == NoteKind::Comment).then(|| std::mem::take(&mut self.author));
        let Some(number) = self.flow.begin_words(kind, author, None) else {
            return Kind::Note(usize::MAX);
        };
        self.flow.end_words(number);
        self.flow.begin_note(number);
        self.flow.begin_paragraph(None);
        Kind::Note(number)
    }

    fn symbol(&mut self, symbol: u8) {
        self.decode();
        match symbol {
            b'*' => self.change(|group| group.may_be_skipped = group.is_new),
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("-"),
            b'{' | b'}' | b'\\' => self.bytes.push(symbol),
            b'\n' | b'\r' => self.end_paragraph(),
            b'\t' => self.put("\t"),
            _ => {}
        }
    }

    /// Numbers above 32767 are written as negative ones; characters beyond 16 bits as two halves.
    fn unicode(&mut self, number: i32) {
        if !self.bytes.is_empty() {
            self.decode();
        }
        self.to_skip = self.group().repeats;
        let unit = u16::try_from(number & 0xFFFF).unwrap_or(0xFFFD);
        match (self.half.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.half = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => self.put(&String::from_utf16_lossy(&[high, unit])),
            _ => self.put(&String::from_utf16_lossy(&[unit])),
        }
    }

    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let group = self.group();
        let encoding = self
            .fonts
            .get(&group.font)
            .copied()
            .or(self.page)
            .unwrap_or(WINDOWS_1252);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.change(|group| group.is_new = false);
        self.put(&text);
    }

    fn put(&mut self, text: &str) {
        let group = self.group();
        match group.kind {
            Kind::Author => self.author.push_str(text),
            Kind::Shown | Kind::Note(_)
                if group.is_hidden || group.kind == Kind::Note(usize::MAX) => {}
            Kind::Shown | Kind::Note(_) => {
                if self.is_in_table
                    && !self.is_in_row
                    && !self.is_cell_text
                    && group.kind == Kind::Shown
                {
                    self.end_table();
                }
                if !self.flow.is_in_paragraph() {
                    self.flow.begin_paragraph(None);
                }
                self.flow.write(text, group.is_bold);
            }
            Kind::NotShown | Kind::Fonts => {}
        }
    }

    fn end_paragraph(&mut self) {
        match self.group().kind {
            Kind::Note(number) if number != usize::MAX => {
                self.flow.end_paragraph();
                self.flow.begin_paragraph(None);
            }
            Kind::Shown if self.flow.is_in_paragraph() => self.flow.end_paragraph(),
            _ => {}
        }
    }

    fn begin_row(&mut self) {
        if self.is_in_row || self.group().kind != Kind::Shown {
            return;
        }
        if self.flow.is_in_paragraph() {
            self.flow.end_paragraph();
        }
        if !self.is_in_table {
            self.flow.begin_table();
            self.is_in_table = true;
        }
        self.flow.begin_row();
        self.is_in_row = true;
    }

    fn end_cell(&mut self) {
        if self.group().kind != Kind::Shown {
            return;
        }
        match self.is_in_table {
            true => {
                self.end_paragraph();
                self.flow.ensure_cell();
                self.flow.end_cell();
            }
            false => self.put("\t"),
        }
    }

    fn end_table(&mut self) {
        if self.flow.is_in_paragraph() {
            self.flow.end_paragraph();
        }
        self.flow.end_table();
        (self.is_in_table, self.is_in_row) = (false, false);
    }
}

/// Characters that have words.
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        "ltrmark" => "\u{200e}",
        "rtlmark" => "\u{200f}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::package::tests::saved;

    fn read(rtf: &str) -> TranscriptFile {
        let (_folder, path) = saved("I1.rtf", rtf.as_bytes());
        read_rtf(&path).unwrap()
    }

    fn check(inner: &str, wanted: &str) {
        let rtf = format!(
            "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fswiss Arial;}}{{\\f1\\fcharset178 Arial;}}{{\\f2\\fcharset134 SimSun;}}}}{inner}}}"
        );
        assert_eq!(read(&rtf).text, wanted, "{inner}");
    }

    #[test]
    fn every_script_by_number_and_by_code_page() {
        check(
            "{\\b M4:} I was\\par\\pard tired\\line so \\'e9\\~x \\{y\\}\\par",
            "M4: I was\n\ntired\nso é\u{a0}x {y}",
        );
        check(
            "\\uc1\\u1605?\\u1606 ?\\zwnj x \\uc0\\u-10179\\u-8704 y \\u25105 z",
            "من\u{200c}x 😀y 我z",
        );
        check(
            "\\f1\\'e3\\'e4 \\f2\\'ce\\'d2\\'ba\\'a6 {\\f0 \\'e9} \\plain\\'e9",
            "من 我害 é é",
        );
        check("a\r\nb\\\nc", "ab\n\nc");
    }

    #[test]
    fn what_is_not_shown() {
        check(
            "{\\*\\generator x;}{\\info{\\author A}}{\\header page}{\\pict\\bin3 }}}}a{\\v hidden}{\\deleted gone} b{\\field{\\*\\fldinst LINK x}{\\fldrslt c}}{\\*\\unknown{\\b d}}",
            "a bc",
        );
    }

    #[test]
    fn tables_notes_and_names_in_bold() {
        let row = |a: &str, b: &str| {
            format!(
                "\\trowd\\cellx1\\cellx2\\pard\\intbl {a}\\cell {b}\\par more\\cell\\trowd\\row "
            )
        };
        check(
            &format!(
                "top\\par {}{}\\pard end",
                row("I", "Why?"),
                row("M4", "So.")
            ),
            "top\n\nI: Why?\nmore\nM4: So.\nmore\n\nend",
        );
        check(
            "{\\b Sara} Why?\\par {\\b Ali} No.\\par {\\b Sara} So?\\par {\\b Ali} Yes.",
            "Sara: Why?\n\nAli: No.\n\nSara: So?\n\nAli: Yes.",
        );
        let file = read(
            "{\\rtf1 in Tehran{\\super\\chftn}{\\footnote\\pard{\\super\\chftn} the capital\\par now} and{\\*\\atnid S}{\\*\\atnauthor Sara}\\chatn{\\*\\annotation{\\*\\atnref 1}why?} so}",
        );
        assert_eq!(file.text, "in Tehran and so");
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
                ("Tehran", "the capital\nnow", None),
                ("and", "why?", Some("Sara"))
            ]
        );
    }

    #[test]
    fn damaged_files() {
        for (bytes, word) in [
            ("", "empty"),
            ("hello", "no rich text"),
            ("{\\rtf1}", "empty"),
            ("{\\rtf1 \\par}", "empty"),
        ] {
            let (_folder, path) = saved("a.rtf", bytes.as_bytes());
            let error = read_rtf(&path).unwrap_err().to_string();
            assert!(error.contains("a.rtf") && error.contains(word), "{error}");
        }
        let cut = read("{\\rtf1 {\\b hello \\u55357 \\'f");
        assert!(cut.text.contains("hello") && cut.warnings[0].contains("end is missing"));
        let deep = format!("{{\\rtf1 {}", "{".repeat(100_000));
        let (_folder, path) = saved("a.rtf", deep.as_bytes());
        assert!(read_rtf(&path).unwrap_err().to_string().contains("line 1"));
        assert_eq!(read("{\\rtf1 a}}}}b\\bin99999999999 c").text, "ab");
    }
}
