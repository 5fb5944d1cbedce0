//! What a study that has just begun is judged by: rankers learnt on public corpora (`models/ranker`).

use super::encoder::Encoder;
use super::ranker::{Judged, Ranker};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

const WORDS: &str = "words.json";
const TABLE: &str = "table.json";
const MEANING: &str = "meaning.json";

/// The default rankers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Defaults {
    /// For codes with at least one example.
    pub taught: Ranker,
    /// For codes known by their words only.
    pub untaught: Ranker,
}

/// Judged pairs for both kinds of code.
#[derive(Debug, Clone, Default)]
pub struct JudgedPairs {
    /// Pairs with a code that had an example.
    pub taught: Vec<Judged>,
    /// Pairs with a code that had none.
    pub untaught: Vec<Judged>,
}

impl Defaults {
    /// The rankers compiled into emic for evidence with the vectors of this encoder, or for words alone.
    ///
    /// # Errors
    /// [`Error::Internal`] where the file is damaged.
    pub fn shipped(encoder: Option<&Encoder>) -> Result<Self> {
        let file = match Self::file_name(encoder) {
            WORDS => include_str!("../../models/ranker/words.json"),
            TABLE => include_str!("../../models/ranker/table.json"),
            _ => include_str!("../../models/ranker/meaning.json"),
        };
        Self::parse(file).map_err(Error::internal)
    }

    /// The file of rankers for an encoder. Cosines of a table of pieces have another scale than those of sentence encoders,
    /// which resemble each other.
    pub fn file_name(encoder: Option<&Encoder>) -> &'static str {
        match encoder {
            None => WORDS,
            Some(Encoder::Table(_)) => TABLE,
            Some(_) => MEANING,
        }
    }

    /// The rankers in a folder that `emic pretrain` made.
    ///
    /// # Errors
    /// [`Error::File`] where a file is missing or damaged.
    pub fn read(folder: &Path, encoder: Option<&Encoder>) -> Result<Self> {
        let path = folder.join(Self::file_name(encoder));
        let text = std::fs::read_to_string(&path).map_err(|e| Error::file(&path, e))?;
        Self::parse(&text).map_err(|reason| Error::file(&path, reason))
    }

    fn parse(text: &str) -> std::result::Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if read.taught.is_whole() && read.untaught.is_whole() {
            Ok(read)
        } else {
            Err(
                "the rankers were made for other evidence; make them anew: emic pretrain"
                    .to_owned(),
            )
        }
    }

    /// Learns from judged pairs of many small studies.
    ///
    /// # Errors
    /// [`Error::Input`] where all answers of a kind are the same; as [`Ranker::fit`].
    pub fn fit(pairs: &JudgedPairs) -> Result<Self> {
        let learn = |judged: &[Judged], of: &str| {
            Ranker::fit(judged)?.ok_or_else(|| {
                Error::input(format!(
                    "nothing can be learnt about {of} codes: all answers are the same"
                ))
            })
        };
        Ok(Self {
            taught: learn(&pairs.taught, "taught")?,
            untaught: learn(&pairs.untaught, "untaught")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rankers_fit_the_evidence() {
        for encoder in [None, Some(Encoder::shipped()), Some(Encoder::table())] {
            let encoder = encoder.transpose().unwrap();
            assert!(Defaults::shipped(encoder).is_ok(), "{encoder:?}");
        }
    }

    #[test]
    fn a_ranker_for_other_evidence_is_refused() {
        let short = r#"{"means":[0],"scales":[1],"weights":[1],"intercept":0}"#;
        let text = format!(r#"{{"taught":{short},"untaught":{short}}}"#);
        assert!(Defaults::parse(&text).unwrap_err().contains("pretrain"));
    }
}
