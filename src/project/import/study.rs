//! The study that files go into.

use super::plan::{Naming, StudyPlan};
use super::read::Content;
use crate::error::{Error, Result};
use crate::exchange::{FileOutcome, ParticipantRow, StudyFile};
use crate::store::Edit;
use crate::study::{CodedUnit, Language, Study, StudyId};

/// The contents by the name of their study, in the order in which the names come.
pub(super) fn by_study(plan: &StudyPlan, contents: Vec<Content>) -> Vec<(String, Vec<Content>)> {
    let named = names(plan, &contents);
    // Where the files of a folder name one study, those that name none belong to it too.
    let otherwise = match named.as_slice() {
        [only] => only.clone(),
        _ => plan.name.clone(),
    };
    let mut sorted: Vec<(String, Vec<Content>)> = Vec::new();
    let mut put = |name: &str, content: Content| {
        let same = sorted
            .iter_mut()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        match same {
            Some((_, contents)) => contents.push(content),
            None => sorted.push((name.to_owned(), vec![content])),
        }
    };
    for content in contents {
        match content {
            Content::Units { file, units } if plan.naming == Naming::Guessed => {
                let named = |unit: &CodedUnit| unit.study.clone();
                for (name, units) in parted(units, named, &otherwise) {
                    put(&name, Content::Units { file, units });
                }
            }
            Content::Participants { file, rows } if plan.naming == Naming::Guessed => {
                let named = |row: &ParticipantRow| row.study.clone();
                for (name, rows) in parted(rows, named, &otherwise) {
                    put(&name, Content::Participants { file, rows });
                }
            }
            other => put(&otherwise, other),
        }
    }
    sorted
}

/// The studies that units and participants name, where they may.
fn names(plan: &StudyPlan, contents: &[Content]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut note = |name: &Option<String>| {
        if let Some(name) = name.as_deref().map(str::trim)
            && !name.is_empty()
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    };
    if plan.naming == Naming::Guessed {
        for content in contents {
            match content {
                Content::Units { units, .. } => units.iter().for_each(|unit| note(&unit.study)),
                Content::Participants { rows, .. } => rows.iter().for_each(|row| note(&row.study)),
                _ => {}
            }
        }
    }
    names
}

fn parted<T>(
    all: Vec<T>,
    study: impl Fn(&T) -> Option<String>,
    otherwise: &str,
) -> Vec<(String, Vec<T>)> {
    let mut parts: Vec<(String, Vec<T>)> = Vec::new();
    for one in all {
        let name = study(&one).map(|name| name.trim().to_owned());
        let name = name.filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| otherwise.to_owned());
        match parts.iter_mut().find(|(n, _)| *n == name) {
            Some((_, part)) => part.push(one),
            None => parts.push((name, vec![one])),
        }
    }
    parts
}

/// The study of this name as study.json describes it, made if the project does not have it yet.
pub(super) fn found_or_made(
    edit: &mut Edit<'_>,
    name: &str,
    contents: &[Content],
    outcomes: &mut [FileOutcome],
) -> Result<Study> {
    let described = contents.iter().find_map(|content| match content {
        Content::Study { file, study } => Some((*file, study)),
        _ => None,
    });
    let studies = edit.store().studies()?;
    let known = studies
        .into_iter()
        .find(|s| s.name.to_lowercase() == name.to_lowercase());
    let is_new = known.is_none();
    let before = known.unwrap_or_else(|| empty(name));
    let after = described.map_or_else(|| before.clone(), |(_, file)| updated(&before, file));
    let id = if is_new {
        edit.add_study(&after)?
    } else {
        if after != before {
            edit.update_study(&after)?;
        }
        before.id
    };
    if let Some((file, _)) = described {
        match (is_new, after == before) {
            (true, _) => outcomes[file].count("studies", 1),
            (false, true) => outcomes[file]
                .warnings
                .push("nothing new: the study is as it says".into()),
            (false, false) => outcomes[file].count("studies updated", 1),
        }
    }
    edit.store()
        .study(id)?
        .ok_or_else(|| Error::internal(format!("study {id} vanished")))
}

fn empty(name: &str) -> Study {
    Study {
        id: StudyId(0),
        name: name.trim().to_owned(),
        title: String::new(),
        method: String::new(),
        levels: Study::CONTENT_ANALYSIS_LEVELS.map(String::from).to_vec(),
        language: None,
    }
}

/// What the file does not say stays as it is.
fn updated(study: &Study, file: &StudyFile) -> Study {
    let said = |new: &str, old: &str| if new.trim().is_empty() { old } else { new }.to_owned();
    Study {
        title: said(&file.title, &study.title),
        method: said(&file.method, &study.method),
        levels: if file.levels.is_empty() {
            study.levels.clone()
        } else {
            file.levels.clone()
        },
        language: file
            .language
            .as_deref()
            .map(Language::new)
            .or_else(|| study.language.clone()),
        ..study.clone()
    }
}
