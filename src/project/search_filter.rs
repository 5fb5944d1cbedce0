//! What a search is narrowed to: from names to identities.

use super::Project;
use super::near::likest;
use super::search::SearchRequest;
use crate::error::{Error, Result};
use crate::index::Filter;
use crate::study::{AttributeFilter, CodeId, CoderId, Language, Participant, ParticipantId, Study};
use std::collections::{BTreeSet, HashSet};

impl Project {
    /// The filter that `request` means, and what there is to say about it.
    pub(super) fn search_filter(&self, request: &SearchRequest) -> Result<(Filter, Vec<String>)> {
        let studies = self.studies(&request.studies)?;
        let mut remarks = Vec::new();
        let filter = Filter {
            studies: match request.studies.as_slice() {
                [] => Vec::new(),
                _ => studies.iter().map(|study| study.id).collect(),
            },
            codes: self.codes_meant(&studies, &request.codes)?,
            coders: self.coders_meant(&request.coders)?,
            participants: self.participants_meant(&studies, request, &mut remarks)?,
            languages: request.languages.iter().map(|l| Language::new(l)).collect(),
            speakers: request.speakers.clone(),
            coded: request.coded,
            ..Filter::default()
        };
        Ok((filter, remarks))
    }

    /// Every code of these names in any of the studies: one name may stand in several codebooks, and more than once in one.
    fn codes_meant(&self, studies: &[Study], names: &[String]) -> Result<Vec<CodeId>> {
        let mut codebooks = Vec::new();
        if !names.is_empty() {
            for study in studies {
                codebooks.push(self.store.codebook(study.id)?);
            }
        }
        let mut meant = Vec::new();
        for name in names {
            let before = meant.len();
            meant.extend(
                codebooks
                    .iter()
                    .flat_map(|book| book.find(name))
                    .map(|code| code.id),
            );
            if meant.len() == before {
                let known = codebooks.iter().flat_map(|book| book.codes());
                let near = likest(known.map(|code| code.name.as_str()), name);
                return Err(unknown(
                    "code",
                    name,
                    "did you mean",
                    &near,
                    "see: emic codebook",
                ));
            }
        }
        Ok(meant)
    }

    fn coders_meant(&self, names: &[String]) -> Result<Vec<CoderId>> {
        let coders = match names {
            [] => Vec::new(),
            _ => self.store.coders()?,
        };
        let find = |name: &String| {
            let coder = coders.iter().find(|coder| same(&coder.name, name));
            coder.map(|coder| coder.id).ok_or_else(|| {
                let known: Vec<&str> = coders.iter().map(|coder| coder.name.as_str()).collect();
                unknown(
                    "coder",
                    name,
                    "the project has",
                    &known,
                    "nobody has coded yet",
                )
            })
        };
        names.iter().map(find).collect()
    }

    /// Those of these names whose attributes fulfil every condition; `None` where neither names nor conditions are given.
    fn participants_meant(
        &self,
        studies: &[Study],
        request: &SearchRequest,
        remarks: &mut Vec<String>,
    ) -> Result<Option<HashSet<ParticipantId>>> {
        if request.participants.is_empty() && request.attributes.is_empty() {
            return Ok(None);
        }
        let mut all = Vec::new();
        for study in studies {
            all.extend(self.store.participants(study.id)?);
        }
        for name in &request.participants {
            if !all.iter().any(|participant| same(&participant.label, name)) {
                let known: BTreeSet<&str> = all.iter().map(|p| p.label.as_str()).collect();
                let known = Vec::from_iter(known);
                return Err(unknown(
                    "participant",
                    name,
                    "there are",
                    &known,
                    "none is known yet",
                ));
            }
        }
        for condition in &request.attributes {
            check_attribute(&all, condition)?;
        }
        let named = |p: &Participant| {
            let names = &request.participants;
            names.is_empty() || names.iter().any(|name| same(&p.label, name))
        };
        let fulfils = |p: &Participant| request.attributes.iter().all(|c| c.matches(&p.attributes));
        let meant: HashSet<ParticipantId> = all
            .iter()
            .filter(|p| named(p) && fulfils(p))
            .map(|p| p.id)
            .collect();
        if meant.is_empty() {
            remarks.push(nobody(&all, &request.attributes));
        }
        Ok(Some(meant))
    }
}

/// Refuses an attribute that no participant has.
fn check_attribute(all: &[Participant], condition: &AttributeFilter) -> Result<()> {
    let known: BTreeSet<&str> = all
        .iter()
        .flat_map(|p| p.attributes.keys().map(String::as_str))
        .collect();
    if known.iter().any(|name| same(name, &condition.name)) {
        return Ok(());
    }
    let known = Vec::from_iter(known);
    let name = &condition.name;
    Err(unknown(
        "attribute",
        name,
        "participants have",
        &known,
        "no participant has any",
    ))
}

/// Why no participant is left: the values that the attributes asked for do have.
fn nobody(all: &[Participant], conditions: &[AttributeFilter]) -> String {
    let values = conditions.iter().map(|condition| {
        let values: BTreeSet<&str> = all
            .iter()
            .flat_map(|p| &p.attributes)
            .filter(|(name, _)| same(name, &condition.name))
            .map(|(_, value)| value.as_str())
            .collect();
        format!("{} is {}", condition.name, shown(&Vec::from_iter(values)))
    });
    let values: Vec<String> = values.collect();
    format!(
        "no participant fulfils the conditions: {}",
        values.join("; ")
    )
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn unknown(what: &str, name: &str, introduced: &str, known: &[&str], otherwise: &str) -> Error {
    Error::input(if known.is_empty() {
        format!("there is no {what} '{name}'; {otherwise}")
    } else {
        format!(
            "there is no {what} '{name}'; {introduced}: {}",
            shown(known)
        )
    })
}

/// The first of many names.
fn shown(names: &[&str]) -> String {
    const MOST: usize = 20;
    let mut shown = names[..names.len().min(MOST)].join(" | ");
    if names.len() > MOST {
        shown.push_str(&format!(" | … ({} in all)", names.len()));
    }
    shown
}
