//! What programs mean by a position.
//!
//! The standard says Unicode code points. NVivo for Windows counts UTF-16 units, some programs count bytes, some count a
//! line end of two characters as one, and some take the end position as the last character instead of the one behind it.
//! Which way a file counts is found by trying: words are rarely cut in two, and a selection's name often is its text.

use crate::study::Span;
use std::collections::BTreeMap;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    CodePoints,
    Utf16,
    Bytes,
}

/// A way to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counting {
    pub counted: Counted,
    /// Whether carriage return and line feed are one character.
    pub line_end_is_one: bool,
    /// Whether the end position is that of the last character.
    pub end_is_last: bool,
}

impl Counting {
    /// What emic itself writes.
    pub const PLAIN: Self = Self {
        counted: Counted::CodePoints,
        line_end_is_one: false,
        end_is_last: false,
    };

    /// All ways, the likely ones of this program first.
    fn of(origin: &str) -> Vec<Self> {
        let origin = origin.to_lowercase();
        let likely = if origin.contains("nvivo") {
            (Counted::Utf16, false)
        } else {
            (Counted::CodePoints, origin.contains("atlas"))
        };
        let mut all = Vec::new();
        for end_is_last in [false, true] {
            for counted in [Counted::CodePoints, Counted::Utf16, Counted::Bytes] {
                for line_end_is_one in [false, true] {
                    all.push(Self {
                        counted,
                        line_end_is_one,
                        end_is_last,
                    });
                }
            }
        }
        all.sort_by_key(|way| {
            (
                way.end_is_last,
                (way.counted, way.line_end_is_one) != likely,
            )
        });
        all
    }

    /// In words, for the report.
    pub fn written(self) -> String {
        let counted = match self.counted {
            Counted::CodePoints => "Unicode code points",
            Counted::Utf16 => "UTF-16 units",
            Counted::Bytes => "bytes",
        };
        let line_end = if self.line_end_is_one {
            ", a line end of two characters as one"
        } else {
            ""
        };
        let end = if self.end_is_last {
            ", the end as the last character"
        } else {
            ""
        };
        format!("{counted}{line_end}{end}")
    }
}

/// A selection as the file has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Position {
    pub start: i64,
    pub end: i64,
    /// The selection's name, which may be its text.
    pub name: String,
}

/// What becomes of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placed {
    Exactly(Span),
    /// The file's end lies beyond the text; this is what there is of it.
    Cut(Span),
    /// It begins beyond the text, or ends before it begins.
    Nowhere,
}

impl Placed {
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Exactly(span) | Self::Cut(span) => Some(span),
            Self::Nowhere => None,
        }
    }
}

/// A text with the line ends of its file, and the selections in it.
pub(super) struct Selected<'s> {
    pub raw: &'s str,
    pub positions: Vec<Position>,
}

