//! emic: local-first qualitative content analysis.

pub mod compare;
pub mod error;
pub mod study;
pub mod text;

pub use error::{Error, Result};
