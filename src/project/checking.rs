//! Whether all of a project is sound, what was made from its content included.

use super::Project;
use super::indexing::{self, PREFIX};
use super::passages::Passages;
use crate::error::Result;
use crate::store::{Fault, Repair, Store};

impl Project {
    /// Names everything that is wrong with the project file, and how it can be mended where only what was made from the content is
    /// concerned. Reads all of the file.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the file cannot be read to its end.
    pub fn faults(&self) -> Result<Vec<Fault>> {
        let mut faults = self.store.faults()?;
        if faults
            .iter()
            .all(|fault| fault.repair == Some(Repair::Leftovers))
        {
            faults.extend(faulty_index(&self.store)?);
        }
        Ok(faults)
    }

    /// Mends what can be mended, after a copy of the file as it is. What people made is not touched. What is wrong then still.
    ///
    /// # Errors
    /// As [`Store::repair`].
    pub fn repair(&mut self, faults: &[Fault]) -> Result<Vec<Fault>> {
        self.indexed = None;
        self.encoded.clear();
        self.store.repair(faults)?;
        let left = self.faults()?;
        // What a fault hid comes to light when it is mended.
        let is_new = |fault: &Fault| fault.repair.is_some() && !faults.contains(fault);
        if left.iter().any(is_new) {
            return self.repair(&left);
        }
        Ok(left)
    }
}

/// An index that cannot be read, or is of other passages than the project has.
fn faulty_index(store: &Store) -> Result<Vec<Fault>> {
    let entries = store.cache_list(PREFIX)?;
    let what = match indexing::load(store) {
        _ if entries.is_empty() => return Ok(Vec::new()),
        None if indexing::is_of_today(store)? => "the index of the quotes cannot be read",
        // Of another version of emic: made anew when it is needed.
        None => return Ok(Vec::new()),
        Some(indexed) if indexed.event() < store.content_stamp()? => return Ok(Vec::new()),
        Some(indexed) => {
            let mut passages = Passages::new(store)?;
            let mut expected = 0;
            for transcript in indexing::transcripts(store)? {
                expected += passages.of(transcript)?.len();
            }
            if indexed.passages() == expected {
                return Ok(Vec::new());
            }
            "the index of the quotes has other quotes than the project"
        }
    };
    let of_cache =
        |name: String| Fault::mended_by(Repair::Cache(name.clone()), format!("{what} ({name})"));
    Ok(entries
        .into_iter()
        .map(|entry| of_cache(entry.name))
        .collect())
}
