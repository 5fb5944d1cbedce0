//! `emic participants`.

use super::context::Context;
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::Result;
use serde_json::json;
use std::collections::BTreeSet;

/// List the participants with their attributes
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic participants --study clinical-empathy-challenges
  emic participants --identifying age,hospital     (exports leave them out from now on)")]
pub struct Participants {
    /// One study only
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// Attributes by which somebody could be recognised: exports leave them out unless --with-identifying is said
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    identifying: Vec<String>,
    /// Attributes that are not identifying any more
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    not_identifying: Vec<String>,
}

/// Runs the command.
pub fn run(args: Participants, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let named = args.study.into_iter().collect::<Vec<_>>();
    if !(args.identifying.is_empty() && args.not_identifying.is_empty()) {
        let study = project.study(named.first().map(String::as_str))?;
        project.mark_identifying(
            &study,
            &args.identifying,
            &args.not_identifying,
            &context.coder(),
        )?;
    }
    let studies = project.studies(&named)?;
    let mut all = Vec::new();
    for study in &studies {
        let people = project.store().participants(study.id)?;
        if context.json {
            let identifying = project.store().identifying_attributes(study.id)?;
            all.extend(people.iter().map(|p| {
                json!({
                    "study": study.name, "participant": p.label, "attributes": p.attributes,
                    "identifying": identifying,
                })
            }));
            continue;
        }
        if studies.len() > 1 {
            line(format_args!(
                "{}{}",
                if study.id == studies[0].id { "" } else { "\n" },
                study.name
            ))?;
        }
        let names: BTreeSet<&str> = people
            .iter()
            .flat_map(|p| p.attributes.keys().map(String::as_str))
            .collect();
        let header = std::iter::once("participant").chain(names.iter().copied());
        let mut table = Table::new(header.map(|name| (name, Side::Left)));
        for person in &people {
            let known = names
                .iter()
                .map(|name| person.attributes.get(*name).cloned().unwrap_or_default());
            table.row(std::iter::once(person.label.clone()).chain(known));
        }
        if table.is_empty() {
            note(format_args!(
                "{} has no participants yet; import a table: emic import participants.csv",
                study.name
            ));
        } else {
            table.print()?;
        }
        let identifying = project.store().identifying_attributes(study.id)?;
        if !identifying.is_empty() {
            note(format_args!(
                "left out of exports as identifying: {}",
                identifying.join(", ")
            ));
        }
    }
    if context.json { json(&all) } else { Ok(()) }
}
