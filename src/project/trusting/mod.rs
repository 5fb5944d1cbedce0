//! What a study's coding can be trusted for: agreement of coders, saturation.

mod agreement;
mod judged;
mod saturation;

pub use agreement::{Agreement, AgreementRequest, Basis, CodeAgreement, Coefficients};
pub use saturation::{GroupSaturation, SaturationReport, SaturationRequest};

use crate::study::{CodeId, Codebook};

/// The node that a code is told by: the one at `level` of the ladder above it, itself where `None`.
fn told_by(codebook: &Codebook, code: CodeId, level: Option<usize>) -> Option<CodeId> {
    match level {
        Some(level) => codebook.at_level(code, level).map(|node| node.id),
        None => Some(code),
    }
}
