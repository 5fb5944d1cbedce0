//! `emic disagreements`.

use super::agreement::{engine, tell_engine};
use super::context::Context;
use super::layout::{columns, counted, plain, wrapped};
use super::meaning::MODELS;
use super::output::{self, line, note};
use super::table::{Side, Table};
use crate::error::Result;
use crate::project::{self, Disagreement, DisagreementRequest, Disagreements};
use crate::study::PATH_SEPARATOR;

/// Where coders differ, their codings side by side
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic disagreements
  emic disagreements --of Mina --of Sara --code 'High workload'
  emic disagreements --of Mina --engine
  emic memo 'Is this workload or fear?' --transcript F2 --at 604-782
  emic settle F2 604-782 --as Sara --why 'see the definition'

Units that share at least half of the shorter one are one stretch. A coder who coded a transcript and gave nothing there left it out
on purpose. Only codes count here, not where units begin and end: for that see emic agreement --on characters. What is settled is
left out; --settled shows it, too. With --engine what emic gives those units is one more side: see emic agreement --help.")]
pub(super) struct DisagreementsOf {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,

    /// A coder who takes part, a machine too [default: every person who coded the study]
    #[arg(long = "of", value_name = "NAME")]
    of: Vec<String>,

    /// Only where one gave this code or one below it, and another did not
    #[arg(long, value_name = "CODE")]
    code: Option<String>,

    /// Those that are settled, too
    #[arg(long)]
    settled: bool,

    /// Let emic take part as one more coder, never having met the participant it judges
    #[arg(long)]
    engine: bool,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,

    /// How many to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Runs the command.
pub(super) fn run(args: DisagreementsOf, context: &Context) -> Result<()> {
    let mut project = context.open_to_read()?;
    let study = project.study(args.study.as_deref())?;
    let codebook = project.store().codebook(study.id)?;
    let code = match &args.code {
        Some(text) => Some(project::code(&codebook, text)?.id),
        None => None,
    };
    let engine = engine(&mut project, &study, &args.of, (args.engine, &args.model))?;
    let request = DisagreementRequest {
        coders: args.of,
        code,
        settled: args.settled,
        engine,
    };
    let found = project.disagreements(&study, &request)?;
    if context.json {
        return output::json(&found);
    }
    tell(&found, args.limit)
}

fn tell(found: &Disagreements, limit: usize) -> Result<()> {
    line(format_args!(
        "{} · {} · {} that at least two coded · {} alike, {} to settle, {} settled",
        found.study,
        found.coders.join(", "),
        counted(found.transcripts, "transcripts"),
        counted(found.agreed, "stretches"),
        found
            .stretches
            .iter()
            .filter(|one| one.settled.is_none())
            .count(),
        found.settled
    ))?;
    tell_engine(found.engine.as_ref())?;
    for one in found.stretches.iter().take(limit) {
        line("")?;
        show(one)?;
    }
    if found.stretches.len() > limit {
        note(format_args!(
            "\nand {} more; --limit shows them",
            found.stretches.len() - limit
        ));
    }
    confused(found)?;
    if let Some(first) = found.stretches.first() {
        note(format_args!(
            "\nemic settle '{}' {}-{} --as NAME (or --code CODE, --nothing) writes what you agree on, beside both codings",
            first.transcript, first.start, first.end
        ));
    }
    Ok(())
}

fn show(one: &Disagreement) -> Result<()> {
    line(format_args!("{} {}-{}", one.transcript, one.start, one.end))?;
    for text in wrapped(&plain(&one.text), columns() - 4) {
        line(format_args!("  {text}"))?;
    }
    for side in &one.sides {
        if side.given.is_empty() {
            line(format_args!("  {}: –", side.coder))?;
        }
        for given in &side.given {
            let part = match (given.start, given.end) == (one.start, one.end) {
                true => String::new(),
                false => format!("  ({}-{} only)", given.start, given.end),
            };
            line(format_args!("  {}: {}{part}", side.coder, given.code))?;
        }
    }
    for (coder, text) in &one.memos {
        line(format_args!("  memo of {coder}: {}", plain(text)))?;
    }
    match &one.settled {
        Some(settled) => line(format_args!("  {}", plain(settled))),
        None => Ok(()),
    }
}

fn confused(found: &Disagreements) -> Result<()> {
    if found.confused.is_empty() {
        return Ok(());
    }
    line("")?;
    let mut table = Table::new([
        ("times", Side::Right),
        ("one gave", Side::Left),
        ("another", Side::Left),
    ]);
    let own = |path: &str| {
        path.rsplit(PATH_SEPARATOR)
            .next()
            .unwrap_or(path)
            .to_owned()
    };
    for pair in found.confused.iter().take(10) {
        let instead = pair
            .instead
            .as_deref()
            .map_or_else(|| "nothing".to_owned(), own);
        table.row([pair.times.to_string(), own(&pair.code), instead]);
    }
    table.print()
}
