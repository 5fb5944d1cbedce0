//! What came in of files, or would come in.

use crate::exchange::counts_in_words;
use crate::project::{FilePreview, ImportReport, SpeakerPreview};
use crate::study::SpeakerRole;
use crate::workbench::answer::Failure;
use crate::workbench::texts::{Texts, fill, on_page};
use askama::Template;
use std::collections::BTreeMap;

/// What would come in of files that were looked at; empty before.
#[derive(Template)]
#[template(path = "import_looked.html")]
pub(super) struct Looked {
    pub report: Option<ReportView>,
}

impl Looked {
    /// The place for it, empty.
    pub fn nothing() -> Result<String, Failure> {
        let empty = Self { report: None };
        Ok(empty.render().map_err(crate::Error::internal)?)
    }
}

/// What came in, file by file.
pub(in crate::workbench) struct ReportView {
    pub title: &'static str,
    pub into: String,
    pub totals: String,
    pub files: Vec<FileView>,
    /// The heads of the speakers' columns.
    pub heads: [&'static str; 4],
}

/// A file, and what is to be said of it.
pub(in crate::workbench) struct FileView {
    pub name: String,
    pub came_in: String,
    pub is_refused: bool,
    pub told: Vec<String>,
    /// Who speaks in it, where it is a transcript that was looked at.
    pub speakers: Vec<SpeakerView>,
}

/// Who speaks in a transcript.
pub(in crate::workbench) struct SpeakerView {
    pub label: String,
    pub role: &'static str,
    pub turns: String,
    pub first: String,
}

impl ReportView {
    /// What came in.
    pub fn of(report: &ImportReport, texts: &Texts) -> Self {
        let t = &texts.exchange;
        let mut files: Vec<FileView> = report
            .files
            .iter()
            .map(|file| FileView {
                name: file.path.display().to_string(),
                came_in: match file.refused {
                    Some(_) => t.not_taken.to_owned(),
                    None => counts(&file.came_in, t.nothing_new),
                },
                is_refused: file.refused.is_some(),
                told: told(file.refused.iter().chain(&file.warnings)),
                speakers: Vec::new(),
            })
            .collect();
        // What needs a look comes first.
        files.sort_by_key(|f| (!f.is_refused, f.told.is_empty()));
        Self {
            title: t.report,
            into: match report.studies.is_empty() {
                true => String::new(),
                false => fill(t.report_into, &[("studies", &report.studies.join(", "))]),
            },
            totals: counts(&report.totals, t.nothing_new),
            files,
            heads: t.speaker_heads,
        }
    }

    /// What would come in, and who speaks in the transcripts.
    pub fn rehearsed(report: &ImportReport, found: &[FilePreview], texts: &Texts) -> Self {
        let mut view = Self::of(report, texts);
        view.title = texts.exchange.looked;
        for file in &mut view.files {
            let same = |seen: &&FilePreview| seen.path.display().to_string() == file.name;
            let Some(seen) = found.iter().find(same) else {
                continue;
            };
            for line in told(&seen.warnings) {
                if !file.told.contains(&line) {
                    file.told.push(line);
                }
            }
            let speakers = seen.transcript.iter().flat_map(|t| &t.speakers);
            file.speakers = speakers.map(|s| speaker(s, texts)).collect();
        }
        view
    }
}

fn speaker(speaker: &SpeakerPreview, texts: &Texts) -> SpeakerView {
    let [asks, answers, nobody] = texts.exchange.roles;
    SpeakerView {
        label: speaker.label.clone(),
        role: match speaker.role {
            SpeakerRole::Interviewer => asks,
            SpeakerRole::Participant => answers,
            SpeakerRole::Other => nobody,
        },
        turns: speaker.turns.to_string(),
        first: speaker.first.clone(),
    }
}

fn told<'w>(lines: impl IntoIterator<Item = &'w String>) -> Vec<String> {
    lines.into_iter().map(|line| on_page(line)).collect()
}

fn counts(came_in: &BTreeMap<String, usize>, nothing: &str) -> String {
    match counts_in_words(came_in) {
        none if none.is_empty() => nothing.to_owned(),
        counts => counts,
    }
}
