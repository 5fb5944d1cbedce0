//! `emic memo`.

use super::context::Context;
use super::document::DocumentFile;
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::project::{CodePoints, Project, Quoted, code};
use crate::study::{MemoTarget, Study};
use serde_json::json;

/// Write a memo on anything, or list the memos
#[derive(clap::Args)]
#[command(
    after_help = "Without a text the memos are listed. Without --code, --participant or --transcript it is on the study.

Example:
  emic memo 'Interns say it of nights only' --code 'High workload'
  emic memo 'He laughs here' --transcript M4 --at 736-904
  emic memo 'Or is it fear?' --transcript M4 --at 736-904 --coding 'High workload' --by Sara
  emic memo
  emic memo --book -o memos.docx"
)]
pub struct Memo {
    /// What is to be remembered
    text: Option<String>,
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// On a code
    #[arg(long, value_name = "CODE", group = "on")]
    code: Option<String>,
    /// On a participant
    #[arg(long, value_name = "LABEL", group = "on")]
    participant: Option<String>,
    /// On a transcript
    #[arg(long, value_name = "NAME", group = "on")]
    transcript: Option<String>,
    /// On a passage of the transcript
    #[arg(long, value_name = "START-END", requires = "transcript")]
    at: Option<String>,
    /// On the coding that gave this code to the passage
    #[arg(long, value_name = "CODE", requires = "at")]
    coding: Option<String>,
    /// Whose coding it is [default: your own]
    #[arg(long, value_name = "NAME", requires = "coding")]
    by: Option<String>,
    /// All memos as a document, by what they are on
    #[arg(long, conflicts_with_all = ["text", "on", "at"])]
    book: bool,
    #[command(flatten)]
    file: DocumentFile,
}

/// Runs the command.
pub fn run(args: Memo, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    if args.book {
        let studies = project.studies(&args.study.into_iter().collect::<Vec<_>>())?;
        return args.file.write(&project.memo_book(&studies)?);
    }
    args.file.refuse("--book")?;
    let Some(text) = &args.text else {
        return list(&project, context);
    };
    let coder = context.coder();
    if let (Some(name), Some(at)) = (&args.transcript, &args.at) {
        let (_, transcript) = project.transcript_in(args.study.as_deref(), name)?;
        let span = Quoted::range(at)?.span(&transcript)?;
        if let Some(given) = &args.coding {
            let codebook = project.store().codebook(transcript.study)?;
            let id = code(&codebook, given)?.id;
            let by = args.by.as_deref().unwrap_or(&coder);
            let done = project.note_coding(&transcript, span, (id, by), text, &coder)?;
            let on = json!({ "transcript": name, "at": at, "code": codebook.path(id), "by": by });
            return told(context, &json!({ "changed": done, "on": on }));
        }
        let id = project.add_memo_at(&transcript, span, text, &coder)?;
        return told(
            context,
            &json!({ "memo": id, "on": { "transcript": name, "at": at } }),
        );
    }
    let target = target(&project, &args)?;
    let id = project.add_memo(target, text, &coder)?;
    told(context, &json!({ "memo": id, "on": target }))
}

fn told(context: &Context, value: &serde_json::Value) -> Result<()> {
    if context.json {
        return json(value);
    }
    line("written")?;
    note("emic memo lists them all; emic undo takes it back");
    Ok(())
}

fn target(project: &Project, args: &Memo) -> Result<MemoTarget> {
    if let Some(name) = &args.transcript {
        let (_, transcript) = project.transcript_in(args.study.as_deref(), name)?;
        return Ok(MemoTarget::Transcript(transcript.id));
    }
    let study = project.study(args.study.as_deref())?;
    if let Some(text) = &args.code {
        return Ok(MemoTarget::Code(
            code(&project.store().codebook(study.id)?, text)?.id,
        ));
    }
    if let Some(label) = &args.participant {
        let people = project.store().participants(study.id)?;
        let found = people
            .iter()
            .find(|p| p.label.to_lowercase() == label.to_lowercase());
        return found.map(|p| MemoTarget::Participant(p.id)).ok_or_else(|| {
            Error::input(format!(
                "there is no participant '{label}'; see: emic participants"
            ))
        });
    }
    Ok(MemoTarget::Study(study.id))
}

fn list(project: &Project, context: &Context) -> Result<()> {
    let memos = project.store().memos()?;
    if context.json {
        return json(&memos);
    }
    let coders = project.store().coders()?;
    let studies = project.store().studies()?;
    let mut table = Table::new(["when", "who", "on", "memo"].map(|name| (name, Side::Left)));
    for memo in memos {
        let who = coders
            .iter()
            .find(|c| c.id == memo.coder)
            .map(|c| c.name.clone());
        let on = about(project, &studies, memo.target)?;
        let when = memo.at.get(..16).unwrap_or(&memo.at).replace('T', " ");
        table.row([when, who.unwrap_or_default(), on, memo.text]);
    }
    if table.is_empty() {
        note("there are no memos yet; write one: emic memo 'TEXT' --code CODE");
        return Ok(());
    }
    table.print()
}

fn about(project: &Project, studies: &[Study], target: MemoTarget) -> Result<String> {
    let store = project.store();
    Ok(match target {
        MemoTarget::Study(id) => {
            let study = studies.iter().find(|s| s.id == id);
            format!("study {}", study.map_or("", |s| &s.name))
        }
        MemoTarget::Participant(id) => {
            let mut label = String::new();
            for study in studies {
                let people = store.participants(study.id)?;
                label.extend(people.into_iter().find(|p| p.id == id).map(|p| p.label));
            }
            format!("participant {label}")
        }
        MemoTarget::Transcript(id) => {
            let name = store.transcript(id)?.map(|t| t.name);
            format!("transcript {}", name.unwrap_or_default())
        }
        MemoTarget::Coding(id) => {
            let mut told = String::new();
            for study in studies {
                if let Some(coding) = store.codings(study.id)?.into_iter().find(|c| c.id == id) {
                    let place = about(project, studies, MemoTarget::Unit(coding.unit))?;
                    let code = store.code(coding.code)?.map(|c| c.name).unwrap_or_default();
                    let coders = store.coders()?;
                    let by = coders.iter().find(|c| c.id == coding.coder);
                    told = format!("coding {code} of {place} by {}", by.map_or("", |c| &c.name));
                }
            }
            told
        }
        MemoTarget::Unit(id) => match store.unit(id)? {
            Some(unit) => {
                let transcript = store.transcript(unit.transcript)?;
                transcript.map_or(String::new(), |t| {
                    format!("{} {}", t.name, CodePoints::of(&t.text).written(unit.span))
                })
            }
            None => String::new(),
        },
        MemoTarget::Code(id) => format!(
            "code {}",
            store.code(id)?.map(|c| c.name).unwrap_or_default()
        ),
    })
}
