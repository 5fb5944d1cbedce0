//! Where in a passage's text the words of a query stand.

use super::analysis::{Analyzers, grams, grams_to_share};
use super::characters::{asked, characters, places};
use super::compile::prefix_form;
use super::query::Node;
use crate::study::{Language, Span};
use crate::text::{Token, fold_marks};
use std::collections::{BTreeSet, HashSet};

/// What to mark: everything the query asks for, nothing it excludes.
pub(super) struct Marker<'a> {
    analyzers: &'a Analyzers,
    sequences: Vec<Sequence>,
    prefixes: Vec<String>,
    /// The grams of single words, for languages without a stemmer.
    inflected: Vec<BTreeSet<String>>,
    /// Chinese characters that stand side by side.
    characters: Vec<Vec<String>>,
}

/// Words to be found side by side, each with the terms it may stand as.
struct Sequence {
    words: Vec<HashSet<String>>,
    within: usize,
}

impl<'a> Marker<'a> {
    /// The marker of a query.
    pub fn new(root: &Node, analyzers: &'a Analyzers) -> Self {
        let mut marker = Self {
            analyzers,
            sequences: Vec::new(),
            prefixes: Vec::new(),
            inflected: Vec::new(),
            characters: Vec::new(),
        };
        marker.learn(root);
        marker
    }

    fn learn(&mut self, node: &Node) {
        match node {
            Node::Everything | Node::Not(_) => {}
            Node::Word(word) => self.sequence(word, 0),
            Node::Phrase { words, within } => self.sequence(words, *within as usize),
            Node::Prefix(prefix) => {
                self.prefixes.push(prefix_form(prefix));
                self.sequence(prefix, 0);
            }
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|n| self.learn(n)),
        }
    }

    fn sequence(&mut self, text: &str, within: usize) {
        let mut words: Vec<HashSet<String>> = Vec::new();
        for reading in self.analyzers.readings(text) {
            words.resize_with(words.len().max(reading.len()), HashSet::new);
            for (word, term) in words.iter_mut().zip(reading) {
                word.insert(term);
            }
        }
        if words.len() == 1 && self.analyzers.any_without_stemmer() {
            let token = self.analyzers.iter().flat_map(|a| a.tokens(text)).next();
            let grams = token.map(|t| grams(&t.word)).unwrap_or_default();
            self.inflected
                .extend((!grams.is_empty()).then(|| grams.into_iter().collect()));
        }
        if within == 0 {
            let asked = asked(text);
            self.characters.extend((!asked.is_empty()).then_some(asked));
        }
        if !words.is_empty() {
            self.sequences.push(Sequence { words, within });
        }
    }

    /// The places in `text`, in order and not overlapping.
    pub fn marks(&self, text: &str, language: &Language) -> Vec<Span> {
        let tokens = self.analyzers.tokens(text, language);
        let mut marked = vec![false; tokens.len()];
        for sequence in &self.sequences {
            sequence.mark(&tokens, &mut marked);
        }
        let stemless = self.analyzers.is_stemless(language);
        for (token, marked) in tokens.iter().zip(&mut marked) {
            *marked |= self.begins(token) || (stemless && self.inflects(token));
        }
        let words = tokens.iter().zip(marked).filter(|(_, marked)| *marked);
        let mut found: Vec<Span> = words.map(|(token, _)| token.span).collect();
        if !self.characters.is_empty() {
            let text = characters(text);
            found.extend(
                self.characters
                    .iter()
                    .flat_map(|asked| places(&text, asked)),
            );
        }
        found.sort_unstable_by_key(|span| (span.start, span.end));
        let mut spans: Vec<Span> = Vec::new();
        for span in found {
            match spans.last_mut() {
                Some(last) if last.overlaps(span) => last.end = last.end.max(span.end),
                _ => spans.push(span),
            }
        }
        spans
    }

    fn begins(&self, token: &Token) -> bool {
        !self.prefixes.is_empty() && {
            let form = fold_marks(&token.word);
            self.prefixes.iter().any(|p| form.starts_with(p.as_str()))
        }
    }

    fn inflects(&self, token: &Token) -> bool {
        let own: BTreeSet<String> = grams(&token.word).into_iter().collect();
        self.inflected
            .iter()
            .any(|asked| asked.intersection(&own).count() >= grams_to_share(asked.len()))
    }
}

impl Sequence {
    fn mark(&self, tokens: &[Token], marked: &mut [bool]) {
        if self.within > 0 && self.words.len() > 1 {
            return self.mark_nearby(tokens, marked);
        }
        let length = self.words.len();
        for (start, window) in tokens.windows(length).enumerate() {
            if window
                .iter()
                .zip(&self.words)
                .all(|(t, w)| w.contains(&t.term))
            {
                marked[start..start + length].fill(true);
            }
        }
    }

    /// Marks the words within every stretch no wider than the phrase and what may come between that has them all.
    fn mark_nearby(&self, tokens: &[Token], marked: &mut [bool]) {
        let found: Vec<(usize, usize)> = tokens
            .iter()
            .enumerate()
            .flat_map(|(i, t)| {
                let which = self.words.iter().enumerate();
                which.filter_map(move |(w, word)| word.contains(&t.term).then_some((i, w)))
            })
            .collect();
        let width = self.words.len() + self.within;
        for (first, &(start, _)) in found.iter().enumerate() {
            let near = found[first..].iter().take_while(|(i, _)| i - start < width);
            let mut missing: BTreeSet<usize> = (0..self.words.len()).collect();
            for (read, (_, word)) in near.enumerate() {
                missing.remove(word);
                if missing.is_empty() {
                    for (i, _) in &found[first..=first + read] {
                        marked[*i] = true;
                    }
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Matching, Query};

    fn marked<'t>(query: &str, text: &'t str, language: &str) -> Vec<&'t str> {
        let language = Language::new(language);
        let analyzers = Analyzers::of([language.clone(), Language::english()]);
        let query = Query::parse(query, Matching::All).unwrap();
        let marks = Marker::new(&query.root, &analyzers).marks(text, &language);
        marks.iter().map(|m| m.of(text).unwrap()).collect()
    }

    #[test]
    fn marks_stand_on_the_words_meant() {
        for (query, text, language, expected) in [
            (
                "learning",
                "😀 I 𝒳 learned; LEARN 😀",
                "en",
                vec!["learned", "LEARN"],
            ),
            (
                "\"on call\"",
                "on the call, on call",
                "en",
                vec!["on", "call"],
            ),
            (
                "self-directed",
                "self directed, self-taught",
                "en",
                vec!["self", "directed"],
            ),
            (
                "learn* -ward",
                "unlearned learners ward",
                "en",
                vec!["learners"],
            ),
            (
                "communica*",
                "communication and community",
                "en",
                vec!["communication"],
            ),
            (
                "\"self learning\"~3",
                "learning by one self; later self",
                "en",
                vec!["learning", "self"],
            ),
            ("کتاب", "كتاب‌هاي من", "fa", vec!["كتاب"]),
            ("害怕", "我很害怕。", "zh", vec!["害怕"]),
            ("手术台", "站在手术台上", "zh", vec!["手术台"]),
            ("\"手术台\"~3", "站在手术台上", "en", vec![]),
            ("szkoła", "w szkoły 😀", "pl", vec!["szkoły"]),
            ("", "all of it", "en", vec![]),
        ] {
            assert_eq!(marked(query, text, language), expected, "{query} in {text}");
        }
    }
}
