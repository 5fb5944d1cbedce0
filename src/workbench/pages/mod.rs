//! One file a page: its handlers and what its template shows.

pub(super) mod choose;
pub(super) mod codebook;
pub(super) mod codebook_changes;
pub(super) mod codebook_quotes;
pub(super) mod evaluation;
pub(super) mod history;
pub(super) mod overview;
pub(super) mod paging;
pub(super) mod quote;
pub(super) mod read;
pub(super) mod turn;
pub(super) mod undo;
