//! A language, as its ISO 639-1 code where there is one.

use serde::{Deserialize, Serialize};

/// An ISO 639-1 code in lower case (`en`, `fa`, `zh`), or ISO 639-3 for languages without one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// The language with this code; case and region (`en-GB`) do not matter.
    pub fn new(code: &str) -> Self {
        let base = code.split(['-', '_']).next().unwrap_or_default();
        Self(base.trim().to_lowercase())
    }

    /// English, the language assumed where nothing is known.
    pub fn english() -> Self {
        Self::new("en")
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        matches!(
            self.code(),
            "ar" | "fa" | "he" | "ur" | "ps" | "ug" | "yi" | "dv" | "ckb" | "sd"
        )
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
