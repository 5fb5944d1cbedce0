//! Accept, correct, reject, skip: what a person says to suggestions.

use super::coding::{NewCodes, codes as chosen, given, unit_at};
use super::{CodePoints, Project, choose};
use crate::error::{Error, Result};
use crate::store::{Edit, ShownCode};
use crate::study::{
    CodeId, Codebook, CoderId, Coding, Decision, DecisionId, Origin, Span, Study, Transcript,
    Verdict,
};
use crate::suggest::Suggestion;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Name of the cache that holds the list of suggestions shown last, so that they can be named by their number.
const SHOWN: &str = "suggestions";

/// A verdict on a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// These codes of the suggestion are right; where none is named, those that reach their threshold, else the first.
    Accept(Vec<String>),
    /// Of a contradiction: the codes proposed are right and take the place of those that the coder gave before.
    Replace,
    /// These codes are right instead of the first one; what becomes of those that the codebook does not have.
    Correct(Vec<String>, NewCodes),
    /// These codes the coder chose before she saw what was suggested: coded by hand, and remembered beside what emic would have
    /// said.
    Blind(Vec<String>, NewCodes),
    /// These codes are wrong here; where none is named, all that were shown and not given already. Of a contradiction this
    /// keeps the earlier coding, and it is not asked about again.
    Reject(Vec<String>),
    /// No judgement; not asked again for this stretch.
    Skip,
}

/// What a decision did.
#[derive(Debug, Clone, Serialize)]
pub struct Decided {
    /// The transcript.
    pub transcript: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What was decided.
    pub verdict: Verdict,
    /// The codes concerned: given, or refused.
    pub codes: Vec<String>,
}

impl Project {
    /// Keeps a list of suggestions as the one shown last, with the size of its stretches as a person writes it.
    ///
    /// # Errors
    /// As [`crate::store::Store::cache_put`].
    pub fn remember_shown(&mut self, shown: &[Suggestion], size: &str) -> Result<()> {
        let bytes = serde_json::to_vec(shown).map_err(Error::internal)?;
        self.store.cache_put(SHOWN, size, &bytes)?;
        self.note_shown(shown).map(drop)
    }

    /// The size of the stretches of the list shown last, as a person wrote it; `None` before the first list.
    ///
    /// # Errors
    /// As [`crate::store::Store::cache_get`].
    pub fn size_shown(&self) -> Result<Option<String>> {
        let kept = self.store.cache_get(SHOWN)?.map(|kept| kept.stamp);
        Ok(kept.filter(|size| !size.is_empty()))
    }

    /// Writes down what was suggested and seen, once for each stretch, code and model: for the record of what the engine did. It is no
    /// change of the project: there is no event, and undo does not take it back. Codes given already are no suggestions. How many
    /// codes were new.
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be written.
    pub fn note_shown(&mut self, seen: &[Suggestion]) -> Result<usize> {
        let mut shown = Vec::new();
        for study in self.store.studies()? {
            let of_study: Vec<&Suggestion> =
                seen.iter().filter(|s| s.study == study.name).collect();
            if of_study.is_empty() {
                continue;
            }
            let codebook = self.store.codebook(study.id)?;
            let codes: HashMap<String, CodeId> = (codebook.codes().iter())
                .map(|code| (codebook.path(code.id), code.id))
                .collect();
            let mut by_transcript: BTreeMap<&str, Vec<&Suggestion>> = BTreeMap::new();
            for suggestion in of_study {
                let of_transcript = by_transcript.entry(&suggestion.transcript).or_default();
                of_transcript.push(suggestion);
            }
            for (name, suggestions) in by_transcript {
                let Some(id) = self.store.transcript_named(study.id, name)? else {
                    continue;
                };
                let Some(transcript) = self.store.transcript(id)? else {
                    continue;
                };
                let points = CodePoints::of(&transcript.text);
                for suggestion in suggestions {
                    let Some(span) = points.span(suggestion.start, suggestion.end) else {
                        continue;
                    };
                    let suggested = suggestion.codes.iter().filter(|code| !code.given);
                    shown.extend(suggested.filter_map(|code| {
                        Some(ShownCode {
                            transcript: id,
                            span,
                            code: *codes.get(&code.code)?,
                            model: suggestion.model.clone(),
                        })
                    }));
                }
            }
        }
        match shown.is_empty() {
            true => Ok(0),
            false => self.store.keep_shown(&shown),
        }
    }

