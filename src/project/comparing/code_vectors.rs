//! A vector of meaning for each code: what it says of itself, and what bears it.

use super::nodes::Nodes;
use super::{Asked, Coded};
use crate::classifier::encoder::Encoder;
use crate::compare::CodedQuote;
use crate::error::Result;
use crate::project::Project;
use crate::project::teaching::encoder_for;
use crate::study::{Code, CodeId, Language};
use crate::text::detect;
use std::collections::HashMap;

impl Project {
    /// A vector for each code; none where words alone are asked for or no language that was spoken is known to the encoder.
    ///
    /// All texts of one study are about its subject. The mean of the study is therefore taken off, once of what codes say of themselves
    /// and once of their units: what is left is how a code differs from the others beside it.
    pub(super) fn code_vectors(
        &mut self,
        asked: &Asked<'_>,
        nodes: &Nodes,
    ) -> Result<HashMap<CodeId, Vec<f32>>> {
        let Some(encoder) = encoder_for(asked.request.meaning, &Language::english())? else {
            return Ok(HashMap::new());
        };
        let mut all = HashMap::new();
        for study in asked.studies {
            let words = self.words_of_codes(encoder, study)?;
            let units = self.units_of_codes(encoder, study, asked.quotes, nodes)?;
            for code in study.1.codes() {
                let parts = [words.get(&code.id), units.get(&code.id)];
                if let Some(sum) = sum(parts.into_iter().flatten()) {
                    all.insert(code.id, sum);
                }
            }
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
        let rows = self.encoded(encoder, texts.iter().map(|(_, text)| text.as_str()).collect())?;
        Ok(set_apart(texts.into_iter().map(|(id, _)| id).zip(rows).collect()))
    }

    fn units_of_codes(
        &mut self,
        encoder: &Encoder,
        (study, _): &Coded,
        quotes: &[CodedQuote],
        nodes: &Nodes,
    ) -> Result<HashMap<CodeId, Vec<f32>>> {
        let own: Vec<&CodedQuote> = quotes
            .iter()
            .filter(|quote| quote.study == study.id && encoder.knows(&quote.language))
            .collect();
        let rows = self.encoded(encoder, own.iter().map(|quote| quote.text.as_str()).collect())?;
        let mut of: HashMap<CodeId, Vec<&Vec<f32>>> = HashMap::new();
        for (quote, row) in own.iter().zip(&rows) {
            for node in nodes.of_quote(quote) {
                of.entry(node).or_default().push(row);
            }
        }
        let mut means: Vec<(CodeId, Vec<f32>)> = of
            .into_iter()
            .filter_map(|(node, rows)| Some((node, sum(rows)?)))
            .collect();
        // The order of a sum must not depend on the order of a hash map.
        means.sort_by_key(|(node, _)| *node);
        Ok(set_apart(means))
    }

    fn encoded(&mut self, encoder: &Encoder, texts: Vec<&str>) -> Result<Vec<Vec<f32>>> {
        let mut known = self.vectors()?;
        let rows = known.encode(encoder, &texts);
        self.keep_vectors(&known)?;
        Ok(rows.rows().into_iter().map(|row| row.to_vec()).collect())
    }
}

/// The vectors less their mean, each of length 1. One alone has nothing to stand apart from and stays.
fn set_apart(vectors: Vec<(CodeId, Vec<f32>)>) -> HashMap<CodeId, Vec<f32>> {
    if vectors.len() < 2 {
        return vectors.into_iter().collect();
    }
    let mut mean = vec![0.0; vectors[0].1.len()];
    for (_, vector) in &vectors {
        for (m, x) in mean.iter_mut().zip(vector) {
            *m += x / vectors.len() as f32;
        }
    }
    let apart = |(id, vector): (CodeId, Vec<f32>)| {
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
        assert!(set_apart(Vec::new()).is_empty());
        assert!(sum([&vec![0.0, 0.0]]).is_none());
    }
}
