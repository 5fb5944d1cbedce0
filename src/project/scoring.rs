//! Many units at once: `emic score`. Read, judged and written in pieces, so that memory does not grow with the file.

use super::Project;
use super::code_texts::codes_of;
use super::hearing;
use super::talk::previous;
use super::teaching::{Examples, Meaning, Teacher, encoder_for, model_name};
use crate::classifier::encoder::VectorCache;
use crate::classifier::{Aim, Defaults, Question, Scored, Without, join_in_talk};
use crate::error::{Error, Result};
use crate::exchange::{CodebookRow, open_jsonl};
use crate::index::{Filter, Index, PassageKey};
use crate::study::{CodedUnit, Study, UnitId};
use crate::suggest::Evidence;
use crate::text::detect_all;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Units judged together.
const PIECE: usize = 2_048;
/// The first so many units to be scored may be heard before, where there are few examples.
const HEARD: usize = 1_024;
/// Suggestions with reasons, beside the accepted ones.
const EXPLAINED: usize = 1;

/// What is wrong with units that are read from other fields than emic's.
const NO_TEXT: &str = "no unit has a text; what was said is read from the field \"text\", as {\"id\": ..., \"text\": ..., \"codes\": [...]}";

/// How a batch is scored.
#[derive(Debug, Clone)]
pub struct ScoreOptions {
    /// Words alone, or with a sentence encoder.
    pub meaning: Meaning,
    /// What accepted codes are to be good for.
    pub aim: Aim,
    /// Suggestions written for each unit, at most.
    pub suggestions: usize,
    /// Folder of default rankers to use instead of the shipped ones.
    pub rankers: Option<PathBuf>,
    /// Codes to choose from beside those of the examples, and what they mean.
    pub codebook: Vec<CodebookRow>,
    /// Evidence left out on purpose, to see what it is worth.
    pub without: Without,
}

/// What a batch came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ScoreReport {
    /// The sentence encoder in use: what kind it is and its name, or `none`.
    pub model: String,
    /// Coded units learnt from.
    pub examples: usize,
    /// Codes they bear.
    pub codes: usize,
    /// Units scored.
    pub units: usize,
    /// Units with at least one accepted code.
    pub coded: usize,
    /// Units without a word.
    pub blank: usize,
    /// Lines that could not be read, each with its reason.
    pub unread: Vec<String>,
}

/// A line of the output.
#[derive(Debug, Serialize)]
struct ScoredUnit<'s> {
    id: &'s str,
    /// The sentence encoder in use.
    model: &'s str,
    suggestions: Vec<ScoredCode<'s>>,
}

#[derive(Debug, Serialize)]
struct ScoredCode<'s> {
    code: &'s str,
    probability: f64,
    accepted: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
}

/// A model for scoring many units: learnt from a file of coded units, or from a study of a project.
pub struct Scorer {
    teacher: Teacher,
    names: Vec<(String, Option<String>)>,
    model: String,
    options: ScoreOptions,
}

fn is_blank(unit: &CodedUnit) -> bool {
    unit.text.trim().is_empty()
}

/// What is said in the first units to be scored; nothing where they come through a pipe, which can be read once only.
fn said_in(units: &Path) -> Result<Vec<String>> {
    if units.exists() && !units.is_file() {
        return Ok(Vec::new());
    }
    let units = open_jsonl(units)?.take(HEARD).filter_map(Result::ok);
    let said = units.filter(|unit| !is_blank(unit)).map(|unit| unit.text);
    Ok(said.collect())
}

impl Scorer {
    /// Learns from a file of coded units, if there is one, and from the options' codebook. Where they are few, what all talk has
    /// in common is learnt from the units to be scored, too.
    ///
    /// # Errors
    /// [`Error::File`] where a file cannot be read or a line of the examples is no coded unit, and where no example has a code;
    /// [`Error::Input`] where there is neither an example nor a codebook.
    pub fn from_files(
        examples: Option<&Path>,
        units: &Path,
        options: ScoreOptions,
    ) -> Result<Self> {
        let read = |examples| open_jsonl(examples)?.collect::<Result<Vec<CodedUnit>>>();
        let learnt_from = examples.map(read).transpose()?.unwrap_or_default();
        let said = said_in(units)?;
        Self::from_units(learnt_from, said, options).map_err(|error| match (error, examples) {
            (Error::Input(reason), Some(examples)) => Error::file(examples, reason),
            (other, _) => other,
        })
    }

