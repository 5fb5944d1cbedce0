//! Sources: their texts and the selections in them.

use super::archive::{Archive, Found};
use super::guid::plain;
use super::tree::Node;
use crate::error::Result;
use crate::exchange::coded_project::{ProjectTranscript, ProjectTurn, ProjectUnit, unique};
use crate::exchange::gaps::Gaps;
use crate::exchange::positions::{Counting, Placed, Position, Selected, detect, line_feeds, place};
use crate::study::{Span, SpeakerRole, TranscriptKind};
use std::collections::{HashMap, HashSet};

/// A source of which there is a text.
pub(super) struct Source<'x> {
    pub guid: String,
    /// Other identities that mean the same source: a PDF's, besides that of its text.
    pub also: Vec<String>,
    pub name: String,
    /// None where the file names a text that is not there.
    pub raw: Option<String>,
    /// The element with the codings and notes on the whole text.
    pub whole: Vec<&'x Node>,
    pub selections: Vec<Selection<'x>>,
}

/// A stretch of a text.
pub(super) struct Selection<'x> {
    pub node: &'x Node,
    pub position: Position,
}

/// A transcript with the elements that its units were made of.
pub(super) struct Drawn<'x> {
    pub transcript: ProjectTranscript,
    pub also: Vec<String>,
    pub whole: Vec<&'x Node>,
    /// One for each unit.
    pub nodes: Vec<&'x Node>,
}

/// Reads the texts of all sources; what has none is among the gaps.
pub(super) fn read<'x>(
    root: &'x Node,
    archive: &mut Archive,
    gaps: &mut Gaps,
) -> Result<Vec<Source<'x>>> {
    let mut reading = Reading {
        archive,
        gaps,
        names: HashSet::new(),
        found: Vec::new(),
    };
    let sources = root
        .child("Sources")
        .map_or(&[][..], |sources| &sources.children);
    for node in sources {
        match node.name.as_str() {
            "TextSource" => reading.text(node, node, None)?,
            "PDFSource" => reading.pdf(node)?,
            "PictureSource" => reading.picture(node)?,
            "AudioSource" => reading.recording(node, "recordings", "AudioSelection")?,
            "VideoSource" => reading.recording(node, "films", "VideoSelection")?,
            other => reading.gaps.add("sources of an unknown kind", other),
        }
    }
    Ok(reading.found)
}

struct Reading<'r, 'x> {
    archive: &'r mut Archive,
    gaps: &'r mut Gaps,
    names: HashSet<String>,
    found: Vec<Source<'x>>,
}

