//! Vectors of meaning: for each code what it says of itself and what bears it, for each unit what it says.

use super::nodes::Nodes;
use super::{Asked, Coded};
use crate::classifier::encoder::Encoder;
use crate::compare::{CodedQuote, commonest_language};
use crate::error::Result;
use crate::project::Project;
use crate::project::teaching::encoder_for;
use crate::study::{Code, CodeId, UnitId};
use crate::text::detect;
use std::collections::HashMap;
use std::hash::Hash;

/// Vectors of length 1, the mean of their study taken off.
///
/// All texts of one study are about its subject. Without their mean, what is left is how a code or a unit differs from the
/// others of its study.
#[derive(Default)]
pub(super) struct Meanings {
    pub codes: HashMap<CodeId, Vec<f32>>,
    pub units: HashMap<UnitId, Vec<f32>>,
}

impl Project {
    /// The vectors of all codes and units; none where words alone are asked for, nor of languages that the encoder of this
    /// comparison does not know.
    pub(super) fn meanings(&mut self, asked: &Asked<'_>, nodes: &Nodes) -> Result<Meanings> {
        let mut all = Meanings::default();
        let Some(encoder) = encoder_of_all(asked)? else {
            return Ok(all);
        };
        for study in asked.studies {
            let words = self.words_of_codes(encoder, study)?;
            let units = self.vectors_of_units(encoder, study, asked.quotes)?;
            let borne = borne(&units, asked.quotes, nodes);
            for code in study.1.codes() {
                let parts = [words.get(&code.id), borne.get(&code.id)];
                if let Some(sum) = sum(parts.into_iter().flatten()) {
                    all.codes.insert(code.id, sum);
                }
            }
            all.units.extend(units);
        }
        Ok(all)
    }

    fn words_of_codes(
        &mut self,
        encoder: &Encoder,
        (_, book): &Coded,
    ) -> Result<HashMap<CodeId, Vec<f32>>> {
        let said = |code: &Code| format!("{}. {} {}", code.name, code.definition, code.include);
        let texts: Vec<(CodeId, String)> = (book.codes().iter())
            .map(|code| (code.id, said(code)))
            .filter(|(_, text)| encoder.knows(&detect(text)))
            .collect();
        let words: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
        let rows = self.rows(encoder, &words)?;
        Ok(set_apart(
            texts.into_iter().map(|(id, _)| id).zip(rows).collect(),
        ))
    }

    fn vectors_of_units(
        &mut self,
        encoder: &Encoder,
        (study, _): &Coded,
        quotes: &[CodedQuote],
    ) -> Result<HashMap<UnitId, Vec<f32>>> {
        let own: Vec<&CodedQuote> = quotes
            .iter()
            .filter(|quote| quote.study == study.id && encoder.knows(&quote.language))
            .collect();
        let texts: Vec<&str> = own.iter().map(|quote| quote.text.as_str()).collect();
        let rows = self.rows(encoder, &texts)?;
        let units = own.iter().map(|quote| quote.unit);
        Ok(set_apart(units.zip(rows).collect()))
    }

    fn rows(&mut self, encoder: &Encoder, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let encoded = self.encoded(Some(encoder), texts)?;
        let rows = encoded.iter().flat_map(|vectors| vectors.rows());
        Ok(rows.map(|row| row.to_vec()).collect())
    }
}

/// One encoder for all studies, since only its own vectors are comparable: one that knows the language of each study.
fn encoder_of_all(asked: &Asked<'_>) -> Result<Option<&'static Encoder>> {
    let of_study = |study: &Coded| {
        let own = asked.quotes.iter();
        commonest_language(own.filter(|quote| quote.study == study.0.id))
    };
    let languages = asked.studies.iter().filter_map(of_study);
    encoder_for(&asked.request.meaning, languages)
}

/// For each node the mean of the units that bear it.
fn borne(
    units: &HashMap<UnitId, Vec<f32>>,
    quotes: &[CodedQuote],
    nodes: &Nodes,
) -> HashMap<CodeId, Vec<f32>> {
    let mut of: HashMap<CodeId, Vec<&Vec<f32>>> = HashMap::new();
    for quote in quotes {
        if let Some(vector) = units.get(&quote.unit) {
            for node in nodes.of_quote(quote) {
                of.entry(node).or_default().push(vector);
            }
        }
    }
    of.into_iter()
        .filter_map(|(node, vectors)| Some((node, sum(vectors)?)))
        .collect()
}

/// The vectors less their mean, each of length 1. One alone has nothing to stand apart from and stays.
pub(in crate::project) fn set_apart<Key: Eq + Hash>(
    vectors: Vec<(Key, Vec<f32>)>,
) -> HashMap<Key, Vec<f32>> {
    if vectors.len() < 2 {
        return vectors.into_iter().collect();
    }
    let mut mean = vec![0.0; vectors[0].1.len()];
    for (_, vector) in &vectors {
        for (m, x) in mean.iter_mut().zip(vector) {
            *m += x / vectors.len() as f32;
        }
    }
    let apart = |(id, vector): (Key, Vec<f32>)| {
        let less: Vec<f32> = vector.iter().zip(&mean).map(|(x, m)| x - m).collect();
        Some((id, sum([&less])?))
    };
    vectors.into_iter().filter_map(apart).collect()
}

/// The sum of vectors, of length 1; none where there is nothing in it.
fn sum<'v>(vectors: impl IntoIterator<Item = &'v Vec<f32>>) -> Option<Vec<f32>> {
    let mut total: Vec<f32> = Vec::new();
    for vector in vectors {
        total.resize(vector.len(), 0.0);
        total.iter_mut().zip(vector).for_each(|(t, x)| *t += x);
    }
    let length = total.iter().map(|x| x * x).sum::<f32>().sqrt();
    (length > 1e-6).then(|| total.iter().map(|x| x / length).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_share_is_taken_off() {
        let apart = set_apart(vec![
            (CodeId(1), vec![1.0, 0.0, 5.0]),
            (CodeId(2), vec![0.0, 1.0, 5.0]),
        ]);
        let half = 0.5_f32.sqrt();
        assert!((apart[&CodeId(1)][0] - half).abs() < 1e-6);
        assert!((apart[&CodeId(2)][0] + half).abs() < 1e-6);
        assert!(apart[&CodeId(1)][2].abs() < 1e-6);
        assert_eq!(set_apart(vec![(CodeId(1), vec![3.0])])[&CodeId(1)], [3.0]);
        assert!(set_apart(Vec::<(CodeId, Vec<f32>)>::new()).is_empty());
        assert!(sum([&vec![0.0, 0.0]]).is_none());
    }
}
