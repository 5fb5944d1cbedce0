//! `emic pretrain`: makes `models/ranker`. For developers.

use super::output::{self, line};
use crate::error::{Error, Result};
use crate::project::{Meaning, pretrain};
use std::path::{Path, PathBuf};

/// Learn the ranker's default weights from public corpora (for developers of emic)
#[derive(clap::Args)]
#[command(after_help = "Example:\n  emic pretrain --out models/ranker data/*/train.jsonl")]
pub(super) struct Pretrain {
    /// Folder to write meaning.json, table.json and words.json into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    /// Files of coded units, each a corpus
    #[arg(required = true, value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: &Pretrain) -> Result<()> {
    std::fs::create_dir_all(&args.out).map_err(|e| Error::file(&args.out, e))?;
    for (name, meaning) in [
        ("words.json", Meaning::Off),
        ("table.json", Meaning::Table),
        ("meaning.json", Meaning::Shipped),
    ] {
        let progress = |corpus: &Path| output::note(format_args!("{name}: {}", corpus.display()));
        let defaults = pretrain(&args.corpora, meaning, &progress)?;
        let path = args.out.join(name);
        let text = serde_json::to_string_pretty(&defaults).map_err(Error::internal)?;
        std::fs::write(&path, text + "\n").map_err(|e| Error::file(&path, e))?;
        line(path.display())?;
    }
    Ok(())
}
