//! Whether further interviews still bring new codes.

use super::super::Project;
use super::told_by;
use crate::error::{Error, Result};
use crate::study::{CodeId, Codebook, Coder, CoderKind, Study, TranscriptId};
use crate::trust::{Rule, Saturation, new_codes, saturation};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct SaturationRequest {
    /// The transcripts in the order of collection; those that are not named follow in the order in which they came in.
    pub order: Vec<String>,
    /// Base, run and threshold.
    pub rule: Rule,
    /// The level of the ladder that is counted, from 0 for the most abstract; the codes as given where `None`.
    pub level: Option<usize>,
    /// A participant's attribute whose groups are told one by one.
    pub by: Option<String>,
}

/// Saturation of a study, of its themes and of groups of participants.
#[derive(Debug, Clone, Serialize)]
pub struct SaturationReport {
    /// The study's name.
    pub study: String,
    /// Base, run and threshold.
    pub rule: Rule,
    /// The whole study.
    pub all: GroupSaturation,
    /// Each of the most abstract nodes of the codebook that were used.
    pub themes: Vec<GroupSaturation>,
    /// Each value of the attribute that was asked for.
    pub groups: Vec<GroupSaturation>,
}

/// Saturation within a group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupSaturation {
    /// The theme's path or the attribute's value; the study's name for all.
    pub name: String,
    /// The interviews in the order of collection.
    pub interviews: Vec<String>,
    /// Codes that were new in each of them.
    pub new: Vec<usize>,
    /// `None` where there are fewer interviews than a base and a run, or the base has no code.
    pub saturation: Option<Saturation>,
    /// The sentence for the paper.
    pub sentence: String,
}

struct Interview {
    name: String,
    group: Option<String>,
    codes: BTreeSet<CodeId>,
}

impl Project {
    /// How new codes became rarer from interview to interview. Only persons' codings count, their second passes left out, and transcripts
    /// that bear one.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript in the order, an attribute that no participant has, and a study without codings.
    pub fn saturation(
        &self,
        study: &Study,
        request: &SaturationRequest,
    ) -> Result<SaturationReport> {
        let codebook = self.store.codebook(study.id)?;
        let interviews = self.interviews(study, &codebook, request)?;
        let within = |name: &str, wanted: &dyn Fn(&Interview) -> bool, under: Option<CodeId>| {
            group(
                name,
                interviews.iter().filter(|i| wanted(i)),
                request.rule,
                |code| {
                    under.is_none_or(|node| codebook.ancestry(code).iter().any(|c| c.id == node))
                },
            )
        };
        let used: BTreeSet<CodeId> = interviews.iter().flat_map(|i| &i.codes).copied().collect();
        let roots = codebook.children(None).filter(|root| {
            !codebook.is_leaf(root.id)
                && codebook
                    .subtree(root.id)
                    .iter()
                    .any(|code| used.contains(code))
        });
        let values: BTreeSet<&String> =
            interviews.iter().filter_map(|i| i.group.as_ref()).collect();
        Ok(SaturationReport {
            study: study.name.clone(),
            rule: request.rule,
            all: within(&study.name, &|_| true, None),
            themes: roots
                .map(|root| within(&codebook.path(root.id), &|_| true, Some(root.id)))
                .collect(),
            groups: values
                .iter()
                .map(|value| within(value, &|i| i.group.as_ref() == Some(*value), None))
                .collect(),
        })
    }

