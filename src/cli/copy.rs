//! `emic copy`.

use super::context::Context;
use super::layout::counted;
use super::output::{json, line, note};
use crate::error::Result;
use crate::project::CopyRequest;
use std::path::PathBuf;

/// Give a colleague a copy of the project, to code on her own
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic copy sara.emic --for Sara
  emic copy sara.emic --for Sara --blind

She codes in it wherever she is; 'emic merge sara.emic' brings her work back. A blind copy has the transcripts, participants and
the codebook, but nobody else's codings, decisions, condensed units and notes on passages, nor their history. Units that only
others coded go, too, unless some units are uncoded: then they were given, and stay.")]
pub struct Copy {
    /// The file to make, such as sara.emic
    file: PathBuf,
    /// For whom; she codes under this name
    #[arg(long = "for", value_name = "NAME")]
    coder: String,
    /// Without the others' judgements
    #[arg(long)]
    blind: bool,
    /// In a blind copy, keep the units that only others coded, or drop them [default: keep them where some units are uncoded]
    #[arg(long, value_name = "WHAT", value_enum, requires = "blind")]
    units: Option<Units>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Units {
    Keep,
    Drop,
}

/// Runs the command.
pub fn run(args: Copy, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let file = match args.file.extension() {
        Some(_) => args.file,
        None => args.file.with_extension("emic"),
    };
    let request = CopyRequest {
        coder: args.coder,
        blind: args.blind,
        keep_units: args.units.map(|units| units == Units::Keep),
    };
    let copied = project.copy_for(&file, &request, &context.coder())?;
    if context.json {
        return json(&copied);
    }
    line(format_args!("made {} for {}", file.display(), copied.coder))?;
    if let Some(out) = copied.blinded {
        line(format_args!(
            "taken out: {}, {}, {}, {}",
            counted(out.codings, "codings of others"),
            counted(out.decisions, "decisions"),
            counted(out.memos, "memos on passages"),
            counted(out.units, "units that only others coded")
        ))?;
        if copied.units_kept {
            note("the units stay, without codes: they were given (--units drop takes them out)");
        }
    }
    note(format_args!(
        "she codes with: emic -p '{}' --coder '{}' ...",
        file.display(),
        copied.coder
    ));
    note(format_args!("later: emic merge '{}'", file.display()));
    Ok(())
}
