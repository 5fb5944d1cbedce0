//! A whole study as one value, as it leaves for other programs.

use super::Project;
use super::identities::Identities;
use crate::error::Result;
use crate::exchange::{
    About, CodedProject, KeptElement, ProjectCode, ProjectCoder, ProjectCoding, ProjectMemo,
    ProjectParticipant, ProjectRelation, ProjectTranscript, ProjectTurn, ProjectUnit,
};
use crate::store::Table;
use crate::study::{
    Code, CodeId, CoderId, CoderKind, Coding, CodingId, Memo, MemoTarget, Participant,
    ParticipantId, Study, Transcript, TranscriptId, Turn, UnitId,
};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

impl Project {
    /// A study with everything in it that other programs may know: all but decisions and history.
    ///
    /// Things that came in from another program keep the identity they had there; the others get one that is always the same.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn coded_project(&self, study: &Study) -> Result<CodedProject> {
        self.store
            .snapshot(|_| Gathering::of(self, study)?.project())
    }

    /// What a study has and [`Project::coded_project`] has not, a line a kind.
    ///
    /// # Errors
    /// As [`Project::coded_project`].
    pub fn left_behind(&self, study: &Study) -> Result<Vec<String>> {
        let decisions = self.store.counts(Some(study.id))?.decisions;
        let mut lines = vec!["the history of changes".to_owned()];
        if decisions > 0 {
            lines.push(format!(
                "{decisions} decisions on suggestions (what was accepted is in it as codings)"
            ));
        }
        Ok(lines)
    }
}

/// A study that is being gathered.
struct Gathering<'p> {
    project: &'p Project,
    study: &'p Study,
    identities: Identities,
}

impl<'p> Gathering<'p> {
    fn of(project: &'p Project, study: &'p Study) -> Result<Self> {
        Ok(Self {
            project,
            study,
            identities: Identities::of(&project.store, study.id)?,
        })
    }

    fn guid(&self, table: Table, row: i64) -> String {
        self.identities.guid(table, row)
    }

    fn project(&self) -> Result<CodedProject> {
        let store = self.project.store();
        let codebook = store.codebook(self.study.id)?;
        let codes = Places::of(codebook.codes().iter().map(|code| code.id));
        let people = store.participants(self.study.id)?;
        let participants = Places::of(people.iter().map(|p| p.id));
        let codings = store.codings(self.study.id)?;
        let writers = self
            .memos_here(&codings, &codes, &participants)?
            .into_iter()
            .map(|memo| memo.coder);
        let (coders, coder_places) = self.coders(&codings, writers)?;
        let mut by_unit = self.codings(&codings, &codes, &coder_places);
        let in_units = places_in_units(&codings, &codes);
        let mut units: HashMap<UnitId, (usize, usize)> = HashMap::new();
        let mut transcripts = Vec::new();
        let ids = store.transcript_ids(self.study.id)?;
        for id in &ids {
            let Some(transcript) = store.transcript(*id)? else {
                continue;
            };
            transcripts.push(self.transcript(
                transcript,
                transcripts.len(),
                &participants,
                &mut by_unit,
                &mut units,
            )?);
        }
        let places = Targets {
            study: self.study,
            codes: &codes,
            participants: &participants,
            transcripts: Places::of(ids.into_iter()),
            units,
            codings: in_units,
        };
        let memos = store.memos()?.into_iter().filter_map(|memo| {
            let about = places.about(memo.target)?;
            let guid = self.guid(Table::Memo, memo.id.0);
            let coder = coder_places.get(memo.coder);
            Some(ProjectMemo {
                guid,
                about,
                coder,
                text: memo.text,
                at: Some(memo.at),
            })
        });
        Ok(CodedProject {
            guid: self.guid(Table::Study, self.study.id.0),
            name: self.study.name.clone(),
            title: self.study.title.clone(),
            method: self.study.method.clone(),
            levels: self.study.levels.clone(),
            language: self
                .study
                .language
                .as_ref()
                .map(|language| language.code().to_owned()),
            coders,
            codes: codebook
                .codes()
                .iter()
                .map(|code| self.code(code, &codes))
                .collect(),
            participants: people
                .into_iter()
                .map(|person| self.participant(person))
                .collect(),
            transcripts,
            memos: memos.collect(),
            relations: self.relations(&codes)?,
            kept: self.kept()?,
            by_emic: true,
            units_apart: true,
        })
    }

