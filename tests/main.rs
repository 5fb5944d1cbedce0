//! The promises, one file each, kept on the real program and the real files.

#![allow(missing_docs)]
// In a test an unwrap is an assertion; clippy knows that of functions marked #[test] only.
#![allow(clippy::unwrap_used)]

mod architecture;
mod coding;
mod importing;
mod project_file;
mod support;
