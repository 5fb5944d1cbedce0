//! Which file goes into which study.

use super::ImportOptions;
use crate::error::{Error, Result};
use crate::exchange::{FileOutcome, files, qdpx_name, qualcoder_name, read_study};
use crate::study::Study;
use std::path::{Path, PathBuf};

/// Files that people lay beside a study to describe it; no transcripts.
const NOTES: &[&str] = &[
    "readme",
    "source",
    "license",
    "licence",
    "changelog",
    "notice",
    "citation",
];

/// What is to be read, study by study.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub studies: Vec<StudyPlan>,
    /// Files that are not looked at, and why.
    pub passed_over: Vec<FileOutcome>,
}

/// The files of one study.
#[derive(Debug)]
pub(super) struct StudyPlan {
    /// The study's name.
    pub name: String,
    /// Whether files may name another study themselves.
    pub naming: Naming,
    pub files: Vec<PathBuf>,
}

/// Who says which study a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `--study` or a study.json: all of it goes there.
    Fixed,
    /// A guess: units and participants that name a study go there.
    Guessed,
}

/// The studies that are there before anything comes in.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub studies: Vec<Study>,
    /// The only study, where it has no transcript and no code yet: it was made to be filled.
    pub waiting: Option<String>,
}

/// Sorts the files below `paths` by study: `--study`, else the nearest study.json above a file, else (for files given one
/// by one, and for folders while it is empty) the only study of the project, else the folder's name.
pub(super) fn plan(paths: &[PathBuf], options: &ImportOptions, known: &Known) -> Result<Plan> {
    let mut plan = Plan::default();
    for path in paths {
        let found = files(path)?;
        let roots: Vec<PathBuf> = found.iter().filter(|f| is_study_json(f)).cloned().collect();
        for file in found {
            if path.is_dir() && is_note(&file) {
                let mut outcome = FileOutcome::refused(&file, "");
                outcome.refused = None;
                outcome
                    .warnings
                    .push("passed over: it describes the folder; to take it in as a transcript, give it by its name".into());
                plan.passed_over.push(outcome);
                continue;
            }
            let (name, naming) = match (&options.study, root_of(&file, &roots)) {
                (Some(name), _) => (name.clone(), Naming::Fixed),
                (None, Some(root)) => (name_in(root), Naming::Fixed),
                (None, None) => (guessed(path, &file, known)?, Naming::Guessed),
            };
            plan.add(name, naming, file);
        }
    }
    Ok(plan)
}

impl Plan {
    fn add(&mut self, name: String, naming: Naming, file: PathBuf) {
        let same = |study: &&mut StudyPlan| study.name == name && study.naming == naming;
        match self.studies.iter_mut().find(same) {
            Some(study) if study.files.contains(&file) => {}
            Some(study) => study.files.push(file),
            None => self.studies.push(StudyPlan {
                name,
                naming,
                files: vec![file],
            }),
        }
    }
}

fn is_study_json(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "study.json")
}

fn is_note(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let is_text = file
        .extension()
        .is_none_or(|e| e == "md" || e == "txt" || e == "cff");
    is_text && NOTES.contains(&stem.to_lowercase().as_str())
}

/// The study.json nearest above `file`.
fn root_of<'r>(file: &Path, roots: &'r [PathBuf]) -> Option<&'r PathBuf> {
    roots
        .iter()
        .filter(|root| root.parent().is_some_and(|folder| file.starts_with(folder)))
        .max_by_key(|root| root.components().count())
}

/// A study.json that cannot be read still keeps its folder together, under the folder's name.
fn name_in(root: &Path) -> String {
    read_study(root).map_or_else(|_| folder_name(root), |study| study.name.trim().to_owned())
}

fn guessed(given: &Path, file: &Path, known: &Known) -> Result<String> {
    if given.is_dir() && !is_qualcoder(given, file) {
        let waiting = known.waiting.clone();
        return Ok(waiting.unwrap_or_else(|| folder_name(&given.join("any"))));
    }
    match known.studies.as_slice() {
        [only] => Ok(only.name.clone()),
        [] => Ok(name_of_project(file).unwrap_or_else(|| folder_name(file))),
        several => {
            let names: Vec<&str> = several.iter().map(|s| s.name.as_str()).collect();
            Err(Error::input(format!(
                "{}: the project has several studies; say which one with --study: {}",
                file.display(),
                names.join(", ")
            )))
        }
    }
}

/// Whether the folder that was given is one project of QualCoder.
fn is_qualcoder(given: &Path, file: &Path) -> bool {
    file.parent() == Some(given) && file.extension().is_some_and(|kind| kind == "qda")
}

/// What a whole project calls itself, else the stem of its file.
fn name_of_project(file: &Path) -> Option<String> {
    let kind = file.extension()?.to_string_lossy().to_lowercase();
    matches!(kind.as_str(), "qdpx" | "sqlite3" | "qda" | "rqda").then_some(())?;
    if kind == "qda" {
        return qualcoder_name(file);
    }
    qdpx_name(file).or_else(|| Some(file.file_stem()?.to_string_lossy().into_owned()))
}

/// The name of the folder that `file` is in, else the file's stem.
fn folder_name(file: &Path) -> String {
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = whole.parent().and_then(|folder| {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Some(folder.file_name()?.to_string_lossy().into_owned())
    });
    folder
        .or_else(|| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "study".to_owned())
}
