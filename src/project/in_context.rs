//! Stretches of transcripts with what stands around them, who said them and which codes they bear: quotes to read.

use super::Project;
use super::found::Quote;
use super::passages::speech;
use super::places::Places;
use crate::error::Result;
use crate::study::{
    CodeId, Codebook, CoderId, Language, MeaningUnit, Participant, ParticipantId, Span, StudyId,
    Transcript, TranscriptId, UnitId,
};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Characters shown before and after a stretch.
const AROUND: usize = 140;

/// A stretch of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The transcript.
    pub transcript: TranscriptId,
    /// Which part of it.
    pub span: Span,
}

/// A code of a stretch, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenCode {
    /// The code.
    pub code: CodeId,
    /// Its name.
    pub name: String,
    /// Its path.
    pub path: String,
    /// The coders who gave it.
    pub coders: Vec<String>,
}

/// A stretch with what stands around it. Positions count code points.
#[derive(Debug, Clone)]
pub struct InContext {
    /// The study.
    pub study: StudyId,
    /// The transcript.
    pub transcript: TranscriptId,
    /// Its name.
    pub transcript_name: String,
    /// Its language.
    pub language: Language,
    /// The unit of this very span, where there is one.
    pub unit: Option<UnitId>,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The line it begins on, from 1.
    pub line: usize,
    /// What was said.
    pub text: String,
    /// What stands right before it.
    pub before: String,
    /// What stands right after it.
    pub after: String,
    /// The speaker's label.
    pub speaker: Option<String>,
    /// The participant, where known.
    pub participant: Option<Participant>,
    /// The condensed meaning unit.
    pub condensed: Option<String>,
    /// A translation.
    pub translation: Option<String>,
    /// Its codes in the order of the codebook.
    pub codes: Vec<GivenCode>,
}

/// A transcript as it is quoted from.
struct Source {
    transcript: Transcript,
    units: Vec<MeaningUnit>,
}

/// What the quotes of a study share.
struct Shared {
    codebook: Codebook,
    participants: HashMap<ParticipantId, Participant>,
}

