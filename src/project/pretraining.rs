//! The ranker's default weights from public corpora: how `models/ranker` is made.

use super::look_up::LookUp;
use super::scoring::examples_of;
use super::teaching::{Meaning, encoder_for};
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::classifier::{Defaults, JudgedPairs, Without, draw};
use crate::error::{Error, Result};
use crate::exchange::open_jsonl;
use crate::index::{Filter, Index};
use crate::study::CodedUnit;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Units taken from one corpus, at most.
const UNITS: usize = 4_000;
/// Judged pairs taken from one corpus, at most, so that large ones do not outvote the others.
const TAUGHT: usize = 8_000;
const UNTAUGHT: usize = 3_000;

/// Learns default rankers from files of coded units, each a corpus, with sentence vectors or without;
/// of the evidence, what is named in `without` is left out.
///
/// # Errors
/// [`Error::File`] for a file that cannot be read; [`Error::Input`] where nothing can be learnt.
pub fn pretrain(
    corpora: &[PathBuf],
    meaning: &Meaning,
    without: &Without,
    progress: &(dyn Fn(&Path) + Sync),
) -> Result<Defaults> {
    fit(&judged(corpora, meaning, without, progress)?, None)
}

/// As [`pretrain`], but once for each corpus, from all the others: for judging a corpus by rankers that never saw it.
///
/// # Errors
/// As [`pretrain`].
pub fn pretrain_leaving_each_out(
    corpora: &[PathBuf],
    meaning: &Meaning,
    without: &Without,
    progress: &(dyn Fn(&Path) + Sync),
) -> Result<Vec<Defaults>> {
    let pairs = judged(corpora, meaning, without, progress)?;
    (0..pairs.len())
        .into_par_iter()
        .map(|left_out| fit(&pairs, Some(left_out)))
        .collect()
}

/// The judged pairs of each corpus.
fn judged(
    corpora: &[PathBuf],
    meaning: &Meaning,
    without: &Without,
    progress: &(dyn Fn(&Path) + Sync),
) -> Result<Vec<JudgedPairs>> {
    let of = |corpus: &PathBuf| {
        progress(corpus);
        pairs_of(corpus, meaning, without)
    };
    corpora.par_iter().map(of).collect()
}

fn fit(of_corpora: &[JudgedPairs], left_out: Option<usize>) -> Result<Defaults> {
    let mut pairs = JudgedPairs::default();
    for (place, drawn) in of_corpora.iter().enumerate() {
        if Some(place) != left_out {
            pairs.taught.extend(thinned(&drawn.taught, TAUGHT));
            pairs.untaught.extend(thinned(&drawn.untaught, UNTAUGHT));
            pairs.talks.extend(drawn.talks.iter().cloned());
        }
    }
    Defaults::fit(&pairs)
}

fn pairs_of(corpus: &Path, meaning: &Meaning, without: &Without) -> Result<JudgedPairs> {
    let units = open_jsonl(corpus)?
        .take(UNITS)
        .collect::<Result<Vec<CodedUnit>>>()?;
    if units.is_empty() {
        return Err(Error::file(corpus, "has no unit"));
    }
    let examples = examples_of(units, &[], without.clone());
    let encoder = encoder_for(meaning, &examples.languages)?;
    // meaning.json is for the convolutional encoder alone; other languages are left to table.json and words.json.
    if *meaning == Meaning::Shipped && !Encoder::shipped()?.knows(&examples.language) {
        return Ok(JudgedPairs::default());
    }
    let keyed: Vec<(u64, String)> = (0..).zip(examples.texts.iter().cloned()).collect();
    let index = Arc::new(Index::of_texts(&keyed, &examples.language)?);
    let look_up = LookUp::of(&examples, index, Filter::default());
    let everything: Vec<usize> = (0..examples.texts.len()).collect();
    let lessons = examples.lessons(&everything, &look_up, encoder, &mut VectorCache::default())?;
    Ok(draw(&lessons))
}

/// At most about `most` of the items, spread over all of them by a fixed shuffle.
fn thinned<T: Copy>(items: &[T], most: usize) -> impl Iterator<Item = T> {
    let every = items.len().div_ceil(most).max(1);
    let chosen = move |i: usize| (i.wrapping_mul(2_654_435_761) >> 7).is_multiple_of(every);
    items
        .iter()
        .enumerate()
        .filter(move |(i, _)| chosen(*i))
        .map(|(_, item)| *item)
}
