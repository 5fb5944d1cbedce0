//! Codings to model to probabilities.

pub mod encoder;
