//! Coded segments in tables, without the texts they were cut from: the segments of a document become excerpts, each a unit.

use super::coded_project::{About, CodedProjectFile, ProjectCode, ProjectTurn};
use super::gathering::{DEEPEST, Gathering, colour};
use super::positions::line_feeds;
use super::table::{Row, Table};
use crate::error::{Error, Result};
use crate::study::{PATH_SEPARATOR, Span, SpeakerRole, TranscriptKind};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Stands between two excerpts.
const BETWEEN: &str = "\n\n";

/// In which columns a program keeps what belongs to a segment.
#[derive(Debug, Default, Clone)]
pub(super) struct Columns {
    pub text: Option<usize>,
    /// Taken for the text where that is empty.
    pub name: Option<usize>,
    pub codes: Option<usize>,
    pub document: Option<usize>,
    pub coder: Option<usize>,
    pub comment: Option<usize>,
    pub at: Option<usize>,
    pub colour: Option<usize>,
    /// What tells segments of the same words apart.
    pub id: Option<usize>,
    /// Where in the document it begins and ends, in whatever numbers: they only put segments in order.
    pub place: [Option<usize>; 2],
    /// Attributes of the document, which become those of a participant of its name.
    pub attributes: Vec<usize>,
    /// What says nothing that emic could keep.
    pub passed_over: Vec<usize>,
}

/// The codes in one cell, each as its path.
pub(super) type CodesOf<'c> = &'c dyn Fn(&str) -> Vec<Vec<String>>;

/// Reads the segments in a table.
///
/// # Errors
/// [`Error::File`] where there is none.
pub(super) fn read(
    program: &str,
    path: &Path,
    table: &Table,
    columns: &Columns,
    codes_of: CodesOf<'_>,
) -> Result<CodedProjectFile> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut reading = Reading {
        gathering: Gathering::of(program, "", &name),
        columns,
        documents: Vec::new(),
        by_name: HashMap::new(),
        codes: HashMap::new(),
        given: HashSet::new(),
    };
    reading
        .gathering
        .told
        .extend(table.warnings.iter().cloned());
    for row in &table.rows {
        reading.row(table, row, codes_of);
    }
    let segments: usize = reading.documents.iter().map(|d| d.segments.len()).sum();
    if segments == 0 {
        return Err(Error::file(
            path,
            "has no segment in it; there is nothing to import",
        ));
    }
    let documents = reading.documents.len();
    reading.gathering.told.push(format!(
        "has segments without the rest of their texts: {segments} segments of {documents} documents came in as excerpts, each a unit, in their order"
    ));
    reading.left_out(table);
    Ok(reading.finished())
}

struct Reading<'c> {
    gathering: Gathering,
    columns: &'c Columns,
    documents: Vec<Document>,
    by_name: HashMap<String, usize>,
    codes: HashMap<Vec<String>, usize>,
    /// Document, segment, code and coder of all codings.
    given: HashSet<(usize, usize, usize, Option<usize>)>,
}

#[derive(Default)]
struct Document {
    name: String,
    participant: Option<usize>,
    segments: Vec<Segment>,
    /// The last segment of these words, this place and this identity.
    last: HashMap<[String; 4], usize>,
}

struct Segment {
    key: [String; 4],
    order: Vec<u64>,
    codings: Vec<(usize, Option<usize>, Option<String>)>,
    memos: Vec<(String, Option<usize>, Option<String>)>,
}

