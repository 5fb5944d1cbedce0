//! A draft of the methods section: what the project file knows, in the order of the guidelines for reports.
//!
//! ```text
//! facts (status, codebook, agreement, saturation, record) ─► sections, each with its item of COREQ and SRQR ─► document
//! ```
//! Every figure is followed by the command that gives it. What emic cannot know stands in brackets, and once more in a list at the end.

mod analysis;
mod fieldwork;
mod section;
mod software;
mod trustworthiness;

use super::Project;
use crate::error::Result;
use crate::exchange::{Block, PrintedDocument, Run};
use crate::study::{Language, Study};
use section::Section;
use serde::Serialize;

/// A guideline for reports of qualitative research.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Guideline {
    /// Tong, Sainsbury & Craig (2007), 32 items.
    #[default]
    Coreq,
    /// O'Brien, Harris, Beckman, Reed & Cook (2014), 21 standards.
    Srqr,
}

/// A draft of the methods section.
#[derive(Debug, Clone, Serialize)]
pub struct MethodsDraft {
    /// The study's name.
    pub study: String,
    /// Its sections in order, each with heading and paragraphs.
    pub sections: Vec<(String, Vec<String>)>,
    /// The commands that give the figures, each once.
    pub commands: Vec<String>,
    /// What is to be filled in.
    pub to_fill: Vec<String>,
    /// The same as a document.
    #[serde(skip)]
    pub document: PrintedDocument,
}

impl Project {
    /// A draft of the methods section of a study, in the order of the guideline.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) where the project file cannot be read.
    pub fn methods(&self, study: &Study, guideline: Guideline) -> Result<MethodsDraft> {
        self.sharing(|project| project.draft(study, guideline))
    }

    fn draft(&self, study: &Study, guideline: Guideline) -> Result<MethodsDraft> {
        let facts = Facts {
            project: self,
            study,
            named: self.store.studies()?.len() > 1,
        };
        let mut sections = facts.fieldwork()?;
        sections.extend(facts.analysis()?);
        sections.push(facts.software()?);
        sections.extend(facts.trustworthiness()?);
        sections.sort_by_key(|section| match guideline {
            Guideline::Coreq => section.in_coreq,
            Guideline::Srqr => section.in_srqr,
        });
        Ok(draft(study, guideline, sections))
    }
}

/// What the sections are made from.
struct Facts<'p> {
    project: &'p Project,
    study: &'p Study,
    /// Whether commands must name the study.
    named: bool,
}

impl Facts<'_> {
    /// A command about this study.
    fn command(&self, words: &str) -> String {
        match self.named {
            true => format!("emic {words} --study {}", quoted(&self.study.name)),
            false => format!("emic {words}"),
        }
    }
}

/// A name as a shell takes it for one word.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    match !name.is_empty() && name.chars().all(is_plain) {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}

fn draft(study: &Study, guideline: Guideline, sections: Vec<Section>) -> MethodsDraft {
    let order = match guideline {
        Guideline::Coreq => "COREQ (Tong, Sainsbury & Craig, 2007)",
        Guideline::Srqr => "SRQR (O'Brien et al., 2014)",
    };
    let title = match study.title.trim() {
        "" => &study.name,
        title => title,
    };
    let mut blocks = vec![Block::Paragraph(vec![
        Run::Words(format!(
            "A draft in the order of {order}, from the project file as it is now. Behind figures stands the command that gives them; commands and \
             what is in brackets are to be taken out or filled in. "
        )),
        Run::Command("emic methods".into()),
    ])];
    let mut commands: Vec<String> = Vec::new();
    let mut to_fill = Vec::new();
    let mut told = Vec::new();
    for section in sections {
        let heading = section.heading();
        for command in section.commands() {
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
        to_fill.extend(
            section
                .to_fill()
                .into_iter()
                .map(|what| format!("{}: {what}", section.name)),
        );
        told.push((heading.clone(), section.paragraphs()));
        blocks.push(Block::Heading(1, heading));
        blocks.extend(section.blocks);
    }
    blocks.push(Block::Heading(1, "To be filled in".into()));
    blocks.push(Block::Items(
        to_fill
            .iter()
            .map(|what| vec![Run::Words(what.clone())])
            .collect(),
    ));
    MethodsDraft {
        study: study.name.clone(),
        sections: told,
        commands,
        to_fill,
        document: PrintedDocument {
            title: format!("Methods: {title}"),
            language: Language::english(),
            blocks,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_are_one_word_to_a_shell() {
        for (name, wanted) in [
            ("ward", "ward"),
            ("my study", "'my study'"),
            ("it's", "'it'\\''s'"),
            ("مطالعه", "مطالعه"),
            ("a$b", "'a$b'"),
        ] {
            assert_eq!(quoted(name), wanted);
        }
    }
}
