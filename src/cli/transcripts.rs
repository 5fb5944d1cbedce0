//! `emic transcripts`.

use super::context::Context;
use super::layout::grouped;
use super::output::{json, note};
use super::table::{Side, Table};
use crate::error::Result;
use crate::project::Project;
use crate::study::{Study, UnitId};
use serde::Serialize;
use std::collections::HashSet;

/// List the transcripts
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic transcripts --study integration-conference")]
pub struct Transcripts {
    /// One study only
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
}

#[derive(Serialize)]
struct Listed {
    study: String,
    transcript: String,
    kind: crate::study::TranscriptKind,
    language: String,
    participant: Option<String>,
    turns: usize,
    characters: usize,
    units: usize,
    coded_units: usize,
}

/// Runs the command.
pub fn run(args: Transcripts, context: &Context) -> Result<()> {
    let project = context.open()?;
    let studies = project.studies(&args.study.into_iter().collect::<Vec<_>>())?;
    let mut all = Vec::new();
    for study in &studies {
        all.extend(listed(&project, study)?);
    }
    if context.json {
        return json(&all);
    }
    let number = Side::Right;
    let mut table = Table::new([
        ("study", Side::Left),
        ("transcript", Side::Left),
        ("participant", Side::Left),
        ("language", Side::Left),
        ("turns", number),
        ("characters", number),
        ("units", number),
        ("with a code", number),
    ]);
    for one in &all {
        table.row([
            one.study.clone(),
            one.transcript.clone(),
            one.participant.clone().unwrap_or_default(),
            one.language.clone(),
            grouped(one.turns),
            grouped(one.characters),
            grouped(one.units),
            grouped(one.coded_units),
        ]);
    }
    if table.is_empty() {
        note("there are no transcripts yet; import some: emic import FOLDER");
        return Ok(());
    }
    table.print()
}

fn listed(project: &Project, study: &Study) -> Result<Vec<Listed>> {
    let store = project.store();
    let people = store.participants(study.id)?;
    let coded: HashSet<UnitId> = store
        .codings(study.id)?
        .into_iter()
        .map(|c| c.unit)
        .collect();
    let mut all = Vec::new();
    for id in store.transcript_ids(study.id)? {
        let Some(transcript) = store.transcript(id)? else {
            continue;
        };
        let units = store.units(id)?;
        let participant = people.iter().find(|p| Some(p.id) == transcript.participant);
        all.push(Listed {
            study: study.name.clone(),
            kind: transcript.kind,
            language: transcript.language.to_string(),
            participant: participant.map(|p| p.label.clone()),
            turns: transcript.turns.len(),
            characters: transcript.text.chars().count(),
            coded_units: units.iter().filter(|u| coded.contains(&u.id)).count(),
            units: units.len(),
            transcript: transcript.name,
        });
    }
    Ok(all)
}
