//! `emic drift`.

use super::context::Context;
use super::layout::{columns, counted, cut};
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::Result;
use crate::project::{CodeDrift, DriftReport, DriftRequest, Meaning};
use crate::study::PATH_SEPARATOR;
use crate::trust::SPLITS;
use std::path::PathBuf;

/// A code is shown with its quotes from here down.
const STRIKING: f64 = 0.05;

/// Codes whose meaning drifts between early and late interviews
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic drift
  emic drift --code 'High workload'
  emic drift --order F1 --order F2 --order M1

For each code the interviews that bear it are halved in the order of collection, and the late units are compared with the early ones: the mean
cosine of their sentence vectors with the centre of the early ones. 'by chance' is where nine in ten of 999 halvings by chance lie, and p the share
of them in which late and early are as unlike. A small p says that the order matters, not why: people, questions and coder change with time,
too. Look at the quotes. Of 20 codes, one has p below 0.05 by chance alone.")]
pub(super) struct DriftOf {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// Only this code, with its quotes
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// A transcript, in the order of collection; those not named follow
    #[arg(long, value_name = "TRANSCRIPT")]
    order: Vec<String>,
    /// Only what this coder coded; may come several times
    #[arg(long = "coder-is", value_name = "NAME")]
    coders: Vec<String>,
    /// A folder with a sentence-transformers model of your own
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: DriftOf, context: &Context) -> Result<()> {
    let mut project = context.open_to_read()?;
    let study = project.study(args.study.as_deref())?;
    let all = args.code.is_some();
    let report = project.drift(
        &study,
        &DriftRequest {
            order: args.order,
            code: args.code,
            coders: args.coders,
            meaning: args.model.map_or(Meaning::Shipped, Meaning::Folder),
        },
    )?;
    match context.json {
        true => json(&report),
        false => tell(&report, all),
    }
}

fn tell(report: &DriftReport, all: bool) -> Result<()> {
    if report.codes.is_empty() {
        note(
            "no code has enough units in early and late interviews for it: 3 interviews and 5 units on each side",
        );
        return Ok(());
    }
    let right = Side::Right;
    let mut table = Table::new([
        ("early", right),
        ("late", right),
        ("likeness", right),
        ("by chance", right),
        ("p", right),
        ("code", Side::Left),
    ]);
    for code in &report.codes {
        let (low, high) = code.drift.range;
        table.row([
            code.early.1.to_string(),
            code.late.1.to_string(),
            format!("{:.2}", code.drift.likeness),
            format!("{low:.2} to {high:.2}"),
            format!("{:.3}", code.drift.p),
            own_name(&code.code).to_owned(),
        ]);
    }
    table.print()?;
    let striking: Vec<&CodeDrift> = report
        .codes
        .iter()
        .filter(|code| all || code.drift.p <= STRIKING)
        .collect();
    for code in &striking {
        line(format_args!("\n{}", code.code))?;
        line("  early, the most typical")?;
        side(&code.early_quotes)?;
        line("  late, the least like those")?;
        side(&code.late_quotes)?;
    }
    if !all {
        let expected = report.codes.len() as f64 * STRIKING;
        note(format_args!(
            "\n{} of {} at p ≤ {STRIKING}; by chance alone about {expected:.1} would be. {} halvings by chance; vectors by {}",
            striking.len(),
            counted(report.codes.len(), "codes"),
            SPLITS,
            report.model
        ));
        if !report.too_few.is_empty() {
            note(format_args!(
                "{} with too few units: 3 interviews and 5 units on each side are needed",
                counted(report.too_few.len(), "codes")
            ));
        }
    }
    Ok(())
}

fn side(quotes: &[crate::project::DriftQuote]) -> Result<()> {
    for quote in quotes {
        let text = quote.text.replace('\n', " ");
        line(format_args!(
            "    {}: {}",
            quote.transcript,
            cut(
                &text,
                columns().saturating_sub(8 + quote.transcript.len()).max(30) * 2
            )
        ))?;
    }
    Ok(())
}

fn own_name(path: &str) -> &str {
    path.rsplit(PATH_SEPARATOR).next().unwrap_or(path)
}
