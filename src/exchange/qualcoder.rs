//! Projects of QualCoder (`.qda`): a folder with the SQLite file `data.qda` in it, or that file alone. Every version of its
//! tables: columns that came later are empty in older files.

use super::coded_project::{About, CodedProjectFile, ProjectCode};
use super::gathering::{Branch, Gathering, colour};
use super::marked_texts::{Mark, MarkedTexts};
use super::positions::line_feeds;
use super::sqlite_tables::{Cells, Tables};
use super::stretches::Stretch;
use crate::error::Result;
use crate::study::TranscriptKind;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The name of the SQLite file in a project's folder.
pub(super) const FILE: &str = "data.qda";
const TABLES: [&str; 5] = ["source", "code_name", "code_cat", "code_text", "cases"];

/// Whether these are the tables of QualCoder.
pub(super) fn is_qualcoder(tables: &Tables) -> bool {
    tables.has_all(&TABLES) && tables.has_column("source", "fulltext")
}

/// What a project calls itself: the name of its folder or file.
pub fn qualcoder_name(path: &Path) -> Option<String> {
    let is_inside = path.file_name().is_some_and(|name| name == FILE);
    let whole = std::path::absolute(path).ok()?;
    let named = if is_inside { whole.parent()? } else { &whole };
    Some(named.file_stem()?.to_string_lossy().into_owned())
}

/// Reads the project in a QualCoder database.
///
/// Categories and codes are one tree, memos on them their definitions. Cases are participants, with the parts of the texts
/// that are theirs; attributes of files are those of the participant. Annotations become notes on units.
///
/// # Errors
/// [`Error::File`](crate::Error::File) where the file is damaged.
pub fn read_qualcoder(path: &Path) -> Result<CodedProjectFile> {
    let tables = Tables::open(path)?;
    let about = tables.rows("project", &["date", "memo"])?;
    let seed = about.first().map(|row| row.text(0)).unwrap_or_default();
    let name = qualcoder_name(path).unwrap_or_default();
    let mut gathering = Gathering::of("qualcoder", &seed, &name);
    if let Some(row) = about.first() {
        gathering.memo(About::Study, &row.text(1), None, None);
    }
    let mut reading = Reading {
        tables: &tables,
        gathering,
        codes: HashMap::new(),
        transcripts: HashMap::new(),
        texts: MarkedTexts::default(),
        participants: HashMap::new(),
    };
    reading.coders()?;
    reading.codes()?;
    reading.sources()?;
    reading.codings()?;
    reading.cases()?;
    std::mem::take(&mut reading.texts).place(&mut reading.gathering);
    reading.variables()?;
    reading.journal()?;
    reading.left_out()?;
    Ok(reading.gathering.finished())
}

struct Reading<'t> {
    tables: &'t Tables,
    gathering: Gathering,
    codes: HashMap<i64, usize>,
    transcripts: HashMap<i64, usize>,
    texts: MarkedTexts,
    participants: HashMap<i64, usize>,
}