    /// The suggestion with this number (from 1) in the list shown last.
    ///
    /// # Errors
    /// [`Error::Input`] where no list was shown or it is shorter.
    pub fn shown(&self, number: usize) -> Result<Suggestion> {
        let list: Vec<Suggestion> = match self.store.cache_get(SHOWN)? {
            Some(kept) => serde_json::from_slice(&kept.data).map_err(Error::internal)?,
            None => Vec::new(),
        };
        let count = list.len();
        list.into_iter().nth(number.wrapping_sub(1)).ok_or_else(|| {
            Error::input(match count {
                0 => "no suggestions were shown yet; see them first: emic suggest".to_owned(),
                _ => format!(
                    "there is no suggestion {number}; the last list had 1 to {count}: emic suggest"
                ),
            })
        })
    }

    /// Decides on several suggestions at once: one change, one undo. Only a person can decide.
    ///
    /// # Errors
    /// [`Error::Input`] where a code or transcript is unknown, the text is not what it was, or the coder has given the
    /// stretch that code already.
    pub fn decide(
        &mut self,
        suggestions: &[Suggestion],
        saying: &Saying,
        coder: &str,
    ) -> Result<Vec<Decided>> {
        let scenes = self.scenes(suggestions)?;
        let points: HashMap<_, CodePoints<'_>> = (scenes.iter())
            .map(|(name, scene)| (*name, CodePoints::of(&scene.transcript.text)))
            .collect();
        self.change_by(coder, "decide", |edit, coder| {
            let mut decided = Vec::new();
            for suggestion in suggestions {
                let name = scene_name(suggestion);
                let place = Place {
                    suggestion,
                    scene: &scenes[&name],
                    span: span(suggestion, &points[&name], &scenes[&name].transcript)?,
                    coder,
                };
                decided.push(place.decide(edit, saying)?);
            }
            edit.summarise(summary(&decided, saying));
            Ok(decided)
        })
    }

    /// What these suggestions are of, each transcript once.
    fn scenes<'s>(
        &self,
        suggestions: &'s [Suggestion],
    ) -> Result<HashMap<(&'s str, &'s str), Scene>> {
        let mut studies: HashMap<&str, (Study, Arc<Codebook>)> = HashMap::new();
        let mut scenes = HashMap::new();
        for suggestion in suggestions {
            let name = scene_name(suggestion);
            if scenes.contains_key(&name) {
                continue;
            }
            if !studies.contains_key(name.0) {
                let study = self.study(Some(name.0))?;
                let codebook = Arc::new(self.store.codebook(study.id)?);
                studies.insert(name.0, (study, codebook));
            }
            let (study, codebook) = studies[name.0].clone();
            let transcript = self.transcript(study.id, name.1)?;
            scenes.insert(
                name,
                Scene {
                    study,
                    codebook,
                    transcript,
                },
            );
        }
        Ok(scenes)
    }
}

/// What a suggestion is of, by the names of study and transcript.
fn scene_name(suggestion: &Suggestion) -> (&str, &str) {
    (&suggestion.study, &suggestion.transcript)
}

/// A transcript of which something is decided, with its study.
struct Scene {
    study: Study,
    codebook: Arc<Codebook>,
    transcript: Transcript,
}

fn span(suggestion: &Suggestion, points: &CodePoints<'_>, transcript: &Transcript) -> Result<Span> {
    let span = points.span(suggestion.start, suggestion.end);
    span.filter(|span| span.of(&transcript.text) == Some(suggestion.text.as_str()))
        .ok_or_else(|| {
            Error::input(format!(
                "'{}' is not what it was; make the list anew: emic suggest",
                transcript.name
            ))
        })
}

/// One stretch to be decided on.
struct Place<'p> {
    suggestion: &'p Suggestion,
    scene: &'p Scene,
    span: Span,
    coder: CoderId,
}

