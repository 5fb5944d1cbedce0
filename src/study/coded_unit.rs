//! A unit as files carry it: the plainest way in and out.

use super::Attributes;
use serde::{Deserialize, Deserializer, Serialize};

/// One line of coded-units JSONL. Everything but the text may be missing.
///
/// `doc` is read as `transcript` and `attrs` as `attributes`; attribute values of any JSON type become text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodedUnit {
    /// Name of the unit, unique in its file.
    #[serde(deserialize_with = "text_of_any")]
    pub id: String,
    /// Name of the study.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study: Option<String>,
    /// Name of the transcript.
    #[serde(alias = "doc", skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    /// First code point within the transcript.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// The participant's pseudonym.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<String>,
    /// The speaker's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The coder's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coder: Option<String>,
    /// What was said.
    pub text: String,
    /// Codes by name or path; none means that the unit was left uncoded.
    pub codes: Vec<String>,
    /// The themes that its codes belong to, where they are named beside the codes and not in their paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// The condensed meaning unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condensed: Option<String>,
    /// A translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<String>,
    /// ISO 639-1 code of its language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The participant's attributes.
    #[serde(
        alias = "attrs",
        deserialize_with = "attributes_of_any",
        skip_serializing_if = "Attributes::is_empty"
    )]
    pub attributes: Attributes,
}

fn text_of_any<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(shown(&serde_json::Value::deserialize(from)?).unwrap_or_default())
}

fn attributes_of_any<'de, D: Deserializer<'de>>(from: D) -> Result<Attributes, D::Error> {
    let values =
        Option::<std::collections::BTreeMap<String, serde_json::Value>>::deserialize(from)?;
    Ok(values
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, value)| Some((name, shown(&value)?)))
        .collect())
}

fn shown(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
