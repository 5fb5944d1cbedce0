//! `emic import`.

use super::context::Context;
use super::import_preview::show_preview;
use super::layout::{columns, counted, padded, plain, width, wrapped};
use super::output::{json, line, note, steps};
use crate::error::{Error, Result};
use crate::exchange::{ColumnMapping, FileOutcome};
use crate::project::{ChangedTranscripts, ImportOptions, ImportProgress, ImportReport};
use crate::segment::{SpeakerPattern, SpeakerRules};
use crate::study::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// As many files that came in without a word to say are listed.
const LISTED: usize = 40;

/// The kinds of things as they are told.
const ORDER: [&str; 10] = [
    "studies",
    "coders",
    "participants",
    "variables",
    "codes",
    "relations",
    "transcripts",
    "units",
    "codings",
    "memos",
];

/// Take in transcripts, coded units, participants, codebooks, whole studies, and projects of other programs
#[derive(clap::Args)]
#[command(
    after_help = "Transcripts: .docx .odt .rtf .pdf (with a text layer) .html .epub .vtt .srt .txt .md. Footnotes and comments come in as memos.
Other files: .jsonl .csv (coded units), .csv (participants, codebook, relations),
study.json, .qdpx .qdc (REFI-QDA: projects and codebooks of NVivo, ATLAS.ti, MAXQDA and others),
.sqlite3 (Taguette), .qda (QualCoder: the folder or the file in it), .rqda (RQDA), .xlsx .csv (exported tables: coded segments
of MAXQDA, quotations and codes of ATLAS.ti, the codebook of NVivo, highlights and tags of Taguette, any other with --columns).
A folder with a study.json is a study; a folder of such folders is several.

Example:
  emic import interviews/ participants.csv codebook.csv --study empathy
  emic import M4.docx --interviewer Sara --language fa
  emic import M4.docx --preview                          who speaks, with first words; nothing is written
  emic import M4.docx --preview --speakers '<(\\w+)>'     turns begin like '<Sara> Why?'
  emic import M4.docx --replace                          the corrected transcript: codings move along with their words
  emic import ward.qdpx --dry-run
  emic import segments.xlsx --columns 'text=Quote,code=Theme,document=Interview,participant=Who'"
)]
pub struct Import {
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The study that all of it belongs to [default: the study.json beside it, else the only study (for a folder, while it is empty), else the folder's name]
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// Language of the transcripts, such as fa [default: looked at, one by one]
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Label of an interviewer; may be given several times
    #[arg(long, value_name = "LABEL")]
    interviewer: Vec<String>,
    /// Label of a participant; may be given several times
    #[arg(long, value_name = "LABEL")]
    participant: Vec<String>,
    /// How lines that begin a turn are written, where emic does not recognise them: a regular expression for the start of a line, its first group the speaker
    #[arg(long, value_name = "PATTERN")]
    speakers: Option<String>,
    /// Put a transcript that has changed in place of the one of the same name: codings move along with their words, those whose words are gone are listed and kept as excerpts. One undo takes it back
    #[arg(long)]
    replace: bool,
    /// Show who speaks in the transcripts, how much, and who asks; change nothing
    #[arg(long)]
    preview: bool,
    /// Which column of a table (.csv, .xlsx) is what: text=Segment,code=Code,document=Name,participant=Case,attribute:age=Age
    #[arg(long, value_name = "FIELD=COLUMN,...")]
    columns: Vec<String>,
    /// Say what would come in and what could not be carried, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: Import, context: &Context) -> Result<()> {
    let mut project = context.open()?;
    let options = ImportOptions {
        study: args.study,
        coder: context.coder(),
        language: args.language.as_deref().map(Language::new),
        speakers: SpeakerRules {
            interviewers: args.interviewer,
            participants: args.participant,
            pattern: args
                .speakers
                .as_deref()
                .map(SpeakerPattern::parse)
                .transpose()?,
        },
        changed: match args.replace {
            true => ChangedTranscripts::Replaced,
            false => ChangedTranscripts::Refused,
        },
        columns: columns_of(&args.columns)?,
    };
    let bar = steps();
    let progress = |at: ImportProgress<'_>| {
        // Of a large project, its transcripts are counted, not the one file.
        let (done, all) = at.within.unwrap_or((at.done, at.total));
        let name = at.file.file_name().unwrap_or_default().to_string_lossy();
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        bar.set_message(match at.within.is_none() && at.done < at.total {
            true => format!("reading {}", plain(&name)),
            false => "writing into the project".to_owned(),
        });
    };
    if args.preview {
        let found = project.preview_import(&args.paths, &options, &progress);
        bar.finish_and_clear();
        return show_preview(&found?, context);
    }
    let report = match args.dry_run {
        true => project.rehearse_import(&args.paths, &options, &progress),
        false => project.import(&args.paths, &options, &progress),
    };
    bar.finish_and_clear();
    let report = report?;
    if context.json {
        json(&report)?;
    } else {
        show(&report, &args.paths, args.dry_run)?;
    }
    let mut refused = report.refused();
    match refused.next() {
        Some(first) if report.files.iter().all(|f| f.refused.is_some()) => {
            let reason = first.refused.clone().unwrap_or_default();
            Err(Error::file(
                &first.path,
                match refused.count() {
                    0 => reason,
                    more => format!(
                        "{reason} (nor could {} be taken in)",
                        counted(more, "other files")
                    ),
                },
            ))
        }
        _ => Ok(()),
    }
}