impl Place<'_> {
    fn decide(&self, edit: &mut Edit<'_>, saying: &Saying) -> Result<Decided> {
        let (verdict, codes) = match saying {
            Saying::Accept(named) => (Verdict::Accept, self.accept(edit, named)?),
            Saying::Replace => (Verdict::Accept, self.replace(edit)?),
            Saying::Correct(named, new_codes) => {
                (Verdict::Correct, self.correct(edit, named, *new_codes)?)
            }
            Saying::Blind(named, new_codes) => self.chosen_blindly(edit, named, *new_codes)?,
            Saying::Reject(named) => (Verdict::Reject, self.reject(edit, named)?),
            Saying::Skip => {
                self.record(edit, None, None, Verdict::Skip, Seen::Before)?;
                (Verdict::Skip, Vec::new())
            }
        };
        let has_new = codes
            .iter()
            .any(|id| self.scene.codebook.get(*id).is_none());
        let fresh = match has_new {
            true => Some(edit.store().codebook(self.scene.study.id)?),
            false => None,
        };
        let codebook = fresh.as_ref().unwrap_or(&self.scene.codebook);
        Ok(Decided {
            transcript: self.scene.transcript.name.clone(),
            start: self.suggestion.start,
            end: self.suggestion.end,
            verdict,
            codes: codes.into_iter().map(|id| codebook.path(id)).collect(),
        })
    }

    fn accept(&self, edit: &mut Edit<'_>, named: &[String]) -> Result<Vec<CodeId>> {
        let shown = &self.suggestion.codes;
        let mut chosen: Vec<&str> = shown
            .iter()
            .filter(|c| c.accepted)
            .map(|c| c.code.as_str())
            .collect();
        if chosen.is_empty() {
            chosen.extend(shown.first().map(|c| c.code.as_str()));
        }
        let codes = if named.is_empty() {
            self.listed(&chosen)?
        } else {
            self.suggested(named)?
        };
        self.refuse_given(edit, &codes)?;
        let unit = unit_at(edit, &self.scene.transcript, self.span)?;
        for &code in &codes {
            edit.add_coding(unit, code, self.coder, Origin::Accepted)?;
            self.record(edit, Some(code), None, Verdict::Accept, Seen::Before)?;
        }
        Ok(codes)
    }

    /// Accepts the codes proposed and takes away what the coder gave before.
    fn replace(&self, edit: &mut Edit<'_>) -> Result<Vec<CodeId>> {
        let given = self.suggestion.codes.iter().filter(|c| c.given);
        let given: Vec<&str> = given.map(|c| c.code.as_str()).collect();
        let given = self.listed(&given)?;
        let codes = self.accept(edit, &[])?;
        let unit = unit_at(edit, &self.scene.transcript, self.span)?;
        let codings = edit.store().codings_of_unit(unit)?.into_iter();
        let own = codings.filter(|c| c.coder == self.coder && given.contains(&c.code));
        let own: Vec<Coding> = own.collect();
        if own.is_empty() {
            return Err(Error::input(format!(
                "{} {}-{} was coded by somebody else, whose coding stays; accept the code to give it beside that one",
                self.scene.transcript.name, self.suggestion.start, self.suggestion.end
            )));
        }
        for coding in own {
            edit.remove_coding(coding.id)?;
        }
        Ok(codes)
    }

    /// The code that emic put first.
    fn first(&self) -> Result<Option<CodeId>> {
        let first = self.suggestion.codes.first().map(|c| c.code.as_str());
        Ok(self.listed(first.as_slice())?.first().copied())
    }

    fn chosen_blindly(
        &self,
        edit: &mut Edit<'_>,
        named: &[String],
        new_codes: NewCodes,
    ) -> Result<(Verdict, Vec<CodeId>)> {
        let codes = chosen(edit, &self.scene.study, named, new_codes)?;
        let first = self.first()?;
        self.refuse_given(edit, &codes)?;
        let unit = unit_at(edit, &self.scene.transcript, self.span)?;
        let mut verdict = Verdict::Accept;
        for &code in &codes {
            edit.add_coding(unit, code, self.coder, Origin::Hand)?;
            let path = self.scene.codebook.path(code);
            if self.suggestion.codes.iter().any(|c| c.code == path) {
                self.record(edit, Some(code), None, Verdict::Accept, Seen::After)?;
            } else {
                verdict = Verdict::Correct;
                self.record(edit, first, Some(code), Verdict::Correct, Seen::After)?;
            }
        }
        Ok((verdict, codes))
    }

    fn correct(
        &self,
        edit: &mut Edit<'_>,
        named: &[String],
        new_codes: NewCodes,
    ) -> Result<Vec<CodeId>> {
        let codes = chosen(edit, &self.scene.study, named, new_codes)?;
        let suggested = self.first()?;
        self.refuse_given(edit, &codes)?;
        let unit = unit_at(edit, &self.scene.transcript, self.span)?;
        for &code in &codes {
            edit.add_coding(unit, code, self.coder, Origin::Corrected)?;
            self.record(edit, suggested, Some(code), Verdict::Correct, Seen::Before)?;
        }
        Ok(codes)
    }

    fn reject(&self, edit: &mut Edit<'_>, named: &[String]) -> Result<Vec<CodeId>> {
        let all: Vec<&str> = self
            .suggestion
            .codes
            .iter()
            .filter(|c| !c.given)
            .map(|c| c.code.as_str())
            .collect();
        let codes = if named.is_empty() {
            self.listed(&all)?
        } else {
            self.suggested(named)?
        };
        self.refuse_given(edit, &codes)?;
        for &code in &codes {
            self.record(edit, Some(code), None, Verdict::Reject, Seen::Before)?;
        }
        Ok(codes)
    }

    /// A code that the coder has given this stretch already is not decided on a second time, nor rejected beside it.
    fn refuse_given(&self, edit: &Edit<'_>, codes: &[CodeId]) -> Result<()> {
        let Some(unit) = edit.store().unit_at(self.scene.transcript.id, self.span)? else {
            return Ok(());
        };
        let given = given(edit, unit.id, self.coder)?;
        match codes.iter().find(|code| given.contains(code)) {
            Some(&code) => Err(Error::input(format!(
                "you have coded {} {}-{} as '{}' already; see what is left: emic suggest (to take the coding back: emic undo, or emic uncode)",
                self.scene.transcript.name,
                self.suggestion.start,
                self.suggestion.end,
                self.scene.codebook.path(code)
            ))),
            None => Ok(()),
        }
    }

    fn codes(&self, names: &[String]) -> Result<Vec<CodeId>> {
        names
            .iter()
            .map(|name| Ok(choose::code(&self.scene.codebook, name)?.id))
            .collect()
    }

    /// Codes as the list has them.
    fn listed(&self, paths: &[&str]) -> Result<Vec<CodeId>> {
        let code = |path: &&str| {
            let known = self.scene.codebook.codes().iter().map(|code| code.id);
            let found = known
                .into_iter()
                .find(|id| self.scene.codebook.path(*id) == **path);
            found.ok_or_else(|| {
                Error::input(format!(
                    "the code '{path}' of the list has another name since, or is gone; make the list anew: emic suggest"
                ))
            })
        };
        paths.iter().map(code).collect()
    }

    /// Named codes that must be among those suggested.
    fn suggested(&self, names: &[String]) -> Result<Vec<CodeId>> {
        let codes = self.codes(names)?;
        for (code, name) in codes.iter().zip(names) {
            if !self
                .suggestion
                .codes
                .iter()
                .any(|c| c.code == self.scene.codebook.path(*code))
            {
                return Err(Error::input(format!(
                    "'{name}' was not suggested there; to give another code write: emic decide correct"
                )));
            }
        }
        Ok(codes)
    }

    fn record(
        &self,
        edit: &mut Edit<'_>,
        code: Option<CodeId>,
        instead: Option<CodeId>,
        verdict: Verdict,
        seen: Seen,
    ) -> Result<()> {
        let path = code.map(|id| self.scene.codebook.path(id));
        let shown = self
            .suggestion
            .codes
            .iter()
            .find(|c| Some(&c.code) == path.as_ref());
        edit.add_decision(&Decision {
            id: DecisionId(0),
            transcript: self.scene.transcript.id,
            span: self.span,
            code,
            instead,
            coder: self.coder,
            verdict,
            probability: shown.map(|c| c.probability),
            blind: seen == Seen::After,
            model: shown.map(|_| made_by(&self.suggestion.model)),
            at: String::new(),
        })?;
        Ok(())
    }
}

/// What made a suggestion, for the record: the sentence encoder in use, and the version of emic.
fn made_by(model: &str) -> String {
    let emic = concat!("emic ", env!("CARGO_PKG_VERSION"));
    match model {
        "" => emic.to_owned(),
        model => format!("{emic}, {model}"),
    }
}

/// Whether the coder decided having seen what was suggested, or saw it only after she had chosen.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Before,
    After,
}

fn summary(decided: &[Decided], saying: &Saying) -> String {
    let word = match saying {
        Saying::Accept(_) => "accepted",
        Saying::Replace => "recoded",
        Saying::Correct(..) => "corrected",
        Saying::Blind(..) => "coded blindly",
        Saying::Reject(_) => "rejected",
        Saying::Skip => "skipped",
    };
    match decided {
        [one] if one.codes.is_empty() => {
            format!("{word} {} {}-{}", one.transcript, one.start, one.end)
        }
        [one] => format!(
            "{word} {} {}-{}: {}",
            one.transcript,
            one.start,
            one.end,
            one.codes.join(", ")
        ),
        several => format!("{word} {} suggestions", several.len()),
    }
}
