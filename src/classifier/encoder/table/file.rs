//! Reading the table.
//!
//! Little-endian, nothing aligned, one section after the other (made by `models/table/make.py`):
//!
//! ```text
//! "emic-tab"                magic
//! u64                       checksum of everything after it
//! u32 × 4                   version, pieces, numbers in a vector (128), bytes of text
//! f32 × 16                  the levels that codes stand for
//! u8 × pieces               length of each piece in bytes
//! u16 × pieces              scale of its vector (bfloat16)
//! u8 × 64 × pieces          codes of its vector, two a byte, the first in the lower half
//! text                      of all pieces in the order of their bytes; a space before those that begin a word
//! ```

use super::super::pieces::SortedPieces;
use super::super::reader::{Reader, damaged};
use super::Table;
use crate::error::Result;

const MAGIC: [u8; 8] = *b"emic-tab";
const VERSION: usize = 1;
/// Numbers in a vector.
pub(super) const WIDTH: usize = 128;
const CODE_BYTES: usize = WIDTH / 2;
const LEVELS: usize = 16;

/// The vector of each piece, in four bits a number and one scale.
pub(super) struct Rows {
    codes: &'static [[u8; CODE_BYTES]],
    scales: Vec<f32>,
    /// The two numbers that a byte of codes stands for.
    pairs: Vec<[f32; 2]>,
}

impl Rows {
    /// Adds the vector of a piece to `row`, which has [`WIDTH`] places.
    pub fn add(&self, piece: usize, row: &mut [f32]) {
        let scale = self.scales[piece];
        for (two, &code) in row
            .as_chunks_mut::<2>()
            .0
            .iter_mut()
            .zip(&self.codes[piece])
        {
            let pair = self.pairs[usize::from(code)];
            two[0] += pair[0] * scale;
            two[1] += pair[1] * scale;
        }
    }
}

/// Reads and checks a whole file.
pub(super) fn read(file: &'static [u8]) -> Result<Table> {
    let (mut reader, checksum) = Reader::open(file, MAGIC, VERSION)?;
    let (count, width, text) = (reader.count()?, reader.count()?, reader.count()?);
    if width != WIDTH {
        return Err(damaged(format!(
            "{width} numbers in a vector instead of {WIDTH}"
        )));
    }
    let levels = reader.f32s(LEVELS)?;
    let lengths = reader.bytes(count)?;
    let scales = reader.u16s(count)?.into_iter();
    let codes = reader.bytes(count * CODE_BYTES)?.as_chunks().0;
    let pieces = SortedPieces::new(lengths, reader.bytes(text)?, 0)?;
    reader.finish()?;
    let rows = Rows {
        codes,
        scales: scales
            .map(|half| f32::from_bits(u32::from(half) << 16))
            .collect(),
        pairs: (0..256)
            .map(|byte| [levels[byte % LEVELS], levels[byte / LEVELS]])
            .collect(),
    };
    Ok(Table {
        pieces,
        rows,
        checksum,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::reader::checksum_of;
    use super::super::SHIPPED;
    use super::*;

    #[test]
    fn codes_become_levels_times_scale() {
        let mut codes = [[0u8; CODE_BYTES]; 1];
        codes[0][0] = 0x21;
        let rows = Rows {
            codes: Vec::from(codes).leak(),
            scales: vec![2.0],
            pairs: (0..256)
                .map(|byte| [(byte % 16) as f32, (byte / 16) as f32])
                .collect(),
        };
        let mut row = [1.0; WIDTH];
        rows.add(0, &mut row);
        assert_eq!(row[..3], [3.0, 5.0, 1.0]);
    }

    #[test]
    fn a_damaged_file_is_an_error_wherever_it_is_damaged() {
        for end in [0, 7, 16, 40, 90_000, 5_000_000, SHIPPED.len() - 1] {
            assert!(read(&SHIPPED[..end]).is_err(), "{end} bytes");
            if end > 16 {
                let mut file = SHIPPED[..end].to_vec();
                let checksum = checksum_of(&file[16..]);
                file[8..16].copy_from_slice(&checksum.to_le_bytes());
                assert!(
                    read(file.leak()).is_err(),
                    "{end} bytes with their checksum"
                );
            }
        }
        let mut changed = SHIPPED.to_vec();
        changed[2_000_000] ^= 1;
        let error = read(changed.leak()).err().unwrap();
        assert!(error.to_string().contains("checksum"), "{error}");
    }
}
