//! `emic export`.

use super::context::Context;
use super::document::ending;
use super::export_sheets;
use super::export_table::TableOptions;
use super::output::{note, written};
use crate::error::{Error, Result};
use crate::exchange::{DocumentFormat, Positions, TABLE_FORMATS, TableFormat};
use crate::project::{Exported, Moment, Project, TableKind, one_after_another};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples, files that can be imported again:
  emic export -o coded.jsonl
  emic export codebook --study empathy -o codebook.csv
  emic export --format csv | head
  emic export -o ward.qdpx                    (for NVivo, ATLAS.ti, MAXQDA and others)
  emic export -o codebook.qdc

Examples, tables for papers, as docx, xlsx, html, md, tex, csv or jsonl:
  emic export ladder -o results.docx          themes and codes: the table of results
  emic export analysis -o table.docx          from the meaning unit to the theme
  emic export codebook -o codebook.xlsx --examples 3
  emic export quotes -o quotes.docx --label '({participant}, {age} years old)'
  emic export participants -o people.tex --columns participant=Code,age,role
  emic export matrix --by role --level category -o matrix.html
  emic export tables -o appendix.docx         all tables of a study in one file

Examples, sheets for member checking:
  emic export member-check -o sheets --format docx      a file for each participant, into the folder sheets
  emic export member-check --participant F2 -o F2.docx";

/// Write files that can be imported again, or tables for a paper
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Export {
    /// What to write [default: units; a qdpx has the whole study, a qdc the codebook]
    #[arg(value_enum, value_name = "WHAT")]
    named: Option<What>,
    #[arg(long, value_enum, hide = true, conflicts_with = "named")]
    what: Option<What>,
    /// The format [default: by the ending of FILE; else jsonl for units, csv for what can be imported again, md for tables]
    #[arg(long, value_parser = formats())]
    format: Option<String>,
    /// One study only; for a matrix several
    #[arg(long, value_name = "NAME")]
    study: Vec<String>,
    /// The file to write [default: standard output]
    #[arg(short, long, visible_alias = "out", value_name = "FILE")]
    output: Option<PathBuf>,
    /// How a qdpx counts positions; NVivo for Windows counts emoji and the like twice (utf-16) [default: code-points]
    #[arg(long, value_enum)]
    positions: Option<Counted>,
    /// Write over the file, where there is one
    #[arg(long)]
    overwrite: bool,
    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
    /// Member check: only the sheet of this participant; may come several times
    #[arg(long, value_name = "LABEL")]
    participant: Vec<String>,
    /// Leave attributes in that are marked as identifying (see emic participants --identifying)
    #[arg(long)]
    with_identifying: bool,
    #[command(flatten)]
    table: TableOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Coded units, one a line
    Units,
    /// The codebook: as csv or qdc to be imported again, else with counts and example quotes
    Codebook,
    /// The participants with their attributes
    Participants,
    /// Relations between codes
    Relations,
    /// Table: meaning unit, condensed unit, code and the levels above it
    Analysis,
    /// Table: codes beside the levels above them
    Ladder,
    /// Table: quotes by code, each with a label of its participant
    Quotes,
    /// Table: themes by studies, or by an attribute of participants
    Matrix,
    /// Tables: participants, ladder, analysis, codebook and quotes of a study
    Tables,
    /// Sheets for member checking: what each participant said, in plain words, with room for comments (docx, html, md)
    MemberCheck,
}