    /// The coded transcripts in the order of collection.
    fn interviews(
        &self,
        study: &Study,
        codebook: &Codebook,
        request: &SaturationRequest,
    ) -> Result<Vec<Interview>> {
        let coders = self.store.coders()?;
        let is_first = |coder: &&Coder| {
            coder.kind == CoderKind::Person && Coder::first_pass(&coder.name).is_none()
        };
        let people: BTreeSet<_> = coders
            .iter()
            .filter(is_first)
            .map(|coder| coder.id)
            .collect();
        let mut codes: BTreeMap<TranscriptId, BTreeSet<CodeId>> = BTreeMap::new();
        let place: BTreeMap<_, _> = (self.store.units_of_study(study.id)?.into_iter())
            .map(|unit| (unit.id, unit.transcript))
            .collect();
        for coding in self
            .store
            .codings(study.id)?
            .iter()
            .filter(|c| people.contains(&c.coder))
        {
            let node = told_by(codebook, coding.code, request.level);
            if let (Some(transcript), Some(node)) = (place.get(&coding.unit), node) {
                codes.entry(*transcript).or_default().insert(node);
            }
        }
        if codes.is_empty() {
            return Err(Error::input(format!(
                "'{}' has no coded unit yet; saturation is about the codes of each interview",
                study.name
            )));
        }
        let people = self.store.participants(study.id)?;
        if let Some(by) = &request.by
            && !people.iter().any(|p| p.attributes.contains_key(by))
        {
            let known: BTreeSet<&str> = people
                .iter()
                .flat_map(|p| p.attributes.keys().map(String::as_str))
                .collect();
            return Err(Error::input(format!(
                "no participant of '{}' has an attribute '{by}'; there are: {}",
                study.name,
                known.into_iter().collect::<Vec<_>>().join(", ")
            )));
        }
        let mut found = Vec::new();
        for (id, name) in ordered(self.store.transcript_names(study.id)?, &request.order)? {
            if let Some(codes) = codes.remove(&id) {
                let about = self.store.transcript(id)?.and_then(|t| t.participant);
                let person = people.iter().find(|p| Some(p.id) == about);
                let value = request
                    .by
                    .as_ref()
                    .and_then(|by| person?.attributes.get(by).cloned());
                found.push(Interview {
                    name,
                    group: value,
                    codes,
                });
            }
        }
        Ok(found)
    }
}

/// The transcripts, those named in `first` first and in that order.
pub(super) fn ordered(
    mut all: Vec<(TranscriptId, String)>,
    first: &[String],
) -> Result<Vec<(TranscriptId, String)>> {
    if let Some(unknown) = first
        .iter()
        .find(|name| !all.iter().any(|(_, n)| n == *name))
    {
        return Err(Error::input(format!(
            "there is no transcript '{unknown}' in this study; emic transcripts lists them"
        )));
    }
    let rank = |name: &String| first.iter().position(|f| f == name).unwrap_or(first.len());
    all.sort_by_key(|(_, name)| rank(name));
    Ok(all)
}

fn group<'i>(
    name: &str,
    interviews: impl Iterator<Item = &'i Interview>,
    rule: Rule,
    counts: impl Fn(CodeId) -> bool,
) -> GroupSaturation {
    let mut names = Vec::new();
    let mut codes: Vec<Vec<usize>> = Vec::new();
    for interview in interviews {
        names.push(interview.name.clone());
        let counted = interview.codes.iter().filter(|code| counts(**code));
        codes.push(counted.map(|code| code.0 as usize).collect());
    }
    let found = saturation(&codes, rule);
    GroupSaturation {
        name: name.to_owned(),
        interviews: names,
        new: new_codes(&codes),
        sentence: sentence(found.as_ref(), rule, codes.len()),
        saturation: found,
    }
}

fn sentence(found: Option<&Saturation>, rule: Rule, interviews: usize) -> String {
    let how = format!(
        "(base of {} interviews, runs of {}, new-information threshold {} %; Guest, Namey & Chen, 2020)",
        rule.base,
        rule.run,
        percent(rule.threshold)
    );
    let Some(found) = found else {
        return format!("With {interviews} coded interviews, saturation cannot be assessed {how}.");
    };
    let base = format!(
        "The first {} interviews yielded {} different codes",
        rule.base, found.base
    );
    match found.reached {
        Some(reached) => {
            let run = found.runs.iter().find(|(at, _, _)| *at == reached);
            let (new, share) = run.map_or((0, 0.0), |(_, new, share)| (*new, *share));
            format!(
                "{base}; saturation was reached at interview {}, with {new} new in the next {} ({} %) {how}.",
                reached - rule.run,
                rule.run,
                percent(share)
            )
        }
        None => {
            let share = found.runs.last().map_or(0.0, |(_, _, share)| *share);
            format!(
                "{base}; after {interviews} interviews saturation was not reached, the last {} still bringing {} % {how}.",
                rule.run,
                percent(share)
            )
        }
    }
}

fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}
