//! What `emic import --preview` shows.

use super::context::Context;
use super::import::warnings;
use super::layout::{counted, grouped, plain};
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::project::{FilePreview, TranscriptPreview};
use crate::study::SpeakerRole;

/// Prints the speakers of every transcript.
///
/// # Errors
/// [`Error::File`] where none of the files can be read; those of standard output.
pub fn show_preview(files: &[FilePreview], context: &Context) -> Result<()> {
    if context.json {
        json(&files)?;
    } else {
        for (at, file) in files.iter().enumerate() {
            if at > 0 {
                line("")?;
            }
            show(file)?;
        }
        note(
            "nothing was written; correct it with --interviewer LABEL, --participant LABEL or --speakers PATTERN, then the same without --preview",
        );
    }
    match files
        .iter()
        .find_map(|file| Some((file, file.refused.clone()?)))
    {
        Some((first, why)) if files.iter().all(|file| file.refused.is_some()) => {
            Err(Error::file(&first.path, why))
        }
        _ => Ok(()),
    }
}

fn show(file: &FilePreview) -> Result<()> {
    let name = file
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let about = match (&file.transcript, &file.refused) {
        (_, Some(_)) => "cannot come in".to_owned(),
        (Some(transcript), None) => about(file, transcript),
        (None, None) => "no transcript; --dry-run says what would come in".to_owned(),
    };
    line(format_args!("{}  {about}", plain(&name)))?;
    if let Some(transcript) = &file.transcript {
        speakers(transcript)?;
    }
    warnings(file.refused.iter().chain(&file.warnings))
}

fn about(file: &FilePreview, transcript: &TranscriptPreview) -> String {
    let format = serde_json::to_value(file.format).unwrap_or_default();
    let mut parts = vec![
        format.as_str().unwrap_or_default().to_owned(),
        format!("transcript '{}'", plain(&transcript.name)),
        format!("{} characters", grouped(transcript.characters)),
    ];
    if transcript.notes > 0 {
        parts.push(counted(transcript.notes, "notes in the margin"));
    }
    if transcript.unlabelled > 0 {
        parts.push(format!(
            "{} without a speaker",
            counted(transcript.unlabelled, "paragraphs")
        ));
    }
    parts.join(", ")
}

fn speakers(transcript: &TranscriptPreview) -> Result<()> {
    let mut table = Table::new([
        ("speaker", Side::Left),
        ("role", Side::Left),
        ("turns", Side::Right),
        ("characters", Side::Right),
        ("first words", Side::Left),
    ]);
    for speaker in &transcript.speakers {
        let role = match speaker.role {
            SpeakerRole::Interviewer => "interviewer",
            SpeakerRole::Participant => "participant",
            SpeakerRole::Other => "nobody",
        };
        table.row([
            speaker.label.clone(),
            role.to_owned(),
            grouped(speaker.turns),
            grouped(speaker.characters),
            speaker.first.clone(),
        ]);
    }
    match table.is_empty() {
        true => Ok(()),
        false => table.print(),
    }
}
