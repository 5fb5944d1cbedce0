//! What every command needs to know: which project, who codes, how to print.

use crate::error::{Error, Result};
use crate::project::{Moment, Project};
use std::path::{Path, PathBuf};

/// The options that all commands share.
pub struct Context {
    project: Option<PathBuf>,
    coder: Option<String>,
    /// Print data as JSON.
    pub json: bool,
}

impl Context {
    /// The options as typed.
    pub fn new(project: Option<PathBuf>, coder: Option<String>, json: bool) -> Self {
        Self {
            project,
            coder,
            json,
        }
    }

    /// Opens the project that is meant.
    ///
    /// # Errors
    /// [`Error::Input`] where none is named and the folder has none or several; else as [`Project::open`].
    pub fn open(&self) -> Result<Project> {
        Project::open(self.path()?)
    }

    /// Opens the project that is meant, for reading alone where it cannot be written.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_to_read(&self) -> Result<Project> {
        let path = self.path()?;
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
