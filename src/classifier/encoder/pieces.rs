//! Word pieces in the order of their bytes.

use super::reader::damaged;
use crate::error::Result;

/// A list of pieces in which those that share a beginning lie together.
pub(super) struct SortedPieces {
    text: &'static [u8],
    /// Where each piece starts in `text`, and where the last ends.
    starts: Vec<u32>,
    /// The first piece whose first two bytes are at least these (a missing second byte counts as 0).
    buckets: Vec<u32>,
}

impl SortedPieces {
    /// Pieces of these lengths (in bytes), one after the other in `text`. The first `reserved` ones are no pieces of text:
    /// they have numbers, and are never found.
    pub fn new(lengths: &[u8], text: &'static [u8], reserved: usize) -> Result<Self> {
        let mut starts = vec![0u32];
        starts.extend(lengths.iter().scan(0, |end, &length| {
            *end += u32::from(length);
            Some(*end)
        }));
        if lengths.len() < reserved.max(1) {
            return Err(damaged("it has no pieces"));
        }
        if starts.last().map(|&end| end as usize) != Some(text.len()) {
            return Err(damaged("the pieces and their text differ in length"));
        }
        let mut pieces = Self {
            text,
            starts,
            buckets: Vec::new(),
        };
        pieces.buckets = pieces.fill_buckets(reserved, lengths.len())?;
        Ok(pieces)
    }

    fn fill_buckets(&self, reserved: usize, count: usize) -> Result<Vec<u32>> {
        let mut buckets = vec![0; (1 << 16) + 1];
        let mut last: &[u8] = &[];
        for piece in reserved..count {
            let bytes = self.bytes(piece);
            if bytes <= last {
                return Err(damaged("the pieces are not in order"));
            }
            last = bytes;
            buckets[bucket(bytes) + 1] += 1;
        }
        buckets[0] = reserved as u32;
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Ok(buckets)
    }

    /// A piece as it is written.
    pub fn bytes(&self, piece: usize) -> &'static [u8] {
        &self.text[self.starts[piece] as usize..self.starts[piece + 1] as usize]
    }

    /// Calls `found` with the length and number of every piece that `bytes`, at least one, begin with, shortest first.
    pub fn for_each_prefix(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        let range = |bytes: &[u8]| {
            let at = bucket(bytes);
            (self.buckets[at] as usize, self.buckets[at + 1] as usize)
        };
        let (one, end) = range(&bytes[..1]);
        if one < end && self.bytes(one).len() == 1 {
            found(1, one);
        }
        // No piece contains a NUL; in the buckets it means that a piece ends here.
        if bytes.len() < 2 || bytes[1] == 0 {
            return;
        }
        let (mut low, mut high) = range(&bytes[..2]);
        for length in 2..=bytes.len() {
            if low < high && self.bytes(low).len() == length {
                found(length, low);
                low += 1;
            }
            let Some(&next) = bytes.get(length) else {
                return;
            };
            low += self.count(low..high, |piece| self.bytes(piece)[length] < next);
            high = low + self.count(low..high, |piece| self.bytes(piece)[length] == next);
            if low == high {
                return;
            }
        }
    }

    /// How many pieces at the beginning of the range fulfil a condition that, once false, stays false.
    fn count(&self, range: std::ops::Range<usize>, fulfils: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low.midpoint(high);
            if fulfils(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low - range.start
    }
}

fn bucket(bytes: &[u8]) -> usize {
    let byte = |at: usize| bytes.get(at).map_or(0, |&byte| usize::from(byte));
    byte(0) << 8 | byte(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_that_is_a_piece_is_found() {
        let pieces = SortedPieces::new(&[0, 1, 2, 3, 2], "aababcé".as_bytes(), 1).unwrap();
        let mut found = Vec::new();
        pieces.for_each_prefix("abcd".as_bytes(), |length, piece| {
            found.push((length, piece))
        });
        assert_eq!(found, [(1, 1), (2, 2), (3, 3)]);
        found.clear();
        pieces.for_each_prefix("éa".as_bytes(), |length, piece| {
            found.push((length, piece))
        });
        pieces.for_each_prefix("x".as_bytes(), |length, piece| found.push((length, piece)));
        assert_eq!(found, [(2, 4)]);
    }

    #[test]
    fn pieces_out_of_order_or_of_wrong_length_are_refused() {
        assert!(SortedPieces::new(&[0, 0, 0, 1, 1], b"ba", 3).is_err());
        assert!(SortedPieces::new(&[0, 0, 0, 1, 1], b"abc", 3).is_err());
        assert!(SortedPieces::new(&[0, 0], b"", 3).is_err());
        assert!(SortedPieces::new(&[], b"", 0).is_err());
    }
}
