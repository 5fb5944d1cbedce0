//! `emic status`.

use super::context::Context;
use super::layout::{columns, counted, grouped, wrapped};
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::Result;
use crate::project::{Moment, StudyStatus};

/// As many codes without a unit are named.
const NAMED: usize = 8;

/// How far the project is: what there is, who coded how much, which codes have no unit yet
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic status
  emic status --json
  emic status --at 2026-11-21")]
pub struct Status {
    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
}

/// Runs the command.
pub fn run(args: Status, context: &Context) -> Result<()> {
    let project = context.open_as_of(args.at.as_ref())?;
    let status = project.status()?;
    if context.json {
        return json(&status);
    }
    if status.studies.is_empty() {
        line(format_args!("{} is empty", status.file))?;
        note("next: emic import FOLDER");
        return Ok(());
    }
    line(format_args!("{}\n", status.file))?;
    let number = Side::Right;
    let mut table = Table::new([
        ("study", Side::Left),
        ("participants", number),
        ("transcripts", number),
        ("units", number),
        ("with a code", number),
        ("codes", number),
        ("codings", number),
        ("text coded", number),
    ]);
    for study in &status.studies {
        let counts = &study.counts;
        let count = |n: u64| grouped(usize::try_from(n).unwrap_or(usize::MAX));
        table.row([
            study.name.clone(),
            count(counts.participants),
            count(counts.transcripts),
            count(counts.units),
            count(counts.coded_units),
            count(counts.codes),
            count(counts.codings),
            study
                .coded_share
                .map_or("-".into(), |share| format!("{:.0} %", share * 100.0)),
        ]);
    }
    table.print()?;
    for study in &status.studies {
        details(study)?;
    }
    // Suggestions are learnt from coding; before there is any, there is nothing to ask for.
    let then = match status.studies.iter().all(|s| s.counts.codings == 0) {
        true => "emic segment TRANSCRIPT · emic code TRANSCRIPT --quote WORDS CODE",
        false => "emic suggest TRANSCRIPT",
    };
    note(format_args!(
        "\nnext: emic show TRANSCRIPT · emic search WORDS · {then}"
    ));
    Ok(())
}

fn details(study: &StudyStatus) -> Result<()> {
    let coders: Vec<String> = study
        .coders
        .iter()
        .map(|c| {
            format!(
                "{} ({} on {})",
                c.name,
                counted(c.codings, "codings"),
                counted(c.units, "units")
            )
        })
        .collect();
    let without: Vec<&str> = study
        .codes_without_unit
        .iter()
        .map(|path| path.rsplit(" > ").next().unwrap_or(path))
        .collect();
    if coders.is_empty() && without.is_empty() {
        return Ok(());
    }
    line(format_args!("\n{}", study.name))?;
    let mut told = Vec::new();
    if !coders.is_empty() {
        told.push(format!("coded by {}", coders.join(", ")));
    }
    if !without.is_empty() {
        let named = without
            .iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(" · ");
        let more = without.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" · and {more} more")
        } else {
            String::new()
        };
        told.push(format!(
            "{} without a unit: {named}{more}",
            counted(without.len(), "codes")
        ));
    }
    for text in told {
        for (at, part) in wrapped(&text, columns() - 4).iter().enumerate() {
            line(format_args!(
                "{}{part}",
                if at == 0 { "  " } else { "    " }
            ))?;
        }
    }
    Ok(())
}
