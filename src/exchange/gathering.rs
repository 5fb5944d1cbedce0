//! A coded project put together piece by piece from the tables of another program.

use super::coded_project::{
    About, CodedProject, CodedProjectFile, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo,
    ProjectParticipant, ProjectTranscript, ProjectTurn, ProjectUnit, unique,
};
use super::gaps::Gaps;
use super::refi::derived_guid;
use crate::study::{Span, SpeakerRole, TranscriptKind};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Codes below codes: deeper than any codebook.
pub(super) const DEEPEST: usize = 100;

/// A node of a codebook with the key of the one above, as tables keep trees.
pub(super) struct Branch<K> {
    pub key: K,
    pub parent: Option<K>,
    pub code: ProjectCode,
}

/// What a participant has of a transcript.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub participant: usize,
    pub span: Span,
}

/// A project on its way.
pub(super) struct Gathering {
    pub project: CodedProject,
    pub gaps: Gaps,
    /// What is to be said besides the gaps.
    pub told: Vec<String>,
    /// What tells this project's identities from those of all others.
    seed: [String; 2],
    coders: HashMap<String, usize>,
    siblings: HashSet<(Option<usize>, String)>,
    labels: HashSet<String>,
    names: HashSet<String>,
    units: HashMap<(usize, Span), usize>,
    codings: HashSet<(usize, usize, usize, Option<usize>)>,
}

impl Gathering {
    pub fn of(program: &str, seed: &str, name: &str) -> Self {
        Self {
            project: CodedProject {
                name: name.to_owned(),
                ..CodedProject::default()
            },
            gaps: Gaps::default(),
            told: Vec::new(),
            seed: [program.to_owned(), seed.to_owned()],
            coders: HashMap::new(),
            siblings: HashSet::new(),
            labels: HashSet::new(),
            names: HashSet::new(),
            units: HashMap::new(),
            codings: HashSet::new(),
        }
    }

    /// The identity of a thing, the same whenever the project comes in.
    pub fn guid(&self, kind: &str, id: impl std::fmt::Display) -> String {
        derived_guid(&[&self.seed[0], &self.seed[1], kind, &id.to_string()])
    }

    /// The coder of this name; none where it is empty.
    pub fn coder(&mut self, name: &str) -> Option<usize> {
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        if let Some(at) = self.coders.get(name) {
            return Some(*at);
        }
        let at = self.project.coders.len();
        self.coders.insert(name.to_owned(), at);
        self.project.coders.push(ProjectCoder {
            guid: self.guid("coder", name),
            name: name.to_owned(),
            is_machine: false,
            is_consensus: false,
        });
        Some(at)
    }

    /// A code below that at its `parent`.
    pub fn code(&mut self, mut code: ProjectCode) -> usize {
        let trimmed = code.name.trim();
        let name = if trimmed.is_empty() { "code" } else { trimmed };
        let is_taken = |name: &str| self.siblings.contains(&(code.parent, name.to_owned()));
        let own = unique(name, is_taken);
        if own != name {
            self.gaps.add(
                "codes of the name of another beside them; a number was put behind it",
                name,
            );
        }
        self.siblings.insert((code.parent, own.clone()));
        code.name = own;
        self.project.codes.push(code);
        self.project.codes.len() - 1
    }

