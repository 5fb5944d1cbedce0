//! `emic export`.

use super::context::Context;
use super::output::{note, written};
use crate::error::{Error, Result};
use crate::project::Exported;
use clap::ValueEnum;
use std::io::Write;
use std::path::PathBuf;

/// Write coded units, codebook, participants or relations as files that can be imported again
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic export -o coded.jsonl
  emic export --what codebook --study empathy -o codebook.csv
  emic export --format csv | head")]
pub struct Export {
    /// What to write
    #[arg(long, value_enum, default_value = "units")]
    what: What,
    /// The format [default: jsonl for units, csv for the rest]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// One study only
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over the file, where there is one
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Units,
    Codebook,
    Participants,
    Relations,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

/// Runs the command.
pub fn run(args: Export, context: &Context) -> Result<()> {
    if args.what != What::Units && args.format == Some(Format::Jsonl) {
        return Err(Error::input(
            "only units go out as JSONL; leave --format away, or give csv",
        ));
    }
    let project = context.open()?;
    let named: Vec<String> = args.study.iter().cloned().collect();
    let studies = match args.what {
        // The tables have no column for the study.
        What::Codebook | What::Relations => vec![project.study(args.study.as_deref())?],
        What::Units | What::Participants => project.studies(&named)?,
    };
    let what = match (args.what, args.format) {
        (What::Units, Some(Format::Csv)) => Exported::UnitsCsv,
        (What::Units, _) => Exported::UnitsJsonl,
        (What::Codebook, _) => Exported::Codebook,
        (What::Participants, _) => Exported::Participants,
        (What::Relations, _) => Exported::Relations,
    };
    let bytes = project.exported(&studies, what)?;
    let Some(file) = args.output else {
        return written(std::io::stdout().lock().write_all(&bytes));
    };
    if file.exists() && !args.overwrite {
        return Err(Error::file(
            &file,
            "exists already; give another name, or --overwrite",
        ));
    }
    std::fs::write(&file, &bytes).map_err(|error| Error::file(&file, error))?;
    note(format_args!("wrote {}", file.display()));
    Ok(())
}
