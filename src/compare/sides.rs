//! The two studies of an alignment, their words weighed.

use super::alignment::AlignedCode;
use super::ladder::{Ladder, Rows};
use super::quote::CodedQuote;
use super::word_space::{Weights, WordSpace, centroid, reweighed};
use crate::study::{Code, CodeId, Codebook, Language, Study, UnitId};
use crate::text::{detect, detect_all};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names, definitions and units are different kinds of text: a word rare in one may be common in another.
#[derive(Default)]
pub(super) struct Words {
    names: WordSpace,
    definitions: WordSpace,
    pub units: WordSpace,
}

/// What was said in both studies.
pub(super) struct Heard<'a> {
    pub quotes: &'a [CodedQuote],
    /// Languages that both studies have units in.
    pub common: BTreeSet<&'a Language>,
}

impl Heard<'_> {
    /// The words of a unit with those of its condensed unit (in the unit's or the codebook's language). Where the other study has nothing in the
    /// unit's language, its translation stands for it: only there can the two meet.
    fn terms(&self, quote: &CodedQuote, codebook: &Language, space: &mut WordSpace) -> Terms {
        let translation =
            (quote.translation.as_ref()).filter(|_| !self.common.contains(&quote.language));
        let mut terms = match translation {
            Some(text) => space.take(text, &detect(text)),
            None => space.take(&quote.text, &quote.language),
        };
        let condensed = quote.condensed.as_deref().unwrap_or_default();
        let language = match detect(condensed) {
            found if found == quote.language => found,
            _ => codebook.clone(),
        };
        for (id, n) in space.take(condensed, &language) {
            *terms.entry(id).or_default() += n;
        }
        space.count(&terms);
        terms
    }
}

type Terms = BTreeMap<usize, usize>;

/// A code with its units.
pub(super) struct Node<'a> {
    pub code: &'a Code,
    pub quotes: Vec<&'a CodedQuote>,
    name_terms: Terms,
    definition_terms: Terms,
    pub name: Weights,
    pub definition: Weights,
    pub units: Weights,
}

/// One study.
pub(super) struct Side<'a> {
    pub study: &'a Study,
    pub book: &'a Codebook,
    pub nodes: Vec<Node<'a>>,
    unit_terms: BTreeMap<UnitId, Terms>,
}

impl<'a> Side<'a> {
    /// Takes the words of the study into `words`.
    pub fn new(
        (study, book): &'a (Study, Codebook),
        heard: &Heard<'a>,
        rows: Rows,
        words: &mut Words,
    ) -> Self {
        let language = codebook_language(book);
        let own = || heard.quotes.iter().filter(|q| q.study == study.id);
        let used: BTreeSet<CodeId> = own().flat_map(|q| q.codes.iter().copied()).collect();
        let ladder = Ladder::new(book, rows, &used);
        let mut quotes_of: HashMap<CodeId, BTreeMap<UnitId, &CodedQuote>> = HashMap::new();
        let mut unit_terms = BTreeMap::new();
        for quote in own() {
            let mut nodes = quote
                .codes
                .iter()
                .flat_map(|&c| ladder.counts_for(c))
                .peekable();
            if nodes.peek().is_some() && !unit_terms.contains_key(&quote.unit) {
                let terms = heard.terms(quote, &language, &mut words.units);
                unit_terms.insert(quote.unit, terms);
            }
            for node in nodes {
                quotes_of
                    .entry(*node)
                    .or_default()
                    .insert(quote.unit, quote);
            }
        }
        let node = |&(code, _): &(&'a Code, _)| {
            let name_terms = words.names.take(&code.name, &language);
            words.names.count(&name_terms);
            // A name alone defines nothing: it would be counted twice.
            let meant = match [&code.definition, &code.include]
                .iter()
                .all(|t| t.trim().is_empty())
            {
                true => String::new(),
                false => format!("{}\n{}\n{}", code.name, code.definition, code.include),
            };
            let definition_terms = words.definitions.take(&meant, &language);
            words.definitions.count(&definition_terms);
            Node {
                code,
                quotes: quotes_of
                    .remove(&code.id)
                    .unwrap_or_default()
                    .into_values()
                    .collect(),
                name_terms,
                definition_terms,
                name: Weights::new(),
                definition: Weights::new(),
                units: Weights::new(),
            }
        };
        let nodes = ladder.nodes.iter().map(node).collect();
        Self {
            study,
            book,
            nodes,
            unit_terms,
        }
    }

    /// Weighs the words once those of both sides are known.
    pub fn weigh(&mut self, words: &Words) {
        let units: BTreeMap<UnitId, Weights> = (self.unit_terms.iter())
            .map(|(&unit, terms)| (unit, words.units.weigh(terms)))
            .collect();
        for node in &mut self.nodes {
            node.name = words.names.weigh(&node.name_terms);
            node.definition = words.definitions.weigh(&node.definition_terms);
            node.units = centroid(node.quotes.iter().filter_map(|q| units.get(&q.unit)));
        }
    }

    /// Its codes that are not among the paired.
    pub fn alone(&self, paired: BTreeSet<CodeId>) -> Vec<AlignedCode> {
        (self.nodes.iter())
            .filter(|node| !paired.contains(&node.code.id))
            .map(|node| node.shown(self.book))
            .collect()
    }
}

impl Node<'_> {
    /// The code as it is shown.
    pub fn shown(&self, book: &Codebook) -> AlignedCode {
        AlignedCode {
            id: self.code.id,
            name: self.code.name.clone(),
            path: book.path(self.code.id),
            definition: self.code.definition.clone(),
            units: self.quotes.len(),
        }
    }
}

/// Weakens words that come with many codes: a word that comes with every code sets none apart. (The idf once more, with codes for
/// texts, as in class-based TF-IDF.)
pub(super) fn set_apart(sides: &mut [Side]) {
    let nodes = || sides.iter().flat_map(|side| &side.nodes);
    let all = 1 + nodes().filter(|node| !node.units.is_empty()).count();
    let mut codes_with: BTreeMap<usize, usize> = BTreeMap::new();
    for id in nodes().flat_map(|node| node.units.keys()) {
        *codes_with.entry(*id).or_insert(1) += 1;
    }
    for node in sides.iter_mut().flat_map(|side| &mut side.nodes) {
        node.units = reweighed(&node.units, |id| {
            let with = codes_with.get(&id).copied().unwrap_or(1);
            (all as f64 / with as f64).ln()
        });
    }
}

fn codebook_language(book: &Codebook) -> Language {
    detect_all((book.codes().iter()).flat_map(|c| [c.name.as_str(), c.definition.as_str()]))
}
