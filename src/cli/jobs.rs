//! On how many threads.

use crate::error::{Error, Result};

/// Runs `work` on `threads` threads; on all processors where none is given.
///
/// # Errors
/// [`Error::Input`] for no thread at all; else what `work` returns.
pub(super) fn with<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    match threads {
        None => work(),
        Some(0) => Err(Error::input("--jobs 0: at least one thread is needed")),
        Some(threads) => crate::project::on_threads(threads, work),
    }
}
