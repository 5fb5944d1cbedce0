//! A text in pieces: the split that the pieces' own probabilities make most likely (Kudo 2018, unigram language model).

use super::reader::damaged;
use super::spelling::spell;
use crate::error::Result;

/// Stands for a letter without a piece.
pub(super) const UNKNOWN: u32 = 0;
/// Opens every text.
pub(super) const BEGIN: u32 = 1;
/// Closes every text.
pub(super) const END: u32 = 2;

/// All pieces in the order of their bytes, so that the pieces that share a beginning lie together.
pub(super) struct Pieces {
    text: &'static [u8],
    /// Where each piece starts in `text`, and where the last ends.
    starts: Vec<u32>,
    /// Negative log probability of each piece in whole steps, so that sums are exact.
    costs: Vec<u16>,
    /// The first piece whose first two bytes are at least these (a missing second byte counts as 0).
    buckets: Vec<u32>,
}

/// The best way found to a place in the text.
#[derive(Clone, Copy)]
struct Step {
    cost: u64,
    from: u32,
    piece: u32,
}

const UNREACHED: Step = Step {
    cost: u64::MAX,
    from: 0,
    piece: UNKNOWN,
};

impl Pieces {
    /// Pieces of these lengths (in bytes) and costs, one after the other in `text`; the first three are unknown, begin and end.
    pub fn new(lengths: &[u8], costs: Vec<u16>, text: &'static [u8]) -> Result<Self> {
        let mut starts = vec![0u32];
        starts.extend(lengths.iter().scan(0, |end, &length| {
            *end += u32::from(length);
            Some(*end)
        }));
        if lengths.len() <= END as usize {
            return Err(damaged("it has no pieces"));
        }
        if starts.last().map(|&end| end as usize) != Some(text.len())
            || costs.len() != lengths.len()
        {
            return Err(damaged("the pieces and their text differ in length"));
        }
        let mut pieces = Self {
            text,
            starts,
            costs,
            buckets: Vec::new(),
        };
        pieces.buckets = pieces.fill_buckets()?;
        Ok(pieces)
    }

    fn fill_buckets(&self) -> Result<Vec<u32>> {
        let mut buckets = vec![0; (1 << 16) + 1];
        let mut last: &[u8] = &[];
        for piece in END as usize + 1..self.costs.len() {
            let bytes = self.bytes(piece);
            if bytes <= last {
                return Err(damaged("the pieces are not in order"));
            }
            last = bytes;
            buckets[bucket(bytes) + 1] += 1;
        }
        buckets[0] = END + 1;
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Ok(buckets)
    }

    fn bytes(&self, piece: usize) -> &'static [u8] {
        &self.text[self.starts[piece] as usize..self.starts[piece + 1] as usize]
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.costs.len()
    }

    /// The pieces of a text without begin and end; none for a text without a letter or sign.
    pub fn split(&self, text: &str) -> Vec<u32> {
        let spelt = spell(text);
        let bytes = spelt.as_bytes();
        let mut steps = vec![UNREACHED; bytes.len() + 1];
        steps[0].cost = 0;
        for (at, letter) in spelt.char_indices() {
            let cost = steps[at].cost;
            let mut letter_known = false;
            self.for_each_prefix(&bytes[at..], |length, piece| {
                letter_known |= length == letter.len_utf8();
                reach(
                    &mut steps[at + length],
                    cost + u64::from(self.costs[piece]),
                    at,
                    piece as u32,
                );
            });
            if !letter_known {
                let unknown = cost + u64::from(self.costs[UNKNOWN as usize]);
                reach(&mut steps[at + letter.len_utf8()], unknown, at, UNKNOWN);
            }
        }
        walk_back(&steps)
    }

    /// Calls `found` with the length and number of every piece that `bytes` begin with, shortest first.
    fn for_each_prefix(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
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

fn reach(step: &mut Step, cost: u64, from: usize, piece: u32) {
    if cost < step.cost {
        *step = Step {
            cost,
            from: from as u32,
            piece,
        };
    }
}

fn walk_back(steps: &[Step]) -> Vec<u32> {
    let mut pieces = Vec::new();
    let mut at = steps.len() - 1;
    while at > 0 {
        pieces.push(steps[at].piece);
        at = steps[at].from as usize;
    }
    pieces.reverse();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Costs in whole numbers, by piece.
    fn pieces(list: &[(&'static str, u16)]) -> Pieces {
        let mut list = list.to_vec();
        list.sort_unstable();
        let mut lengths = vec![0; 3];
        let mut costs = vec![100, 0, 0];
        for (piece, cost) in &list {
            lengths.push(piece.len() as u8);
            costs.push(*cost);
        }
        let text: String = list.iter().map(|(piece, _)| *piece).collect();
        Pieces::new(&lengths, costs, text.leak().as_bytes()).unwrap()
    }

    fn split(pieces: &Pieces, text: &str) -> Vec<String> {
        let name = |piece: &u32| match *piece {
            UNKNOWN => "?".to_owned(),
            piece => String::from_utf8_lossy(pieces.bytes(piece as usize)).into_owned(),
        };
        pieces.split(text).iter().map(name).collect()
    }

    #[test]
    fn the_cheapest_split_wins() {
        let pieces = pieces(&[
            (" ", 5),
            ("a", 5),
            ("b", 5),
            (" a", 6),
            ("ab", 7),
            (" ab", 20),
            ("é", 5),
        ]);
        assert_eq!(split(&pieces, "ab"), [" a", "b"]);
        assert_eq!(split(&pieces, "aab é"), [" a", "ab", " ", "é"]);
    }

    #[test]
    fn unknown_letters_are_one_each_and_nothing_panics() {
        let pieces = pieces(&[(" ", 5), ("a", 5), ("\u{1f600}", 5)]);
        assert_eq!(
            split(&pieces, "xa\u{1f600}\u{1f601}"),
            [" ", "?", "a", "\u{1f600}", "?"]
        );
        assert_eq!(split(&pieces, "a\0a"), [" ", "a", "?", "a"]);
        assert!(split(&pieces, "").is_empty());
        assert!(split(&pieces, " \n").is_empty());
    }

    #[test]
    fn pieces_out_of_order_or_of_wrong_length_are_refused() {
        assert!(Pieces::new(&[0, 0, 0, 1, 1], vec![0; 5], b"ba").is_err());
        assert!(Pieces::new(&[0, 0, 0, 1, 1], vec![0; 5], b"abc").is_err());
        assert!(Pieces::new(&[0, 0], vec![0; 2], b"").is_err());
    }
}
