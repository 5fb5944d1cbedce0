//! What emic promises, one file a promise, in one binary.

mod searching;
