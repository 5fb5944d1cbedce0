//! Data processing, coders, codebook, and how it grew.

use super::Facts;
use super::section::{Section, joined, plural};
use crate::error::Result;
use crate::exchange::Cell;
use crate::project::RecordRequest;
use crate::study::{Coder, CoderKind, Coding, Origin};
use crate::text::{counted, grouped};
use std::collections::BTreeMap;

impl Facts<'_> {
    pub(super) fn analysis(&self) -> Result<Vec<Section>> {
        Ok(vec![
            self.processing()?,
            self.coders()?,
            self.coding_tree()?,
            self.derivation()?,
        ])
    }

    fn processing(&self) -> Result<Section> {
        let mut section = Section::new("Data processing", ("", 11), ("S13", 10));
        let counts = self.project.store().counts(Some(self.study.id))?;
        let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        section.say(
            format!(
                "The material comprises {}, of which {} bear at least one code",
                counted(count(counts.units), "meaning units"),
                grouped(count(counts.coded_units))
            ),
            "emic status",
        );
        section.ask("who transcribed, how transcripts were checked and de-identified");
        Ok(section)
    }

    fn coders(&self) -> Result<Section> {
        let mut section = Section::new("Data coders", ("24", 12), ("S14", 11));
        let codings = self.project.store().codings(self.study.id)?;
        let coders = self.project.store().coders()?;
        let people = coders.iter().filter(|coder| {
            coder.kind == CoderKind::Person && Coder::first_pass(&coder.name).is_none()
        });
        let mut rows = Vec::new();
        for coder in people {
            let own: Vec<&Coding> = codings.iter().filter(|c| c.coder == coder.id).collect();
            let days = own.iter().map(|c| c.at.get(..10).unwrap_or(&c.at));
            let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
                continue;
            };
            let of = |origin| Cell::Count(own.iter().filter(|c| c.origin == origin).count());
            rows.push(vec![
                Cell::text(&coder.name),
                Cell::Count(own.len()),
                of(Origin::Hand),
                of(Origin::Accepted),
                of(Origin::Corrected),
                of(Origin::Imported),
                Cell::text(first),
                Cell::text(last),
            ]);
        }
        match rows.len() {
            0 => section.ask("how many people coded"),
            n => {
                section.say(
                    format!(
                        "{} coded the material",
                        counted(n, "people").replace("1 people", "One person")
                    ),
                    "emic status",
                );
                section.table(
                    "coders",
                    "Codings by coder and how they came to be",
                    &[
                        "Coder",
                        "Codings",
                        "By hand",
                        "Suggestion accepted",
                        "Suggestion corrected",
                        "Came in with a file",
                        "First",
                        "Last",
                    ],
                    rows,
                );
            }
        }
        section.ask("how the coders were trained and how they worked together");
        Ok(section)
    }

    fn coding_tree(&self) -> Result<Section> {
        let mut section = Section::new("Description of the coding tree", ("25", 13), ("S14", 12));
        let store = self.project.store();
        let book = store.codebook(self.study.id)?;
        let mut levels: BTreeMap<usize, usize> = BTreeMap::new();
        for code in book.codes() {
            *levels.entry(code.level).or_default() += 1;
        }
        let told: Vec<String> = levels
            .iter()
            .map(|(level, n)| counted(*n, &plural(self.study.level_name(*level))))
            .collect();
        if told.is_empty() {
            section.ask("the codes and their order");
            return Ok(section);
        }
        section.say(
            format!("The codebook has {}", joined(&told)),
            self.command("codebook"),
        );
        let defined = book
            .codes()
            .iter()
            .filter(|code| !code.definition.trim().is_empty())
            .count();
        section.say(
            match book.codes().len() {
                all if all == defined => {
                    format!("All {} have a definition", counted(all, "entries"))
                }
                all => format!(
                    "{} of its {} have a definition",
                    grouped(defined),
                    counted(all, "entries")
                ),
            },
            self.command("codebook --definitions"),
        );
        let relations = store.relations(self.study.id)?.len();
        if relations > 0 {
            section.say(
                format!(
                    "{} link codes to each other",
                    counted(relations, "relations")
                ),
                self.command("relations"),
            );
        }
        Ok(section)
    }

    fn derivation(&self) -> Result<Section> {
        let mut section = Section::new("Derivation of themes", ("26", 14), ("S14", 13));
        let record = self.project.record(&RecordRequest {
            action: Some("codebook".into()),
            study: Some(self.study.name.clone()),
            ..RecordRequest::default()
        })?;
        let days: Vec<&str> = record
            .entries
            .iter()
            .filter(|entry| !entry.taken_back)
            .map(|entry| entry.at.get(..10).unwrap_or(&entry.at))
            .collect();
        let when = match (days.first(), days.last()) {
            (Some(first), Some(last)) if first == last => Some(format!("on {first}")),
            (Some(first), Some(last)) => Some(format!("between {first} and {last}")),
            _ => None,
        };
        match when {
            Some(when) => section.say(
                format!(
                    "The codebook was changed {} {when} (added to, defined, renamed, moved, merged or split)",
                    counted(days.len(), "times")
                ),
                self.command("history --action codebook"),
            ),
            None => section.tell(
                "The project file holds no change of the codebook by hand: the codes came in with files or with the coding.",
            ),
        }
        section.ask("whether themes were derived from the data or known in advance, and how categories became themes");
        Ok(section)
    }
}
