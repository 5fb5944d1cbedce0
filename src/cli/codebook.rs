//! `emic codebook`.

use super::context::Context;
use super::layout::{counted, grouped};
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::project::{CodeNotes, CodePlace, CodingsFate, Moment, Project};
use crate::study::Study;
use clap::Subcommand;
use serde_json::{Value, json};

/// See and change the codebook: a tree from themes to codes
#[derive(clap::Args)]
#[command(
    after_help = "A code is named by its name, or by as much of its path as tells it from others:
'Peer learning', 'Collaborative learning > Peer learning'.

Example:
  emic codebook --definitions
  emic codebook add 'Barriers > Workload > No lunch' --define 'Meals missed for work'
  emic codebook move 'No lunch' --under 'Personal costs'
  emic codebook delete 'No lunch' --into 'Workload'"
)]
pub struct Codebook {
    /// The study, where there are several
    #[arg(long, global = true, value_name = "NAME")]
    study: Option<String>,
    /// With what each code means
    #[arg(long)]
    definitions: bool,
    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// The tree with the number of units of each code (the default)
    List,
    /// Add a code by its path, with what is above it
    Add {
        /// Its path
        path: String,
        #[command(flatten)]
        notes: Notes,
    },
    /// Say what a code means
    Define {
        /// The code
        code: String,
        #[command(flatten)]
        notes: Notes,
    },
    /// Give a code another name
    Rename {
        /// The code
        code: String,
        /// Its new name
        name: String,
    },
    /// Put a code, with all below it, somewhere else; its codings stay with it
    Move {
        /// The code
        code: String,
        /// The code above it from now on [default: none, it becomes a root]
        #[arg(long, value_name = "CODE")]
        under: Option<String>,
    },
    /// Delete a code
    Delete {
        /// The code
        code: String,
        /// Merge it into this code: codings, relations and memos go there
        #[arg(long, value_name = "CODE", conflicts_with = "with_codings")]
        into: Option<String>,
        /// Delete its codings, relations and memos with it
        #[arg(long)]
        with_codings: bool,
    },
}

#[derive(clap::Args)]
struct Notes {
    /// What it means
    #[arg(long, value_name = "TEXT")]
    define: Option<String>,
    /// When to use it
    #[arg(long, value_name = "TEXT")]
    include: Option<String>,
    /// When not to use it
    #[arg(long, value_name = "TEXT")]
    exclude: Option<String>,
    /// Its colour as #rrggbb
    #[arg(long, value_name = "COLOUR")]
    colour: Option<String>,
}

impl From<Notes> for CodeNotes {
    fn from(notes: Notes) -> Self {
        Self {
            definition: notes.define,
            include: notes.include,
            exclude: notes.exclude,
            colour: notes.colour,
        }
    }
}

/// Runs the command.
pub fn run(args: Codebook, context: &Context) -> Result<()> {
    let named = args.study.as_deref();
    let Some(action) = args.action.filter(|action| !matches!(action, Action::List)) else {
        let project = context.open_as_of(args.at.as_ref())?;
        return list(&project, named, args.definitions, context);
    };
    if args.at.is_some() {
        return Err(Error::input(
            "the past cannot be changed; leave --at away, or go back by: emic undo",
        ));
    }
    let mut project = context.open()?;
    let study = project.study(named)?;
    let coder = context.coder();
    let (id, done) = match action {
        Action::List => return Ok(()),
        Action::Add { path, notes } => (
            Some(project.add_code(&study, &path, &notes.into(), &coder)?),
            "added",
        ),
        Action::Define { code, notes } => {
            let code = project.code_meant(&study, &code)?;
            project.define_code(&study, code, &notes.into(), &coder)?;
            (Some(code), "defined")
        }
        Action::Rename { code, name } => {
            let code = project.code_meant(&study, &code)?;
            project.rename_code(&study, code, &name, &coder)?;
            (Some(code), "renamed")
        }
        Action::Move { code, under } => {
            let code = project.code_meant(&study, &code)?;
            let under = under.map(|text| project.code_meant(&study, &text));
            let place = CodePlace::under(under.transpose()?);
            project.move_code(&study, code, &place, &coder)?;
            (Some(code), "moved")
        }
        Action::Delete {
            code,
            into,
            with_codings,
        } => {
            let code = project.code_meant(&study, &code)?;
            let fate = match (into, with_codings) {
                (Some(into), _) => CodingsFate::MoveTo(project.code_meant(&study, &into)?),
                (None, true) => CodingsFate::Remove,
                (None, false) => CodingsFate::Refuse,
            };
            let n = project.delete_code(&study, code, &fate, &coder)?;
            if !context.json && n > 0 {
                line(format_args!(
                    "{} moved or went with it",
                    counted(n, "codings")
                ))?;
            }
            (None, "deleted")
        }
    };
    let path = match id {
        Some(id) => Some(project.store().codebook(study.id)?.path(id)),
        None => None,
    };
    if context.json {
        return json(&json!({ "study": study.name, "done": done, "code": path }));
    }
    line(
        format_args!("{done} {}", path.unwrap_or_default())
            .to_string()
            .trim_end(),
    )?;
    note("emic undo takes it back");
    Ok(())
}

fn list(
    project: &Project,
    study: Option<&str>,
    definitions: bool,
    context: &Context,
) -> Result<()> {
    let studies = project.studies(&study.map(str::to_owned).into_iter().collect::<Vec<_>>())?;
    if context.json {
        let mut all = Vec::new();
        for study in &studies {
            all.extend(values(project, study)?);
        }
        return json(&all);
    }
    for (at, study) in studies.iter().enumerate() {
        if studies.len() > 1 {
            line(format_args!(
                "{}{}",
                if at > 0 { "\n" } else { "" },
                study.name
            ))?;
        }
        tree(project, study, definitions)?;
    }
    if studies.is_empty() {
        note("there is no study yet; import one: emic import FOLDER");
    }
    Ok(())
}

fn tree(project: &Project, study: &Study, definitions: bool) -> Result<()> {
    let codebook = project.store().codebook(study.id)?;
    let counts = project.code_counts(study)?;
    let mut header = vec![
        ("units", Side::Right),
        ("level", Side::Left),
        ("code", Side::Left),
    ];
    if definitions {
        header.push(("definition", Side::Left));
    }
    let mut table = Table::new(header);
    for code in codebook.codes() {
        let depth = codebook.ancestry(code.id).len().saturating_sub(1);
        let mut row = vec![
            grouped(counts.of(code.id).units),
            study.level_name(code.level).to_owned(),
            format!("{}{}", "  ".repeat(depth), code.name),
        ];
        if definitions {
            row.push(code.definition.clone());
        }
        table.row(row);
    }
    if table.is_empty() {
        note(format_args!(
            "{} has no codes yet; next: emic codebook add 'Theme > Category'",
            study.name
        ));
        return Ok(());
    }
    table.print()
}

fn values(project: &Project, study: &Study) -> Result<Vec<Value>> {
    let codebook = project.store().codebook(study.id)?;
    let counts = project.code_counts(study)?;
    let value = |code: &crate::study::Code| {
        json!({
            "study": study.name, "path": codebook.path(code.id), "name": code.name,
            "level": study.level_name(code.level), "units": counts.of(code.id).units,
            "participants": counts.of(code.id).participants,
            "definition": code.definition, "include": code.include, "exclude": code.exclude, "colour": code.colour,
        })
    };
    Ok(codebook.codes().iter().map(value).collect())
}
