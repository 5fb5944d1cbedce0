//! A project's XML and sources to plain values.

use super::archive::Archive;
use super::codebook;
use super::guid::{derived_guid, plain};
use super::kept::keep;
use super::only_emic::OnlyEmic;
use super::sources::{self, Drawn, has_text};
use super::tree::Node;
use super::{CONSENSUS, MACHINE, Positions, TRANSLATION};
use crate::error::{Error, Result};
use crate::exchange::coded_project::{
    About, CodedProject, CodedProjectFile, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo,
    ProjectParticipant, ProjectRelation, ProjectUnit, unique,
};
use crate::exchange::gaps::Gaps;
use crate::exchange::positions::{Counted, Counting};
use crate::study::Attributes;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Reads the project whose root element is `root`.
///
/// How emic's own files count is in what emic put beside them.
pub(super) fn read(
    root: &Node,
    archive: &mut Archive,
    only: &OnlyEmic,
) -> Result<CodedProjectFile> {
    let origin = root.get("origin").unwrap_or_default();
    let by_emic = is_by_emic(root);
    let known = by_emic.then_some(Counting {
        counted: match only.positions {
            Positions::CodePoints => Counted::CodePoints,
            Positions::Utf16 => Counted::Utf16,
        },
        ..Counting::PLAIN
    });
    let mut gaps = Gaps::default();
    let sources = sources::read(root, archive, &mut gaps)?;
    let (drawn, positions) = sources::draw(sources, origin, known, &mut gaps);
    let codes = codebook::read(
        root.child("CodeBook").and_then(|book| book.child("Codes")),
        by_emic,
        &mut gaps,
    );
    let mut reading = Reading::of(root, codes, by_emic, gaps);
    reading.own_guid.clone_from(&only.guid);
    reading.transcripts(drawn);
    reading.participants(root);
    reading.notes(root);
    reading.links(root);
    reading.left_out(root);
    reading.keep_media(root);
    let mut warnings: Vec<String> = positions.into_iter().collect();
    let kept = reading.kept.lines();
    if !kept.is_empty() {
        warnings.push(format!(
            "kept as it is, to be written back into a .qdpx: {}",
            kept.join("; ")
        ));
    }
    let left_out = reading.gaps.lines().into_iter();
    warnings.extend(left_out.map(|gap| format!("not as in the file: {gap}")));
    Ok(CodedProjectFile {
        project: reading.project,
        warnings,
    })
}

/// Whether emic wrote the project.
pub(super) fn is_by_emic(root: &Node) -> bool {
    let origin = root.get("origin").unwrap_or_default();
    origin == "emic" || origin.starts_with("emic ")
}

struct Reading<'x> {
    project: CodedProject,
    gaps: Gaps,
    /// The project's identity in emic's own files, from which those of variables come.
    own_guid: String,
    /// What is kept without being understood.
    kept: Gaps,
    coders: HashMap<String, usize>,
    codes: HashMap<String, usize>,
    transcripts: HashMap<String, usize>,
    units: HashMap<String, (usize, usize)>,
    /// What refers to each note.
    referring: BTreeMap<String, Vec<Referring>>,
    /// Variables' values on sources.
    on_sources: Vec<(usize, &'x Node)>,
}

/// What a note is on.
enum Referring {
    Thing(About),
    Translation(usize, usize),
}

impl<'x> Reading<'x> {
    fn of(root: &'x Node, codes: Vec<ProjectCode>, by_emic: bool, gaps: Gaps) -> Self {
        let mut reading = Self {
            project: CodedProject {
                name: root.get("name").unwrap_or_default().to_owned(),
                codes,
                by_emic,
                units_apart: by_emic,
                ..CodedProject::default()
            },
            gaps,
            own_guid: String::new(),
            kept: Gaps::default(),
            coders: HashMap::new(),
            codes: HashMap::new(),
            transcripts: HashMap::new(),
            units: HashMap::new(),
            referring: BTreeMap::new(),
            on_sources: Vec::new(),
        };
        reading.users(root);
        for (at, code) in reading.project.codes.iter().enumerate() {
            reading.codes.entry(code.guid.clone()).or_insert(at);
        }
        reading.code_notes(root);
        reading.refer(root, &About::Study);
        reading
    }

