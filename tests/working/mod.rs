//! The workbench, asked by plain HTTP as a browser without scripts would ask it.

mod agreeing;
mod browser;
mod codebook;
mod coding;
mod comparing;
mod consisting;
mod encrypting;
mod exchanging;
mod going_back;
mod guarding;
mod leaving;
mod reading;
mod replacing;
mod safeguarding;
mod searching;
mod staleness;
mod suggesting;
mod together;
