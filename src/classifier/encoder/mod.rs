//! The meaning of a text as a vector: the sentence encoders that emic can use.
//!
//! | encoder | name | languages | speed |
//! |---|---|---|---|
//! | [`Convolutional`] | `shipped use-m` | 15, the best where it knows the language | about 1,000 units a second |
//! | [`Table`] | `table potion-multilingual` | about 100, Persian and Hungarian among them | tens of thousands a second |
//! | `Folder` (feature `folder`) | `folder NAME` | those of the user's own model | tens to hundreds a second |
//!
//! ```
//! use emic::classifier::encoder::Encoder;
//!
//! let encoder = Encoder::shipped()?;
//! let vectors = encoder.encode(&["I was afraid of losing my job.", "我害怕失去工作。", "The soup was cold."])?;
//! let same = vectors.row(0).dot(&vectors.row(1));
//! let other = vectors.row(0).dot(&vectors.row(2));
//! assert!(same > other + 0.3);
//! # Ok::<(), emic::Error>(())
//! ```

mod cache;
mod convolutional;
#[cfg(feature = "folder")]
mod folder;
mod pieces;
mod reader;
mod table;
mod unit_length;

use crate::error::{Error, Result};
use crate::study::Language;
use ndarray::Array2;
use std::path::Path;
use std::sync::OnceLock;

pub use cache::VectorCache;
pub use convolutional::{Convolutional, Product};
#[cfg(feature = "folder")]
pub use folder::Folder;
pub use table::Table;

/// Turns texts into unit vectors; texts of like meaning into vectors of like direction.
///
/// Vectors of two encoders say nothing of each other: compare only those of one [`Encoder::fingerprint`].
pub enum Encoder {
    /// Within emic, the best for the languages it knows.
    Convolutional(Box<Convolutional>),
    /// Within emic, for every language, and where speed rules.
    Table(Table),
    /// The user's own model.
    #[cfg(feature = "folder")]
    Folder(Box<Folder>),
}

impl Encoder {
    /// The convolutional encoder compiled into emic, unpacked at the first call (some 10 ms).
    ///
    /// # Errors
    /// [`Error::Internal`] when the program file is damaged.
    pub fn shipped() -> Result<&'static Self> {
        static ENCODER: OnceLock<Result<Encoder, String>> = OnceLock::new();
        once(&ENCODER, || {
            Ok(Self::Convolutional(Box::new(Convolutional::read()?)))
        })
    }

    /// The table of word pieces compiled into emic, unpacked at the first call (some milliseconds).
    ///
    /// # Errors
    /// [`Error::Internal`] when the program file is damaged.
    pub fn table() -> Result<&'static Self> {
        static ENCODER: OnceLock<Result<Encoder, String>> = OnceLock::new();
        once(&ENCODER, || Table::read().map(Self::Table))
    }

    /// The sentence-transformers model in a folder, read at the first call and kept while the program runs.
    ///
    /// # Errors
    /// [`Error::File`] where a file is missing or damaged or of a type that emic does not run.
    #[cfg(feature = "folder")]
    pub fn folder(path: &Path) -> Result<&'static Self> {
        folder::kept(path)
    }

    /// As the one with the feature `folder`.
    ///
    /// # Errors
    /// Always [`Error::Input`]: this program was built without the feature.
    #[cfg(not(feature = "folder"))]
    pub fn folder(path: &Path) -> Result<&'static Self> {
        Err(Error::input(format!(
            "this emic was built without models from folders, so it cannot use {}; \
             build it with: cargo install --path . --features folder, or write --model shipped, table or none",
            path.display()
        )))
    }

    /// What kind it is and its name, as results and suggestions give it.
    pub fn name(&self) -> &str {
        match self {
            Self::Convolutional(encoder) => encoder.name(),
            Self::Table(encoder) => encoder.name(),
            #[cfg(feature = "folder")]
            Self::Folder(encoder) => encoder.name(),
        }
    }

    /// Changes with any weight and with the way texts are read: vectors are comparable only where it is the same.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::Convolutional(encoder) => encoder.fingerprint(),
            Self::Table(encoder) => encoder.fingerprint(),
            #[cfg(feature = "folder")]
            Self::Folder(encoder) => encoder.fingerprint(),
        }
    }

    /// Whether its vectors of this language say something. Of other languages words say more alone.
    pub fn knows(&self, language: &Language) -> bool {
        match self {
            Self::Convolutional(encoder) => encoder.knows(language),
            // The table holds every letter of every script; a folder was chosen by the user for her language.
            Self::Table(_) => true,
            #[cfg(feature = "folder")]
            Self::Folder(_) => true,
        }
    }

    /// Numbers in a vector.
    pub fn dimensions(&self) -> usize {
        match self {
            Self::Convolutional(encoder) => encoder.dimensions(),
            Self::Table(encoder) => encoder.dimensions(),
            #[cfg(feature = "folder")]
            Self::Folder(encoder) => encoder.dimensions(),
        }
    }

    /// A row for each text, of length 1; zeros for a text in which there is nothing to read.
    ///
    /// In batches and in parallel (rayon's current pool). On one machine and with either encoder within emic, the same text
    /// gets the same bits whatever the other texts and the number of threads.
    ///
    /// # Errors
    /// [`Error::Internal`] where a model from a folder fails at its work; the encoders within emic do not fail.
    pub fn encode(&self, texts: &[&str]) -> Result<Array2<f32>> {
        match self {
            Self::Convolutional(encoder) => Ok(encoder.encode(texts)),
            Self::Table(encoder) => Ok(encoder.encode(texts)),
            #[cfg(feature = "folder")]
            Self::Folder(encoder) => encoder.encode(texts),
        }
    }
}

/// What was read by the first call, or why it could not be.
fn once(
    kept: &'static OnceLock<Result<Encoder, String>>,
    read: impl FnOnce() -> Result<Encoder>,
) -> Result<&'static Encoder> {
    kept.get_or_init(|| read().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Error::internal)
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoder({}, {})", self.name(), self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoders_are_told_apart_and_know_their_languages() {
        let (shipped, table) = (Encoder::shipped().unwrap(), Encoder::table().unwrap());
        assert_ne!(shipped.fingerprint(), table.fingerprint());
        for (language, knows) in [
            ("en", true),
            ("zh", true),
            ("fa", false),
            ("hu", false),
            ("sv", false),
            ("hi", false),
        ] {
            let language = Language::new(language);
            assert_eq!(shipped.knows(&language), knows, "{language:?}");
            assert!(table.knows(&language), "{language:?}");
        }
    }

    #[test]
    #[cfg(not(feature = "folder"))]
    fn without_the_feature_a_folder_is_refused_with_the_remedy() {
        let error = Encoder::folder(Path::new("models/mine")).unwrap_err();
        assert!(error.to_string().contains("--features folder"), "{error}");
    }
}
