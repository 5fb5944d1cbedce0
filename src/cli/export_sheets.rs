//! Sheets for member checking, a file each.

use super::document::put;
use crate::error::{Error, Result};
use crate::exchange::DocumentFormat;
use crate::project::MemberSheet;
use std::path::Path;

/// Writes each sheet into a file of the folder, named after the participant.
pub(super) fn into_folder(
    folder: &Path,
    sheets: &[MemberSheet],
    format: &DocumentFormat,
    overwrite: bool,
) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    for sheet in sheets {
        let name: String = sheet
            .participant
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || "-_. ".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let file = folder.join(format!(
            "member-check {}.{}",
            name.trim_matches('.'),
            format.endings[0]
        ));
        put(&file, &format.write(&sheet.document)?, overwrite)?;
    }
    Ok(())
}
