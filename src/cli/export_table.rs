//! How `emic export` is told what a table for papers is to show.

use super::compare::Numbers;
use crate::error::{Error, Result};
use crate::exchange::Layout;
use crate::project::{
    LabelPattern, MemberCheckRequest, TableColumn, TableKind, TableRequest, Wording,
};
use crate::study::{AttributeFilter, Language};
use clap::ValueEnum;

/// The options of tables.
#[derive(clap::Args)]
#[command(next_help_heading = "Tables for papers")]
pub(super) struct TableOptions {
    /// How participants are named after quotes: words, and {participant}, {number}, {transcript}, {study} or the name of an
    /// attribute in braces; what is not known of someone is left out with its comma [default: '[{participant}]']
    #[arg(long, value_name = "PATTERN", value_parser = LabelPattern::parse)]
    label: Option<LabelPattern>,
    /// Quotes for each code, at most [default: 2 in the codebook, all in the table of quotes]
    #[arg(long, value_name = "N")]
    examples: Option<usize>,
    /// Quotes as they were said, in translation, or both [default: both]
    #[arg(long, value_enum, value_name = "WORDS")]
    words: Option<Words>,
    /// Which columns, in this order, with their heads where others are wanted: participant,age,role='Year and role'
    #[arg(long, value_name = "NAME[=HEAD]", value_delimiter = ',', value_parser = TableColumn::parse)]
    columns: Vec<TableColumn>,
    /// What stands above the table [default: what it is, and the study's title]
    #[arg(long, value_name = "TEXT")]
    caption: Option<String>,
    /// The language of the heads: en, fa, ar, zh [default: that of the codebook]
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Every row whole and all columns, to sort and filter (csv and jsonl are always so)
    #[arg(long)]
    flat: bool,
    /// Codebook and participants as csv with what is printed (counts, examples), not what can be imported again
    #[arg(long)]
    pub(super) printed: bool,
    /// Only participants like this: role=intern, age>30, sex!=male; several must all hold
    #[arg(long = "where", value_name = "CONDITION", value_parser = AttributeFilter::parse)]
    attributes: Vec<AttributeFilter>,
    /// Only what this person coded
    #[arg(long = "coder-is", value_name = "NAME")]
    coders: Vec<String>,
    /// Matrix: the attribute of participants as columns, instead of the studies
    #[arg(long, value_name = "ATTRIBUTE")]
    by: Option<String>,
    /// Matrix: theme, category, …, a number (1 is the most abstract), or all [default: theme]
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Matrix: units (participants), or shares in percent [default: counts]
    #[arg(long, value_enum, value_name = "NUMBERS")]
    show: Option<Numbers>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Words {
    Original,
    Translation,
    Both,
}

impl From<Words> for Wording {
    fn from(words: Words) -> Self {
        match words {
            Words::Both => Self::Both,
            Words::Original => Self::Original,
            Words::Translation => Self::Translation,
        }
    }
}

impl TableOptions {
    /// What is asked of the project.
    pub(super) fn request(
        &self,
        kinds: Vec<TableKind>,
        studies: Vec<String>,
    ) -> Result<TableRequest> {
        let of_matrix = [
            ("--by", self.by.is_some()),
            ("--level", self.level.is_some()),
            ("--show", self.show.is_some()),
        ];
        if let Some((option, _)) = of_matrix
            .iter()
            .find(|(_, given)| *given && !kinds.contains(&TableKind::Matrix))
        {
            return Err(Error::input(format!(
                "{option} is for a matrix: emic export matrix {option} …"
            )));
        }
        Ok(TableRequest {
            studies,
            attributes: self.attributes.clone(),
            coders: self.coders.clone(),
            label: self.label.clone(),
            examples: self.examples,
            wording: self.words.map_or(Wording::Both, Wording::from),
            level: self.level.clone(),
            by: self.by.clone(),
            numbers: self.show.unwrap_or(Numbers::Counts).into(),
            columns: self.columns.clone(),
            caption: self.caption.clone(),
            language: self.language.as_deref().map(Language::new),
            ..TableRequest::new(kinds)
        })
    }

    /// What of it is about sheets for member checking.
    pub(super) fn sheets(&self, participants: Vec<String>) -> MemberCheckRequest {
        let usual = MemberCheckRequest::default();
        MemberCheckRequest {
            participants,
            examples: self.examples.unwrap_or(usual.examples),
            wording: self.words.map_or(usual.wording, Wording::from),
            language: self.language.as_deref().map(Language::new),
            coders: self.coders.clone(),
        }
    }

    pub(super) fn layout(&self) -> Option<Layout> {
        self.flat.then_some(Layout::Data)
    }

    /// Refuses options that a file to be imported again would pass over.
    pub(super) fn refuse(&self) -> Result<()> {
        let given = [
            ("--label", self.label.is_some()),
            ("--examples", self.examples.is_some()),
            ("--words", self.words.is_some()),
            ("--columns", !self.columns.is_empty()),
            ("--caption", self.caption.is_some()),
            ("--language", self.language.is_some()),
            ("--flat", self.flat),
            ("--printed", self.printed),
            ("--where", !self.attributes.is_empty()),
            ("--coder-is", !self.coders.is_empty()),
            ("--by", self.by.is_some()),
            ("--level", self.level.is_some()),
            ("--show", self.show.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((option, _)) => Err(Error::input(format!(
                "{option} is for tables for papers, this is a file to be imported again; a codebook or participants as csv become a \
                 table with --printed"
            ))),
        }
    }
}
