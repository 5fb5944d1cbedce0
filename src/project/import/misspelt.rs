//! Names of new codes that differ from another code's by a slip of the pen.

use crate::study::{Code, CodeId, Codebook};
use crate::text::{is_han, looks};
use std::collections::{HashMap, HashSet};

/// Letters that a name must have before one letter more, less or other is taken for a slip.
const LETTERS: usize = 5;
/// Pairs that are told one by one.
const TOLD: usize = 5;

/// What to say of codes that are not among the `known` ones and are written almost like another code below the same parent.
pub(super) fn warnings(codebook: &Codebook, known: &HashSet<CodeId>) -> Vec<String> {
    let mut families: HashMap<Option<CodeId>, Vec<(&Code, String)>> = HashMap::new();
    for code in codebook.codes() {
        let family = families.entry(code.parent).or_default();
        family.push((code, looks(&code.name)));
    }
    let mut told = Vec::new();
    for code in codebook
        .codes()
        .iter()
        .filter(|code| !known.contains(&code.id))
    {
        let name = looks(&code.name);
        let other = families[&code.parent].iter().find(|(other, written)| {
            let comes_later = !known.contains(&other.id) && other.position >= code.position;
            other.id != code.id && !comes_later && is_slip(&name, written)
        });
        if let Some((other, _)) = other {
            told.push((codebook.path(code.id), codebook.path(other.id)));
        }
    }
    let more = told.len().saturating_sub(TOLD);
    let mut lines: Vec<String> = (told.iter().take(TOLD))
        .map(|(new, other)| {
            format!(
                "'{new}' is a new code, written almost like '{other}'; if that is a slip, undo the import, mend the file and import it again"
            )
        })
        .collect();
    if more > 0 {
        lines.push(format!(
            "{more} more new codes are written almost like another one"
        ));
    }
    lines
}

/// Whether one letter is missing, too many, another one, or has changed places with its neighbour.
///
/// Numbers tell names apart (*Session 1*, *Session 2*), and so does every sign of Chinese.
fn is_slip(one: &str, other: &str) -> bool {
    let count = |name: &str| name.chars().count();
    let (a, b) = (count(one), count(other));
    a.min(b) >= LETTERS
        && a.abs_diff(b) <= 1
        && !(one.chars().chain(other.chars())).any(is_han)
        && numbers(one) == numbers(other)
        && strsim::osa_distance(one, other) == 1
}

fn numbers(name: &str) -> String {
    name.chars().filter(|letter| letter.is_numeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter_of_a_long_enough_name() {
        for (one, other) in [
            ("barriers", "barirers"),
            ("barriers", "bariers"),
            ("peer learning", "peer learnimg"),
            ("خستگي جسمي", "خسستگي جسمي"),
        ] {
            assert!(is_slip(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("barriers", "barriers"),
            ("barriers", "carers"),
            ("time", "time "),
            ("session 1", "session 2"),
            ("week 1 and 12", "week 11 and 2"),
            ("学习动机很强", "学习动机很弱"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }
}
