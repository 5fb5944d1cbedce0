//! `emic score`: many units at once.

use super::context::Context;
use super::layout::{counted, grouped};
use super::meaning::{MODELS, meaning};
use super::output::{self, learning};
use super::share::share;
use crate::classifier::{Aim, Without};
use crate::error::{Error, Result};
use crate::exchange::{CodebookRow, read_codebook};
use crate::project::{Project, ScoreOptions, ScoreReport, Scorer};
use crate::segment::Granularity;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  emic score --examples coded.jsonl --out scored.jsonl new-units.jsonl     without a project
  emic score --codebook codebook.csv --out scored.jsonl new-units.jsonl    by definitions alone
  emic score --study ward --out scored.jsonl new-units.jsonl               by the coding of a study
  emic score --study ward --out scored.jsonl                               all that nobody has coded

Coded units and units are one JSON object a line, {\"id\", \"text\", \"codes\": [...], ...}, or a table (.csv, .xlsx)
with such columns; one without an id is called by its number. The output has one JSON object a line,
{\"id\", \"model\", \"suggestions\": [{\"code\", \"probability\", \"accepted\", \"evidence\"}]}, best first.";

/// Score many units with a model learnt from coded ones, with or without a project
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Score {
    /// Coded units to learn from [default: a study of the project]
    #[arg(long, value_name = "CODED", requires = "units")]
    examples: Option<PathBuf>,

    /// Codebook (CSV with code,definition or path,definition): codes to choose from though they have no example
    #[arg(
        long,
        value_name = "CODEBOOK",
        requires = "units",
        conflicts_with = "study"
    )]
    codebook: Option<PathBuf>,

    /// The study to learn from [default: the only one]
    #[arg(long, value_name = "NAME", conflicts_with = "examples")]
    study: Option<String>,

    /// Where to write; only an earlier output of this command is written over [default: standard output]
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// Threads [default: all processors]; the output is the same with any number
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    /// Accept only what reaches this precision on held-out units, as 0.8 [default: the best balance with recall]
    #[arg(long, value_name = "P", value_parser = share)]
    precision: Option<f64>,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,

    /// Suggestions for each unit, at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    suggestions: usize,

    /// Folder of default rankers, made by `emic pretrain`, to use instead of the shipped ones
    #[arg(long, hide = true, value_name = "FOLDER")]
    rankers: Option<PathBuf>,

    /// Evidence to leave out, to see what it is worth: a view or one number of it
    #[arg(long, hide = true, value_name = "NAME", value_delimiter = ',')]
    without: Vec<String>,

    /// Units to score [default: what nobody has coded in the study]
    #[arg(value_name = "UNITS")]
    units: Option<PathBuf>,
}

/// Where the units come from.
enum Units {
    File(PathBuf),
    /// What nobody has coded in a study.
    Study(Box<Project>),
}

/// Runs the command.
pub(super) fn run(args: Score, context: &Context) -> Result<()> {
    if let Some(out) = &args.out {
        refuse_to_lose(out)?;
    }
    let codebook = match &args.codebook {
        Some(path) => codebook_of(path)?,
        None => Vec::new(),
    };
    let options = ScoreOptions {
        codebook,
        meaning: meaning(&args.model)?,
        aim: Aim::of(args.precision)?,
        suggestions: args.suggestions,
        rankers: args.rankers,
        without: Without::named(&args.without)?,
    };
    super::jobs::with(args.jobs, || {
        let (scorer, mut units) = match (args.examples, args.units) {
            (examples, Some(units)) if examples.is_some() || !options.codebook.is_empty() => {
                let scorer = learning(|| Scorer::from_files(examples.as_deref(), &units, options))?;
                (scorer, Units::File(units))
            }
            (_, units) => of_study(args.study.as_deref(), units, options, context)?,
        };
        let report = match &args.out {
            Some(path) => written(path, |out| score(&scorer, &mut units, out))?,
            None => score(&scorer, &mut units, &mut output::Stdout::lock())?,
        };
        told(&report, context)?;
        match (report.unread.len(), units) {
            (0, _) | (_, Units::Study(..)) => Ok(()),
            (lines, Units::File(path)) => Err(Error::file(
                path,
                format_args!(
                    "{} could not be read; the others were scored",
                    counted(lines, "lines")
                ),
            )),
        }
    })
}

