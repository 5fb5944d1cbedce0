//! The texts of a project as its file has them, with what is marked in them.

use super::coded_project::About;
use super::gathering::{Gathering, Part};
use super::positions::Counting;
use super::stretches::{Marked, Stretch, find, spans};
use std::collections::BTreeMap;

/// What is marked at a stretch: a code, or a note alone.
pub(super) struct Mark {
    pub code: Option<usize>,
    pub coder: Option<usize>,
    pub memo: String,
    pub at: Option<String>,
}

/// A participant and the two positions between which the words are theirs.
type Theirs = (usize, (i64, i64));

/// The texts, each at the place of its transcript.
#[derive(Default)]
pub(super) struct MarkedTexts {
    raw: Vec<String>,
    stretches: Vec<Vec<Stretch>>,
    marks: Vec<Vec<Mark>>,
    /// Participants by text, with the positions of what is theirs.
    parts: BTreeMap<usize, Vec<Theirs>>,
}

impl MarkedTexts {
    /// The text of the next transcript.
    pub fn push(&mut self, raw: String) {
        self.raw.push(raw);
        self.stretches.push(Vec::new());
        self.marks.push(Vec::new());
    }

    pub fn mark(&mut self, text: usize, stretch: Stretch, mark: Mark) {
        self.stretches[text].push(stretch);
        self.marks[text].push(mark);
    }

    pub fn part(&mut self, text: usize, participant: usize, place: (i64, i64)) {
        self.parts
            .entry(text)
            .or_default()
            .push((participant, place));
    }

    /// Finds all places and makes units, codings and notes of them, and says whose words are whose.
    pub fn place(self, gathering: &mut Gathering) {
        let transcripts = gathering.project.transcripts.iter();
        let names: Vec<String> = transcripts.map(|t| t.name.clone()).collect();
        let texts = self.raw.iter().zip(&names).zip(self.stretches);
        let marked: Vec<Marked<'_>> = texts
            .map(|((raw, name), stretches)| Marked {
                name,
                raw,
                stretches,
            })
            .collect();
        let (way, found) = find(&marked, &mut gathering.told, &mut gathering.gaps);
        drop(marked);
        for (text, (found, marks)) in found.into_iter().zip(self.marks).enumerate() {
            for (span, mark) in found.into_iter().zip(marks) {
                let Some(span) = span else { continue };
                let unit = gathering.unit(text, span);
                if let Some(code) = mark.code {
                    gathering.coding((text, unit), code, mark.coder, mark.at.clone());
                }
                gathering.memo(About::Unit(text, unit), &mark.memo, mark.coder, mark.at);
            }
        }
        for (text, parts) in self.parts {
            join(gathering, (text, &self.raw[text]), way, &parts);
        }
    }
}

fn join(gathering: &mut Gathering, (text, raw): (usize, &str), way: Counting, parts: &[Theirs]) {
    let places: Vec<(i64, i64)> = parts.iter().map(|(_, place)| *place).collect();
    let found = parts.iter().zip(spans(raw, way, &places));
    let parts = found.filter_map(|((participant, _), span)| {
        Some(Part {
            participant: *participant,
            span: span?,
        })
    });
    gathering.join(text, parts.collect());
}
