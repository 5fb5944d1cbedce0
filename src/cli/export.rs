//! `emic export`.

use super::context::Context;
use super::output::{note, written};
use crate::error::{Error, Result};
use crate::project::{Exported, Project};
use crate::study::Study;
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

/// Runs the command.
pub fn run(args: Export, context: &Context) -> Result<()> {
    let what = exported(args.what, args.format)?;
    let project = context.open()?;
    let named: Vec<String> = args.study.iter().cloned().collect();
    let studies = match what {
        // The tables have no column for the study.
        Exported::Codebook | Exported::Relations | Exported::Qdpx | Exported::Qdc => {
            vec![project.study(args.study.as_deref())?]
        }
        Exported::UnitsJsonl | Exported::UnitsCsv | Exported::Participants => {
            project.studies(&named)?
        }
    };
    if what == Exported::Qdpx && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Error::input("a .qdpx is no text; name a file with -o"));
    }
    let bytes = project.exported(&studies, what)?;
    let Some(file) = args.output else {
        written(std::io::stdout().lock().write_all(&bytes))?;
        return told(&project, &studies, what);
    };
    if file.exists() && !args.overwrite {
        return Err(Error::file(
            &file,
            "exists already; give another name, or --overwrite",
        ));
    }
    std::fs::write(&file, &bytes).map_err(|error| Error::file(&file, error))?;
    note(format_args!("wrote {}", file.display()));
    told(&project, &studies, what)
}

fn exported(what: Option<What>, format: Option<Format>) -> Result<Exported> {
    let refused = |why: &str| Err(Error::input(why));
    Ok(match (what, format) {
        (None, Some(Format::Qdpx)) => Exported::Qdpx,
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

/// Says what a project for other programs does not carry.
fn told(project: &Project, studies: &[Study], what: Exported) -> Result<()> {
    if what == Exported::Qdpx {
        for study in studies {
            let left = project.left_behind(study)?.join("; ");
            note(format_args!("not in it: {left}"));
        }
    }
    Ok(())
}
