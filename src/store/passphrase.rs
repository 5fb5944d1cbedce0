//! What a person types to open an encrypted project.

use crate::error::{Error, Result};
use unicode_normalization::UnicodeNormalization;

/// A passphrase. It is never printed, not even by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl Passphrase {
    /// What was typed, without the line's end. Keyboards write one letter in several ways: the composed form (NFC) counts.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing was typed.
    pub fn new(typed: &str) -> Result<Self> {
        let line = typed.strip_suffix('\n').unwrap_or(typed);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            return Err(Error::input(
                "the passphrase is empty; four or five unrelated words are easy to keep and hard to guess",
            ));
        }
        Ok(Self(line.nfc().collect()))
    }

    /// Whether it is so short (under 12 characters) that a stolen file could be opened by trying.
    pub fn is_short(&self) -> bool {
        self.0.chars().count() < 12
    }

    /// Its characters as UTF-8.
    #[cfg(feature = "encryption")]
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_a_line_in_one_form_and_never_shown() {
        let typed = Passphrase::new("e\u{301}té رنج\r\n").unwrap();
        assert_eq!(typed, Passphrase::new("été رنج").unwrap());
        assert!(typed.is_short());
        assert!(!Passphrase::new("four unrelated words").unwrap().is_short());
        assert!(!format!("{typed:?}").contains("رنج"));
        for empty in ["", "\n", " \r\n"] {
            assert!(Passphrase::new(empty).is_err());
        }
    }
}