    fn users(&mut self, root: &Node) {
        let mut names = HashSet::new();
        for user in root.listed("Users", "User") {
            let guid = plain(user.get("guid").unwrap_or_default());
            let is_machine = self.project.by_emic && user.get("id") == Some(MACHINE);
            let is_consensus = self.project.by_emic && user.get("id") == Some(CONSENSUS);
            let id = user.filled("id").filter(|_| !is_machine && !is_consensus);
            let name = user.filled("name").or(id).unwrap_or(&guid);
            let name = unique(name, |name| names.contains(name));
            names.insert(name.clone());
            self.coders
                .entry(guid.clone())
                .or_insert(self.project.coders.len());
            self.project.coders.push(ProjectCoder {
                guid,
                name,
                is_machine,
                is_consensus,
            });
        }
    }

    /// The notes on codes, in the order in which the codes were read.
    fn code_notes(&mut self, root: &'x Node) {
        let codes = root.child("CodeBook").and_then(|book| book.child("Codes"));
        let mut waiting: Vec<&Node> = codes.into_iter().collect();
        let mut at = 0;
        while let Some(node) = waiting.pop() {
            if node.name == "Code" {
                self.refer(node, &About::Code(at));
                at += 1;
            }
            let below: Vec<&Node> = node.all("Code").collect();
            waiting.extend(below.into_iter().rev());
        }
    }

    fn refer(&mut self, node: &Node, about: &About) {
        for guid in node
            .all("NoteRef")
            .filter_map(|note| note.get("targetGUID"))
        {
            self.referring
                .entry(plain(guid))
                .or_default()
                .push(Referring::Thing(*about));
        }
    }

    fn transcripts(&mut self, drawn: Vec<Drawn<'x>>) {
        for drawn in drawn {
            let at = self.project.transcripts.len();
            let mut transcript = drawn.transcript;
            for guid in std::iter::once(&transcript.guid).chain(&drawn.also) {
                self.transcripts.entry(guid.clone()).or_insert(at);
            }
            for (number, node) in drawn.nodes.iter().enumerate() {
                self.unit(&mut transcript.units[number], node, (at, number));
            }
            for node in drawn.whole {
                self.whole(node, at, &mut transcript.units, transcript.text.len());
            }
            self.project.transcripts.push(transcript);
        }
    }

    fn unit(&mut self, unit: &mut ProjectUnit, node: &'x Node, place: (usize, usize)) {
        self.units.entry(unit.guid.clone()).or_insert(place);
        let about = About::Unit(place.0, place.1);
        let user = node.get("creatingUser");
        if let Some(description) = node.child("Description") {
            match self.project.by_emic {
                true => unit.condensed = Some(description.text.clone()),
                false => self.comment(node, about, user),
            }
        }
        self.refer(node, &about);
        self.codings(unit, node, about, user);
    }

    fn codings(&mut self, unit: &mut ProjectUnit, node: &Node, about: About, user: Option<&str>) {
        for coding in node.all("Coding") {
            let target = coding
                .child("CodeRef")
                .and_then(|code| code.get("targetGUID"));
            let Some(code) = target.and_then(|guid| self.codes.get(&plain(guid)).copied()) else {
                self.gaps.add("codings whose code is not in the file", "");
                self.refer(coding, &about);
                continue;
            };
            let on = match about {
                About::Unit(at, number) => About::Coding(at, number, unit.codings.len()),
                other => other,
            };
            self.refer(coding, &on);
            unit.codings.push(ProjectCoding {
                guid: plain(coding.get("guid").unwrap_or_default()),
                code,
                coder: self.coder(coding.get("creatingUser").or(user)),
                at: coding.get("creationDateTime").map(str::to_owned),
            });
        }
    }

    fn coder(&self, guid: Option<&str>) -> Option<usize> {
        self.coders.get(&plain(guid?)).copied()
    }

