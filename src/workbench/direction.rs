//! Which way a line of a transcript runs.

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The direction of a language.
    pub(super) fn of_language(language: &crate::study::Language) -> Self {
        match language.is_right_to_left() {
            true => Self::RightToLeft,
            false => Self::LeftToRight,
        }
    }

    /// The direction of a line: that of most of its letters, `usual` where both are as many. A browser's `dir="auto"` goes by the
    /// first letter alone and turns a Persian answer around that begins with "ICU".
    pub(super) fn of(line: &str, usual: Self) -> Self {
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

    /// As the attribute `dir` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// Blocks of scripts that run from right to left (Unicode 16, DerivedBidiClass: R and AL).
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_is_that_of_most_letters() {
        use Direction::{LeftToRight as L, RightToLeft as R};
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
}
