//! The main path: the only module that knows more than one step.
//!
//! A [`Project`] is an open project file. Every way in (command line, workbench, library) goes through its methods, so that
//! all of them tell the same story.

mod choose;

use crate::error::Result;
use crate::store::Store;
use std::path::Path;

/// An open project.
pub struct Project {
    store: Store,
}

impl Project {
    /// Makes a new, empty project file.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            store: Store::create(path)?,
        })
    }

    /// Opens a project file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            store: Store::open(path)?,
        })
    }

    /// The project file, for reading what no method here gives.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
