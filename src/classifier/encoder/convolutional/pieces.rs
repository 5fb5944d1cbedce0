//! A text in pieces: the split that the pieces' own probabilities make most likely (Kudo 2018, unigram language model).

use super::super::pieces::SortedPieces;
use super::super::reader::damaged;
use super::spelling::spell;
use crate::error::Result;

/// Stands for a letter without a piece.
pub(super) const UNKNOWN: u32 = 0;
/// Opens every text.
pub(super) const BEGIN: u32 = 1;
/// Closes every text.
pub(super) const END: u32 = 2;

/// All pieces and what each costs.
pub(super) struct Pieces {
    list: SortedPieces,
    /// Negative log probability of each piece in whole steps, so that sums are exact.
    costs: Vec<u16>,
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
        if lengths.len() != costs.len() {
            return Err(damaged("the pieces and their costs differ in number"));
        }
        let list = SortedPieces::new(lengths, text, END as usize + 1)?;
        Ok(Self { list, costs })
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
            self.list.for_each_prefix(&bytes[at..], |length, piece| {
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
            piece => String::from_utf8_lossy(pieces.list.bytes(piece as usize)).into_owned(),
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
    fn pieces_without_their_costs_are_refused() {
        assert!(Pieces::new(&[0, 0, 0, 1], vec![0; 3], b"a").is_err());
        assert!(Pieces::new(&[0, 0], vec![0; 2], b"").is_err());
    }
}
