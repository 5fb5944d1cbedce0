//! One file a page: its handlers and what its template shows.

pub(super) mod choose;
mod codes;
pub(super) mod coding;
pub(super) mod history;
pub(super) mod learning;
mod offer;
pub(super) mod overview;
pub(super) mod panel;
mod pass;
pub(super) mod read;
pub(super) mod stretch;
pub(super) mod suggestions;
pub(super) mod turn;
pub(super) mod undo;
mod view;