    /// A description that is a comment becomes a memo.
    fn comment(&mut self, node: &Node, about: About, user: Option<&str>) {
        let text = node
            .child("Description")
            .map_or("", |node| node.text.trim());
        if text.is_empty() || Some(text) == node.get("name").map(str::trim) {
            return;
        }
        self.project.memos.push(ProjectMemo {
            guid: String::new(),
            about,
            coder: self.coder(user.or_else(|| node.get("creatingUser"))),
            text: text.to_owned(),
            at: node.get("creationDateTime").map(str::to_owned),
        });
    }

    /// What is said of a source as a whole: its codings become those of a unit that is all of it.
    fn whole(&mut self, node: &'x Node, at: usize, units: &mut Vec<ProjectUnit>, length: usize) {
        let about = About::Transcript(at);
        self.refer(node, &about);
        self.comment(node, about, None);
        if node.child("VariableValue").is_some() {
            self.on_sources.push((at, node));
        }
        if node.child("Coding").is_none() {
            return;
        }
        let mut unit = ProjectUnit {
            range: (0, length),
            ..ProjectUnit::default()
        };
        let about = About::Unit(at, units.len());
        self.codings(&mut unit, node, about, node.get("creatingUser"));
        self.gaps.add_several(
            "codings of a whole source, which became those of a unit as long as its text",
            unit.codings.len(),
            "",
        );
        units.push(unit);
    }

    /// Cases, and the variables of sources.
    fn participants(&mut self, root: &'x Node) {
        let variables: HashMap<String, &str> = root
            .listed("Variables", "Variable")
            .map(|v| {
                (
                    plain(v.get("guid").unwrap_or_default()),
                    v.filled("name").unwrap_or("variable"),
                )
            })
            .collect();
        let mut labels = HashSet::new();
        for case in root.listed("Cases", "Case") {
            let sources: Vec<usize> = case
                .all("SourceRef")
                .filter_map(|source| {
                    self.transcripts
                        .get(&plain(source.get("targetGUID")?))
                        .copied()
                })
                .collect();
            let of_source = sources
                .first()
                .and_then(|at| self.project.transcripts.get(*at));
            let label = case
                .filled("name")
                .or(of_source.map(|t| t.name.as_str()))
                .unwrap_or("case")
                .to_owned();
            let label = unique(&label, |label| labels.contains(&label.to_lowercase()));
            labels.insert(label.to_lowercase());
            let at = self.project.participants.len();
            for transcript in sources {
                match &mut self.project.transcripts[transcript].participant {
                    Some(_) => self.gaps.add(
                        "sources of several cases, of which the first counts",
                        &label,
                    ),
                    none => *none = Some(at),
                }
            }
            self.gaps
                .add_several("codes joined to cases", case.all("CodeRef").count(), &label);
            self.gaps.add_several(
                "selections joined to cases",
                case.all("SelectionRef").count(),
                &label,
            );
            let attributes = values(case, &variables);
            let guid = plain(case.get("guid").unwrap_or_default());
            self.project.participants.push(ProjectParticipant {
                guid,
                label,
                attributes,
            });
            self.comment(case, About::Participant(at), None);
        }
        for (transcript, node) in std::mem::take(&mut self.on_sources) {
            let found = values(node, &variables);
            let at = self.project.transcripts[transcript]
                .participant
                .unwrap_or_else(|| {
                    let name = self.project.transcripts[transcript].name.clone();
                    let label = unique(&name, |label| labels.contains(&label.to_lowercase()));
                    labels.insert(label.to_lowercase());
                    self.project.participants.push(ProjectParticipant {
                        label,
                        ..ProjectParticipant::default()
                    });
                    self.project.participants.len() - 1
                });
            self.project.transcripts[transcript].participant = Some(at);
            self.gaps.add(
                "sources with variables of their own, which became those of a participant",
                &self.project.transcripts[transcript].name,
            );
            let known = &mut self.project.participants[at].attributes;
            for (name, value) in found {
                known.entry(name).or_insert(value);
            }
        }
        self.unused(root, &variables);
    }