/// The way in which the positions make most sense, and a line on it for the report.
pub(super) fn detect(origin: &str, sources: &[Selected<'_>]) -> (Counting, String) {
    let total: usize = sources.iter().map(|source| source.positions.len()).sum();
    let ways = differing(Counting::of(origin), sources);
    let scored: Vec<(Counting, Score)> = ways
        .into_iter()
        .map(|way| (way, Score::of(way, sources)))
        .collect();
    let Some((likely, first)) = scored.first().copied() else {
        return (Counting::PLAIN, String::new());
    };
    // Against the practice of all programs seen, the end is the last character only where that leaves words whole which are
    // cut otherwise.
    let all = i64::try_from(total).unwrap_or(i64::MAX);
    let is_cut_otherwise = |way: Counting| {
        let usual = Counting {
            end_is_last: false,
            ..way
        };
        let score = scored.iter().find(|(other, _)| *other == usual);
        score.is_some_and(|(_, score)| score.cut_ends.saturating_mul(3) >= all)
    };
    let is_likely = |way: Counting, score: Score| {
        !way.end_is_last || (total > 5 && score.cut_ends * 20 <= all && is_cut_otherwise(way))
    };
    let best = scored
        .iter()
        .copied()
        .filter(|(way, score)| is_likely(*way, *score))
        .max_by_key(|(way, score)| (score.sense(), *way == likely));
    // Among many selections a few fall better by chance: what is likely stays unless another way is clearly better.
    let is_clear = |score: Score| score.sense() > first.sense() + all / 50;
    let best = best.filter(|(_, score)| is_clear(*score));
    let (taken, score) = best.unwrap_or((likely, first));
    let other = scored.iter().find(|(way, _)| way.counted != taken.counted);
    let mut line = format!(
        "positions were read as {}: {} of {total} selections begin inside a word",
        taken.written(),
        score.cut_starts
    );
    match other {
        Some((way, other)) => line.push_str(&format!(
            " ({} if read as {})",
            other.cut_starts,
            way.written()
        )),
        None => line.push_str("; every way of counting gives the same here"),
    }
    (taken, line)
}

/// The ways that differ for these texts.
fn differing(ways: Vec<Counting>, sources: &[Selected<'_>]) -> Vec<Counting> {
    let used = || sources.iter().filter(|source| !source.positions.is_empty());
    let has_pairs = used().any(|source| source.raw.contains("\r\n"));
    let has_wide = used().any(|source| source.raw.chars().any(|c| c.len_utf16() > 1));
    let has_beyond_ascii = used().any(|source| !source.raw.is_ascii());
    let mut kept: Vec<Counting> = Vec::new();
    for way in ways {
        let same = |other: &Counting| {
            let same_count = match (way.counted, other.counted) {
                (a, b) if a == b => true,
                (Counted::Bytes, _) | (_, Counted::Bytes) => !has_beyond_ascii,
                _ => !has_wide,
            };
            same_count
                && (way.line_end_is_one == other.line_end_is_one || !has_pairs)
                && way.end_is_last == other.end_is_last
        };
        if !kept.iter().any(same) {
            kept.push(way);
        }
    }
    kept
}

/// How much sense a way of counting makes.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    whole_names: i64,
    cut_starts: i64,
    cut_ends: i64,
    outside: i64,
}

impl Score {
    fn of(way: Counting, sources: &[Selected<'_>]) -> Self {
        let mut score = Self::default();
        for source in sources.iter().filter(|source| !source.positions.is_empty()) {
            let text = line_feeds(source.raw);
            for (placed, position) in place(source, way).into_iter().zip(&source.positions) {
                let Placed::Exactly(span) = placed else {
                    score.outside += 1;
                    continue;
                };
                score.cut_starts += i64::from(is_within_word(&text, span.start));
                score.cut_ends += i64::from(is_within_word(&text, span.end));
                score.whole_names +=
                    i64::from(is_named(span.of(&text).unwrap_or_default(), &position.name));
            }
        }
        score
    }

    fn sense(self) -> i64 {
        3 * self.whole_names - 2 * self.cut_starts - self.cut_ends - 4 * self.outside
    }
}

fn is_within_word(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    before
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
        && after.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether the name begins with the text's words, or is them; names are often shortened.
fn is_named(text: &str, name: &str) -> bool {
    let name = name.trim().trim_end_matches('…').trim_end_matches("...");
    let letters = |c: &char| !c.is_whitespace();
    let mut wanted = text.chars().filter(letters);
    let mut given = name.chars().filter(letters).peekable();
    given.peek().is_some() && given.all(|c| wanted.next() == Some(c))
}

/// A text with line feeds as line ends.
pub(super) fn line_feeds(raw: &str) -> String {
    match raw.contains('\r') {
        true => raw.replace("\r\n", "\n").replace('\r', "\n"),
        false => raw.to_owned(),
    }
}

/// Where the selections lie in the text with line feeds.
pub(super) fn place(source: &Selected<'_>, way: Counting) -> Vec<Placed> {
    let behind = i64::from(way.end_is_last);
    let ends = source
        .positions
        .iter()
        .map(|p| p.end.saturating_add(behind));
    let wanted = source.positions.iter().map(|p| p.start).chain(ends);
    let mut bytes: BTreeMap<i64, Option<(usize, usize)>> = wanted.map(|at| (at, None)).collect();
    let length = locate(source.raw, way, &mut bytes);
    let placed = |position: &Position| {
        let (start, end) = (position.start, position.end.saturating_add(behind));
        let (Some(first), true) = (bytes.get(&start).copied().flatten(), start <= end) else {
            return Placed::Nowhere;
        };
        match bytes.get(&end).copied().flatten() {
            Some(last) => Placed::Exactly(Span::new(first.0, last.1.max(first.0))),
            None => Placed::Cut(Span::new(first.0, length)),
        }
    };
    source.positions.iter().map(placed).collect()
}

/// Finds the bytes of positions: the last character boundary at or before each, and the first at or behind it. The length of
/// the text in bytes.
fn locate(raw: &str, way: Counting, wanted: &mut BTreeMap<i64, Option<(usize, usize)>>) -> usize {
    let mut places = wanted.range_mut(0..).peekable();
    let (mut at, mut byte) = (0_i64, 0_usize);
    let mut letters = raw.chars().peekable();
    while let Some(c) = letters.next() {
        let is_first_of_pair = c == '\r' && letters.peek() == Some(&'\n');
        let (step, length) = match (is_first_of_pair, way.counted) {
            (true, _) if way.line_end_is_one => (0, 0),
            (true, _) => (1, 0),
            (false, Counted::CodePoints) => (1, c.len_utf8()),
            (false, Counted::Utf16) => (c.len_utf16(), c.len_utf8()),
            (false, Counted::Bytes) => (c.len_utf8(), c.len_utf8()),
        };
        let next = at + i64::try_from(step).unwrap_or(1);
        while let Some((position, place)) = places.next_if(|(position, _)| **position < next) {
            let is_between = *position > at;
            *place = Some((byte, if is_between { byte + length } else { byte }));
        }
        at = next;
        byte += length;
    }
    while let Some((_, place)) = places.next_if(|(position, _)| **position == at) {
        *place = Some((byte, byte));
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(raw: &str, spans: &[(i64, i64, &str)]) -> Vec<String> {
        let positions = spans.iter().map(|(start, end, name)| Position {
            start: *start,
            end: *end,
            name: (*name).into(),
        });
        let source = Selected {
            raw,
            positions: positions.collect(),
        };
        let (way, _) = detect("", std::slice::from_ref(&source));
        let text = line_feeds(raw);
        place(&source, way)
            .into_iter()
            .map(|placed| {
                placed
                    .span()
                    .and_then(|s| s.of(&text))
                    .unwrap_or("-")
                    .to_owned()
            })
            .collect()
    }

    /// Positions of the words of `raw`, counted by `length`.
    fn counted(
        raw: &str,
        words: &[&str],
        length: impl Fn(&str) -> usize,
    ) -> Vec<(i64, i64, String)> {
        let find = |word: &&str| {
            let at = raw.find(*word).unwrap();
            let start = i64::try_from(length(&raw[..at])).unwrap();
            (
                start,
                start + i64::try_from(length(word)).unwrap(),
                String::new(),
            )
        };
        words.iter().map(find).collect()
    }

    #[test]
    fn every_way_of_counting_is_recognised() {
        let raw = "سلام 😀😀😀 one\r\ntwo three\r\nfour é five 😀 six\r\nseven";
        let words = ["one", "two", "three", "four", "five", "six", "seven"];
        let ways: [&dyn Fn(&str) -> usize; 5] = [
            &|t| t.chars().count(),
            &|t| t.encode_utf16().count(),
            &str::len,
            &|t| t.replace("\r\n", "\n").chars().count(),
            &|t| t.replace("\r\n", "\n").encode_utf16().count(),
        ];
        for (n, length) in ways.iter().enumerate() {
            let found = counted(raw, &words, length);
            let spans: Vec<(i64, i64, &str)> = found.iter().map(|(a, b, _)| (*a, *b, "")).collect();
            assert_eq!(selected(raw, &spans), words, "way {n}");
            let last: Vec<(i64, i64, &str)> =
                found.iter().map(|(a, b, _)| (*a, *b - 1, "")).collect();
            assert_eq!(
                selected(raw, &last),
                words,
                "way {n}, the end as the last character"
            );
        }
    }

    #[test]
    fn names_that_are_the_text_tell_the_way_where_words_do_not() {
        let raw = "😀我害怕死了。我也是";
        assert_eq!(selected(raw, &[(2, 4, "我害")]), ["我害"]);
        assert_eq!(selected(raw, &[(1, 3, "我害")]), ["我害"]);
    }

    #[test]
    fn what_lies_outside_is_cut_or_named() {
        assert_eq!(selected("one two", &[(4, 99, "")]), ["two"]);
        assert_eq!(
            selected("one two", &[(9, 12, ""), (3, 2, ""), (-1, 3, "")]),
            ["-"; 3]
        );
        assert_eq!(
            selected("one", &[(1, 1, ""), (3, 3, ""), (0, i64::MAX, "")]),
            ["", "", "one"]
        );
    }

    #[test]
    fn a_position_within_a_character_takes_all_of_it() {
        let source = Selected {
            raw: "a😀b",
            positions: vec![
                Position {
                    start: 2,
                    end: 3,
                    name: String::new(),
                },
                Position {
                    start: 1,
                    end: 2,
                    name: String::new(),
                },
            ],
        };
        let way = Counting {
            counted: Counted::Utf16,
            ..Counting::PLAIN
        };
        let spans: Vec<Placed> = place(&source, way);
        assert_eq!(spans, [Placed::Exactly(Span::new(1, 5)); 2]);
    }
}
