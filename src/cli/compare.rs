//! `emic compare`: studies, or participants, side by side.

use super::comparison_text::{Sheet, is_ladder};
use super::context::Context;
use super::meaning::{MODELS, meaning};
use super::output::{self, note};
use crate::compare::{Page, page};
use crate::compare::{Shown, alignment_csv, cooccurrence_csv, matrix_csv};
use crate::error::{Error, Result};
use crate::project::{Aligning, CompareRequest, Comparison, Merging, Project};
use crate::study::AttributeFilter;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  emic compare                                    themes of all studies, and which codes are alike
  emic compare empathy resilience --level category
  emic compare empathy --by role                  interns against professors, in their own words
  emic compare empathy --by age --where role=intern
  emic compare --html comparison.html             a page with every quote, to read and to print
  emic compare --format csv --table alike > alike.csv

Scores of likeness go from 0 to 1 and are computed: a pair is a place to look, the quotes are the evidence.";

/// Compare themes across studies, or across groups of participants, with their quotes
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Compare {
    /// The studies to compare [default: all]
    #[arg(value_name = "STUDY")]
    studies: Vec<String>,

    /// What is counted: theme, category, … as the studies name their levels, a number (1 is the most abstract), or all
    /// [default: themes are counted, categories are aligned]
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,

    /// Compare participants by this attribute instead of studies: role, sex, age
    #[arg(long, value_name = "ATTRIBUTE")]
    by: Option<String>,

    /// Only participants like this: role=intern, age>30, sex!=male; several must all hold
    #[arg(long = "where", value_name = "CONDITION", value_parser = AttributeFilter::parse)]
    attributes: Vec<AttributeFilter>,

    /// Only what this person coded
    #[arg(long = "coder-is", value_name = "NAME")]
    coders: Vec<String>,

    /// Say which codes of different studies are alike, also with --by
    #[arg(long, overrides_with = "no_align")]
    align: bool,

    /// Count only
    #[arg(long)]
    no_align: bool,

    /// Which rows of different studies become one: those of equal name, also those that are alike, or none
    #[arg(long, value_enum, default_value_t = Merge::Name)]
    merge: Merge,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,

    /// What the table shows: units (participants), or shares in percent
    #[arg(long, value_enum, default_value_t = Numbers::Counts)]
    show: Numbers,

    /// Pairs of codes to show for each two studies [default: 8, of several pairs of studies 3]
    #[arg(long, value_name = "N")]
    pairs: Option<usize>,

    /// Quotes for each number and each code [default: 1 to read, 3 in files]
    #[arg(long, value_name = "N")]
    quotes: Option<usize>,

    /// How to print: to read, for spreadsheets, for programs, or as a page [default: by the ending of FILE, else table]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Which table goes out as CSV
    #[arg(long, value_enum, default_value_t = What::Matrix)]
    table: What,

    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write the page to this file: short for --format html -o FILE
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output"])]
    html: Option<PathBuf>,

    /// Write over the file, where there is one
    #[arg(long)]
    overwrite: bool,

    /// In a file, tell apart by an attribute that is marked as identifying, too (see emic participants --identifying)
    #[arg(long)]
    with_identifying: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Merge {
    Name,
    Alike,
    None,
}

/// What stands in the cells of a matrix.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Numbers {
    Counts,
    Units,
    Participants,
    Row,
}