impl<'x> Reading<'_, 'x> {
    /// Takes the text in `node`, which is that of the source `above` in another medium.
    fn text(&mut self, node: &'x Node, above: &'x Node, name: Option<&str>) -> Result<()> {
        let path = node.filled("plainTextPath");
        let named = name
            .or_else(|| node.filled("name"))
            .or_else(|| path.map(stem))
            .unwrap_or("source");
        let own = unique(named, |name| self.names.contains(name));
        if own != named {
            self.gaps.add(
                "sources of the name of another; a number was put behind it",
                named,
            );
        }
        let raw = self.raw(node, path, &own)?;
        if node.filled("richTextPath").is_some() {
            self.gaps.add(
                "sources with a formatted version, of which the plain text alone came in",
                named,
            );
        }
        let selections = node.all("PlainTextSelection").map(|node| Selection {
            node,
            position: position(node),
        });
        let mut selections: Vec<Selection<'x>> = selections.collect();
        selections.extend(spoken(node));
        self.names.insert(own.clone());
        let is_same = std::ptr::eq(node, above);
        self.found.push(Source {
            guid: plain(node.get("guid").unwrap_or_default()),
            also: if is_same {
                Vec::new()
            } else {
                vec![plain(above.get("guid").unwrap_or_default())]
            },
            name: own,
            raw,
            whole: if is_same {
                vec![node]
            } else {
                vec![node, above]
            },
            selections,
        });
        Ok(())
    }

    fn raw(&mut self, node: &Node, path: Option<&str>, name: &str) -> Result<Option<String>> {
        if let Some(content) = node.child("PlainTextContent") {
            return Ok(Some(content.text.clone()));
        }
        let Some(path) = path else {
            self.gaps.add("sources without a plain text", name);
            return Ok(None);
        };
        match self.archive.source(path)? {
            Found::Text(decoded) => {
                if decoded.replaced {
                    self.gaps.add(
                        "texts with bytes that fit no character, which became �",
                        name,
                    );
                }
                Ok(Some(decoded.text))
            }
            Found::Nothing(why) => {
                self.gaps
                    .add("sources whose text is missing", &format!("{name}: {why}"));
                Ok(None)
            }
        }
    }

    fn pdf(&mut self, node: &'x Node) -> Result<()> {
        let name = node.filled("name").unwrap_or("PDF");
        let areas = node.all("PDFSelection").count();
        self.gaps
            .add("PDFs, of which their text alone can be worked with", name);
        self.gaps
            .add_several("areas marked on the pages of PDFs", areas, name);
        self.lost_codings(node.all("PDFSelection"));
        match node.child("Representation") {
            Some(text) if has_text(text) => self.text(text, node, Some(name)),
            _ => {
                self.lost_codings(std::iter::once(node));
                Ok(())
            }
        }
    }

    fn picture(&mut self, node: &'x Node) -> Result<()> {
        let name = node.filled("name").unwrap_or("picture");
        self.gaps.add("pictures", name);
        self.gaps.add_several(
            "areas marked on pictures",
            node.all("PictureSelection").count(),
            name,
        );
        self.lost_codings(node.all("PictureSelection"));
        match node.child("TextDescription") {
            Some(text) if has_text(text) => self.text(text, node, Some(name)),
            _ => {
                self.lost_codings(std::iter::once(node));
                Ok(())
            }
        }
    }

    fn recording(&mut self, node: &'x Node, kind: &str, selections: &str) -> Result<()> {
        let name = node.filled("name").unwrap_or("recording");
        self.gaps.add(kind, name);
        let stretches: Vec<&Node> = node
            .children
            .iter()
            .filter(|child| child.name == selections)
            .collect();
        self.gaps
            .add_several("stretches marked on recordings", stretches.len(), name);
        self.lost_codings(stretches.into_iter());
        self.lost_codings(std::iter::once(node));
        for transcript in node.all("Transcript") {
            self.gaps.add_several(
                "times that join transcripts to recordings",
                transcript.all("SyncPoint").count(),
                name,
            );
            self.text(
                transcript,
                transcript,
                transcript.filled("name").or(Some(name)),
            )?;
        }
        Ok(())
    }

    fn lost_codings<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) {
        let codings = nodes.map(|node| node.all("Coding").count()).sum();
        self.gaps
            .add_several("codings of what is no text", codings, "");
    }
}

pub(super) fn has_text(node: &Node) -> bool {
    node.child("PlainTextContent").is_some() || node.filled("plainTextPath").is_some()
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn position(node: &Node) -> Position {
    let number = |name: &str| node.get(name).and_then(|value| value.trim().parse().ok());
    Position {
        start: number("startPosition").unwrap_or(-1),
        end: number("endPosition").unwrap_or(-1),
        name: node.get("name").unwrap_or_default().to_owned(),
    }
}

/// The selections of a transcript of a recording, whose ends are points in time that have a place in the text.
fn spoken(node: &Node) -> impl Iterator<Item = Selection<'_>> {
    let points: HashMap<String, i64> = node
        .all("SyncPoint")
        .filter_map(|point| {
            Some((
                plain(point.get("guid")?),
                point.get("position")?.trim().parse().ok()?,
            ))
        })
        .collect();
    node.all("TranscriptSelection").map(move |node| {
        let at = |name: &str| {
            node.get(name)
                .and_then(|guid| points.get(&plain(guid)).copied())
        };
        Selection {
            node,
            position: Position {
                start: at("fromSyncPoint").unwrap_or(-1),
                end: at("toSyncPoint").unwrap_or(-1),
                name: node.get("name").unwrap_or_default().to_owned(),
            },
        }
    })
}

