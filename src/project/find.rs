//! Things found by what people call them.

use super::Project;
use crate::error::{Error, Result};
use crate::study::{Study, Transcript, TranscriptId};

impl Project {
    /// The transcript of this name: in the study named, else in whichever study has it.
    ///
    /// # Errors
    /// [`Error::Input`] where there is none, or several and no study is named.
    pub fn transcript_in(&self, study: Option<&str>, name: &str) -> Result<(Study, Transcript)> {
        if study.is_some() {
            let study = self.study(study)?;
            let transcript = self.transcript(study.id, name)?;
            return Ok((study, transcript));
        }
        let mut found: Vec<(Study, TranscriptId)> = Vec::new();
        let studies = self.store.studies()?;
        for study in &studies {
            let names = self.store.transcript_names(study.id)?;
            let named = names
                .iter()
                .find(|(_, n)| n.to_lowercase() == name.to_lowercase());
            found.extend(named.map(|(id, _)| (study.clone(), *id)));
        }
        match found.as_slice() {
            [] => Err(self.no_transcript(&studies, name)?),
            [(study, id)] => {
                let transcript = self.store.transcript(*id)?;
                let vanished = || Error::internal(format!("transcript {id} vanished"));
                Ok((study.clone(), transcript.ok_or_else(vanished)?))
            }
            several => {
                let names: Vec<&str> = several.iter().map(|(s, _)| s.name.as_str()).collect();
                Err(Error::input(format!(
                    "several studies have a transcript '{name}'; choose one with --study: {}",
                    names.join(", ")
                )))
            }
        }
    }

    fn no_transcript(&self, studies: &[Study], name: &str) -> Result<Error> {
        let mut lines = Vec::new();
        for study in studies {
            let names = self.store.transcript_names(study.id)?;
            let names: Vec<&str> = names.iter().map(|(_, n)| n.as_str()).collect();
            lines.push(format!("\n  {}: {}", study.name, names.join(", ")));
        }
        Ok(Error::input(if lines.is_empty() {
            format!(
                "there is no transcript '{name}': the project is empty; import one: emic import FILE"
            )
        } else {
            format!(
                "there is no transcript '{name}'; there are{}",
                lines.concat()
            )
        }))
    }
}