    /// All nodes of a tree, those above before those below; where each went. What lies in a circle goes to the top.
    pub fn tree<K: Eq + Hash + Clone>(&mut self, branches: Vec<Branch<K>>) -> HashMap<K, usize> {
        let keys: HashSet<K> = branches.iter().map(|branch| branch.key.clone()).collect();
        let mut below: HashMap<K, Vec<usize>> = HashMap::new();
        // Which node, below which, how deep.
        let mut waiting: Vec<(usize, Option<usize>, usize)> = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            match branch.parent.clone().filter(|parent| keys.contains(parent)) {
                Some(parent) => below.entry(parent).or_default().push(at),
                None => waiting.push((at, None, 0)),
            }
        }
        waiting.reverse();
        let mut places: HashMap<K, usize> = HashMap::new();
        let mut is_placed = vec![false; branches.len()];
        let mut next = 0;
        loop {
            while let Some((at, parent, depth)) = waiting.pop() {
                if std::mem::replace(&mut is_placed[at], true) {
                    continue;
                }
                let is_too_deep = depth >= DEEPEST;
                if is_too_deep {
                    let name = &branches[at].code.name;
                    self.gaps
                        .add("codes too deep in the tree, put at the top", name);
                }
                let code = ProjectCode {
                    parent: parent.filter(|_| !is_too_deep),
                    ..branches[at].code.clone()
                };
                let place = self.code(code);
                let key = &branches[at].key;
                places.entry(key.clone()).or_insert(place);
                let children = below.remove(key).unwrap_or_default();
                let deeper = if is_too_deep { 1 } else { depth + 1 };
                waiting.extend(
                    children
                        .into_iter()
                        .rev()
                        .map(|child| (child, Some(place), deeper)),
                );
            }
            match is_placed.iter().skip(next).position(|placed| !placed) {
                Some(more) => {
                    next += more;
                    let name = &branches[next].code.name;
                    self.gaps
                        .add("codes that lie within themselves, put at the top", name);
                    waiting.push((next, None, 0));
                }
                None => return places,
            }
        }
    }

    pub fn participant(&mut self, label: &str, guid: String) -> usize {
        let label = label.trim();
        let label = if label.is_empty() { "case" } else { label };
        let label = unique(label, |label| self.labels.contains(&label.to_lowercase()));
        self.labels.insert(label.to_lowercase());
        self.project.participants.push(ProjectParticipant {
            guid,
            label,
            ..ProjectParticipant::default()
        });
        self.project.participants.len() - 1
    }

    /// A transcript with this text, in which line feeds end the lines.
    pub fn transcript(
        &mut self,
        name: &str,
        kind: TranscriptKind,
        text: String,
        guid: String,
    ) -> usize {
        let name = name.trim();
        let name = if name.is_empty() { "transcript" } else { name };
        let own = unique(name, |name| self.names.contains(name));
        if own != name {
            self.gaps.add(
                "documents of the name of another; a number was put behind it",
                name,
            );
        }
        if text.trim().is_empty() {
            self.gaps.add("documents without a word", name);
        }
        self.names.insert(own.clone());
        self.project.transcripts.push(ProjectTranscript {
            guid,
            name: own,
            kind,
            language: None,
            text,
            participant: None,
            turns: None,
            units: Vec::new(),
        });
        self.project.transcripts.len() - 1
    }

    /// The one unit of this stretch.
    pub fn unit(&mut self, transcript: usize, span: Span) -> usize {
        if let Some(at) = self.units.get(&(transcript, span)) {
            return *at;
        }
        let of = &self.project.transcripts[transcript];
        let at = of.units.len();
        let guid = self.guid("unit", format!("{} {}-{}", of.guid, span.start, span.end));
        self.units.insert((transcript, span), at);
        self.project.transcripts[transcript]
            .units
            .push(ProjectUnit {
                guid,
                range: (span.start, span.end),
                ..ProjectUnit::default()
            });
        at
    }

    /// Gives a unit a code, once for each coder.
    pub fn coding(
        &mut self,
        (transcript, unit): (usize, usize),
        code: usize,
        coder: Option<usize>,
        at: Option<String>,
    ) {
        if !self.codings.insert((transcript, unit, code, coder)) {
            self.gaps
                .add("codings that say what another says, taken once", "");
            return;
        }
        let of = &self.project.transcripts[transcript].units[unit];
        let who = coder.map_or("", |at| self.project.coders[at].name.as_str());
        let guid = self.guid(
            "coding",
            format!("{} {} {who}", of.guid, self.project.codes[code].guid),
        );
        self.project.transcripts[transcript].units[unit]
            .codings
            .push(ProjectCoding {
                guid,
                code,
                coder,
                at,
            });
    }

    /// A note, where there is any word in it.
    pub fn memo(&mut self, about: About, text: &str, coder: Option<usize>, at: Option<String>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.project.memos.push(ProjectMemo {
            guid: String::new(),
            about,
            coder,
            text: text.to_owned(),
            at,
        });
    }

    /// Says whose words a transcript holds. Where all of it is one participant's, it is about that one; else each part
    /// becomes a turn.
    pub fn join(&mut self, transcript: usize, mut parts: Vec<Part>) {
        parts.sort_by_key(|part| (part.span, part.participant));
        parts.dedup_by_key(|part| (part.span, part.participant));
        let Some(first) = parts.first().copied() else {
            return;
        };
        let of = &mut self.project.transcripts[transcript];
        let covered: usize = parts.iter().map(|part| part.span.len()).sum();
        let is_one = parts
            .iter()
            .all(|part| part.participant == first.participant);
        let is_whole = covered.saturating_mul(10) >= of.text.trim().len().saturating_mul(9);
        let is_apart = parts
            .windows(2)
            .all(|two| !two[0].span.overlaps(two[1].span));
        if is_one && is_whole || !is_apart {
            of.participant = Some(first.participant);
            if !is_one {
                let name = of.name.clone();
                self.gaps.add(
                    "documents of several cases at once, of which the first counts",
                    &name,
                );
            }
            return;
        }
        let people: HashSet<usize> = parts.iter().map(|part| part.participant).collect();
        // Answers to one question stand one after the other; in a conversation people speak more than once.
        if people.len() > 1 && people.len() == parts.len() {
            of.kind = TranscriptKind::Excerpts;
        }
        let labels: Vec<String> = self
            .project
            .participants
            .iter()
            .map(|p| p.label.clone())
            .collect();
        of.turns = Some(turns(&of.text, &parts, &labels));
    }

    /// The project and what is to be said of it.
    pub fn finished(self) -> CodedProjectFile {
        let mut warnings = self.told;
        let gaps = self.gaps.lines().into_iter();
        warnings.extend(gaps.map(|gap| format!("not as in the file: {gap}")));
        CodedProjectFile {
            project: self.project,
            warnings,
        }
    }
}

