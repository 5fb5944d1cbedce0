//! Which way text runs.

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin and Chinese do.
    LeftToRight,
    /// As Arabic, Persian and Hebrew do.
    RightToLeft,
}

impl Direction {
    /// The direction of a language.
    pub fn of_language(language: &crate::study::Language) -> Self {
        match language.is_right_to_left() {
            true => Self::RightToLeft,
            false => Self::LeftToRight,
        }
    }

    /// The direction of a line: that of most of its letters, `usual` where both are as many. A browser's `dir="auto"` goes by the
    /// first letter alone and turns a Persian answer around that begins with "ICU".
    pub fn of(line: &str, usual: Self) -> Self {
        let (mut right, mut left) = (0_usize, 0_usize);
        for letter in line.chars().filter(|c| c.is_alphabetic()) {
            match is_right_to_left(letter) {
                true => right += 1,
                false => left += 1,
            }
        }
        match right.cmp(&left) {
            std::cmp::Ordering::Greater => Self::RightToLeft,
            std::cmp::Ordering::Less => Self::LeftToRight,
            std::cmp::Ordering::Equal => usual,
        }
    }

    /// As the attribute `dir` of HTML has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// The stretches of one direction within a line that runs in the direction `base`; together they are the line. Digits go with the
/// letter before them (Unicode Standard Annex 9, rule W7), marks and spaces with what is around them, at a border and at the ends
/// with `base`.
pub fn runs(line: &str, base: Direction) -> Vec<(Direction, &str)> {
    let mut before = base;
    let mut strong: Vec<(usize, Direction)> = Vec::new();
    for (at, c) in line.char_indices() {
        before = match (c.is_alphabetic(), c.is_numeric()) {
            (false, false) => continue,
            (false, true) => before,
            (true, _) if is_right_to_left(c) => Direction::RightToLeft,
            (true, _) => Direction::LeftToRight,
        };
        strong.push((at, before));
    }
    // A stretch against `base` begins with its first letter and ends after its last.
    let mut borders = vec![0];
    before = base;
    let mut last = 0;
    for (at, direction) in strong {
        if direction != before {
            borders.push(if before == base { at } else { last });
            before = direction;
        }
        last = at + line[at..].chars().next().map_or(0, char::len_utf8);
    }
    if before != base {
        borders.push(last);
    }
    borders.push(line.len());
    let direction = |at: usize| match (at % 2, base) {
        (0, base) => base,
        (_, Direction::LeftToRight) => Direction::RightToLeft,
        (_, Direction::RightToLeft) => Direction::LeftToRight,
    };
    borders
        .windows(2)
        .enumerate()
        .map(|(at, ends)| (direction(at), &line[ends[0]..ends[1]]))
        .filter(|(_, part)| !part.is_empty())
        .collect()
}

/// Blocks of scripts that run from right to left (Unicode 16, DerivedBidiClass: R and AL).
pub fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{LeftToRight as L, RightToLeft as R};

    #[test]
    fn the_direction_is_that_of_most_letters() {
        for (line, usual, wanted) in [
            ("ICU پر از بیمار بود و من تنها بودم", L, R),
            ("He said سلام and left", R, L),
            ("我害怕", R, L),
            ("123 😀", R, R),
            ("", L, L),
            ("שלום", L, R),
        ] {
            assert_eq!(Direction::of(line, usual), wanted, "{line}");
        }
    }

    #[test]
    fn a_line_is_cut_where_its_direction_turns() {
        for (line, base, wanted) in [
            ("plain, 12", L, vec![(L, "plain, 12")]),
            ("سلام ۱۲", R, vec![(R, "سلام ۱۲")]),
            (
                "He said سلام، خوبی and left",
                L,
                vec![(L, "He said "), (R, "سلام، خوبی"), (L, " and left")],
            ),
            (
                "در ICU 2 بودم",
                R,
                vec![(R, "در "), (L, "ICU 2"), (R, " بودم")],
            ),
            ("او [F2]", R, vec![(R, "او ["), (L, "F2"), (R, "]")]),
            ("in سال 12.", L, vec![(L, "in "), (R, "سال 12"), (L, ".")]),
            ("سلام", L, vec![(R, "سلام")]),
            ("😀 12", R, vec![(R, "😀 12")]),
            ("", L, vec![]),
        ] {
            let found = runs(line, base);
            assert_eq!(found, wanted, "{line}");
            let whole: String = found.iter().map(|(_, part)| *part).collect();
            assert_eq!(whole, line);
        }
    }
}
