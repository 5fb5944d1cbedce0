//! `emic merge`.

use super::context::Context;
use super::layout::{counted, cut, plain};
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::{Conflict, MergeReport, Settling, Take};
use std::path::{Path, PathBuf};

/// Bring a colleague's copy of the project back into this one
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic merge sara.emic --dry-run
  emic merge sara.emic
  emic merge sara.emic --dry-run --list conflicts.txt      (change 'mine' to 'theirs' or 'both' in it)
  emic merge sara.emic --settle conflicts.txt
  emic merge sara.emic --settle 3fa21c07=theirs --take mine

What only one of you changed is followed; what both changed differently is listed, and mine stays unless something else is said.
Every coder keeps her own codings: those of both are there afterwards. With both, of two texts theirs is kept in a memo. A
transcript whose words were changed comes in beside the other. Transcripts are known by their words, codes by where they come
from and by their path, so it need not be a copy: another project on the same transcripts can be merged, too. Their file is only
read. The whole merge is one change: 'emic undo' takes it back. Merging the same file again changes nothing.")]
pub struct Merge {
    /// Their project file
    file: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Whose word to take in conflicts: mine, theirs or both
    #[arg(long, value_name = "WHOSE", default_value = "mine")]
    take: String,
    /// A list that --list wrote and you changed, or a single conflict as NAME=WHOSE; may be repeated
    #[arg(long, value_name = "LIST")]
    settle: Vec<String>,
    /// Write all conflicts into this file
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Show all conflicts and changes, not only the first
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: Merge, context: &Context) -> Result<()> {
    let mut settling = Settling {
        all: Take::parse(&args.take)?,
        ..Settling::default()
    };
    for given in &args.settle {
        settle(&mut settling, given)?;
    }
    let mut project = context.open()?;
    context.unlock(&args.file)?;
    let coder = context.coder();
    let report = match args.dry_run {
        true => project.merge_preview(&args.file, &settling, &coder)?,
        false => project.merge(&args.file, &settling, &coder)?,
    };
    if let Some(file) = &args.list {
        write_list(file, &report)?;
    }
    if context.json {
        return json(&report);
    }
    tell(&report, &args)
}

fn settle(settling: &mut Settling, given: &str) -> Result<()> {
    if let Some((name, take)) = given.split_once('=')
        && !Path::new(given).exists()
    {
        settling
            .single
            .insert(name.trim().to_owned(), Take::parse(take)?);
        return Ok(());
    }
    let text = std::fs::read_to_string(given)
        .map_err(|error| Error::file(given, format!("cannot be read: {error}")))?;
    settling
        .read(&text)
        .map_err(|error| Error::input(format!("{given}: {error}")))
}

fn write_list(file: &Path, report: &MergeReport) -> Result<()> {
    let mut text = format!(
        "# {} with {}. Change mine to theirs or both, then: emic merge {} --settle {}\n",
        counted(report.conflicts.len(), "conflicts"),
        report.from,
        report.from,
        file.display()
    );
    for conflict in &report.conflicts {
        let (mine, theirs) = sides(conflict);
        text.push_str(&format!(
            "{} {:<6}  {}\n#          mine:   {mine}\n#          theirs: {theirs}\n",
            conflict.id,
            conflict.take.name(),
            plain(&conflict.what)
        ));
    }
    std::fs::write(file, text)
        .map_err(|error| Error::file(file, format!("cannot be written: {error}")))
}

fn sides(conflict: &Conflict) -> (String, String) {
    let said = |text: &Option<String>| {
        text.as_ref()
            .map_or_else(|| "(not there)".to_owned(), |text| plain(text))
    };
    (said(&conflict.mine), said(&conflict.theirs))
}

fn tell(report: &MergeReport, args: &Merge) -> Result<()> {
    let most = if args.all { usize::MAX } else { 10 };
    match &report.parted {
        Some(at) => line(format_args!(
            "{}: a copy of this project of {}",
            report.from,
            at.get(..16).unwrap_or(at).replace('T', " ")
        ))?,
        None => line(format_args!(
            "{}: no copy of this project; things are matched by what they are",
            report.from
        ))?,
    }
    if !report.changed {
        line("nothing to do: all of theirs is here already")?;
    }
    for (kind, n) in &report.added {
        line(format_args!("  + {}", counted(*n, kind)))?;
    }
    list("changed as they have it", &report.followed, most)?;
    list("deleted as they have it", &report.removed, most)?;
    list("to know", &report.notes, most)?;
    if !report.conflicts.is_empty() {
        line(format_args!(
            "{}:",
            counted(report.conflicts.len(), "conflicts")
        ))?;
    }
    for conflict in report.conflicts.iter().take(most) {
        let (mine, theirs) = sides(conflict);
        line(format_args!(
            "  {}  {} (taken: {})",
            conflict.id,
            plain(&conflict.what),
            conflict.take.name()
        ))?;
        line(format_args!("            mine:   {}", cut(&mine, 84)))?;
        line(format_args!("            theirs: {}", cut(&theirs, 84)))?;
    }
    if report.conflicts.len() > most {
        note(format_args!(
            "and {} more; --all shows them, --list FILE writes them",
            report.conflicts.len() - most
        ));
    }
    if args.dry_run {
        note("nothing was changed; without --dry-run it is done");
    } else if report.changed {
        note("emic undo takes the whole merge back");
    }
    Ok(())
}

fn list(what: &str, lines: &[String], most: usize) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    line(format_args!("{what} ({}):", lines.len()))?;
    for text in lines.iter().take(most) {
        line(format_args!("  {}", plain(text)))?;
    }
    if lines.len() > most {
        note(format_args!("  and {} more (--all)", lines.len() - most));
    }
    Ok(())
}
