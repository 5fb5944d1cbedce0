//! The fields of the index.

use super::terms::TERMS;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Raised whenever fields or their meaning change: an index of another format is built anew.
pub(super) const FORMAT: u32 = 2;

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// [`PassageKey::name`](super::PassageKey): by which passages are removed.
    pub key: Field,
    /// The unit's number; [`NO_UNIT`] for a stretch.
    pub unit: Field,
    pub study: Field,
    pub transcript: Field,
    pub start: Field,
    pub end: Field,
    pub participant: Field,
    /// Codes with everything above them.
    pub codes: Field,
    pub coders: Field,
    /// 1 where the passage bears a code, else 0.
    pub coded: Field,
    pub language: Field,
    pub speaker: Field,
    /// Every language in which anything of the passage was analysed.
    pub analyzed: Field,
    /// The text as it is, stored for marks and snippets.
    pub text: Field,
    /// The terms of the text.
    pub words: Field,
    /// The terms of the condensed unit.
    pub condensed: Field,
    /// The terms of the translation.
    pub translation: Field,
    /// Words as written, not stemmed, of text, condensed unit and translation: what a prefix is looked up in.
    pub forms: Field,
    /// Character 4-grams of the words of languages without a stemmer.
    pub grams: Field,
    /// Chinese characters of text, condensed unit and translation, one by one.
    pub characters: Field,
}

/// Stands for the unit of a passage that is none; sorts after every unit.
pub(super) const NO_UNIT: i64 = i64::MAX;

/// The columns read by name.
pub(super) mod column {
    pub const UNIT: &str = "unit";
    pub const STUDY: &str = "study";
    pub const TRANSCRIPT: &str = "transcript";
    pub const START: &str = "start";
    pub const END: &str = "end";
    pub const PARTICIPANT: &str = "participant";
    pub const CODES: &str = "codes";
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let number = INDEXED | FAST;
    let fields = Fields {
        key: schema.add_text_field("key", STRING),
        unit: schema.add_i64_field(column::UNIT, FAST),
        study: schema.add_i64_field(column::STUDY, number.clone()),
        transcript: schema.add_i64_field(column::TRANSCRIPT, number.clone()),
        start: schema.add_u64_field(column::START, FAST),
        end: schema.add_u64_field(column::END, FAST),
        participant: schema.add_i64_field(column::PARTICIPANT, number.clone()),
        codes: schema.add_i64_field(column::CODES, number),
        coders: schema.add_i64_field("coders", INDEXED),
        coded: schema.add_u64_field("coded", INDEXED),
        language: schema.add_text_field("language", STRING | STORED),
        speaker: schema.add_text_field("speaker", STRING),
        analyzed: schema.add_text_field("analyzed", STRING),
        text: schema.add_text_field("text", STORED),
        words: schema.add_text_field("words", terms(IndexRecordOption::WithFreqsAndPositions)),
        condensed: schema
            .add_text_field("condensed", terms(IndexRecordOption::WithFreqsAndPositions)),
        translation: schema.add_text_field(
            "translation",
            terms(IndexRecordOption::WithFreqsAndPositions),
        ),
        forms: schema.add_text_field("forms", terms(IndexRecordOption::Basic)),
        grams: schema.add_text_field("grams", terms(IndexRecordOption::WithFreqs)),
        characters: schema.add_text_field(
            "characters",
            terms(IndexRecordOption::WithFreqsAndPositions),
        ),
    };
    (schema.build(), fields)
}

/// Terms come from [`crate::text::Analyzer`]; tantivy's own tokenizers are never asked.
fn terms(record: IndexRecordOption) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TERMS)
            .set_index_option(record),
    )
}
