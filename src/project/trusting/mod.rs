//! What a study's coding can be trusted for: agreement of coders, saturation.

mod agreement;
mod disagreements;
mod judged;
mod saturation;
mod settling;

pub use agreement::{Agreement, AgreementRequest, Basis, CodeAgreement, Coefficients};
pub use disagreements::{
    Confusion, Disagreement, DisagreementRequest, Disagreements, GivenCoding, Side,
};
pub use saturation::{GroupSaturation, SaturationReport, SaturationRequest};
pub use settling::{Agreed, Settled, Settlement};
