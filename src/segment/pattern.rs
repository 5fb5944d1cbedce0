//! Speakers' labels as a person describes them, where emic does not recognise them.

use super::label::{Form, Label};
use crate::error::{Error, Result};
use regex::{Regex, RegexBuilder};

/// A pattern is compiled into at most this many bytes.
const MOST_BYTES: usize = 1 << 20;

/// How lines that begin a turn are written: a regular expression for the start of a line.
///
/// Its first group is the speaker, else all that it matches but signs at both ends; what follows the match is said.
/// `<(\w+)>` reads `<Sara> Why?`, and `(Q|A)\d*\.` reads `Q1. Why?`.
#[derive(Debug, Clone)]
pub struct SpeakerPattern {
    written: String,
    regex: Regex,
}

impl SpeakerPattern {
    /// The pattern as a person writes it.
    ///
    /// # Errors
    /// [`Error::Input`] where it is no regular expression, or one that also matches nothing.
    pub fn parse(written: &str) -> Result<Self> {
        let regex = RegexBuilder::new(&format!(r"^\s*(?:{written})"))
            .size_limit(MOST_BYTES)
            .build()
            .map_err(|error| {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or_default().trim().to_owned();
                Error::input(format!(r"'{written}' is no pattern of speakers ({why}); such as '<(\w+)>' for lines like '<Sara> Why?'"))
            })?;
        if Regex::new(&format!("^(?:{written})$")).is_ok_and(|all| all.is_match("")) {
            return Err(Error::input(format!(
                r"the pattern '{written}' also matches nothing, so every line would be a turn; such as '<(\w+)>' for lines like '<Sara> Why?'"
            )));
        }
        Ok(Self {
            written: written.to_owned(),
            regex,
        })
    }

    /// The label at the start of a line.
    pub(super) fn label<'t>(&self, line: &'t str) -> Option<Label<'t>> {
        let found = self.regex.captures(line)?;
        let whole = found.get(0)?;
        let name = match found.get(1) {
            Some(group) => group.as_str().trim(),
            None => whole.as_str().trim_matches(|c: char| !c.is_alphanumeric()),
        };
        let after = &line[whole.end()..];
        let speech = line.len() - after.trim_start().len();
        (!name.is_empty()).then_some(Label {
            name,
            speech,
            form: Form::Colon,
        })
    }
}

impl PartialEq for SpeakerPattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for SpeakerPattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_or_the_whole_are_the_speaker() {
        for (pattern, line, wanted) in [
            (r"<(\w+)>", "<Sara> Why?", Some(("Sara", "Why?"))),
            (r"(Q|A)\d*\.", "  A12.  چون", Some(("A", "چون"))),
            (r"\d+\)", "3) yes", Some(("3", "yes"))),
            (r"<(.*?)>", "<> x", None),
            (r"[王李]医生", "王医生我害怕", Some(("王医生", "我害怕"))),
            (r"<(\w+)>", "so <Sara>", None),
        ] {
            let label = SpeakerPattern::parse(pattern).unwrap().label(line);
            assert_eq!(
                label.map(|l| (l.name, &line[l.speech..])),
                wanted,
                "{pattern} {line}"
            );
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_an_example() {
        for pattern in ["(", "", ".*", "a{99999}{99999}"] {
            let error = SpeakerPattern::parse(pattern).unwrap_err().to_string();
            assert!(error.contains("Sara"), "{error}");
        }
    }
}
