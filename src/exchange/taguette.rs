//! Projects of Taguette (`.sqlite3`): documents as HTML, highlights counted in bytes of its text, flat tags.

use super::coded_project::{
    About, CodedProject, CodedProjectFile, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo,
    ProjectTranscript, ProjectUnit, unique,
};
use super::refi::derived_guid;
use super::sqlite_tables::{Tables, open};
use crate::error::{Error, Result};
use crate::study::{Span, TranscriptKind};
use rusqlite::{Connection, Row};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Elements whose end is the end of a line.
const BLOCKS: [&str; 11] = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "div", "br",
];

/// Whether these are the tables of Taguette.
pub(super) fn is_taguette(tables: &Tables) -> bool {
    tables.has_all(&[
        "projects",
        "documents",
        "highlights",
        "tags",
        "highlight_tags",
    ])
}

/// Reads the one project in a Taguette file: its documents with their highlights and tags. Who made a highlight and when is
/// read from the log of changes.
///
/// # Errors
/// [`Error::File`] where the file is damaged, is of something else, or holds several projects.
pub fn read_taguette(path: &Path) -> Result<CodedProjectFile> {
    let connection = open(path)?;
    let cannot = |error: rusqlite::Error| {
        Error::file(
            path,
            format!(
                "cannot be read as a Taguette project ({error}); export it again from Taguette"
            ),
        )
    };
    let projects = rows(
        &connection,
        "SELECT id, name, description, created FROM projects",
        text_row,
    )
    .map_err(cannot)?;
    let [project] = projects.as_slice() else {
        let names: Vec<&str> = projects.iter().map(|p| p.name.as_str()).collect();
        return Err(Error::file(
            path,
            format!(
                "holds {} projects ({}); export the one you want as SQLite3 from Taguette",
                names.len(),
                names.join(", ")
            ),
        ));
    };
    let mut reading = Reading {
        seed: format!("{} {}", project.name, project.extra),
        ..Reading::default()
    };
    reading.project.name.clone_from(&project.name);
    reading.project.units_apart = true;
    reading.memo(About::Study, &project.description);
    reading.read(&connection).map_err(cannot)?;
    let Reading {
        project, warnings, ..
    } = reading;
    Ok(CodedProjectFile { project, warnings })
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map([], read)?.collect()
}

/// A row with an identity and three texts.
struct Texts {
    id: i64,
    name: String,
    description: String,
    extra: String,
}

fn text_row(row: &Row<'_>) -> rusqlite::Result<Texts> {
    Ok(Texts {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        extra: row.get(3)?,
    })
}

