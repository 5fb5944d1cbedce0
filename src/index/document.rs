//! Passage → document of the index.

use super::analysis::{PassageLanguages, grams};
use super::characters::characters;
use super::passage::{Passage, PassageKey};
use super::schema::{Fields, NO_UNIT};
use super::terms::join;
use crate::study::Language;
use crate::text::{Analyzer, Token, fold_marks, normalise};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::TantivyDocument;
use tantivy::schema::Field;

/// Makes documents, keeping an analyzer for each language it has met.
pub(super) struct Documents {
    fields: Fields,
    analyzers: BTreeMap<Language, Analyzer>,
}

impl Documents {
    pub fn new(fields: Fields) -> Self {
        Self {
            fields,
            analyzers: BTreeMap::new(),
        }
    }

    /// The document of `passage`.
    pub fn document(&mut self, passage: &Passage) -> TantivyDocument {
        let fields = self.fields;
        let mut document = TantivyDocument::new();
        identity(&mut document, fields, passage);
        let languages = PassageLanguages::of(passage);
        let mut analyzed = BTreeSet::new();
        let mut forms = BTreeSet::new();
        let texts = [
            (fields.words, Some(&passage.text), languages.text),
            (
                fields.condensed,
                passage.condensed.as_ref(),
                languages.condensed,
            ),
            (
                fields.translation,
                passage.translation.as_ref(),
                languages.translation,
            ),
        ];
        for (field, text, language) in texts {
            let Some(text) = text else { continue };
            let analyzer = self
                .analyzers
                .entry(language)
                .or_insert_with_key(Analyzer::new);
            let tokens = analyzer.tokens(text);
            forms.extend(tokens.iter().map(|t| fold_marks(&t.word)));
            if field == fields.words && !analyzer.has_stemmer() {
                let all = tokens.iter().flat_map(|t| grams(&t.word));
                add_terms(&mut document, fields.grams, all);
            }
            add_terms(&mut document, field, tokens.into_iter().map(term));
            let characters = characters(text);
            if !characters.is_empty() {
                let terms = characters.into_iter().map(|c| c.term);
                add_terms(&mut document, fields.characters, terms);
            }
            analyzed.insert(analyzer.language().code().to_owned());
        }
        add_terms(&mut document, fields.forms, forms.into_iter());
        for language in analyzed {
            document.add_text(fields.analyzed, language);
        }
        document
    }
}

fn term(token: Token) -> String {
    token.term
}

fn add_terms(document: &mut TantivyDocument, field: Field, terms: impl Iterator<Item = String>) {
    document.add_text(field, join(terms));
}

fn identity(document: &mut TantivyDocument, fields: Fields, passage: &Passage) {
    document.add_text(fields.key, passage.key.name());
    let (unit, transcript, span) = match passage.key {
        PassageKey::Unit(unit) => (unit.0, passage.transcript, passage.span),
        PassageKey::Stretch { transcript, span } => (NO_UNIT, transcript, span),
    };
    document.add_i64(fields.unit, unit);
    document.add_i64(fields.study, passage.study.0);
    document.add_i64(fields.transcript, transcript.0);
    document.add_u64(fields.start, span.start as u64);
    document.add_u64(fields.end, span.end as u64);
    if let Some(participant) = passage.participant {
        document.add_i64(fields.participant, participant.0);
    }
    for code in BTreeSet::from_iter(passage.codes.iter().chain(&passage.codes_with_ancestors)) {
        document.add_i64(fields.codes, code.0);
    }
    for coder in BTreeSet::from_iter(&passage.coders) {
        document.add_i64(fields.coders, coder.0);
    }
    document.add_u64(fields.coded, u64::from(passage.coded));
    document.add_text(fields.language, passage.language.code());
    if let Some(speaker) = &passage.speaker {
        document.add_text(fields.speaker, speaker_term(speaker));
    }
    document.add_text(fields.text, &passage.text);
}

/// A speaker's label as it is compared: case, width and letter variants do not matter.
pub(super) fn speaker_term(label: &str) -> String {
    normalise(label.trim())
}
