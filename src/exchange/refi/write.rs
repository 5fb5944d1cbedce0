//! Plain values to a project's XML and sources.

use super::guid::{derived_guid, is_guid, plain};
use super::kept::Kept;
use super::only_emic::{self, OnlyEmic};
use super::tree::Node;
use super::xml::Xml;
use super::{CONSENSUS, MACHINE, ORIGIN, Positions, TRANSLATION, WrittenProject, codebook, kept};
use crate::error::{Error, Result};
use crate::exchange::coded_project::{About, CodedProject, ProjectTranscript, ProjectUnit};
use crate::study::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// As many characters of a unit name its selection.
const NAME_LENGTH: usize = 80;

/// What the values of a variable may be.
const VARIABLES: [&str; 6] = ["Text", "Boolean", "Integer", "Float", "Date", "DateTime"];

/// A project as a QDPX file.
pub(super) fn archive(project: &CodedProject, positions: Positions) -> Result<WrittenProject> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The same project is the same file, whenever it is written.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let only = serde_json::to_vec(&OnlyEmic::of(project, positions)).map_err(Error::internal)?;
    let (xml, mut told) = xml(project, positions);
    let mut put = |name: &str, bytes: &[u8]| -> Result<()> {
        zip.start_file(name, options).map_err(Error::internal)?;
        zip.write_all(bytes).map_err(Error::internal)
    };
    put("project.qde", xml.as_bytes())?;
    for transcript in &project.transcripts {
        put(
            &format!("sources/{}.txt", transcript.guid),
            transcript.text.as_bytes(),
        )?;
    }
    put(only_emic::NAME, &only)?;
    let wide = project.transcripts.iter().filter(|t| is_wide(&t.text));
    if let wide @ 1.. = wide.count() {
        told.push(match positions {
            Positions::CodePoints => format!(
                "{wide} transcripts have characters (such as emoji) that some programs count twice; positions count them once, as the standard \
                 says. For NVivo on Windows write with --positions utf-16"
            ),
            Positions::Utf16 => format!(
                "positions are UTF-16 units, as NVivo for Windows counts, not code points, as the standard says; that differs in {wide} \
                 transcripts"
            ),
        });
    }
    let bytes = zip.finish().map_err(Error::internal)?.into_inner();
    Ok(WrittenProject { bytes, told })
}

/// Whether code points and UTF-16 units differ in the text.
fn is_wide(text: &str) -> bool {
    text.chars().any(|c| c.len_utf16() > 1)
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

/// The project's XML, and what is to be said of it.
fn xml(project: &CodedProject, positions: Positions) -> (String, Vec<String>) {
    let writing = Writing::of(project, positions);
    let restored = kept::restore(project);
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
    if !project.transcripts.is_empty() || !restored.list("Sources").is_empty() {
        xml.open("Sources", &[]);
        for (at, transcript) in project.transcripts.iter().enumerate() {
            writing.source(&mut xml, at, transcript);
        }
        restored
            .list("Sources")
            .iter()
            .for_each(|node| kept::write(&mut xml, node));
        xml.close("Sources");
    }
    writing.notes(&mut xml);
    writing.links(&mut xml, restored.list("Links"));
    for list in ["Sets", "Graphs"] {
        if restored.list(list).is_empty() {
            continue;
        }
        xml.open(list, &[]);
        restored
            .list(list)
            .iter()
            .for_each(|node| kept::write(&mut xml, node));
        xml.close(list);
    }
    let about = [&project.title, &project.method].map(|text| text.trim());
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        xml.text("Description", &[], &about.join("\n\n"));
    }
    writing.refer(&mut xml, About::Study);
    xml.close("Project");
    let mut told = restored.told;
    if xml.replaced > 0 {
        told.push(format!(
            "{} characters that XML cannot carry became \u{FFFD} in names, notes and descriptions; emic itself reads them back unchanged \
             where it can",
            xml.replaced
        ));
    }
    (xml.finish(), told)
}

struct Writing<'p> {
    project: &'p CodedProject,
    positions: Positions,
    kept: Kept<'p>,
    notes: HashMap<About, Vec<&'p str>>,
    variables: BTreeMap<String, Variable>,
}

struct Variable {
    guid: String,
    kind: &'static str,
    description: String,
}

