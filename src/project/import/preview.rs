//! What an import would make of transcripts, before anything is written.

use super::plan::plan;
use super::transcripts::{doubt_of_speakers, name_of, rules};
use super::{ImportOptions, ImportProgress};
use crate::error::{Error, Result};
use crate::exchange::{Format, recognise};
use crate::project::Project;
use crate::segment::turns;
use crate::study::{SpeakerRole, StudyId, Turn};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Words with which a speaker begins, in characters.
const FIRST_WORDS: usize = 80;

/// What is in a file.
#[derive(Debug, Clone, Serialize)]
pub struct FilePreview {
    /// The file.
    pub path: PathBuf,
    /// What it was taken for; none where that could not be told.
    pub format: Option<Format>,
    /// The transcript in it, where it is one.
    pub transcript: Option<TranscriptPreview>,
    /// What was guessed, doubtful or left out.
    pub warnings: Vec<String>,
    /// Why it cannot come in.
    pub refused: Option<String>,
}

/// What a transcript would be.
#[derive(Debug, Clone, Serialize)]
pub struct TranscriptPreview {
    /// Its name in the study.
    pub name: String,
    /// Length in Unicode code points.
    pub characters: usize,
    /// Turns of whom nobody knows who speaks: what stands before the first speaker, or all paragraphs.
    pub unlabelled: usize,
    /// Footnotes and comments.
    pub notes: usize,
    /// Who speaks, in the order in which they do.
    pub speakers: Vec<SpeakerPreview>,
}

/// One speaker of a transcript.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerPreview {
    /// The label as first written.
    pub label: String,
    /// Interviewer or participant.
    pub role: SpeakerRole,
    /// How many turns.
    pub turns: usize,
    /// Length of what is said, in Unicode code points.
    pub characters: usize,
    /// The first words said.
    pub first: String,
}

impl Project {
    /// What [`Project::import`] would make of the transcripts among these files: who speaks in them, and who asks. Nothing is
    /// written, whatever the options say.
    ///
    /// # Errors
    /// As [`Project::import`]; a file that cannot be read is named in its preview.
    pub fn preview_import(
        &self,
        paths: &[PathBuf],
        options: &ImportOptions,
        progress: &dyn Fn(ImportProgress<'_>),
    ) -> Result<Vec<FilePreview>> {
        let plan = plan(paths, options, &self.known()?)?;
        let total = plan.files();
        let mut found: Vec<FilePreview> = Vec::with_capacity(total);
        for study in &plan.studies {
            let known = self
                .store
                .studies()?
                .into_iter()
                .find(|s| s.name.to_lowercase() == study.name.to_lowercase());
            let participants = known.map_or(Ok(Vec::new()), |study| self.labels(study.id))?;
            for file in &study.files {
                let done = found.len();
                progress(ImportProgress {
                    file,
                    done,
                    total,
                    within: None,
                });
                found.push(preview(file, options, &participants));
            }
        }
        Ok(found)
    }

    fn labels(&self, study: StudyId) -> Result<Vec<String>> {
        let participants = self.store.participants(study)?;
        Ok(participants
            .into_iter()
            .map(|participant| participant.label)
            .collect())
    }
}

fn preview(path: &Path, options: &ImportOptions, participants: &[String]) -> FilePreview {
    let mut file = FilePreview {
        path: path.to_owned(),
        format: None,
        transcript: None,
        warnings: Vec::new(),
        refused: None,
    };
    let read = recognise(path).and_then(|format| {
        file.format = Some(format);
        match format {
            Format::Transcript(format) => format.read(path).map(Some),
            _ => Ok(None),
        }
    });
    let read = match read {
        Ok(Some(read)) => read,
        Ok(None) => return file,
        Err(error) => {
            file.refused = Some(match error {
                Error::File { reason, .. } => reason,
                other => other.to_string(),
            });
            return file;
        }
    };
    let turns = turns(&read.text, &rules(&options.speakers, participants.to_vec()));
    file.warnings.extend(read.warnings.iter().cloned());
    file.warnings
        .extend(doubt_of_speakers(&turns).map(str::to_owned));
    file.transcript = Some(TranscriptPreview {
        name: name_of(&read).to_owned(),
        characters: read.text.chars().count(),
        unlabelled: turns.iter().filter(|turn| turn.speaker.is_none()).count(),
        notes: read.notes.len(),
        speakers: speakers(&read.text, &turns),
    });
    file
}

fn speakers(text: &str, turns: &[Turn]) -> Vec<SpeakerPreview> {
    let mut found: Vec<SpeakerPreview> = Vec::new();
    for turn in turns {
        let Some(label) = &turn.speaker else { continue };
        let said = turn.span.of(text).unwrap_or_default();
        let same =
            |speaker: &&mut SpeakerPreview| speaker.label.to_lowercase() == label.to_lowercase();
        match found.iter_mut().find(same) {
            Some(speaker) => {
                speaker.turns += 1;
                speaker.characters += said.chars().count();
            }
            None => found.push(SpeakerPreview {
                label: label.clone(),
                role: turn.role,
                turns: 1,
                characters: said.chars().count(),
                first: first_words(said),
            }),
        }
    }
    found
}

fn first_words(said: &str) -> String {
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut first: String = words.chars().take(FIRST_WORDS).collect();
    if first.len() < words.len() {
        first.push('…');
    }
    first
}
