//! Several windows on one project: an action on something that changed after its page was made is refused, not guessed.

use super::answer::Failure;
use super::texts::Texts;
use crate::Project;
use crate::store::Table;
use crate::study::{CodeId, Event, EventId, UnitId};
use std::collections::BTreeSet;

/// Changes that are named in a refusal.
const NAMED: usize = 5;
/// Events looked through for those.
const LOOKED_AT: usize = 50;

/// What an action is about. Adding something new is about nothing: it cannot overwrite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// This row: a code, a study, a participant, a memo.
    Row(Table, i64),
    /// A unit and its codings.
    Unit(UnitId),
    /// The codings of a code: none may have come or gone.
    CodingsOf(CodeId),
    /// Any row of a table.
    Any(Table),
    /// Everything: undo.
    Everything,
}

/// Refuses where one of the targets was changed by an event later than `seen`.
pub(super) fn refuse_stale(
    project: &Project,
    seen: EventId,
    targets: &[Target],
    t: &Texts,
) -> Result<(), Failure> {
    let store = project.store();
    if targets.is_empty() || store.content_stamp()? <= seen {
        return Ok(());
    }
    let rows = store.changes_since(seen)?;
    let mut is_stale = false;
    for target in targets {
        is_stale |= match *target {
            Target::Row(table, row) => rows.contains(&(table, row)),
            Target::Unit(unit) => {
                rows.contains(&(Table::Unit, unit.0))
                    || store.units_recoded_since(seen)?.contains(&unit)
            }
            Target::CodingsOf(code) => {
                let recoded = store.units_recoded_since(seen)?;
                !recoded.is_empty() && bears_any(project, code, &recoded)?
            }
            Target::Any(table) => rows.iter().any(|(of, _)| *of == table),
            Target::Everything => true,
        };
    }
    if !is_stale {
        return Ok(());
    }
    Err(Failure::stale(
        t.errors.stale,
        &since(project, seen, NAMED)?,
    ))
}

/// Whether one of these units bears the code now. A coding that is gone since cannot be lost any more.
fn bears_any(project: &Project, code: CodeId, units: &BTreeSet<UnitId>) -> crate::Result<bool> {
    for unit in units {
        let codings = project.store().codings_of_unit(*unit)?;
        if codings.iter().any(|coding| coding.code == code) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The latest events after `seen`, the newest first, at most so many.
pub(super) fn since(project: &Project, seen: EventId, most: usize) -> crate::Result<Vec<Event>> {
    let events = project.store().events(LOOKED_AT)?;
    Ok(events
        .into_iter()
        .filter(|event| event.id > seen)
        .take(most)
        .collect())
}
