//! What a study that has just begun is judged by: rankers learnt on public corpora (`models/ranker`).

use super::encoder::Encoder;
use super::hold_out::{HeldFold, Pair};
use super::ranker::{Judged, Ranker};
use super::second_look::{Answered, SecondLook, answers};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

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
    /// How much the talk around a unit weighs.
    pub second_look: SecondLook,
}

/// Judged pairs for both kinds of code.
#[derive(Default)]
pub struct JudgedPairs {
    /// Pairs with a code that had an example.
    pub taught: Vec<Judged>,
    /// Pairs with a code that had none.
    pub untaught: Vec<Judged>,
    /// Studies whose units stand in the order of the talk.
    pub talks: Vec<Arc<HeldFold>>,
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
        let (taught, untaught) = (
            learn(&pairs.taught, "taught")?,
            learn(&pairs.untaught, "untaught")?,
        );
        let first =
            |pair: &Pair| if pair.taught { &taught } else { &untaught }.logit(&pair.numbers);
        let answers: Vec<Answered> = (pairs.talks.iter())
            .flat_map(|talk| answers(talk, &talk.logits(first)))
            .collect();
        Ok(Self {
            second_look: SecondLook::fit(&answers)?.unwrap_or(SecondLook::NONE),
            taught,
            untaught,
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
        let text = format!(
            r#"{{"taught":{short},"untaught":{short},"second_look":{{"weights":[1,0,0],"intercept":0}}}}"#
        );
        assert!(Defaults::parse(&text).unwrap_err().contains("pretrain"));
    }
}
