//! `emic history`.

use super::context::Context;
use super::document::DocumentFile;
use super::layout::cut;
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::exchange::{PrintedTable, TableFormat};
use crate::project::{DecisionRecord, Project, Record, RecordRequest};
use std::collections::BTreeSet;

/// Changes that are listed where nothing else is said.
const LISTED: usize = 20;

/// As many lines of one change are told; a file has all of them.
const TOLD: usize = 12;

/// Who did what and when, from what to what; the audit trail as a file
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic history --limit 50
  emic history --by Mina --since 2026-11-01 --until 2026-11-21
  emic history --code 'High workload' --changes
  emic history --decisions
  emic history -o audit-trail.html
  emic history --format csv | head

Times are UTC. The number of a change, or a day, shows the project as it was: emic status --at 57, emic codebook --at 2026-11-21.")]
pub struct History {
    /// How many of the latest changes [default: 20; all in a file]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Only what this coder did
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only what touched this code, one below it, or what bears them
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Only what touched this transcript
    #[arg(long, value_name = "NAME")]
    transcript: Option<String>,
    /// Only changes of a kind: code, uncode, decide, codebook, memo, import, undo, …
    #[arg(long, value_name = "KIND")]
    action: Option<String>,
    /// Not before this day or time (UTC)
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Not after this day or time (UTC)
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// With what each change made of what
    #[arg(long)]
    changes: bool,
    /// The decisions on suggestions instead, with probability and model, and their counts by code
    #[arg(long)]
    decisions: bool,
    /// Only what is about this study
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// In a file, leave attributes in that are marked as identifying (see emic participants --identifying)
    #[arg(long)]
    with_identifying: bool,
    #[command(flatten)]
    file: DocumentFile,
}

/// Runs the command.
pub fn run(args: History, context: &Context) -> Result<()> {
    let project = context.open_to_read()?;
    if args.decisions {
        return args.decided(&project, context);
    }
    let is_file = args.file.is_asked();
    let request = RecordRequest {
        by: args.by.clone(),
        code: args.code.clone(),
        transcript: args.transcript.clone(),
        study: args.study.clone(),
        action: args.action.clone(),
        since: args.since.clone(),
        until: args.until.clone(),
        limit: args.limit.or((!is_file).then_some(LISTED)),
    };
    if is_file {
        project.store().share_identifying(args.with_identifying);
        let record = project.record_for_others(&request)?;
        if args.file.named().as_deref() == Some("csv") {
            return args.csv(record.table());
        }
        return args.file.write(&project.record_document(&record)?);
    }
    let mut record = project.record(&request)?;
    if record.entries.is_empty() {
        args.refuse_unknown_kind(&project)?;
    }
    record.entries.reverse();
    if context.json {
        return json(&record.entries);
    }
    args.list(&project, &record)
}

impl History {
    /// Refuses a kind of change that the project has not seen.
    fn refuse_unknown_kind(&self, project: &Project) -> Result<()> {
        let Some(action) = &self.action else {
            return Ok(());
        };
        let all = project.record(&RecordRequest::default())?.entries;
        let kinds: BTreeSet<&str> = all.iter().map(|entry| entry.action.as_str()).collect();
        if kinds.is_empty() || kinds.contains(action.as_str()) {
            return Ok(());
        }
        let kinds = Vec::from_iter(kinds).join(", ");
        Err(Error::input(format!(
            "no change is of the kind '{action}'; there are: {kinds}"
        )))
    }

