//! What came in with a file.

use super::format::Format;
use crate::text::counted;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The kinds of things as they are told.
const ORDER: [&str; 10] = [
    "studies",
    "coders",
    "participants",
    "variables",
    "codes",
    "relations",
    "transcripts",
    "units",
    "codings",
    "memos",
];

/// What became of one file of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileOutcome {
    /// The file.
    pub path: PathBuf,
    /// What it was taken for; none where that could not be told.
    pub format: Option<Format>,
    /// How many of each kind of thing came in: `units`, `codes`, `participants`, ...
    pub came_in: BTreeMap<String, usize>,
    /// What was guessed, doubtful or left out.
    pub warnings: Vec<String>,
    /// Why nothing came in, where nothing did.
    pub refused: Option<String>,
}

impl FileOutcome {
    /// The outcome of a file of which nothing came in.
    pub fn refused(path: impl Into<PathBuf>, reason: impl std::fmt::Display) -> Self {
        Self {
            path: path.into(),
            refused: Some(reason.to_string()),
            ..Self::default()
        }
    }

    /// Counts `n` more things of this kind.
    pub fn count(&mut self, kind: &str, n: usize) {
        *self.came_in.entry(kind.to_owned()).or_default() += n;
    }
}

/// What came in, in words: `1 study, 7 transcripts, 136 units`; empty where nothing did.
pub fn counts_in_words<K: AsRef<str>>(came_in: &BTreeMap<K, usize>) -> String {
    let rank = |kind: &str| ORDER.iter().position(|known| kind.starts_with(known));
    let mut kinds: Vec<(&str, usize)> = came_in
        .iter()
        .map(|(kind, n)| (kind.as_ref(), *n))
        .filter(|(_, n)| *n > 0)
        .collect();
    kinds.sort_by_key(|(kind, _)| (rank(kind).unwrap_or(ORDER.len()), kind.len()));
    let counts: Vec<String> = kinds
        .into_iter()
        .map(|(kind, n)| counted(n, kind))
        .collect();
    counts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_json() {
        let mut outcome = FileOutcome::refused("a.pdf", "is a PDF");
        outcome.count("units", 2);
        outcome.count("units", 1);
        let json = serde_json::to_value(&outcome).unwrap();
        assert_eq!(json["came_in"]["units"], 3);
        assert_eq!(json["refused"], "is a PDF");
    }

    #[test]
    fn what_came_in_is_told_in_the_order_of_the_work() {
        let came_in = [
            ("units", 1234),
            ("codes updated", 1),
            ("studies", 1),
            ("codes", 2),
            ("memos", 0),
        ];
        assert_eq!(
            counts_in_words(&BTreeMap::from(came_in)),
            "1 study, 2 codes, 1 code updated, 1,234 units"
        );
        assert_eq!(counts_in_words(&BTreeMap::<String, usize>::new()), "");
    }
}
