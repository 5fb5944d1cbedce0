//! `emic recode`.

use super::context::Context;
use super::layout::{columns, counted, wrapped};
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::{Project, RecodeSample, RecodeUnit};
use crate::study::Study;
use serde_json::json;

/// Letters of the question before a unit that are shown, at most.
const ASKED: usize = 200;
/// Units that are shown at once.
const SHOWN: usize = 5;

/// Code a sample of your own units a second time, without seeing your first coding
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic recode --sample 10%                 draws the sample and shows the first units
  emic recode                              shows the next units
  emic recode 3 'High workload' 'Fear'     codes unit 3 again
  emic recode 4 --none                     no code fits unit 4
  emic agreement --of Mina --of 'Mina (2nd)'

The sample has the same share of every code. It is drawn by a fixed seed and shown in an order in which neighbours have nothing to do with each
other. What you give is kept under your name with '(2nd)' behind it: it is in no table, and agreement counts the units of the sample alone. Wait some
weeks between the two.")]
pub(super) struct Recode {
    /// The unit's number in the sample
    number: Option<usize>,
    /// The codes that fit
    #[arg(requires = "number")]
    codes: Vec<String>,
    /// No code fits
    #[arg(long, requires = "number", conflicts_with = "codes")]
    none: bool,
    /// Draw a sample: this share of the units of each code
    #[arg(long, value_name = "PERCENT", conflicts_with = "number", value_parser = share)]
    sample: Option<f64>,
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// Show all units that are left
    #[arg(long, conflicts_with = "number")]
    all: bool,
}

fn share(text: &str) -> Result<f64> {
    let number: Option<f64> = text.trim().trim_end_matches('%').trim().parse().ok();
    match number.filter(|percent| *percent > 0.0 && *percent <= 100.0) {
        Some(percent) => Ok(percent / 100.0),
        None => Err(Error::input(format!(
            "'{text}' is no share in percent; write 10%"
        ))),
    }
}

/// Runs the command.
pub(super) fn run(args: Recode, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let study = project.study(args.study.as_deref())?;
    let coder = context.coder();
    if let Some(number) = args.number {
        if args.codes.is_empty() && !args.none {
            return Err(Error::input(format!(
                "which codes fit unit {number}? Name them, or say --none"
            )));
        }
        let given = project.recode(&study, &coder, number, &args.codes)?;
        if context.json {
            return json(&json!({ "number": number, "codes": given }));
        }
        line(format_args!(
            "{number}: {}",
            if given.is_empty() {
                "no code".to_owned()
            } else {
                given.join(", ")
            }
        ))?;
        return next(&mut project, &study, &coder, 1);
    }
    let sample = project.recode_sample(&study, &coder, args.sample)?;
    if context.json {
        return json(&sample);
    }
    if args.sample.is_some() {
        note(format_args!(
            "{} to be coded again\n",
            counted(sample.units.len(), "units")
        ));
    }
    tell(&sample, if args.all { usize::MAX } else { SHOWN })
}

fn next(project: &mut Project, study: &Study, coder: &str, shown: usize) -> Result<()> {
    let sample = project.recode_sample(study, coder, None)?;
    note("");
    tell(&sample, shown)
}

fn tell(sample: &RecodeSample, shown: usize) -> Result<()> {
    let left: Vec<&RecodeUnit> = sample.units.iter().filter(|unit| !unit.done).collect();
    for unit in left.iter().take(shown) {
        line(format_args!(
            "{}  {} {}-{}",
            unit.number, unit.transcript, unit.start, unit.end
        ))?;
        let question = unit
            .question
            .as_ref()
            .map(|text| format!("({})", end(&text.replace('\n', " "))));
        for text in question.iter().chain([&unit.text.replace('\n', " ")]) {
            for part in wrapped(text, columns().saturating_sub(4)) {
                line(format_args!("    {part}"))?;
            }
        }
    }
    note(format_args!(
        "\n{} of {} coded again",
        sample.done(),
        counted(sample.units.len(), "units")
    ));
    match left.first() {
        Some(unit) => note(format_args!("next: emic recode {} CODE…", unit.number)),
        None => note(format_args!(
            "next: emic agreement --of '{}' --of '{}'",
            sample.coder, sample.second
        )),
    }
    Ok(())
}

/// The end of a question: where turns are not told apart, all that was said before may stand in it.
fn end(text: &str) -> String {
    match text.char_indices().rev().nth(ASKED) {
        Some((at, _)) => format!("…{}", text[at..].trim_start()),
        None => text.to_owned(),
    }
}
