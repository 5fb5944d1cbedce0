//! What emic promises, one file a promise, in one binary.

#![allow(missing_docs)]
// In a test an unwrap is an assertion; clippy knows that of functions marked #[test] only.
#![allow(clippy::unwrap_used)]

mod architecture;
mod backups;
mod coding;
mod comparing;
mod consulting;
mod disagreeing;
mod documents;
mod evaluating;
mod exchanging_projects;
mod exporting_tables;
mod fuzz_seeds;
mod importing;
mod killing;
mod live;
mod merging;
mod other_programs;
mod project_file;
mod pseudonyms;
mod recording;
mod remembering;
mod round_trips;
mod scoring;
mod searching;
mod secrecy;
mod speaking;
mod suggesting;
mod support;
mod trusting;
mod working;