impl Project {
    /// The units that bear one of these codes, as given and no others, in the order of the transcripts.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn stretches_bearing(&self, study: StudyId, codes: &[CodeId]) -> Result<Vec<Stretch>> {
        let codings = self.store.codings(study)?.into_iter();
        let bearing: HashSet<UnitId> = codings
            .filter(|c| codes.contains(&c.code))
            .map(|c| c.unit)
            .collect();
        let mut found = Vec::new();
        for transcript in self.store.transcript_ids(study)? {
            let units = self.store.units(transcript)?.into_iter();
            found.extend(units.filter(|u| bearing.contains(&u.id)).map(|u| Stretch {
                transcript,
                span: u.span,
            }));
        }
        found.dedup();
        Ok(found)
    }

    /// Where quotes that were found stand; none for one whose transcript is gone.
    ///
    /// # Errors
    /// As [`Project::stretches_bearing`].
    pub fn stretches_of(&self, quotes: &[Quote]) -> Result<Vec<Option<Stretch>>> {
        let mut known: HashMap<(String, String), TranscriptId> = HashMap::new();
        for study in self.store.studies()? {
            for (id, name) in self.store.transcript_names(study.id)? {
                known.insert((study.name.clone(), name), id);
            }
        }
        let mut texts: HashMap<TranscriptId, String> = HashMap::new();
        let mut found = Vec::new();
        for quote in quotes {
            let of = |part: &Option<String>| part.clone().unwrap_or_default();
            let named = (of(&quote.unit.study), of(&quote.unit.transcript));
            let id = known.get(&named).copied();
            if let Some(id) = id.filter(|id| !texts.contains_key(id)) {
                let transcript = self.store.transcript(id)?;
                texts.insert(id, transcript.map(|t| t.text).unwrap_or_default());
            }
            found.push(id.and_then(|transcript| {
                let (start, end) = quote.unit.start.zip(quote.unit.end)?;
                let span = Span::from_chars(texts.get(&transcript)?, start, end)?;
                Some(Stretch { transcript, span })
            }));
        }
        Ok(found)
    }

    /// Stretches with what stands around them, in the order given; those of a transcript that is gone are left out.
    ///
    /// # Errors
    /// As [`Project::stretches_bearing`].
    pub fn in_context(&self, stretches: &[Stretch]) -> Result<Vec<InContext>> {
        let coders = self.coder_names()?;
        let mut sources: HashMap<TranscriptId, Source> = HashMap::new();
        let mut shared: HashMap<StudyId, Shared> = HashMap::new();
        for id in stretches.iter().map(|s| s.transcript) {
            if sources.contains_key(&id) {
                continue;
            }
            let Some(transcript) = self.store.transcript(id)? else {
                continue;
            };
            let study = transcript.study;
            if let Entry::Vacant(place) = shared.entry(study) {
                let participants = self.store.participants(study)?.into_iter();
                place.insert(Shared {
                    codebook: self.store.codebook(study)?,
                    participants: participants.map(|p| (p.id, p)).collect(),
                });
            }
            let units = self.store.units(id)?;
            sources.insert(id, Source { transcript, units });
        }
        let places: HashMap<TranscriptId, Places<'_>> = sources
            .iter()
            .map(|(id, source)| (*id, Places::of(&source.transcript.text)))
            .collect();
        let mut found = Vec::new();
        for stretch in stretches {
            let of = stretch.transcript;
            let (Some(source), Some(places)) = (sources.get(&of), places.get(&of)) else {
                continue;
            };
            let Some(shared) = shared.get(&source.transcript.study) else {
                continue;
            };
            found.push(self.told(stretch.span, source, places, shared, &coders)?);
        }
        Ok(found)
    }

    fn told(
        &self,
        span: Span,
        source: &Source,
        places: &Places<'_>,
        shared: &Shared,
        coders: &HashMap<CoderId, String>,
    ) -> Result<InContext> {
        let transcript = &source.transcript;
        let units: Vec<&MeaningUnit> = source.units.iter().filter(|u| u.span == span).collect();
        let (speaker, participant) = speech(transcript, span);
        let (start, end) = places.chars(span);
        let first = |part: fn(&MeaningUnit) -> Option<String>| units.iter().find_map(|u| part(u));
        Ok(InContext {
            study: transcript.study,
            transcript: transcript.id,
            transcript_name: transcript.name.clone(),
            language: transcript.language.clone(),
            unit: units.first().map(|u| u.id),
            start,
            end,
            line: places.line(span.start),
            text: span.of(&transcript.text).unwrap_or_default().to_owned(),
            before: before(&transcript.text, span.start),
            after: after(&transcript.text, span.end),
            speaker: speaker.map(str::to_owned),
            participant: participant.and_then(|id| shared.participants.get(&id).cloned()),
            condensed: first(|u| u.condensed.clone()),
            translation: first(|u| u.translation.clone()),
            codes: self.given_codes(&units, &shared.codebook, coders)?,
        })
    }

    fn given_codes(
        &self,
        units: &[&MeaningUnit],
        codebook: &Codebook,
        coders: &HashMap<CoderId, String>,
    ) -> Result<Vec<GivenCode>> {
        let mut by_code: HashMap<CodeId, Vec<String>> = HashMap::new();
        for unit in units {
            for coding in self.store.codings_of_unit(unit.id)? {
                let coder = coders.get(&coding.coder).cloned().unwrap_or_default();
                let given = by_code.entry(coding.code).or_default();
                if !given.contains(&coder) {
                    given.push(coder);
                }
            }
        }
        let given = codebook.codes().iter().filter_map(|code| {
            Some(GivenCode {
                coders: by_code.remove(&code.id)?,
                code: code.id,
                name: code.name.clone(),
                path: codebook.path(code.id),
            })
        });
        Ok(given.collect())
    }
}

/// The words before a byte, cut between words.
fn before(text: &str, at: usize) -> String {
    let all = text.get(..at).unwrap_or_default();
    let mut starts = all.char_indices().rev().map(|(at, _)| at);
    let Some(begin) = starts.nth(AROUND) else {
        return all.trim_start().to_owned();
    };
    let part = &all[begin..];
    let word = part.find(char::is_whitespace).unwrap_or_default();
    format!("… {}", part[word..].trim_start())
}

/// The words from a byte on, cut between words.
fn after(text: &str, at: usize) -> String {
    let all = text.get(at..).unwrap_or_default();
    let Some((end, _)) = all.char_indices().nth(AROUND) else {
        return all.trim_end().to_owned();
    };
    let part = &all[..end];
    let word = part.rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", part[..word].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_between_words_and_characters() {
        let text = "خیلی ".repeat(60);
        let middle = text.len() / 2;
        let (before, after) = (before(&text, middle), after(&text, middle));
        assert!(before.starts_with("… خیلی"), "{before}");
        assert!(after.ends_with("خیلی …"), "{after}");
        assert!(before.chars().count() <= AROUND + 3 && after.chars().count() <= AROUND + 3);
        assert_eq!(super::before("害怕", 3), "害");
        assert_eq!(super::after("a 😀", 1), " 😀");
    }
}
