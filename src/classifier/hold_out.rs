//! Evidence for units that were not learnt from: what the ranker learns from and is judged by.

use super::calibration::First;
use super::evidence::{Numbers, Part, Seen, Views};
use super::features::Vocabulary;
use super::flow::{AROUND, Expected, Flow, expected};
use super::folds::Fold;
use super::lessons::{Lessons, Neighbour};
use super::middle::Place;
use super::model::Earlier;
use super::sparse::{SparseRow, SparseRows};
use super::stop::Stop;
use super::subset::Places;
use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// Codes with an example that the ranker looks at for a unit; the others are hopeless.
const TAUGHT: usize = 24;
/// Codes without one: less can be said of them beforehand.
const UNTAUGHT: usize = 64;

/// Units whose vectors are multiplied with all others' at once.
pub const TOGETHER: usize = 64;

/// Units and codes as sparse vectors.
pub struct Sparse {
    /// The columns.
    pub vocabulary: Arc<Vocabulary>,
    /// The units.
    pub rows: SparseRows,
    /// What was asked before each unit; `None` where nothing was.
    pub questions: Option<SparseRows>,
    codebook: SparseRows,
    /// From where units are compared.
    pub place: Arc<Place>,
}

/// What a fold says of its held-out units.
pub struct HeldFold {
    /// The units, in the order held out.
    pub units: Vec<HeldOut>,
    /// Which codes stand beside which in what was learnt from.
    pub flow: Option<Flow>,
}

/// A held-out unit with its evidence.
pub struct HeldOut {
    /// Which unit.
    pub unit: usize,
    /// Where in the fold the unit right before it stands, if it does.
    pub previous: Option<usize>,
    /// Its likeliest codes.
    pub pairs: Vec<Pair>,
    /// Codes that it bears and that had an example, but are not among the likeliest.
    pub missed: Vec<usize>,
}

/// The evidence for one code of a held-out unit.
#[derive(Clone, Copy)]
pub struct Pair {
    /// Which code.
    pub code: usize,
    /// What speaks for and against it.
    pub numbers: Numbers,
    /// Whether the unit bears it.
    pub right: bool,
    /// Whether it had an example among the units learnt from.
    pub taught: bool,
}

impl HeldFold {
    /// What `first` makes of each code of each unit.
    pub fn logits(&self, first: impl Fn(&Pair) -> f64) -> Vec<Vec<f64>> {
        let of = |unit: &HeldOut| unit.pairs.iter().map(&first).collect();
        self.units.iter().map(of).collect()
    }

    /// What the talk around says about each code of each unit, given these logits of a first look; `None` for a unit that
    /// stands alone.
    pub fn around(&self, logits: &[Vec<f64>]) -> Vec<Option<Vec<[f32; AROUND]>>> {
        let Some(flow) = &self.flow else {
            return vec![None; self.units.len()];
        };
        let expected: Vec<Expected> = (self.units.iter().zip(logits))
            .map(|(unit, logits)| {
                expected(
                    unit.pairs
                        .iter()
                        .zip(logits)
                        .map(|(p, logit)| (p.code, *logit)),
                )
            })
            .collect();
        let mut after = vec![None; self.units.len()];
        for (place, unit) in self.units.iter().enumerate() {
            if let Some(previous) = unit.previous {
                after[previous] = Some(&expected[place]);
            }
        }
        (self.units.iter().zip(after))
            .map(|(unit, after)| {
                let before = unit.previous.map(|place| &expected[place]);
                let around = |pair: &Pair| flow.around(pair.code, before, after);
                (before.is_some() || after.is_some())
                    .then(|| unit.pairs.iter().map(around).collect())
            })
            .collect()
    }
}

impl Sparse {
    /// The vocabulary of the lessons, and their units and codes in its columns. After a `stop` the answer is of no use.
    pub fn learn(lessons: &Lessons, stop: &Stop) -> Self {
        let words: Vec<&str> = lessons.codes.iter().map(|c| c.text.as_str()).collect();
        let texts = lessons.texts.iter().map(String::as_str);
        let (vocabulary, rows) = if lessons.is_empty() || !lessons.heard.is_empty() {
            // Few units know few words; the codes and what else was heard know more.
            let heard = lessons.heard.iter().map(String::as_str);
            let all: Vec<&str> = texts.chain(heard).chain(words.iter().copied()).collect();
            let (vocabulary, rows) = Vocabulary::learn(&all, &lessons.analyzer, stop);
            let units = (0..lessons.len()).map(|unit| rows.row(unit));
            (vocabulary, SparseRows::of(units))
        } else {
            Vocabulary::learn(&lessons.texts, &lessons.analyzer, stop)
        };
        let codebook = vocabulary.rows(&words, &lessons.analyzer);
        let asked = lessons
            .questions
            .iter()
            .any(|question| !question.is_empty());
        let questions = asked.then(|| vocabulary.rows(&lessons.questions, &lessons.analyzer));
        Self {
            place: place(&vocabulary, &rows, lessons),
            vocabulary: Arc::new(vocabulary),
            rows,
            questions,
            codebook,
        }
    }

