//! What two copies of a project have in common: the events both remember, and the content right after the last of them.
//!
//! A file that was copied in any way carries the history up to then, so that the two tell what each has changed since. A row
//! that both had then, under one number, is the same thing.

use super::content::{Content, Row, Rows};
use crate::error::Result;
use crate::store::Store;
use crate::study::{Event, EventId};

/// The content of both copies when they parted. A blind copy lacks what was taken out of it, and that is no deletion: what is in
/// only one of the two counts as not common.
#[derive(Default)]
pub(super) struct Base {
    mine: Content,
    theirs: Content,
    /// The last event that both remember.
    pub parted: Option<Event>,
}

impl Base {
    /// Reads both as they were when they parted; nothing where they are no copies of one project.
    pub fn of(mine: &mut Store, theirs: &mut Store) -> Result<Self> {
        let Some(parted) = last_common(mine, theirs)? else {
            return Ok(Self::default());
        };
        Ok(Self {
            mine: mine.as_of(parted.id, Content::of)?,
            theirs: theirs.as_of(parted.id, Content::of)?,
            parted: Some(parted),
        })
    }

    /// Whether both had this row when they parted.
    pub fn has<T: Row>(&self, rows: impl Fn(&Content) -> &Rows<T>, row: i64) -> bool {
        rows(&self.mine).has(row) && rows(&self.theirs).has(row)
    }

    /// The row as it was here and there when they parted.
    pub fn pair<T: Row>(&self, rows: impl Fn(&Content) -> &Rows<T>, row: i64) -> Option<(&T, &T)> {
        rows(&self.mine).get(row).zip(rows(&self.theirs).get(row))
    }
}

/// The last of the events that both logs begin with. A blind copy does not say what was done, so that is not compared.
fn last_common(mine: &Store, theirs: &Store) -> Result<Option<Event>> {
    let log = |store: &Store| -> Result<Vec<Event>> {
        let mut events = store.events(usize::MAX)?;
        events.reverse();
        Ok(events)
    };
    let same = |a: &Event, b: &Event| {
        (a.id, &a.at, a.coder, &a.action, a.undoes) == (b.id, &b.at, b.coder, &b.action, b.undoes)
    };
    let (mine, theirs) = (log(mine)?, log(theirs)?);
    let common = mine.into_iter().zip(theirs).take_while(|(a, b)| same(a, b));
    Ok(common
        .last()
        .map(|(event, _)| event)
        .filter(|event| event.id > EventId(0)))
}
