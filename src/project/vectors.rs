//! Sentence vectors, computed once a text and kept in the project file.

use super::Project;
use crate::classifier::Vectors;
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::error::Result;

/// The cache of an encoder's vectors. Studies in two languages may need both encoders within emic; of models in folders the
/// last one's vectors are kept.
fn cache_name(encoder: &Encoder) -> &'static str {
    match encoder {
        Encoder::Convolutional(_) => "vectors",
        Encoder::Table(_) => "vectors of table",
        #[cfg(feature = "folder")]
        Encoder::Folder(_) => "vectors of folder",
    }
}

/// This many vectors may be computed anew each time the project is opened, before all are written to the file again: a
/// fraction of a second's work, where every write of a large study's costs the disk's.
const UNSAVED: usize = 32;

/// An encoder's vectors in memory.
pub(super) struct Encoded {
    vectors: VectorCache,
    /// How many of them the file has.
    saved: usize,
}

impl Project {
    /// Works with the vectors kept in the project file and keeps those that came in. Without an encoder nothing is read.
    ///
    /// A file that cannot be written now is no reason to stop: the vectors are computed again.
    pub(super) fn with_vectors<T>(
        &mut self,
        encoder: Option<&Encoder>,
        work: impl FnOnce(&mut VectorCache) -> Result<T>,
    ) -> Result<T> {
        let Some(encoder) = encoder else {
            return work(&mut VectorCache::default());
        };
        let stamp = encoder.fingerprint();
        let mut known = match self.encoded.remove(&stamp) {
            Some(known) => known,
            None => self.load(encoder, &stamp)?,
        };
        let done = work(&mut known.vectors)?;
        if known.vectors.len() > known.saved + UNSAVED {
            let bytes = known.vectors.to_bytes();
            let put = self.store.cache_put(cache_name(encoder), &stamp, &bytes);
            if put.is_ok() {
                known.saved = known.vectors.len();
            }
        }
        self.encoded.insert(stamp, known);
        Ok(done)
    }

    fn load(&self, encoder: &Encoder, stamp: &str) -> Result<Encoded> {
        let kept = self.store.cache_get(cache_name(encoder))?;
        let vectors = match kept.filter(|kept| kept.stamp == stamp) {
            Some(kept) => VectorCache::from_bytes(&kept.data, encoder.dimensions()),
            None => VectorCache::default(),
        };
        Ok(Encoded {
            saved: vectors.len(),
            vectors,
        })
    }

    /// A vector for each text; none without an encoder.
    pub(super) fn encoded(
        &mut self,
        encoder: Option<&Encoder>,
        texts: &[&str],
    ) -> Result<Option<Vectors>> {
        self.with_vectors(encoder, |vectors| {
            encoder.map(|e| vectors.encode(e, texts)).transpose()
        })
    }
}
