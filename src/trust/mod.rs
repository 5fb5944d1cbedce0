//! What makes a coding trustworthy, as figures: agreement of coders, saturation. Pure statistics, each with its source.

mod cohen;
mod fleiss;
mod gwet;
mod interval;
mod krippendorff;
mod overlap;
mod percent;
mod ratings;
mod saturation;
mod unitizing;

pub use cohen::cohen;
pub use fleiss::fleiss;
pub use gwet::gwet;
pub use interval::{Coefficient, DRAWS, Estimate, WITHIN, estimates};
pub use krippendorff::krippendorff;
pub use overlap::{Overlap, overlap};
pub use percent::percent;
pub use ratings::{Ratings, Unit};
pub use saturation::{Rule, Saturation, new_codes, saturation};
pub use unitizing::{Segment, Unitizing, unitizing};
