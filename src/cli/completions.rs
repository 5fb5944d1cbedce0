//! `emic completions`.

use super::Cli;
use super::context::Context;
use super::output::line;
use crate::error::Result;
use clap::CommandFactory;
use clap_complete::Shell;

/// Write the completions of a shell
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic completions bash > ~/.local/share/bash-completion/completions/emic")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: Completions, _: &Context) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "emic", &mut script);
    line(String::from_utf8_lossy(&script).trim_end())
}
