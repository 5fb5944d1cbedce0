//! One code for many stretches at once, such as those a search has found.

use super::coding::unit_at;
use super::import::add_path;
use super::in_context::Stretch;
use super::{Project, choose};
use crate::error::{Error, Result};
use crate::study::{CodeId, Origin, StudyId};
use std::collections::HashMap;

/// What was coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassagesCoded {
    /// Stretches that got the code now.
    pub given: usize,
    /// Those that had it from this coder before.
    pub had: usize,
}

impl Project {
    /// Gives stretches of any transcripts a code, as one change. The code is looked up by `text` in the codebook of each stretch's own
    /// study; where that has none, it is added if `add_new`.
    ///
    /// # Errors
    /// [`Error::Input`] for no stretch, a transcript that is gone, a stretch outside of its text or without words, and a code that is
    /// unknown or may mean several.
    pub fn code_passages(
        &mut self,
        stretches: &[Stretch],
        text: &str,
        add_new: bool,
        coder: &str,
    ) -> Result<PassagesCoded> {
        if stretches.is_empty() {
            return Err(Error::input("choose at least one quote to code"));
        }
        if text.trim().is_empty() {
            return Err(Error::input("say which code; type a part of its name"));
        }
        let studies = self.store.studies()?;
        self.change_by(coder, "code", |edit, coder| {
            let mut codes: HashMap<StudyId, CodeId> = HashMap::new();
            let mut done = PassagesCoded { given: 0, had: 0 };
            for stretch in stretches {
                let gone = || Error::input("a transcript is gone; search again");
                let transcript = edit.store().transcript(stretch.transcript)?;
                let transcript = transcript.ok_or_else(gone)?;
                let span = stretch.span.trimmed(&transcript.text);
                let span = span
                    .filter(|s| !s.is_empty())
                    .ok_or_else(|| Error::input("there are no words at this place"))?;
                let study = studies.iter().find(|s| s.id == transcript.study);
                let study = study.ok_or_else(gone)?;
                let code = match codes.get(&study.id) {
                    Some(code) => *code,
                    None => {
                        let codebook = edit.store().codebook(study.id)?;
                        let code = match codebook.find(text).is_empty() && add_new {
                            true => add_path(edit, study, text)?
                                .ok_or_else(|| Error::input("a code needs a name; give it one"))?,
                            false => {
                                choose::code(&codebook, text)
                                    .map_err(|why| Error::input(format!("{}: {why}", study.name)))?
                                    .id
                            }
                        };
                        codes.insert(study.id, code);
                        code
                    }
                };
                let unit = unit_at(edit, &transcript, span)?;
                match super::coding::given(edit, unit, coder)?.contains(&code) {
                    true => done.had += 1,
                    false => {
                        edit.add_coding(unit, code, coder, Origin::Hand)?;
                        done.given += 1;
                    }
                }
            }
            let quotes = match done.given {
                1 => "1 quote".to_owned(),
                n => format!("{n} quotes"),
            };
            edit.summarise(format!("coded {quotes} as {}", text.trim()));
            Ok(done)
        })
    }
}
