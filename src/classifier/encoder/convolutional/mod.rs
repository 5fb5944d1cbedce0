//! The multilingual universal sentence encoder compiled into emic: word order counts, 15 languages.
//!
//! What it is made of, how good it is and in which languages: `models/encoder/CARD.md`.

mod forward;
mod network;
mod pieces;
mod products;
mod rows;
mod spelling;
mod weights;

use ndarray::Array2;
use rayon::prelude::*;

use crate::error::Result;
use crate::study::Language;

use super::unit_length::to_unit_length;
use pieces::{BEGIN, END};
use weights::Weights;

pub use products::Product;

/// The file `models/encoder/make.py` makes.
static SHIPPED: &[u8] = include_bytes!("../../../../models/encoder/encoder.bin");

/// To be raised when the code, with the same weights, gives other vectors than before (spelling, windows).
const REVISION: u32 = 2;
/// Pieces of a text that are encoded together; a longer text is encoded in several windows.
const WINDOW: usize = 256;
/// Pieces in a batch, about: the more there are, the more of them repeat.
const BATCH: usize = 8192;
/// Below this a batch is not worth splitting between threads.
const SMALLEST_BATCH: usize = 256;

/// Turns texts into unit vectors; texts of like meaning, in one language or two, into vectors of like direction.
pub struct Convolutional {
    weights: Weights,
}

/// The languages of the universal sentence encoder (Yang et al. 2019).
const LANGUAGES: [&str; 15] = [
    "ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh",
];

/// Part of a text, begin and end included.
struct Window {
    text: usize,
    pieces: Vec<u32>,
}

impl Convolutional {
    /// Unpacks what is compiled into emic (some 10 ms).
    ///
    /// # Errors
    /// [`Error::Internal`] when the program file is damaged.
    ///
    /// [`Error::Internal`]: crate::Error::Internal
    pub(super) fn read() -> Result<Self> {
        Weights::read(SHIPPED).map(|weights| Self { weights })
    }

    /// Its name, as suggestions and projects give it.
    pub fn name(&self) -> &'static str {
        "shipped use-m"
    }

    /// Changes with any weight and with the way texts are read: vectors are comparable only where it is the same.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}-{REVISION}", self.weights.checksum)
    }

    /// Whether it was trained on this language. Vectors of other languages say little; words then say more alone.
    pub fn knows(&self, language: &Language) -> bool {
        LANGUAGES.contains(&language.code())
    }

    /// Numbers in a vector: 512.
    pub fn dimensions(&self) -> usize {
        rows::WIDTH
    }

    /// A row for each text, of length 1; zeros for a text without a letter or sign.
    ///
    /// Texts are encoded in batches and in parallel (rayon's current pool). On one machine the same text gets the same bits
    /// whatever the other texts and the number of threads; processors with other vector units may differ in the last bits.
    /// A text of more than 256 pieces (about 200 English words) is cut into windows of equal size, and gets the mean
    /// of their vectors weighted by their pieces: beyond that length the network was not trained.
    pub fn encode(&self, texts: &[&str]) -> Array2<f32> {
        let split: Vec<Vec<u32>> = texts
            .par_iter()
            .map(|text| self.weights.pieces.split(text))
            .collect();
        let windows = windows(&split);
        let vectors: Vec<Array2<f32>> = batches(&windows)
            .par_iter()
            .map(|batch| self.encode_batch(batch))
            .collect();
        let rows = vectors.iter().flat_map(|batch| batch.rows());
        let mut encoded = Array2::zeros((texts.len(), self.dimensions()));
        for (window, row) in windows.iter().zip(rows) {
            encoded
                .row_mut(window.text)
                .scaled_add(window.share(split[window.text].len()), &row);
        }
        for (mut row, pieces) in encoded.rows_mut().into_iter().zip(&split) {
            if let Some(row) = row.as_slice_mut().filter(|_| pieces.len() > WINDOW) {
                to_unit_length(row);
            }
        }
        encoded
    }

    fn encode_batch(&self, batch: &[Window]) -> Array2<f32> {
        let texts: Vec<&[u32]> = batch.iter().map(|window| &window.pieces[..]).collect();
        let weights = &self.weights;
        weights
            .network
            .forward(&texts, &weights.rows, weights.pieces.len())
    }
}

impl Window {
    /// Its part of a text of this many pieces.
    fn share(&self, pieces: usize) -> f32 {
        (self.pieces.len() - 2) as f32 / pieces as f32
    }
}

