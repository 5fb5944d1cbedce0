//! One error type, sorted by who can put it right.

use std::path::{Path, PathBuf};

/// What went wrong, and whose it is to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the user gave is not as it must be; the message says where and what to do.
    #[error("{0}")]
    Input(String),
    /// The disk or the file on it: missing, unreadable, full, damaged, in use.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file concerned.
        path: PathBuf,
        /// What happened and what to do about it.
        reason: String,
    },
    /// A fault of emic itself.
    #[error("internal error: {0} (this is a fault of emic; your project file is unchanged)")]
    Internal(String),
}

/// emic's result type.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An [`Error::Input`] from any message.
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// An [`Error::File`] for `path`.
    pub fn file(path: impl AsRef<Path>, reason: impl std::fmt::Display) -> Self {
        Self::File {
            path: path.as_ref().to_owned(),
            reason: reason.to_string(),
        }
    }

    /// An [`Error::Internal`] from anything that can be shown.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// The exit code a script can trust: 2 for input, 3 for files, 70 for a fault of emic (sysexits `EX_SOFTWARE`).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::File { .. } => 3,
            Self::Internal(_) => 70,
        }
    }
}
