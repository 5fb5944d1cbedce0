//! How terms reach tantivy: as one string with separators, cut again by this tokenizer.
//!
//! Tantivy's own way for ready-made tokens (`PreTokenizedString`) writes and reads JSON for every document, which takes
//! longer than all the rest of indexing.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name the tokenizer is registered under.
pub(super) const TERMS: &str = "terms";

/// Stands between terms; no word contains this control character ("unit separator").
const SEPARATOR: char = '\u{1f}';

/// The terms as one string.
pub(super) fn join(terms: impl Iterator<Item = String>) -> String {
    let mut joined = String::new();
    for term in terms {
        joined.push_str(&term);
        joined.push(SEPARATOR);
    }
    joined
}

/// Cuts what [`join`] joined.
#[derive(Clone, Default)]
pub(super) struct TermTokenizer {
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.token.reset();
        Terms {
            rest: text,
            token: &mut self.token,
        }
    }
}

/// The terms still to come.
pub(super) struct Terms<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, rest)) = self.rest.split_once(SEPARATOR) else {
            return false;
        };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_in_order_with_their_positions() {
        let given = ["self", "😀", " ab ", "self"];
        let joined = join(given.iter().map(|t| (*t).to_owned()));
        let mut tokenizer = TermTokenizer::default();
        for _ in 0..2 {
            let mut stream = tokenizer.token_stream(&joined);
            let mut terms = Vec::new();
            while let Some(token) = stream.next() {
                terms.push((token.position, token.text.clone()));
            }
            let expected = given.iter().enumerate().map(|(i, t)| (i, (*t).to_owned()));
            assert_eq!(terms, expected.collect::<Vec<_>>());
        }
        assert!(!tokenizer.token_stream("").advance());
    }
}
