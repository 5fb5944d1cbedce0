//! Words to the stretch of a transcript where they stand.

use super::CodePoints;
use crate::error::{Error, Result};
use crate::study::{Span, Transcript};
use crate::text::Letters;

/// A stretch of a transcript as a person points at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quoted {
    /// From this code point to before that one: `604-782`.
    Range(usize, usize),
    /// These words, which stand there once.
    Words(String),
}

impl Quoted {
    /// A range as it is written: `604-782`.
    ///
    /// # Errors
    /// [`Error::Input`] where it is none.
    pub fn range(text: &str) -> Result<Self> {
        let parts = text.split_once(['-', '–']);
        let number = |part: &str| part.trim().parse::<usize>().ok();
        match parts.and_then(|(start, end)| Some((number(start)?, number(end)?))) {
            Some((start, end)) if start < end => Ok(Self::Range(start, end)),
            _ => Err(Error::input(format!(
                "'{text}' is no stretch of a transcript; write START-END as 'emic segment' shows them, such as 604-782"
            ))),
        }
    }

    /// The stretch, without white space at its ends.
    ///
    /// # Errors
    /// [`Error::Input`] where it is empty or not within the transcript, or where words stand nowhere or in several places.
    pub fn span(&self, transcript: &Transcript) -> Result<Span> {
        let text = &transcript.text;
        match self {
            Self::Range(start, end) => {
                let points = CodePoints::of(text);
                let span = points.span(*start, *end).ok_or_else(|| {
                    let total = text.chars().count();
                    Error::input(format!(
                        "{start}-{end} is not within '{}', which has {total} characters",
                        transcript.name
                    ))
                })?;
                let span = span.trimmed(text).filter(|span| !span.is_empty());
                span.ok_or_else(|| Error::input(format!("there are no words at {start}-{end}")))
            }
            Self::Words(words) => standing(transcript, words.trim()),
        }
    }
}

fn standing(transcript: &Transcript, words: &str) -> Result<Span> {
    if words.is_empty() {
        return Err(Error::input("the quote is empty; give the words to code"));
    }
    let text = &transcript.text;
    let exact = text.match_indices(words);
    let mut found: Vec<Span> = exact
        .map(|(at, found)| Span::new(at, at + found.len()))
        .take(10)
        .collect();
    if found.is_empty() {
        found = Letters::of(text).places(words);
        found.truncate(10);
    }
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Error::input(format!(
            "'{words}' does not stand in '{}' in these very words; copy them from: emic show '{}'",
            transcript.name, transcript.name
        ))),
        several => {
            let points = CodePoints::of(text);
            let places: Vec<String> = several.iter().map(|span| points.written(*span)).collect();
            Err(Error::input(format!(
                "'{words}' stands in several places; quote more words, or give one of: {}",
                places.join(", ")
            )))
        }
    }
}