    fn unused(&mut self, root: &Node, variables: &HashMap<String, &str>) {
        let used: HashSet<&str> = self
            .project
            .participants
            .iter()
            .flat_map(|p| p.attributes.keys())
            .map(String::as_str)
            .collect();
        for variable in root.listed("Variables", "Variable") {
            let name = variables
                .get(&plain(variable.get("guid").unwrap_or_default()))
                .copied()
                .unwrap_or_default();
            let guid = plain(variable.get("guid").unwrap_or_default());
            let is_own = guid == derived_guid(&[&self.own_guid, "variable", name]);
            if !is_own || variable.child("Description").is_some() {
                self.project.kept.push(keep("Variables", variable, &[]));
            }
            if !used.contains(name) {
                self.kept.add("variables without a value", name);
            }
            if variable
                .child("Description")
                .is_some_and(|text| !text.text.trim().is_empty())
            {
                self.kept.add("descriptions of variables", name);
            }
        }
    }

    fn notes(&mut self, root: &'x Node) {
        for note in root.listed("Notes", "Note") {
            let guid = plain(note.get("guid").unwrap_or_default());
            let text = self.note_text(note);
            self.gaps.add_several(
                "selections within notes",
                note.all("PlainTextSelection").count(),
                note.get("name").unwrap_or_default(),
            );
            let referring = self.referring.remove(&guid);
            let is_translation = self.project.by_emic && note.get("name") == Some(TRANSLATION);
            let all = referring.unwrap_or_else(|| match self.links_to(root, &guid) {
                // It is told with the link.
                true => Vec::new(),
                false => vec![Referring::Thing(About::Study)],
            });
            for (number, referring) in all.into_iter().enumerate() {
                let referring = match referring {
                    Referring::Thing(About::Unit(t, u)) if is_translation => {
                        Referring::Translation(t, u)
                    }
                    other => other,
                };
                match referring {
                    Referring::Translation(t, u) => {
                        self.project.transcripts[t].units[u].translation = Some(text.clone())
                    }
                    Referring::Thing(about) => self.project.memos.push(ProjectMemo {
                        guid: if number == 0 {
                            guid.clone()
                        } else {
                            String::new()
                        },
                        about,
                        coder: self.coder(note.get("creatingUser")),
                        text: text.clone(),
                        at: note.get("creationDateTime").map(str::to_owned),
                    }),
                }
            }
        }
        let lost: usize = self.referring.values().map(Vec::len).sum();
        self.gaps
            .add_several("references to notes that are not in the file", lost, "");
    }

    fn links_to(&self, root: &Node, note: &str) -> bool {
        let mut links = root.listed("Links", "Link");
        links.any(|link| {
            link.all("NoteRef")
                .any(|r| r.get("targetGUID").is_some_and(|guid| plain(guid) == note))
        })
    }

    /// Name, description and text of a note, one below the other; emic's own notes are their text.
    fn note_text(&mut self, note: &Node) -> String {
        let content = note
            .child("PlainTextContent")
            .map(|content| content.text.as_str());
        if self.project.by_emic {
            return content.unwrap_or_default().to_owned();
        }
        if content.is_none() && note.filled("plainTextPath").is_some() {
            self.gaps.add(
                "notes whose text lies in a file of its own",
                note.get("name").unwrap_or_default(),
            );
        }
        let description = note.child("Description").map(|text| text.text.as_str());
        let parts = [note.get("name"), description, content];
        let mut text = String::new();
        for part in parts.into_iter().flatten().map(str::trim) {
            if !part.is_empty() && !part.starts_with(&text) && !text.is_empty() {
                text.push_str("\n\n");
                text.push_str(part);
            } else if !part.is_empty() {
                text = part.to_owned();
            }
        }
        text
    }

