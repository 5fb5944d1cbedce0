//! A form with a file in it, and work with that file beside the project.

use super::import_folder::Folder;
use super::import_sent::named;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use std::path::Path;

/// What a handler gets of such a form.
pub(in crate::workbench) type Upload = std::result::Result<Multipart, MultipartRejection>;

/// A file as it was sent.
pub(super) struct SentFile {
    name: String,
    bytes: Vec<u8>,
}

/// A form as it was sent.
pub(super) struct SentForm {
    /// The field `file`, where a file was chosen.
    pub(super) file: Option<SentFile>,
    fields: Vec<(String, String)>,
}

impl SentForm {
    /// Reads a form.
    ///
    /// # Errors
    /// A [`Failure`] where it did not come whole.
    pub(super) async fn read(form: Upload, bench: &Bench) -> std::result::Result<Self, Failure> {
        let whole = match form {
            Ok(form) => Self::of(form).await,
            Err(_) => None,
        };
        let not_whole = bench.texts().errors.not_whole;
        whole.ok_or_else(|| Failure::refused(not_whole))
    }

    async fn of(mut form: Multipart) -> Option<Self> {
        let mut sent = Self {
            file: None,
            fields: Vec::new(),
        };
        while let Some(field) = form.next_field().await.ok()? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                // A field without a file comes as a file without a name.
                let file = field.file_name().and_then(named);
                let bytes = field.bytes().await.ok()?.to_vec();
                sent.file = file.map(|name| SentFile { name, bytes });
            } else {
                sent.fields.push((name, field.text().await.ok()?));
            }
        }
        Some(sent)
    }

    /// Another field, as it was typed; empty where it is missing.
    pub(super) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }
}

impl SentFile {
    /// What it is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Works with the file in a folder beside the project, which is gone afterwards. Errors name the file as it was sent.
    pub(super) fn beside<T>(
        &self,
        bench: &Bench,
        work: impl FnOnce(&Path) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        let folder = Folder::beside(bench.path())?;
        let place = folder.place(&self.name);
        std::fs::write(&place, &self.bytes).map_err(|error| Error::file(&self.name, error))?;
        let done = work(&place);
        // What is in it need not be encrypted as this project may be.
        let _ = Store::remove_copies(&[place]);
        Ok(done.map_err(|error| folder.named(error))?)
    }
}
