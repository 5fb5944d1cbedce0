//! A table of multilingual word pieces compiled into emic: every language, no word order, very fast.
//!
//! What it is made of and how good it is: `models/table/CARD.md`. A text's vector is the mean of the vectors of its pieces.
//! Rare pieces have long vectors and common ones short ones, so that the mean needs no further weights.

mod file;
mod spelling;

use super::pieces::SortedPieces;
use super::unit_length::to_unit_length;
use crate::error::Result;
use file::Rows;
use ndarray::Array2;
use rayon::prelude::*;
use spelling::for_each_word;

/// The file `models/table/make.py` makes.
static SHIPPED: &[u8] = include_bytes!("../../../../models/table/table.bin");

/// To be raised when the code, with the same table, gives other vectors than before.
const REVISION: u32 = 1;
/// Texts that one thread takes at a time, at least.
const BATCH: usize = 64;

/// The table.
pub struct Table {
    pieces: SortedPieces,
    rows: Rows,
    checksum: u64,
}

impl Table {
    /// Unpacks what is compiled into emic.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] when the program file is damaged.
    pub(super) fn read() -> Result<Self> {
        file::read(SHIPPED)
    }

    /// Its name, as results and suggestions give it.
    pub fn name(&self) -> &'static str {
        "table potion-multilingual"
    }

    /// Changes with any number in the table and with the way texts are read.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}-{REVISION}", self.checksum)
    }

    /// Numbers in a vector: 128.
    pub fn dimensions(&self) -> usize {
        file::WIDTH
    }

    /// A row for each text, of length 1; zeros for a text without a word. The same bits on any number of threads.
    pub fn encode(&self, texts: &[&str]) -> Array2<f32> {
        let mut encoded = Array2::zeros((texts.len(), file::WIDTH));
        if let Some(numbers) = encoded.as_slice_mut() {
            numbers
                .par_chunks_exact_mut(file::WIDTH)
                .with_min_len(BATCH)
                .zip(texts)
                .for_each(|(row, text)| self.write(text, row));
        }
        encoded
    }

    /// Adds up a text's pieces; their number does not matter, because the sum is brought to length 1.
    fn write(&self, text: &str, row: &mut [f32]) {
        for_each_word(text, |word| {
            self.for_each_piece(word, |piece| self.rows.add(piece, row));
        });
        to_unit_length(row);
    }

    /// The longest piece that the word begins with, then the longest that the rest begins with, and so on.
    ///
    /// The word comes with a space before it, as pieces that begin a word have one. Where none of them fits, as in Chinese,
    /// the word begins with any piece (the package passes over its first letter there). A letter without a piece is passed over.
    fn for_each_piece(&self, word: &str, mut found: impl FnMut(usize)) {
        let mut at = match self.longest(word) {
            Some((length, piece)) => {
                found(piece);
                length
            }
            None => 1,
        };
        while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some((length, piece)) = self.longest(rest) {
                found(piece);
                at += length;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    fn longest(&self, text: &str) -> Option<(usize, usize)> {
        let mut longest = None;
        self.pieces
            .for_each_prefix(text.as_bytes(), |length, piece| {
                longest = Some((length, piece));
            });
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK_TEXTS: &str = include_str!("../../../../models/table/check.tsv");
    const CHECK_VECTORS: &[u8] = include_bytes!("../../../../models/table/check.bin");

    fn shipped() -> Table {
        Table::read().unwrap()
    }

    /// Mean cosine with the package's own vectors, by language.
    #[test]
    fn vectors_point_where_the_package_points() {
        let (languages, texts): (Vec<&str>, Vec<&str>) = CHECK_TEXTS
            .lines()
            .map(|line| line.split_once('\t').unwrap())
            .unzip();
        let encoded = shipped().encode(&texts);
        for language in ["en", "zh", "ar", "fa", "hu"] {
            let of_language = (0..texts.len()).filter(|&at| languages[at] == language);
            let cosines: Vec<f32> = of_language
                .map(|at| {
                    let package = &CHECK_VECTORS[at * 128..(at + 1) * 128];
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
    fn rows_are_of_length_one_or_empty() {
        let long = "We talked about it for a long time. ".repeat(200);
        for (text, expected) in [
            ("", 0.0),
            (" \n\u{200b}?!", 0.0),
            ("🙂", 0.0),
            ("\0", 0.0),
            ("א", 1.0),
            ("word", 1.0),
            (long.as_str(), 1.0),
            ("سلام", 1.0),
            ("我", 1.0),
            ("ก็", 1.0),
        ] {
            let row = shipped().encode(&[text]);
            assert!(
                (row.row(0).dot(&row.row(0)) - expected).abs() < 1e-5,
                "{text:?}"
            );
        }
        assert_eq!(shipped().encode(&[]).dim(), (0, 128));
    }

    #[test]
    fn a_text_gets_the_same_bits_on_any_number_of_threads() {
        let table = shipped();
        let texts: Vec<&str> = CHECK_TEXTS.lines().cycle().take(1000).collect();
        let pool = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| table.encode(&texts))
        };
        let one = pool(1);
        assert_eq!(one, pool(3));
        assert_eq!(one.row(999), table.encode(&texts[999..]).row(0));
    }

    #[test]
    fn persian_and_hungarian_paraphrases_lie_nearer_than_strangers() {
        for [one, paraphrase, stranger] in [
            [
                "از مدیرم می‌ترسیدم",
                "من از رییسم وحشت داشتم",
                "سوپ خیلی سرد بود",
            ],
            [
                "می‌ترسیدم کتاب را بخوانم",
                "مي ترسيدم كتاب را بخوانم ی",
                "هوا امروز بارانی است",
            ],
            [
                "Féltem a főnökömtől.",
                "Rettegtem a vezetőmtől.",
                "A leves hideg volt.",
            ],
            ["我害怕失去工作。", "我担心被解雇。", "汤已经凉了。"],
        ] {
            let rows = shipped().encode(&[one, paraphrase, stranger]);
            let (near, far) = (rows.row(0).dot(&rows.row(1)), rows.row(0).dot(&rows.row(2)));
            assert!(near > far + 0.1, "{one}: {near} and {far}");
        }
    }
}
