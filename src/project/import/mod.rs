//! Files into the project.
//!
//! Files are sorted by study ([`plan`]), read without touching the project ([`read`]), and what a study gets is written as
//! one change: participants, codebook and relations first, then transcripts, then the coded units that lie in them.

mod coded_project;
mod codes;
mod excerpts;
mod located;
mod misspelt;
mod notes;
mod people;
mod place;
mod plan;
mod preview;
mod read;
mod replaced;
mod speakers;
mod study;
mod transcripts;
mod units;

use super::Project;
pub(super) use codes::add_path;
pub use preview::{FilePreview, SpeakerPreview, TranscriptPreview};

use super::choose::person;
use crate::error::Result;
use crate::exchange::{ColumnMapping, FileOutcome, counts_in_words};
use crate::segment::SpeakerRules;
use crate::study::{CoderId, Language, Study};
use plan::{Known, Plan, StudyPlan};
use read::Content;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How files are to be taken in.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The study that everything goes into. Without it: what the files say, else the only study (for a folder, while that
    /// is empty), else the folder's name.
    pub study: Option<String>,
    /// Who imports; the coder of units that name none.
    pub coder: String,
    /// The language of the transcripts; without it each is looked at.
    pub language: Option<Language>,
    /// What is known of the speakers.
    pub speakers: SpeakerRules,
    /// What becomes of a transcript whose name the study has with another text.
    pub changed: ChangedTranscripts,
    /// Which column of tables of coded segments is what; without it their headers tell.
    pub columns: Option<ColumnMapping>,
}

/// What becomes of a transcript whose name the study has with another text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChangedTranscripts {
    /// It does not come in.
    #[default]
    Refused,
    /// Its text takes the place of the one there was. Units, codings, memos and decisions move along with their words; units
    /// whose words are gone are kept in a transcript of excerpts beside it.
    Replaced,
}

/// What an import is at.
#[derive(Debug, Clone, Copy)]
pub struct ImportProgress<'a> {
    /// The file at hand.
    pub file: &'a Path,
    /// Files read; all of them while they are being written into the project.
    pub done: usize,
    /// Files altogether.
    pub total: usize,
    /// Of a whole project that is being taken in: its transcripts done, and all of them.
    pub within: Option<(usize, usize)>,
}

/// What became of an import.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportReport {
    /// The studies that something came into, by name.
    pub studies: Vec<String>,
    /// How many of each kind of thing came in altogether.
    pub totals: BTreeMap<String, usize>,
    /// File by file.
    pub files: Vec<FileOutcome>,
}

impl ImportReport {
    /// The files of which nothing came in because they could not be read or do not fit.
    pub fn refused(&self) -> impl Iterator<Item = &FileOutcome> {
        self.files.iter().filter(|file| file.refused.is_some())
    }
}

