//! Sheets for member checking: to each participant what was understood of her, in plain words, with room for what she says to it.

mod words;

use super::Project;
use super::Wording;
use crate::compare::{CodedQuote, commonest_language};
use crate::error::{Error, Result};
use crate::exchange::{Block, PrintedDocument};
use crate::study::{CodeId, Codebook, Language, Study};
use std::collections::BTreeMap;
use words::Words;

/// Which sheets, and how.
#[derive(Debug, Clone)]
pub struct MemberCheckRequest {
    /// The participants' pseudonyms; all with a coded unit where none is named.
    pub participants: Vec<String>,
    /// Quotes for each code, at most.
    pub examples: usize,
    /// Quotes in their own words, in translation or both.
    pub wording: Wording,
    /// The language of the words around them; default that of what the participant said.
    pub language: Option<Language>,
    /// Only codings of these persons.
    pub coders: Vec<String>,
}

impl Default for MemberCheckRequest {
    /// Everybody, three quotes for each code as they were said.
    fn default() -> Self {
        Self {
            participants: Vec::new(),
            examples: 3,
            wording: Wording::Original,
            language: None,
            coders: Vec::new(),
        }
    }
}

/// The sheet of one participant. Nothing of another participant is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberSheet {
    /// The pseudonym.
    pub participant: String,
    /// The sheet.
    pub document: PrintedDocument,
}

impl Project {
    /// The sheets of a study's participants, in the order in which they came into the study. What nobody in particular is known to have
    /// said goes by its transcript.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder or participant, one without a coded unit, and where nobody has one.
    pub fn member_sheets(
        &self,
        study: &Study,
        request: &MemberCheckRequest,
    ) -> Result<Vec<MemberSheet>> {
        let (book, quotes) = self.gathered_of(study, &request.coders)?;
        let mut people: Vec<String> = self
            .store
            .participants(study.id)?
            .into_iter()
            .map(|p| p.label)
            .collect();
        for quote in &quotes {
            if quote.participant.is_none() && !people.contains(&quote.transcript) {
                people.push(quote.transcript.clone());
            }
        }
        if let Some(name) = request
            .participants
            .iter()
            .find(|name| !people.contains(*name))
        {
            return Err(Error::input(format!(
                "there is no participant '{name}'; see: emic participants"
            )));
        }
        let mut sheets = Vec::new();
        for person in people {
            let own: Vec<&CodedQuote> = quotes
                .iter()
                .filter(|quote| said_by(quote) == person)
                .collect();
            match (own.is_empty(), request.participants.as_slice()) {
                (true, []) => {}
                (_, [_, ..]) if !request.participants.contains(&person) => {}
                (true, _) => {
                    return Err(Error::input(format!(
                        "nothing of '{person}' is coded yet, so there is nothing to ask"
                    )));
                }
                (false, _) => sheets.push(MemberSheet {
                    document: sheet(&person, &book, &own, request),
                    participant: person,
                }),
            }
        }
        match sheets.is_empty() {
            true => Err(Error::input(format!(
                "'{}' has no coded unit yet, so there is nothing to ask",
                study.name
            ))),
            false => Ok(sheets),
        }
    }
}

/// Who said it; where that is not known, what the transcript is called.
fn said_by(quote: &CodedQuote) -> &str {
    quote.participant.as_deref().unwrap_or(&quote.transcript)
}

/// The sheets one after the other, each on pages of its own.
pub fn one_after_another(sheets: &[MemberSheet]) -> PrintedDocument {
    let mut all: Option<PrintedDocument> = None;
    for sheet in sheets {
        match &mut all {
            None => all = Some(sheet.document.clone()),
            Some(all) => {
                all.blocks.push(Block::NewPage);
                all.blocks
                    .push(Block::Heading(1, sheet.document.title.clone()));
                all.blocks.extend(sheet.document.blocks.iter().cloned());
            }
        }
    }
    all.unwrap_or_else(|| PrintedDocument {
        title: String::new(),
        language: Language::english(),
        blocks: Vec::new(),
    })
}

fn sheet(
    person: &str,
    book: &Codebook,
    quotes: &[&CodedQuote],
    request: &MemberCheckRequest,
) -> PrintedDocument {
    let language = request.language.as_ref();
    let language = language.or_else(|| commonest_language(quotes.iter().copied()));
    let language = language.cloned().unwrap_or_else(Language::english);
    let words = Words::of(&language);
    let mut by_code: BTreeMap<usize, Vec<&CodedQuote>> = BTreeMap::new();
    let place = |id: CodeId| book.codes().iter().position(|code| code.id == id);
    for quote in quotes {
        for code in quote.codes.iter().filter_map(|id| place(*id)) {
            by_code.entry(code).or_default().push(quote);
        }
    }
    let mut blocks = vec![Block::words(words.introduction)];
    let mut theme = None;
    for (place, quotes) in by_code {
        let code = &book.codes()[place];
        let above = book.ancestry(code.id);
        let root = above.first().filter(|root| root.id != code.id);
        if root.map(|root| root.id) != theme {
            theme = root.map(|root| root.id);
            if let Some(root) = root {
                blocks.push(Block::Heading(1, root.name.clone()));
                blocks.extend(meaning(&root.definition));
            }
        }
        blocks.push(Block::Heading(2, code.name.clone()));
        blocks.extend(meaning(&code.definition));
        blocks.push(Block::words(words.said));
        for quote in quotes.iter().take(request.examples) {
            blocks.push(Block::Quote(request.wording.plain(quote, "")));
        }
        if quotes.len() > request.examples {
            blocks.push(Block::words(
                words.and_more(quotes.len() - request.examples),
            ));
        }
        blocks.push(Block::words(words.question));
        blocks.push(Block::Room(2));
    }
    blocks.push(Block::Heading(1, words.missing.to_owned()));
    blocks.push(Block::words(words.anything));
    blocks.push(Block::Room(6));
    PrintedDocument {
        title: format!("{} {person}", words.title),
        // The words around are English where emic has none in the language; the quotes keep their direction.
        language: words.language(),
        blocks,
    }
}

fn meaning(definition: &str) -> Option<Block> {
    (!definition.trim().is_empty()).then(|| Block::words(definition.trim()))
}
