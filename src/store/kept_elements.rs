//! Elements of other programs' projects that emic has no place for.

use super::{Edit, Store};
use crate::error::Result;
use crate::study::StudyId;

impl Store {
    /// What was kept of a study, in the order in which it came: of which list, under which identity, as XML.
    pub fn kept_elements(&self, study: StudyId) -> Result<Vec<(String, String, String)>> {
        self.database.rows(
            "SELECT list, guid, xml FROM kept_element WHERE study = ?1 ORDER BY id",
            [study],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }
}

impl Edit<'_> {
    /// Keeps an element, in place of one of the same identity in the same list. Makes no event.
    pub fn keep_element(
        &mut self,
        study: StudyId,
        list: &str,
        guid: &str,
        xml: &str,
    ) -> Result<()> {
        self.database().run(
            "INSERT INTO kept_element (study, list, guid, xml) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (study, list, guid) DO UPDATE SET xml = excluded.xml",
            (study, list, guid, xml),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn elements_are_kept_once_without_an_event() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let stamp = store.content_stamp().unwrap();
        store
            .change(None, "import", |edit| {
                edit.keep_element(study, "Sets", "a", "<Set/>")?;
                edit.keep_element(study, "Graphs", "a", "<Graph/>")?;
                edit.keep_element(study, "Sets", "a", "<Set name=\"ترس\"/>")
            })
            .unwrap();
        let kept = store.kept_elements(study).unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0].2, "<Set name=\"ترس\"/>");
        assert_eq!(store.content_stamp().unwrap(), stamp);
    }
}