    fn codings(
        &self,
        codings: &[Coding],
        codes: &Places<CodeId>,
        coders: &Places<CoderId>,
    ) -> HashMap<UnitId, Vec<ProjectCoding>> {
        let mut by_unit: HashMap<UnitId, Vec<ProjectCoding>> = HashMap::new();
        for coding in codings {
            let Some(code) = codes.get(coding.code) else {
                continue;
            };
            by_unit.entry(coding.unit).or_default().push(ProjectCoding {
                guid: self.guid(Table::Coding, coding.id.0),
                code,
                coder: coders.get(coding.coder),
                at: Some(coding.at.clone()),
            });
        }
        by_unit
    }

    fn code(&self, code: &Code, codes: &Places<CodeId>) -> ProjectCode {
        ProjectCode {
            guid: self.guid(Table::Code, code.id.0),
            parent: code.parent.and_then(|parent| codes.get(parent)),
            level: Some(code.level),
            name: code.name.clone(),
            definition: code.definition.clone(),
            include: code.include.clone(),
            exclude: code.exclude.clone(),
            colour: code.colour.clone(),
        }
    }

    fn participant(&self, participant: Participant) -> ProjectParticipant {
        ProjectParticipant {
            guid: self.guid(Table::Participant, participant.id.0),
            label: participant.label,
            attributes: participant.attributes,
        }
    }

    fn kept(&self) -> Result<Vec<KeptElement>> {
        let all = self.project.store().kept_elements(self.study.id)?;
        let element = |(list, guid, xml)| KeptElement { list, guid, xml };
        Ok(all.into_iter().map(element).collect())
    }

    fn relations(&self, codes: &Places<CodeId>) -> Result<Vec<ProjectRelation>> {
        let mut relations = Vec::new();
        for relation in self.project.store().relations(self.study.id)? {
            let Some((from, to)) = codes.get(relation.from).zip(codes.get(relation.to)) else {
                continue;
            };
            let guid = self.guid(Table::Relation, relation.id.0);
            relations.push(ProjectRelation {
                guid,
                from,
                to,
                kind: relation.kind,
                note: relation.note,
            });
        }
        Ok(relations)
    }

    /// The memos on what is in this study.
    fn memos_here(
        &self,
        codings: &[Coding],
        codes: &Places<CodeId>,
        participants: &Places<ParticipantId>,
    ) -> Result<Vec<Memo>> {
        let store = self.project.store();
        let transcripts = Places::of(store.transcript_ids(self.study.id)?.into_iter());
        let units = Places::of(
            store
                .units_of_study(self.study.id)?
                .into_iter()
                .map(|unit| unit.id),
        );
        let codings: BTreeSet<CodingId> = codings.iter().map(|coding| coding.id).collect();
        let is_here = |memo: &Memo| match memo.target {
            MemoTarget::Study(id) => id == self.study.id,
            MemoTarget::Participant(id) => participants.get(id).is_some(),
            MemoTarget::Transcript(id) => transcripts.get(id).is_some(),
            MemoTarget::Unit(id) => units.get(id).is_some(),
            MemoTarget::Code(id) => codes.get(id).is_some(),
            MemoTarget::Coding(id) => codings.contains(&id),
        };
        Ok(store.memos()?.into_iter().filter(is_here).collect())
    }

