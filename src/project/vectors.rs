//! Sentence vectors, computed once a text and kept in the project file.

use super::Project;
use crate::classifier::Vectors;
use crate::classifier::encoder::{Encoder, VectorCache};
use crate::error::Result;

/// Name of the cache of sentence vectors.
const VECTORS: &str = "vectors";
/// This many vectors may be computed anew each time the project is opened, before all are written to the file again: a
/// fraction of a second's work, where every write of a large study's costs the disk's.
const UNSAVED: usize = 32;

/// The vectors in memory, and what they are of.
pub(super) struct Encoded {
    stamp: String,
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
        let known = self.encoded.take().filter(|known| known.stamp == stamp);
        let mut known = match known {
            Some(known) => known,
            None => self.load(stamp, encoder.dimensions())?,
        };
        let done = work(&mut known.vectors)?;
        if known.vectors.len() > known.saved + UNSAVED {
            let bytes = known.vectors.to_bytes();
            if self.store.cache_put(VECTORS, &known.stamp, &bytes).is_ok() {
                known.saved = known.vectors.len();
            }
        }
        self.encoded = Some(known);
        Ok(done)
    }

    fn load(&self, stamp: String, dimensions: usize) -> Result<Encoded> {
        let kept = self.store.cache_get(VECTORS)?;
        let vectors = match kept.filter(|kept| kept.stamp == stamp) {
            Some(kept) => VectorCache::from_bytes(&kept.data, dimensions),
            None => VectorCache::default(),
        };
        Ok(Encoded {
            stamp,
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
            Ok(encoder.map(|encoder| vectors.encode(encoder, texts)))
        })
    }
}
