//! The files that leave the project, whichever way it is asked for them.

use super::Project;
use crate::error::{Error, Result};
use crate::exchange::{
    Positions, WrittenProject, write_codebook, write_coded_units_csv, write_jsonl,
    write_participants, write_qdc, write_qdpx, write_relations,
};
use crate::study::{CodedUnit, Study};

/// A file that can be imported again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// Coded units as JSONL.
    UnitsJsonl,
    /// Coded units as CSV.
    UnitsCsv,
    /// The codebook as CSV; it has no column for the study.
    Codebook,
    /// Participants as CSV.
    Participants,
    /// Relations between codes as CSV; it has no column for the study.
    Relations,
    /// A study with everything in it, for other programs (REFI-QDA).
    Qdpx(Positions),
    /// The codebook for other programs (REFI-QDA).
    Qdc,
}

impl Project {
    /// What these studies have of a kind, as the bytes of a file; without identifying attributes ([`Project::left_out`]).
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be read; [`Error::Input`] for several studies where a file holds one, and
    /// for a QDC codebook without a code.
    pub fn exported(&self, studies: &[Study], what: Exported) -> Result<Vec<u8>> {
        self.sharing(|project| project.bytes_of(studies, what))
    }

    fn bytes_of(&self, studies: &[Study], what: Exported) -> Result<Vec<u8>> {
        if let Exported::Qdpx(positions) = what {
            return Ok(self.written(only(studies)?, positions)?.bytes);
        }
        if what == Exported::Qdc {
            return write_qdc(&self.coded_project(only(studies)?)?);
        }
        let mut out = Vec::new();
        let done = match what {
            Exported::UnitsJsonl => write_jsonl(&self.units_of(studies)?, &mut out),
            Exported::UnitsCsv => write_coded_units_csv(&self.units_of(studies)?, &mut out),
            Exported::Participants => {
                let mut rows = Vec::new();
                for study in studies {
                    rows.extend(self.participant_rows(study)?);
                }
                write_participants(&rows, &mut out)
            }
            Exported::Codebook => {
                let mut rows = Vec::new();
                for study in studies {
                    rows.extend(self.codebook_rows(study)?);
                }
                write_codebook(&rows, &mut out)
            }
            Exported::Relations => {
                let mut rows = Vec::new();
                for study in studies {
                    rows.extend(self.relation_rows(study)?);
                }
                write_relations(&rows, &mut out)
            }
            Exported::Qdpx(_) | Exported::Qdc => Ok(()),
        };
        done.map_err(Error::internal)?;
        Ok(out)
    }

    /// A study with everything in it but identifying attributes as a QDPX file, and what is to be said of it.
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be read.
    pub fn written(&self, study: &Study, positions: Positions) -> Result<WrittenProject> {
        let coded = self.sharing(|project| project.coded_project(study))?;
        let mut written = write_qdpx(&coded, positions)?;
        let left = self.left_behind(study)?.join("; ");
        written.told.insert(0, format!("not in it: {left}"));
        Ok(written)
    }

    fn units_of(&self, studies: &[Study]) -> Result<Vec<CodedUnit>> {
        let mut units = Vec::new();
        for study in studies {
            units.extend(self.coded_units(study)?);
        }
        Ok(units)
    }
}

fn only(studies: &[Study]) -> Result<&Study> {
    match studies {
        [study] => Ok(study),
        _ => Err(Error::input("a REFI-QDA file holds one study; choose one")),
    }
}
