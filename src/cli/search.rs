//! `emic search`: quotes across studies.

use super::context::Context;
use super::output;
use super::quotes::{Emphasis, Page};
use crate::error::{Error, Result};
use crate::exchange::write_coded_units_csv;
use crate::index::Coded;
use crate::project::{Quotes, SearchRequest};
use crate::study::{AttributeFilter, CodedUnit};
use std::io::IsTerminal;

const EXAMPLES: &str = "\
Query:
  learning                    every form of the word: learned, learns
  self-directed learning      all words, anywhere in the quote
  \"on call\"                   these words side by side
  \"fear professor\"~5          up to 5 words between them, in either order
  communica*                  words that begin like this
  fear OR shame, fear -exam   either; without

Examples:
  emic search learning
  emic search \"self-directed learning\" --study intern-career-resilience
  emic search fear --where role=intern --where 'age>25'
  emic search --code \"Peer learning\" --all --format csv > quotes.csv
  emic search 'communica*' --uncoded --json";

/// Find quotes by words, codes and participants, in one study or all of them
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Search {
    /// Words to look for [default: every passage]
    #[arg(value_name = "QUERY")]
    query: Vec<String>,

    /// Only in this study (may be given several times)
    #[arg(long = "study", value_name = "NAME")]
    studies: Vec<String>,

    /// Only under this code or one below it, by name or path
    #[arg(long = "code", value_name = "CODE")]
    codes: Vec<String>,

    /// Only by participants like this: role=intern, age>30, sex!=male; several must all hold
    #[arg(long = "where", value_name = "CONDITION", value_parser = AttributeFilter::parse)]
    attributes: Vec<AttributeFilter>,

    /// Only by this participant
    #[arg(long = "participant", value_name = "NAME")]
    participants: Vec<String>,

    /// Only under this speaker's label; interviewers' words are found, too
    #[arg(long = "speaker", value_name = "LABEL")]
    speakers: Vec<String>,

    /// Only in this language: en, fa, zh
    #[arg(long = "language", value_name = "CODE")]
    languages: Vec<String>,

    /// Only what this person coded
    #[arg(long = "coder-is", value_name = "NAME")]
    coders: Vec<String>,

    /// Only passages that someone has coded
    #[arg(long, conflicts_with = "uncoded")]
    coded: bool,

    /// Only passages that nobody has coded
    #[arg(long)]
    uncoded: bool,

    /// How many quotes to show
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,

    /// Show all quotes
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// Pass over the best N
    #[arg(long, default_value_t = 0, value_name = "N")]
    skip: usize,

    /// How to print: to read, for spreadsheets and import, or for programs
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,

    /// In csv and json, leave attributes in that are marked as identifying (see emic participants --identifying)
    #[arg(long)]
    with_identifying: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

impl Search {
    /// Searches and prints what was found.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let format = if context.json {
            Format::Json
        } else {
            self.format
        };
        let page = self.page();
        let mut project = context.open_to_read()?;
        project.store().share_identifying(self.with_identifying);
        let mut found = project.search(&self.request())?;
        if format != Format::Table {
            project.leave_out_identifying(&mut found.quotes)?;
        }
        for remark in &found.remarks {
            output::note(remark);
        }
        match format {
            Format::Json => output::json(&found),
            Format::Csv => output::line(csv(&found)?),
            Format::Table => {
                if found.total == 0 {
                    output::note(
                        "nothing was found; try fewer words, the beginning of a word (learn*), or 'emic search --help'",
                    );
                }
                output::line(page.show(&found))
            }
        }
    }

    fn page(&self) -> Page {
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let is_terminal = std::io::stdout().is_terminal();
        let wants_colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Page {
            // Lines of more than 100 columns tire the eye.
            width: columns.filter(|_| is_terminal).unwrap_or(100).min(100),
            emphasis: if is_terminal && wants_colour {
                Emphasis::Terminal
            } else {
                Emphasis::Asterisks
            },
            attributes: self
                .attributes
                .iter()
                .map(|a| a.name.to_lowercase())
                .collect(),
            first: self.skip + 1,
        }
    }

    fn request(self) -> SearchRequest {
        SearchRequest {
            query: self.query.join(" "),
            studies: self.studies,
            codes: self.codes,
            participants: self.participants,
            attributes: self.attributes,
            speakers: self.speakers,
            languages: self.languages,
            coders: self.coders,
            coded: match (self.coded, self.uncoded) {
                (true, _) => Coded::Only,
                (_, true) => Coded::Not,
                _ => Coded::Either,
            },
            limit: if self.all { usize::MAX } else { self.limit },
            offset: self.skip,
        }
    }
}

/// The quotes as a table of coded units, one a row, which `emic import` reads.
fn csv(found: &Quotes) -> Result<String> {
    let units: Vec<CodedUnit> = found
        .quotes
        .iter()
        .map(|quote| quote.unit.clone())
        .collect();
    let mut table = Vec::new();
    write_coded_units_csv(&units, &mut table).map_err(Error::internal)?;
    let table = String::from_utf8(table).map_err(Error::internal)?;
    Ok(table.strip_suffix('\n').unwrap_or(&table).to_owned())
}
