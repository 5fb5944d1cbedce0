//! `emic serve`: the workbench in the browser.

use super::context::Context;
use super::output::{line, note};
use crate::error::Result;
use crate::workbench;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Open the workbench: read, code, search and compare in the browser
#[derive(clap::Args)]
#[command(
    after_help = "The page is for this machine alone: nothing is sent anywhere else, and only the printed link lets a browser in.

Examples:
  emic serve ward.emic --open
  emic serve --port 8765"
)]
pub(super) struct Serve {
    /// The project file [default: as --project]
    #[arg(value_name = "PROJECT")]
    file: Option<PathBuf>,

    /// The port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N")]
    port: Option<u16>,

    /// Open the link in the browser
    #[arg(long)]
    open: bool,
}

/// Runs the command.
pub(super) fn run(args: &Serve, context: &Context) -> Result<()> {
    let what = workbench::Serve {
        project: args.file.clone().map_or_else(|| context.path(), Ok)?,
        coder: context.coder(),
        port: args.port,
    };
    context.unlock(&what.project)?;
    workbench::serve(&what, |link| {
        // A closed standard output is no reason not to serve.
        let _ = line(link);
        note(format_args!(
            "open this link in a browser on this machine; you code as {}; Ctrl-C ends it",
            what.coder
        ));
        if args.open && !opened(link) {
            note("no browser could be started; open the link by hand");
        }
    })
}

/// Asks the desktop to open a link.
fn opened(link: &str) -> bool {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        // The empty word is the window's title, which `start` takes first.
        start.args(["/C", "start", ""]);
        start
    } else {
        Command::new("xdg-open")
    };
    let command = command
        .arg(link)
        .env_remove("EMIC_PASSPHRASE")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().is_ok()
}
