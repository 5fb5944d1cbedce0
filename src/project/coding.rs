//! Coding stretches of transcripts by hand.

use super::import::add_path;
use super::{CodePoints, Project, choose};
use crate::error::{Error, Result};
use crate::store::Edit;
use crate::study::{
    CodeId, Codebook, CoderId, MeaningUnit, MemoTarget, Origin, Span, Study, Transcript, UnitId,
};
use serde::Serialize;

/// What becomes of codes that the codebook does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewCodes {
    /// The coding is refused, with the codes that are like it.
    #[default]
    Refused,
    /// They are added: a path with what is above it, a bare name as a root on the most concrete level (an in-vivo code).
    Added,
}

/// A judgement on a stretch of a transcript.
#[derive(Debug, Clone, Default)]
pub struct RangeCoding {
    /// Codes by name or path.
    pub codes: Vec<String>,
    /// The condensed meaning unit, where it is to be set.
    pub condensed: Option<String>,
    /// What becomes of unknown codes.
    pub new_codes: NewCodes,
}

/// What was coded.
#[derive(Debug, Clone, Serialize)]
pub struct CodedRange {
    /// The unit; the one that was there, where one of the same span was.
    pub unit: UnitId,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Its words.
    pub text: String,
    /// The paths of the codes that were given now.
    pub codes: Vec<String>,
    /// The paths of those it had from this coder before.
    pub had: Vec<String>,
}

/// What was uncoded.
#[derive(Debug, Clone, Serialize)]
pub struct Uncoded {
    /// The paths of the codes that were taken away.
    pub codes: Vec<String>,
    /// Whether the unit is gone too, since nothing hung on it any more.
    pub unit_removed: bool,
}

impl Project {
    /// Codes a stretch of a transcript: makes the unit, or takes the one of the same span. Units may overlap.
    ///
    /// # Errors
    /// [`Error::Input`] for a stretch outside of the text, no code, or one that is unknown or may mean several.
    pub fn code_range(
        &mut self,
        study: &Study,
        transcript: &Transcript,
        span: Span,
        coding: &RangeCoding,
        coder: &str,
    ) -> Result<CodedRange> {
        if coding.codes.is_empty() && coding.condensed.is_none() {
            return Err(Error::input("give at least one code"));
        }
        let points = CodePoints::of(&transcript.text);
        self.change_by(coder, "code", |edit, coder| {
            let codes = codes(edit, study, &coding.codes, coding.new_codes)?;
            let unit = unit_at(edit, transcript, span)?;
            if coding.condensed.is_some() {
                edit.set_condensed(unit, coding.condensed.as_deref())?;
            }
            let codebook = edit.store().codebook(study.id)?;
            let before = given(edit, unit, coder)?;
            let mut given = Vec::new();
            let mut had = Vec::new();
            for code in codes {
                if before.contains(&code) {
                    had.push(codebook.path(code));
                    continue;
                }
                edit.add_coding(unit, code, coder, Origin::Hand)?;
                given.push(codebook.path(code));
            }
            let place = points.written(span);
            edit.summarise(match given.is_empty() {
                true => format!("condensed {} {place}", transcript.name),
                false => format!("coded {} {place} as {}", transcript.name, given.join(", ")),
            });
            let (start, end) = points.range(span).unwrap_or_default();
            Ok(CodedRange {
                unit,
                start,
                end,
                text: span.of(&transcript.text).unwrap_or_default().to_owned(),
                codes: given,
                had,
            })
        })
    }

    /// Takes a coder's codes from a unit: those named, or all where none is named. A unit that nothing hangs on any more
    /// goes too.
    ///
    /// # Errors
    /// [`Error::Input`] where there is no such unit, or it does not bear such a code from this coder.
    pub fn uncode(
        &mut self,
        study: &Study,
        transcript: &Transcript,
        span: Span,
        codes: &[String],
        coder: &str,
    ) -> Result<Uncoded> {
        let place = CodePoints::of(&transcript.text).written(span);
        let name = coder.to_owned();
        self.change_by(coder, "uncode", |edit, coder| {
            let codebook = edit.store().codebook(study.id)?;
            let unit = edit.store().unit_at(transcript.id, span)?;
            let unit = unit.ok_or_else(|| {
                Error::input(format!(
                    "there is no unit at {place} in '{0}'; see: emic show '{0}'",
                    transcript.name
                ))
            })?;
            let wanted = wanted(&codebook, codes)?;
            let mut removed = Vec::new();
            for coding in edit.store().codings_of_unit(unit.id)? {
                if coding.coder == coder && (wanted.is_empty() || wanted.contains(&coding.code)) {
                    edit.remove_coding(coding.id)?;
                    removed.push(codebook.path(coding.code));
                }
            }
            if removed.is_empty() {
                return Err(Error::input(format!(
                    "{name} has given {place} no such code; see: emic show '{}'",
                    transcript.name
                )));
            }
            edit.summarise(format!(
                "uncoded {} {place}: {}",
                transcript.name,
                removed.join(", ")
            ));
            Ok(Uncoded {
                codes: removed,
                unit_removed: removed_if_bare(edit, &unit)?,
            })
        })
    }
}

/// Codes by name or path; those that the codebook does not have are added or refused.
pub(super) fn codes(
    edit: &mut Edit<'_>,
    study: &Study,
    names: &[String],
    new_codes: NewCodes,
) -> Result<Vec<CodeId>> {
    let mut found = Vec::new();
    for text in names {
        let codebook = edit.store().codebook(study.id)?;
        let is_new = choose::meant(&codebook, text).is_empty();
        let id = match new_codes {
            NewCodes::Added if is_new => add_path(edit, study, text)?
                .ok_or_else(|| Error::input("a code needs a name; give it one"))?,
            NewCodes::Refused if is_new => {
                let why = choose::code(&codebook, text).err();
                let why = why.map_or_else(String::new, |e| e.to_string());
                return Err(Error::input(format!("{why}; --new adds it")));
            }
            _ => choose::code(&codebook, text)?.id,
        };
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

fn wanted(codebook: &Codebook, codes: &[String]) -> Result<Vec<CodeId>> {
    codes
        .iter()
        .map(|text| Ok(choose::code(codebook, text)?.id))
        .collect()
}

pub(super) fn unit_at(edit: &mut Edit<'_>, transcript: &Transcript, span: Span) -> Result<UnitId> {
    if let Some(unit) = edit.store().unit_at(transcript.id, span)? {
        return Ok(unit.id);
    }
    edit.add_unit(&MeaningUnit {
        id: UnitId(0),
        transcript: transcript.id,
        span,
        condensed: None,
        translation: None,
        external_id: None,
    })
}

/// The codes that a coder has given a unit.
pub(super) fn given(edit: &Edit<'_>, unit: UnitId, coder: CoderId) -> Result<Vec<CodeId>> {
    let codings = edit.store().codings_of_unit(unit)?;
    Ok(codings
        .into_iter()
        .filter(|c| c.coder == coder)
        .map(|c| c.code)
        .collect())
}

pub(super) fn removed_if_bare(edit: &mut Edit<'_>, unit: &MeaningUnit) -> Result<bool> {
    let store = edit.store();
    let is_bare = unit.condensed.is_none()
        && unit.translation.is_none()
        && unit.external_id.is_none()
        && store.codings_of_unit(unit.id)?.is_empty()
        && store.memos_on(MemoTarget::Unit(unit.id))?.is_empty();
    if is_bare {
        edit.delete_unit(unit.id)?;
    }
    Ok(is_bare)
}