/// A file that can be imported again, or tables in a format.
enum Wanted {
    File(Exported),
    Tables(Vec<TableKind>, &'static TableFormat),
    Sheets(&'static DocumentFormat),
}

fn formats() -> PossibleValuesParser {
    let tables = TABLE_FORMATS.into_iter();
    let names = tables.map(|format| {
        let others = format.endings[1..].iter().chain([&format.name]);
        PossibleValue::new(format.endings[0]).aliases(others.copied())
    });
    let others = ["qdpx", "qdc"].map(PossibleValue::new);
    PossibleValuesParser::new(names.chain(others).collect::<Vec<_>>())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Counted {
    CodePoints,
    #[value(name = "utf-16")]
    Utf16,
}

/// Runs the command.
pub fn run(args: Export, context: &Context) -> Result<()> {
    let wanted = args.wanted()?;
    let project = context.open_as_of(args.at.as_ref())?;
    project.store().share_identifying(args.with_identifying);
    match wanted {
        Wanted::File(what) => {
            args.table.refuse()?;
            args.file(&project, what)
        }
        Wanted::Tables(kinds, format) => {
            args.check_output(format.is_text, format.name)?;
            let request = args.table.request(kinds, args.study.clone())?;
            let (bytes, remarks) = project.table_file(&request, format, args.table.layout())?;
            args.put(&bytes)?;
            remarks.iter().for_each(note);
            Ok(())
        }
        Wanted::Sheets(format) => {
            let study = project.study(match args.study.as_slice() {
                [] => None,
                [name] => Some(name),
                _ => return Err(Error::input("sheets are of one study; give --study once")),
            })?;
            let sheets =
                project.member_sheets(&study, &args.table.sheets(args.participant.clone()))?;
            if let Some(folder) = args
                .output
                .as_ref()
                .filter(|path| path.extension().is_none())
            {
                return export_sheets::into_folder(folder, &sheets, format, args.overwrite);
            }
            args.check_output(format.is_text, format.endings[0])?;
            args.put(&format.write(&one_after_another(&sheets))?)
        }
    }
}

impl Export {
    fn wanted(&self) -> Result<Wanted> {
        let asked = self.format.clone();
        // Without --format, a file of another ending gets the usual format.
        let format = asked.or_else(|| {
            ending(self.output.as_deref())
                .filter(|e| TableFormat::find(e).is_some() || matches!(e.as_str(), "qdpx" | "qdc"))
        });
        let what = self.named.or(self.what);
        let refused = |why: &str| Err(Error::input(why));
        let file = |what| Ok(Wanted::File(what));
        match (what, format.as_deref()) {
            (None, Some("qdpx")) => {
                return file(Exported::Qdpx(match self.positions {
                    None | Some(Counted::CodePoints) => Positions::CodePoints,
                    Some(Counted::Utf16) => Positions::Utf16,
                }));
            }
            _ if self.positions.is_some() => {
                return refused("--positions is for --format qdpx; other files count code points");
            }
            (None | Some(What::Codebook), Some("qdc")) => return file(Exported::Qdc),
            (Some(_), Some("qdpx")) => {
                return refused("a .qdpx has the whole study; leave WHAT away");
            }
            (Some(_), Some("qdc")) => return refused("a .qdc has the codebook; leave WHAT away"),
            _ => {}
        }
        let table = |kinds: &[TableKind], usual: &str| {
            let format = TableFormat::find(format.as_deref().unwrap_or(usual));
            let format = format.ok_or_else(|| Error::internal("a format without a writer"))?;
            Ok(Wanted::Tables(kinds.to_vec(), format))
        };
        let is_csv = matches!(format.as_deref(), None | Some("csv")) && !self.table.printed;
        match what {
            None | Some(What::Units) => match format.as_deref() {
                None | Some("jsonl" | "ndjson") => file(Exported::UnitsJsonl),
                Some("csv") => file(Exported::UnitsCsv),
                Some(_) => refused(
                    "units go out as jsonl or csv; as a table for papers: emic export analysis, or quotes",
                ),
            },
            Some(What::Relations) => match is_csv {
                true => file(Exported::Relations),
                false => refused("relations go out as csv; leave --format away"),
            },
            Some(What::Codebook) if is_csv => file(Exported::Codebook),
            Some(What::Participants) if is_csv => file(Exported::Participants),
            Some(What::Codebook) => table(&[TableKind::Codebook], "md"),
            Some(What::Participants) => table(&[TableKind::Participants], "md"),
            Some(What::Analysis) => table(&[TableKind::Analysis], "md"),
            Some(What::Ladder) => table(&[TableKind::Ladder], "md"),
            Some(What::Quotes) => table(&[TableKind::Quotes], "md"),
            Some(What::Matrix) => table(&[TableKind::Matrix], "md"),
            Some(What::Tables) => table(&TableKind::of_study(), "md"),
            Some(What::MemberCheck) => {
                match DocumentFormat::find(format.as_deref().unwrap_or("md")) {
                    Some(format) => Ok(Wanted::Sheets(format)),
                    None => refused("sheets for member checking go out as docx, html or md"),
                }
            }
        }
    }

    fn file(&self, project: &Project, what: Exported) -> Result<()> {
        let studies = match what {
            // The tables have no column for the study.
            Exported::Codebook | Exported::Relations | Exported::Qdpx(_) | Exported::Qdc => {
                match self.study.as_slice() {
                    [] => vec![project.study(None)?],
                    [name] => vec![project.study(Some(name))?],
                    _ => return Err(Error::input("this file holds one study; give --study once")),
                }
            }
            Exported::UnitsJsonl | Exported::UnitsCsv | Exported::Participants => {
                project.studies(&self.study)?
            }
        };
        self.check_output(!matches!(what, Exported::Qdpx(_)), "qdpx")?;
        let (bytes, told) = match (what, studies.as_slice()) {
            (Exported::Qdpx(positions), [study]) => {
                let written = project.written(study, positions)?;
                (written.bytes, written.told)
            }
            _ => (project.exported(&studies, what)?, Vec::new()),
        };
        self.put(&bytes)?;
        told.iter().for_each(note);
        let left_out = project.left_out(&studies)?;
        if !left_out.is_empty()
            && !matches!(
                what,
                Exported::Codebook | Exported::Relations | Exported::Qdc
            )
        {
            note(format_args!(
                "left out as identifying: {} (--with-identifying puts them in)",
                left_out.join(", ")
            ));
        }
        Ok(())
    }

    /// Refuses to write over a file, or onto a terminal what is no text.
    fn check_output(&self, is_text: bool, format: &str) -> Result<()> {
        match &self.output {
            None if !is_text && std::io::stdout().is_terminal() => Err(Error::input(format!(
                "a .{format} is no text; name a file with -o"
            ))),
            Some(file) if file.exists() && !self.overwrite => Err(Error::file(
                file,
                "exists already; give another name, or --overwrite",
            )),
            _ => Ok(()),
        }
    }

    fn put(&self, bytes: &[u8]) -> Result<()> {
        let Some(file) = &self.output else {
            return written(std::io::stdout().lock().write_all(bytes));
        };
        std::fs::write(file, bytes).map_err(|error| Error::file(file, error))?;
        note(format_args!("wrote {}", file.display()));
        Ok(())
    }
}