    /// The lessons in the columns of an earlier vocabulary: only what was not there then is read. Words that nobody had said
    /// until then, and how common the others have become since, are left out.
    pub fn following(earlier: &Earlier<'_>, lessons: &Lessons) -> Self {
        let (before, known) = (&earlier.model.sparse, &earlier.model.lessons);
        let vocabulary = Arc::clone(&before.vocabulary);
        let rows = |texts: &[String], old: &[String], rows: &SparseRows| {
            let same = |unit: usize| earlier.units[unit].filter(|&o| old[o] == texts[unit]);
            let new: Vec<usize> = (0..texts.len()).filter(|&u| same(u).is_none()).collect();
            let read: Vec<&str> = new.iter().map(|&unit| texts[unit].as_str()).collect();
            let read = vocabulary.rows(&read, &lessons.analyzer);
            let mut place = 0;
            SparseRows::of((0..texts.len()).map(|unit| match same(unit) {
                Some(old) => rows.row(old),
                None => {
                    place += 1;
                    read.row(place - 1)
                }
            }))
        };
        let words: Vec<&str> = lessons.codes.iter().map(|c| c.text.as_str()).collect();
        let units = rows(&lessons.texts, &known.texts, &before.rows);
        Self {
            place: place(&vocabulary, &units, lessons),
            rows: units,
            codebook: vocabulary.rows(&words, &lessons.analyzer),
            questions: (before.questions.as_ref())
                .map(|asked| rows(&lessons.questions, &known.questions, asked)),
            vocabulary,
        }
    }

    /// Whether a column means the same as in another.
    pub fn has_columns_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.vocabulary, &other.vocabulary)
    }

    /// What can be learnt from a part of the units.
    pub fn views(&self, lessons: &Lessons, part: &Part<'_>) -> Views {
        let codebook = self.codebook_of(lessons, part.units);
        Views::fit(lessons, self, &codebook, part)
    }

    /// The codes' own words and those of the chosen units as they were condensed.
    fn codebook_of(&self, lessons: &Lessons, chosen: &[usize]) -> SparseRows {
        if chosen
            .iter()
            .all(|&unit| lessons.condensed[unit].is_empty())
        {
            return self.codebook.clone();
        }
        let mut words: Vec<String> = lessons.codes.iter().map(|c| c.text.clone()).collect();
        for &unit in chosen {
            for &code in &lessons.codes_of[unit] {
                words[code].push('\n');
                words[code].push_str(&lessons.condensed[unit]);
            }
        }
        self.vocabulary.rows(&words, &lessons.analyzer)
    }

    /// The neighbours with their likeness by all words and n-grams as seen from beyond the middle, the likest first.
    pub fn alike(
        &self,
        row: SparseRow<'_>,
        neighbours: impl Iterator<Item = Neighbour>,
    ) -> Vec<Neighbour> {
        let mut found: Vec<Neighbour> = neighbours
            .map(|n| Neighbour {
                unit: n.unit,
                score: self.place.likeness(row, self.rows.row(n.unit)),
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.unit.cmp(&b.unit)));
        found
    }
}

/// From where the units of lessons are compared.
fn place(vocabulary: &Vocabulary, units: &SparseRows, lessons: &Lessons) -> Arc<Place> {
    let heard = vocabulary.rows(&lessons.heard, &lessons.analyzer);
    Arc::new(Place::beyond(
        units.iter().chain(heard.iter()),
        vocabulary.len(),
    ))
}

