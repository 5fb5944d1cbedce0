//! Letters from the order in which they stand on the page to the order in which they are read.

use unicode_normalization::UnicodeNormalization;

/// Whether most letters run from right to left.
pub(super) fn is_right_to_left<'t>(letters: impl Iterator<Item = &'t str>) -> bool {
    let (mut right, mut left) = (0_usize, 0_usize);
    for c in letters.flat_map(str::chars) {
        right += usize::from(is_rtl(c));
        left += usize::from(c.is_alphabetic() && !is_rtl(c));
    }
    right > left
}

/// The text of letters that stand from left to right on the page.
///
/// In a line from right to left everything is turned round but words and numbers that run from left to right; in other lines
/// only what runs from right to left is. Shapes of letters within words become the letters.
pub(super) fn in_order_of_reading(mut letters: Vec<String>, is_right_to_left: bool) -> String {
    let has_rtl = letters.iter().any(|text| text.chars().any(is_rtl));
    if !has_rtl {
        return letters.concat();
    }
    if is_right_to_left {
        letters.reverse();
        turn(&mut letters, runs_left_to_right);
        if are_turned(&letters) {
            letters.iter_mut().for_each(mirror);
        }
    } else {
        turn(&mut letters, |text| text.chars().any(is_rtl));
    }
    let text = letters.concat();
    text.chars()
        .flat_map(|c| {
            let is_shape = matches!(c, '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
            if is_shape {
                c.nfkc().collect::<Vec<char>>()
            } else {
                vec![c]
            }
        })
        .collect()
}

/// Turns round every stretch that begins and ends with letters of this kind, with the signs and spaces between them.
fn turn(letters: &mut [String], is_kind: impl Fn(&str) -> bool) {
    let mut at = 0;
    while at < letters.len() {
        if !is_kind(&letters[at]) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut next = end;
        while next < letters.len() {
            if is_kind(&letters[next]) {
                end = next + 1;
            } else if letters[next]
                .chars()
                .any(|c| c.is_alphabetic() || c.is_numeric())
            {
                break;
            }
            next += 1;
        }
        letters[at..end].reverse();
        at = end;
    }
}

fn runs_left_to_right(text: &str) -> bool {
    text.chars()
        .any(|c| (c.is_alphabetic() || c.is_numeric()) && !is_rtl(c))
}

/// Whether brackets close before they open: some programs write the sign that is seen, others the one that is meant.
fn are_turned(letters: &[String]) -> bool {
    let (mut depth, mut early) = (0_i32, 0);
    for letter in letters {
        match letter.as_str() {
            "(" | "[" | "{" | "«" => depth += 1,
            ")" | "]" | "}" | "»" if depth > 0 => depth -= 1,
            ")" | "]" | "}" | "»" => early += 1,
            _ => {}
        }
    }
    early > 0 && early >= depth
}

/// A bracket that opens on the right is the one that closes on the left.
fn mirror(letter: &mut String) {
    let other = match letter.as_str() {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "«" => "»",
        "»" => "«",
        _ => return,
    };
    *letter = other.to_owned();
}

fn is_rtl(c: char) -> bool {
    let is_number = matches!(c, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}');
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
        && !is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_in_the_order_of_reading() {
        for (seen, wanted) in [
            ("abc (d)", "abc (d)"),
            (".12 نم", "من 12."),
            ("نم: M4", "M4 :من"),
            ("say نم now", "say من now"),
            ("(دب) ۱۲ نم", "من ۱۲ (بد)"),
            (")دب( ۱۲ نم", "من ۱۲ (بد)"),
            ("ﻦﻣ", "من"),
        ] {
            let letters: Vec<String> = seen.chars().map(String::from).collect();
            let is_rtl = is_right_to_left(letters.iter().map(String::as_str));
            assert_eq!(in_order_of_reading(letters, is_rtl), wanted, "{seen}");
        }
    }
}
