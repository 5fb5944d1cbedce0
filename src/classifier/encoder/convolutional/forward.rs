//! Many texts through the network at once.
//!
//! Every matrix product takes all rows of a batch. What depends on a piece alone (its vector, the entrance, what it says to
//! its neighbours in the first convolution) is computed once for each *different* piece of the batch: in ordinary talk a
//! batch repeats most of its pieces, which saves a third of all products. A row of a product depends on that row only, and sums are taken in a fixed order, so that
//! a text gets the same bits whatever else is in its batch.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, s};

use super::super::unit_length::{sum_of, to_unit_length};
use super::network::{BLOCKS, CHANNELS, Convolution, Entrance, Exit, FEATURES, Head, Network};
use super::rows::{Rows, WIDTH};

/// Below this a variance counts as none, as in the package.
const LEAST_VARIANCE: f32 = 1e-12;
/// Pieces that pass the second convolutions together, about: what they need stays in the processor's cache.
const GROUP: usize = 512;

/// Texts in pieces, and their different pieces.
pub(super) struct Batch {
    /// Where each text starts and ends among the pieces.
    pub texts: Vec<Range<usize>>,
    /// For every piece of every text, which of the different pieces it is.
    kinds: Vec<u32>,
    /// The different pieces.
    pub different: Vec<u32>,
}

impl Batch {
    pub fn new(texts: &[&[u32]], vocabulary: usize) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let mut kind_of = vec![UNSEEN; vocabulary];
        let mut batch = Self {
            texts: Vec::with_capacity(texts.len()),
            kinds: Vec::new(),
            different: Vec::new(),
        };
        for text in texts {
            let start = batch.kinds.len();
            for &piece in *text {
                let kind = &mut kind_of[piece as usize];
                if *kind == UNSEEN {
                    *kind = batch.different.len() as u32;
                    batch.different.push(piece);
                }
                batch.kinds.push(*kind);
            }
            batch.texts.push(start..batch.kinds.len());
        }
        batch
    }

    /// Stretches of texts with about [`GROUP`] pieces.
    pub fn groups(&self) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        let mut start = 0;
        for (at, text) in self.texts.iter().enumerate() {
            if text.end - self.texts[start].start >= GROUP || at + 1 == self.texts.len() {
                groups.push(start..at + 1);
                start = at + 1;
            }
        }
        groups
    }
}

impl Network {
    /// The unit vectors of texts given as their pieces, begin and end included; no text may be empty.
    pub fn forward(&self, texts: &[&[u32]], rows: &Rows, vocabulary: usize) -> Array2<f32> {
        let batch = Batch::new(texts, vocabulary);
        let mut vectors = Array2::zeros((batch.different.len(), WIDTH));
        for (row, &piece) in each_row(&mut vectors).zip(&batch.different) {
            rows.write(piece, row);
        }
        let entered = self.entrance.enter(&vectors);
        let columns = |nth: usize| s![.., nth * CHANNELS..(nth + 1) * CHANNELS];
        let said: [Array2<f32>; BLOCKS] =
            std::array::from_fn(|nth| entered.slice(columns(nth)).dot(&self.blocks[nth][0].slots));
        let mut sums = Array2::zeros((texts.len(), FEATURES));
        for group in batch.groups() {
            let texts = &batch.texts[group.clone()];
            let kinds = &batch.kinds[texts[0].start..texts[texts.len() - 1].end];
            let texts = from_zero(texts);
            let blocks = std::array::from_fn(|nth| {
                let [first, second] = &self.blocks[nth];
                let own = entered.slice(columns(nth));
                let heard = first.hear(&said[nth], own, &texts, |place| kinds[place] as usize);
                second.hear(&heard.dot(&second.slots), heard.view(), &texts, |place| {
                    place
                })
            });
            let group_sums = each_row(&mut sums).skip(group.start);
            add_up(&vectors, &blocks, kinds, texts.into_iter().zip(group_sums));
        }
        self.head.finish(&self.exit.leave(sums, &batch.texts))
    }
}

/// The same texts, counted from the first place of the first.
fn from_zero(texts: &[Range<usize>]) -> Vec<Range<usize>> {
    let first = texts.first().map_or(0, |text| text.start);
    texts
        .iter()
        .map(|text| text.start - first..text.end - first)
        .collect()
}

impl Entrance {
    fn enter(&self, vectors: &Array2<f32>) -> Array2<f32> {
        let mut entered = vectors.dot(&self.matrix);
        for row in each_row(&mut entered) {
            add(row, &self.bias);
            normalise(row);
            for ((value, gain), shift) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
                *value = *value * gain + shift;
            }
        }
        entered
    }
}

impl Convolution {
    /// One row for every place in the texts: what stands there and what its window says.
    ///
    /// `kind` is the row of `rows` that stands at a place; `said` is the product of `rows` with the slots.
    fn hear(
        &self,
        said: &Array2<f32>,
        rows: ArrayView2<f32>,
        texts: &[Range<usize>],
        kind: impl Fn(usize) -> usize,
    ) -> Array2<f32> {
        let said = said.as_slice().unwrap_or_default();
        let places = texts.last().map_or(0, |text| text.end);
        let mut out = Array2::zeros((places, CHANNELS));
        let mut out_rows = each_row(&mut out);
        for text in texts {
            for (place, out) in text.clone().zip(&mut out_rows) {
                out.copy_from_slice(&self.bias);
                for slot in 0..self.length {
                    let other = (place + slot).wrapping_sub(self.before);
                    if text.contains(&other) {
                        let start = (kind(other) * self.length + slot) * CHANNELS;
                        add(out, &said[start..start + CHANNELS]);
                    }
                }
                for (value, own) in out.iter_mut().zip(rows.row(kind(place))) {
                    *value = value.max(0.0) + own;
                }
            }
        }
        out
    }
}

