//! What makes a coding trustworthy, as figures: agreement of coders, saturation, drift of a code; samples to be coded again. Pure statistics, each with its source.

mod cohen;
mod drift;
mod fleiss;
mod gwet;
mod interval;
mod krippendorff;
mod overlap;
mod percent;
mod random;
mod ratings;
mod sampling;
mod saturation;
mod unitizing;

pub use cohen::cohen;
pub use drift::{Drift, INTERVIEWS, SPLITS, UNITS, drift};
pub use fleiss::fleiss;
pub use gwet::gwet;
pub use interval::{Coefficient, DRAWS, Estimate, WITHIN, estimates};
pub use krippendorff::krippendorff;
pub use overlap::{Overlap, overlap};
pub use percent::percent;
pub use ratings::{Ratings, Unit};
pub use sampling::stratified;
pub use saturation::{Rule, Saturation, new_codes, saturation};
pub use unitizing::{Segment, Unitizing, unitizing};
