//! `emic pseudonyms`.

use super::ask_passphrase::{new_passphrase, warn_if_short};
use super::context::Context;
use super::output::{json, line, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::exchange::{PseudonymRow, read_known_words, read_pseudonyms, write_pseudonyms};
use crate::store::Store;
use serde_json::json;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Find names, places and numbers that tell who somebody is, and replace them in a copy
#[derive(clap::Args)]
#[command(
    after_help = "Example: first the list, then your review of it in a spreadsheet (the columns pseudonym and replace), then the copy:
  emic pseudonyms find --known names.txt -o list.csv
  emic pseudonyms apply list.csv -o ward-pseudonyms.emic --key ward.key

Rules find names behind a title (Dr, Mrs, آقای, 医生), a greeting or a relation (Hi Anna, my colleague Maria, 小王), e-mail addresses,
telephone, identity and record numbers, large cities, hospitals; these are proposed. What is only ever written with a capital, and
what participants and speakers are called, is listed to be looked at. First names alone in German and small places in other scripts
they miss: name these in names.txt, one a line, and read the copy before you give it away.
The copy has the codings, units and memos, and no history: history would still have the words. The project itself stays as it is."
)]
pub struct Pseudonyms {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// List what tells who somebody is
    Find {
        /// The list to write, as CSV [default: it is shown]
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Names and places that you know, one a line; behind a comma the pseudonym it is to have
        #[arg(long, value_name = "FILE")]
        known: Option<PathBuf>,
    },
    /// Write a copy of the project with all of them replaced
    Apply {
        /// The list as you reviewed it
        list: PathBuf,
        /// The project file to make
        #[arg(short, long, value_name = "NEW")]
        out: PathBuf,
        /// The file that says which pseudonym stands for whom, encrypted with a passphrase of its own
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// A file with the key's passphrase in its first line [default: it is asked for]
        #[arg(long, value_name = "FILE", requires = "key")]
        key_passphrase_file: Option<PathBuf>,
        /// Write the key as CSV that everybody can read
        #[arg(long, requires = "key")]
        plain_key: bool,
        /// Write no key: nobody can go back from the pseudonyms
        #[arg(long, conflicts_with = "key")]
        no_key: bool,
    },
    /// Show which pseudonym stands for whom, from the key
    Key {
        /// The key
        file: PathBuf,
        /// A file with the key's passphrase in its first line [default: it is asked for]
        #[arg(long, value_name = "FILE")]
        key_passphrase_file: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: Pseudonyms, context: &Context) -> Result<()> {
    match args.what {
        What::Find { out, known } => find(out.as_deref(), known.as_deref(), context),
        What::Apply {
            list,
            out,
            key,
            key_passphrase_file,
            plain_key,
            no_key,
        } => {
            let key = match (key, no_key, plain_key) {
                (None, true, _) => WantedKey::None,
                (Some(file), _, true) => WantedKey::Plain(file),
                (Some(file), _, false) => WantedKey::Encrypted(file, key_passphrase_file),
                (None, false, _) => {
                    return Err(Error::input(
                        "say where the key goes (--key FILE: which pseudonym stands for whom, encrypted), or that none is wanted (--no-key)",
                    ));
                }
            };
            apply(&list, &out, &key, context)
        }
        What::Key {
            file,
            key_passphrase_file,
        } => show_key(&file, key_passphrase_file.as_ref(), context),
    }
}

enum WantedKey {
    None,
    Plain(PathBuf),
    Encrypted(PathBuf, Option<PathBuf>),
}

fn find(out: Option<&Path>, known: Option<&Path>, context: &Context) -> Result<()> {
    let known = known.map(read_known_words).transpose()?.unwrap_or_default();
    let rows = context.open_to_read()?.identifying_words(&known)?;
    if let Some(out) = out {
        write_private(out, &rows)?;
        note(format_args!(
            "{} words are in {}; review its columns pseudonym and replace, then: emic pseudonyms apply {0} -o NEW.emic --key KEY",
            rows.len(),
            out.display()
        ));
        note("the list itself tells who is who: remove it when you are done");
    }
    if context.json {
        let told: Vec<_> = rows.iter().map(told).collect();
        return json(&told);
    }
    if out.is_some() {
        return Ok(());
    }
    let mut table = Table::new([
        ("found", Side::Left),
        ("kind", Side::Left),
        ("times", Side::Right),
        ("pseudonym", Side::Left),
        ("replace", Side::Left),
        ("example", Side::Left),
    ]);
    for row in rows {
        let replace = if row.replace { "yes" } else { "no" };
        table.row([
            row.found,
            row.kind,
            row.count.to_string(),
            row.pseudonym,
            replace.to_owned(),
            row.example,
        ]);
    }
    if table.is_empty() {
        note(
            "no rule found anything; names without a title are found only where you list them: --known names.txt",
        );
        return Ok(());
    }
    table.print()?;
    note("\nto review them in a spreadsheet: emic pseudonyms find -o list.csv");
    Ok(())
}

fn apply(list: &Path, out: &Path, key: &WantedKey, context: &Context) -> Result<()> {
    let rows = read_pseudonyms(list)?;
    let replaced: Vec<&PseudonymRow> = rows.iter().filter(|row| row.replace).collect();
    let project = context.open_to_read()?;
    // The passphrase is asked for before anything is written.
    let passphrase = match key {
        WantedKey::Encrypted(file, passphrase_file) => {
            context
                .refuse_without_encryption()
                .map_err(|error| Error::input(format!("{error}; or say --plain-key")))?;
            refuse_existing(file)?;
            Some(new_passphrase(file, passphrase_file.as_ref())?)
        }
        WantedKey::Plain(file) => {
            refuse_existing(file)?;
            None
        }
        WantedKey::None => None,
    };
    let done = project.pseudonymised(&rows, out)?;
    match (key, &passphrase) {
        (WantedKey::Encrypted(file, _), Some(passphrase)) => {
            warn_if_short(passphrase);
            let rows: Vec<_> = replaced
                .iter()
                .map(|row| (row.found.clone(), row.kind.clone(), row.pseudonym.clone()))
                .collect();
            Store::write_pseudonym_key(file, passphrase, &rows)?;
        }
        (WantedKey::Plain(file), _) => {
            let rows: Vec<PseudonymRow> = replaced.iter().map(|row| (*row).clone()).collect();
            write_private(file, &rows)?;
        }
        _ => {}
    }
    if context.json {
        return json(&json!({
            "project": out, "words": replaced.len(), "replaced": done.words, "events_left_out": done.events,
            "other_programs_elements_left_out": done.kept_elements,
        }));
    }
    line(format_args!(
        "made {}: {} words replaced at {} places, the history of {} changes left out",
        out.display(),
        replaced.len(),
        done.words,
        done.events
    ))?;
    if done.kept_elements > 0 {
        note(format_args!(
            "{} elements and identities of other programs were left out, too",
            done.kept_elements
        ));
    }
    note(format_args!(
        "read the copy before you give it away: rules miss names without a title; {} and {} still tell who is who",
        project.store().path().display(),
        list.display()
    ));
    Ok(())
}

fn show_key(file: &Path, passphrase_file: Option<&PathBuf>, context: &Context) -> Result<()> {
    context.refuse_without_encryption()?;
    let passphrase = super::ask_passphrase::passphrase(
        file,
        passphrase_file,
        super::ask_passphrase::Asking::ToOpen,
    )?;
    let rows = Store::read_pseudonym_key(file, &passphrase)?;
    if context.json {
        let told: Vec<_> = rows
            .iter()
            .map(|row| json!({ "found": row.0, "kind": row.1, "pseudonym": row.2 }))
            .collect();
        return json(&told);
    }
    let mut table = Table::new([
        ("pseudonym", Side::Left),
        ("kind", Side::Left),
        ("found", Side::Left),
    ]);
    for (found, kind, pseudonym) in rows {
        table.row([pseudonym, kind, found]);
    }
    table.print()
}

fn refuse_existing(file: &Path) -> Result<()> {
    match file.exists() {
        true => Err(Error::file(
            file,
            "is there already; choose another name for the key",
        )),
        false => Ok(()),
    }
}

/// Writes a list that only its owner can read.
fn write_private(path: &Path, rows: &[PseudonymRow]) -> Result<()> {
    let failed = |error: std::io::Error| Error::file(path, format!("cannot be written: {error}"));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    write_pseudonyms(rows, &mut file).map_err(failed)
}

fn told(row: &PseudonymRow) -> serde_json::Value {
    json!({
        "found": row.found, "kind": row.kind, "count": row.count, "places": row.places, "example": row.example,
        "pseudonym": row.pseudonym, "replace": row.replace,
    })
}
