//! Numbers out of bytes, never past their end.

use crate::error::{Error, Result};

/// What is left of a file of little-endian numbers.
pub(super) struct Reader {
    rest: &'static [u8],
}

impl Reader {
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What follows the head of a file: eight letters, a checksum of all after it, and a version. With the checksum.
    pub fn open(file: &'static [u8], magic: [u8; 8], version: usize) -> Result<(Self, u64)> {
        let mut reader = Self::new(file);
        if reader.bytes(magic.len())? != magic {
            return Err(damaged("it does not begin like one"));
        }
        let checksum = reader.u64()?;
        if checksum_of(reader.rest) != checksum {
            return Err(damaged("its checksum is wrong"));
        }
        let found = reader.count()?;
        if found != version {
            return Err(damaged(format!("version {found} instead of {version}")));
        }
        Ok((reader, checksum))
    }

    /// The next `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Result<&'static [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| {
            let left = self.rest.len();
            damaged(format!("{count} more bytes expected, {left} left"))
        })?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn u64(&mut self) -> Result<u64> {
        let bytes = self.bytes(8)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    /// A count, kept as 32 bits.
    pub fn count(&mut self) -> Result<usize> {
        let bytes = self.bytes(4)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |value, &byte| value << 8 | usize::from(byte)))
    }

    pub fn u16s(&mut self, count: usize) -> Result<Vec<u16>> {
        let bytes = self.bytes(2 * count)?;
        let pairs = bytes.as_chunks::<2>().0;
        Ok(pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect())
    }

    pub fn f32s(&mut self, count: usize) -> Result<Vec<f32>> {
        let bytes = self.bytes(4 * count)?;
        let fours = bytes.as_chunks::<4>().0;
        Ok(fours.iter().map(|&four| f32::from_le_bytes(four)).collect())
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(damaged(format!("{} bytes too many", self.rest.len())))
    }
}

/// The error of an encoder that is not what emic was built with.
pub(super) fn damaged(what: impl std::fmt::Display) -> Error {
    Error::internal(format!("the shipped sentence encoder is damaged: {what}"))
}

/// Rotate, mix in the next eight bytes, multiply; the last eight are filled up with zeros.
pub(super) fn checksum_of(bytes: &[u8]) -> u64 {
    let mix =
        |value: u64, word: u64| (value.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = bytes.as_chunks::<8>();
    let value = words.iter().fold(bytes.len() as u64, |value, &word| {
        mix(value, u64::from_le_bytes(word))
    });
    if rest.is_empty() {
        return value;
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(value, u64::from_le_bytes(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_little_endian() {
        let mut reader = Reader::new(&[1, 2, 0, 0, 3, 1, 0, 0, 128, 63]);
        assert_eq!(reader.count().unwrap(), 0x201);
        assert_eq!(reader.u16s(1).unwrap(), [0x103]);
        assert_eq!(reader.f32s(1).unwrap(), [1.0]);
        reader.finish().unwrap();
    }

    #[test]
    fn the_end_is_an_error_not_a_panic() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert!(reader.u64().is_err());
        assert!(reader.f32s(1).is_err());
        assert!(reader.finish().is_err());
    }
}
