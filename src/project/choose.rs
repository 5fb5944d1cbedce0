//! What a person means by a name.

use super::Project;
use crate::error::{Error, Result};
use crate::store::Edit;
use crate::study::{Code, CodeId, Codebook, Coder, CoderId, CoderKind, Study, StudyId, Transcript};
use crate::text::looks;

impl Project {
    /// The study of this name, or the only one.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none of that name, or several and none is named.
    pub fn study(&self, name: Option<&str>) -> Result<Study> {
        let studies = self.store.studies()?;
        let names = || {
            studies
                .iter()
                .map(|s| s.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match name {
            Some(name) => studies
                .iter()
                .find(|s| s.name.to_lowercase() == name.to_lowercase())
                .cloned()
                .ok_or_else(|| {
                    Error::input(match studies.is_empty() {
                        true => format!("there is no study '{name}', nor any other yet; import one: emic import FOLDER"),
                        false => format!("there is no study '{name}'; the project has: {}", names()),
                    })
                }),
            None => match studies.as_slice() {
                [only] => Ok(only.clone()),
                [] => Err(Error::input(
                    "the project has no study yet; import one: emic import FOLDER",
                )),
                _ => Err(Error::input(format!(
                    "the project has several studies; choose one with --study: {}",
                    names()
                ))),
            },
        }
    }

    /// The studies of these names; all where none is named.
    ///
    /// # Errors
    /// As [`Project::study`].
    pub fn studies(&self, names: &[String]) -> Result<Vec<Study>> {
        if names.is_empty() {
            return self.store.studies();
        }
        names.iter().map(|name| self.study(Some(name))).collect()
    }

    /// The transcript of this name in a study.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none; the message lists those there are.
    pub fn transcript(&self, study: StudyId, name: &str) -> Result<Transcript> {
        let names = self.store.transcript_names(study)?;
        let wanted = name.to_lowercase();
        let found = names.iter().find(|(_, n)| n.to_lowercase() == wanted);
        let Some((id, _)) = found else {
            let known: Vec<&str> = names.iter().map(|(_, n)| n.as_str()).collect();
            return Err(Error::input(format!(
                "there is no transcript '{name}'; the study has: {}",
                known.join(", ")
            )));
        };
        self.store
            .transcript(*id)?
            .ok_or_else(|| Error::internal(format!("transcript {id} vanished")))
    }

    /// The code that `text` means in a study's codebook, as [`code`] has it.
    ///
    /// # Errors
    /// [`Error::Input`] where none or several are meant; the message lists them.
    pub fn code_meant(&self, study: &Study, text: &str) -> Result<CodeId> {
        Ok(code(&self.store.codebook(study.id)?, text)?.id)
    }

    /// The coder of this name, if there is one.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none.
    pub fn coder(&self, name: &str) -> Result<Coder> {
        self.store
            .coder_named(name)?
            .ok_or_else(|| Error::input(format!("there is no coder '{name}'; see: emic status")))
    }
}

/// The one code that `text` means: its name, or as much of its path as tells it from others.
///
/// # Errors
/// [`Error::Input`] where none or several are meant; the message lists them.
pub fn code<'b>(codebook: &'b Codebook, text: &str) -> Result<&'b Code> {
    match meant(codebook, text).as_slice() {
        [one] => Ok(one),
        [] => Err(Error::input(format!(
            "there is no code '{text}'; see: emic codebook{}",
            like(codebook, text)
        ))),
        several => {
            let paths: Vec<String> = several.iter().map(|c| codebook.path(c.id)).collect();
            Err(Error::input(format!(
                "'{text}' may mean several codes; write more of the path: {}",
                paths.join(" | ")
            )))
        }
    }
}

/// The codes that `text` may mean ([`Codebook::find`]); where there is none, those that differ in spelling alone: half-spaces, Arabic
/// and Persian letters.
pub(super) fn meant<'b>(codebook: &'b Codebook, text: &str) -> Vec<&'b Code> {
    let found = codebook.find(text);
    if !found.is_empty() {
        return found;
    }
    let wanted = looks(text);
    let is_meant = |c: &&Code| looks(&c.name) == wanted || looks(&codebook.path(c.id)) == wanted;
    codebook.codes().iter().filter(is_meant).collect()
}

fn like(codebook: &Codebook, text: &str) -> String {
    let wanted = text.to_lowercase();
    let near: Vec<&str> = codebook
        .codes()
        .iter()
        .filter(|c| c.name.to_lowercase().contains(&wanted))
        .map(|c| c.name.as_str())
        .take(5)
        .collect();
    if near.is_empty() {
        String::new()
    } else {
        format!(". Did you mean: {}?", near.join(" | "))
    }
}

/// The person of this name, added if the project does not know her yet.
///
/// # Errors
/// [`Error::Input`] where the name is empty or a machine's.
pub fn person(edit: &mut Edit<'_>, name: &str) -> Result<CoderId> {
    match edit.store().coder_named(name)? {
        Some(coder) if coder.kind == CoderKind::Person => Ok(coder.id),
        Some(coder) if coder.kind == CoderKind::Consensus => Err(Error::input(format!(
            "'{name}' stands for what coders agree on; give your own name with --coder or $EMIC_CODER, and settle with 'emic settle'"
        ))),
        Some(_) => Err(Error::input(format!(
            "'{name}' is a machine's name; give your own with --coder or $EMIC_CODER"
        ))),
        None => edit.add_coder(name, CoderKind::Person),
    }
}
