//! `emic pretrain`: makes `models/ranker`. For developers.

use super::output::{self, line};
use crate::error::{Error, Result};
use crate::project::{Corpora, Meaning};
use std::path::{Path, PathBuf};

/// Learn the ranker's default weights from public corpora (for developers of emic)
#[derive(clap::Args)]
#[command(after_help = "Example:\n  emic pretrain --out models/ranker data/*/train.jsonl")]
pub(super) struct Pretrain {
    /// Folder to write meaning.json, table.json and words.json into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    /// Write also FOLDER/without/CORPUS, made without it, for each corpus: to judge on that one. A corpus is named after
    /// the folder it lies in
    #[arg(long)]
    each_left_out: bool,

    /// Files of coded units, each a corpus
    #[arg(required = true, value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: &Pretrain) -> Result<()> {
    for (name, meaning) in [
        ("words.json", Meaning::Off),
        ("table.json", Meaning::Table),
        ("meaning.json", Meaning::Shipped),
    ] {
        let progress = |corpus: &Path| output::note(format_args!("{name}: {}", corpus.display()));
        let gathered = Corpora::gather(&args.corpora, &meaning, &progress)?;
        let write = |folder: &Path, without: Option<usize>| {
            let defaults = gathered.defaults(without)?;
            std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
            let path = folder.join(name);
            let text = serde_json::to_string_pretty(&defaults).map_err(Error::internal)?;
            std::fs::write(&path, text + "\n").map_err(|e| Error::file(&path, e))?;
            line(path.display())
        };
        write(&args.out, None)?;
        for (place, corpus) in args.corpora.iter().enumerate().filter(|_| args.each_left_out) {
            let folder = corpus.parent().and_then(Path::file_name).unwrap_or_default();
            write(&args.out.join("without").join(folder), Some(place))?;
        }
    }
    Ok(())
}
