//! Many units at once: `emic score`. A file is read, judged and written in pieces, so that memory does not grow with it; a study
//! transcript by transcript.

use super::code_texts::codes_of;
use super::hearing;
use super::learning::Learnt;
use super::suggesting::{Judged, texts};
use super::talk::previous;
use super::teaching::{Examples, Meaning, encoder_for, model_name};
use super::uniting::united;
use super::{CodePoints, Project};
use crate::classifier::encoder::VectorCache;
use crate::classifier::{Aim, Defaults, Question, Scored, Without, join_in_talk};
use crate::error::{Error, Result};
use crate::exchange::{CodebookRow, open_coded_units};
use crate::index::{Filter, Index, PassageKey};
use crate::segment::Granularity;
use crate::study::{CodedUnit, Study, UnitId};
use crate::suggest::Evidence;
use crate::text::{counted, detect_all, says_something};
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
    /// What was doubtful about the files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
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
    evidence: Vec<Evidence>,
}

/// A model for scoring many units: learnt from a file of coded units, or from a study of a project.
pub struct Scorer {
    learnt: Learnt,
    /// The study learnt from, if it was one.
    study: Option<Study>,
    model: String,
    /// What was doubtful about the file of examples.
    warnings: Vec<String>,
    options: ScoreOptions,
}

/// The units that say something, with the codes that have a name.
fn with_words(units: Vec<CodedUnit>) -> Vec<CodedUnit> {
    let mut kept: Vec<CodedUnit> = units.into_iter().filter(|unit| !is_blank(unit)).collect();
    for unit in &mut kept {
        unit.codes.retain(|code| !code.trim().is_empty());
    }
    kept
}

fn is_blank(unit: &CodedUnit) -> bool {
    !says_something(&unit.text)
}

