//! Which codes of one study resemble which codes of another.

use super::examples::examples;
use super::ladder::Rows;
use super::quote::{CodedQuote, Quote};
use super::resemblance::{CrossCoding, Resemblance, cosine};
use super::sides::{Heard, Node, Side, Words, set_apart};
use super::word_space::{Weights, likeness};
use crate::study::{CodeId, Codebook, Language, Study};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Words shown as shared by the units of a pair.
const SHARED_WORDS: usize = 6;

/// How two codebooks are to be aligned.
#[derive(Debug, Clone)]
pub struct AlignmentQuestion<'a> {
    /// Which nodes are aligned; default every branch at level 1 (categories).
    pub rows: Rows,
    /// Joint score below which nothing is claimed; default 0.12: words seldom meet, even
    /// where two studies speak of one thing, so scores are low; what the default means in practice is that one view speaks clearly.
    pub threshold: f64,
    /// At most so many partners for each code; default 2.
    pub partners: usize,
    /// At most so many quotes a side, each of another participant; default 2.
    pub examples: usize,
    /// A sentence vector for each code, where a model was at hand.
    pub vectors: Option<&'a HashMap<CodeId, Vec<f32>>>,
    /// How each study's model codes the other's units, where that was tried.
    pub cross_coding: Option<&'a CrossCoding>,
}

impl Default for AlignmentQuestion<'_> {
    fn default() -> Self {
        Self {
            rows: Rows::Level(1),
            threshold: 0.12,
            partners: 2,
            examples: 2,
            vectors: None,
            cross_coding: None,
        }
    }
}

/// A code of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlignedCode {
    /// The code.
    pub id: CodeId,
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: String,
    /// Its definition.
    pub definition: String,
    /// Units it bears, with all below it.
    pub units: usize,
}

/// Who thinks most of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// Each is the other's best.
    Mutual,
    /// The right code is the left one's best, but itself has a better.
    BestOfLeft,
    /// The left code is the right one's best, but itself has a better.
    BestOfRight,
    /// Neither's best, but above the threshold.
    Further,
}

impl Match {
    /// The name in files: `mutual`, `best-of-left`, `best-of-right`, `further`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mutual => "mutual",
            Self::BestOfLeft => "best-of-left",
            Self::BestOfRight => "best-of-right",
            Self::Further => "further",
        }
    }
}

/// Two codes that resemble each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlignedPair {
    /// The code of the first study.
    pub left: AlignedCode,
    /// The code of the second study.
    pub right: AlignedCode,
    /// Whether they are each other's best.
    pub best: Match,
    /// The joint score, 0 to 1 ([`Resemblance::score`]).
    pub score: f64,
    /// What it is made of.
    pub views: Resemblance,
    /// Words that their units share and that set them apart in their studies, strongest first.
    pub shared_words: Vec<String>,
    /// Quotes of the left code.
    pub left_quotes: Vec<Quote>,
    /// Quotes of the right code.
    pub right_quotes: Vec<Quote>,
}

/// Two codebooks side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alignment {
    /// Name of the first study.
    pub left: String,
    /// Name of the second study.
    pub right: String,
    /// Joint score below which nothing is claimed.
    pub threshold: f64,
    /// What resembles, best first.
    pub pairs: Vec<AlignedPair>,
    /// Codes of the first study for which nothing is claimed.
    pub left_alone: Vec<AlignedCode>,
    /// Codes of the second study for which nothing is claimed.
    pub right_alone: Vec<AlignedCode>,
}

impl Alignment {
    /// Codes that are each other's best, to be merged into one row of a matrix.
    pub fn groups(&self) -> Vec<Vec<CodeId>> {
        (self.pairs.iter())
            .filter(|pair| pair.best == Match::Mutual)
            .map(|pair| vec![pair.left.id, pair.right.id])
            .collect()
    }
}