fn three(row: &Row<'_>) -> rusqlite::Result<(i64, i64, i64, i64)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn two(row: &Row<'_>) -> rusqlite::Result<(i64, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn made(row: &Row<'_>) -> rusqlite::Result<(String, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

#[derive(Default)]
struct Reading {
    project: CodedProject,
    warnings: Vec<String>,
    /// What tells this project's identities from those of all others.
    seed: String,
    coders: HashMap<String, usize>,
}

impl Reading {
    fn guid(&self, kind: &str, id: impl std::fmt::Display) -> String {
        derived_guid(&["taguette", &self.seed, kind, &id.to_string()])
    }

    fn memo(&mut self, about: About, text: &str) {
        if !text.trim().is_empty() {
            let guid = self.guid("note", self.project.memos.len());
            let text = text.trim().to_owned();
            self.project.memos.push(ProjectMemo {
                guid,
                about,
                coder: None,
                text,
                at: None,
            });
        }
    }

    fn coders(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for login in rows(
            connection,
            "SELECT login FROM users ORDER BY created",
            |row| row.get::<_, String>(0),
        )? {
            self.coders.insert(login.clone(), self.project.coders.len());
            let guid = self.guid("user", &login);
            self.project.coders.push(ProjectCoder {
                guid,
                name: login,
                is_machine: false,
                is_consensus: false,
            });
        }
        Ok(())
    }

    fn read(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.coders(connection)?;
        let mut codes = HashMap::new();
        for tag in rows(
            connection,
            "SELECT id, path, description, '' FROM tags ORDER BY id",
            text_row,
        )? {
            codes.insert(tag.id, self.project.codes.len());
            let (guid, definition) = (self.guid("tag", tag.id), tag.description.trim().to_owned());
            self.project.codes.push(ProjectCode {
                guid,
                name: tag.name,
                definition,
                ..ProjectCode::default()
            });
        }
        let mut given: HashMap<i64, Vec<usize>> = HashMap::new();
        for (highlight, tag) in rows(
            connection,
            "SELECT highlight_id, tag_id FROM highlight_tags ORDER BY 1, 2",
            two,
        )? {
            if let Some(code) = codes.get(&tag) {
                given.entry(highlight).or_default().push(*code);
            }
        }
        let makers = makers(connection)?;
        let highlights = rows(
            connection,
            "SELECT id, document_id, start_offset, end_offset FROM highlights ORDER BY id",
            three,
        )?;
        let mut names = HashSet::new();
        let mut lost = 0;
        for document in rows(
            connection,
            "SELECT id, name, description, contents FROM documents ORDER BY id",
            text_row,
        )? {
            let plain = Plain::of(&document.extra);
            let at = self.project.transcripts.len();
            let mut units = Vec::new();
            for (id, _, start, end) in highlights.iter().filter(|(_, of, ..)| *of == document.id) {
                let Some(span) = plain.span(*start, *end) else {
                    lost += 1;
                    continue;
                };
                units.push(self.unit(*id, span, given.get(id), makers.get(id)));
            }
            let name = unique(&document.name, |name| names.contains(name));
            names.insert(name.clone());
            self.project.transcripts.push(ProjectTranscript {
                guid: self.guid("document", document.id),
                name,
                kind: TranscriptKind::Interview,
                language: None,
                text: plain.text,
                participant: None,
                turns: None,
                units,
            });
            self.memo(About::Transcript(at), &document.description);
        }
        if lost > 0 {
            self.warnings.push(format!(
                "not as in the file: {lost} highlights that lie outside of their document"
            ));
        }
        Ok(())
    }

    fn unit(
        &self,
        id: i64,
        span: Span,
        codes: Option<&Vec<usize>>,
        maker: Option<&(String, String)>,
    ) -> ProjectUnit {
        let coder = match maker {
            Some((login, _)) => self.coders.get(login).copied(),
            // Where the log is silent and one person worked alone, it was that one.
            None => (self.project.coders.len() == 1).then_some(0),
        };
        let coding = |code: &usize| ProjectCoding {
            guid: self.guid("coding", format!("{id} {code}")),
            code: *code,
            coder,
            at: maker.map(|(_, at)| at.clone()),
        };
        ProjectUnit {
            guid: self.guid("highlight", id),
            range: (span.start, span.end),
            codings: codes.into_iter().flatten().map(coding).collect(),
            ..ProjectUnit::default()
        }
    }
}

/// Who last changed each highlight, and when.
fn makers(connection: &Connection) -> rusqlite::Result<HashMap<i64, (String, String)>> {
    let log = "SELECT user_login, date, payload FROM commands WHERE payload LIKE '%highlight_add%' ORDER BY id";
    let mut makers = HashMap::new();
    for (login, at, payload) in rows(connection, log, made)? {
        let payload: serde_json::Value = serde_json::from_str(&payload).unwrap_or_default();
        if let Some(id) = payload
            .get("highlight_id")
            .and_then(serde_json::Value::as_i64)
        {
            makers.insert(id, (login, at));
        }
    }
    Ok(makers)
}

/// The text of a document, and where in it the bytes lie by which highlights are counted.
struct Plain {
    text: String,
    /// From which byte of the counted text on how many bytes were put in: line ends between blocks that have none.
    put_in: Vec<(usize, usize)>,
    counted: usize,
}

impl Plain {
    fn of(html: &str) -> Self {
        let mut plain = Self {
            text: String::new(),
            put_in: Vec::new(),
            counted: 0,
        };
        let mut is_due = false;
        let mut rest = html;
        while let Some(c) = rest.chars().next() {
            if c == '<' {
                let (tag, behind) = tag(rest);
                is_due |= BLOCKS.contains(&tag);
                rest = behind;
                continue;
            }
            let (letter, behind) = letter(rest, c);
            plain.push(letter, is_due);
            is_due = false;
            rest = behind;
        }
        plain
    }

    fn push(&mut self, letter: char, is_after_block: bool) {
        if is_after_block && !self.text.is_empty() && !self.text.ends_with('\n') && letter != '\n' {
            self.text.push('\n');
            let before = self.put_in.last().map_or(0, |(_, n)| *n);
            self.put_in.push((self.counted, before + 1));
        }
        self.counted += letter.len_utf8();
        // A line end is a line feed; a blank takes the place of the other half, so that all bytes keep theirs.
        self.text.push(if letter == '\r' { ' ' } else { letter });
    }

    fn span(&self, start: i64, end: i64) -> Option<Span> {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        let shift = |at: usize, is_end: bool| {
            let before = self
                .put_in
                .partition_point(|(from, _)| if is_end { *from < at } else { *from <= at });
            at + before.checked_sub(1).map_or(0, |last| self.put_in[last].1)
        };
        let span = Span::new(
            shift(start, false),
            shift(end, true).max(shift(start, false)),
        );
        (start <= end && end <= self.counted).then_some(())?;
        span.of(&self.text).map(|_| span)
    }
}

/// The name of the element whose tag `rest` begins with, and what is behind the tag.
fn tag(rest: &str) -> (&str, &str) {
    let mut quote = None;
    let mut end = rest.len();
    for (at, c) in rest.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => {
                end = at + 1;
                break;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    let inner = rest[1..end].trim_start_matches('/');
    let name = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    (&inner[..name], &rest[end..])
}

/// The character that `rest` begins with, a reference resolved, and what is behind it.
fn letter(rest: &str, first: char) -> (char, &str) {
    let reference = rest.strip_prefix('&').and_then(|rest| rest.split_once(';'));
    if let Some((name, behind)) = reference.filter(|(name, _)| name.len() <= 10) {
        let number =
            name.strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                });
        let named = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{A0}'),
            _ => number.and_then(char::from_u32),
        };
        if let Some(c) = named {
            return (c, behind);
        }
    }
    (first, &rest[first.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "CREATE TABLE users (login TEXT, created TEXT);
        CREATE TABLE projects (id INTEGER, name TEXT, description TEXT, created TEXT);
        CREATE TABLE documents (id INTEGER, name TEXT, description TEXT, contents TEXT);
        CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
        CREATE TABLE tags (id INTEGER, path TEXT, description TEXT);
        CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
        CREATE TABLE commands (id INTEGER, user_login TEXT, date TEXT, payload TEXT);";

    fn read(rows: &str) -> Result<CodedProjectFile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ward.sqlite3");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(TABLES).unwrap();
        assert!(is_taguette(&Tables::open(&path).unwrap()));
        made.execute_batch(rows).unwrap();
        read_taguette(&path)
    }

    #[test]
    fn highlights_lie_at_their_bytes() {
        let file = read(
            "INSERT INTO users VALUES ('mina', '1'), ('jonas', '2');
             INSERT INTO projects VALUES (1, 'Ward', 'nights', '2022');
             INSERT INTO documents VALUES (1, 'F2', 'a nurse', '<h1 title=\"a>b\">ترس &amp; 😀</h1><p>one&nbsp;<b>two</b></p>\n<ul><li>three</li><li>four</li></ul>'),
                                          (2, 'F2', '', 'x');
             INSERT INTO highlights VALUES (1, 1, 0, 6, ''), (2, 1, 9, 13, ''), (3, 1, 18, 21, ''), (4, 1, 27, 31, ''), (5, 1, 90, 99, ''), (6, 1, 1, 3, '');
             INSERT INTO tags VALUES (4, 'fear', 'of dark'), (7, 'joy', '');
             INSERT INTO highlight_tags VALUES (1, 4), (1, 7), (2, 7), (4, 4);
             INSERT INTO commands VALUES (1, 'jonas', '2022-02-03 08:00:53.3', '{\"type\": \"highlight_add\", \"highlight_id\": 2}');",
        )
        .unwrap();
        let project = &file.project;
        let first = &project.transcripts[0];
        assert_eq!(first.text, "ترس & 😀\none\u{A0}two\nthree\nfour");
        let words: Vec<&str> = first
            .units
            .iter()
            .map(|u| u.span().of(&first.text).unwrap())
            .collect();
        assert_eq!(words, ["ترس", "😀", "two", "four"]);
        assert_eq!(
            first
                .units
                .iter()
                .map(|u| u.codings.len())
                .collect::<Vec<_>>(),
            [2, 1, 0, 1]
        );
        assert_eq!(
            (
                first.units[1].codings[0].coder,
                first.units[0].codings[0].coder
            ),
            (Some(1), None)
        );
        assert_eq!(
            (project.codes.len(), project.codes[0].definition.as_str()),
            (2, "of dark")
        );
        assert_eq!(
            (project.name.as_str(), project.transcripts[1].name.as_str()),
            ("Ward", "F2 (2)")
        );
        assert!(
            file.warnings[0].contains("2 highlights that lie outside"),
            "{:?}",
            file.warnings
        );
        assert_eq!(project.memos.len(), 2);
    }

    #[test]
    fn several_projects_and_damaged_files_are_refused() {
        let several = read("INSERT INTO projects VALUES (1, 'A', '', ''), (2, 'B', '', '');");
        assert!(
            several
                .unwrap_err()
                .to_string()
                .contains("holds 2 projects (A, B)")
        );
        let broken = read("INSERT INTO projects VALUES (1, 'A', '', ''); DROP TABLE tags;");
        assert!(broken.unwrap_err().to_string().contains("ward.sqlite3"));
    }
}
