//! A coder codes a sample of her units a second time, without seeing what she gave: agreement of one coder with herself.

use crate::error::{Error, Result};
use crate::project::{CodePoints, Project, choose};
use crate::study::{
    Coder, CoderId, Decision, DecisionId, MeaningUnit, Origin, Study, Transcript, UnitId, Verdict,
};
use crate::text::counted;
use crate::trust::stratified;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The sample that a coder codes a second time.
#[derive(Debug, Clone, Serialize)]
pub struct RecodeSample {
    /// The study's name.
    pub study: String,
    /// Who codes.
    pub coder: String,
    /// The name under which the second pass is kept.
    pub second: String,
    /// The units, in the order in which they are to be coded.
    pub units: Vec<RecodeUnit>,
}

/// A unit to be coded a second time. Its codes are not told.
#[derive(Debug, Clone, Serialize)]
pub struct RecodeUnit {
    /// Its number, from 1.
    pub number: usize,
    /// The unit itself.
    #[serde(skip)]
    pub unit: UnitId,
    /// The transcript.
    pub transcript: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What was asked before it, where that is known.
    pub question: Option<String>,
    /// The words.
    pub text: String,
    /// Whether it was coded a second time already.
    pub done: bool,
}

impl RecodeSample {
    /// How many are coded a second time.
    pub fn done(&self) -> usize {
        self.units.iter().filter(|unit| unit.done).count()
    }
}

impl Project {
    /// The sample of a coder's units in a study; drawn where `share` (0 to 1) is given, else as it was drawn last. Of every code she gave, that
    /// share of its units is in it; see [`stratified`].
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder, one who coded nothing here, and where no sample was drawn yet.
    pub fn recode_sample(
        &mut self,
        study: &Study,
        coder: &str,
        share: Option<f64>,
    ) -> Result<RecodeSample> {
        let first = self.coder(coder)?;
        if let Some(share) = share {
            let drawn = self.drawn(study, first.id, share)?;
            if drawn.is_empty() {
                return Err(Error::input(format!(
                    "{coder} has coded nothing in '{}' that could be coded again",
                    study.name
                )));
            }
            if drawn != self.store.sampled(study.id, first.id)? {
                self.change_by(coder, "recode", |edit, coder| {
                    edit.summarise(format!(
                        "drew {} to be coded a second time",
                        counted(drawn.len(), "units")
                    ));
                    edit.set_sampled(study.id, coder, &drawn)
                })?;
            }
        }
        self.sample_drawn(study, coder)?.ok_or_else(|| {
            Error::input("no sample was drawn yet; draw one: emic recode --sample 10%")
        })
    }

    /// The sample of a coder's units in a study as it was drawn last; `None` where none was.
    ///
    /// # Errors
    /// [`Error::File`] where the project cannot be read.
    pub fn sample_drawn(&self, study: &Study, coder: &str) -> Result<Option<RecodeSample>> {
        let Some(first) = self.store.coder_named(coder)? else {
            return Ok(None);
        };
        let drawn = self.store.sampled(study.id, first.id)?;
        if drawn.is_empty() {
            return Ok(None);
        }
        let second = Coder::second_pass(coder);
        let done = self.coded_again(study, &second)?;
        let mut texts: HashMap<_, Transcript> = HashMap::new();
        let mut units = Vec::new();
        for (number, id) in (1..).zip(drawn) {
            // One that is gone since keeps its number, so that the others do, too.
            let Some(unit) = self.store.unit(id)? else {
                continue;
            };
            if !texts.contains_key(&unit.transcript) {
                texts.extend(self.store.transcript(unit.transcript)?.map(|t| (t.id, t)));
            }
            if let Some(transcript) = texts.get(&unit.transcript) {
                units.push(shown(number, &unit, transcript, done.contains(&id)));
            }
        }
        Ok(Some(RecodeSample {
            study: study.name.clone(),
            coder: coder.to_owned(),
            second,
            units,
        }))
    }

