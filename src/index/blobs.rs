//! The index as blobs for the project file, and back.

use super::Index;
use super::schema::{FORMAT, schema};
use crate::error::{Error, Result};
use crate::study::Language;
use crate::text::Analyzer;
use serde::{Deserialize, Serialize};
use std::path::Path;
use tantivy::Directory;
use tantivy::directory::RamDirectory;

const META: &str = "meta.json";
const MANAGED: &str = ".managed.json";

#[derive(Serialize, Deserialize)]
struct Contents {
    format: u32,
    analyzer: u64,
    /// Name and checksum of every other blob.
    blobs: Vec<(String, u64)>,
}

impl Index {
    /// The name of the blob that says what the others must be.
    pub const CONTENTS: &str = "contents.json";

    /// The committed index as named blobs. What was added since the last [`Index::commit`] is not in them.
    ///
    /// # Errors
    /// [`Error::Internal`] where the index cannot be read.
    pub fn to_blobs(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let metas = self.inner.load_metas().map_err(Error::internal)?;
        let mut names: Vec<String> = metas
            .list_segment_files()
            .iter()
            .filter(|path| self.directory.exists(path).unwrap_or(false))
            .map(|path| path.to_string_lossy().into_owned())
            .chain([META.to_owned()])
            .collect();
        names.sort_unstable();
        // Without it tantivy would not clear the files away once a merge has replaced them.
        let managed = serde_json::to_vec(&names).map_err(Error::internal)?;
        let mut blobs = Vec::with_capacity(names.len() + 2);
        for name in names {
            let bytes = self
                .directory
                .open_read(Path::new(&name))
                .map_err(Error::internal)?
                .read_bytes()
                .map_err(Error::internal)?;
            blobs.push((name, bytes.as_slice().to_vec()));
        }
        blobs.push((MANAGED.to_owned(), managed));
        let contents = Contents {
            format: FORMAT,
            analyzer: analyzer_print(),
            blobs: blobs
                .iter()
                .map(|(n, b)| (n.clone(), checksum(b)))
                .collect(),
        };
        let contents = serde_json::to_vec(&contents).map_err(Error::internal)?;
        blobs.push((Self::CONTENTS.to_owned(), contents));
        Ok(blobs)
    }

    /// The index that [`Index::to_blobs`] gave, ready to search.
    ///
    /// # Errors
    /// [`Error::Input`] where a blob is missing or damaged, or another version of emic wrote them. The answer to each is to
    /// build the index anew.
    pub fn from_blobs(blobs: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self> {
        let mut blobs: Vec<(String, Vec<u8>)> = blobs.into_iter().collect();
        let at = blobs.iter().position(|(name, _)| name == Self::CONTENTS);
        let (_, contents) =
            blobs.swap_remove(at.ok_or_else(|| stale("its table of contents is missing"))?);
        let contents: Contents = serde_json::from_slice(&contents)
            .map_err(|_| stale("its table of contents is damaged"))?;
        if contents.format != FORMAT || contents.analyzer != analyzer_print() {
            return Err(stale("another version of emic wrote it"));
        }
        let directory = RamDirectory::create();
        for (name, sum) in &contents.blobs {
            let blob = blobs.iter().find(|(n, _)| n == name);
            let (_, bytes) = blob.ok_or_else(|| stale(format!("its part {name} is missing")))?;
            if checksum(bytes) != *sum {
                return Err(stale(format!("its part {name} is damaged")));
            }
            directory
                .atomic_write(Path::new(name), bytes)
                .map_err(Error::internal)?;
        }
        let inner = tantivy::Index::open(directory.clone()).map_err(stale)?;
        let (schema, fields) = schema();
        if inner.schema() != schema {
            return Err(stale("it has other fields"));
        }
        Self::open(directory, inner, fields)
    }
}

fn stale(why: impl std::fmt::Display) -> Error {
    Error::input(format!(
        "the search index cannot be used: {why}; it must be built anew from the project"
    ))
}

/// Tells whether analysis still gives the terms the index was built with, so that nobody has to remember to raise a number.
///
/// Chinese is left out: its dictionary takes longer to load than the index.
fn analyzer_print() -> u64 {
    let sample = "The nurses' self-directed learning, don't they? Ｗe're 3.5 naïve cafés 😀👩‍⚕️ \
        کتاب‌هایشان را مي‌خوانم ۱۴۰۳ والمستشفيات Schwestern gegangen школами";
    let mut terms = String::new();
    for language in ["en", "fa", "ar", "de", "ru", "pl"] {
        for token in Analyzer::new(&Language::new(language)).tokens(sample) {
            terms.push_str(&token.word);
            terms.push('\t');
            terms.push_str(&token.term);
            terms.push('\n');
        }
    }
    checksum(terms.as_bytes())
}

/// A fast checksum against damage, not against malice: eight bytes at a time, multiplied and rotated.
fn checksum(bytes: &[u8]) -> u64 {
    let mut words = bytes.chunks_exact(8);
    let mix = |sum: u64, word: u64| {
        (sum ^ word)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    };
    let mut sum = bytes.len() as u64;
    for word in &mut words {
        sum = mix(sum, word.iter().fold(0, |w, b| w << 8 | u64::from(*b)));
    }
    words
        .remainder()
        .iter()
        .fold(sum, |s, b| mix(s, u64::from(*b)))
}
