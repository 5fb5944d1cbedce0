//! emic: local-first qualitative content analysis.

pub mod error;
pub mod index;
pub mod study;
pub mod text;

pub use error::{Error, Result};
