//! Which tables, and how.

use super::{LabelPattern, Wording};
use crate::compare;
use crate::error::{Error, Result};
use crate::study::{AttributeFilter, Language};

/// A table that papers print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Themes, categories, sub-categories and codes beside each other: the table of results.
    Ladder,
    /// Meaning unit, condensed unit, code and the levels above it: the table of content analysis.
    Analysis,
    /// The codebook with definitions, counts and example quotes.
    Codebook,
    /// Quotes by code, each with a label of its participant.
    Quotes,
    /// The participants with their attributes.
    Participants,
    /// Themes by studies, or by an attribute of participants.
    Matrix,
}

impl TableKind {
    /// All kinds, in the order in which papers have them.
    pub const ALL: [Self; 6] = [
        Self::Participants,
        Self::Ladder,
        Self::Analysis,
        Self::Codebook,
        Self::Quotes,
        Self::Matrix,
    ];

    /// The tables of one study, without a matrix.
    pub fn of_study() -> Vec<Self> {
        let all = Self::ALL.into_iter();
        all.filter(|kind| *kind != Self::Matrix).collect()
    }

    /// Its name on the command line and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ladder => "ladder",
            Self::Analysis => "analysis",
            Self::Codebook => "codebook",
            Self::Quotes => "quotes",
            Self::Participants => "participants",
            Self::Matrix => "matrix",
        }
    }
}

/// A column that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub key: String,
    /// What is to stand at its head instead of the usual.
    pub title: Option<String>,
}

impl TableColumn {
    /// Reads `age` or `age=Age in years`.
    ///
    /// # Errors
    /// [`Error::Input`] where there is no name.
    pub fn parse(text: &str) -> Result<Self> {
        let (key, title) = match text.split_once('=') {
            Some((key, title)) => (key, Some(title.trim().to_owned())),
            None => (text, None),
        };
        match key.trim() {
            "" => Err(Error::input(format!(
                "'{text}' names no column; write a name, or NAME=HEAD: age='Age in years'"
            ))),
            key => Ok(Self {
                key: key.to_owned(),
                title,
            }),
        }
    }
}

/// Which tables, and how. An empty list is no condition.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRequest {
    /// The tables.
    pub kinds: Vec<TableKind>,
    /// Names of studies: for a matrix any number, none for all; else one, none for the only one.
    pub studies: Vec<String>,
    /// Conditions on participants, all of which must hold.
    pub attributes: Vec<AttributeFilter>,
    /// Only codings of these persons.
    pub coders: Vec<String>,
    /// How participants are named after quotes; default `[{participant}]`, and not at all in the table of content analysis.
    pub label: Option<LabelPattern>,
    /// Quotes for each code, at most; default 2 in the codebook, all in the table of quotes.
    pub examples: Option<usize>,
    /// Quotes in their own words, in translation or both.
    pub wording: Wording,
    /// The level of a matrix's rows, as [`super::super::CompareRequest::level`]; default themes.
    pub level: Option<String>,
    /// The attribute at the head of a matrix's columns; default the studies.
    pub by: Option<String>,
    /// The number in a matrix's cells; default units and participants.
    pub numbers: compare::Shown,
    /// The columns, in this order; default those usual in print.
    pub columns: Vec<TableColumn>,
    /// The caption; default what it is, and the study's title.
    pub caption: Option<String>,
    /// The language of the heads: English, Persian, Arabic or Chinese; default that of the codebook, else English.
    pub language: Option<Language>,
}

impl TableRequest {
    /// These tables as usual.
    pub fn new(kinds: impl Into<Vec<TableKind>>) -> Self {
        Self {
            kinds: kinds.into(),
            studies: Vec::new(),
            attributes: Vec::new(),
            coders: Vec::new(),
            label: None,
            examples: None,
            wording: Wording::default(),
            level: None,
            by: None,
            numbers: compare::Shown::Counts,
            columns: Vec::new(),
            caption: None,
            language: None,
        }
    }
}
