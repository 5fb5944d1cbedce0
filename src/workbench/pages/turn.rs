//! One turn of a transcript as it is read: its lines, cut where units begin and end, and its codings.
//!
//! ```text
//!  12  F2   We taught one another, at night, and nobody knew.
//!           └──── unit 3 ────────┘         ▌ Peer learning
//!                      └── unit 4 ───────┘ ▌ Night work
//! pieces:   ─────3─────┼──3 4───┼───4────┼───────────────
//! ```

use crate::project::{CodePoints, CodedStretch, Reading};
use crate::segment::sentences;
use crate::study::{PATH_SEPARATOR, Span, SpeakerRole};
use crate::text::Direction;
use crate::workbench::texts::{Texts, fill};
use askama::Template;
use std::collections::{BTreeSet, HashMap};

/// Codes that are told apart by an underline each; further ones are in the list beside the turn.
const SHOWN: usize = 3;

/// A turn.
#[derive(Template)]
#[template(path = "turn.html")]
pub(in crate::workbench) struct Turn<'r> {
    t: &'static Texts,
    /// Its place in the transcript, from 0; its element is `turn-N`.
    number: usize,
    speaker: &'r str,
    role: &'static str,
    about: String,
    /// The code points of its sentences, `604-782 783-790`; none of an interviewer's, whom nobody codes.
    sentences: String,
    lines: Vec<Line<'r>>,
    codings: Vec<Coding>,
}

/// A line of the transcript's text.
struct Line<'r> {
    /// From 1.
    number: usize,
    /// Its first code point within the transcript.
    start: usize,
    /// Where it runs the other way than the transcript.
    dir: Option<&'static str>,
    pieces: Vec<Piece<'r>>,
}

/// A stretch of a line that bears the same codes from beginning to end.
struct Piece<'r> {
    text: &'r str,
    /// The classes that colour it; none where nothing is coded.
    class: String,
    /// The units that cover it.
    units: String,
}

/// A unit and one of its codes.
struct Coding {
    unit: i64,
    code: i64,
    class: String,
    start: usize,
    end: usize,
    name: String,
    path: String,
    coders: String,
    condensed: String,
}

/// All turns of a transcript, ready to be shown.
pub(in crate::workbench) struct Turns<'r> {
    pub(in crate::workbench) reading: &'r Reading,
    codes: HashMap<String, i64>,
    texts: &'static Texts,
    points: CodePoints<'r>,
    line_starts: Vec<usize>,
    usual: Direction,
    coders_are_named: bool,
}

impl<'r> Turns<'r> {
    /// Prepares a transcript.
    pub(in crate::workbench) fn of(
        reading: &'r Reading,
        coder: &str,
        texts: &'static Texts,
    ) -> Self {
        let text = &reading.transcript.text;
        Self {
            points: CodePoints::of(text),
            line_starts: std::iter::once(0)
                .chain(text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
            usual: Direction::of_language(&reading.transcript.language),
            // One's own first coding must not change how all the others look: a long transcript would be drawn anew.
            coders_are_named: reading.coders.iter().any(|other| other != coder),
            codes: (reading.codebook)
                .codes()
                .iter()
                .map(|code| (reading.codebook.path(code.id), code.id.0))
                .collect(),
            reading,
            texts,
        }
    }

    /// The turns in order, each with its HTML.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where a template fails.
    pub(in crate::workbench) fn rendered(&self) -> crate::Result<Vec<String>> {
        let turns = 0..self.reading.transcript.turns.len();
        turns
            .map(|n| self.turn(n).render().map_err(crate::Error::internal))
            .collect()
    }

    /// The HTML of the turns that share text with a span, by their numbers.
    ///
    /// # Errors
    /// As [`Turns::rendered`].
    pub(in crate::workbench) fn rendered_at(
        &self,
        span: Span,
    ) -> crate::Result<Vec<(usize, String)>> {
        let turns = self.reading.transcript.turns.iter().enumerate();
        let touched = turns.filter(|(_, turn)| turn.span.overlaps(span));
        touched
            .map(|(n, _)| Ok((n, self.turn(n).render().map_err(crate::Error::internal)?)))
            .collect()
    }

    fn turn(&self, number: usize) -> Turn<'r> {
        let turn = &self.reading.transcript.turns[number];
        let here: Vec<&'r CodedStretch> = self.units_in(turn.span);
        Turn {
            t: self.texts,
            number,
            speaker: turn.speaker.as_deref().unwrap_or_default(),
            role: match turn.role {
                SpeakerRole::Interviewer => "interviewer",
                SpeakerRole::Participant => "participant",
                SpeakerRole::Other => "other",
            },
            about: self.about(turn.participant),
            sentences: match turn.role {
                SpeakerRole::Interviewer => String::new(),
                _ => self.sentences(turn.span),
            },
            lines: self.lines(turn.span, &here),
            codings: here
                .iter()
                .flat_map(|stretch| self.codings(stretch, turn.span))
                .collect(),
        }
    }

    fn sentences(&self, turn: Span) -> String {
        let sentences = sentences(&self.reading.transcript.text, turn);
        let written = sentences.into_iter().map(|span| self.points.written(span));
        written.collect::<Vec<_>>().join(" ")
    }

