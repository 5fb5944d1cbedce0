//! `emic export`.

use super::context::Context;
use super::output::{note, written};
use crate::error::{Error, Result};
use crate::exchange::{
    write_codebook, write_coded_units_csv, write_jsonl, write_participants, write_relations,
};
use crate::project::Project;
use crate::study::Study;
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
    let bytes = bytes(&project, &studies, args.what, args.format)?;
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

fn bytes(
    project: &Project,
    studies: &[Study],
    what: What,
    format: Option<Format>,
) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let done = match what {
        What::Units => {
            let mut units = Vec::new();
            for study in studies {
                units.extend(project.coded_units(study)?);
            }
            match format {
                Some(Format::Csv) => write_coded_units_csv(&units, &mut out),
                Some(Format::Jsonl) | None => write_jsonl(&units, &mut out),
            }
        }
        What::Participants => {
            let mut rows = Vec::new();
            for study in studies {
                rows.extend(project.participant_rows(study)?);
            }
            write_participants(&rows, &mut out)
        }
        What::Codebook => {
            let mut rows = Vec::new();
            for study in studies {
                rows.extend(project.codebook_rows(study)?);
            }
            write_codebook(&rows, &mut out)
        }
        What::Relations => {
            let mut rows = Vec::new();
            for study in studies {
                rows.extend(project.relation_rows(study)?);
            }
            write_relations(&rows, &mut out)
        }
    };
    done.map_err(Error::internal)?;
    Ok(out)
}
