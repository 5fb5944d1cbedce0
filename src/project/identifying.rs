//! What leaves the project without the attributes by which a participant could be recognised.

use super::Project;
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
