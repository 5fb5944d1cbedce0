//! Paths of codes: as separate levels, and several in one cell.

use crate::study::PATH_SEPARATOR;

/// The path of the levels that are filled, the most abstract first; `None` where none is.
pub(super) fn path_of<'a>(levels: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = levels
        .into_iter()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(PATH_SEPARATOR))
}

/// The codes in one cell, divided by `;` or `|`. A backslash before either mark (or before another backslash) takes it
/// as a part of the code's name.
pub(super) fn split_codes(cell: &str) -> Vec<String> {
    let mut codes = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(c) = letters.next() {
        let escaped = letters.next_if(|next| c == '\\' && matches!(next, ';' | '|' | '\\'));
        match (escaped, c) {
            (None, ';' | '|') => codes.push(String::new()),
            (literal, c) => {
                if let Some(code) = codes.last_mut() {
                    code.push(literal.unwrap_or(c));
                }
            }
        }
    }
    codes
        .into_iter()
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect()
}

/// The codes as one cell, which [`split_codes`] reads back.
pub(super) fn join_codes(codes: &[String]) -> String {
    let escaped: Vec<String> = codes
        .iter()
        .map(|code| {
            code.replace('\\', "\\\\")
                .replace(';', "\\;")
                .replace('|', "\\|")
        })
        .collect();
    escaped.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_into_a_cell_and_come_back() {
        for codes in [
            vec![],
            vec!["a".to_owned()],
            vec![
                "Barriers > Work; load".to_owned(),
                "a|b\\".to_owned(),
                "یادگیری".to_owned(),
                "\\;".to_owned(),
            ],
        ] {
            assert_eq!(split_codes(&join_codes(&codes)), codes);
        }
        assert_eq!(split_codes(" a ;b|| c;"), ["a", "b", "c"]);
    }

    #[test]
    fn empty_levels_are_passed_over() {
        assert_eq!(
            path_of(["Barriers", " ", "Load"]).unwrap(),
            "Barriers > Load"
        );
        assert_eq!(path_of(["", ""]), None);
    }
}