impl From<Numbers> for Shown {
    fn from(numbers: Numbers) -> Self {
        match numbers {
            Numbers::Counts => Self::Counts,
            Numbers::Units => Self::ShareOfUnits,
            Numbers::Participants => Self::ShareOfParticipants,
            Numbers::Row => Self::ShareOfRow,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Numbers of units and participants
    Matrix,
    /// Codes of different studies that are alike
    Alike,
    /// Codes of one study that meet on the same stretch
    Meeting,
}

/// Runs the command.
pub(super) fn run(args: Compare, context: &Context) -> Result<()> {
    let format = args.format(context);
    let file = args.html.as_ref().or(args.output.as_ref());
    if let Some(file) = file.filter(|file| file.exists() && !args.overwrite) {
        return Err(Error::file(
            file,
            "exists already; give another name, or --overwrite",
        ));
    }
    let mut project = context.open_to_read()?;
    project.store().share_identifying(args.with_identifying);
    if format != Format::Table || file.is_some() {
        project.refuse_identifying(args.by.as_deref())?;
    }
    let (request, coder) = (args.request(format)?, context.coder());
    let found = output::waiting("comparing", || project.compare(&request, &coder))?;
    for remark in &found.remarks {
        note(remark);
    }
    let text = match format {
        Format::Table => args.sheet().show(&found),
        Format::Csv => csv(&found, args.table)?,
        Format::Json => serde_json::to_string_pretty(&found).map_err(Error::internal)?,
        Format::Html => html(&project, &found)?,
    };
    match file {
        None => output::line(text.trim_end_matches('\n')),
        Some(file) => written(file, &text),
    }
}

fn written(file: &Path, text: &str) -> Result<()> {
    let text = format!("{}\n", text.trim_end_matches('\n'));
    std::fs::write(file, text).map_err(|error| Error::file(file, error))?;
    note(format_args!("wrote {}", file.display()));
    Ok(())
}

impl Compare {
    fn format(&self, context: &Context) -> Format {
        let ending = |file: &PathBuf| match file.extension()?.to_str()? {
            "html" | "htm" => Some(Format::Html),
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            _ => None,
        };
        match (&self.html, self.format) {
            (Some(_), _) => Format::Html,
            (None, Some(format)) => format,
            _ if context.json => Format::Json,
            _ => self
                .output
                .as_ref()
                .and_then(ending)
                .unwrap_or(Format::Table),
        }
    }

    fn request(&self, format: Format) -> Result<CompareRequest> {
        Ok(CompareRequest {
            studies: self.studies.clone(),
            level: self.level.clone(),
            by: self.by.clone(),
            attributes: self.attributes.clone(),
            coders: self.coders.clone(),
            aligning: match (self.align, self.no_align) {
                (true, _) => Aligning::Always,
                (_, true) => Aligning::Never,
                _ => Aligning::WhereStudiesAre,
            },
            merging: match self.merge {
                Merge::Name => Merging::ByName,
                Merge::Alike => Merging::Alike,
                Merge::None => Merging::Never,
            },
            meaning: meaning(&self.model)?,
            quotes: self.quotes.unwrap_or(match format {
                Format::Table => 1,
                _ => 3,
            }),
        })
    }

    fn sheet(&self) -> Sheet {
        Sheet {
            width: super::layout::columns(),
            shown: self.show.into(),
            pairs: self.pairs,
        }
    }
}

fn csv(found: &Comparison, what: What) -> Result<String> {
    let tables: Vec<String> = match what {
        What::Matrix => vec![matrix_csv(&found.matrix)?],
        What::Alike => found
            .alignments
            .iter()
            .map(alignment_csv)
            .collect::<Result<_>>()?,
        What::Meeting => (found.cooccurrences.iter())
            .map(cooccurrence_csv)
            .collect::<Result<_>>()?,
    };
    if tables.is_empty() {
        return Err(Error::input(
            "no codes of different studies were compared: name at least two studies, and leave --by and --no-align away",
        ));
    }
    // All have the same heads, which hold no line end.
    let rows = |(at, table): (usize, String)| match (at, table.split_once('\n')) {
        (0, _) | (_, None) => table,
        (_, Some((_, rows))) => rows.to_owned(),
    };
    Ok(tables.into_iter().enumerate().map(rows).collect())
}

fn html(project: &Project, found: &Comparison) -> Result<String> {
    let names: Vec<&str> = found
        .matrix
        .studies
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    let title = match names.as_slice() {
        [only] => format!("{only} by {}", found.matrix.by),
        [one, other] => format!("{one} and {other}"),
        several => format!("{} studies compared", several.len()),
    };
    // The day of the last change, not today's: the same project gives the same page.
    let last = project.store().events(1)?;
    let date = last.first().map_or(String::new(), |event| {
        let day = event.at.split('T').next().unwrap_or_default();
        format!("The project as of {day}")
    });
    let heading = match found.matrix.by.as_str() {
        "study" => "What each study speaks of".to_owned(),
        attribute => format!("Who speaks of what, by {attribute}"),
    };
    let mut matrix = found.matrix.clone();
    if !is_ladder(&matrix) {
        matrix.rows.iter_mut().for_each(|row| row.depth = 0);
    }
    // A section that says that no codes meet would say nothing.
    let mut cooccurrences = found.cooccurrences.clone();
    cooccurrences.retain(|found| !found.pairs.is_empty());
    Ok(page(&Page {
        title: &title,
        date: &date,
        matrices: &[(&heading, &matrix)],
        alignments: &found.alignments,
        cooccurrences: &cooccurrences,
    }))
}
