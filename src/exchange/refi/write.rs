//! Plain values to a project's XML and sources.

use super::only_emic::{self, OnlyEmic};
use super::xml::Xml;
use super::{MACHINE, ORIGIN, TRANSLATION, codebook};
use crate::error::{Error, Result};
use crate::exchange::coded_project::{About, CodedProject, ProjectTranscript, ProjectUnit};
use crate::exchange::refi::guid::derived_guid;
use crate::study::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// As many characters of a unit name its selection.
const NAME_LENGTH: usize = 80;

/// A project as the bytes of a QDPX file.
pub(super) fn archive(project: &CodedProject) -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The same project is the same file, whenever it is written.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let only = serde_json::to_vec(&OnlyEmic::of(project)).map_err(Error::internal)?;
    let mut parts = vec![("project.qde".to_owned(), xml(project).into_bytes())];
    for transcript in &project.transcripts {
        parts.push((
            format!("sources/{}.txt", transcript.guid),
            transcript.text.clone().into_bytes(),
        ));
    }
    parts.push((only_emic::NAME.to_owned(), only));
    for (name, bytes) in parts {
        zip.start_file(name, options).map_err(Error::internal)?;
        zip.write_all(&bytes).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}

/// The codes as the bytes of a QDC file.
pub(super) fn codebook(project: &CodedProject) -> Result<Vec<u8>> {
    if project.codes.is_empty() {
        return Err(Error::input(
            "the study has no code yet, and REFI-QDA has no empty codebook",
        ));
    }
    let mut xml = Xml::new();
    xml.open(
        "CodeBook",
        &[("xmlns", "urn:QDA-XML:codebook:1.0"), ("origin", ORIGIN)],
    );
    codebook::write(project, &mut xml, &|_| Vec::new());
    xml.close("CodeBook");
    Ok(xml.finish().into_bytes())
}

fn xml(project: &CodedProject) -> String {
    let writing = Writing::of(project);
    let mut xml = Xml::new();
    let name = if project.name.is_empty() {
        "study"
    } else {
        &project.name
    };
    xml.open(
        "Project",
        &[
            ("xmlns", "urn:QDA-XML:project:1.0"),
            ("name", name),
            ("origin", ORIGIN),
        ],
    );
    writing.users(&mut xml);
    if !project.codes.is_empty() {
        xml.open("CodeBook", &[]);
        codebook::write(project, &mut xml, &|at| writing.notes_on(About::Code(at)));
        xml.close("CodeBook");
    }
    writing.variables(&mut xml);
    writing.cases(&mut xml);
    if !project.transcripts.is_empty() {
        xml.open("Sources", &[]);
        for (at, transcript) in project.transcripts.iter().enumerate() {
            writing.source(&mut xml, at, transcript);
        }
        xml.close("Sources");
    }
    writing.notes(&mut xml);
    writing.links(&mut xml);
    let about = [&project.title, &project.method].map(|text| text.trim());
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        xml.text("Description", &[], &about.join("\n\n"));
    }
    writing.refer(&mut xml, About::Study);
    xml.close("Project");
    xml.finish()
}

struct Writing<'p> {
    project: &'p CodedProject,
    notes: HashMap<About, Vec<&'p str>>,
    variables: BTreeMap<&'p str, Variable>,
}

struct Variable {
    guid: String,
    is_number: bool,
}

