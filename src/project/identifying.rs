//! What leaves the project without the attributes by which a participant could be recognised.

use super::{Project, Quote, Record, RecordRequest};
use crate::error::{Error, Result};
use crate::study::Study;
use std::collections::BTreeSet;

impl Project {
    /// Marks attributes of a study's participants as identifying, and takes the mark from others: one change. Exports leave out what is
    /// marked.
    ///
    /// # Errors
    /// [`Error::Input`] for an attribute that no participant has, with those there are.
    pub fn mark_identifying(
        &mut self,
        study: &Study,
        marked: &[String],
        unmarked: &[String],
        coder: &str,
    ) -> Result<()> {
        let people = self.store.participants(study.id)?;
        let known: BTreeSet<&String> = people.iter().flat_map(|p| p.attributes.keys()).collect();
        if let Some(unknown) = marked.iter().find(|name| !known.contains(name)) {
            let known: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
            return Err(Error::input(format!(
                "no participant of {} has an attribute ‘{unknown}’; there are: {}",
                study.name,
                known.join(", ")
            )));
        }
        self.change_by(coder, "mark identifying", |edit, _| {
            edit.summarise(format!(
                "marked as identifying: {}; not any more: {}",
                list(marked),
                list(unmarked)
            ));
            for name in marked {
                edit.mark_identifying(study.id, name, true)?;
            }
            for name in unmarked {
                edit.mark_identifying(study.id, name, false)?;
            }
            Ok(())
        })
    }

    /// The names of the attributes that are left out of what leaves these studies as identifying.
    ///
    /// # Errors
    /// [`Error::File`] where the project cannot be read.
    pub fn left_out(&self, studies: &[Study]) -> Result<Vec<String>> {
        let mut left_out = BTreeSet::new();
        if !self.store.shares_identifying() {
            for study in studies {
                left_out.extend(self.store.identifying_attributes(study.id)?);
            }
        }
        Ok(left_out.into_iter().collect())
    }

    /// Takes the identifying attributes out of quotes that are to leave the project, unless they are shared.
    ///
    /// # Errors
    /// [`Error::File`] where the project cannot be read.
    pub fn leave_out_identifying(&self, quotes: &mut [Quote]) -> Result<()> {
        for study in self.store.studies()? {
            let hidden = self.left_out(std::slice::from_ref(&study))?;
            let of_study = quotes
                .iter_mut()
                .filter(|quote| quote.unit.study.as_ref() == Some(&study.name));
            for quote in of_study {
                quote
                    .unit
                    .attributes
                    .retain(|name, _| !hidden.contains(name));
            }
        }
        Ok(())
    }

    /// Refuses to tell participants apart, in what is to leave the project, by an attribute that is marked as identifying, unless these are
    /// shared.
    ///
    /// # Errors
    /// [`Error::Input`] with the remedy; [`Error::File`] where the project cannot be read.
    pub fn refuse_identifying(&self, by: Option<&str>) -> Result<()> {
        let hidden = self.left_out(&self.store.studies()?)?;
        match by.filter(|by| {
            hidden
                .iter()
                .any(|name| name.to_lowercase() == by.to_lowercase())
        }) {
            Some(by) => Err(Error::input(format!(
                "‘{by}’ is marked as identifying, so what leaves the project does not have it \
                 (take the mark away first: emic participants --not-identifying)"
            ))),
            None => Ok(()),
        }
    }

    /// The record of changes as it may leave the project: [`Project::record`] without identifying attributes, unless they are shared.
    ///
    /// # Errors
    /// As [`Project::record`].
    pub fn record_for_others(&self, request: &RecordRequest) -> Result<Record> {
        self.sharing(|project| project.record(request))
    }

    /// What `work` makes of the project for others has no identifying attributes in it, unless they are shared
    /// ([`Store::share_identifying`](crate::store::Store::share_identifying)).
    pub(super) fn sharing<T>(&self, work: impl FnOnce(&Self) -> T) -> T {
        self.store.leaving_out_identifying(|_| work(self))
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
