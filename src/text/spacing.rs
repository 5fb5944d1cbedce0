//! White space does not make another text.

/// Whether two texts are the same but for white space.
pub fn is_same_but_for_space(one: &str, other: &str) -> bool {
    let letters = |c: &char| !c.is_whitespace();
    one == other
        || one
            .chars()
            .filter(letters)
            .eq(other.chars().filter(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_spaces_do_not() {
        assert!(is_same_but_for_space("من  خسته\nبودم", "من خسته بودم "));
        assert!(!is_same_but_for_space("I was", "I were"));
    }
}
