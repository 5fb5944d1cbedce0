//! What every command needs to know: which project, who codes, how to print.

use super::ask_passphrase::{Asking, passphrase};
use crate::error::{Error, Result};
use crate::project::{Moment, Project};
use crate::store::Store;
use std::path::{Path, PathBuf};

/// The options that all commands share.
pub struct Context {
    project: Option<PathBuf>,
    coder: Option<String>,
    passphrase_file: Option<PathBuf>,
    /// Print data as JSON.
    pub json: bool,
}

impl Context {
    /// The options as typed.
    pub fn new(project: Option<PathBuf>, coder: Option<String>, json: bool) -> Self {
        Self {
            project,
            coder,
            passphrase_file: None,
            json,
        }
    }

    /// The same with the file that has the passphrase.
    pub(super) fn with_passphrase_file(self, passphrase_file: Option<PathBuf>) -> Self {
        Self {
            passphrase_file,
            ..self
        }
    }

    /// The file that has the passphrase, where one was named.
    pub(super) fn passphrase_file(&self) -> Option<&PathBuf> {
        self.passphrase_file.as_ref()
    }

    /// Asks for the passphrase of an encrypted project that this process cannot open yet.
    ///
    /// # Errors
    /// [`Error::File`] where it is the wrong one or the file is damaged; [`Error::Input`] where nobody can be asked.
    pub(super) fn unlock(&self, path: &Path) -> Result<()> {
        if !Store::is_locked(path)? || self.refuse_without_encryption().is_err() {
            // Opening says what is wrong.
            return Ok(());
        }
        let passphrase = passphrase(path, self.passphrase_file(), Asking::ToOpen)?;
        Store::unlock(path, &passphrase)
    }

    /// Says how to get an emic that can encrypt, where this one cannot.
    ///
    /// # Errors
    /// [`Error::Input`] where emic was built without encryption.
    pub(super) fn refuse_without_encryption(&self) -> Result<()> {
        Store::can_encrypt()
    }

    /// Opens the project that is meant.
    ///
    /// # Errors
    /// [`Error::Input`] where none is named and the folder has none or several; else as [`Project::open`].
    pub fn open(&self) -> Result<Project> {
        let path = self.path()?;
        self.unlock(&path)?;
        Project::open(path)
    }

    /// Opens the project that is meant, for reading alone where it cannot be written.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_to_read(&self) -> Result<Project> {
        let path = self.path()?;
        self.unlock(&path)?;
        Project::open(&path).or_else(|error| Project::open_read_only(&path).map_err(|_| error))
    }

    /// Opens the project that is meant as it was at a moment, to be read; as it is where none is given.
    ///
    /// # Errors
    /// As [`Context::open_to_read`] and [`Project::as_it_was`].
    pub fn open_as_of(&self, at: Option<&Moment>) -> Result<Project> {
        match at {
            Some(moment) => self.open_to_read()?.as_it_was(moment),
            None => self.open(),
        }
    }

    /// The project file that is meant: `--project`, `$EMIC_PROJECT`, or the only `*.emic` here.
    ///
    /// # Errors
    /// [`Error::Input`] where that is not one.
    pub fn path(&self) -> Result<PathBuf> {
        if let Some(path) = &self.project {
            return Ok(path.clone());
        }
        let here = projects_in(Path::new("."))?;
        match here.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Error::input(
                "there is no project file here; make one with 'emic new NAME.emic' or name one with --project FILE",
            )),
            several => {
                let names: Vec<String> = several.iter().map(|p| p.display().to_string()).collect();
                Err(Error::input(format!(
                    "there are several project files here; choose one with --project: {}",
                    names.join(", ")
                )))
            }
        }
    }

    /// Who codes: `--coder`, `$EMIC_CODER`, else the login name.
    pub fn coder(&self) -> String {
        self.coder
            .clone()
            .or_else(|| std::env::var("USER").ok())
            .or_else(|| std::env::var("USERNAME").ok())
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| "Researcher".to_owned())
    }
}

fn projects_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::file(folder, e))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "emic"))
        .map(|path| path.strip_prefix("./").map(Path::to_owned).unwrap_or(path))
        .collect();
    found.sort();
    Ok(found)
}
