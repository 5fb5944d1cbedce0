//! Vectors computed once a text: kept by the text's hash, eight bits a number.

use super::Encoder;
use crate::error::Result;
use ndarray::Array2;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Vectors of texts that were met before. Nothing but numbers: no text can be read from it.
#[derive(Default)]
pub struct VectorCache {
    known: HashMap<u128, Packed>,
    changed: bool,
}

/// A vector as bytes and what one step of a byte is worth.
struct Packed {
    step: f32,
    numbers: Vec<i8>,
}

impl VectorCache {
    /// The vectors written by [`VectorCache::to_bytes`] for vectors of `dimensions`; what is damaged is left out.
    pub fn from_bytes(bytes: &[u8], dimensions: usize) -> Self {
        let known = bytes
            .chunks_exact(20 + dimensions)
            .filter_map(|entry| {
                let (key, rest) = entry.split_first_chunk::<16>()?;
                let (step, numbers) = rest.split_first_chunk::<4>()?;
                let packed = Packed {
                    step: f32::from_le_bytes(*step),
                    numbers: numbers.iter().map(|b| b.cast_signed()).collect(),
                };
                packed
                    .step
                    .is_finite()
                    .then_some((u128::from_le_bytes(*key), packed))
            })
            .collect();
        Self {
            known,
            changed: false,
        }
    }

    /// All vectors as bytes, in the order of their keys.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut keys: Vec<&u128> = self.known.keys().collect();
        keys.sort_unstable();
        let mut bytes = Vec::new();
        for key in keys {
            let packed = &self.known[key];
            bytes.extend(key.to_le_bytes());
            bytes.extend(packed.step.to_le_bytes());
            bytes.extend(packed.numbers.iter().map(|n| n.cast_unsigned()));
        }
        bytes
    }

    /// Whether vectors came in that the bytes it was read from lack.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// A row for each text; those not known yet are encoded and kept. Always read back from eight bits, so that the first
    /// and every later answer are the same.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn encode(&mut self, encoder: &Encoder, texts: &[&str]) -> Result<Array2<f32>> {
        let keys: Vec<u128> = texts.iter().map(|text| key(text)).collect();
        let mut asked = HashSet::new();
        let (new_keys, new_texts): (Vec<u128>, Vec<&str>) = keys
            .iter()
            .zip(texts)
            .filter(|(key, _)| !self.known.contains_key(key) && asked.insert(**key))
            .unzip();
        if !new_texts.is_empty() {
            let vectors = encoder.encode(&new_texts)?;
            for (key, row) in new_keys.into_iter().zip(vectors.outer_iter()) {
                self.known.insert(key, Packed::of(row.iter().copied()));
            }
            self.changed = true;
        }
        let mut rows = Array2::zeros((texts.len(), encoder.dimensions()));
        for (mut row, key) in rows.outer_iter_mut().zip(&keys) {
            let packed = &self.known[key];
            for (number, byte) in row.iter_mut().zip(&packed.numbers) {
                *number = f32::from(*byte) * packed.step;
            }
        }
        Ok(rows)
    }
}

impl Packed {
    fn of(row: impl Iterator<Item = f32> + Clone) -> Self {
        let largest = row.clone().fold(0.0_f32, |most, x| most.max(x.abs()));
        let step = (largest / 127.0).max(f32::MIN_POSITIVE);
        Self {
            step,
            numbers: row.map(|x| (x / step).round() as i8).collect(),
        }
    }
}

/// 128 bits, so that two texts of one project never meet. The hash need not be kept secret, but must stay the same: a change
/// of it costs one encoding.
fn key(text: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        text.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts_come_back_the_same_and_near_the_encoder() {
        let encoder = Encoder::shipped().unwrap();
        let texts = [
            "We taught one another.",
            "我们互相学习",
            "We taught one another.",
            "",
        ];
        let mut cache = VectorCache::default();
        let first = cache.encode(encoder, &texts).unwrap();
        assert!(cache.is_changed());
        assert_eq!(cache.len(), 3);
        let mut again = VectorCache::from_bytes(&cache.to_bytes(), encoder.dimensions());
        assert_eq!(again.encode(encoder, &texts).unwrap(), first);
        assert!(!again.is_changed());
        let exact = encoder.encode(&texts).unwrap();
        assert!(first.row(0).dot(&exact.row(0)) > 0.999);
        assert_eq!(first.row(3).dot(&first.row(3)), 0.0);
    }

    #[test]
    fn damaged_bytes_are_left_out() {
        assert!(VectorCache::from_bytes(&[1, 2, 3], 512).is_empty());
    }
}
