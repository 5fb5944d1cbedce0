//! The vector of each piece, kept in one to four bits a number.

use super::super::reader::{Reader, damaged};
use crate::error::Result;

/// Numbers in a piece's vector.
pub(super) const WIDTH: usize = 512;

/// The vectors of all pieces: codes in the file, a scale for each, the levels the codes stand for.
///
/// Common pieces have more bits than rare ones.
pub(super) struct Rows {
    codes: &'static [u8],
    starts: Vec<u32>,
    bits: &'static [u8],
    scales: Vec<f32>,
    /// Levels of 1, 2, 3 and 4 bits.
    levels: [Vec<f32>; 4],
}

impl Rows {
    /// `bits` a number and `scales` (the upper half of a 32-bit number) for each piece; the codes of a piece follow those of the one before.
    pub fn new(
        bits: &'static [u8],
        scales: &[u16],
        levels: [Vec<f32>; 4],
        codes: &'static [u8],
    ) -> Result<Self> {
        if bits.iter().any(|bits| !(1..=4).contains(bits)) {
            return Err(damaged("a vector has not one to four bits a number"));
        }
        let mut starts = vec![0];
        starts.extend(bits.iter().scan(0, |end, &bits| {
            *end += u32::from(bits) * (WIDTH / 8) as u32;
            Some(*end)
        }));
        if starts.last().map(|&end| end as usize) != Some(codes.len()) || scales.len() != bits.len()
        {
            return Err(damaged("the vectors and their codes differ in length"));
        }
        let scales = scales
            .iter()
            .map(|&half| f32::from_bits(u32::from(half) << 16));
        Ok(Self {
            codes,
            starts,
            bits,
            scales: scales.collect(),
            levels,
        })
    }

    /// Writes the vector of a piece into `row`, which has [`WIDTH`] places.
    pub fn write(&self, piece: u32, row: &mut [f32]) {
        let piece = piece as usize;
        let bits = usize::from(self.bits[piece]);
        let codes = &self.codes[self.starts[piece] as usize..self.starts[piece + 1] as usize];
        let levels = &self.levels[bits - 1];
        let scale = self.scales[piece];
        // Eight codes lie in `bits` bytes, the first in the lowest bits.
        for (eight, bytes) in row.chunks_exact_mut(8).zip(codes.chunks_exact(bits)) {
            let mut word = bytes
                .iter()
                .rev()
                .fold(0u32, |word, &byte| word << 8 | u32::from(byte));
            for value in eight {
                *value = levels[word as usize & (levels.len() - 1)] * scale;
                word >>= bits;
            }
        }
    }
}

/// The levels of 1 to 4 bits, as the file has them.
pub(super) fn read_levels(reader: &mut Reader) -> Result<[Vec<f32>; 4]> {
    Ok([
        reader.f32s(2)?,
        reader.f32s(4)?,
        reader.f32s(8)?,
        reader.f32s(16)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_levels_times_scale() {
        let levels = [
            vec![-1.0, 1.0],
            vec![-2.0, -1.0, 1.0, 2.0],
            vec![0.0; 8],
            vec![0.0; 16],
        ];
        let mut codes = vec![0b1111_0001u8; 64];
        codes.extend([0b1110_0100u8; 128]);
        let half = (2.0f32.to_bits() >> 16) as u16;
        let rows = Rows::new(&[1, 2], &[half, half], levels, codes.leak()).unwrap();
        let mut row = [0.0; WIDTH];
        rows.write(0, &mut row);
        assert_eq!(row[..8], [2.0, -2.0, -2.0, -2.0, 2.0, 2.0, 2.0, 2.0]);
        rows.write(1, &mut row);
        assert_eq!(row[508..], [-4.0, -2.0, 2.0, 4.0]);
    }

    #[test]
    fn codes_that_do_not_fit_are_refused() {
        let levels = || [vec![0.0; 2], vec![0.0; 4], vec![0.0; 8], vec![0.0; 16]];
        assert!(Rows::new(&[5], &[0], levels(), &[0; 320]).is_err());
        assert!(Rows::new(&[1], &[0], levels(), &[0; 63]).is_err());
        assert!(Rows::new(&[1], &[], levels(), &[0; 64]).is_err());
    }
}
