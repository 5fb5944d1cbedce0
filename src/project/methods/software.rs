//! The software, and what its engine did.

use super::Facts;
use super::section::{Section, joined};
use crate::error::Result;
use crate::exchange::Cell;
use crate::project::teaching::{Meaning, encoder_for, model_name};
use crate::project::{DecisionRecord, Exported};
use crate::study::{CoderKind, PATH_SEPARATOR, Verdict};
use crate::text::{counted, grouped};
use sha2::{Digest, Sha256};

impl Facts<'_> {
    pub(super) fn software(&self) -> Result<Section> {
        let mut section = Section::new("Software, and what it suggested", ("27", 15), ("S14", 14));
        section.say(
            format!("The material was managed and coded with emic {} on the researchers' own computers; no part of it was sent elsewhere", env!("CARGO_PKG_VERSION")),
            "emic --version",
        );
        let decisions = self.project.decision_record(self.study)?;
        match decisions.decisions.is_empty() && decisions.shown == 0 {
            true => section.tell(
                "emic can suggest codes it has learnt from the researchers' own coding. None was shown, as far as the project file has it written down.",
            ),
            false => self.suggested(&mut section, &decisions)?,
        }
        let machines = self.machine_codings()?;
        if machines > 0 {
            section.say(
                format!("{} were given by a machine under a name of its own and are in none of the figures about persons", counted(machines, "codings")),
                "emic status",
            );
        }
        section.say(
            format!(
                "The coded data of this draft have the SHA-256 sum {}",
                self.data_hash()?
            ),
            format!("{} | sha256sum", self.command("export units")),
        );
        Ok(section)
    }

    fn suggested(&self, section: &mut Section, decisions: &DecisionRecord) -> Result<()> {
        let command = self.command("history --decisions");
        section.tell(
            "emic suggested codes it had learnt from the researchers' own coding, each with a probability and with passages already coded as \
             evidence; a suggestion became a coding only where a researcher accepted it.",
        );
        let count = |verdict| decisions.count(verdict);
        let (accepted, corrected, rejected) = (
            count(Verdict::Accept),
            count(Verdict::Correct),
            count(Verdict::Reject),
        );
        let decided = accepted + corrected + rejected;
        section.say(
            format!(
                "On {}, {} were shown; {} left without a decision",
                counted(decisions.shown_stretches, "stretches of text"),
                counted(decisions.shown, "suggested codes"),
                match decisions.undecided {
                    1 => "one was".to_owned(),
                    n => format!("{} were", grouped(n)),
                },
            ),
            &command,
        );
        if let Some(since) = self.project.store().shown_since()? {
            section.tell(format!(
                "What was shown without a decision is recorded since {}.",
                since.get(..10).unwrap_or(&since)
            ));
        }
        section.say(
            format!(
                "{} were made on them: {} accepted, {} corrected to another code, {} rejected",
                counted(decided, "decisions"),
                share(accepted, decided),
                share(corrected, decided),
                share(rejected, decided),
            ),
            &command,
        );
        let skipped = count(Verdict::Skip);
        if skipped > 0 {
            section.say(
                format!("{} were skipped", counted(skipped, "stretches")),
                &command,
            );
        }
        let (blind, same) = decisions.blind();
        if blind > 0 {
            section.say(
                format!(
                    "{} were chosen before the suggestion was shown; in {} of them emic had suggested the same code",
                    counted(blind, "further codes"),
                    grouped(same)
                ),
                &command,
            );
        }
        self.models(section, decisions)?;
        by_code(section, decisions);
        Ok(())
    }

    /// What made the suggestions.
    fn models(&self, section: &mut Section, decisions: &DecisionRecord) -> Result<()> {
        let models: Vec<String> = decisions
            .models
            .iter()
            .map(|(model, n)| {
                format!(
                    "{} ({})",
                    model
                        .as_deref()
                        .unwrap_or("a model that was not written down"),
                    counted(*n, "decisions")
                )
            })
            .collect();
        if models.is_empty() {
            return Ok(());
        }
        section.say(
            format!("The suggestions were made by {}", joined(&models)),
            self.command("history --decisions"),
        );
        let languages = self.project.languages(self.study.id)?;
        if !languages.is_empty() && decisions.models.iter().all(|(model, _)| model.is_none()) {
            let name = model_name(encoder_for(&Meaning::Shipped, &languages)?);
            section.tell(format!("Today emic would use {name} for this study."));
        }
        Ok(())
    }

    fn machine_codings(&self) -> Result<usize> {
        let store = self.project.store();
        let coders = store.coders()?;
        let is_machine = |id| {
            coders
                .iter()
                .any(|coder| coder.id == id && coder.kind == CoderKind::Machine)
        };
        Ok(store
            .codings(self.study.id)?
            .iter()
            .filter(|c| is_machine(c.coder))
            .count())
    }

    /// The SHA-256 sum of the coded units as they are exported: anyone can form it anew from the file.
    fn data_hash(&self) -> Result<String> {
        let units = self
            .project
            .exported(std::slice::from_ref(self.study), Exported::UnitsJsonl)?;
        let digest = Sha256::digest(&units);
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

fn by_code(section: &mut Section, decisions: &DecisionRecord) {
    let rows = decisions.codes.iter().map(|code| {
        let name = code
            .code
            .rsplit(PATH_SEPARATOR)
            .next()
            .unwrap_or(&code.code);
        let counts = [code.shown, code.accepted, code.corrected, code.rejected];
        let mut row = vec![Cell::text(name)];
        row.extend(counts.map(Cell::Count));
        row
    });
    section.table(
        "suggestions",
        "Suggestions shown, and what was decided on them, by code",
        &["Code", "Shown", "Accepted", "Corrected", "Rejected"],
        rows.collect(),
    );
}

fn share(part: usize, of: usize) -> String {
    match of {
        0 => grouped(part),
        of => format!("{} ({} %)", grouped(part), (part * 200 + of) / (2 * of)),
    }
}
