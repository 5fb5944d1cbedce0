//! Whether there is something to compare, and with what.

use super::{Aligning, Coded, CompareRequest};
use crate::compare::CodedQuote;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::study::Participant;
use std::collections::BTreeSet;

impl Project {
    /// Refuses what has only one side, and says what the other could be.
    pub(super) fn check_sides(&self, studies: &[Coded], request: &CompareRequest) -> Result<()> {
        let (study, _) = match studies {
            [] => {
                return Err(Error::input(
                    "the project has no study yet; import one: emic import FOLDER",
                ));
            }
            // Who wants no alignment may count one study alone.
            [only] if request.by.is_none() && request.aligning != Aligning::Never => only,
            _ => return Ok(()),
        };
        let others: Vec<String> = self
            .store
            .studies()?
            .into_iter()
            .filter(|s| s.id != study.id)
            .map(|s| s.name)
            .collect();
        let other = match others.as_slice() {
            [] => "or import another study".to_owned(),
            names => format!("or name another study: {}", names.join(", ")),
        };
        let attributes = telling_attributes(&self.store.participants(study.id)?);
        Err(Error::input(match attributes.first() {
            None => format!(
                "'{}' is one study, and nothing is known of its participants to compare them by: import participants.csv, {other}",
                study.name
            ),
            Some(first) => format!(
                "'{}' is one study: compare its participants with --by {first} (they have: {}), {other}",
                study.name,
                attributes.join(", ")
            ),
        }))
    }
}

/// Attributes with more than one value, those known of all first, then those with fewest values: they part the participants into
/// the largest groups.
fn telling_attributes(people: &[Participant]) -> Vec<String> {
    let names: BTreeSet<&String> = people.iter().flat_map(|p| p.attributes.keys()).collect();
    let mut counted: Vec<(bool, usize, &String)> = names
        .into_iter()
        .map(|name| {
            let known: Vec<&str> = people
                .iter()
                .filter_map(|p| p.attributes.get(name))
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
                .collect();
            let values: BTreeSet<&str> = known.iter().copied().collect();
            (known.len() < people.len(), values.len(), name)
        })
        .filter(|(_, values, _)| *values > 1)
        .collect();
    counted.sort();
    counted.into_iter().map(|(.., name)| name.clone()).collect()
}

/// Studies that have nothing to count.
pub(super) fn silent(studies: &[Coded], quotes: &[CodedQuote]) -> Vec<String> {
    let mut remarks = Vec::new();
    for (study, book) in studies {
        if quotes.iter().any(|q| q.study == study.id) {
            continue;
        }
        remarks.push(match book.codes().is_empty() {
            true => format!("'{}' has no codebook yet", study.name),
            false => format!(
                "'{}' has no coded unit that counts here; where codes are compared, only their names and definitions speak for it",
                study.name
            ),
        });
    }
    remarks
}
