//! Studies.

use super::{
    Edit, Store,
    refuse::{known, named},
    values::Json,
};
use crate::error::{Error, Result};
use crate::study::{Study, StudyId};
use rusqlite::Row;

impl Store {
    /// All studies, in the order they were added.
    pub fn studies(&self) -> Result<Vec<Study>> {
        self.database
            .rows("SELECT * FROM study ORDER BY id", [], study)
    }

    /// One study.
    pub fn study(&self, id: StudyId) -> Result<Option<Study>> {
        self.database
            .row("SELECT * FROM study WHERE id = ?1", [id], study)
    }

    /// The study of exactly this name.
    pub fn study_named(&self, name: &str) -> Result<Option<Study>> {
        self.database
            .row("SELECT * FROM study WHERE name = ?1", [name], study)
    }
}

impl Edit<'_> {
    /// Adds a study.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that another study has.
    pub fn add_study(&mut self, study: &Study) -> Result<StudyId> {
        self.check_study_name(&study.name, None)?;
        let id = self.database().add(
            "INSERT INTO study (name, title, method, levels, language) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                &study.name,
                &study.title,
                &study.method,
                Json(&study.levels),
                &study.language,
            ),
        )?;
        Ok(StudyId(id))
    }

    /// Gives the study with this identity the name, title, method, levels and language of `study`.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown study, an empty name or one that another study has.
    pub fn update_study(&mut self, study: &Study) -> Result<()> {
        self.check_study_name(&study.name, Some(study.id))?;
        let changed = self.database().run(
            "UPDATE study SET name = ?2, title = ?3, method = ?4, levels = ?5, language = ?6 WHERE id = ?1",
            (study.id, &study.name, &study.title, &study.method, Json(&study.levels), &study.language),
        )?;
        known(changed, "study", study.id)
    }

    fn check_study_name(&self, name: &str, of: Option<StudyId>) -> Result<()> {
        named("study", name)?;
        match self.store.study_named(name)? {
            Some(other) if Some(other.id) != of => Err(Error::input(format!(
                "there is a study named ‘{name}’ already; choose another name"
            ))),
            _ => Ok(()),
        }
    }
}

fn study(row: &Row<'_>) -> rusqlite::Result<Study> {
    Ok(Study {
        id: row.get("id")?,
        name: row.get("name")?,
        title: row.get("title")?,
        method: row.get("method")?,
        levels: row.get::<_, Json<Vec<String>>>("levels")?.0,
        language: row.get("language")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn two_studies_never_share_a_name_and_none_has_none() {
        let (_folder, mut store) = sample::filled();
        let mut study = store.studies().unwrap().remove(0);
        let twice = store
            .change(None, "add", |e| e.add_study(&study))
            .unwrap_err();
        assert!(twice.to_string().contains(&study.name), "{twice}");
        study.name = " ".into();
        assert!(store.change(None, "add", |e| e.add_study(&study)).is_err());
        study.name = "تاب‌آوری 😀".into();
        study.levels = vec![];
        study.language = None;
        let id = store.change(None, "add", |e| e.add_study(&study)).unwrap();
        study.id = id;
        assert_eq!(
            store.study_named("تاب‌آوری 😀").unwrap(),
            Some(study.clone())
        );
        assert_eq!(store.study(id).unwrap(), Some(study));
    }
}
