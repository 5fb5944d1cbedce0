//! The best passages of a query, always in the same order.

use super::passage::PassageKey;
use super::schema::{NO_UNIT, column};
use crate::error::{Error, Result};
use crate::study::{Span, TranscriptId, UnitId};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{BitSet, DocAddress, DocId, Searcher, SegmentReader};

/// Scores are compared in steps of this size, so that the last bits of a floating-point sum, which depend on how the index
/// happens to be divided into segments, decide nothing: ties go by place, then by key. Units are numbered as they were made, and
/// the order of a person's decisions is to leave no trace.
const STEP: f32 = 1.0 / 4096.0;

/// A passage and its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked {
    steps: u32,
    /// A unit ranks higher than a stretch that is none.
    is_unit: bool,
    /// What stands in an earlier transcript, or earlier in one, ranks higher.
    place: Reverse<Place>,
    /// A smaller key ranks higher.
    key: Reverse<PassageKey>,
    address: DocAddress,
}

impl Ranked {
    pub fn score(&self) -> f32 {
        self.steps as f32 * STEP
    }

    pub fn key(&self) -> PassageKey {
        self.key.0
    }

    pub fn address(&self) -> DocAddress {
        self.address
    }
}

/// A transcript, and where in it a passage begins and ends.
type Place = (TranscriptId, usize, usize);

/// Reads keys from the columns of one segment.
pub(super) struct Keys {
    unit: Column<i64>,
    transcript: Column<i64>,
    start: Column<u64>,
    end: Column<u64>,
}

impl Keys {
    pub fn of(segment: &SegmentReader) -> Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            unit: columns.i64(column::UNIT).map_err(Error::internal)?,
            transcript: columns.i64(column::TRANSCRIPT).map_err(Error::internal)?,
            start: columns.u64(column::START).map_err(Error::internal)?,
            end: columns.u64(column::END).map_err(Error::internal)?,
        })
    }

    fn place(&self, doc: DocId) -> Place {
        (
            TranscriptId(self.transcript.first(doc).unwrap_or_default()),
            self.start.first(doc).unwrap_or_default() as usize,
            self.end.first(doc).unwrap_or_default() as usize,
        )
    }

    fn key(&self, doc: DocId, (transcript, start, end): Place) -> PassageKey {
        match self.unit.first(doc).unwrap_or(NO_UNIT) {
            NO_UNIT => PassageKey::Stretch {
                transcript,
                span: Span::new(start, end),
            },
            unit => PassageKey::Unit(UnitId(unit)),
        }
    }
}

/// The best `most` seen so far.
struct Best {
    most: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Best {
    fn new(most: usize) -> Self {
        Self {
            most,
            heap: BinaryHeap::new(),
        }
    }

    /// Passages scoring this or less cannot come in any more.
    fn threshold(&self) -> f32 {
        match self.heap.peek() {
            Some(Reverse(last)) if self.heap.len() >= self.most => last.score() - STEP,
            _ => f32::MIN,
        }
    }

    fn see(&mut self, segment: u32, doc: DocId, score: f32, keys: &Keys) {
        let steps = (score / STEP).round().max(0.0) as u32;
        let full = self.heap.len() >= self.most;
        if full && self.heap.peek().is_none_or(|last| steps < last.0.steps) {
            return;
        }
        let place = keys.place(doc);
        let key = keys.key(doc, place);
        let seen = Ranked {
            steps,
            is_unit: matches!(key, PassageKey::Unit(_)),
            place: Reverse(place),
            key: Reverse(key),
            address: DocAddress::new(segment, doc),
        };
        if !full {
            self.heap.push(Reverse(seen));
        } else if let Some(mut last) = self.heap.peek_mut()
            && last.0 < seen
        {
            *last = Reverse(seen);
        }
    }

    fn best_first(self) -> Vec<Ranked> {
        self.heap
            .into_sorted_vec()
            .into_iter()
            .map(|r| r.0)
            .collect()
    }
}

/// The best `most` passages, best first, and how many there are in all.
pub(super) fn best_and_total(
    searcher: &Searcher,
    weight: &dyn Weight,
    most: usize,
) -> Result<(Vec<Ranked>, usize)> {
    let mut best = Best::new(most);
    let mut total = 0;
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let keys = Keys::of(segment)?;
        let alive = segment.alive_bitset();
        weight
            .for_each(segment, &mut |doc, score| {
                if alive.is_none_or(|a| a.is_alive(doc)) {
                    total += 1;
                    best.see(ordinal, doc, score, &keys);
                }
            })
            .map_err(Error::internal)?;
    }
    Ok((best.best_first(), total))
}

/// Which documents of each segment may be found; `None` for all.
pub(super) type Allowed = Option<Vec<BitSet>>;

/// The best `most` of the passages allowed, best first. Skips what cannot come in.
pub(super) fn best_allowed(
    searcher: &Searcher,
    weight: &dyn Weight,
    most: usize,
    allowed: &Allowed,
) -> Result<Vec<Ranked>> {
    let mut best = Best::new(most);
    if most == 0 {
        return Ok(Vec::new());
    }
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let keys = Keys::of(segment)?;
        let alive = segment.alive_bitset();
        let allowed = allowed.as_ref().and_then(|a| a.get(ordinal as usize));
        weight
            .for_each_pruning(best.threshold(), segment, &mut |doc, score| {
                if alive.is_none_or(|a| a.is_alive(doc)) && allowed.is_none_or(|a| a.contains(doc))
                {
                    best.see(ordinal, doc, score, &keys);
                }
                best.threshold()
            })
            .map_err(Error::internal)?;
    }
    Ok(best.best_first())
}
