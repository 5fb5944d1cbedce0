//! The workbench, asked by plain HTTP as a browser without scripts would ask it.

mod browser;
mod codebook;
mod guarding;
mod reading;
mod staleness;
