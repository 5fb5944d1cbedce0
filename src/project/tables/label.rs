//! How participants are named after quotes: `[F2]`, `(M4, year-7 intern, 26 years old)`.
//!
//! ```text
//! ({participant}, year-{training_year} {role}, {age} years old)
//!   └ part ┘     └ part ─────────────────┘    └ part ┘
//! ```
//! Commas and their like part a pattern, and brackets hold parts of their own. A part whose placeholder is not known of a participant
//! is left out with its comma, and brackets with nothing left in them too.

use crate::compare::CodedQuote;
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Placeholders that every participant has.
const OWN: [&str; 4] = ["participant", "number", "transcript", "study"];
const OPENING: &str = "([（［【";
const CLOSING: &str = ")]）］】";
const SEPARATORS: &str = ",;،؛，；、·|";

/// A pattern of placeholders in braces and words between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPattern {
    parts: Vec<Part>,
}

/// A stretch between separators, with the separator before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Part {
    separator: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Placeholder(String),
    Brackets(String, Vec<Part>, String),
}

impl Default for LabelPattern {
    /// `[{participant}]`
    fn default() -> Self {
        let participant = Part {
            separator: String::new(),
            pieces: vec![Piece::Placeholder("participant".to_owned())],
        };
        Self {
            parts: vec![Part {
                separator: String::new(),
                pieces: vec![Piece::Brackets("[".into(), vec![participant], "]".into())],
            }],
        }
    }
}

impl LabelPattern {
    /// Reads a pattern. `{{` and `}}` are braces.
    ///
    /// # Errors
    /// [`Error::Input`] for a brace that is not closed, or one too many.
    pub fn parse(text: &str) -> Result<Self> {
        let mut letters = text.chars().peekable();
        // The bracket that opened each, and the parts before and in it.
        let mut open: Vec<(String, Vec<Part>)> = vec![(String::new(), vec![Part::default()])];
        while let Some(c) = letters.next() {
            if matches!(c, '{' | '}') && letters.peek() == Some(&c) {
                letters.next();
                push(&mut open, Piece::Words(c.to_string()));
            } else if c == '{' {
                let name: String = letters.by_ref().take_while(|c| *c != '}').collect();
                if name.trim().is_empty() || name.contains('{') || !text.contains('}') {
                    return Err(bad(text));
                }
                push(&mut open, Piece::Placeholder(name.trim().to_owned()));
            } else if c == '}' {
                return Err(bad(text));
            } else if OPENING.contains(c) {
                open.push((c.to_string(), vec![Part::default()]));
            } else if CLOSING.contains(c) && open.len() > 1 {
                if let Some((opening, parts)) = open.pop() {
                    push(&mut open, Piece::Brackets(opening, parts, c.to_string()));
                }
            } else if SEPARATORS.contains(c) {
                if let Some((_, parts)) = open.last_mut() {
                    parts.push(Part {
                        separator: c.to_string(),
                        pieces: Vec::new(),
                    });
                }
            } else {
                push(&mut open, Piece::Words(c.to_string()));
            }
        }
        // A bracket that is not closed is a sign like others.
        while let Some((opening, parts)) = (open.len() > 1).then(|| open.pop()).flatten() {
            push(&mut open, Piece::Words(opening));
            for part in parts {
                push(&mut open, Piece::Words(part.separator));
                part.pieces
                    .into_iter()
                    .for_each(|piece| push(&mut open, piece));
            }
        }
        Ok(Self {
            parts: open.pop().map(|(_, parts)| parts).unwrap_or_default(),
        })
    }

    /// Whether participants with these attributes have all its placeholders.
    ///
    /// # Errors
    /// [`Error::Input`] naming the first that is unknown, and those there are.
    pub fn check(&self, attributes: &BTreeSet<&str>) -> Result<()> {
        let mut names = Vec::new();
        placeholders(&self.parts, &mut names);
        let known = || OWN.into_iter().chain(attributes.iter().copied());
        for name in names {
            if !known().any(|k| key(k) == key(name)) {
                let known: Vec<String> = known().map(|k| format!("{{{k}}}")).collect();
                return Err(Error::input(format!(
                    "nothing is known as {{{name}}} of any participant; there are: {}",
                    known.join(", ")
                )));
            }
        }
        Ok(())
    }

    /// The label of who says the quote. `number` is the participant's place in the study, from 1. A participant who is not known is
    /// called as the transcript is.
    pub(super) fn fill(&self, quote: &CodedQuote, study: &str, number: Option<usize>) -> String {
        let value = |name: &str| -> Option<String> {
            let found = match key(name).as_str() {
                "participant" => quote
                    .participant
                    .clone()
                    .or_else(|| Some(quote.transcript.clone())),
                "number" => number.map(|n| n.to_string()),
                "transcript" => Some(quote.transcript.clone()),
                "study" => Some(study.to_owned()),
                name => (quote.attributes.iter())
                    .find(|(known, _)| key(known) == name)
                    .map(|(_, value)| value.trim().to_owned()),
            };
            found.filter(|value| !value.is_empty())
        };
        filled(&self.parts, &value)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }
}

