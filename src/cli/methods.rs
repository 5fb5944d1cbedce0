//! `emic methods`.

use super::context::Context;
use super::document::DocumentFile;
use super::output::json;
use crate::error::Result;
use crate::project::{Guideline, Moment};

/// Draft the methods section of the paper: every figure with the command that gives it
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic methods -o methods.docx
  emic methods --study empathy --order srqr
  emic methods --at 2026-11-21 > methods-as-submitted.md

What the project file knows is written out: participants, material, coders, codebook, agreement, saturation, and what was said to emic's
suggestions, code by code. What it cannot know stands in brackets, and once more in a list at the end.")]
pub(super) struct Methods {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// The guideline whose order is kept: COREQ (Tong et al., 2007) or SRQR (O'Brien et al., 2014)
    #[arg(long, value_enum, value_name = "GUIDELINE", default_value = "coreq")]
    order: Order,
    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
    /// Leave attributes in that are marked as identifying (see emic participants --identifying)
    #[arg(long)]
    with_identifying: bool,
    #[command(flatten)]
    file: DocumentFile,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Order {
    Coreq,
    Srqr,
}

/// Runs the command.
pub(super) fn run(args: Methods, context: &Context) -> Result<()> {
    let project = context.open_as_of(args.at.as_ref())?;
    let study = project.study(args.study.as_deref())?;
    project.store().share_identifying(args.with_identifying);
    let order = match args.order {
        Order::Coreq => Guideline::Coreq,
        Order::Srqr => Guideline::Srqr,
    };
    let draft = project.methods(&study, order)?;
    match context.json {
        true => json(&draft),
        false => args.file.write(&draft.document),
    }
}
