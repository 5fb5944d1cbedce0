//! Codings to model to probabilities.

mod bootstrap;
mod centroids;
mod code_report;
mod confusion;
pub mod encoder;
mod evaluate;
mod evidence;
mod features;
mod folds;
mod learning_curve;
mod lessons;
mod linear;
mod meaning;
mod metrics;
mod model;
mod pretrain;
mod ranker;
mod report;
mod ridge;
mod sparse;
mod subset;
mod tally;
mod threshold;
mod trial;

pub use bootstrap::{Certainty, Interval};
pub use code_report::{CodeReport, Verdict};
pub use confusion::Confusion;
pub use evaluate::evaluate;
pub use evidence::{NAMES, NUMBERS, Numbers};
pub use learning_curve::{CurvePoint, LearningCurve, Trend};
pub use lessons::{CodeWords, Lessons, Neighbour};
pub use metrics::Overall;
pub use model::{Model, Question, Scored};
pub use pretrain::draw;
pub use ranker::{Judged, Ranker};
pub use report::{Folds, HeldOutBy, ReportCard};
