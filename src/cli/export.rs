//! `emic export`.

use super::context::Context;
use super::output::{note, written};
use crate::error::{Error, Result};
use crate::exchange::Positions;
use crate::project::Exported;
use clap::ValueEnum;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Write coded units, codebook, participants, relations or a whole study as files that can be imported again
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic export -o coded.jsonl
  emic export --what codebook --study empathy -o codebook.csv
  emic export --format csv | head
  emic export --format qdpx -o ward.qdpx        (for NVivo, ATLAS.ti, MAXQDA and others)
  emic export --format qdc -o codebook.qdc")]
pub struct Export {
    /// What to write [default: units; a qdpx has the whole study, a qdc the codebook]
    #[arg(long, value_enum)]
    what: Option<What>,
    /// The format [default: jsonl for units, csv for the rest]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// One study only
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How a qdpx counts positions; NVivo for Windows counts emoji and the like twice (utf-16) [default: code-points]
    #[arg(long, value_enum)]
    positions: Option<Counted>,
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
    Qdpx,
    Qdc,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Counted {
    CodePoints,
    #[value(name = "utf-16")]
    Utf16,
}

/// Runs the command.
pub fn run(args: Export, context: &Context) -> Result<()> {
    let what = exported(args.what, args.format, args.positions)?;
    let project = context.open()?;
    let named: Vec<String> = args.study.iter().cloned().collect();
    let studies = match what {
        // The tables have no column for the study.
        Exported::Codebook | Exported::Relations | Exported::Qdpx(_) | Exported::Qdc => {
            vec![project.study(args.study.as_deref())?]
        }
        Exported::UnitsJsonl | Exported::UnitsCsv | Exported::Participants => {
            project.studies(&named)?
        }
    };
    if matches!(what, Exported::Qdpx(_)) && args.output.is_none() && std::io::stdout().is_terminal()
    {
        return Err(Error::input("a .qdpx is no text; name a file with -o"));
    }
    let (bytes, told) = match (what, studies.as_slice()) {
        (Exported::Qdpx(positions), [study]) => {
            let written = project.written(study, positions)?;
            (written.bytes, written.told)
        }
        _ => (project.exported(&studies, what)?, Vec::new()),
    };
    let Some(file) = args.output else {
        written(std::io::stdout().lock().write_all(&bytes))?;
        told.iter().for_each(note);
        return Ok(());
    };
    if file.exists() && !args.overwrite {
        return Err(Error::file(
            &file,
            "exists already; give another name, or --overwrite",
        ));
    }
    std::fs::write(&file, &bytes).map_err(|error| Error::file(&file, error))?;
    note(format_args!("wrote {}", file.display()));
    told.iter().for_each(note);
    Ok(())
}

fn exported(
    what: Option<What>,
    format: Option<Format>,
    positions: Option<Counted>,
) -> Result<Exported> {
    let refused = |why: &str| Err(Error::input(why));
    Ok(match (what, format) {
        (None, Some(Format::Qdpx)) => Exported::Qdpx(match positions {
            None | Some(Counted::CodePoints) => Positions::CodePoints,
            Some(Counted::Utf16) => Positions::Utf16,
        }),
        _ if positions.is_some() => {
            return refused("--positions is for --format qdpx; other files count code points");
        }
        (None | Some(What::Codebook), Some(Format::Qdc)) => Exported::Qdc,
        (Some(_), Some(Format::Qdpx)) => {
            return refused("a .qdpx has the whole study; leave --what away");
        }
        (Some(_), Some(Format::Qdc)) => {
            return refused("a .qdc has the codebook; leave --what away");
        }
        (None | Some(What::Units), Some(Format::Csv)) => Exported::UnitsCsv,
        (None | Some(What::Units), _) => Exported::UnitsJsonl,
        (Some(_), Some(Format::Jsonl)) => {
            return refused("only units go out as JSONL; leave --format away, or give csv");
        }
        (Some(What::Codebook), _) => Exported::Codebook,
        (Some(What::Participants), _) => Exported::Participants,
        (Some(What::Relations), _) => Exported::Relations,
    })
}
