//! Units as sparse vectors: TF-IDF over word 1-2-grams and over character n-grams within words.
//!
//! Weights follow Salton & Buckley (1988) as scikit-learn computes them: (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1),
//! each of the two blocks brought to unit length by itself.

use super::sparse::SparseRows;
use super::stop::Stop;
use crate::text::{Analyzer, character_grams, normalise};
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// Which columns a vector has and how much each weighs. Cheap to clone.
#[derive(Clone)]
pub struct Vocabulary {
    columns: Arc<HashMap<u64, Column, BuildHasherDefault<AsItIs>>>,
    size: usize,
    /// A rarer word than this says something.
    telling: f32,
}

#[derive(Clone, Copy)]
struct Column {
    id: u32,
    idf: f32,
}

/// The two kinds of n-gram; each is a block of unit length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Words,
    Characters,
}

/// A word that more than one in so many texts has is common.
const COMMON: f32 = 20.0;

/// Character n-grams that occur in one unit only are left out: they cannot connect two units.
const LEAST_UNITS_OF_A_GRAM: u32 = 2;

struct Gram {
    key: u64,
    block: Block,
    count: f32,
}

impl Vocabulary {
    /// The vocabulary of `texts` and their vectors. After a `stop` the answer is of no use.
    pub fn learn<T: AsRef<str> + Sync>(
        texts: &[T],
        analyzer: &Analyzer,
        stop: &Stop,
    ) -> (Self, SparseRows) {
        let read = |text: &T| match stop.is_asked() {
            true => Vec::new(),
            false => grams(text.as_ref(), analyzer),
        };
        let grams: Vec<Vec<Gram>> = texts.par_iter().map(read).collect();
        let vocabulary = Self::of(&grams);
        let rows: Vec<Vec<(u32, f32)>> = grams.par_iter().map(|g| vocabulary.row(g)).collect();
        (vocabulary, SparseRows::from_rows(&rows))
    }

    fn of(grams: &[Vec<Gram>]) -> Self {
        let mut counts: HashMap<u64, (u32, u32, Block), BuildHasherDefault<AsItIs>> =
            HashMap::default();
        for gram in grams.iter().flatten() {
            let order = counts.len() as u32;
            counts.entry(gram.key).or_insert((order, 0, gram.block)).1 += 1;
        }
        let mut kept: Vec<(u32, u64, u32)> = counts
            .into_iter()
            .filter(|(_, (_, df, block))| *block == Block::Words || *df >= LEAST_UNITS_OF_A_GRAM)
            .map(|(key, (order, df, _))| (order, key, df))
            .collect();
        kept.sort_unstable();
        let n = grams.len() as f32;
        let size = kept.len();
        let columns: HashMap<_, _, _> = kept
            .into_iter()
            .enumerate()
            .map(|(id, (_, key, df))| {
                let idf = ((1.0 + n) / (1.0 + df as f32)).ln() + 1.0;
                (key, Column { id: id as u32, idf })
            })
            .collect();
        let common = (n / COMMON).max(1.0);
        Self {
            columns: Arc::new(columns),
            size,
            telling: ((1.0 + n) / (1.0 + common)).ln() + 1.0 - 1e-4,
        }
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.size
    }

    /// The vectors of further texts; what the vocabulary does not know is left out.
    pub fn rows<T: AsRef<str> + Sync>(&self, texts: &[T], analyzer: &Analyzer) -> SparseRows {
        let rows: Vec<Vec<(u32, f32)>> = texts
            .par_iter()
            .map(|text| self.row(&grams(text.as_ref(), analyzer)))
            .collect();
        SparseRows::from_rows(&rows)
    }

    /// The column of a single term, if it is known and says something: it is no word of three
    /// letters, and no more than every twentieth text has it.
    pub fn telling_column(&self, term: &str) -> Option<usize> {
        let column = self.columns.get(&word_key(term))?;
        let short = term.is_ascii() && term.len() <= 3;
        (!short && column.idf >= self.telling).then_some(column.id as usize)
    }

