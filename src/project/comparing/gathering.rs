//! Coded units of several studies, with who said them.

use super::{Coded, CompareRequest};
use crate::compare::CodedQuote;
use crate::error::Result;
use crate::index::Filter;
use crate::project::passages::speech;
use crate::project::{Project, SearchRequest};
use crate::store::Store;
use crate::study::{
    CodeId, Codebook, Coder, CoderId, CoderKind, MeaningUnit, Participant, ParticipantId, Study,
    Transcript, UnitId,
};
use std::collections::{BTreeSet, HashMap};

/// What the project file has to say to a comparison.
pub(in crate::project) struct Gathered {
    pub studies: Vec<Coded>,
    pub quotes: Vec<CodedQuote>,
    pub remarks: Vec<String>,
}

impl Project {
    /// The studies asked for, and the units that people coded in them, one study after the other.
    pub(in crate::project) fn gathered(&self, request: &CompareRequest) -> Result<Gathered> {
        let (filter, remarks) = self.search_filter(&SearchRequest {
            studies: request.studies.clone(),
            attributes: request.attributes.clone(),
            coders: request.coders.clone(),
            ..SearchRequest::new("")
        })?;
        let mut named: Vec<Study> = Vec::new();
        for study in self.studies(&request.studies)? {
            if !named.iter().any(|known| known.id == study.id) {
                named.push(study);
            }
        }
        self.store.snapshot(|store| {
            let coders = coders(store, &filter)?;
            let mut gathered = Gathered {
                studies: Vec::new(),
                quotes: Vec::new(),
                remarks,
            };
            for study in named {
                quotes(store, &study, &coders, &filter, &mut gathered.quotes)?;
                let book = store.codebook(study.id)?;
                gathered.studies.push((study, book));
            }
            Ok(gathered)
        })
    }

    /// The codebook of one study, and the units that these coders coded in it; that all did where none is named.
    pub(in crate::project) fn gathered_of(
        &self,
        study: &Study,
        coders: &[String],
    ) -> Result<(Codebook, Vec<CodedQuote>)> {
        let gathered = self.gathered(&CompareRequest {
            studies: vec![study.name.clone()],
            coders: coders.to_vec(),
            ..CompareRequest::default()
        })?;
        let book = gathered.studies.into_iter().next().map(|(_, book)| book);
        Ok((book.unwrap_or_default(), gathered.quotes))
    }
}

/// The persons whose codings count.
fn coders(store: &Store, filter: &Filter) -> Result<BTreeSet<CoderId>> {
    let named = |id: &CoderId| filter.coders.is_empty() || filter.coders.contains(id);
    let people = store.coders()?.into_iter();
    Ok(people
        .filter(|coder| coder.kind == CoderKind::Person)
        // A second pass is for comparing it with the first alone, unless it is asked for by name.
        .filter(|coder| !filter.coders.is_empty() || Coder::first_pass(&coder.name).is_none())
        .map(|coder| coder.id)
        .filter(named)
        .collect())
}

fn quotes(
    store: &Store,
    study: &Study,
    coders: &BTreeSet<CoderId>,
    filter: &Filter,
    into: &mut Vec<CodedQuote>,
) -> Result<()> {
    let mut codes: HashMap<UnitId, BTreeSet<CodeId>> = HashMap::new();
    for coding in store.codings(study.id)? {
        if coders.contains(&coding.coder) {
            codes.entry(coding.unit).or_default().insert(coding.code);
        }
    }
    let people: HashMap<ParticipantId, Participant> = store
        .participants(study.id)?
        .into_iter()
        .map(|p| (p.id, p))
        .collect();
    for id in store.transcript_ids(study.id)? {
        let Some(transcript) = store.transcript(id)? else {
            continue;
        };
        for unit in store.units(id)? {
            let Some(codes) = codes.remove(&unit.id) else {
                continue;
            };
            let (_, who) = speech(&transcript, unit.span);
            let wanted = |people: &std::collections::HashSet<ParticipantId>| {
                who.is_some_and(|who| people.contains(&who))
            };
            if filter.participants.as_ref().is_none_or(wanted) {
                let who = who.and_then(|who| people.get(&who));
                into.push(quote(&transcript, unit, who, codes));
            }
        }
    }
    Ok(())
}

fn quote(
    transcript: &Transcript,
    unit: MeaningUnit,
    who: Option<&Participant>,
    codes: BTreeSet<CodeId>,
) -> CodedQuote {
    let text = unit.span.of(&transcript.text).unwrap_or_default();
    CodedQuote {
        study: transcript.study,
        unit: unit.id,
        transcript: transcript.name.clone(),
        span: unit.span,
        participant: who.map(|p| p.label.clone()),
        attributes: who.map(|p| p.attributes.clone()).unwrap_or_default(),
        text: text.to_owned(),
        condensed: unit.condensed,
        translation: unit.translation,
        codes: codes.into_iter().collect(),
        language: transcript.language.clone(),
    }
}