/// Case, spaces, hyphens and underscores do not matter.
fn key(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn push(open: &mut [(String, Vec<Part>)], piece: Piece) {
    let Some(part) = open.last_mut().and_then(|(_, parts)| parts.last_mut()) else {
        return;
    };
    match (part.pieces.last_mut(), piece) {
        (Some(Piece::Words(before)), Piece::Words(words)) => before.push_str(&words),
        (_, piece) => part.pieces.push(piece),
    }
}

fn bad(text: &str) -> Error {
    Error::input(format!(
        "'{text}' has a brace too many or too few; a placeholder is written {{participant}}, a brace itself {{{{ or }}}}"
    ))
}

fn placeholders<'a>(parts: &'a [Part], into: &mut Vec<&'a str>) {
    for piece in parts.iter().flat_map(|part| &part.pieces) {
        match piece {
            Piece::Words(_) => {}
            Piece::Placeholder(name) => into.push(name),
            Piece::Brackets(_, inner, _) => placeholders(inner, into),
        }
    }
}

/// The parts of which all is known; none where none is left.
fn filled(parts: &[Part], value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out: Option<String> = None;
    for part in parts {
        let Some(text) = part_filled(part, value) else {
            continue;
        };
        out = Some(match out {
            None => text.trim_start().to_owned(),
            Some(before) => before + &part.separator + &text,
        });
    }
    out
}

fn part_filled(part: &Part, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut lost = false;
    for piece in &part.pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Placeholder(name) => out.push_str(&value(name)?),
            Piece::Brackets(opening, inner, closing) => match filled(inner, value) {
                Some(text) => out.push_str(&format!("{opening}{text}{closing}")),
                // The space before it goes with it.
                None => {
                    out.truncate(out.trim_end().len());
                    lost = true;
                }
            },
        }
    }
    (!(lost && out.trim().is_empty())).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Attributes, Language, Span, StudyId, UnitId};

    fn quote(participant: Option<&str>, attributes: &[(&str, &str)]) -> CodedQuote {
        CodedQuote {
            study: StudyId(1),
            unit: UnitId(1),
            transcript: "talk 1".into(),
            span: Span::new(0, 0),
            participant: participant.map(str::to_owned),
            attributes: attributes
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect::<Attributes>(),
            text: String::new(),
            condensed: None,
            translation: None,
            codes: Vec::new(),
            language: Language::english(),
        }
    }

    #[test]
    fn labels_are_those_of_papers_and_what_is_not_known_is_left_out() {
        let intern = quote(
            Some("M4"),
            &[("training_year", "7"), ("role", "intern"), ("age", "26")],
        );
        let professor = quote(
            Some("M15"),
            &[("role", "professor"), ("age", ""), ("نقش", "استاد")],
        );
        let nobody = quote(None, &[]);
        let long = "({participant}, year-{Training Year} intern, {age} years old)";
        for (pattern, who, wanted) in [
            ("[{participant}]", &intern, "[M4]"),
            (long, &intern, "(M4, year-7 intern, 26 years old)"),
            (long, &professor, "(M15)"),
            (long, &nobody, "(talk 1)"),
            ("{role} ({age})", &intern, "intern (26)"),
            ("{role} ({age})", &professor, "professor"),
            ("{role} ({age})", &nobody, ""),
            ("({age})", &professor, ""),
            ("P{number}", &intern, "P3"),
            ("{{{participant}}} in {study}", &intern, "{M4} in ward"),
            ("（{participant}，{age}岁）", &intern, "（M4，26岁）"),
            ("({نقش}، {age} ساله)", &professor, "(استاد)"),
            ("({age}, {role})", &professor, "(professor)"),
            ("— {participant} (", &intern, "— M4 ("),
            ("", &intern, ""),
            ("😀", &intern, "😀"),
        ] {
            let label = LabelPattern::parse(pattern).unwrap();
            assert_eq!(label.fill(who, "ward", Some(3)), wanted, "{pattern}");
        }
        assert_eq!(
            LabelPattern::default(),
            LabelPattern::parse("[{participant}]").unwrap()
        );
    }

    #[test]
    fn what_no_participant_has_is_refused_with_what_there_is() {
        let label = LabelPattern::parse("({Participant}, {agee})").unwrap();
        let refused = label.check(&["age", "نقش"].into()).unwrap_err().to_string();
        for wanted in ["{agee}", "{participant}", "{age}", "{نقش}"] {
            assert!(refused.contains(wanted), "{refused}");
        }
        assert!(label.check(&["agee"].into()).is_ok());
        for bad in ["{", "}", "{a", "a}", "{}", "{a{b}", "{{a}"] {
            assert!(LabelPattern::parse(bad).is_err(), "{bad}");
        }
    }
}