/// Aligns the codebooks of two studies by names, definitions and units, and by vectors and cross coding where given.
///
/// Words are weighed by TF-IDF over both studies. The words of a code's units (with condensed units and, between
/// studies in different languages, translations) are averaged and those that come with many codes weakened, so that what everybody talks about makes no two codes alike. All in fixed order: the same input gives the same bytes.
pub fn align(
    left: &(Study, Codebook),
    right: &(Study, Codebook),
    quotes: &[CodedQuote],
    question: &AlignmentQuestion,
) -> Alignment {
    let mut words = Words::default();
    let spoken = |study: &Study| -> BTreeSet<&Language> {
        let own = quotes.iter().filter(|q| q.study == study.id);
        own.map(|q| &q.language).collect()
    };
    let common = &spoken(&left.0) & &spoken(&right.0);
    let heard = Heard { quotes, common };
    let mut sides = [left, right].map(|study| Side::new(study, &heard, question.rows, &mut words));
    for side in &mut sides {
        side.weigh(&words);
    }
    set_apart(&mut sides);
    let [left, right] = &sides;
    let table: Vec<Vec<Resemblance>> = (left.nodes.iter())
        .map(|a| {
            right
                .nodes
                .iter()
                .map(|b| resemblance(a, b, question))
                .collect()
        })
        .collect();
    let scores: Vec<Vec<f64>> = (table.iter())
        .map(|row| row.iter().map(Resemblance::score).collect())
        .collect();
    let mut pairs = Vec::new();
    for (i, j, best) in chosen(&scores, question) {
        let (a, b) = (&left.nodes[i], &right.nodes[j]);
        pairs.push(AlignedPair {
            left: a.shown(left.book),
            right: b.shown(right.book),
            best,
            score: scores[i][j],
            views: table[i][j],
            shared_words: words.units.shared(&a.units, &b.units, SHARED_WORDS),
            left_quotes: examples(&a.quotes, &left.study.name, question.examples),
            right_quotes: examples(&b.quotes, &right.study.name, question.examples),
        });
    }
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
    Alignment {
        left: left.study.name.clone(),
        right: right.study.name.clone(),
        threshold: question.threshold,
        left_alone: left.alone(pairs.iter().map(|p| p.left.id).collect()),
        right_alone: right.alone(pairs.iter().map(|p| p.right.id).collect()),
        pairs,
    }
}

fn resemblance(a: &Node, b: &Node, question: &AlignmentQuestion) -> Resemblance {
    let words = |x: &Weights, y: &Weights| (!x.is_empty() && !y.is_empty()).then(|| likeness(x, y));
    let vectors =
        |all: &HashMap<CodeId, Vec<f32>>| cosine(all.get(&a.code.id)?, all.get(&b.code.id)?);
    Resemblance {
        names: words(&a.name, &b.name),
        definitions: words(&a.definition, &b.definition),
        units: words(&a.units, &b.units),
        meaning: question.vectors.and_then(vectors),
        cross_coding: (question.cross_coding).and_then(|c| c.evidence(a.code.id, b.code.id)),
    }
}

/// The pairs to show: each code's best partners that reach the threshold, those of either side.
fn chosen(scores: &[Vec<f64>], question: &AlignmentQuestion) -> Vec<(usize, usize, Match)> {
    let columns = scores.first().map_or(0, Vec::len);
    let rows: Vec<Vec<usize>> = scores.iter().map(|row| ranked(row)).collect();
    let cols: Vec<Vec<usize>> = (0..columns)
        .map(|j| ranked(&scores.iter().map(|row| row[j]).collect::<Vec<f64>>()))
        .collect();
    let mut found = Vec::new();
    for (i, row) in scores.iter().enumerate() {
        for (j, &score) in row.iter().enumerate() {
            let listed = rows[i].iter().take(question.partners).any(|&x| x == j)
                || cols[j].iter().take(question.partners).any(|&x| x == i);
            if listed && score > 0.0 && score >= question.threshold {
                found.push((
                    i,
                    j,
                    kind(rows[i].first() == Some(&j), cols[j].first() == Some(&i)),
                ));
            }
        }
    }
    found
}

fn kind(best_of_left: bool, best_of_right: bool) -> Match {
    match (best_of_left, best_of_right) {
        (true, true) => Match::Mutual,
        (true, false) => Match::BestOfLeft,
        (false, true) => Match::BestOfRight,
        (false, false) => Match::Further,
    }
}