/// Learns from one part of a fold and gathers evidence for the other, as a model of `stands_for` units would.
/// `neighbours` has a list for each unit of the lessons; after a
/// `stop` the answer is of no use.
pub fn hold_out(
    lessons: &Lessons,
    neighbours: &[Vec<Neighbour>],
    sparse: &Sparse,
    fold: &Fold,
    stands_for: usize,
    stop: &Stop,
) -> HeldFold {
    let part = Part {
        units: &fold.learnt,
        stands_for,
        earlier: None,
        stop,
    };
    let views = sparse.views(lessons, &part);
    let mut learnt = vec![false; lessons.len()];
    fold.learnt.iter().for_each(|&unit| learnt[unit] = true);
    let examples = lessons.examples_per_code(&fold.learnt);
    let places = Places::of(&fold.held_out, lessons.len());
    let judged = |unit: usize, vectors: Option<(ArrayView1<'_, f32>, ArrayView1<'_, f32>)>| {
        let known = neighbours[unit].iter().copied().filter(|n| learnt[n.unit]);
        let seen = Seen {
            row: sparse.rows.row(unit),
            asked: sparse.questions.as_ref().map(|q| q.row(unit)),
            neighbours: sparse.alike(sparse.rows.row(unit), known),
            meaning: vectors.as_ref().map(|(v, l)| (v.view(), l.view())),
        };
        let (evidence, _) = views.evidence(lessons, &seen);
        let pair = |code: usize| Pair {
            code,
            numbers: evidence[code],
            right: lessons.codes_of[unit].contains(&code),
            taught: examples[code] > 0,
        };
        let likeliest = candidates(&evidence, |code| examples[code] > 0);
        let own = lessons.codes_of[unit].iter().copied();
        HeldOut {
            unit,
            previous: lessons.previous[unit].and_then(|previous| places.of_unit(previous)),
            missed: own
                .filter(|code| examples[*code] > 0 && !likeliest.contains(code))
                .collect(),
            pairs: likeliest.into_iter().map(pair).collect(),
        }
    };
    let units = fold
        .held_out
        .par_chunks(TOGETHER)
        .filter(|_| !stop.is_asked())
        .flat_map_iter(|units| {
            let vectors = lessons
                .vectors
                .as_ref()
                .map(|all| all.select(Axis(0), units));
            let likeness = vectors.as_ref().and_then(|v| views.likeness(v));
            units
                .iter()
                .enumerate()
                .map(|(place, &unit)| {
                    judged(unit, rows_at(vectors.as_ref(), likeness.as_ref(), place))
                })
                .collect::<Vec<_>>()
        })
        .collect();
    HeldFold {
        units,
        flow: views.flow().cloned(),
    }
}

/// The rows of a unit's vector and likeness, where there are both.
pub fn rows_at<'m>(
    vectors: Option<&'m Array2<f32>>,
    likeness: Option<&'m Array2<f32>>,
    place: usize,
) -> Option<(ArrayView1<'m, f32>, ArrayView1<'m, f32>)> {
    Some((vectors?.row(place), likeness?.row(place)))
}

/// The codes worth the ranker's look: the best by a plain sum of the views, of those with an example (`taught`) and of the others.
pub fn candidates(evidence: &[Numbers], taught: impl Fn(usize) -> bool) -> Vec<usize> {
    if evidence.len() <= TAUGHT {
        return (0..evidence.len()).collect();
    }
    let all = evidence.iter().map(plain_sum).zip(0..);
    let (with, without): (Vec<Standing>, Vec<Standing>) = all.partition(|c| taught(c.1));
    let mut codes: Vec<usize> = best(with, TAUGHT).chain(best(without, UNTAUGHT)).collect();
    codes.sort_unstable();
    codes
}

/// A sum of the views by which codes can be told from hopeless ones.
fn plain_sum(n: &Numbers) -> f32 {
    2.0 * n[0] + 2.0 * n[3] + 2.0 * n[6] + n[8] + 2.0 * n[13] + n[17] + 2.0 * n[20]
}

impl HeldOut {
    /// Keeps as many of the likeliest codes as have an example at most, whatever kind they are: in a corpus of many codes the others would
    /// teach little but that they are many.
    pub fn keep_likeliest(&mut self) {
        let sums = self
            .pairs
            .iter()
            .map(|pair| (plain_sum(&pair.numbers), pair.code));
        let kept: HashSet<usize> = best(sums.collect(), TAUGHT).collect();
        let dropped = self.pairs.iter().filter(|pair| !kept.contains(&pair.code));
        let missed = dropped.filter(|pair| pair.right && pair.taught);
        self.missed.extend(missed.map(|pair| pair.code));
        self.pairs.retain(|pair| kept.contains(&pair.code));
    }
}

/// How promising a code is, and which.
type Standing = (f32, usize);

fn best(mut codes: Vec<Standing>, most: usize) -> impl Iterator<Item = usize> {
    if codes.len() > most {
        codes.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        codes.truncate(most);
    }
    codes.into_iter().map(|(_, code)| code)
}

/// The first suggestion of each coded unit, by these logits of its pairs.
pub fn first(logits: &[f64], rights: impl Fn(usize) -> bool) -> Option<First> {
    let best = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]).then(b.cmp(a)))?;
    let second = (0..logits.len())
        .filter(|i| *i != best)
        .map(|i| logits[i])
        .fold(f64::NEG_INFINITY, f64::max);
    Some(First {
        logit: logits[best],
        second: if second.is_finite() {
            second
        } else {
            logits[best]
        },
        right: rights(best),
    })
}
