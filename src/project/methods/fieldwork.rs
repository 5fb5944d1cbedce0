//! Research team, design, participants and data: mostly what the researcher must say herself.

use super::Facts;
use super::section::{Section, joined};
use crate::error::Result;
use crate::exchange::Cell;
use crate::project::SaturationRequest;
use crate::study::{Participant, TranscriptKind};
use crate::text::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};

/// An attribute with more different values is not counted one by one.
const VALUES: usize = 8;

impl Facts<'_> {
    pub(super) fn fieldwork(&self) -> Result<Vec<Section>> {
        let mut team = Section::new("Research team and reflexivity", ("1–8", 1), ("S6", 2));
        team.ask(
            "who interviewed, with which credentials, occupation, gender, experience and training",
        );
        team.ask(
            "relationship with the participants before the study, what they knew of the researcher",
        );
        team.ask("the researchers' assumptions and interests in the topic");
        let mut selection = Section::new("Participant selection", ("10–13", 3), ("S8", 4));
        selection.ask("sampling, such as purposive or snowball");
        selection.ask("how participants were approached");
        selection.ask("how many refused or dropped out, and why");
        let mut setting = Section::new("Setting", ("14–15", 4), ("S7", 3));
        setting.ask("where the data were collected, and who was present");
        let mut ethics = Section::new("Ethical issues", ("", 10), ("S9", 6));
        ethics.ask("approval, with the committee's name and the number");
        ethics.ask("consent, and how confidentiality was kept");
        Ok(vec![
            team,
            self.orientation(),
            selection,
            setting,
            self.sample()?,
            self.collection()?,
            self.saturated()?,
            ethics,
        ])
    }

    fn orientation(&self) -> Section {
        let mut section = Section::new("Methodological orientation", ("9", 2), ("S5", 1));
        match self.study.method.trim() {
            "" => section.ask("the approach, such as conventional content analysis after Graneheim & Lundman (2004)"),
            method => section.say(format!("The study follows {method}"), "emic studies"),
        }
        section.ask("why this approach suits the question");
        section
    }

    fn sample(&self) -> Result<Section> {
        let mut section = Section::new("Sample", ("12, 16", 5), ("S12", 9));
        let people = self.project.store().participants(self.study.id)?;
        match people.len() {
            0 => section.ask("how many took part, and what is known of them"),
            n => section.say(
                format!("{} took part", counted(n, "participants")),
                self.command("participants"),
            ),
        }
        let rows = summary(&people);
        if !rows.is_empty() {
            section.table(
                "participants",
                "Participants",
                &["Characteristic", "Distribution", "Known of"],
                rows,
            );
        }
        Ok(section)
    }

    fn collection(&self) -> Result<Section> {
        let mut section = Section::new("Data collection", ("17–21", 6), ("S10–S11", 7));
        let store = self.project.store();
        let (mut interviews, mut excerpts, mut characters) = (0, 0, 0);
        for id in store.transcript_ids(self.study.id)? {
            if let Some(transcript) = store.transcript(id)? {
                characters += transcript.text.chars().count();
                match transcript.kind {
                    TranscriptKind::Interview => interviews += 1,
                    TranscriptKind::Excerpts => excerpts += 1,
                }
            }
        }
        let languages = self.project.languages(self.study.id)?;
        let languages: Vec<String> = languages
            .iter()
            .map(|language| in_english(language.code()))
            .collect();
        let mut of = Vec::new();
        if interviews > 0 {
            of.push(counted(interviews, "transcripts"));
        }
        if excerpts > 0 {
            of.push(counted(excerpts, "collections of excerpts"));
        }
        if !of.is_empty() {
            section.say(
                format!(
                    "The material is {} in {}, {} characters in all",
                    joined(&of),
                    joined(&languages),
                    grouped(characters)
                ),
                self.command("transcripts"),
            );
        }
        section.ask("interview guide, whether it was piloted, and how it changed");
        section.ask("repeat interviews, recording, field notes, duration");
        section.ask("when the data were collected");
        Ok(section)
    }

    fn saturated(&self) -> Result<Section> {
        let mut section = Section::new("Data saturation", ("22", 7), ("S8", 5));
        match self
            .project
            .saturation(self.study, &SaturationRequest::default())
        {
            Ok(report) => {
                section.say(report.all.sentence, self.command("saturation"));
                section.ask("whether the transcripts came in in the order of collection; if not, tell it with --order");
            }
            // Without codings there is nothing to tell of it yet.
            Err(_) => section.ask("how it was decided that no further interview was needed"),
        }
        Ok(section)
    }
}

/// A row for each attribute: its distribution, and of how many it is known.
fn summary(people: &[Participant]) -> Vec<Vec<Cell>> {
    let names: BTreeSet<&String> = people.iter().flat_map(|p| p.attributes.keys()).collect();
    let row = |name: &String| {
        let values: Vec<&str> = people
            .iter()
            .filter_map(|p| Some(p.attributes.get(name)?.trim()).filter(|value| !value.is_empty()))
            .collect();
        vec![
            Cell::text(name.replace('_', " ")),
            Cell::text(distribution(&values)),
            Cell::text(format!("{} of {}", values.len(), people.len())),
        ]
    };
    names.into_iter().map(row).collect()
}

/// Numbers by median and range, words by how often they are.
fn distribution(values: &[&str]) -> String {
    let mut numbers: Vec<f64> = values
        .iter()
        .filter_map(|value| value.parse().ok())
        .filter(|n: &f64| n.is_finite())
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    if numbers.len() == values.len() && counts.len() > 3 {
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.len() / 2;
        let median = match numbers.len() % 2 {
            0 => f64::midpoint(numbers[middle - 1], numbers[middle]),
            _ => numbers[middle],
        };
        return format!(
            "median {median}, range {} to {}",
            numbers[0],
            numbers[numbers.len() - 1]
        );
    }
    if counts.len() > VALUES {
        return format!("{} different values", counts.len());
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    let told: Vec<String> = counts
        .iter()
        .map(|(value, count)| format!("{value} ({count})"))
        .collect();
    told.join("; ")
}

/// The language as papers call it; its code where that is all there is.
fn in_english(code: &str) -> String {
    let known = [
        ("ar", "Arabic"),
        ("de", "German"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fa", "Persian"),
        ("fr", "French"),
        ("hi", "Hindi"),
        ("hu", "Hungarian"),
        ("it", "Italian"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("nl", "Dutch"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("ru", "Russian"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
        ("ur", "Urdu"),
        ("zh", "Chinese"),
    ];
    let found = known.iter().find(|(known, _)| *known == code);
    found.map_or_else(
        || format!("the language '{code}'"),
        |(_, name)| (*name).to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::distribution;

    #[test]
    fn attributes_are_told_as_papers_tell_them() {
        for (values, wanted) in [
            (&["30", "25", "41", "28"][..], "median 29, range 25 to 41"),
            (&["female", "male", "female"], "female (2); male (1)"),
            (&["1", "2", "1"], "1 (2); 2 (1)"),
            (&["زن", "مرد"], "زن (1); مرد (1)"),
            (&[], ""),
        ] {
            assert_eq!(distribution(values), wanted);
        }
    }
}
