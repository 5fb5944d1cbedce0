//! The command line: one file a command. The only module that knows clap and the only one that prints.

mod agreement;
mod ask_passphrase;
mod backup;
mod bulk;
mod check;
mod code;
mod codebook;
mod compare;
mod comparison_pairs;
mod comparison_text;
mod completions;
mod context;
mod copy;
mod decide;
mod decrypt;
mod demo;
mod disagreements;
mod document;
mod drift;
mod encrypt;
mod evaluate;
mod evaluate_text;
mod export;
mod export_sheets;
mod export_table;
mod history;
mod import;
mod import_preview;
mod jobs;
mod layout;
mod meaning;
mod memo;
mod merge;
mod methods;
mod new;
mod output;
mod participants;
mod passphrase;
mod pretrain;
mod pseudonyms;
mod quotes;
mod recode;
mod relations;
mod saturation;
mod score;
mod search;
mod segment;
mod serve;
mod settle;
mod share;
mod show;
mod status;
mod studies;
mod suggest;
mod table;
mod transcripts;
mod uncode;
mod undo;
mod why_not;
mod wrap;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Local-first qualitative content analysis: codes suggested from your own coding, quotes found, themes compared.
#[derive(Parser)]
#[command(name = "emic", version, about, arg_required_else_help = true)]
struct Cli {
    /// The project file [default: the only *.emic in this folder]
    #[arg(short, long, global = true, env = "EMIC_PROJECT", value_name = "FILE")]
    project: Option<PathBuf>,

    /// Who codes [default: the login name]
    #[arg(long, global = true, env = "EMIC_CODER", value_name = "NAME")]
    coder: Option<String>,

    /// A file with the passphrase of an encrypted project in its first line [default: $EMIC_PASSPHRASE, else it is asked for]
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,

    /// Print data as JSON
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Agreement(agreement::AgreementOf),
    Backup(backup::Backup),
    Check(check::Check),
    Code(code::Code),
    Codebook(codebook::Codebook),
    Compare(compare::Compare),
    Completions(completions::Completions),
    Copy(copy::Copy),
    Decide(decide::Decide),
    Decrypt(decrypt::Decrypt),
    Demo(demo::Demo),
    Disagreements(disagreements::DisagreementsOf),
    Drift(drift::DriftOf),
    Encrypt(encrypt::Encrypt),
    Evaluate(evaluate::Evaluate),
    Export(export::Export),
    History(history::History),
    Import(import::Import),
    Memo(memo::Memo),
    Merge(merge::Merge),
    Methods(methods::Methods),
    New(new::New),
    Participants(participants::Participants),
    Passphrase(passphrase::ChangePassphrase),
    #[command(hide = true)]
    Pretrain(pretrain::Pretrain),
    Pseudonyms(pseudonyms::Pseudonyms),
    Recode(recode::Recode),
    Redo(undo::Redo),
    Relations(relations::Relations),
    Saturation(saturation::SaturationOf),
    Score(score::Score),
    Search(search::Search),
    Segment(segment::Segment),
    Serve(serve::Serve),
    Settle(settle::Settle),
    Show(show::Show),
    Status(status::Status),
    Studies(studies::Studies),
    Suggest(suggest::Suggest),
    Transcripts(transcripts::Transcripts),
    Uncode(uncode::Uncode),
    Undo(undo::Undo),
}

/// Runs the command that was typed; the exit code says who can put an error right.
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Runs a command as it would be typed, the program's name first.
fn run_line<'w>(words: impl Iterator<Item = &'w str>) -> crate::Result<()> {
    run(Cli::try_parse_from(words).map_err(crate::Error::internal)?)
}

fn run(cli: Cli) -> crate::Result<()> {
    let context = context::Context::new(cli.project, cli.coder, cli.json)
        .with_passphrase_file(cli.passphrase_file);
    match cli.command {
        Command::Agreement(args) => agreement::run(args, &context),
        Command::Backup(args) => backup::run(args, &context),
        Command::Check(args) => check::run(args, &context),
        Command::Code(args) => code::run(args, &context),
        Command::Codebook(args) => codebook::run(args, &context),
        Command::Compare(args) => compare::run(args, &context),
        Command::Completions(args) => completions::run(args, &context),
        Command::Copy(args) => copy::run(args, &context),
        Command::Decide(args) => decide::run(args, &context),
        Command::Decrypt(args) => decrypt::run(args, &context),
        Command::Demo(args) => demo::run(&args, &context),
        Command::Disagreements(args) => disagreements::run(args, &context),
        Command::Drift(args) => drift::run(args, &context),
        Command::Encrypt(args) => encrypt::run(args, &context),
        Command::Evaluate(args) => evaluate::run(args, &context),
        Command::Export(args) => export::run(args, &context),
        Command::History(args) => history::run(args, &context),
        Command::Import(args) => import::run(args, &context),
        Command::Memo(args) => memo::run(args, &context),
        Command::Merge(args) => merge::run(args, &context),
        Command::Methods(args) => methods::run(args, &context),
        Command::New(args) => new::run(args, &context),
        Command::Participants(args) => participants::run(args, &context),
        Command::Passphrase(args) => passphrase::run(args, &context),
        Command::Pretrain(args) => pretrain::run(&args),
        Command::Pseudonyms(args) => pseudonyms::run(args, &context),
        Command::Recode(args) => recode::run(args, &context),
        Command::Redo(args) => args.run(&context),
        Command::Relations(args) => relations::run(args, &context),
        Command::Saturation(args) => saturation::run(args, &context),
        Command::Score(args) => score::run(args, &context),
        Command::Search(search) => search.run(&context),
        Command::Segment(args) => segment::run(args, &context),
        Command::Serve(args) => serve::run(&args, &context),
        Command::Settle(args) => settle::run(args, &context),
        Command::Show(args) => show::run(args, &context),
        Command::Status(args) => status::run(args, &context),
        Command::Studies(args) => studies::run(args, &context),
        Command::Suggest(args) => suggest::run(args, &context),
        Command::Transcripts(args) => transcripts::run(args, &context),
        Command::Uncode(args) => uncode::run(args, &context),
        Command::Undo(args) => args.run(&context),
    }
}
