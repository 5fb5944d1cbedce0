//! What a study's coding can be trusted for: agreement of coders and of one with herself, saturation, drift.

mod agreement;
mod disagreements;
mod drift;
mod engine;
mod judged;
mod printed;
mod recoding;
mod saturation;
mod settling;

pub use agreement::{Agreement, AgreementRequest, Basis, CodeAgreement, Coefficients};
pub use disagreements::{
    Confusion, Disagreement, DisagreementRequest, Disagreements, GivenCoding, Side,
};
pub use drift::{CodeDrift, DriftQuote, DriftReport, DriftRequest};
pub use engine::{Engine, EngineCodings};
pub use recoding::{RecodeSample, RecodeUnit};
pub use saturation::{GroupSaturation, SaturationReport, SaturationRequest};
pub use settling::{Agreed, Settled, Settlement};

use crate::study::{CodeId, Codebook};

/// The node that a code is told by: the one at `level` of the ladder above it, itself where `None`.
fn told_by(codebook: &Codebook, code: CodeId, level: Option<usize>) -> Option<CodeId> {
    match level {
        Some(level) => codebook.at_level(code, level).map(|node| node.id),
        None => Some(code),
    }
}