fn windows(texts: &[Vec<u32>]) -> Vec<Window> {
    let mut windows = Vec::with_capacity(texts.len());
    for (text, pieces) in texts.iter().enumerate() {
        let count = pieces.len().div_ceil(WINDOW).max(1);
        for part in pieces.chunks(pieces.len().div_ceil(count).max(1)) {
            let pieces = [&[BEGIN], part, &[END]].concat();
            windows.push(Window { text, pieces });
        }
    }
    windows
}

/// Stretches of windows with about [`BATCH`] pieces, fewer where threads would be idle.
fn batches(windows: &[Window]) -> Vec<&[Window]> {
    let total: usize = windows.iter().map(|window| window.pieces.len()).sum();
    let limit = total
        .div_ceil(rayon::current_num_threads())
        .clamp(SMALLEST_BATCH, BATCH);
    let mut batches = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, window) in windows.iter().enumerate() {
        size += window.pieces.len();
        if size >= limit {
            batches.push(&windows[start..=at]);
            (start, size) = (at + 1, 0);
        }
    }
    if start < windows.len() {
        batches.push(&windows[start..]);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::super::Encoder;
    use super::*;

    const CHECK_TEXTS: &str = include_str!("../../../../models/encoder/check.tsv");
    const CHECK_VECTORS: &[u8] = include_bytes!("../../../../models/encoder/check.bin");

    fn shipped() -> &'static Convolutional {
        match Encoder::shipped().unwrap() {
            Encoder::Convolutional(encoder) => encoder,
            other => panic!("{other:?} is shipped"),
        }
    }

    /// Mean cosine with the package's own vectors, by language.
    #[test]
    fn vectors_point_where_the_package_points() {
        let (languages, texts): (Vec<&str>, Vec<&str>) = CHECK_TEXTS
            .lines()
            .map(|line| line.split_once('\t').unwrap())
            .unzip();
        let encoded = shipped().encode(&texts);
        for language in ["en", "zh", "ar", "fa"] {
            let of_language = (0..texts.len()).filter(|&at| languages[at] == language);
            let cosines: Vec<f32> = of_language
                .map(|at| {
                    let package = &CHECK_VECTORS[at * 512..(at + 1) * 512];
                    let mut package: Vec<f32> =
                        package.iter().map(|&byte| f32::from(byte as i8)).collect();
                    to_unit_length(&mut package);
                    encoded.row(at).dot(&ndarray::aview1(&package))
                })
                .collect();
            let mean = cosines.iter().sum::<f32>() / cosines.len() as f32;
            println!("{language}: mean cosine {mean:.4}, {} texts", cosines.len());
            assert_eq!(cosines.len(), 12);
            assert!(mean >= 0.97, "{language}: {mean}");
        }
    }

    #[test]
    fn a_text_gets_the_same_bits_in_any_company_and_on_any_number_of_threads() {
        let texts: Vec<&str> = CHECK_TEXTS.lines().collect();
        let together = shipped().encode(&texts);
        for (text, row) in texts.iter().zip(together.rows()) {
            assert_eq!(shipped().encode(&[text]).row(0), row, "{text}");
        }
        let many: Vec<&str> = texts.iter().cycle().take(500).copied().collect();
        let pool = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| shipped().encode(&many))
        };
        assert_eq!(pool(1), pool(3));
        assert_eq!(pool(3).row(499), together.row(499 % texts.len()));
    }

    #[test]
    fn rows_are_of_length_one_or_empty() {
        let long = "We talked about it for a long time. ".repeat(200);
        let odd = [
            "",
            " \n\u{200b}",
            "🙂",
            "\u{1}\0",
            "א",
            "word",
            &long,
            "سلام",
            "x",
        ];
        let encoded = shipped().encode(&odd);
        for (text, row) in odd.iter().zip(encoded.rows()) {
            let expected = if text.trim_matches(['\u{200b}', ' ', '\n']).is_empty() {
                0.0
            } else {
                1.0
            };
            assert!((row.dot(&row).sqrt() - expected).abs() < 1e-5, "{text:?}");
        }
        assert_eq!(shipped().encode(&[]).dim(), (0, 512));
    }

    #[test]
    fn a_long_text_is_read_to_its_end() {
        let talk = "We talked about the ward and the night shifts. ".repeat(60);
        let ends_otherwise = format!(
            "{talk}{}",
            "Then the band played loud music on the beach. ".repeat(60)
        );
        let encoded = shipped().encode(&[&talk, &ends_otherwise]);
        let cosine = encoded.row(0).dot(&encoded.row(1));
        assert!(cosine < 0.95, "{cosine}");
    }

    #[test]
    fn persian_is_read_in_either_spelling() {
        let encoded = shipped().encode(&["می‌ترسیدم کتاب را بخوانم", "مي ترسيدم كتاب را بخوانم"]);
        assert_eq!(encoded.row(0), encoded.row(1));
    }
}
