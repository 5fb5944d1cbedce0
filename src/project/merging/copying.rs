//! A copy of the project for a colleague.

use super::super::Project;
use super::super::choose::person;
use crate::error::{Error, Result};
use crate::store::{BlindUnits, Blinded, Store};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What kind of copy.
#[derive(Debug, Clone, Default)]
pub struct CopyRequest {
    /// For whom: she codes under this name.
    pub coder: String,
    /// Whether she is not to see how the others coded.
    pub blind: bool,
    /// In a blind copy, whether the units that only others coded stay, without their codes. `None`: where any unit is uncoded the
    /// units were given, and stay; else each coder chose her own, and those of the others go.
    pub keep_units: Option<bool>,
}

/// The copy that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// The file.
    pub file: PathBuf,
    /// For whom.
    pub coder: String,
    /// What was taken out, where the copy is blind.
    pub blinded: Option<Blinded>,
    /// Whether the units of the others stayed in it.
    pub units_kept: bool,
}

impl Project {
    /// Makes a copy for a colleague, who is a coder in it. It remembers where it comes from: its history begins with the project's, so
    /// that [`Project::merge`] brings back what she changed. Both files write the copy down. A blind copy has the transcripts, the
    /// participants, the codebook and the memos on those, but no judgement of another coder, in its history neither.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or a machine's; [`Error::File`] where the file exists or cannot be written.
    pub fn copy_for(&mut self, file: &Path, request: &CopyRequest, giver: &str) -> Result<Copied> {
        let coder = request.coder.trim();
        if coder.is_empty() {
            return Err(Error::input(
                "say for whom the copy is; she codes under that name",
            ));
        }
        if file.exists() {
            return Err(Error::file(file, "is there already; choose another name"));
        }
        let keep_units = match request.keep_units {
            Some(keep) => keep,
            None => self.has_given_units()?,
        };
        let unfinished = beside(file);
        // A copy that was cut short by a power cut is of no use to anybody.
        let _ = std::fs::remove_file(&unfinished);
        let made = self
            .make_copy(&unfinished, coder, request.blind, keep_units)
            .and_then(|blinded| {
                std::fs::rename(&unfinished, file)
                    .map_err(|error| Error::file(file, format!("cannot be written: {error}")))?;
                Ok(blinded)
            });
        if made.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        let blinded = made?;
        let name = file
            .file_name()
            .unwrap_or(file.as_os_str())
            .to_string_lossy();
        let giver = self.store.coder_named(giver)?.map(|coder| coder.id);
        let kind = if request.blind {
            "a blind copy"
        } else {
            "a copy"
        };
        self.store
            .write_down(giver, "copy", &format!("gave {coder} {kind}: {name}"))?;
        Ok(Copied {
            file: file.to_owned(),
            coder: coder.to_owned(),
            blinded,
            units_kept: keep_units || !request.blind,
        })
    }

    fn make_copy(
        &self,
        to: &Path,
        coder: &str,
        blind: bool,
        keep_units: bool,
    ) -> Result<Option<Blinded>> {
        self.store.copy_to(to)?;
        let mut copy = Store::open(to)?;
        let own = copy.coder_named(coder)?.map(|coder| coder.id);
        let units = if keep_units {
            BlindUnits::Keep
        } else {
            BlindUnits::Drop
        };
        let blinded = if blind {
            Some(copy.blind(own, units)?)
        } else {
            None
        };
        let from = self
            .store
            .path()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let kind = if blind { "a blind copy" } else { "a copy" };
        copy.write_down(own, "copy", &format!("{kind} of {from}, for {coder}"))?;
        copy.change(None, "add coder", |edit| {
            edit.summarise(format!("added the coder {coder}"));
            person(edit, coder).map(drop)
        })?;
        copy.settle()?;
        Ok(blinded)
    }

    /// Whether units were made before they were coded.
    fn has_given_units(&self) -> Result<bool> {
        for study in self.store.studies()? {
            let coded: std::collections::HashSet<_> = self
                .store
                .codings(study.id)?
                .into_iter()
                .map(|c| c.unit)
                .collect();
            if self
                .store
                .units_of_study(study.id)?
                .iter()
                .any(|unit| !coded.contains(&unit.id))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Where the copy is made until it is whole.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