/// The codes of a codebook file; what was doubtful in it is told.
fn codebook_of(path: &Path) -> Result<Vec<CodebookRow>> {
    let file = read_codebook(path)?;
    for warning in &file.warnings {
        output::note(format_args!("{}: {warning}", path.display()));
    }
    if file.rows.is_empty() {
        return Err(Error::file(path, "names no code"));
    }
    Ok(file.rows)
}

/// A study's model, and the units of a file or those nobody has coded.
fn of_study(
    study: Option<&str>,
    units: Option<PathBuf>,
    options: ScoreOptions,
    context: &Context,
) -> Result<(Scorer, Units)> {
    let mut project = context.open()?;
    let study = project.study(study)?;
    let coder = context.coder();
    let scorer = learning(|| Scorer::from_study(&mut project, &study, &coder, options))?;
    let units = match units {
        Some(path) => Units::File(path),
        None => Units::Study(Box::new(project)),
    };
    Ok((scorer, units))
}

/// As `emic suggest` cuts what is not coded.
const STRETCHES: Granularity = Granularity::Windows {
    sentences: 2,
    step: 2,
};

fn told(report: &ScoreReport, context: &Context) -> Result<()> {
    for warning in &report.warnings {
        output::note(warning);
    }
    for reason in &report.unread {
        output::note(format_args!("not read: {reason}"));
    }
    if report.blank > 0 {
        output::note(format_args!(
            "{} without a word",
            counted(report.blank, "units")
        ));
    }
    if context.json {
        output::note(serde_json::to_string(report).map_err(Error::internal)?);
    } else {
        output::note(format_args!(
            "learnt from {} with {}; scored {}, {} of them with an accepted code; meaning by: {}",
            counted(report.examples, "units"),
            counted(report.codes, "codes"),
            counted(report.units, "units"),
            grouped(report.coded),
            report.model
        ));
    }
    Ok(())
}

fn score(scorer: &Scorer, units: &mut Units, out: &mut impl Write) -> Result<ScoreReport> {
    let bar = output::counter("scoring");
    let progress = |done: usize| bar.set_position(done as u64);
    let report = match units {
        Units::File(path) => scorer.score(path, out, &progress),
        Units::Study(project) => scorer.score_uncoded(project, STRETCHES, out, &progress),
    };
    bar.finish_and_clear();
    report
}

/// Refuses to write over a file that is not an earlier output of this command: examples, units and projects stay as they are.
fn refuse_to_lose(path: &Path) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct ScoredUnit {
        #[serde(rename = "suggestions")]
        _suggestions: Vec<serde::de::IgnoredAny>,
    }
    let Ok(file) = std::fs::File::open(path) else {
        return Ok(());
    };
    let mut first = Vec::new();
    BufReader::new(file.take(LONGEST_LINE))
        .read_until(b'\n', &mut first)
        .map_err(|e| Error::file(path, e))?;
    if first.is_empty() || serde_json::from_slice::<ScoredUnit>(&first).is_ok() {
        return Ok(());
    }
    Err(Error::file(
        path,
        "exists already and holds no scored units, so it is not written over; give --out another name",
    ))
}

/// Bytes of a scored unit that are looked at.
const LONGEST_LINE: u64 = 16 << 20;

/// Writes to a file beside `path` and puts it in its place when it is whole, so that an interrupted run leaves no half file.
fn written<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<std::fs::File>) -> Result<T>,
) -> Result<T> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let file = std::fs::File::create(&part).map_err(|e| Error::file(path, e))?;
    let mut out = BufWriter::new(file);
    let done = write(&mut out).and_then(|done| {
        out.flush().map_err(|e| Error::file(&part, e))?;
        std::fs::rename(&part, path).map_err(|e| Error::file(path, e))?;
        Ok(done)
    });
    if done.is_err() {
        // The error that stopped it matters more than one of taking the half file away.
        let _ = std::fs::remove_file(&part);
    }
    done
}
