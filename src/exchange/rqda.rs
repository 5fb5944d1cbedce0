//! Projects of RQDA (`.rqda`), an SQLite file of which R is the program. What was deleted there stays in it with another status
//! than 1.

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

const TABLES: [&str; 4] = ["source", "freecode", "coding", "treecode"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whether these are the tables of RQDA.
pub(super) fn is_rqda(tables: &Tables) -> bool {
    tables.has_all(&TABLES)
}

/// Reads the project in an RQDA file.
///
/// Code categories are above their codes; memos on both are definitions. Cases are participants, attributes of files
/// those of the participant of the file.
///
/// # Errors
/// [`Error::File`](crate::Error::File) where the file is damaged.
pub fn read_rqda(path: &Path) -> Result<CodedProjectFile> {
    let tables = Tables::open(path)?;
    let about = tables.rows("project", &["date", "memo"])?;
    let seed = about.first().map(|row| row.text(0)).unwrap_or_default();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut gathering = Gathering::of("rqda", &seed, &name);
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
    reading.codes()?;
    reading.sources()?;
    reading.codings()?;
    reading.cases()?;
    std::mem::take(&mut reading.texts).place(&mut reading.gathering);
    reading.variables()?;
    reading.notes()?;
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
    /// The rows of a table that were not deleted; `status` is put before the columns.
    fn kept(&mut self, table: &str, columns: &[&str]) -> Result<Vec<Cells>> {
        let asked: Vec<&str> = columns.iter().copied().chain(["status"]).collect();
        let rows = self.tables.rows(table, &asked)?;
        let before = rows.len();
        let is_kept = |row: &Cells| row.number(columns.len()).is_none_or(|status| status == 1);
        let kept: Vec<Cells> = rows.into_iter().filter(is_kept).collect();
        let deleted = before - kept.len();
        self.gathering
            .gaps
            .add_several("things deleted in RQDA, left out", deleted, table);
        Ok(kept)
    }

    fn codes(&mut self) -> Result<()> {
        let mut branches = Vec::new();
        for row in self.kept("codecat", &["catid", "name", "memo"])? {
            let Some(id) = row.number(0) else { continue };
            branches.push(Branch {
                key: (true, id),
                parent: None,
                code: ProjectCode {
                    guid: self.gathering.guid("category", id),
                    name: row.text(1),
                    definition: row.text(2).trim().to_owned(),
                    ..ProjectCode::default()
                },
            });
        }
        let mut above: HashMap<i64, i64> = HashMap::new();
        for row in self.kept("treecode", &["cid", "catid"])? {
            let (Some(code), Some(category)) = (row.number(0), row.number(1)) else {
                continue;
            };
            if above.contains_key(&code) {
                self.gathering
                    .gaps
                    .add("codes in several categories, of which the first counts", "");
            }
            above.entry(code).or_insert(category);
        }
        for row in self.kept("freecode", &["id", "name", "memo", "color"])? {
            let Some(id) = row.number(0) else { continue };
            branches.push(Branch {
                key: (false, id),
                parent: above.get(&id).map(|category| (true, *category)),
                code: ProjectCode {
                    guid: self.gathering.guid("code", id),
                    name: row.text(1),
                    definition: row.text(2).trim().to_owned(),
                    colour: colour(&row.text(3)),
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
        for row in self.kept("source", &["id", "name", "file", "memo", "owner", "date"])? {
            let Some(id) = row.number(0) else { continue };
            let raw = row.text(2);
            let guid = self.gathering.guid("source", id);
            let kind = TranscriptKind::Interview;
            let at = self
                .gathering
                .transcript(&row.text(1), kind, line_feeds(&raw), guid);
            let coder = self.gathering.coder(&row.text(4));
            let when = date(&row.text(5));
            self.gathering
                .memo(About::Transcript(at), &row.text(3), coder, when);
            self.transcripts.insert(id, at);
            self.texts.push(raw);
        }
        Ok(())
    }

    fn codings(&mut self) -> Result<()> {
        let columns = [
            "fid", "selfirst", "selend", "seltext", "owner", "date", "memo", "cid",
        ];
        // A second coding of the same files.
        let second = self.kept("coding2", &columns)?;
        for row in self.kept("coding", &columns)?.into_iter().chain(second) {
            let text = row.number(0).and_then(|id| self.transcripts.get(&id));
            let code = row.number(7).and_then(|id| self.codes.get(&id));
            let (Some(text), Some(code)) = (text.copied(), code.copied()) else {
                self.gathering
                    .gaps
                    .add("codings whose file or code was deleted", "");
                continue;
            };
            let stretch = Stretch {
                start: row.number(1).unwrap_or(-1),
                end: row.number(2).unwrap_or(-1),
                words: row.text(3),
            };
            let mark = Mark {
                code: Some(code),
                coder: self.gathering.coder(&row.text(4)),
                memo: row.text(6),
                at: date(&row.text(5)),
            };
            self.texts.mark(text, stretch, mark);
        }
        Ok(())
    }

    fn cases(&mut self) -> Result<()> {
        for row in self.kept("cases", &["id", "name", "memo", "owner", "date"])? {
            let Some(id) = row.number(0) else { continue };
            let guid = self.gathering.guid("case", id);
            let at = self.gathering.participant(&row.text(1), guid);
            let coder = self.gathering.coder(&row.text(3));
            let when = date(&row.text(4));
            self.gathering
                .memo(About::Participant(at), &row.text(2), coder, when);
            self.participants.insert(id, at);
        }
        for row in self.kept("caselinkage", &["caseid", "fid", "selfirst", "selend"])? {
            let participant = row.number(0).and_then(|id| self.participants.get(&id));
            let text = row.number(1).and_then(|id| self.transcripts.get(&id));
            if let (Some(participant), Some(text)) = (participant, text) {
                let place = (row.number(2).unwrap_or(0), row.number(3).unwrap_or(0));
                self.texts.part(*text, *participant, place);
            }
        }
        Ok(())
    }

    fn variables(&mut self) -> Result<()> {
        let mut used = HashSet::new();
        let cases = self.kept("caseAttr", &["variable", "value", "caseID"])?;
        let files = self.kept("fileAttr", &["variable", "value", "fileID"])?;
        let all = cases.iter().map(|row| (row, true));
        for (row, is_case) in all.chain(files.iter().map(|row| (row, false))) {
            let (name, value) = (row.text(0).trim().to_owned(), row.text(1).trim().to_owned());
            // R writes "NA" where there is no value.
            let is_empty = value.is_empty() || value == "NA" || name.is_empty();
            let (Some(id), false) = (row.number(2), is_empty) else {
                continue;
            };
            let participant = match is_case {
                true => self.participants.get(&id).copied(),
                false => self
                    .transcripts
                    .get(&id)
                    .and_then(|text| self.gathering.project.transcripts[*text].participant),
            };
            let Some(participant) = participant else {
                let kind = "values of variables of files without a case, or of what was deleted";
                self.gathering.gaps.add(kind, &name);
                continue;
            };
            let attributes = &mut self.gathering.project.participants[participant].attributes;
            attributes.entry(name.clone()).or_insert(value);
            used.insert(name);
        }
        for row in self.kept("attributes", &["name", "memo"])? {
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

    /// The journal, and annotations, which lie at a point of a file and become notes on all of it.
    fn notes(&mut self) -> Result<()> {
        for row in self.kept("journal", &["name", "journal", "owner", "date"])? {
            let coder = self.gathering.coder(&row.text(2));
            let text = format!("{}\n\n{}", row.text(0).trim(), row.text(1).trim());
            let when = date(&row.text(3));
            self.gathering.memo(About::Study, &text, coder, when);
        }
        for row in self.kept("annotation", &["fid", "annotation", "owner", "date"])? {
            let text = row.number(0).and_then(|id| self.transcripts.get(&id));
            let Some(text) = text.copied() else { continue };
            let coder = self.gathering.coder(&row.text(2));
            let (about, when) = (About::Transcript(text), date(&row.text(3)));
            self.gathering.memo(about, &row.text(1), coder, when);
            self.gathering
                .gaps
                .add("annotations, which became notes on their whole file", "");
        }
        Ok(())
    }

    fn left_out(&mut self) -> Result<()> {
        for (table, kind) in [
            (
                "filecat",
                "categories of files, for which emic has no place",
            ),
            ("image", "pictures"),
            ("imageCoding", "codings of areas of pictures"),
        ] {
            let n = self.kept(table, &[])?.len();
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

/// A date as R writes it (`Fri Jul 16 17:20:09 2010`) as `2010-07-16 17:20:09`.
fn date(written: &str) -> Option<String> {
    let parts: Vec<&str> = written.split_whitespace().collect();
    let [_, month, day, time, year] = parts.as_slice() else {
        return None;
    };
    let month = MONTHS.iter().position(|known| known == month)? + 1;
    let (day, year): (u32, u32) = (day.parse().ok()?, year.parse().ok()?);
    Some(format!("{year:04}-{month:02}-{day:02} {time}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    const TABLES: &str = "CREATE TABLE project (databaseversion text, date text, dateM text, memo text, about text);
        CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text, dateM text, status integer);
        CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer, color text);
        CREATE TABLE treecode (cid integer, catid integer owner text, date text, dateM text, memo text, status integer);
        CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text, status integer);
        CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, memo text);
        CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer, status integer);
        CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, owner text, date text, memo text);
        CREATE TABLE attributes (name text, status integer, date text, dateM text, owner text, memo text, class text);
        CREATE TABLE caseAttr (variable text, value text, caseID integer, date text, dateM text, owner text, status integer);
        CREATE TABLE journal (name text, journal text, date text, dateM text, owner text, status integer);
        CREATE TABLE annotation (fid integer, position integer, annotation text, owner text, date text, dateM text, status integer);";

    #[test]
    fn a_project_comes_in_without_what_was_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("警察.rqda");
        let made = Connection::open(&path).unwrap();
        made.execute_batch(TABLES).unwrap();
        made.execute_batch(
            "INSERT INTO project VALUES ('0.2.0', 'Fri Jul 16 17:16:29 2010', NULL, 'on the road', '');
             INSERT INTO source VALUES ('F1', 1, '建议实行。 理由是', 'first', 'Ye', 'Fri Jul 16 17:16:29 2010', NULL, 1), ('F9', 2, 'gone', '', '', '', '', 0);
             INSERT INTO freecode VALUES ('网友', 'who writes', 'Ye', '', '', 1, 1, '#FF0000'), ('dead', '', '', '', '', 2, 0, '');
             INSERT INTO codecat VALUES ('people', 0, 7, '', '', '', 'who', 1);
             INSERT INTO treecode VALUES (1, 7, '', '', '', 1), (1, 8, '', '', '', 1);
             INSERT INTO coding VALUES (1, 1, '理由是', 6.0, 9.0, 1, 'Ye', 'Fri Jul 16 17:20:09 2010', 'why?'), (1, 1, '建议', 0.0, 2.0, 0, 'Ye', '', ''),
                                       (2, 1, '建议', 0.0, 2.0, 1, 'Ye', '', '');
             INSERT INTO cases VALUES ('M1', '', '', '', '', 3, 1);
             INSERT INTO caselinkage VALUES (3, 1, 0, 9, 1, '', '', '');
             INSERT INTO attributes VALUES ('age', 1, '', '', '', '', 'numeric'), ('sex', 1, '', '', '', '', 'character');
             INSERT INTO caseAttr VALUES ('age', '44', 3, '', '', '', 1), ('sex', 'NA', 3, '', '', '', 1);
             INSERT INTO annotation VALUES (1, 4, 'note this', 'Ye', '', '', 1);",
        )
        .unwrap();
        assert!(is_rqda(&Tables::open(&path).unwrap()));
        let file = read_rqda(&path).unwrap();
        let project = &file.project;
        let codes: Vec<(&str, Option<usize>)> = project
            .codes
            .iter()
            .map(|c| (c.name.as_str(), c.parent))
            .collect();
        assert_eq!(codes, [("people", None), ("网友", Some(0))]);
        let text = &project.transcripts[0];
        assert_eq!((project.transcripts.len(), text.units.len()), (1, 1));
        assert_eq!(text.units[0].span().of(&text.text), Some("理由是"));
        assert_eq!(
            text.units[0].codings[0].at.as_deref(),
            Some("2010-07-16 17:20:09")
        );
        assert_eq!(text.participant, Some(0));
        assert_eq!(project.participants[0].attributes["age"], "44");
        assert_eq!((project.name.as_str(), project.memos.len()), ("警察", 4));
        let told = file.warnings.join("\n");
        assert!(
            told.contains("1 codings whose file or code was deleted")
                && told.contains("1 variables without a value (sex)"),
            "{told}"
        );
        assert!(
            told.contains("3 things deleted in RQDA, left out (freecode, source, coding)"),
            "{told}"
        );
    }

    #[test]
    fn dates_of_r_are_read() {
        assert_eq!(
            date("Fri Dec  6 09:26:07 2019").as_deref(),
            Some("2019-12-06 09:26:07")
        );
        assert_eq!(date("2019"), None);
    }
}