/// Places by falling score; of equals the earlier first.
fn ranked(scores: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..scores.len()).collect();
    places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sample::{code, quote, quotes, studies, study};

    fn aligned(question: &AlignmentQuestion) -> Alignment {
        let studies = studies();
        align(&studies[0], &studies[1], &quotes(), question)
    }

    #[test]
    fn equal_topics_find_each_other_though_named_differently() {
        let found = aligned(&AlignmentQuestion::default());
        let best = &found.pairs[0];
        assert_eq!((best.left.id, best.right.id), (CodeId(102), CodeId(202)));
        assert_eq!(best.best, Match::Mutual);
        assert!(best.shared_words.contains(&"notes".to_owned()), "{best:?}");
        assert_eq!(best.left_quotes.len() + best.right_quotes.len(), 2);
        assert!(found.right_alone.iter().any(|c| c.name == "Money"));
        assert_eq!(found.groups()[0], [CodeId(102), CodeId(202)]);
    }

    #[test]
    fn nothing_is_claimed_under_the_threshold() {
        let found = aligned(&AlignmentQuestion {
            threshold: 1.1,
            ..Default::default()
        });
        assert!(found.pairs.is_empty());
        assert_eq!((found.left_alone.len(), found.right_alone.len()), (3, 3));
    }

    #[test]
    fn what_the_caller_brings_is_counted_and_reported() {
        let mut cross = CrossCoding::default();
        for right in [201, 202, 203] {
            let mean = if right == 203 { 0.95 } else { 0.02 };
            cross.insert(CodeId(105), CodeId(right), mean);
            cross.insert(CodeId(right), CodeId(105), mean);
        }
        let vectors = HashMap::from([(CodeId(105), vec![1.0, 0.0]), (CodeId(203), vec![0.9, 0.1])]);
        let found = aligned(&AlignmentQuestion {
            vectors: Some(&vectors),
            cross_coding: Some(&cross),
            ..Default::default()
        });
        let pair = (found.pairs.iter().find(|p| p.left.id == CodeId(105))).unwrap();
        assert_eq!(pair.right.id, CodeId(203));
        assert!(pair.views.meaning.unwrap() > 0.9);
        assert_eq!(pair.views.cross_coding.unwrap().left_on_right, Some(0.95));
    }

    #[test]
    fn translations_let_languages_meet() {
        let left = (
            study(1, "fa"),
            Codebook::new(vec![
                code(101, None, 0, "خستگی"),
                code(102, None, 0, "دوستان"),
            ]),
        );
        let right = (
            study(2, "zh"),
            Codebook::new(vec![code(201, None, 0, "疲劳"), code(202, None, 0, "工资")]),
        );
        let mut quotes = vec![
            quote(1, 1, "F", "خیلی خسته بودم", &[101]),
            quote(1, 2, "F", "دوستانم کمک کردند", &[102]),
            quote(2, 3, "A", "我太累了", &[201]),
            quote(2, 4, "A", "工资很低", &[202]),
        ];
        let translated = [
            "I was very tired",
            "friends helped me",
            "I was so tired",
            "the wage is low",
        ];
        for (q, text) in quotes.iter_mut().zip(translated) {
            q.language = Language::new(if q.study.0 == 1 { "fa" } else { "zh" });
            q.translation = Some(text.into());
        }
        let question = AlignmentQuestion {
            rows: Rows::Level(0),
            threshold: 0.1,
            ..Default::default()
        };
        let found = align(&left, &right, &quotes, &question);
        assert_eq!(
            (found.pairs[0].left.id, found.pairs[0].right.id),
            (CodeId(101), CodeId(201))
        );
    }

    #[test]
    fn empty_studies_and_studies_without_codings_align_to_nothing() {
        let empty = (study(1, "empty"), Codebook::default());
        let studies = studies();
        let question = AlignmentQuestion::default();
        assert!(
            align(&empty, &studies[1], &quotes(), &question)
                .pairs
                .is_empty()
        );
        assert!(align(&studies[0], &empty, &[], &question).pairs.is_empty());
        let bare = align(&studies[0], &studies[1], &[], &question);
        assert!(bare.pairs.iter().all(|p| p.views.units.is_none()));
    }
}
