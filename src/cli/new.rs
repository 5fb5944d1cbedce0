//! `emic new`.

use super::ask_passphrase::{Asking, passphrase, warn_if_short};
use super::context::Context;
use super::output::{json, line, note};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::study::{Language, Study, StudyId};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Make a project file
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic new ward.emic --study empathy --levels theme,category,sub-category,code
  emic new ward.emic && emic import interviews/
  emic new ward.emic --encrypt")]
pub struct New {
    /// The file to make, such as ward.emic
    file: PathBuf,
    /// Add a study of this short name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// The study's full title
    #[arg(long, requires = "study")]
    title: Option<String>,
    /// The study's method, in your words
    #[arg(long, requires = "study")]
    method: Option<String>,
    /// The names of its levels, the most abstract first [default: theme,category,sub-category,code]
    #[arg(long, value_delimiter = ',', requires = "study")]
    levels: Vec<String>,
    /// Language of its interviews, such as fa
    #[arg(long, requires = "study")]
    language: Option<String>,
    /// Encrypt it: nobody reads it without its passphrase, which is asked for
    #[arg(long)]
    encrypt: bool,
}

/// Runs the command.
pub fn run(args: New, context: &Context) -> Result<()> {
    let file = match args.file.extension() {
        Some(_) => args.file,
        None => args.file.with_extension("emic"),
    };
    let mut project = match args.encrypt {
        true => create_encrypted(&file, context)?,
        false => Project::create(&file)?,
    };
    if let Some(name) = &args.study {
        let levels: Vec<String> = args
            .levels
            .iter()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect();
        project.add_study(
            &Study {
                id: StudyId(0),
                name: name.trim().to_owned(),
                title: args.title.unwrap_or_default(),
                method: args.method.unwrap_or_default(),
                levels: if levels.is_empty() {
                    Study::CONTENT_ANALYSIS_LEVELS.map(String::from).to_vec()
                } else {
                    levels
                },
                language: args.language.as_deref().map(Language::new),
            },
            &context.coder(),
        )?;
    }
    if context.json {
        return json(&json!({ "project": file, "study": args.study }));
    }
    line(format_args!("made {}", file.display()))?;
    note(format_args!(
        "next: emic -p '{}' import FOLDER",
        file.display()
    ));
    Ok(())
}

fn create_encrypted(file: &Path, context: &Context) -> Result<Project> {
    context.refuse_without_encryption()?;
    if file.exists() {
        return Err(Error::file(
            file,
            "is there already; choose another name, or open it",
        ));
    }
    let passphrase = passphrase(file, context.passphrase_file(), Asking::ToSet)?;
    warn_if_short(&passphrase);
    Project::create_encrypted(file, &passphrase)
}
