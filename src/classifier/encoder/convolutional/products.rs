//! Which matrix products an encoding takes: to tell how much of its time they are.

use super::Convolutional;
use super::forward::Batch;
use super::network::Network;
use super::{Window, batches, windows};
use ndarray::Array2;

/// Rows of the left matrix, its columns (the rows of the right one), columns of the right one.
pub type Product = [usize; 3];

impl Convolutional {
    /// The matrix products that [`Convolutional::encode`] takes for these texts, for each batch that one thread takes. In
    /// rayon's current pool, on which the batches depend.
    pub fn products(&self, texts: &[&str]) -> Vec<Vec<Product>> {
        let pieces = &self.weights.pieces;
        let split: Vec<Vec<u32>> = texts.iter().map(|text| pieces.split(text)).collect();
        let of_batch = |batch: &&[Window]| {
            let texts: Vec<&[u32]> = batch.iter().map(|window| &window.pieces[..]).collect();
            let batch = Batch::new(&texts, pieces.len());
            self.weights.network.products(&batch)
        };
        batches(&windows(&split)).iter().map(of_batch).collect()
    }
}

impl Network {
    /// In the order of [`Network::forward`].
    fn products(&self, batch: &Batch) -> Vec<Product> {
        let with = |rows: usize, matrix: &Array2<f32>| [rows, matrix.nrows(), matrix.ncols()];
        let (different, texts) = (batch.different.len(), batch.texts.len());
        let first = self.blocks.iter().map(|[first, _]| &first.slots);
        let mut products: Vec<Product> = std::iter::once(&self.entrance.matrix)
            .chain(first)
            .map(|matrix| with(different, matrix))
            .collect();
        for group in batch.groups() {
            let of_group = &batch.texts[group];
            let places = of_group.iter().map(|text| text.len()).sum();
            let second = self.blocks.iter().map(|[_, second]| &second.slots);
            products.extend(second.map(|matrix| with(places, matrix)));
        }
        products.push(with(texts, &self.exit.matrix));
        let head = &self.head;
        let of_head = [
            &head.mean_to_first,
            &head.mean_to_second,
            &head.first_to_second,
            &head.second_to_third,
            &head.second_to_out,
            &head.third_to_out,
        ];
        products.extend(of_head.map(|matrix| with(texts, matrix)));
        products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_depends_on_a_piece_alone_is_multiplied_once_a_batch() {
        let encoder = Convolutional::read().unwrap();
        let of = |texts: &[&str]| encoder.products(texts).concat();
        let text = "We were afraid of losing our jobs.";
        let (once, twice) = (of(&[text]), of(&[text, text]));
        assert_eq!(once.len(), twice.len());
        for (nth, (once, twice)) in once.iter().zip(&twice).enumerate() {
            let factor = if nth < 4 { 1 } else { 2 };
            assert_eq!(
                twice,
                &[factor * once[0], once[1], once[2]],
                "product {nth}"
            );
        }
        assert!(of(&[]).is_empty());
    }
}