    /// Codes a unit of the sample a second time; no code says that none fits. What the second pass gave it before is replaced. Returns the
    /// paths of the codes.
    ///
    /// # Errors
    /// [`Error::Input`] for a number that is not in the sample, and a code that is unknown or may mean several.
    pub fn recode(
        &mut self,
        study: &Study,
        coder: &str,
        number: usize,
        codes: &[String],
    ) -> Result<Vec<String>> {
        let sample = self.recode_sample(study, coder, None)?;
        let last = sample.units.last().map_or(0, |unit| unit.number);
        let unit = sample.units.iter().find(|unit| unit.number == number);
        let unit = unit.ok_or_else(|| {
            Error::input(format!(
                "there is no unit {number} in the sample, which has 1 to {last}: emic recode"
            ))
        })?;
        let transcript = self.transcript(study.id, &unit.transcript)?;
        let span = CodePoints::of(&transcript.text).span(unit.start, unit.end);
        let span = span.ok_or_else(|| Error::internal("a unit outside of its transcript"))?;
        let found = self
            .store
            .units(transcript.id)?
            .into_iter()
            .find(|unit| unit.span == span);
        let found = found.ok_or_else(|| Error::internal("a unit that is not there"))?;
        let book = self.store.codebook(study.id)?;
        let mut given = BTreeSet::new();
        for text in codes {
            given.insert(choose::code(&book, text)?.id);
        }
        self.change_by(&sample.second, "recode", |edit, coder| {
            for coding in edit.store().codings_of_unit(found.id)? {
                if coding.coder == coder {
                    edit.remove_coding(coding.id)?;
                }
            }
            for code in &given {
                edit.add_coding(found.id, *code, coder, Origin::Hand)?;
            }
            if given.is_empty() {
                edit.add_decision(&Decision {
                    id: DecisionId(0),
                    transcript: transcript.id,
                    span,
                    code: None,
                    instead: None,
                    coder,
                    verdict: Verdict::Skip,
                    probability: None,
                    blind: true,
                    model: None,
                    at: String::new(),
                })?;
            }
            edit.summarise(format!(
                "coded {} {}-{} a second time",
                transcript.name, unit.start, unit.end
            ));
            Ok(given.iter().map(|code| book.path(*code)).collect())
        })
    }

    fn drawn(&self, study: &Study, coder: CoderId, share: f64) -> Result<Vec<UnitId>> {
        let mut units: BTreeMap<UnitId, Vec<i64>> = BTreeMap::new();
        for coding in self.store.codings(study.id)? {
            if coding.coder == coder {
                units.entry(coding.unit).or_default().push(coding.code.0);
            }
        }
        let units: Vec<(i64, Vec<i64>)> = units
            .into_iter()
            .map(|(unit, codes)| (unit.0, codes))
            .collect();
        Ok(stratified(&units, share).into_iter().map(UnitId).collect())
    }

    /// The units that the second pass of this name has judged: coded, or said to fit no code.
    pub(super) fn coded_again(&self, study: &Study, second: &str) -> Result<BTreeSet<UnitId>> {
        let Some(coder) = self.store.coder_named(second)? else {
            return Ok(BTreeSet::new());
        };
        let codings = self.store.codings(study.id)?.into_iter();
        let mut units: BTreeSet<UnitId> = codings
            .filter(|c| c.coder == coder.id)
            .map(|c| c.unit)
            .collect();
        let passed: BTreeSet<_> = (self.store.decisions(study.id)?.into_iter())
            .filter(|d| d.verdict == Verdict::Skip && d.coder == coder.id)
            .map(|d| (d.transcript, d.span))
            .collect();
        let all = self.store.units_of_study(study.id)?.into_iter();
        units.extend(
            all.filter(|unit| passed.contains(&(unit.transcript, unit.span)))
                .map(|unit| unit.id),
        );
        Ok(units)
    }
}

fn shown(number: usize, unit: &MeaningUnit, transcript: &Transcript, done: bool) -> RecodeUnit {
    let (start, end) = CodePoints::of(&transcript.text)
        .range(unit.span)
        .unwrap_or_default();
    RecodeUnit {
        number,
        unit: unit.id,
        transcript: transcript.name.clone(),
        start,
        end,
        question: transcript
            .question_before(unit.span.start)
            .map(|text| text.trim().to_owned()),
        text: unit
            .span
            .of(&transcript.text)
            .unwrap_or_default()
            .to_owned(),
        done,
    }
}