/// Adds the normalised features of each text's pieces to the text's sum.
fn add_up<'a>(
    vectors: &Array2<f32>,
    blocks: &[Array2<f32>; BLOCKS],
    kinds: &[u32],
    sums: impl Iterator<Item = (Range<usize>, &'a mut [f32])>,
) {
    let mut piece = [0.0; FEATURES];
    for (text, sum) in sums {
        for place in text {
            piece[..WIDTH].copy_from_slice(row_of(vectors, kinds[place] as usize));
            for (part, block) in piece[WIDTH..].chunks_exact_mut(CHANNELS).zip(blocks) {
                part.copy_from_slice(row_of(block, place));
            }
            normalise(&mut piece);
            add(sum, &piece);
        }
    }
}

impl Exit {
    /// For each text what its pieces add, divided by the root of their number.
    fn leave(&self, mut sums: Array2<f32>, texts: &[Range<usize>]) -> Array2<f32> {
        for (text, sum) in texts.iter().zip(each_row(&mut sums)) {
            let count = text.len() as f32;
            for ((value, gain), shift) in sum.iter_mut().zip(&self.gain).zip(&self.shift) {
                *value = *value * gain + count * shift;
            }
        }
        let mut means = sums.dot(&self.matrix);
        for (text, mean) in texts.iter().zip(each_row(&mut means)) {
            let count = text.len() as f32;
            for (value, bias) in mean.iter_mut().zip(&self.bias) {
                *value = (*value + count * bias) / count.sqrt();
            }
        }
        means
    }
}

impl Head {
    fn finish(&self, means: &Array2<f32>) -> Array2<f32> {
        let first = positive(means.dot(&self.mean_to_first));
        let second = positive(means.dot(&self.mean_to_second) + first.dot(&self.first_to_second));
        let third = positive(second.dot(&self.second_to_third));
        let mut out = second.dot(&self.second_to_out) + third.dot(&self.third_to_out);
        for row in each_row(&mut out) {
            row.iter_mut().for_each(|value| *value = value.tanh());
            to_unit_length(row);
        }
        out
    }
}

fn positive(mut values: Array2<f32>) -> Array2<f32> {
    values.mapv_inplace(|value| value.max(0.0));
    values
}

/// The rows of a matrix that lies in one stretch of memory, as every new one does.
fn each_row(matrix: &mut Array2<f32>) -> std::slice::ChunksExactMut<'_, f32> {
    let width = matrix.ncols();
    matrix
        .as_slice_mut()
        .unwrap_or_default()
        .chunks_exact_mut(width)
}

/// One row of such a matrix.
fn row_of(matrix: &Array2<f32>, row: usize) -> &[f32] {
    let width = matrix.ncols();
    &matrix.as_slice().unwrap_or_default()[row * width..][..width]
}

fn add(to: &mut [f32], what: &[f32]) {
    for (value, more) in to.iter_mut().zip(what) {
        *value += more;
    }
}

/// Shifts and scales to mean 0 and variance 1.
fn normalise(row: &mut [f32]) {
    let count = row.len() as f32;
    let mean = sum_of(row, |value| value) / count;
    let variance = sum_of(row, |value| (value - mean) * (value - mean)) / count;
    let scale = 1.0 / (variance + LEAST_VARIANCE).sqrt();
    for value in row {
        *value = (*value - mean) * scale;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_knows_each_different_piece_once() {
        let batch = Batch::new(&[&[1, 5, 2], &[1, 5, 5, 2]], 6);
        assert_eq!(batch.different, [1, 5, 2]);
        assert_eq!(batch.kinds, [0, 1, 2, 0, 1, 1, 2]);
        assert_eq!(batch.texts, [0..3, 3..7]);
        assert_eq!(batch.groups().len(), 1);
        assert_eq!(from_zero(&batch.texts[1..])[0], 0..4);
    }

    #[test]
    fn a_window_does_not_reach_into_the_next_text() {
        // Every slot passes its row on unchanged, so that a place becomes itself and its window's sum.
        let slots = Array2::from_shape_fn((CHANNELS, 3 * CHANNELS), |(row, column)| {
            f32::from(u8::from(column % CHANNELS == row))
        });
        let convolution = Convolution {
            length: 3,
            before: 1,
            slots,
            bias: vec![0.0; CHANNELS],
        };
        let rows = Array2::from_shape_fn((4, CHANNELS), |(row, _)| [1.0, 10.0, 100.0, 1000.0][row]);
        let said = rows.dot(&convolution.slots);
        let out = convolution.hear(&said, rows.view(), &[0..2, 2..4], |place| place);
        assert_eq!(out.column(7).to_vec(), [12.0, 21.0, 1200.0, 2100.0]);
    }

    #[test]
    fn rows_are_normalised() {
        let mut row: Vec<f32> = (0..32u8).map(f32::from).collect();
        normalise(&mut row);
        assert!(sum_of(&row, |value| value).abs() < 1e-5);
        assert!((sum_of(&row, |value| value * value) / 32.0 - 1.0).abs() < 1e-5);
        let mut zeros = [0.0; 16];
        to_unit_length(&mut zeros);
        assert_eq!(zeros, [0.0; 16]);
    }
}
