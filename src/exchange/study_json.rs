//! `study.json`: what a study is.

use super::encoding::read_text;
use crate::error::{Error, Result};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// A study as a file carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StudyFile {
    /// Short name: `name`, else `id`.
    #[serde(alias = "id")]
    pub name: String,
    /// Full title.
    pub title: String,
    /// The method in the researcher's words.
    pub method: String,
    /// Names of the levels, the most abstract first.
    pub levels: Vec<String>,
    /// Language of the interviews (ISO 639-1): `interview_language`, else `language`.
    #[serde(alias = "interview_language")]
    pub language: Option<String>,
    /// Language of the published quotes, where it is another one.
    pub quotes_language: Option<String>,
}

/// Reads a `study.json`. Other fields are passed over; null counts as missing.
///
/// # Errors
/// [`Error::File`] where it cannot be read, is no JSON object, has a field of the wrong type, or no name.
pub fn read_study(path: &Path) -> Result<StudyFile> {
    let text = read_text(path)?.text;
    let cannot = |error: serde_json::Error| {
        Error::file(
            path,
            format!(
                "{error}; a study looks like {{\"name\": ..., \"title\": ..., \"levels\": [...]}}"
            ),
        )
    };
    let mut fields: Map<String, Value> = serde_json::from_str(&text).map_err(cannot)?;
    fields.retain(|_, value| !value.is_null());
    for (chosen, other) in [("name", "id"), ("interview_language", "language")] {
        if fields.contains_key(chosen) {
            fields.remove(other);
        }
    }
    let study: StudyFile = serde_json::from_value(Value::Object(fields)).map_err(cannot)?;
    if study.name.trim().is_empty() {
        return Err(Error::file(
            path,
            "the study has no name; add \"name\": \"...\"",
        ));
    }
    Ok(study)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<StudyFile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("study.json");
        std::fs::write(&path, text).unwrap();
        read_study(&path)
    }

    #[test]
    fn a_study_is_read_with_either_name() {
        let study = read(r#"{"id": "همدلی", "title": "T", "levels": ["theme", "code"], "interview_language": "fa", "year": 2019, "method": null}"#).unwrap();
        assert_eq!(
            (study.name.as_str(), study.language.as_deref()),
            ("همدلی", Some("fa"))
        );
        assert_eq!(study.levels, ["theme", "code"]);
        let both =
            read(r#"{"id": "x", "name": "y", "language": "en", "interview_language": "zh"}"#)
                .unwrap();
        assert_eq!(
            (both.name.as_str(), both.language.as_deref()),
            ("y", Some("zh"))
        );
    }

    #[test]
    fn what_is_no_study_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"name\": [1]}",
            "{\"name\": \"a\", \"levels\": 3}",
            "{\"name\": ",
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains("study.json"), "{error}");
        }
    }
}