    /// The units that share text with a turn, in the order of their starts.
    fn units_in(&self, span: Span) -> Vec<&'r CodedStretch> {
        let all = &self.reading.stretches;
        let last = all.partition_point(|s| s.unit.span.start < span.end);
        all[..last]
            .iter()
            .filter(|s| s.unit.span.overlaps(span))
            .collect()
    }

    fn about(&self, participant: Option<crate::study::ParticipantId>) -> String {
        let found = self
            .reading
            .participants
            .iter()
            .find(|p| Some(p.id) == participant);
        found.map_or(String::new(), attributes)
    }

    fn lines(&self, turn: Span, here: &[&'r CodedStretch]) -> Vec<Line<'r>> {
        let text = &self.reading.transcript.text;
        let first = self
            .line_starts
            .partition_point(|start| *start <= turn.start)
            .saturating_sub(1);
        let mut lines = Vec::new();
        for (number, start) in self
            .line_starts
            .iter()
            .enumerate()
            .skip(first)
            .take_while(|(_, s)| **s < turn.end)
        {
            let end = self
                .line_starts
                .get(number + 1)
                .map_or(text.len(), |next| next - 1);
            let span = Span::new((*start).max(turn.start), end.min(turn.end));
            let Some(words) = span.of(text).filter(|words| !words.trim().is_empty()) else {
                continue;
            };
            let direction = Direction::of(words, self.usual);
            lines.push(Line {
                number: number + 1,
                start: self.points.range(span).unwrap_or_default().0,
                dir: (direction != self.usual).then(|| direction.name()),
                pieces: self.pieces(span, here),
            });
        }
        lines
    }

    fn pieces(&self, line: Span, here: &[&'r CodedStretch]) -> Vec<Piece<'r>> {
        let text = &self.reading.transcript.text;
        let here: Vec<&&CodedStretch> =
            here.iter().filter(|s| s.unit.span.overlaps(line)).collect();
        let mut bounds: BTreeSet<usize> = BTreeSet::from([line.start, line.end]);
        for stretch in &here {
            bounds.insert(stretch.unit.span.start.max(line.start));
            bounds.insert(stretch.unit.span.end.min(line.end));
        }
        let bounds: Vec<usize> = bounds.into_iter().collect();
        let mut pieces = Vec::new();
        for pair in bounds.windows(2) {
            let span = Span::new(pair[0], pair[1]);
            let over: Vec<&CodedStretch> = here
                .iter()
                .filter(|s| s.unit.span.contains(span))
                .map(|s| **s)
                .collect();
            let Some(words) = span.of(text) else { continue };
            pieces.push(Piece {
                text: words,
                class: self.classes(&over),
                units: over
                    .iter()
                    .map(|s| s.unit.id.to_string())
                    .collect::<Vec<_>>()
                    .join(" "),
            });
        }
        pieces
    }

    /// The colours of the first codes, and how many there are: `m2 a12 b7`.
    fn classes(&self, over: &[&CodedStretch]) -> String {
        let mut codes: Vec<i64> = over
            .iter()
            .flat_map(|s| s.codes.keys())
            .filter_map(|path| self.code(path))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let depth = codes.len().min(SHOWN);
        let mut classes = format!("m{depth}");
        for (code, slot) in codes.iter().zip(['a', 'b', 'c']) {
            classes.push_str(&format!(" {slot}{code}"));
        }
        classes
    }

    fn code(&self, path: &str) -> Option<i64> {
        self.codes.get(path).copied()
    }

    /// A unit stands beside the turn in which it begins, and beside each further one that it reaches into.
    fn codings(&self, stretch: &CodedStretch, turn: Span) -> Vec<Coding> {
        let coding = |code: Option<i64>, path: &str, coders: &[String]| Coding {
            unit: stretch.unit.id.0,
            code: code.unwrap_or_default(),
            class: code.map_or(String::new(), |code| format!("a{code}")),
            start: stretch.start,
            end: stretch.end,
            name: path
                .rsplit(PATH_SEPARATOR)
                .next()
                .unwrap_or(path)
                .to_owned(),
            path: path.to_owned(),
            coders: match self.coders_are_named && !coders.is_empty() {
                true => fill(self.texts.read.by, &[("coders", &coders.join(", "))]),
                false => String::new(),
            },
            condensed: stretch
                .unit
                .condensed
                .clone()
                .filter(|_| {
                    turn.contains(Span::new(stretch.unit.span.start, stretch.unit.span.start))
                })
                .unwrap_or_default(),
        };
        if stretch.codes.is_empty() {
            return vec![coding(None, self.texts.read.no_code, &[])];
        }
        let codes = stretch.codes.iter();
        codes
            .map(|(path, coders)| coding(self.code(path), path, coders))
            .collect()
    }
}

/// A participant's attributes in a line: `age 34, role intern`.
pub(in crate::workbench) fn attributes(participant: &crate::study::Participant) -> String {
    let known: Vec<String> = participant
        .attributes
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    known.join(", ")
}
