//! Which words and which units speak for a code: what an explanation is made of.

use super::evidence::Numbers;
use super::lessons::Neighbour;
use super::meaning::Nearest;
use super::model::Model;
use super::score::Question;

/// Views whose standing says whether they speak for a code, with the place of its number in [`NAMES`](super::NAMES).
const STANDINGS: [(&str, usize); 5] = [
    ("words", 1),
    ("similar units", 5),
    ("meaning", 14),
    ("codebook", 9),
    ("category", 24),
];

/// The views that prefer a code to every other one, and those that prefer another: words (shared with the code's units),
/// similar units, meaning (by the sentence encoder), codebook (name and definition) and category. A view that sees no difference is
/// on neither side: so a category with several codes speaks against the codes of others, and for none of its own alone.
pub fn leaning(numbers: &Numbers) -> [Vec<&'static str>; 2] {
    let on = |side: fn(f32) -> bool| {
        let views = STANDINGS.iter().filter(|(_, place)| side(numbers[*place]));
        views.map(|(view, _)| *view).collect()
    };
    [on(|standing| standing > 0.0), on(|standing| standing < 0.0)]
}

/// Whether a unit shares words, or parts of them, with an example of a code or with its name and definition.
pub fn shares_words(numbers: &Numbers) -> bool {
    numbers[4] > 0.0 || numbers[8] > 0.0
}

/// Whether a unit has anything in common with a code's name and definition: words or parts of them, or a meaning that is
/// nearer to it than what all units have in common.
pub fn is_like_definition(numbers: &Numbers) -> bool {
    numbers[8] > 0.0 || numbers[17] > 0.0
}

/// Whether the linear model finds the categories of a code likelier for a unit than those of any other code.
pub fn leads_by_category(numbers: &Numbers) -> bool {
    numbers[23] > 0.0 && numbers[24] >= 0.0
}

impl Model {
    /// How much each word of a text speaks for a code by the linear model over words, the strongest first: (word as written,
    /// weight). Function words are left out.
    pub fn telling_words(&self, text: &str, code: usize) -> Vec<(String, f32)> {
        let linear = self.views.words();
        let mut words: Vec<(String, f32)> = Vec::new();
        let analyzer = &self.lessons.analyzer;
        let tokens = analyzer.tokens(text).into_iter();
        for token in tokens.filter(|token| !analyzer.is_function_word(token)) {
            let Some(column) = self.sparse.vocabulary.telling_column(&token.term) else {
                continue;
            };
            let weight = linear.weight(column, code);
            let written = token.span.of(text).unwrap_or(&token.word).to_lowercase();
            if weight > 0.0 && !words.iter().any(|(word, _)| *word == written) {
                words.push((written, weight));
            }
        }
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words
    }

    /// The examples of a code nearest in meaning to a unit, among those that `may` be looked at.
    pub fn nearest(
        &self,
        question: &Question<'_>,
        code: usize,
        may: impl Fn(usize) -> bool,
    ) -> Nearest {
        let mut nearest = Nearest::default();
        if let (Some(vectors), Some(vector)) = (&self.lessons.vectors, &question.vector) {
            for unit in 0..self.lessons.len() {
                if self.lessons.codes_of[unit].contains(&code) && may(unit) {
                    let score = vectors.row(unit).dot(vector);
                    nearest.see(Neighbour { unit, score });
                }
            }
        }
        nearest
    }

    /// The units learnt from that speak most for a code: its own examples among the neighbours, by words and by meaning, and
    /// those `nearest` in meaning that are none of them.
    pub fn telling_units(
        &self,
        question: &Question<'_>,
        code: usize,
        nearest: &Nearest,
    ) -> Vec<Neighbour> {
        let rows = self
            .sparse
            .vocabulary
            .rows(&[question.text], &self.lessons.analyzer);
        let bears = |unit: usize| self.lessons.codes_of[unit].contains(&code);
        let by_words = question.neighbours.iter().filter(|n| bears(n.unit));
        let mut found: Vec<Neighbour> = by_words
            .map(|n| Neighbour {
                unit: n.unit,
                score: rows.row(0).cosine(self.sparse.rows.row(n.unit)),
            })
            .collect();
        if let (Some(vectors), Some(vector)) = (&self.lessons.vectors, &question.vector) {
            for neighbour in &mut found {
                neighbour.score =
                    f32::midpoint(neighbour.score, vectors.row(neighbour.unit).dot(vector));
            }
            // What shares no word counts half. Any example farther than the nearest ones is surpassed by all of them.
            for example in nearest.iter() {
                if !found.iter().any(|n| n.unit == example.unit) {
                    found.push(Neighbour {
                        score: 0.5 * vectors.row(example.unit).dot(vector),
                        ..example
                    });
                }
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.unit.cmp(&b.unit)));
        found
    }
}
