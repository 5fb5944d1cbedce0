//! The command line: one file a command. The only module that knows clap and the only one that prints.

mod context;
mod output;
mod quotes;
mod search;
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

    /// Print data as JSON
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Search(search::Search),
}

/// Runs the command that was typed; the exit code says who can put an error right.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = context::Context::new(cli.project, cli.coder, cli.json);
    let done: crate::Result<()> = match cli.command {
        Command::Search(search) => search.run(&context),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