/// What is said in the first units to be scored; nothing where they come through a pipe, which can be read once only.
fn said_in(units: &Path) -> Result<Vec<String>> {
    if units.exists() && !units.is_file() {
        return Ok(Vec::new());
    }
    let units = open_coded_units(units)?
        .units
        .take(HEARD)
        .filter_map(Result::ok);
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
        let (mut learnt_from, mut warnings) = (Vec::new(), Vec::new());
        if let Some(examples) = examples {
            let read = open_coded_units(examples)?;
            let (units, lines) = united(read.units.collect::<Result<_>>()?);
            learnt_from = units;
            warnings = read.warnings;
            if lines > 0 {
                warnings.push(format!(
                    "{}: {} of passages that had a line before: their codes are learnt as those of one unit",
                    examples.display(),
                    counted(lines, "lines")
                ));
            }
        }
        let said = if learnt_from.iter().filter(|unit| !is_blank(unit)).count() < hearing::ENOUGH {
            said_in(units)?
        } else {
            Vec::new()
        };
        let scorer = Self::from_units(learnt_from, said, options);
        let mut scorer = scorer.map_err(|error| match (error, examples) {
            (Error::Input(reason), Some(examples)) => Error::file(examples, reason),
            (other, _) => other,
        })?;
        scorer.warnings = warnings;
        Ok(scorer)
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
        if !units.is_empty() && units.iter().all(is_blank) {
            return Err(Error::input(NO_TEXT));
        }
        let units = with_words(units);
        if options.codebook.is_empty() && units.iter().all(|unit| unit.codes.is_empty()) {
            return Err(Error::input(
                "no unit bears a code; emic learns from coded units, or needs a codebook: --codebook CODEBOOK.csv",
            ));
        }
        let quoted = units
            .iter()
            .map(|u| (u.id.clone(), u.participant.clone()))
            .collect();
        let mut examples = examples_of(units, &options.codebook, options.without.clone());
        if !said.is_empty() {
            let asked_in = detect_all(said.iter().map(String::as_str));
            if examples.texts.is_empty() {
                examples.language = asked_in.clone();
            }
            examples.languages.push(asked_in);
        }
        examples.heard = hearing::beside(examples.texts.len(), said);
        let keyed: Vec<(u64, String)> = (0..).zip(examples.texts.iter().cloned()).collect();
        let index = Arc::new(Index::of_texts(&keyed, &examples.language)?);
        let encoder = encoder_for(&options.meaning, &examples.languages)?;
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
            learnt: Learnt::of_files(teacher, quoted),
            study: None,
            model: model_name(encoder),
            warnings: Vec::new(),
            options,
        })
    }

    /// Learns from the coding of a study, as [`Project::suggest`] does.
    ///
    /// # Errors
    /// [`Error::Input`] where there is neither a coded unit nor a code to choose from.
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
            learnt,
            study: Some(study.clone()),
            warnings: Vec::new(),
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
        let read = open_coded_units(units)?;
        let mut report = self.score_units(read.units, out, progress)?;
        report.warnings.extend(read.warnings);
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
        let mut report = self.report();
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
            write(self.piece(&piece)?, &mut report, out)?;
            report.blank += piece.iter().filter(|unit| is_blank(unit)).count();
            progress(report.units);
        }
    }

    /// Scores all stretches of the study that no person has coded, cut so, as [`Project::suggest`] judges them; their names say
    /// where they are.
    ///
    /// # Errors
    /// [`Error::Input`] where the scorer has learnt from files; [`Error::File`] where `out` cannot be written.
    pub fn score_uncoded(
        &self,
        project: &mut Project,
        granularity: Granularity,
        out: &mut impl Write,
        progress: &dyn Fn(usize),
    ) -> Result<ScoreReport> {
        let Some(study) = &self.study else {
            return Err(Error::input(
                "no study was learnt from; name a file of units to score",
            ));
        };
        let teacher = &self.learnt.teacher;
        let uncoded = project.stretches(study, &[], granularity)?;
        // All at once, so that the vectors are kept in one go.
        project.encoded(teacher.encoder(), &texts(&uncoded))?;
        let known = project.known_of(study, &uncoded)?;
        let mut report = self.report();
        for stretches in uncoded {
            let stretches = [stretches];
            let vectors = project.encoded(teacher.encoder(), &texts(&stretches))?;
            let judgement = teacher.model.judgement();
            let judged = (self.learnt).judged(judgement, &known, &stretches, vectors.as_ref())?;
            let points = CodePoints::of(&stretches[0].0.text);
            let name = |judged: &Judged<'_>| {
                let (start, end) = points.range(judged.span).unwrap_or_default();
                format!("{} {start}-{end}", judged.transcript.name)
            };
            let lines: Vec<Line> = judged
                .par_iter()
                .map(|judged| self.line(&name(judged), &judged.question, &judged.scored))
                .collect::<Result<_>>()?;
            write(lines, &mut report, out)?;
            progress(report.units);
        }
        Ok(report)
    }

    fn report(&self) -> ScoreReport {
        let codes_of = &self.learnt.teacher.model.lessons().codes_of;
        ScoreReport {
            model: self.model.clone(),
            warnings: self.warnings.clone(),
            examples: codes_of.iter().filter(|codes| !codes.is_empty()).count(),
            codes: self.learnt.teacher.codes.len(),
            ..ScoreReport::default()
        }
    }

    fn piece(&self, units: &[CodedUnit]) -> Result<Vec<Line>> {
        let teacher = &self.learnt.teacher;
        let texts: Vec<&str> = units.iter().map(|u| u.text.as_str()).collect();
        let neighbours = teacher.look_up.of_texts(&texts)?;
        let encoder = teacher.encoder();
        let vectors = encoder.map(|e| e.encode(&texts)).transpose()?;
        let mut questions: Vec<Question<'_>> = units
            .iter()
            .enumerate()
            .map(|(place, unit)| {
                teacher.question(&unit.text, &neighbours[place], vectors.as_ref(), place)
            })
            .collect();
        let says = |place: &usize| !is_blank(&units[*place]);
        let talk = previous(units).into_iter().enumerate();
        let talk = talk.map(|(place, before)| (place, before.filter(|b| says(b) && says(&place))));
        join_in_talk(&mut questions, talk);
        let scored = teacher.model.score(&questions);
        let asked = units.par_iter().zip(&questions).zip(&scored);
        asked
            .map(|((unit, question), scored)| match is_blank(unit) {
                true => self.line(&unit.id, question, &[]),
                false => self.line(&unit.id, question, scored),
            })
            .collect()
    }

    /// The line of a unit: its likeliest codes, and why those that come first or are accepted.
    fn line(&self, id: &str, question: &Question<'_>, scored: &[Scored]) -> Result<Line> {
        let teacher = &self.learnt.teacher;
        let quoted = |unit: usize| self.learnt.quoted[unit].clone();
        let mut is_coded = false;
        let mut suggestions = Vec::new();
        for (rank, s) in scored.iter().enumerate() {
            let (mut accepted, mut evidence) = (false, Vec::new());
            if rank < EXPLAINED || s.accepted {
                let told = teacher.suggested(s, teacher.evidence(question, s, quoted));
                (accepted, evidence) = (told.accepted, told.evidence);
            }
            is_coded |= accepted;
            if rank < self.options.suggestions {
                suggestions.push(ScoredCode {
                    code: &teacher.codes[s.code].name,
                    probability: (s.probability * 1e6).round() / 1e6,
                    accepted,
                    evidence,
                });
            }
        }
        let unit = ScoredUnit {
            id,
            model: &self.model,
            suggestions,
        };
        let mut json = serde_json::to_vec(&unit).map_err(Error::internal)?;
        json.push(b'\n');
        Ok(Line { json, is_coded })
    }
}

/// A line of the output, ready to be written.
struct Line {
    json: Vec<u8>,
    is_coded: bool,
}

/// Writes lines and counts them.
fn write(lines: Vec<Line>, report: &mut ScoreReport, out: &mut impl Write) -> Result<()> {
    for line in lines {
        out.write_all(&line.json)
            .map_err(|e| Error::file("output", e))?;
        report.units += 1;
        report.coded += usize::from(line.is_coded);
    }
    Ok(())
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
        languages: match units.is_empty() {
            true => Vec::new(),
            false => vec![language.clone()],
        },
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
