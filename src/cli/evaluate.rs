//! `emic evaluate`.

use super::context::Context;
use super::evaluate_text::tell;
use super::meaning::{MODELS, meaning};
use super::output;
use super::share::share;
use crate::classifier::Aim;
use crate::error::Result;

/// How far suggestions for a study can be trusted, tried out on participants that were not learnt from
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic evaluate
  emic evaluate --study clinical-empathy-challenges --json

Each participant's units are judged by a model that has learnt from the others only, so what is told here is what to expect
for the next transcript. Nothing in the project changes.")]
pub(super) struct Evaluate {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,

    /// Accept only what reaches this precision on held-out units, as 0.8 [default: the best balance with recall]
    #[arg(long, value_name = "P", value_parser = share)]
    precision: Option<f64>,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,
}

/// Runs the command.
pub(super) fn run(args: Evaluate, context: &Context) -> Result<()> {
    let meaning = meaning(&args.model)?;
    let aim = Aim::of(args.precision)?;
    let mut project = context.open_to_read()?;
    let study = project.study(args.study.as_deref())?;
    let bar = output::progress("trying out", 0);
    let evaluation = project.evaluate(&study, &context.coder(), &meaning, aim, &|done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let evaluation = evaluation?;
    if context.json {
        output::json(&evaluation)
    } else {
        tell(&evaluation)
    }
}
