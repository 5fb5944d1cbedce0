//! What stays the same from one opening of the project file to the next, until the program ends.

use super::door::Door;
use super::server::Serve;
use super::session::Session;
use crate::error::Result;
use std::path::PathBuf;

/// Whose project is served to whom, and where.
pub(super) struct House {
    /// The project file.
    pub(super) project: PathBuf,
    /// Who codes.
    pub(super) coder: String,
    /// The names under which this host may be asked.
    pub(super) hosts: [String; 2],
    /// The secrets of this run.
    pub(super) session: Session,
    /// Where requests come in.
    pub(super) door: Door,
}

impl House {
    /// A house at this port, with new secrets and its door closed.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub(super) fn new(what: &Serve, port: u16) -> Result<Self> {
        Ok(Self {
            project: what.project.clone(),
            coder: what.coder.clone(),
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            session: Session::new(port)?,
            door: Door::default(),
        })
    }
}
