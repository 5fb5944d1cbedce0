//! All memos as one document.

use super::{CodePoints, Project};
use crate::error::Result;
use crate::exchange::{Block, PrintedDocument, Run};
use crate::study::{
    Codebook, Coding, CodingId, Language, Memo, MemoTarget, Participant, Study, StudyId, Transcript,
};
use std::collections::HashMap;

/// What memos can be on, in the order of the book.
const PARTS: [&str; 6] = [
    "On the study",
    "On participants",
    "On transcripts",
    "On codes",
    "On passages",
    "On codings",
];

/// A memo with its place in the book.
struct Placed {
    part: usize,
    /// Orders memos within their part.
    place: (usize, usize),
    on: String,
    quote: Option<String>,
    memo: Memo,
}

/// What a study's memos are placed by.
struct Shelf {
    study: StudyId,
    people: Vec<Participant>,
    book: Codebook,
    transcripts: Vec<Transcript>,
    codings: HashMap<CodingId, Coding>,
}

impl Project {
    /// The memos of these studies as a document: by study, and there by what they are on; those on passages with the words.
    ///
    /// # Errors
    /// [`crate::Error::File`] where the project file cannot be read.
    pub fn memo_book(&self, studies: &[Study]) -> Result<PrintedDocument> {
        let memos = self.store.memos()?;
        let coders = self.coder_names()?;
        let mut blocks = Vec::new();
        for study in studies {
            let shelf = self.shelf(study)?;
            let mut placed = Vec::new();
            for memo in &memos {
                placed.extend(self.placed(&shelf, memo)?);
            }
            placed.sort_by_key(|one| (one.part, one.place, one.memo.id));
            if placed.is_empty() {
                continue;
            }
            let title = if study.title.trim().is_empty() {
                &study.name
            } else {
                &study.title
            };
            blocks.push(Block::Heading(1, title.clone()));
            let mut before = (usize::MAX, String::new());
            for one in placed {
                if one.part != before.0 {
                    blocks.push(Block::Heading(2, PARTS[one.part].to_owned()));
                }
                if (one.part, &one.on) != (before.0, &before.1) {
                    blocks.push(Block::Paragraph(vec![Run::Words(one.on.clone())]));
                    blocks.extend(one.quote.map(Block::Quote));
                }
                let who = coders.get(&one.memo.coder).map_or("", String::as_str);
                let when = one
                    .memo
                    .at
                    .get(..16)
                    .unwrap_or(&one.memo.at)
                    .replace('T', " ");
                let lines = one.memo.text.lines().filter(|line| !line.trim().is_empty());
                blocks.extend(lines.map(Block::words));
                blocks.push(Block::words(format!("— {who}, {when}")));
                before = (one.part, one.on);
            }
        }
        if blocks.is_empty() {
            blocks.push(Block::words("There are no memos yet."));
        }
        Ok(PrintedDocument {
            title: "Memo book".to_owned(),
            language: Language::english(),
            blocks,
        })
    }

    /// How many memos are on a study and what is in it.
    pub(super) fn memos_of(&self, study: &Study) -> Result<usize> {
        let shelf = self.shelf(study)?;
        let mut found = 0;
        for memo in &self.store.memos()? {
            found += usize::from(self.placed(&shelf, memo)?.is_some());
        }
        Ok(found)
    }

    fn shelf(&self, study: &Study) -> Result<Shelf> {
        let mut transcripts = Vec::new();
        for id in self.store.transcript_ids(study.id)? {
            transcripts.extend(self.store.transcript(id)?);
        }
        Ok(Shelf {
            study: study.id,
            people: self.store.participants(study.id)?,
            book: self.store.codebook(study.id)?,
            transcripts,
            codings: (self.store.codings(study.id)?.into_iter())
                .map(|coding| (coding.id, coding))
                .collect(),
        })
    }

    /// Where a memo stands; nowhere where it is of another study.
    fn placed(&self, shelf: &Shelf, memo: &Memo) -> Result<Option<Placed>> {
        let at = |part: usize, place: (usize, usize), on: String, quote: Option<String>| {
            Some(Placed {
                part,
                place,
                on,
                quote,
                memo: memo.clone(),
            })
        };
        Ok(match memo.target {
            MemoTarget::Study(id) => (id == shelf.study)
                .then(|| at(0, (0, 0), "The whole study".to_owned(), None))
                .flatten(),
            MemoTarget::Participant(id) => {
                let found = shelf.people.iter().position(|p| p.id == id);
                found.and_then(|place| at(1, (place, 0), shelf.people[place].label.clone(), None))
            }
            MemoTarget::Transcript(id) => {
                let found = shelf.transcripts.iter().position(|t| t.id == id);
                found.and_then(|place| {
                    at(2, (place, 0), shelf.transcripts[place].name.clone(), None)
                })
            }
            MemoTarget::Code(id) => {
                let found = shelf.book.codes().iter().position(|c| c.id == id);
                found.and_then(|place| at(3, (place, 0), shelf.book.path(id), None))
            }
            MemoTarget::Coding(id) => {
                let Some(coding) = shelf.codings.get(&id) else {
                    return Ok(None);
                };
                let on_unit = Memo {
                    target: MemoTarget::Unit(coding.unit),
                    ..memo.clone()
                };
                let who = self
                    .store
                    .coders()?
                    .into_iter()
                    .find(|coder| coder.id == coding.coder);
                let who = who.map_or_else(String::new, |coder| coder.name);
                self.placed(shelf, &on_unit)?.map(|on_unit| Placed {
                    part: 5,
                    on: format!(
                        "{}: {} (by {who})",
                        on_unit.on,
                        shelf.book.path(coding.code)
                    ),
                    memo: memo.clone(),
                    ..on_unit
                })
            }
            MemoTarget::Unit(id) => {
                let Some(unit) = self.store.unit(id)? else {
                    return Ok(None);
                };
                let found = shelf
                    .transcripts
                    .iter()
                    .position(|t| t.id == unit.transcript);
                found.and_then(|place| {
                    let transcript = &shelf.transcripts[place];
                    let written = CodePoints::of(&transcript.text).written(unit.span);
                    let words = unit.span.of(&transcript.text).unwrap_or_default().trim();
                    at(
                        4,
                        (place, unit.span.start),
                        format!("{} {written}", transcript.name),
                        Some(words.to_owned()),
                    )
                })
            }
        })
    }
}
