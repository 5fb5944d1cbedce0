//! Ids that a file gives twice.

use std::collections::HashMap;

/// Remembers ids and the lines they stood on. Empty ids are no ids.
#[derive(Debug, Clone, Default)]
pub struct Duplicates {
    seen: HashMap<String, u64>,
}

impl Duplicates {
    /// Notes that `id` stands on `line`; a warning where it stood on an earlier one.
    pub fn note(&mut self, id: &str, line: u64) -> Option<String> {
        if id.is_empty() {
            return None;
        }
        match self.seen.get(id) {
            Some(first) => Some(format!(
                "line {line}: the id {id:?} was already used on line {first}"
            )),
            None => {
                self.seen.insert(id.to_owned(), line);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Duplicates;

    #[test]
    fn the_second_use_is_named_with_both_lines() {
        let mut seen = Duplicates::default();
        assert_eq!(seen.note("a", 1), None);
        assert_eq!(seen.note("", 2), None);
        assert_eq!(seen.note("", 3), None);
        let warning = seen.note("a", 4).unwrap();
        assert!(warning.contains("line 4") && warning.contains("line 1"));
    }
}
