//! What one page leaves for the next: a file that was sent and is still to be settled, one that was made and is to be taken away.
//! It is in memory alone, and gone with the program.

use super::bench::locked;
use super::pages::pseudonym_key::WhoIsWho;
use super::pages::pseudonyms::{Found, Replaced};
use super::pages::together::{Given, Theirs};
use crate::project::MergeReport;
use std::sync::{Arc, Mutex};

/// The last of each kind.
#[derive(Default)]
pub(super) struct Left {
    /// The copy that was made for a colleague.
    pub(super) given: Last<Given>,
    /// A colleague's file that is to be merged.
    pub(super) theirs: Last<Theirs>,
    /// What the last merge brought.
    pub(super) merged: Last<MergeReport>,
    /// Words that tell who somebody is, to be reviewed.
    pub(super) found: Last<Found>,
    /// The copy in which they were replaced.
    pub(super) replaced: Last<Replaced>,
    /// A key to pseudonyms that was read.
    pub(super) who: Last<WhoIsWho>,
}

/// The last of a kind.
pub(super) struct Last<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Last<T> {
    /// The last one, where there is one.
    pub(super) fn get(&self) -> Option<Arc<T>> {
        locked(&self.0).clone()
    }

    /// Leaves another one in its place.
    pub(super) fn put(&self, value: T) {
        *locked(&self.0) = Some(Arc::new(value));
    }

    /// Leaves none.
    pub(super) fn forget(&self) {
        *locked(&self.0) = None;
    }
}