impl<'p> Writing<'p> {
    fn of(project: &'p CodedProject) -> Self {
        let mut notes: HashMap<About, Vec<&str>> = HashMap::new();
        for memo in &project.memos {
            notes.entry(memo.about).or_default().push(&memo.guid);
        }
        let all = || project.participants.iter().flat_map(|p| &p.attributes);
        let mut texts = BTreeSet::new();
        texts.extend(
            all()
                .filter(|(_, value)| !is_whole_number(value))
                .map(|(name, _)| name.as_str()),
        );
        let variable = |name: &'p str| Variable {
            guid: derived_guid(&[&project.guid, "variable", name]),
            is_number: !texts.contains(name),
        };
        let variables = all()
            .map(|(name, _)| (name.as_str(), variable(name)))
            .collect();
        Self {
            project,
            notes,
            variables,
        }
    }

    fn notes_on(&self, about: About) -> Vec<String> {
        let notes = self.notes.get(&about).into_iter().flatten();
        notes.map(|guid| (*guid).to_owned()).collect()
    }

    fn refer(&self, xml: &mut Xml, about: About) {
        for note in self.notes_on(about) {
            xml.empty("NoteRef", &[("targetGUID", &note)]);
        }
    }

    fn coder(&self, at: Option<usize>) -> Option<&'p str> {
        Some(self.project.coders.get(at?)?.guid.as_str())
    }

    fn users(&self, xml: &mut Xml) {
        if self.project.coders.is_empty() {
            return;
        }
        xml.open("Users", &[]);
        for coder in &self.project.coders {
            let mut attributes = vec![("guid", coder.guid.as_str()), ("name", coder.name.as_str())];
            if coder.is_machine {
                attributes.push(("id", MACHINE));
            }
            xml.empty("User", &attributes);
        }
        xml.close("Users");
    }

    fn variables(&self, xml: &mut Xml) {
        if self.variables.is_empty() {
            return;
        }
        xml.open("Variables", &[]);
        for (name, variable) in &self.variables {
            let kind = if variable.is_number {
                "Integer"
            } else {
                "Text"
            };
            xml.empty(
                "Variable",
                &[
                    ("guid", &variable.guid),
                    ("name", name),
                    ("typeOfVariable", kind),
                ],
            );
        }
        xml.close("Variables");
    }

    fn cases(&self, xml: &mut Xml) {
        if self.project.participants.is_empty() {
            return;
        }
        xml.open("Cases", &[]);
        for (at, participant) in self.project.participants.iter().enumerate() {
            xml.open(
                "Case",
                &[("guid", &participant.guid), ("name", &participant.label)],
            );
            for (name, value) in &participant.attributes {
                let Some(variable) = self.variables.get(name.as_str()) else {
                    continue;
                };
                xml.open("VariableValue", &[]);
                xml.empty("VariableRef", &[("targetGUID", &variable.guid)]);
                let kind = if variable.is_number {
                    "IntegerValue"
                } else {
                    "TextValue"
                };
                xml.text(kind, &[], value);
                xml.close("VariableValue");
            }
            for transcript in self
                .project
                .transcripts
                .iter()
                .filter(|t| t.participant == Some(at))
            {
                xml.empty("SourceRef", &[("targetGUID", &transcript.guid)]);
            }
            xml.close("Case");
        }
        xml.close("Cases");
    }

    fn source(&self, xml: &mut Xml, at: usize, transcript: &ProjectTranscript) {
        let path = format!("internal://{}.txt", transcript.guid);
        xml.open(
            "TextSource",
            &[
                ("guid", &transcript.guid),
                ("name", &transcript.name),
                ("plainTextPath", &path),
            ],
        );
        let ranges = code_points(transcript);
        for (number, (unit, (start, end))) in transcript.units.iter().zip(ranges).enumerate() {
            self.selection(xml, About::Unit(at, number), transcript, unit, (start, end));
        }
        self.refer(xml, About::Transcript(at));
        xml.close("TextSource");
    }

    fn selection(
        &self,
        xml: &mut Xml,
        about: About,
        transcript: &ProjectTranscript,
        unit: &ProjectUnit,
        range: (usize, usize),
    ) {
        let words = unit.span().of(&transcript.text).unwrap_or_default();
        let name: String = words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(NAME_LENGTH)
            .collect();
        let (start, end) = (range.0.to_string(), range.1.to_string());
        xml.open(
            "PlainTextSelection",
            &[
                ("guid", &unit.guid),
                ("name", &name),
                ("startPosition", &start),
                ("endPosition", &end),
            ],
        );
        if let Some(condensed) = &unit.condensed {
            xml.text("Description", &[], condensed);
        }
        for coding in &unit.codings {
            let mut attributes = vec![("guid", coding.guid.as_str())];
            attributes.extend(self.coder(coding.coder).map(|guid| ("creatingUser", guid)));
            attributes.extend(coding.at.as_deref().map(|at| ("creationDateTime", at)));
            xml.open("Coding", &attributes);
            let code = self
                .project
                .codes
                .get(coding.code)
                .map_or("", |code| &code.guid);
            xml.empty("CodeRef", &[("targetGUID", code)]);
            xml.close("Coding");
        }
        if unit.translation.is_some() {
            xml.empty("NoteRef", &[("targetGUID", &translation_guid(unit))]);
        }
        self.refer(xml, about);
        xml.close("PlainTextSelection");
    }

    fn notes(&self, xml: &mut Xml) {
        let units = || self.project.transcripts.iter().flat_map(|t| &t.units);
        let has_link_notes = self
            .project
            .relations
            .iter()
            .any(|relation| !relation.note.is_empty());
        if self.project.memos.is_empty()
            && !has_link_notes
            && !units().any(|unit| unit.translation.is_some())
        {
            return;
        }
        xml.open("Notes", &[]);
        for (number, memo) in self.project.memos.iter().enumerate() {
            let name = format!("memo {}", number + 1);
            let mut attributes = vec![("guid", memo.guid.as_str()), ("name", &name)];
            attributes.extend(self.coder(memo.coder).map(|guid| ("creatingUser", guid)));
            attributes.extend(memo.at.as_deref().map(|at| ("creationDateTime", at)));
            xml.open("Note", &attributes);
            xml.text("PlainTextContent", &[], &memo.text);
            xml.close("Note");
        }
        let translated = units().filter_map(|unit| {
            Some((
                translation_guid(unit),
                TRANSLATION,
                unit.translation.as_ref()?,
            ))
        });
        let noted = self
            .project
            .relations
            .iter()
            .filter(|relation| !relation.note.is_empty());
        let noted = noted.map(|relation| {
            (
                link_note_guid(&relation.guid),
                relation.kind.as_str(),
                &relation.note,
            )
        });
        for (guid, name, text) in translated.chain(noted) {
            xml.open("Note", &[("guid", &guid), ("name", name)]);
            xml.text("PlainTextContent", &[], text);
            xml.close("Note");
        }
        xml.close("Notes");
    }

    fn links(&self, xml: &mut Xml) {
        if self.project.relations.is_empty() {
            return;
        }
        xml.open("Links", &[]);
        let code = |at: usize| {
            self.project
                .codes
                .get(at)
                .map_or("", |code| code.guid.as_str())
        };
        for relation in &self.project.relations {
            xml.open(
                "Link",
                &[
                    ("guid", &relation.guid),
                    ("name", &relation.kind),
                    ("direction", "OneWay"),
                    ("originGUID", code(relation.from)),
                    ("targetGUID", code(relation.to)),
                ],
            );
            if !relation.note.is_empty() {
                xml.empty(
                    "NoteRef",
                    &[("targetGUID", &link_note_guid(&relation.guid))],
                );
            }
            xml.close("Link");
        }
        xml.close("Links");
    }
}

fn translation_guid(unit: &ProjectUnit) -> String {
    derived_guid(&[&unit.guid, TRANSLATION])
}

fn link_note_guid(link: &str) -> String {
    derived_guid(&[link, "note"])
}

/// Whether the value is a whole number that comes back letter by letter.
fn is_whole_number(value: &str) -> bool {
    value
        .parse::<i64>()
        .is_ok_and(|number| number.to_string() == value)
}

/// The units' ranges in code points, counted in one walk through the text.
fn code_points(transcript: &ProjectTranscript) -> Vec<(usize, usize)> {
    let spans = || transcript.units.iter().map(ProjectUnit::span);
    let ends: BTreeSet<usize> = spans()
        .flat_map(|Span { start, end }| [start, end])
        .collect();
    let mut counted: HashMap<usize, usize> = HashMap::with_capacity(ends.len());
    let (mut last, mut count) = (0, 0);
    for byte in ends {
        count += transcript
            .text
            .get(last..byte)
            .map_or(0, |text| text.chars().count());
        last = byte;
        counted.insert(byte, count);
    }
    let at = |byte| counted.get(&byte).copied().unwrap_or_default();
    spans().map(|span| (at(span.start), at(span.end))).collect()
}
