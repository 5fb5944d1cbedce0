//! emic: local-first qualitative content analysis.

pub mod classifier;
pub mod cli;
pub mod compare;
pub mod error;
pub mod exchange;
pub mod index;
pub mod project;
pub mod segment;
pub mod store;
pub mod study;
pub mod suggest;
pub mod text;

pub use error::{Error, Result};
