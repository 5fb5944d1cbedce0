//! One file a page: its handlers and what its template shows.

pub(super) mod agreement;
pub(super) mod agreement_engine;
pub(super) mod agreement_settling;
pub(super) mod asked;
pub(super) mod choose;
pub(super) mod codebook;
pub(super) mod codebook_changes;
pub(super) mod codebook_quotes;
mod codes;
pub(super) mod coding;
pub(super) mod compare;
pub(super) mod compare_alike;
pub(super) mod compare_asked;
pub(super) mod compare_files;
pub(super) mod compare_quotes;
pub(super) mod compare_themes;
pub(super) mod compare_together;
pub(super) mod consistency;
pub(super) mod download;
pub(super) mod drift;
pub(super) mod encryption;
pub(super) mod evaluation;
pub(super) mod exchange;
pub(super) mod export;
pub(super) mod going_back;
pub(super) mod history;
pub(super) mod import;
mod import_folder;
pub(super) mod import_report;
mod import_sent;
mod judged_anew;
pub(super) mod learning;
pub(super) mod learning_curve;
pub(super) mod methods;
mod offer;
pub(super) mod overview;
pub(super) mod paging;
pub(super) mod panel;
mod pass;
pub(super) mod past;
mod progress;
pub(super) mod pseudonym_key;
pub(super) mod pseudonyms;
pub(super) mod quote;
pub(super) mod read;
pub(super) mod recode;
pub(super) mod safety;
pub(super) mod saturation;
pub(super) mod search;
mod sent_file;
pub(super) mod stretch;
pub(super) mod studies;
pub(super) mod suggestions;
pub(super) mod tables;
pub(super) mod together;
mod together_report;
pub(super) mod trust;
pub(super) mod turn;
pub(super) mod undo;
mod view;
mod why;

use super::answer::Failure;
use super::texts::Texts;
use crate::Project;
use crate::study::{Study, StudyId};

/// The study of this number.
fn study_of(project: &Project, study: i64, t: &Texts) -> Result<Study, Failure> {
    let found = project.store().study(StudyId(study))?;
    found.ok_or_else(|| Failure::gone(t))
}
