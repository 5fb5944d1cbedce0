//! Data to stdout, everything else to stderr.

use crate::error::{Error, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Writes a line of data. A reader that has gone away (`| head`) ends the program quietly.
///
/// # Errors
/// [`Error::File`] where stdout cannot be written.
pub fn line(text: impl std::fmt::Display) -> Result<()> {
    written(writeln!(std::io::stdout().lock(), "{text}"))
}

/// Writes a value as indented JSON.
///
/// # Errors
/// As [`line`].
pub fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value).map_err(Error::internal)?)
}

/// Tells the person something that is not data.
pub fn note(text: impl std::fmt::Display) {
    // Nobody can be told that stderr is gone.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Says what went wrong.
pub fn complain(error: &Error) {
    note(format_args!("emic: {error}"));
}

/// A bar on a terminal, nothing elsewhere.
pub fn progress(what: &'static str, total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    let bar = ProgressBar::new(total).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Does what may take long; a terminal shows meanwhile what it is and for how long it has been going on.
pub fn waiting<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let style = ProgressStyle::with_template("{spinner} {msg} … {elapsed}");
    let bar = ProgressBar::new_spinner()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        .with_message(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let done = work();
    bar.finish_and_clear();
    done
}

/// [`waiting`] for a model.
pub fn learning<T>(work: impl FnOnce() -> T) -> T {
    waiting("learning from what is coded", work)
}

/// A bar whose steps have names and may take long, on a terminal; nothing elsewhere.
pub fn steps() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{spinner} {msg} {wide_bar} {human_pos}/{human_len} {elapsed}",
    );
    let bar =
        ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

/// A count that grows, where the total is not known, on a terminal; nothing elsewhere.
pub fn counter(what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    ProgressBar::new_spinner().with_message(what).with_style(
        ProgressStyle::with_template("{spinner} {msg} {human_pos} {per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    )
}

/// Standard output for much data. A reader that has gone away ends the program quietly.
pub struct Stdout(std::io::StdoutLock<'static>);

impl Stdout {
    /// Standard output.
    pub fn lock() -> Self {
        Self(std::io::stdout().lock())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        quiet(self.0.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        quiet(self.0.flush())
    }
}

fn quiet<T>(outcome: std::io::Result<T>) -> std::io::Result<T> {
    match outcome {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other,
    }
}

/// What became of writing to stdout. A reader that has gone away ends the program quietly.
///
/// # Errors
/// [`Error::File`] where stdout cannot be written.
pub fn written(outcome: std::io::Result<()>) -> Result<()> {
    quiet(outcome).map_err(|error| Error::file("standard output", error))
}
