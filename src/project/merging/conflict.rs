//! What two copies say differently, and whose word is taken.

use crate::error::{Error, Result};
use crate::exchange::derived_guid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose word is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// What is in the open project stays.
    #[default]
    Mine,
    /// What is in the other file is put in its place.
    Theirs,
    /// Both are kept: of two texts mine stays in place and theirs stands beside it in a memo; what one has deleted is there.
    Both,
}

impl Take {
    /// The word for it.
    ///
    /// # Errors
    /// [`Error::Input`] for another word.
    pub fn parse(word: &str) -> Result<Self> {
        match word.trim().to_lowercase().as_str() {
            "mine" => Ok(Self::Mine),
            "theirs" => Ok(Self::Theirs),
            "both" => Ok(Self::Both),
            _ => Err(Error::input(format!(
                "'{word}' says not whose word to take; write mine, theirs or both"
            ))),
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Theirs => "theirs",
            Self::Both => "both",
        }
    }
}

/// What a conflict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// A study's title, method, levels, language or name.
    Study,
    /// A coder's name.
    Coder,
    /// A participant's attribute or pseudonym.
    Participant,
    /// A code's name, place, notes or colour.
    Code,
    /// A transcript's name, text, speakers, participant or language.
    Transcript,
    /// A unit's condensed meaning unit or translation.
    Unit,
    /// A coding that one of the two took away.
    Coding,
    /// A memo.
    Memo,
    /// A relation between codes.
    Relation,
}

/// Something that the two say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Names it, to settle it singly: the same in every preview of the same two files.
    pub id: String,
    /// What it is about.
    pub about: About,
    /// The thing in words, such as `definition of Barriers > Fear`.
    pub what: String,
    /// What is said here; `None` where it is not there.
    pub mine: Option<String>,
    /// What is said there; `None` where it is not there.
    pub theirs: Option<String>,
    /// Whether both can be kept.
    pub both: bool,
    /// Whose word was taken.
    pub take: Take,
}

impl Conflict {
    /// A conflict that is not settled yet.
    pub(super) fn new(
        about: About,
        what: String,
        mine: Option<String>,
        theirs: Option<String>,
    ) -> Self {
        let said =
            |text: &Option<String>| text.clone().map_or_else(String::new, |t| format!("={t}"));
        let id = derived_guid(&[&format!("{about:?}"), &what, &said(&mine), &said(&theirs)]);
        Self {
            id: id.chars().take(8).collect(),
            about,
            what,
            mine,
            theirs,
            both: true,
            take: Take::Mine,
        }
    }
}

/// How conflicts are settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settling {
    /// Whose word is taken where nothing else is said.
    pub all: Take,
    /// For single conflicts, by what names them.
    pub single: BTreeMap<String, Take>,
}

impl Settling {
    /// Reads lines of a list of conflicts: what names the conflict, whose word to take, and anything behind it. Empty lines and those
    /// that begin with `#` say nothing.
    ///
    /// # Errors
    /// [`Error::Input`] with the number of the line that says neither mine, theirs nor both.
    pub fn read(&mut self, lines: &str) -> Result<()> {
        for (number, line) in lines.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut words = line.split_whitespace();
            let id = words.next().unwrap_or_default();
            let take = Take::parse(words.next().unwrap_or_default())
                .map_err(|error| Error::input(format!("line {}: {error}", number + 1)))?;
            self.single.insert(id.to_owned(), take);
        }
        Ok(())
    }

    /// Whose word is taken in this conflict.
    pub(super) fn of(&self, conflict: &Conflict) -> Take {
        match self.single.get(&conflict.id).copied().unwrap_or(self.all) {
            Take::Both if !conflict.both => Take::Mine,
            take => take,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back_and_its_faults_are_named_by_line() {
        let mut settling = Settling::default();
        settling
            .read("\u{feff}# a list\n\nab12cd34 Theirs  definition of ترس\r\n0f0f0f0f both x")
            .unwrap();
        assert_eq!(settling.single["ab12cd34"], Take::Theirs);
        assert_eq!(settling.single["0f0f0f0f"], Take::Both);
        let wrong = settling.read("\nab12cd34 hers").unwrap_err().to_string();
        assert!(
            wrong.contains("line 2") && wrong.contains("hers"),
            "{wrong}"
        );
    }
}