    fn list(&self, project: &Project, record: &Record) -> Result<()> {
        if record.entries.is_empty() {
            note(match record.of {
                0 => "nothing has happened yet",
                _ => "no change is like that; leave a condition away",
            });
            return Ok(());
        }
        let mut table = Table::new([
            ("", Side::Right),
            ("when (UTC)", Side::Left),
            ("who", Side::Left),
            ("what", Side::Left),
        ]);
        for entry in &record.entries {
            let when = entry.at.get(..16).unwrap_or(&entry.at).replace('T', " ");
            let back = if entry.taken_back {
                " (taken back)"
            } else {
                ""
            };
            table.row([
                entry.event.to_string(),
                when,
                entry.coder.clone().unwrap_or_default(),
                format!("{}{back}", entry.summary),
            ]);
            if self.changes {
                for change in entry.changes.iter().take(TOLD) {
                    let field = if change.field.is_empty() {
                        String::new()
                    } else {
                        format!(", {}", change.field)
                    };
                    let told = match (change.before.as_str(), change.after.as_str()) {
                        ("", after) => format!("+ {}{field}: {}", change.thing, cut(after, 200)),
                        (before, "") => format!("− {}{field}: {}", change.thing, cut(before, 200)),
                        (before, after) => format!(
                            "{}{field}: {} → {}",
                            change.thing,
                            cut(before, 200),
                            cut(after, 200)
                        ),
                    };
                    table.row([String::new(), String::new(), String::new(), told]);
                }
                if entry.changes.len() > TOLD {
                    let more = format!(
                        "… and {} more; all of them: emic history --format csv",
                        entry.changes.len() - TOLD
                    );
                    table.row([String::new(), String::new(), String::new(), more]);
                }
            }
        }
        table.print()?;
        if record.entries.len() < record.of {
            note(format_args!(
                "\n{} of {} changes",
                record.entries.len(),
                record.of
            ));
        }
        if let Some(next) = project.store().next_undo()? {
            note(format_args!(
                "\nemic undo would take back: {}",
                next.summary
            ));
        }
        Ok(())
    }

    fn decided(&self, project: &Project, context: &Context) -> Result<()> {
        let study = project.study(self.study.as_deref())?;
        let record = project.decision_record(&study)?;
        if self.file.is_asked() {
            return match self.file.named().as_deref() {
                Some("csv") => self.csv(record.table()),
                _ => Err(Error::input(
                    "decisions alone go out as csv; with all changes as html, docx or md: leave --decisions away",
                )),
            };
        }
        if context.json {
            return json(&record);
        }
        if record.decisions.is_empty() && record.shown == 0 {
            note("no suggestion was decided on yet; see some: emic suggest TRANSCRIPT");
            return Ok(());
        }
        let mut table = Table::new([
            ("when (UTC)", Side::Left),
            ("who", Side::Left),
            ("where", Side::Left),
            ("decision", Side::Left),
            ("probability", Side::Right),
            ("code", Side::Left),
        ]);
        let limit = self.limit.unwrap_or(LISTED);
        for decision in record.decisions.iter().rev().take(limit) {
            let code = decision.code.clone().unwrap_or_default();
            let verdict = serde_json::to_value(decision.verdict).map_err(Error::internal)?;
            let verdict = verdict.as_str().unwrap_or_default();
            table.row([
                decision
                    .at
                    .get(..16)
                    .unwrap_or(&decision.at)
                    .replace('T', " "),
                decision.coder.clone(),
                format!(
                    "{} {}-{}",
                    decision.transcript, decision.start, decision.end
                ),
                if decision.blind {
                    format!("{verdict}, blind")
                } else {
                    verdict.to_owned()
                },
                decision
                    .probability
                    .map_or(String::new(), |p| format!("{:.0} %", p * 100.0)),
                match &decision.instead {
                    Some(instead) => format!("{code} → {instead}"),
                    None => code,
                },
            ]);
        }
        if !record.decisions.is_empty() {
            table.print()?;
            line("")?;
        }
        by_code(&record)
    }

    fn csv(&self, table: PrintedTable) -> Result<()> {
        let format =
            TableFormat::find("csv").ok_or_else(|| Error::internal("a format without a writer"))?;
        self.file.put(&format.write(vec![table], None)?, true)
    }
}

/// What was said to the suggestions of each code, and what made them.
fn by_code(record: &DecisionRecord) -> Result<()> {
    let mut counts = Table::new([
        ("shown", Side::Right),
        ("accepted", Side::Right),
        ("corrected", Side::Right),
        ("rejected", Side::Right),
        ("code", Side::Left),
    ]);
    for code in &record.codes {
        counts.row(
            [code.shown, code.accepted, code.corrected, code.rejected]
                .map(|n| n.to_string())
                .into_iter()
                .chain([code.code.clone()]),
        );
    }
    counts.print()?;
    note(format_args!(
        "shown: for how many stretches the code was suggested and seen; {} of {} without a decision",
        record.undecided, record.shown
    ));
    for (model, n) in &record.models {
        note(format_args!(
            "{n} on suggestions of {}",
            model
                .as_deref()
                .unwrap_or("a model that was not written down")
        ));
    }
    Ok(())
}
