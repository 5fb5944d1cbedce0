//! Reading the file of the shipped encoder.
//!
//! Little-endian, nothing aligned, one section after the other (made by `models/encoder/make.py`):
//!
//! ```text
//! "emic-enc"                     magic
//! u64                            checksum of everything after it
//! u32 × 4                        version, pieces, bytes of codes, bytes of text
//! f32 × (2 + 4 + 8 + 16)         levels of codes of 1, 2, 3 and 4 bits
//! u8 × pieces                    length of each piece in bytes (0: unknown, begin, end)
//! u8 × pieces                    bits a number of its vector
//! u16 × pieces                   cost: negative log probability × 2048
//! u16 × pieces                   scale of its vector (bfloat16)
//! codes, text                    of all pieces, one after the other
//! the network                    in the order of the fields of `Network`: vectors as f32,
//!                                matrices as i8 × rows × columns, then a scale (f32) a column
//! ```

use ndarray::Array2;

use super::super::reader::{Reader, damaged};
use super::network::{
    BLOCKS, Block, CHANNELS, Convolution, Entrance, Exit, FEATURES, HIDDEN, Head, Network,
};
use super::pieces::Pieces;
use super::rows::{Rows, WIDTH, read_levels};
use crate::error::Result;

const MAGIC: [u8; 8] = *b"emic-enc";
const VERSION: usize = 1;

/// Everything in the file.
pub(super) struct Weights {
    pub pieces: Pieces,
    pub rows: Rows,
    pub network: Network,
    pub checksum: u64,
}

impl Weights {
    /// Reads and checks a whole file.
    pub fn read(file: &'static [u8]) -> Result<Self> {
        let (mut reader, checksum) = Reader::open(file, MAGIC, VERSION)?;
        let (pieces, rows) = read_pieces(&mut reader)?;
        let network = read_network(&mut reader)?;
        reader.finish()?;
        Ok(Self {
            pieces,
            rows,
            network,
            checksum,
        })
    }
}

fn read_pieces(reader: &mut Reader) -> Result<(Pieces, Rows)> {
    let (count, code_bytes, text_bytes) = (reader.count()?, reader.count()?, reader.count()?);
    let levels = read_levels(reader)?;
    let lengths = reader.bytes(count)?;
    let bits = reader.bytes(count)?;
    let costs = reader.u16s(count)?;
    let scales = reader.u16s(count)?;
    let codes = reader.bytes(code_bytes)?;
    let text = reader.bytes(text_bytes)?;
    Ok((
        Pieces::new(lengths, costs, text)?,
        Rows::new(bits, &scales, levels, codes)?,
    ))
}

fn read_network(reader: &mut Reader) -> Result<Network> {
    Ok(Network {
        entrance: Entrance {
            matrix: read_matrix(reader, WIDTH, BLOCKS * CHANNELS)?,
            bias: reader.f32s(BLOCKS * CHANNELS)?,
            gain: reader.f32s(BLOCKS * CHANNELS)?,
            shift: reader.f32s(BLOCKS * CHANNELS)?,
        },
        blocks: [
            read_block(reader, 2, 0)?,
            read_block(reader, 3, 1)?,
            read_block(reader, 5, 2)?,
        ],
        exit: Exit {
            gain: reader.f32s(FEATURES)?,
            shift: reader.f32s(FEATURES)?,
            matrix: read_matrix(reader, FEATURES, WIDTH)?,
            bias: reader.f32s(WIDTH)?,
        },
        head: Head {
            mean_to_first: read_matrix(reader, WIDTH, HIDDEN)?,
            mean_to_second: read_matrix(reader, WIDTH, HIDDEN)?,
            first_to_second: read_matrix(reader, HIDDEN, HIDDEN)?,
            second_to_third: read_matrix(reader, HIDDEN, WIDTH)?,
            second_to_out: read_matrix(reader, HIDDEN, WIDTH)?,
            third_to_out: read_matrix(reader, WIDTH, WIDTH)?,
        },
    })
}

fn read_block(reader: &mut Reader, length: usize, before: usize) -> Result<Block> {
    let mut layer = || -> Result<Convolution> {
        Ok(Convolution {
            length,
            before,
            slots: read_matrix(reader, CHANNELS, length * CHANNELS)?,
            bias: reader.f32s(CHANNELS)?,
        })
    };
    Ok([layer()?, layer()?])
}

fn read_matrix(reader: &mut Reader, rows: usize, columns: usize) -> Result<Array2<f32>> {
    let codes = reader.bytes(rows * columns)?;
    let scales = reader.f32s(columns)?;
    let values = codes.chunks_exact(columns).flat_map(|row| {
        row.iter()
            .zip(&scales)
            .map(|(&code, scale)| f32::from(code.cast_signed()) * scale)
    });
    Array2::from_shape_vec((rows, columns), values.collect()).map_err(damaged)
}

#[cfg(test)]
mod tests {
    use super::super::super::reader::checksum_of;
    use super::*;

    #[test]
    fn a_damaged_file_is_an_error_wherever_it_is_damaged() {
        let file: &'static [u8] = &super::super::SHIPPED[..100_000];
        for end in [0, 7, 8, 16, 30, 50, 99_999] {
            assert!(Weights::read(&file[..end]).is_err(), "{end} bytes");
        }
        let mut changed = super::super::SHIPPED.to_vec();
        changed[5_000_000] ^= 1;
        let error = Weights::read(changed.leak()).err().unwrap();
        assert!(error.to_string().contains("checksum"), "{error}");
    }

    #[test]
    fn a_truncated_file_with_a_right_checksum_is_an_error_too() {
        for end in [40, 200, 80_000, 9_000_000, super::super::SHIPPED.len() - 1] {
            let mut file = super::super::SHIPPED[..end].to_vec();
            let checksum = checksum_of(&file[16..]);
            file[8..16].copy_from_slice(&checksum.to_le_bytes());
            assert!(Weights::read(file.leak()).is_err(), "{end} bytes");
        }
    }
}