impl Reading<'_> {
    fn row(&mut self, table: &Table, row: &Row, codes_of: CodesOf<'_>) {
        let columns = self.columns;
        let text = match row.cell(columns.text) {
            "" => row.cell(columns.name),
            text => text,
        };
        if text.is_empty() {
            let line = format!("line {}", row.line);
            self.gathering.gaps.add("segments without words", &line);
            return;
        }
        let document = self.document(row.cell(columns.document));
        let place = columns.place.map(|column| row.cell(column).to_owned());
        let [begin, end] = place;
        let order = numbers(&begin).chain(numbers(&end)).collect();
        let id = row.cell(columns.id).to_owned();
        let key = [line_feeds(text), begin, end, id];
        let coder = self.gathering.coder(row.cell(columns.coder));
        let at = self.date(row.cell(columns.at));
        let codes: Vec<usize> = codes_of(row.cell(columns.codes))
            .into_iter()
            .filter_map(|path| self.code(path, row.cell(columns.colour)))
            .collect();
        let segment = self.segment(document, key, order, &codes, coder);
        for code in codes {
            if self.given.insert((document, segment, code, coder)) {
                let codings = &mut self.documents[document].segments[segment].codings;
                codings.push((code, coder, at.clone()));
            }
        }
        let comment = row.cell(columns.comment).to_owned();
        let memos = &mut self.documents[document].segments[segment].memos;
        if !comment.is_empty() && !memos.iter().any(|(known, ..)| *known == comment) {
            memos.push((comment, coder, at));
        }
        self.attributes(table, row, document);
    }

    fn document(&mut self, name: &str) -> usize {
        let name = if name.is_empty() { "segments" } else { name };
        if let Some(at) = self.by_name.get(name) {
            return *at;
        }
        self.by_name.insert(name.to_owned(), self.documents.len());
        self.documents.push(Document {
            name: name.to_owned(),
            ..Document::default()
        });
        self.documents.len() - 1
    }

    /// The segment that this row is of: one of the same words at the same place to which these codes are new.
    fn segment(
        &mut self,
        document: usize,
        key: [String; 4],
        order: Vec<u64>,
        codes: &[usize],
        coder: Option<usize>,
    ) -> usize {
        let of = &mut self.documents[document];
        if let Some(last) = of.last.get(&key).copied() {
            let is_given = |code: &usize| self.given.contains(&(document, last, *code, coder));
            if codes.is_empty() || !codes.iter().all(is_given) {
                return last;
            }
        }
        of.last.insert(key.clone(), of.segments.len());
        of.segments.push(Segment {
            key,
            order,
            codings: Vec::new(),
            memos: Vec::new(),
        });
        of.segments.len() - 1
    }

    /// The code at the end of a path, with those above it.
    fn code(&mut self, path: Vec<String>, written: &str) -> Option<usize> {
        let mut parent = None;
        for depth in 1..=path.len() {
            let known = self.codes.get(&path[..depth]).copied();
            let at = known.unwrap_or_else(|| {
                let code = ProjectCode {
                    guid: self
                        .gathering
                        .guid("code", path[..depth].join(PATH_SEPARATOR)),
                    parent,
                    name: path[depth - 1].clone(),
                    ..ProjectCode::default()
                };
                let at = self.gathering.code(code);
                self.codes.insert(path[..depth].to_vec(), at);
                at
            });
            parent = Some(at);
        }
        let own = &mut self.gathering.project.codes[parent?].colour;
        if own.is_empty() {
            *own = colour(written);
        }
        parent
    }

    fn attributes(&mut self, table: &Table, row: &Row, document: usize) {
        for column in &self.columns.attributes {
            let (name, value) = (&table.header[*column], row.cell(Some(*column)));
            if value.is_empty() {
                continue;
            }
            let of = &mut self.documents[document];
            let participant = *of.participant.get_or_insert_with(|| {
                let guid = self.gathering.guid("participant", &of.name);
                self.gathering.participant(&of.name, guid)
            });
            let attributes = &mut self.gathering.project.participants[participant].attributes;
            attributes.entry(name.clone()).or_insert(value.to_owned());
        }
    }

    /// A date that can be read in one way only.
    fn date(&mut self, written: &str) -> Option<String> {
        let date = date(written);
        if date.is_none() && !written.is_empty() {
            self.gathering
                .gaps
                .add("dates that could be read in several ways", written);
        }
        date
    }

    fn left_out(&mut self, table: &Table) {
        let columns = self.columns;
        let used: BTreeSet<usize> = [
            columns.text,
            columns.name,
            columns.codes,
            columns.document,
            columns.coder,
            columns.comment,
            columns.at,
            columns.colour,
            columns.id,
        ]
        .into_iter()
        .chain(columns.place)
        .flatten()
        .chain(columns.attributes.iter().copied())
        .chain(columns.passed_over.iter().copied())
        .collect();
        for (at, name) in table.header.iter().enumerate() {
            let is_filled = || table.rows.iter().any(|row| !row.cell(Some(at)).is_empty());
            if !used.contains(&at) && !name.is_empty() && is_filled() {
                self.gathering
                    .gaps
                    .add("columns for which emic has no place", name);
            }
        }
    }

    fn finished(mut self) -> CodedProjectFile {
        for mut document in std::mem::take(&mut self.documents) {
            if document.segments.iter().all(|s| !s.order.is_empty()) {
                document.segments.sort_by(|a, b| a.order.cmp(&b.order));
            }
            self.transcript(document);
        }
        self.gathering.finished()
    }

    fn transcript(&mut self, document: Document) {
        let gathering = &mut self.gathering;
        let speaker = document
            .participant
            .map(|at| gathering.project.participants[at].label.clone());
        let role = match document.participant {
            Some(_) => SpeakerRole::Participant,
            None => SpeakerRole::Other,
        };
        let (mut text, mut turns) = (String::new(), Vec::new());
        for segment in &document.segments {
            if !text.is_empty() {
                text.push_str(BETWEEN);
            }
            let start = text.len();
            text.push_str(&segment.key[0]);
            turns.push(ProjectTurn {
                span: Span::new(start, text.len()),
                speaker: speaker.clone(),
                role,
                participant: document.participant,
            });
        }
        let spans: Vec<Span> = turns.iter().map(|turn| turn.span).collect();
        let guid = gathering.guid("document", &document.name);
        let kind = TranscriptKind::Excerpts;
        let at = gathering.transcript(&document.name, kind, text, guid);
        gathering.project.transcripts[at].participant = document.participant;
        gathering.project.transcripts[at].turns = Some(turns);
        let mut met: HashMap<String, usize> = HashMap::new();
        for (segment, span) in document.segments.into_iter().zip(spans) {
            let unit = gathering.unit(at, span);
            // Its identity is that of its words, wherever a later export puts them.
            let which = format!("{} {}", document.name, segment.key.join(" "));
            let before = met.entry(which.clone()).or_default();
            let guid = gathering.guid("segment", format!("{which} {before}"));
            *before += 1;
            gathering.project.transcripts[at].units[unit].guid = guid;
            for (code, coder, when) in segment.codings {
                gathering.coding((at, unit), code, coder, when);
            }
            for (memo, coder, when) in segment.memos {
                gathering.memo(About::Unit(at, unit), &memo, coder, when);
            }
        }
    }
}

