//! Agreement, memos, the audit trail, and what participants said of the findings.

use super::section::{Section, joined};
use super::{Facts, quoted};
use crate::error::Result;
use crate::project::{Agreement, AgreementRequest};
use crate::study::{Coder, EventId};
use crate::text::{counted, grouped};
use crate::trust::Estimate;

impl Facts<'_> {
    pub(super) fn trustworthiness(&self) -> Result<Vec<Section>> {
        let mut returned = Section::new("Transcripts returned", ("23", 8), ("S15", 16));
        returned.ask("whether transcripts were returned to participants for comment or correction");
        let mut checking = Section::new("Participant checking", ("28", 17), ("S15", 17));
        checking.ask("whether participants gave feedback on the findings, how many, and what came of it (sheets for it: emic export member-check)");
        let mut quotations = Section::new("Quotations", ("29", 18), ("S17", 18));
        quotations.ask("how participants are named after quotations (the table of quotations: emic export quotes)");
        Ok(vec![returned, self.techniques()?, checking, quotations])
    }

    fn techniques(&self) -> Result<Section> {
        let mut section = Section::new(
            "Techniques to enhance trustworthiness",
            ("24", 16),
            ("S15", 15),
        );
        let found = self
            .project
            .agreement(self.study, &AgreementRequest::default());
        match found {
            Ok(found) => section.say(agreed(&found), self.command("agreement")),
            // One coder, or none: there is nothing to compare.
            Err(_) => section.ask("how consistent coding was ensured; no transcript was coded by two people (a second coder codes under her own name: --coder)"),
        }
        self.twice(&mut section)?;
        let store = self.project.store();
        let memos = self.project.memos_of(self.study)?;
        match memos {
            0 => section.ask("memos or a reflexive diary; the project file holds none"),
            n => section.say(format!("{} were written", counted(n, "memos")), "emic memo"),
        }
        let first = store.event(EventId(1))?;
        let since = first.map_or(String::new(), |event| {
            format!(" since {}", event.at.get(..10).unwrap_or(&event.at))
        });
        let events = usize::try_from(store.content_stamp()?.0).unwrap_or(0);
        section.say(
            format!("The project file holds an audit trail of all {} to the project{since} with their times and authors, which cannot be altered", counted(events, "changes")),
            "emic history",
        );
        section.ask("other techniques, such as peer debriefing or triangulation");
        Ok(section)
    }

    /// What coders gave a second time, blind to their first.
    fn twice(&self, section: &mut Section) -> Result<()> {
        for second in self.project.store().coders()? {
            let Some(first) = Coder::first_pass(&second.name) else {
                continue;
            };
            let request = AgreementRequest {
                coders: vec![first.to_owned(), second.name.clone()],
                ..AgreementRequest::default()
            };
            if let Ok(found) = self.project.agreement(self.study, &request) {
                let words = format!(
                    "agreement --of {} --of {}",
                    quoted(first),
                    quoted(&second.name)
                );
                section.say(
                    format!(
                        "{first} coded {} a second time without seeing the first coding: {}",
                        counted(found.units as usize, "units"),
                        coefficients(&found)
                    ),
                    self.command(&words),
                );
            }
        }
        Ok(())
    }
}

fn agreed(found: &Agreement) -> String {
    let on = match found.basis {
        crate::project::Basis::Units => "units",
        crate::project::Basis::Sentences => "sentences",
        crate::project::Basis::Characters => "characters",
    };
    format!(
        "{} coded {} in common; on their {} {on} and {}, {}",
        joined(&found.coders),
        counted(found.transcripts.len(), "transcripts"),
        grouped(found.units as usize),
        counted(found.codes.len(), "codes"),
        coefficients(found)
    )
}

fn coefficients(found: &Agreement) -> String {
    let overall = &found.overall;
    let told = |name: &str, estimate: Option<Estimate>| {
        let estimate = estimate?;
        let interval = estimate.interval.map_or(String::new(), |(low, high)| {
            format!(" (95 % interval {low:.2} to {high:.2})")
        });
        Some(format!("{name} = {:.2}{interval}", estimate.value))
    };
    let percent = overall
        .percent
        .map(|e| format!("percent agreement = {:.0} %", e.value * 100.0));
    let all = [
        percent,
        told("Cohen's κ", overall.cohen),
        told("Krippendorff's α", overall.krippendorff),
        told("Gwet's AC1", overall.gwet),
    ];
    joined(&all.into_iter().flatten().collect::<Vec<_>>())
}
