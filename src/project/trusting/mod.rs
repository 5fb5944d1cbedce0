//! What a study's coding can be trusted for: agreement of coders, saturation.

mod agreement;
mod judged;
mod saturation;

pub use agreement::{Agreement, AgreementRequest, Basis, CodeAgreement, Coefficients};
pub use saturation::{GroupSaturation, SaturationReport, SaturationRequest};