fn columns_of(written: &[String]) -> Result<Option<ColumnMapping>> {
    match written.is_empty() {
        true => Ok(None),
        false => ColumnMapping::parse(&written.join(",")).map(Some),
    }
}

/// Prints what is to be said of a file below its name.
pub(super) fn warnings<'w>(warnings: impl Iterator<Item = &'w String>) -> Result<()> {
    for warning in warnings {
        for (at, part) in wrapped(&plain(warning), columns() - 6).iter().enumerate() {
            line(format_args!(
                "    {}{part}",
                if at == 0 { "! " } else { "  " }
            ))?;
        }
    }
    Ok(())
}

fn show(report: &ImportReport, given: &[PathBuf], is_dry_run: bool) -> Result<()> {
    let (quiet, telling): (Vec<&FileOutcome>, Vec<&FileOutcome>) = report
        .files
        .iter()
        .partition(|file| file.refused.is_none() && file.warnings.is_empty());
    // Neither refused nor of any format: it was passed over.
    let is_passed_over = |file: &&FileOutcome| file.format.is_none() && file.refused.is_none();
    let passed_over = report.files.iter().filter(is_passed_over).count();
    let all: Vec<&FileOutcome> = if report.files.len() <= LISTED {
        report.files.iter().collect()
    } else {
        telling
    };
    let listed: Vec<&FileOutcome> = all.into_iter().filter(|f| !is_passed_over(f)).collect();
    let name = |file: &FileOutcome| plain(&short(&file.path, given));
    let wide = listed
        .iter()
        .map(|f| width(&name(f)))
        .max()
        .unwrap_or(0)
        .min(48);
    for file in &listed {
        let came_in = match &file.refused {
            Some(_) => "not taken in".to_owned(),
            None => listed_counts(&file.came_in),
        };
        line(format_args!("{}  {came_in}", padded(&name(file), wide)))?;
        warnings(file.refused.iter().chain(&file.warnings))?;
    }
    if listed.len() + passed_over < report.files.len() {
        line(format_args!(
            "{} came in without a doubt",
            counted(quiet.len(), "files")
        ))?;
    }
    if passed_over > 0 {
        let files = counted(passed_over, "files");
        line(format_args!(
            "passed over {files} that only describe their folders (README, SOURCE)"
        ))?;
    }
    let totals = listed_counts(&report.totals);
    if report.studies.is_empty() {
        return line("there was nothing to import");
    }
    let done = if is_dry_run {
        "would be imported"
    } else {
        "imported"
    };
    let into = format!("{done} into {}: {totals}", report.studies.join(", "));
    line("")?;
    for part in wrapped(&plain(&into), columns()) {
        line(part)?;
    }
    match report.refused().count() {
        0 => {}
        n => note(format_args!(
            "{} could not be taken in, see above",
            counted(n, "files")
        )),
    }
    note(match is_dry_run {
        true => "nothing was changed; next: the same without --dry-run",
        false => "next: emic status",
    });
    Ok(())
}

/// What came in, counted, in the order in which it leans on each other.
fn listed_counts(came_in: &BTreeMap<String, usize>) -> String {
    let rank = |kind: &str| ORDER.iter().position(|known| kind.starts_with(known));
    let mut kinds: Vec<(&String, &usize)> = came_in.iter().collect();
    kinds.sort_by_key(|(kind, _)| (rank(kind).unwrap_or(ORDER.len()), kind.len()));
    let counts: Vec<String> = kinds
        .into_iter()
        .map(|(kind, n)| counted(*n, kind))
        .collect();
    match counts.is_empty() {
        true => "nothing new".to_owned(),
        false => counts.join(", "),
    }
}

/// The path below what was given.
fn short(path: &Path, given: &[PathBuf]) -> String {
    let below = given
        .iter()
        .filter(|g| g.is_dir())
        .find_map(|g| path.strip_prefix(g).ok());
    let short = below
        .or_else(|| path.file_name().map(Path::new))
        .unwrap_or(path);
    short.display().to_string()
}