impl<'p> Writing<'p> {
    fn of(project: &'p CodedProject, positions: Positions) -> Self {
        let mut notes: HashMap<About, Vec<&str>> = HashMap::new();
        for memo in &project.memos {
            notes.entry(memo.about).or_default().push(&memo.guid);
        }
        let all = || project.participants.iter().flat_map(|p| &p.attributes);
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in all() {
            values.entry(name).or_default().push(value);
        }
        let kept = Kept::of(project);
        let mut variables = BTreeMap::new();
        let known = project.kept.iter().filter(|e| e.list == "Variables");
        for node in known.filter_map(|element| kept.node("Variables", &element.guid)) {
            // Without anybody to have values there are no variables.
            if !project.participants.is_empty()
                && let Some((name, variable)) = variable(&node)
            {
                variables.entry(name).or_insert(variable);
            }
        }
        for (name, values) in values {
            let variable = variables
                .entry(name.to_owned())
                .or_insert_with(|| Variable {
                    guid: derived_guid(&[&project.guid, "variable", name]),
                    kind: "Integer",
                    description: String::new(),
                });
            if !values.iter().all(|value| fits(variable.kind, value)) {
                variable.kind = "Text";
            }
        }
        Self {
            project,
            positions,
            kept,
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
            if coder.is_consensus {
                attributes.push(("id", CONSENSUS));
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
            let attributes = [
                ("guid", variable.guid.as_str()),
                ("name", name),
                ("typeOfVariable", variable.kind),
            ];
            if variable.description.is_empty() {
                xml.empty("Variable", &attributes);
                continue;
            }
            xml.open("Variable", &attributes);
            xml.text("Description", &[], &variable.description);
            xml.close("Variable");
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
                xml.text(&format!("{}Value", variable.kind), &[], value);
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
        let ranges = ranges(transcript, self.positions);
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
        for (number, coding) in unit.codings.iter().enumerate() {
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
            if let About::Unit(at, unit) = about {
                self.refer(xml, About::Coding(at, unit, number));
            }
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

    fn links(&self, xml: &mut Xml, others: &[Node]) {
        if self.project.relations.is_empty() && others.is_empty() {
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
            let ends = [code(relation.from), code(relation.to)];
            let (direction, colour) = self.drawn(&relation.guid, ends);
            let mut attributes = vec![
                ("guid", relation.guid.as_str()),
                ("name", relation.kind.as_str()),
                ("direction", direction.as_str()),
            ];
            attributes.extend(colour.as_deref().map(|colour| ("color", colour)));
            attributes.extend([("originGUID", ends[0]), ("targetGUID", ends[1])]);
            xml.open("Link", &attributes);
            if !relation.note.is_empty() {
                xml.empty(
                    "NoteRef",
                    &[("targetGUID", &link_note_guid(&relation.guid))],
                );
            }
            xml.close("Link");
        }
        others.iter().for_each(|node| kept::write(xml, node));
        xml.close("Links");
    }

    /// The direction and the colour that a link came with, where it still joins the same two.
    fn drawn(&self, guid: &str, ends: [&str; 2]) -> (String, Option<String>) {
        let usual = || ("OneWay".to_owned(), None);
        let Some(link) = self.kept.node("Links", guid) else {
            return usual();
        };
        let there = ["originGUID", "targetGUID"].map(|end| link.get(end).map(plain));
        if there != ends.map(|end| Some(end.to_owned())) {
            return usual();
        }
        let direction = link.get("direction").map(str::trim);
        let direction = direction.filter(|known| matches!(*known, "OneWay" | "Bidirectional"));
        let colour = link.get("color").map(str::trim);
        (
            direction.unwrap_or("Associative").to_owned(),
            colour
                .filter(|colour| kept::is_colour(colour))
                .map(str::to_owned),
        )
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

/// A variable as it came in.
fn variable(node: &Node) -> Option<(String, Variable)> {
    let guid = plain(node.get("guid")?);
    let kind = VARIABLES
        .iter()
        .find(|kind| Some(**kind) == node.get("typeOfVariable"))?;
    let description = node.child("Description").map(|text| text.text.clone());
    let variable = Variable {
        guid: is_guid(&guid).then_some(guid)?,
        kind,
        description: description.unwrap_or_default(),
    };
    Some((node.filled("name")?.to_owned(), variable))
}

/// Whether a value can be written as one of this kind and comes back letter by letter.
fn fits(kind: &str, value: &str) -> bool {
    let shape: String = value
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let digits = value.strip_prefix('-').unwrap_or(value);
    match kind {
        "Integer" => is_whole_number(value),
        "Boolean" => matches!(value, "true" | "false" | "0" | "1"),
        "Float" => {
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
                && digits.parse::<f64>().is_ok()
        }
        "Date" => shape == "0000-00-00",
        "DateTime" => matches!(
            shape.as_str(),
            "0000-00-00T00:00:00" | "0000-00-00T00:00:00Z"
        ),
        _ => true,
    }
}

/// The units' ranges, counted in one walk through the text.
fn ranges(transcript: &ProjectTranscript, positions: Positions) -> Vec<(usize, usize)> {
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
            .map_or(0, |text| match positions {
                Positions::CodePoints => text.chars().count(),
                Positions::Utf16 => text.encode_utf16().count(),
            });
        last = byte;
        counted.insert(byte, count);
    }
    let at = |byte| counted.get(&byte).copied().unwrap_or_default();
    spans().map(|span| (at(span.start), at(span.end))).collect()
}
