//! One file a page: its handlers and what its template shows.

pub(super) mod choose;
pub(super) mod history;
pub(super) mod overview;
pub(super) mod read;
pub(super) mod turn;
pub(super) mod undo;