    /// Those who coded in this study or wrote a memo on it, and those who came in with it.
    fn coders(
        &self,
        codings: &[Coding],
        memos: impl Iterator<Item = CoderId>,
    ) -> Result<(Vec<ProjectCoder>, Places<CoderId>)> {
        let store = self.project.store();
        let mut here: BTreeSet<CoderId> = codings.iter().map(|coding| coding.coder).collect();
        here.extend(memos);
        let is_kept = |id: CoderId| self.identities.is_kept(Table::Coder, id.0);
        let coders: Vec<_> = store
            .coders()?
            .into_iter()
            .filter(|c| here.contains(&c.id) || is_kept(c.id))
            .collect();
        let places = Places::of(coders.iter().map(|coder| coder.id));
        let plain = coders.into_iter().map(|coder| ProjectCoder {
            guid: self.guid(Table::Coder, coder.id.0),
            name: coder.name,
            is_machine: coder.kind == CoderKind::Machine,
            is_consensus: coder.kind == CoderKind::Consensus,
        });
        Ok((plain.collect(), places))
    }

    fn transcript(
        &self,
        transcript: Transcript,
        at: usize,
        participants: &Places<ParticipantId>,
        codings: &mut HashMap<UnitId, Vec<ProjectCoding>>,
        places: &mut HashMap<UnitId, (usize, usize)>,
    ) -> Result<ProjectTranscript> {
        let mut units = Vec::new();
        for unit in self.project.store().units(transcript.id)? {
            places.insert(unit.id, (at, units.len()));
            units.push(ProjectUnit {
                guid: self.guid(Table::Unit, unit.id.0),
                range: (unit.span.start, unit.span.end),
                condensed: unit.condensed,
                translation: unit.translation,
                external_id: unit.external_id,
                codings: codings.remove(&unit.id).unwrap_or_default(),
            });
        }
        let turn = |turn: Turn| ProjectTurn {
            span: turn.span,
            speaker: turn.speaker,
            role: turn.role,
            participant: turn.participant.and_then(|id| participants.get(id)),
        };
        Ok(ProjectTranscript {
            guid: self.guid(Table::Transcript, transcript.id.0),
            name: transcript.name,
            kind: transcript.kind,
            language: Some(transcript.language.code().to_owned()),
            text: transcript.text,
            participant: transcript.participant.and_then(|id| participants.get(id)),
            turns: Some(transcript.turns.into_iter().map(turn).collect()),
            units,
        })
    }
}

/// Of each coding its unit, and its place among those of the unit.
fn places_in_units(
    codings: &[Coding],
    codes: &Places<CodeId>,
) -> HashMap<CodingId, (UnitId, usize)> {
    let mut counts: HashMap<UnitId, usize> = HashMap::new();
    let mut places = HashMap::new();
    for coding in codings
        .iter()
        .filter(|coding| codes.get(coding.code).is_some())
    {
        let next = counts.entry(coding.unit).or_default();
        places.insert(coding.id, (coding.unit, *next));
        *next += 1;
    }
    places
}

/// The places of things in a list.
struct Places<I>(HashMap<I, usize>);

impl<I: Copy + Eq + Hash> Places<I> {
    fn of(ids: impl Iterator<Item = I>) -> Self {
        Self(ids.enumerate().map(|(at, id)| (id, at)).collect())
    }

    fn get(&self, id: I) -> Option<usize> {
        self.0.get(&id).copied()
    }
}

/// Where in the lists a memo's target is; none for those of other studies.
struct Targets<'g> {
    study: &'g Study,
    codes: &'g Places<CodeId>,
    participants: &'g Places<ParticipantId>,
    transcripts: Places<TranscriptId>,
    units: HashMap<UnitId, (usize, usize)>,
    codings: HashMap<CodingId, (UnitId, usize)>,
}

impl Targets<'_> {
    fn about(&self, target: MemoTarget) -> Option<About> {
        Some(match target {
            MemoTarget::Study(id) => (id == self.study.id).then_some(About::Study)?,
            MemoTarget::Participant(id) => About::Participant(self.participants.get(id)?),
            MemoTarget::Transcript(id) => About::Transcript(self.transcripts.get(id)?),
            MemoTarget::Unit(id) => self
                .units
                .get(&id)
                .map(|(transcript, unit)| About::Unit(*transcript, *unit))?,
            MemoTarget::Code(id) => About::Code(self.codes.get(id)?),
            MemoTarget::Coding(id) => {
                let (unit, coding) = self.codings.get(&id)?;
                let (transcript, unit) = self.units.get(unit)?;
                About::Coding(*transcript, *unit, *coding)
            }
        })
    }
}
