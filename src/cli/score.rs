//! `emic score`: many units at once.

use super::context::Context;
use super::meaning::meaning;
use super::output;
use crate::error::{Error, Result};
use crate::project::{ScoreOptions, Scorer};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Example:
  emic score --examples coded.jsonl --out scored.jsonl new-units.jsonl

Both files have one JSON object a line: {\"id\", \"text\", \"codes\": [...], ...}. The output has
{\"id\", \"suggestions\": [{\"code\", \"probability\", \"accepted\", \"evidence\"}]}, best first.";

/// Score many units with a model learnt from coded ones, without a project
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Score {
    /// Coded units to learn from
    #[arg(long, value_name = "CODED")]
    examples: PathBuf,

    /// Where to write [default: standard output]
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// Threads [default: all processors]; the output is the same with any number
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    /// `shipped` (the sentence encoder within emic) or `none` (words alone, several times faster)
    #[arg(long, value_name = "MODEL", default_value = "shipped")]
    model: String,

    /// Suggestions for each unit, at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    suggestions: usize,

    /// Folder of default rankers, made by `emic pretrain`, to use instead of the shipped ones
    #[arg(long, hide = true, value_name = "FOLDER")]
    rankers: Option<PathBuf>,

    /// Units to score
    #[arg(value_name = "UNITS")]
    units: PathBuf,
}

/// Runs the command.
pub(super) fn run(args: Score, context: &Context) -> Result<()> {
    let options = ScoreOptions {
        meaning: meaning(&args.model)?,
        suggestions: args.suggestions,
        rankers: args.rankers,
    };
    super::jobs::with(args.jobs, || {
        let scorer = Scorer::from_file(&args.examples, options)?;
        let report = match &args.out {
            Some(path) => written(path, |out| score(&scorer, &args.units, out))?,
            None => score(&scorer, &args.units, &mut std::io::stdout().lock())?,
        };
        for reason in &report.unread {
            output::note(format_args!("not read: {reason}"));
        }
        if context.json {
            output::note(serde_json::to_string(&report).map_err(Error::internal)?);
        } else {
            output::note(format_args!(
                "learnt from {} units with {} codes; scored {} units, {} of them with an accepted code",
                report.examples, report.codes, report.units, report.coded
            ));
        }
        match report.unread.len() {
            0 => Ok(()),
            lines => Err(Error::file(
                &args.units,
                format_args!("{lines} lines could not be read; the others were scored"),
            )),
        }
    })
}

fn score(
    scorer: &Scorer,
    units: &Path,
    out: &mut impl Write,
) -> Result<crate::project::ScoreReport> {
    let bar = output::counter("scoring");
    let report = scorer.score(units, out, &|done| bar.set_position(done as u64));
    bar.finish_and_clear();
    report
}

/// Writes to a file beside `path` and puts it in its place when it is whole, so that an interrupted run leaves no half file.
fn written<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<std::fs::File>) -> Result<T>,
) -> Result<T> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let file = std::fs::File::create(&part).map_err(|e| Error::file(&part, e))?;
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