/// The whole numbers in a text.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
}

/// `2021-03-12 10:20:33` of that, of `12.03.2021 10:20`, and of nothing that could mean two days.
fn date(written: &str) -> Option<String> {
    let (day, time) = written
        .trim()
        .split_once([' ', 'T'])
        .unwrap_or((written.trim(), ""));
    let parts = |mark: char| -> Option<[u32; 3]> {
        let numbers: Option<Vec<u32>> = day.split(mark).map(|part| part.parse().ok()).collect();
        numbers?.try_into().ok()
    };
    let [year, month, day] = match (parts('-'), parts('.')) {
        (Some(date), _) => date,
        (None, Some([day, month, year])) => [year, month, day],
        (None, None) => return None,
    };
    let is_time = time
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    let is_date =
        (1900..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let time = if time.is_empty() || !is_time {
        "00:00"
    } else {
        time
    };
    is_date.then(|| format!("{year:04}-{month:02}-{day:02} {time}"))
}

/// The names of a path, divided by `mark` or as emic divides them.
pub(super) fn path_of(written: &str, mark: &str) -> Vec<String> {
    let mark = if written.contains(PATH_SEPARATOR) {
        PATH_SEPARATOR
    } else {
        mark
    };
    let names = written.split(mark).map(str::trim);
    let names: Vec<String> = names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    match names.len() > DEEPEST {
        true => vec![written.to_owned()],
        false => names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_mean_one_day_or_none() {
        assert_eq!(
            date("2021-03-12T10:20:33").as_deref(),
            Some("2021-03-12 10:20:33")
        );
        assert_eq!(
            date("12.03.2021 10:20").as_deref(),
            Some("2021-03-12 10:20")
        );
        assert_eq!(date("12.03.2021").as_deref(), Some("2021-03-12 00:00"));
        for doubtful in ["3/12/2021", "", "12.33.2021", "yesterday", "1.2"] {
            assert_eq!(date(doubtful), None, "{doubtful}");
        }
    }

    #[test]
    fn rows_of_one_segment_are_one_unit_and_places_put_them_in_order() {
        let text = "D,S,C,B,G\nF2,ترس,Fear\\Night,12,nurses\nF2,joy,Joy,3,nurses\nF2,ترس,Joy,12,\nF2,joy,Joy,3,\nM1,a,,,\nF2,,x,,\n";
        let table = Table::parse(text, Path::new("a.csv")).unwrap();
        let columns = Columns {
            document: Some(0),
            text: Some(1),
            codes: Some(2),
            place: [Some(3), None],
            attributes: vec![4],
            ..Columns::default()
        };
        let codes = |cell: &str| vec![path_of(cell, "\\")];
        let file = read("test", Path::new("ward.csv"), &table, &columns, &codes).unwrap();
        let project = &file.project;
        let first = &project.transcripts[0];
        assert_eq!(first.text, "joy\n\njoy\n\nترس");
        let codings: Vec<usize> = first.units.iter().map(|u| u.codings.len()).collect();
        assert_eq!(codings, [1, 1, 2]);
        assert_ne!(first.units[0].guid, first.units[1].guid);
        assert_eq!(project.participants[0].attributes["G"], "nurses");
        assert_eq!((project.transcripts.len(), project.codes.len()), (2, 3));
        assert_eq!(project.transcripts[1].units[0].codings.len(), 0);
        let told = file.warnings.join("\n");
        assert!(
            told.contains("4 segments of 2 documents")
                && told.contains("1 segments without words (line 7)"),
            "{told}"
        );
    }
}