/// Makes transcripts of the sources, and a line on how their positions were read.
pub(super) fn draw<'x>(
    sources: Vec<Source<'x>>,
    origin: &str,
    known: Option<Counting>,
    gaps: &mut Gaps,
) -> (Vec<Drawn<'x>>, Option<String>) {
    let selected: Vec<Selected<'_>> = sources
        .iter()
        .filter_map(|source| {
            let positions = source
                .selections
                .iter()
                .map(|selection| selection.position.clone());
            Some(Selected {
                raw: source.raw.as_deref()?,
                positions: positions.collect(),
            })
        })
        .collect();
    let has_any = selected.iter().any(|source| !source.positions.is_empty());
    let (way, line) = match (known, has_any) {
        (Some(way), _) => (way, None),
        (None, false) => (Counting::PLAIN, None),
        (None, true) => {
            let (way, line) = detect(origin, &selected);
            (way, Some(line))
        }
    };
    drop(selected);
    let drawn = sources.into_iter().filter_map(|source| match source.raw {
        Some(_) => Some(in_text(source, way, gaps)),
        None => in_excerpts(source, gaps),
    });
    (drawn.collect(), line)
}

fn in_text<'x>(source: Source<'x>, way: Counting, gaps: &mut Gaps) -> Drawn<'x> {
    let raw = source.raw.as_deref().unwrap_or_default();
    let positions = source
        .selections
        .iter()
        .map(|selection| selection.position.clone())
        .collect();
    let placed = place(&Selected { raw, positions }, way);
    let text = line_feeds(raw);
    let mut units = Vec::new();
    let mut nodes = Vec::new();
    for (placed, selection) in placed.into_iter().zip(&source.selections) {
        let which = format!(
            "{} {}-{}",
            source.name, selection.position.start, selection.position.end
        );
        let Some(span) = placed.span() else {
            gaps.add(
                "selections that lie outside of their text and could not be placed",
                &which,
            );
            gaps.add_several(
                "codings of selections that could not be placed",
                selection.node.all("Coding").count(),
                "",
            );
            continue;
        };
        if matches!(placed, Placed::Cut(_)) {
            gaps.add(
                "selections that end beyond their text, taken up to its end",
                &which,
            );
        } else if span.is_empty() {
            gaps.add("selections of no character, taken as they are", &which);
        }
        units.push(unit(selection.node, span));
        nodes.push(selection.node);
    }
    if text.trim().is_empty() {
        gaps.add("sources without a word", &source.name);
    }
    let kind = TranscriptKind::Interview;
    Drawn {
        transcript: transcript(&source, kind, text, None, units),
        also: source.also,
        whole: source.whole,
        nodes,
    }
}

/// Where the text is missing, the names of selections are often their words: each becomes an excerpt.
fn in_excerpts<'x>(source: Source<'x>, gaps: &mut Gaps) -> Option<Drawn<'x>> {
    let (mut text, mut turns, mut units, mut nodes) =
        (String::new(), Vec::new(), Vec::new(), Vec::new());
    for selection in &source.selections {
        let words = selection.position.name.trim();
        if words.is_empty() {
            gaps.add_several(
                "codings of a missing text",
                selection.node.all("Coding").count(),
                &source.name,
            );
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&line_feeds(words));
        let span = Span::new(start, text.len());
        turns.push(ProjectTurn {
            span,
            speaker: None,
            role: SpeakerRole::Other,
            participant: None,
        });
        units.push(unit(selection.node, span));
        nodes.push(selection.node);
    }
    if units.is_empty() {
        return None;
    }
    gaps.add(
        "sources of which the names of their selections came in, as excerpts",
        &source.name,
    );
    let kind = TranscriptKind::Excerpts;
    Some(Drawn {
        transcript: transcript(&source, kind, text, Some(turns), units),
        also: source.also,
        whole: source.whole,
        nodes,
    })
}

fn unit(node: &Node, span: Span) -> ProjectUnit {
    ProjectUnit {
        guid: plain(node.get("guid").unwrap_or_default()),
        range: (span.start, span.end),
        ..ProjectUnit::default()
    }
}

fn transcript(
    source: &Source<'_>,
    kind: TranscriptKind,
    text: String,
    turns: Option<Vec<ProjectTurn>>,
    units: Vec<ProjectUnit>,
) -> ProjectTranscript {
    ProjectTranscript {
        guid: source.guid.clone(),
        name: source.name.clone(),
        kind,
        language: None,
        text,
        participant: None,
        turns,
        units,
    }
}
