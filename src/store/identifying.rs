//! Attributes by which a participant could be recognised.

use super::{Edit, Store};
use crate::error::Result;
use crate::study::{Participant, StudyId};

impl Store {
    /// The names of a study's attributes that are marked as identifying, by name.
    pub fn identifying_attributes(&self, study: StudyId) -> Result<Vec<String>> {
        self.database.rows(
            "SELECT name FROM identifying_attribute WHERE study = ?1 ORDER BY name",
            [study],
            |row| row.get(0),
        )
    }

    /// Says whether what leaves the project has the identifying attributes, too. It has not unless this is called.
    pub fn share_identifying(&self, shared: bool) {
        self.shares_all.set(shared);
    }

    /// Whether what leaves the project has the identifying attributes, too.
    pub fn shares_identifying(&self) -> bool {
        self.shares_all.get()
    }

    /// What `work` reads of participants comes without the attributes that are marked as identifying, unless these are shared.
    pub fn leaving_out_identifying<T>(&self, work: impl FnOnce(&Self) -> T) -> T {
        let before = self.leaves_out.replace(!self.shares_all.get());
        let done = work(self);
        self.leaves_out.set(before);
        done
    }

    /// The attributes of a study that are left out of what is read now.
    pub fn hidden_attributes(&self, study: StudyId) -> Result<Vec<String>> {
        match self.leaves_out.get() {
            true => self.identifying_attributes(study),
            false => Ok(Vec::new()),
        }
    }

    /// Participants as they may be read now.
    pub(super) fn without_identifying(
        &self,
        study: StudyId,
        mut people: Vec<Participant>,
    ) -> Result<Vec<Participant>> {
        let hidden = self.hidden_attributes(study)?;
        for person in &mut people {
            person.attributes.retain(|name, _| !hidden.contains(name));
        }
        Ok(people)
    }
}

impl Edit<'_> {
    /// Marks an attribute of a study as identifying, or takes the mark away. Whether that changed anything.
    pub fn mark_identifying(
        &mut self,
        study: StudyId,
        name: &str,
        is_identifying: bool,
    ) -> Result<bool> {
        let sql = if is_identifying {
            "INSERT INTO identifying_attribute (study, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM identifying_attribute WHERE study = ?1 AND name = ?2"
        };
        Ok(self.database().run(sql, (study, name))? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn marked_attributes_are_left_out_while_that_is_asked_and_marks_are_undone() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let names = |store: &super::Store| -> Vec<String> {
            let people = store.participants(study).unwrap();
            people
                .into_iter()
                .flat_map(|p| p.attributes.into_keys())
                .collect()
        };
        let all = names(&store);
        let first = all[0].clone();
        let mark = |store: &mut super::Store, on| {
            store
                .change(None, "mark", |e| e.mark_identifying(study, &first, on))
                .unwrap()
        };
        assert!(mark(&mut store, true));
        assert!(!mark(&mut store, true));
        assert_eq!(
            store.identifying_attributes(study).unwrap(),
            std::slice::from_ref(&first)
        );
        assert_eq!(names(&store), all);
        assert!(!store.leaving_out_identifying(names).contains(&first));
        assert_eq!(names(&store), all);
        store.share_identifying(true);
        assert_eq!(store.leaving_out_identifying(names), all);
        store.share_identifying(false);
        store.undo(None).unwrap();
        assert!(store.identifying_attributes(study).unwrap().is_empty());
        assert_eq!(store.leaving_out_identifying(names), all);
    }
}
