//! `emic pretrain`: makes `models/ranker`. For developers.

use super::output::{self, line};
use crate::classifier::{Defaults, Without};
use crate::error::{Error, Result};
use crate::project::{Meaning, pretrain, pretrain_leaving_each_out};
use std::path::{Path, PathBuf};

/// Learn the ranker's default weights from public corpora (for developers of emic)
#[derive(clap::Args)]
#[command(after_help = "Example:\n  emic pretrain --out models/ranker data/*/train.jsonl")]
pub(super) struct Pretrain {
    /// Folder to write meaning.json, table.json and words.json into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    /// Evidence to leave out, to see what it is worth: a view or one number of it
    #[arg(long, hide = true, value_name = "NAME", value_delimiter = ',')]
    without: Vec<String>,

    /// Learn once for each corpus, from all the others, into FOLDER/without-1, without-2, ... in their order
    #[arg(long)]
    leave_each_out: bool,

    /// Files of coded units, each a corpus
    #[arg(required = true, value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: &Pretrain) -> Result<()> {
    let without = Without::named(&args.without)?;
    for (name, meaning) in [
        ("words.json", Meaning::Off),
        ("table.json", Meaning::Table),
        ("meaning.json", Meaning::Shipped),
    ] {
        let progress = |corpus: &Path| output::note(format_args!("{name}: {}", corpus.display()));
        let corpora = &args.corpora;
        if args.leave_each_out {
            let each = pretrain_leaving_each_out(corpora, &meaning, &without, &progress)?;
            for (number, defaults) in (1..).zip(&each) {
                write(&args.out.join(format!("without-{number}")), name, defaults)?;
            }
        } else {
            let defaults = pretrain(corpora, &meaning, &without, &progress)?;
            write(&args.out, name, &defaults)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, defaults: &Defaults) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let path = folder.join(name);
    let text = serde_json::to_string_pretty(defaults).map_err(Error::internal)?;
    std::fs::write(&path, text + "\n").map_err(|e| Error::file(&path, e))?;
    line(path.display())
}
