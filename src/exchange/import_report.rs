//! What came in with a file.

use super::format::Format;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

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
}
