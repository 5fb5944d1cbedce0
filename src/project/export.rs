//! What leaves the project as the files that it came in with.

use super::{CodePoints, Project};
use crate::error::Result;
use crate::exchange::{CodebookRow, ParticipantRow, RelationRow};
use crate::study::{
    Attributes, CodeId, CodedUnit, CoderId, MeaningUnit, ParticipantId, Study, Transcript, UnitId,
};
use std::collections::HashMap;

impl Project {
    /// The units of a study, one for each coder who coded it; a unit without codes comes once, without a coder.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn coded_units(&self, study: &Study) -> Result<Vec<CodedUnit>> {
        let codebook = self.store.codebook(study.id)?;
        let coders = self.coder_names()?;
        let people: HashMap<ParticipantId, (String, Attributes)> = self
            .store
            .participants(study.id)?
            .into_iter()
            .map(|p| (p.id, (p.label, p.attributes)))
            .collect();
        let mut given: HashMap<UnitId, Vec<(CoderId, Vec<CodeId>)>> = HashMap::new();
        for coding in self.store.codings(study.id)? {
            let of = given.entry(coding.unit).or_default();
            match of.iter_mut().find(|(coder, _)| *coder == coding.coder) {
                Some((_, codes)) => codes.push(coding.code),
                None => of.push((coding.coder, vec![coding.code])),
            }
        }
        let mut all = Vec::new();
        for id in self.store.transcript_ids(study.id)? {
            let Some(transcript) = self.store.transcript(id)? else {
                continue;
            };
            let points = CodePoints::of(&transcript.text);
            for unit in self.store.units(id)? {
                let mut plain = plain(study, &transcript, &points, &unit);
                let participant = transcript.participant_at(unit.span.start);
                if let Some((label, attributes)) = participant.and_then(|id| people.get(&id)) {
                    plain.participant = Some(label.clone());
                    plain.attributes.clone_from(attributes);
                }
                let by_coder = given.remove(&unit.id).unwrap_or_default();
                if by_coder.is_empty() {
                    all.push(plain);
                    continue;
                }
                all.extend(by_coder.into_iter().map(|(coder, codes)| CodedUnit {
                    coder: coders.get(&coder).cloned(),
                    codes: codes.into_iter().map(|code| codebook.path(code)).collect(),
                    ..plain.clone()
                }));
            }
        }
        Ok(all)
    }

    /// The codebook of a study as rows of a table.
    ///
    /// # Errors
    /// As [`Project::coded_units`].
    pub fn codebook_rows(&self, study: &Study) -> Result<Vec<CodebookRow>> {
        let codebook = self.store.codebook(study.id)?;
        let row = |code: &crate::study::Code| CodebookRow {
            path: codebook
                .ancestry(code.id)
                .iter()
                .map(|c| (c.level, c.name.clone()))
                .collect(),
            definition: code.definition.clone(),
            include: code.include.clone(),
            exclude: code.exclude.clone(),
            colour: code.colour.clone(),
        };
        Ok(codebook.codes().iter().map(row).collect())
    }

    /// The participants of a study as rows of a table.
    ///
    /// # Errors
    /// As [`Project::coded_units`].
    pub fn participant_rows(&self, study: &Study) -> Result<Vec<ParticipantRow>> {
        let people = self.store.participants(study.id)?;
        let row = |p: crate::study::Participant| ParticipantRow {
            label: p.label,
            study: Some(study.name.clone()),
            attributes: p.attributes,
        };
        Ok(people.into_iter().map(row).collect())
    }

    /// The relations of a study as rows of a table.
    ///
    /// # Errors
    /// As [`Project::coded_units`].
    pub fn relation_rows(&self, study: &Study) -> Result<Vec<RelationRow>> {
        let codebook = self.store.codebook(study.id)?;
        let relations = self.store.relations(study.id)?;
        let row = |r: crate::study::Relation| RelationRow {
            from: codebook.path(r.from),
            to: codebook.path(r.to),
            kind: r.kind,
            note: r.note,
        };
        Ok(relations.into_iter().map(row).collect())
    }
}

fn plain(
    study: &Study,
    transcript: &Transcript,
    points: &CodePoints<'_>,
    unit: &MeaningUnit,
) -> CodedUnit {
    let place = points.range(unit.span);
    let turn = transcript.turn_at(unit.span.start);
    let written = points.written(unit.span);
    CodedUnit {
        id: unit
            .external_id
            .clone()
            .unwrap_or_else(|| format!("{} {written}", transcript.name)),
        study: Some(study.name.clone()),
        transcript: Some(transcript.name.clone()),
        start: place.map(|(start, _)| start),
        end: place.map(|(_, end)| end),
        speaker: turn.and_then(|turn| turn.speaker.clone()),
        text: unit
            .span
            .of(&transcript.text)
            .unwrap_or_default()
            .to_owned(),
        condensed: unit.condensed.clone(),
        translation: unit.translation.clone(),
        language: Some(transcript.language.code().to_owned()),
        ..CodedUnit::default()
    }
}