impl Project {
    /// Takes in files and folders. A file that cannot be read or does not fit is named in the report with the reason, and
    /// the others still come in. Each study is one change: it comes in whole or not at all.
    ///
    /// What is there already comes in once: importing the same files twice changes nothing.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) where a path does not exist or it is not clear which study is meant;
    /// [`Error::File`](crate::Error::File) where the project file cannot be written.
    pub fn import(
        &mut self,
        paths: &[PathBuf],
        options: &ImportOptions,
        progress: &dyn Fn(ImportProgress<'_>),
    ) -> Result<ImportReport> {
        self.import_or_rehearse(paths, options, progress, false)
    }

    /// What [`Project::import`] would report; the project stays as it is.
    ///
    /// # Errors
    /// As [`Project::import`].
    pub fn rehearse_import(
        &mut self,
        paths: &[PathBuf],
        options: &ImportOptions,
        progress: &dyn Fn(ImportProgress<'_>),
    ) -> Result<ImportReport> {
        self.import_or_rehearse(paths, options, progress, true)
    }

    fn import_or_rehearse(
        &mut self,
        paths: &[PathBuf],
        options: &ImportOptions,
        progress: &dyn Fn(ImportProgress<'_>),
        is_rehearsal: bool,
    ) -> Result<ImportReport> {
        let known = self.known()?;
        let plan = plan::plan(paths, options, &known)?;
        let mut report = ImportReport {
            files: plan.passed_over.clone(),
            ..ImportReport::default()
        };
        let total = plan.files();
        let mut done = 0;
        for study in &plan.studies {
            let seen = |file: &Path, at: usize| {
                progress(ImportProgress {
                    file,
                    done: done + at,
                    total,
                    within: None,
                });
            };
            let (contents, outcomes) = read::read(study, options.columns.as_ref(), &seen);
            done += study.files.len();
            if let Some(file) = study.files.last() {
                progress(ImportProgress {
                    file,
                    done,
                    total,
                    within: None,
                });
            }
            let within = |file: usize, within: (usize, usize)| {
                if let Some(file) = study.files.get(file) {
                    progress(ImportProgress {
                        file,
                        done,
                        total,
                        within: Some(within),
                    });
                }
            };
            self.import_study(
                study,
                contents,
                outcomes,
                (options, is_rehearsal, &within),
                &mut report,
            )?;
        }
        report.totals = totals(&report.files);
        Ok(report)
    }

    fn known(&self) -> Result<Known> {
        let studies = self.store.studies()?;
        let waiting = match studies.as_slice() {
            [only] => {
                let counts = self.store.counts(Some(only.id))?;
                (counts.transcripts == 0 && counts.codes == 0).then(|| only.name.clone())
            }
            _ => None,
        };
        Ok(Known { studies, waiting })
    }

    fn import_study(
        &mut self,
        plan: &StudyPlan,
        contents: Vec<Content>,
        mut outcomes: Vec<FileOutcome>,
        (options, is_rehearsal, within): (&ImportOptions, bool, Within<'_>),
        report: &mut ImportReport,
    ) -> Result<()> {
        for (name, contents) in study::by_study(plan, contents) {
            let before = totals(&outcomes);
            let write = |edit: &mut crate::store::Edit<'_>| {
                let coder = person(edit, &options.coder)?;
                edit.by(coder);
                let study = study::found_or_made(edit, &name, &contents, &mut outcomes)?;
                let mut import = Import {
                    edit,
                    study,
                    coder,
                    options,
                    outcomes: &mut outcomes,
                    within,
                };
                import.write(&contents)?;
                let summary = import.summary(&before);
                import.edit.summarise(summary);
                Ok(())
            };
            match is_rehearsal {
                true => self.store.rehearse(write)?,
                false => self.store.change(None, "import", write)?,
            }
            report.studies.push(name);
        }
        report.files.extend(outcomes);
        Ok(())
    }
}

/// Told of a file how many of its transcripts are done, and how many it has.
type Within<'w> = &'w dyn Fn(usize, (usize, usize));

/// The import of one study under way.
struct Import<'i, 'e> {
    edit: &'i mut crate::store::Edit<'e>,
    study: Study,
    coder: CoderId,
    options: &'i ImportOptions,
    outcomes: &'i mut [FileOutcome],
    within: Within<'i>,
}

impl Import<'_, '_> {
    /// Writes in the order in which things lean on each other, whatever the order of the files.
    fn write(&mut self, contents: &[Content]) -> Result<()> {
        for content in contents {
            if let Content::Project { file, project } = content {
                coded_project::take_in(self, *file, project)?;
            }
        }
        let mut people = people::People::of(self.edit, self.study.id)?;
        let mut codes = codes::Codes::of(self.edit, &self.study)?;
        for content in contents {
            if let Content::Participants { file, rows } = content {
                people.take_in(self, *file, rows)?;
            }
        }
        for content in contents {
            if let Content::Codebook { file, rows } = content {
                codes.take_in(self, *file, rows)?;
            }
        }
        for content in contents {
            if let Content::Relations { file, rows } = content {
                codes.relate(self, *file, rows)?;
            }
        }
        for content in contents {
            if let Content::Transcript { file, transcript } = content {
                transcripts::take_in(self, &mut people, *file, transcript)?;
            }
        }
        let mut units = units::Units::of(self)?;
        for content in contents {
            if let Content::Units { file, units: found } = content {
                units.take_in(self, &mut people, &mut codes, *file, found)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, file: usize, kind: &str, n: usize) {
        if n > 0 {
            self.outcomes[file].count(kind, n);
        }
    }

    fn warn(&mut self, file: usize, warning: impl Into<String>) {
        self.outcomes[file].warnings.push(warning.into());
    }

    /// What came in since `before`, in a line for the history.
    fn summary(&self, before: &BTreeMap<String, usize>) -> String {
        let mut came_in = totals(self.outcomes);
        for (kind, n) in &mut came_in {
            *n -= before.get(kind).copied().unwrap_or_default();
        }
        match counts_in_words(&came_in) {
            nothing if nothing.is_empty() => format!("imported into {}", self.study.name),
            counts => format!("imported into {}: {counts}", self.study.name),
        }
    }
}

fn totals(files: &[FileOutcome]) -> BTreeMap<String, usize> {
    let mut totals: BTreeMap<String, usize> = BTreeMap::new();
    for (kind, n) in files.iter().flat_map(|file| &file.came_in) {
        *totals.entry(kind.clone()).or_default() += n;
    }
    totals
}

impl Plan {
    fn files(&self) -> usize {
        self.studies.iter().map(|study| study.files.len()).sum()
    }
}