    /// Learns from coded units and the codebook of the options; either may be missing. Where they are few, what all
    /// talk has in common is learnt from what else was `said`, too.
    ///
    /// # Errors
    /// [`Error::Input`] where no unit bears a code and there is no codebook, and where no unit has a text.
    pub fn from_units(
        units: Vec<CodedUnit>,
        said: Vec<String>,
        options: ScoreOptions,
    ) -> Result<Self> {
        if options.codebook.is_empty() && units.iter().all(|unit| unit.codes.is_empty()) {
            return Err(Error::input(
                "no unit bears a code; emic learns from coded units, or needs a codebook: --codebook CODEBOOK.csv",
            ));
        }
        if !units.is_empty() && units.iter().all(is_blank) {
            return Err(Error::input(NO_TEXT));
        }
        let names = units
            .iter()
            .map(|u| (u.id.clone(), u.participant.clone()))
            .collect();
        let is_by_codebook = units.is_empty() && !said.is_empty();
        let mut examples = examples_of(units, &options.codebook, options.without.clone());
        if is_by_codebook {
            examples.language = detect_all(said.iter().map(String::as_str));
        }
        examples.heard = hearing::beside(examples.texts.len(), said);
        let keyed: Vec<(u64, String)> = (0..).zip(examples.texts.iter().cloned()).collect();
        let index = Arc::new(Index::of_texts(&keyed, &examples.language)?);
        let encoder = encoder_for(&options.meaning, &examples.language)?;
        let defaults = match &options.rankers {
            Some(folder) => Defaults::read(folder, encoder)?,
            None => Defaults::shipped(encoder)?,
        };
        let mut teacher = examples.teach(
            index,
            Filter::default(),
            encoder,
            &mut VectorCache::default(),
            &defaults,
        )?;
        teacher.model.aim(options.aim);
        Ok(Self {
            teacher,
            names,
            model: model_name(encoder),
            options,
        })
    }

    /// Learns from the coding of a study, as [`Project::suggest`] does.
    ///
    /// # Errors
    /// [`Error::Input`] where nothing is coded yet.
    pub fn from_study(
        project: &mut Project,
        study: &Study,
        coder: &str,
        options: ScoreOptions,
    ) -> Result<Self> {
        let mut learnt = project.learn(study, coder, &options.meaning)?;
        learnt.teacher.model.aim(options.aim);
        Ok(Self {
            model: model_name(learnt.teacher.encoder()),
            teacher: learnt.teacher,
            names: learnt.quoted,
            options,
        })
    }

    /// Scores a file of units and writes one line of JSON each, in their order; the same bytes on any number of threads.
    ///
    /// # Errors
    /// [`Error::File`] where the file cannot be opened, no unit has a text, or `out` cannot be written; a bad line is reported
    /// and passed over.
    pub fn score(
        &self,
        units: &Path,
        out: &mut impl Write,
        progress: &dyn Fn(usize),
    ) -> Result<ScoreReport> {
        let report = self.score_units(open_jsonl(units)?, out, progress)?;
        if report.units > 0 && report.units == report.blank {
            return Err(Error::file(units, NO_TEXT));
        }
        Ok(report)
    }

    /// Scores units as they come; else as [`Scorer::score`].
    ///
    /// # Errors
    /// [`Error::File`] where `out` cannot be written.
    pub fn score_units(
        &self,
        mut units: impl Iterator<Item = Result<CodedUnit>>,
        out: &mut impl Write,
        progress: &dyn Fn(usize),
    ) -> Result<ScoreReport> {
        let mut report = ScoreReport {
            model: self.model.clone(),
            examples: self.teacher.model.lessons().len(),
            codes: self.teacher.codes.len(),
            ..ScoreReport::default()
        };
        loop {
            let mut piece = Vec::new();
            let mut seen = 0;
            for line in units.by_ref().take(PIECE) {
                seen += 1;
                match line {
                    Ok(unit) => piece.push(unit),
                    Err(error) => report.unread.push(error.to_string()),
                }
            }
            if seen == 0 {
                return Ok(report);
            }
            let (written, coded) = self.piece(&piece)?;
            out.write_all(&written)
                .map_err(|e| Error::file("output", e))?;
            report.units += piece.len();
            report.blank += piece.iter().filter(|unit| is_blank(unit)).count();
            report.coded += coded;
            progress(report.units);
        }
    }