impl Reading<'_> {
    fn coders(&mut self) -> Result<()> {
        for row in self.tables.rows("coder_names", &["name"])? {
            self.gathering.coder(&row.text(0));
        }
        Ok(())
    }

    fn codes(&mut self) -> Result<()> {
        let mut branches = Vec::new();
        for row in self
            .tables
            .rows("code_cat", &["catid", "name", "memo", "supercatid"])?
        {
            let Some(id) = row.number(0) else { continue };
            branches.push(Branch {
                key: (true, id),
                parent: row.number(3).map(|above| (true, above)),
                code: ProjectCode {
                    guid: self.gathering.guid("category", id),
                    name: row.text(1),
                    definition: row.text(2).trim().to_owned(),
                    ..ProjectCode::default()
                },
            });
        }
        let columns = ["cid", "name", "memo", "catid", "color", "supercid"];
        for row in self.tables.rows("code_name", &columns)? {
            let Some(id) = row.number(0) else { continue };
            let above = row.number(5).map(|above| (false, above));
            branches.push(Branch {
                key: (false, id),
                parent: above.or(row.number(3).map(|category| (true, category))),
                code: ProjectCode {
                    guid: self.gathering.guid("code", id),
                    name: row.text(1),
                    definition: row.text(2).trim().to_owned(),
                    colour: colour(&row.text(4)),
                    ..ProjectCode::default()
                },
            });
        }
        let places = self.gathering.tree(branches);
        let codes = places
            .into_iter()
            .filter(|((is_category, _), _)| !is_category);
        self.codes = codes.map(|((_, id), place)| (id, place)).collect();
        Ok(())
    }

    fn sources(&mut self) -> Result<()> {
        let columns = [
            "id",
            "name",
            "fulltext",
            "mediapath",
            "memo",
            "owner",
            "date",
        ];
        for row in self.tables.rows("source", &columns)? {
            let Some(id) = row.number(0) else { continue };
            let (name, raw) = (row.text(1), row.filled(2));
            let is_medium = row.filled(3).is_some_and(|path| !path.is_empty());
            let raw = match raw {
                Some(raw) if !raw.is_empty() || !is_medium => raw,
                _ => {
                    self.gathering
                        .gaps
                        .add("pictures, recordings and other files without a text", &name);
                    continue;
                }
            };
            let guid = self.gathering.guid("source", id);
            let kind = TranscriptKind::Interview;
            let at = self
                .gathering
                .transcript(&name, kind, line_feeds(&raw), guid);
            let coder = self.gathering.coder(&row.text(5));
            self.gathering
                .memo(About::Transcript(at), &row.text(4), coder, row.filled(6));
            self.transcripts.insert(id, at);
            self.texts.push(raw);
        }
        Ok(())
    }

    /// Codings and annotations.
    fn codings(&mut self) -> Result<()> {
        let columns = [
            "fid",
            "pos0",
            "pos1",
            "seltext",
            "owner",
            "date",
            "memo",
            "cid",
            "important",
        ];
        let codings = self.tables.rows("code_text", &columns)?;
        let annotations = self.tables.rows(
            "annotation",
            &["fid", "pos0", "pos1", "none", "owner", "date", "memo"],
        )?;
        let all = codings.iter().map(|row| (row, true));
        for (row, is_coding) in all.chain(annotations.iter().map(|row| (row, false))) {
            let text = row.number(0).and_then(|id| self.transcripts.get(&id));
            let Some(text) = text.copied() else {
                self.gathering
                    .gaps
                    .add("codings and annotations whose document has no text", "");
                continue;
            };
            let Some(mark) = self.mark(row, is_coding) else {
                continue;
            };
            let stretch = Stretch {
                start: row.number(1).unwrap_or(-1),
                end: row.number(2).unwrap_or(-1),
                words: row.text(3),
            };
            self.texts.mark(text, stretch, mark);
        }
        Ok(())
    }

    fn mark(&mut self, row: &Cells, is_coding: bool) -> Option<Mark> {
        let code = row.number(7).and_then(|id| self.codes.get(&id)).copied();
        if is_coding && code.is_none() {
            self.gathering
                .gaps
                .add("codings whose code is not in the file", "");
            return None;
        }
        if row.number(8) == Some(1) {
            self.gathering.gaps.add(
                "codings marked as important, for which emic has no mark",
                "",
            );
        }
        Some(Mark {
            code,
            coder: self.gathering.coder(&row.text(4)),
            memo: row.text(6),
            at: row.filled(5),
        })
    }

    fn cases(&mut self) -> Result<()> {
        let columns = ["caseid", "name", "memo", "owner", "date"];
        for row in self.tables.rows("cases", &columns)? {
            let Some(id) = row.number(0) else { continue };
            let guid = self.gathering.guid("case", id);
            let at = self.gathering.participant(&row.text(1), guid);
            let coder = self.gathering.coder(&row.text(3));
            self.gathering
                .memo(About::Participant(at), &row.text(2), coder, row.filled(4));
            self.participants.insert(id, at);
        }
        for row in self
            .tables
            .rows("case_text", &["caseid", "fid", "pos0", "pos1"])?
        {
            let participant = row.number(0).and_then(|id| self.participants.get(&id));
            let text = row.number(1).and_then(|id| self.transcripts.get(&id));
            if let (Some(participant), Some(text)) = (participant, text) {
                let place = (row.number(2).unwrap_or(0), row.number(3).unwrap_or(0));
                self.texts.part(*text, *participant, place);
            }
        }
        Ok(())
    }

    /// Attributes of cases, and those of files, which become those of the participant of the text.
    fn variables(&mut self) -> Result<()> {
        let mut used = HashSet::new();
        for row in self
            .tables
            .rows("attribute", &["name", "attr_type", "value", "id"])?
        {
            let (name, value) = (row.text(0).trim().to_owned(), row.text(2).trim().to_owned());
            let (Some(id), false) = (row.number(3), value.is_empty() || name.is_empty()) else {
                continue;
            };
            let participant = match row.text(1).as_str() {
                "case" => self.participants.get(&id).copied(),
                _ => self
                    .transcripts
                    .get(&id)
                    .copied()
                    .map(|text| self.about(text)),
            };
            let Some(participant) = participant else {
                self.gathering
                    .gaps
                    .add("values of variables of what did not come in", &name);
                continue;
            };
            let attributes = &mut self.gathering.project.participants[participant].attributes;
            attributes.entry(name.clone()).or_insert(value);
            used.insert(name);
        }
        for row in self.tables.rows("attribute_type", &["name", "memo"])? {
            let name = row.text(0).trim().to_owned();
            if !used.contains(&name) {
                self.gathering.gaps.add("variables without a value", &name);
            }
            if !row.text(1).trim().is_empty() {
                self.gathering.gaps.add("notes on variables", &name);
            }
        }
        Ok(())
    }

    /// The participant of a text; a new one of its name where it has none.
    fn about(&mut self, text: usize) -> usize {
        let transcript = &self.gathering.project.transcripts[text];
        if let Some(known) = transcript.participant {
            return known;
        }
        let (name, guid) = (transcript.name.clone(), transcript.guid.clone());
        self.gathering.gaps.add(
            "documents with variables of their own, which became those of a participant",
            &name,
        );
        let guid = self.gathering.guid("case of", guid);
        let at = self.gathering.participant(&name, guid);
        let transcript = &mut self.gathering.project.transcripts[text];
        transcript.participant = Some(at);
        at
    }

    fn journal(&mut self) -> Result<()> {
        for row in self
            .tables
            .rows("journal", &["name", "jentry", "owner", "date"])?
        {
            let coder = self.gathering.coder(&row.text(2));
            let text = format!("{}\n\n{}", row.text(0).trim(), row.text(1).trim());
            self.gathering
                .memo(About::Study, &text, coder, row.filled(3));
        }
        Ok(())
    }

    fn left_out(&mut self) -> Result<()> {
        for (table, kind) in [
            ("code_image", "codings of areas of pictures"),
            ("code_av", "codings of stretches of recordings"),
            ("graph", "graphs, for which emic has no place"),
            ("ris", "lines of bibliographic references"),
            ("stored_sql", "stored queries"),
        ] {
            let n = self.tables.count(table)?;
            self.gathering.gaps.add_several(kind, n, "");
        }
        let n = self.tables.replaced();
        self.gathering.gaps.add_several(
            "texts with bytes that fit no character, which became �",
            n,
            "",
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    const NEWEST: &str = "CREATE TABLE project (databaseversion text, date text, memo text, about text);
        CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text, unique(name));
        CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
        CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, supercid integer);
        CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text,
            memo text, avid integer, important integer);
        CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
        CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text, date text, memo text);
        CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, date text);
        CREATE TABLE attribute_type (name text primary key, memo text, caseOrFile text, valuetype text);
        CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
        CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
        CREATE TABLE code_image (imid integer primary key, id integer);
        CREATE TABLE coder_names (name text unique, visibility integer);";
    /// The first version: no numbers on codings, no sub-codes, no coders' names.
    const OLDEST: &str = "CREATE TABLE project (databaseversion text, date text, memo text, about text);
        CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text);
        CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
        CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text);
        CREATE TABLE code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text, memo text);
        CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);";

    fn read(tables: &str, rows: &str) -> CodedProjectFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("night.qda").join(FILE);
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        let made = Connection::open(&path).unwrap();
        made.execute_batch(tables).unwrap();
        made.execute_batch(rows).unwrap();
        assert!(is_qualcoder(&Tables::open(&path).unwrap()));
        read_qualcoder(&path).unwrap()
    }

    #[test]
    fn a_whole_project_comes_in() {
        let file = read(
            NEWEST,
            "INSERT INTO project VALUES ('v17', '2025-01-02 03:04:05', 'on nights', 'QualCoder');
             INSERT INTO coder_names VALUES ('مینا', 1);
             INSERT INTO source VALUES (1, 'F2.docx', '😀 I was afraid. Nobody came.', NULL, 'quiet', 'مینا', '2025-01-03 00:00:00'),
                                       (2, 'ward.jpg', NULL, '/images/ward.jpg', '', '', ''), (3, 'q1', 'ترس و شادی', NULL, '', 'Jonas', '');
             INSERT INTO code_cat VALUES (1, 'Fear', '', '', 'of dark', 2), (2, 'Feelings', '', '', '', NULL);
             INSERT INTO code_name VALUES (1, 'At night', '', 1, '', '', '#FF8000', NULL), (2, 'Deep', '', NULL, '', '', 'red', 1),
                                          (3, 'Feelings', '', NULL, '', '', '', NULL);
             INSERT INTO code_text VALUES (1, 1, 1, 'afraid', 8, 14, 'مینا', '2025-01-03 10:00:00', 'strong', NULL, 1),
                                          (2, 2, 1, 'afraid', 8, 14, 'Jonas', '2025-01-04 10:00:00', '', NULL, NULL),
                                          (3, 9, 1, 'afraid', 8, 14, 'Jonas', '', '', NULL, NULL), (4, 1, 2, '', 0, 0, 'Jonas', '', '', NULL, NULL);
             INSERT INTO cases VALUES (1, 'F2', 'a nurse', '', ''), (2, 'F3', '', '', '');
             INSERT INTO case_text VALUES (1, 1, 1, 0, 29, '', '', ''), (2, 1, 3, 0, 3, '', '', ''), (3, 2, 3, 6, 10, '', '', '');
             INSERT INTO annotation VALUES (1, 1, 16, 22, 'who?', 'Jonas', '2025-01-05 10:00:00');
             INSERT INTO attribute_type VALUES ('age', '', 'case', 'numeric'), ('shift', 'night or day', 'file', 'character');
             INSERT INTO attribute VALUES (1, 'age', 'case', '31', 1), (2, 'age', 'case', '', 2), (3, 'shift', 'file', 'night', 1);
             INSERT INTO journal VALUES (1, 'Day 1', 'It began.', '2025-01-05 10:00:00', 'Jonas');
             INSERT INTO code_image VALUES (1, 2);",
        );
        let project = &file.project;
        assert_eq!(project.name, "night");
        let codes: Vec<(&str, Option<usize>, &str)> = project
            .codes
            .iter()
            .map(|c| (c.name.as_str(), c.parent, c.colour.as_str()))
            .collect();
        assert_eq!(
            codes,
            [
                ("Feelings", None, ""),
                ("Fear", Some(0), ""),
                ("At night", Some(1), "#ff8000"),
                ("Deep", Some(2), ""),
                ("Feelings (2)", None, "")
            ]
        );
        let first = &project.transcripts[0];
        let words: Vec<(&str, usize)> = first
            .units
            .iter()
            .map(|u| (u.span().of(&first.text).unwrap(), u.codings.len()))
            .collect();
        assert_eq!(words, [("afraid", 2), ("Nobody", 0)]);
        let who = |at: usize| {
            first.units[0].codings[at]
                .coder
                .map(|c| project.coders[c].name.as_str())
        };
        assert_eq!((who(0), who(1)), (Some("مینا"), Some("Jonas")));
        assert_eq!(first.participant, Some(0));
        let nurse = &project.participants[0].attributes;
        assert_eq!(
            (nurse["age"].as_str(), nurse["shift"].as_str()),
            ("31", "night")
        );
        assert_eq!(project.transcripts[1].turns.as_ref().unwrap().len(), 3);
        // On the project, F2.docx, its two units, F2 and the journal.
        assert_eq!(project.memos.len(), 6);
        let told = file.warnings.join("\n");
        for gap in [
            "1 codings whose code is not in the file",
            "1 codings and annotations whose document has no text",
            "1 pictures, recordings",
            "1 codings of areas of pictures",
            "1 codings marked as important",
            "1 notes on variables (shift)",
        ] {
            assert!(told.contains(gap), "{gap}: {told}");
        }
    }

    #[test]
    fn the_first_version_comes_in() {
        let file = read(
            OLDEST,
            "INSERT INTO source VALUES (1, 'F2', 'one two three', NULL, '', 'M', '');
             INSERT INTO code_name VALUES (1, 'A', '', NULL, '', '', '');
             INSERT INTO code_text VALUES (1, 1, 'two', 4, 7, 'M', '', ''), (1, 1, 'two', 4, 7, 'M', '', ''), (1, 1, 'three', 2, 4, 'M', '', '');",
        );
        let units: Vec<_> = file.project.transcripts[0]
            .units
            .iter()
            .map(|u| (u.range, u.codings.len()))
            .collect();
        assert_eq!(units, [((4, 7), 1), ((8, 13), 1)]);
        assert!(
            file.warnings[0].contains("1 stretches were found by their words"),
            "{:?}",
            file.warnings
        );
    }
}
