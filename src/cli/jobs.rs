//! On how many threads.

use crate::error::{Error, Result};

/// More threads than this only cost memory.
const MOST: usize = 1_024;

/// Runs `work` on `threads` threads; on all processors where none is given.
///
/// # Errors
/// [`Error::Input`] for no thread at all or more than [`MOST`]; else what `work` returns.
pub(super) fn with<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    match threads {
        None => work(),
        Some(0) => Err(Error::input("--jobs 0: at least one thread is needed")),
        Some(threads) if threads > MOST => Err(Error::input(format!(
            "--jobs {threads}: more than {MOST} threads help nobody; leave it out to use all processors"
        ))),
        Some(threads) => crate::project::on_threads(threads, work),
    }
}
