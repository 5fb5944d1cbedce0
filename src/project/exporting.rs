//! The files that leave the project, whichever way it is asked for them.

use super::Project;
use crate::error::{Error, Result};
use crate::exchange::{
    write_codebook, write_coded_units_csv, write_jsonl, write_participants, write_qdc, write_qdpx,
    write_relations,
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
    Qdpx,
    /// The codebook for other programs (REFI-QDA).
    Qdc,
}

impl Project {
    /// What these studies have of a kind, as the bytes of a file.
    ///
    /// # Errors
    /// [`Error::File`] where the project file cannot be read; [`Error::Input`] for several studies where a file holds one, and
    /// for a QDC codebook without a code.
    pub fn exported(&self, studies: &[Study], what: Exported) -> Result<Vec<u8>> {
        if matches!(what, Exported::Qdpx | Exported::Qdc) {
            let [study] = studies else {
                return Err(Error::input("a REFI-QDA file holds one study; choose one"));
            };
            let project = self.coded_project(study)?;
            return match what {
                Exported::Qdc => write_qdc(&project),
                _ => write_qdpx(&project),
            };
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
            Exported::Qdpx | Exported::Qdc => Ok(()),
        };
        done.map_err(Error::internal)?;
        Ok(out)
    }

    fn units_of(&self, studies: &[Study]) -> Result<Vec<CodedUnit>> {
        let mut units = Vec::new();
        for study in studies {
            units.extend(self.coded_units(study)?);
        }
        Ok(units)
    }
}