/// The parts as turns, and what lies between them as nobody's.
fn turns(text: &str, parts: &[Part], labels: &[String]) -> Vec<ProjectTurn> {
    let mut turns = Vec::new();
    let mut at = 0;
    let turn = |span: Span, participant: Option<usize>| {
        let words = span.of(text)?;
        let start = span.start + (words.len() - words.trim_start().len());
        let words = words.trim();
        (!words.is_empty()).then(|| ProjectTurn {
            span: Span::new(start, start + words.len()),
            speaker: participant.and_then(|at| labels.get(at).cloned()),
            role: match participant {
                Some(_) => SpeakerRole::Participant,
                None => SpeakerRole::Other,
            },
            participant,
        })
    };
    for part in parts {
        turns.extend(turn(Span::new(at, part.span.start), None));
        turns.extend(turn(part.span, Some(part.participant)));
        at = part.span.end;
    }
    turns.extend(turn(Span::new(at, text.len()), None));
    turns
}

/// The colour as `#rrggbb`; empty where it is another.
pub(super) fn colour(written: &str) -> String {
    let digits = written.trim().strip_prefix('#').unwrap_or_default();
    let is_hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    match is_hex {
        true => format!("#{}", digits.to_ascii_lowercase()),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(key: i64, parent: Option<i64>, name: &str) -> Branch<i64> {
        Branch {
            key,
            parent,
            code: ProjectCode {
                name: name.to_owned(),
                ..ProjectCode::default()
            },
        }
    }

    #[test]
    fn trees_come_in_order_and_circles_end() {
        let mut gathering = Gathering::of("test", "1", "ward");
        let places = gathering.tree(vec![
            branch(3, Some(1), "night"),
            branch(1, None, "fear"),
            branch(4, Some(5), "a"),
            branch(5, Some(4), "b"),
            branch(6, Some(99), "lost"),
            branch(7, Some(1), "night"),
        ]);
        let shown: Vec<(&str, Option<usize>)> = gathering
            .project
            .codes
            .iter()
            .map(|code| (code.name.as_str(), code.parent))
            .collect();
        assert_eq!(
            shown,
            [
                ("fear", None),
                ("night", Some(0)),
                ("night (2)", Some(0)),
                ("lost", None),
                ("a", None),
                ("b", Some(4))
            ]
        );
        assert_eq!((places[&3], places[&5]), (1, 5));
    }

    #[test]
    fn no_tree_is_deeper_than_any_codebook() {
        let mut gathering = Gathering::of("test", "1", "ward");
        let chain = (0..1_000).map(|key| branch(key, (key > 0).then(|| key - 1), "a"));
        gathering.tree(chain.collect());
        let codes = &gathering.project.codes;
        let mut depths = vec![0; codes.len()];
        for (at, code) in codes.iter().enumerate() {
            depths[at] = code.parent.map_or(1, |parent| depths[parent] + 1);
        }
        assert_eq!((codes.len(), depths.iter().max()), (1_000, Some(&DEEPEST)));
        assert!(gathering.gaps.lines()[0].contains("too deep"));
    }

    #[test]
    fn answers_become_turns_and_a_whole_text_has_one_participant() {
        let mut gathering = Gathering::of("test", "1", "ward");
        let text = "Why?\n\nترس\n\njoy";
        let at = gathering.transcript("q1", TranscriptKind::Interview, text.into(), "a".into());
        for label in ["F1", "F2"] {
            gathering.participant(label, String::new());
        }
        let part = |participant, start, end| Part {
            participant,
            span: Span::new(start, end),
        };
        gathering.join(at, vec![part(1, 14, 17), part(0, 6, 13)]);
        let transcript = &gathering.project.transcripts[0];
        assert_eq!(transcript.kind, TranscriptKind::Excerpts);
        let turns = transcript.turns.as_ref().unwrap();
        let shown: Vec<(&str, Option<usize>)> = turns
            .iter()
            .map(|turn| (turn.span.of(text).unwrap(), turn.participant))
            .collect();
        assert_eq!(shown, [("Why?", None), ("ترس", Some(0)), ("joy", Some(1))]);

        gathering.join(at, vec![part(1, 0, 17)]);
        assert_eq!(gathering.project.transcripts[0].participant, Some(1));
    }
}