    fn row(&self, grams: &[Gram]) -> Vec<(u32, f32)> {
        let mut row: Vec<(u32, f32, Block)> = grams
            .iter()
            .filter_map(|gram| {
                let column = self.columns.get(&gram.key)?;
                Some((column.id, (1.0 + gram.count.ln()) * column.idf, gram.block))
            })
            .collect();
        row.sort_unstable_by_key(|(id, _, _)| *id);
        let norm = |block: Block| -> f32 {
            let square: f32 = row
                .iter()
                .filter(|(_, _, b)| *b == block)
                .map(|(_, v, _)| v * v)
                .sum();
            square.sqrt().max(f32::MIN_POSITIVE)
        };
        let (words, characters) = (norm(Block::Words), norm(Block::Characters));
        row.into_iter()
            .map(|(id, value, block)| match block {
                Block::Words => (id, value / words),
                Block::Characters => (id, value / characters),
            })
            .collect()
    }
}

fn grams(text: &str, analyzer: &Analyzer) -> Vec<Gram> {
    let mut keys: Vec<(u64, Block)> = Vec::with_capacity(text.len() * 3);
    let terms: Vec<u64> = analyzer.terms(text).iter().map(|t| word_key(t)).collect();
    keys.extend(terms.iter().map(|&key| (key, Block::Words)));
    keys.extend(terms.windows(2).map(|pair| {
        let key = mix(pair[0].rotate_left(17) ^ pair[1].wrapping_mul(3));
        (key, Block::Words)
    }));
    for chunk in normalise(text).split_whitespace() {
        let sizes = if is_dense_script(chunk) { 1..=3 } else { 3..=5 };
        character_grams(chunk, sizes, |gram| {
            keys.push((hash(gram.as_bytes(), 0xc4a5), Block::Characters));
        });
    }
    keys.sort_unstable_by_key(|(key, _)| *key);
    let mut grams: Vec<Gram> = Vec::with_capacity(keys.len());
    for (key, block) in keys {
        match grams.last_mut() {
            Some(last) if last.key == key => last.count += 1.0,
            _ => grams.push(Gram {
                key,
                block,
                count: 1.0,
            }),
        }
    }
    grams
}

/// In Chinese and Japanese one character says as much as a syllable or a word elsewhere.
fn is_dense_script(chunk: &str) -> bool {
    !chunk.is_ascii()
        && chunk
            .chars()
            .any(|c| matches!(c, '\u{3041}'..='\u{9fff}' | '\u{20000}'..='\u{323af}'))
}

fn word_key(term: &str) -> u64 {
    hash(term.as_bytes(), 0x3017)
}

/// 64 bits over the bytes: enough that two n-grams of one study never meet in practice.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let mut state = seed ^ (bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for chunk in bytes.chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(word));
    }
    state
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The keys are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes, self.0);
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Language;

    fn vectors(texts: &[&str]) -> (Vocabulary, SparseRows) {
        Vocabulary::learn(
            texts,
            &Analyzer::new(&Language::english()),
            &Stop::default(),
        )
    }

    #[test]
    fn each_block_has_unit_length() {
        let (_, rows) = vectors(&["residents teach students", "students teach residents", ""]);
        assert!((rows.row(0).square() - 2.0).abs() < 1e-5);
        assert!(rows.row(2).ids.is_empty());
    }

    #[test]
    fn inflected_words_share_a_column() {
        let (vocabulary, rows) = vectors(&["teaching", "teaches", "other"]);
        let column = vocabulary.columns[&word_key("teach")].id;
        assert!(rows.row(0).ids.contains(&column) && rows.row(1).ids.contains(&column));
        assert!(!rows.row(2).ids.contains(&column));
    }

    #[test]
    fn chinese_units_meet_in_single_characters() {
        let (_, rows) = vectors(&["医院很忙", "去医院"]);
        let shared = rows
            .row(0)
            .ids
            .iter()
            .filter(|id| rows.row(1).ids.contains(id))
            .count();
        assert!(shared >= 3, "{shared}");
    }
}