    fn piece(&self, units: &[CodedUnit]) -> Result<(Vec<u8>, usize)> {
        let texts: Vec<&str> = units.iter().map(|u| u.text.as_str()).collect();
        let neighbours = self.teacher.neighbours(&texts)?;
        let encoder = self.teacher.encoder();
        let vectors = encoder.map(|e| e.encode(&texts)).transpose()?;
        let mut questions: Vec<Question<'_>> = units
            .iter()
            .enumerate()
            .map(|(place, unit)| {
                self.teacher
                    .question(&unit.text, &neighbours[place], vectors.as_ref(), place)
            })
            .collect();
        join_in_talk(&mut questions, previous(units).into_iter().enumerate());
        let scored = self.teacher.model.score(&questions);
        let lines: Vec<(Vec<u8>, bool)> = units
            .par_iter()
            .zip(&questions)
            .zip(&scored)
            .map(|((unit, question), scored)| {
                let explained = |rank: usize, s: &Scored| {
                    if rank < EXPLAINED || s.accepted {
                        self.teacher
                            .evidence(question, s, |u| self.names[u].clone())
                    } else {
                        Vec::new()
                    }
                };
                let suggestions = scored
                    .iter()
                    .take(self.options.suggestions)
                    .enumerate()
                    .map(|(rank, s)| ScoredCode {
                        code: &self.teacher.codes[s.code].name,
                        probability: (s.probability * 1e6).round() / 1e6,
                        accepted: s.accepted,
                        evidence: explained(rank, s),
                    })
                    .collect();
                let mut line = serde_json::to_vec(&ScoredUnit {
                    id: &unit.id,
                    model: &self.model,
                    suggestions,
                })
                .map_err(Error::internal)?;
                line.push(b'\n');
                Ok((line, scored.iter().any(|s| s.accepted)))
            })
            .collect::<Result<_>>()?;
        let coded = lines.iter().filter(|(_, coded)| *coded).count();
        Ok((
            lines.into_iter().flat_map(|(line, _)| line).collect(),
            coded,
        ))
    }
}

/// Coded units from a file as examples; what their codes mean is told by a codebook, or by their names alone.
pub(super) fn examples_of(
    units: Vec<CodedUnit>,
    codebook: &[CodebookRow],
    without: Without,
) -> Examples {
    let codes = codes_of(&units, codebook);
    let said = units.iter().map(|u| u.text.as_str());
    let language = if units.is_empty() {
        detect_all(codes.texts.iter().map(|code| code.words.as_str()))
    } else {
        detect_all(said)
    };
    Examples {
        without,
        language,
        groups: groups(&units),
        questions: vec![String::new(); units.len()],
        previous: previous(&units),
        heard: Vec::new(),
        keys: (0..units.len() as i64)
            .map(|i| PassageKey::Unit(UnitId(i)))
            .collect(),
        condensed: units
            .iter()
            .map(|u| u.condensed.clone().unwrap_or_default())
            .collect(),
        texts: units.into_iter().map(|u| u.text).collect(),
        codes_of: codes.of_units,
        codes: codes.texts,
    }
}

/// Participant, else transcript; a unit with neither stands alone.
fn groups(units: &[CodedUnit]) -> Vec<usize> {
    let mut known: HashMap<(&Option<String>, &str), usize> = HashMap::new();
    units
        .iter()
        .enumerate()
        .map(|(i, unit)| {
            let name = unit.participant.as_deref().or(unit.transcript.as_deref());
            match name {
                Some(name) => *known.entry((&unit.study, name)).or_insert(i),
                None => i,
            }
        })
        .collect()
}

/// Runs `work` on exactly this many threads.
///
/// # Errors
/// [`Error::Internal`] where the threads cannot be started; else what `work` returns.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(Error::internal)?
        .install(work)
}