    fn links(&mut self, root: &'x Node) {
        let notes: HashMap<String, &Node> = root
            .listed("Notes", "Note")
            .map(|n| (plain(n.get("guid").unwrap_or_default()), n))
            .collect();
        for link in root.listed("Links", "Link") {
            let name = link.filled("name").unwrap_or("relates to");
            let end = |which: &str| self.codes.get(&plain(link.get(which)?)).copied();
            let (Some(from), Some(to)) = (end("originGUID"), end("targetGUID")) else {
                self.kept.add("links between other things than codes", name);
                self.project.kept.push(keep("Links", link, &[]));
                continue;
            };
            if link
                .get("direction")
                .is_some_and(|direction| direction != "OneWay")
            {
                self.kept.add(
                    "links without a direction or with both, which have one in emic",
                    name,
                );
            }
            if link.get("direction") != Some("OneWay") || link.get("color").is_some() {
                self.project.kept.push(keep("Links", link, &[]));
            }
            let mut texts = Vec::new();
            for guid in link
                .all("NoteRef")
                .filter_map(|note| note.get("targetGUID"))
            {
                if let Some(note) = notes.get(&plain(guid)) {
                    texts.push(self.note_text(note));
                }
            }
            self.project.relations.push(ProjectRelation {
                guid: plain(link.get("guid").unwrap_or_default()),
                from,
                to,
                kind: name.to_owned(),
                note: texts.join("\n\n"),
            });
        }
    }

    /// Pictures, recordings and pages with what is marked on them; their texts came in as transcripts, with all that is said of
    /// the whole.
    fn keep_media(&mut self, root: &Node) {
        let sources = root
            .child("Sources")
            .map_or(&[][..], |sources| &sources.children);
        for source in sources.iter().filter(|source| source.name != "TextSource") {
            let is_text = |child: &Node| {
                matches!(child.name.as_str(), "Representation" | "TextDescription")
                    && has_text(child)
            };
            let came_in: &[&str] = match source.children.iter().any(is_text) {
                true => &[
                    "Representation",
                    "TextDescription",
                    "Transcript",
                    "Coding",
                    "NoteRef",
                    "VariableValue",
                ],
                false => &[
                    "Representation",
                    "TextDescription",
                    "Transcript",
                    "VariableValue",
                ],
            };
            self.kept.add(
                "pictures, recordings and PDFs with what is marked in them, but not the files themselves",
                source.get("name").unwrap_or_default(),
            );
            self.project.kept.push(keep("Sources", source, came_in));
        }
    }

    fn left_out(&mut self, root: &Node) {
        for set in root.listed("Sets", "Set") {
            self.kept.add("sets", set.get("name").unwrap_or_default());
            self.project.kept.push(keep("Sets", set, &[]));
        }
        for graph in root.listed("Graphs", "Graph") {
            self.kept
                .add("graphs", graph.get("name").unwrap_or_default());
            self.project.kept.push(keep("Graphs", graph, &[]));
        }
        if !self.project.by_emic {
            self.comment(root, About::Study, root.get("creatingUserGUID"));
        }
    }
}

fn values(node: &Node, variables: &HashMap<String, &str>) -> Attributes {
    let value = |value: &Node| {
        let guid = value.child("VariableRef")?.get("targetGUID")?;
        let name = variables.get(&plain(guid))?;
        let text = value
            .children
            .iter()
            .find(|child| child.name.ends_with("Value"))?;
        Some(((*name).to_owned(), text.text.clone()))
    };
    node.all("VariableValue").filter_map(value).collect()
}

/// Reads a codebook whose root element is `root`.
pub(super) fn read_codebook(root: &Node, path: &std::path::Path) -> Result<CodedProjectFile> {
    if root.name != "CodeBook" {
        return Err(Error::file(
            path,
            format!(
                "is no REFI-QDA codebook: its root element is <{}>, not <CodeBook>",
                root.name
            ),
        ));
    }
    let origin = root.get("origin").unwrap_or_default();
    let by_emic = origin == "emic" || origin.starts_with("emic ");
    let mut gaps = Gaps::default();
    let mut codes = codebook::read(root.child("Codes"), by_emic, &mut gaps);
    if by_emic {
        codes.iter_mut().for_each(codebook::part);
    }
    for set in root.listed("Sets", "Set") {
        gaps.add(
            "sets, for which emic has no place",
            set.get("name").unwrap_or_default(),
        );
    }
    if codes.is_empty() {
        return Err(Error::file(
            path,
            "has no code in it; there is nothing to import",
        ));
    }
    let project = CodedProject {
        codes,
        by_emic,
        ..CodedProject::default()
    };
    let warnings = gaps
        .lines()
        .into_iter()
        .map(|gap| format!("not as in the file: {gap}"));
    Ok(CodedProjectFile {
        project,
        warnings: warnings.collect(),
    })
}
