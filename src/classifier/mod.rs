//! Codings to model to probabilities.

mod centroids;
pub mod encoder;
mod evidence;
mod features;
mod folds;
mod lessons;
mod linear;
mod meaning;
mod model;
mod pretrain;
mod ranker;
mod ridge;
mod sparse;
mod threshold;

pub use evidence::{NAMES, NUMBERS, Numbers};
pub use lessons::{CodeWords, Lessons, Neighbour};
pub use model::{Model, Question, Scored};
pub use pretrain::draw;
pub use ranker::{Judged, Ranker};
