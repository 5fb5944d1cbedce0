//! The codebook.

use super::{
    Edit, Store,
    refuse::{named, unknown},
    values::{count, stored},
};
use crate::error::{Error, Result};
use crate::study::{Code, CodeId, Codebook, StudyId};
use rusqlite::Row;

impl Store {
    /// The codebook of a study.
    pub fn codebook(&self, study: StudyId) -> Result<Codebook> {
        let codes = self.database.rows(
            "SELECT * FROM code WHERE study = ?1 ORDER BY id",
            [study],
            code,
        )?;
        Ok(Codebook::new(codes))
    }

    /// One code.
    pub fn code(&self, id: CodeId) -> Result<Option<Code>> {
        self.database
            .row("SELECT * FROM code WHERE id = ?1", [id], code)
    }
}

impl Edit<'_> {
    /// Adds a code.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that a sibling has, and for a parent that is of another study or not
    /// of a more abstract level.
    pub fn add_code(&mut self, code: &Code) -> Result<CodeId> {
        // The identity in the value may be another code's, which must not hide a sibling of the same name.
        self.check_place(&Code {
            id: CodeId(0),
            ..code.clone()
        })?;
        self.insert_code(None, code)
    }

    /// Adds a code that was deleted under the identity it had, so that decisions about it know it again.
    ///
    /// # Errors
    /// As [`Edit::add_code`], and where another code has that identity.
    pub fn add_code_again(&mut self, code: &Code) -> Result<CodeId> {
        self.check_place(code)?;
        self.insert_code(Some(code.id), code)
    }

    fn insert_code(&mut self, id: Option<CodeId>, code: &Code) -> Result<CodeId> {
        let id = self.database().add(
            "INSERT INTO code (study, parent, level, name, definition, include, exclude, colour, position, id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                code.study,
                code.parent,
                stored(code.level),
                &code.name,
                &code.definition,
                &code.include,
                &code.exclude,
                &code.colour,
                code.position,
                id,
            ),
        )?;
        Ok(CodeId(id))
    }

    /// Gives the code with this identity the name, notes and colour of `code`; its place stays as it is.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, an empty name or one that a sibling has.
    pub fn update_code(&mut self, code: &Code) -> Result<()> {
        let mut placed = self.known_code(code.id)?;
        placed.name.clone_from(&code.name);
        self.check_name(&placed)?;
        self.database().run(
            "UPDATE code SET name = ?2, definition = ?3, include = ?4, exclude = ?5, colour = ?6 WHERE id = ?1",
            (code.id, &code.name, &code.definition, &code.include, &code.exclude, &code.colour),
        )?;
        Ok(())
    }

    /// Puts a code, with everything below it, under another parent, on another level or at another place among its
    /// siblings. What is below moves by as many levels.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, a parent that is the code itself, below it, of another study or not of a
    /// more abstract level, and a sibling of the same name.
    pub fn move_code(
        &mut self,
        id: CodeId,
        parent: Option<CodeId>,
        level: usize,
        position: i64,
    ) -> Result<()> {
        let before = self.known_code(id)?;
        let below = self.store.codebook(before.study)?.subtree(id);
        if parent.is_some_and(|parent| below.contains(&parent)) {
            return Err(Error::input(format!(
                "‘{}’ cannot be put below itself; choose another place",
                before.name
            )));
        }
        let shift = stored(level) - stored(before.level);
        let after = Code {
            parent,
            level,
            position,
            ..before
        };
        self.check_place(&after)?;
        self.database().run(
            "UPDATE code SET parent = ?2, level = ?3, position = ?4 WHERE id = ?1",
            (id, parent, stored(level), position),
        )?;
        for code in below.into_iter().filter(|code| *code != id) {
            self.database().run(
                "UPDATE code SET level = level + ?2 WHERE id = ?1",
                (code, shift),
            )?;
        }
        Ok(())
    }

    /// Gives these codes the parent, level and name that stand in them, all at once: two may change places.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name, two of one name at one place, and a code that is not below its parent in level.
    pub fn place_codes(&mut self, codes: &[Code]) -> Result<()> {
        for code in codes {
            named("code", &code.name)?;
            // No name that a person gives has this character, so none stands in the way meanwhile.
            let aside = format!("{}\u{0}", code.id);
            let set = "UPDATE code SET name = ?2 WHERE id = ?1";
            self.database().run(set, (code.id, aside))?;
        }
        for code in codes {
            let set = "UPDATE code SET parent = ?2, level = ?3, name = ?4 WHERE id = ?1";
            let values = (code.id, code.parent, stored(code.level), &code.name);
            self.database().run(set, values)?;
        }
        let wrong = self.database().row(
            "SELECT code.name FROM code JOIN code AS above ON above.id = code.parent WHERE above.level >= code.level",
            [],
            |row| row.get::<_, String>(0),
        )?;
        match wrong {
            Some(name) => Err(Error::input(format!(
                "‘{name}’ would stand above its parent; choose another place"
            ))),
            None => Ok(()),
        }
    }

    /// Deletes a code.
    ///
    /// # Errors
    /// [`Error::Input`] while codes, codings, relations or memos hang on it, with their numbers: what becomes of them
    /// is the researcher's to say. Decisions about it are kept.
    pub fn delete_code(&mut self, id: CodeId) -> Result<()> {
        let name = self.known_code(id)?.name;
        let hanging = self.database().row(
            "SELECT (SELECT count(*) FROM code WHERE parent = ?1),
                    (SELECT count(*) FROM coding WHERE code = ?1),
                    (SELECT count(*) FROM relation WHERE ?1 IN (source, target)),
                    (SELECT count(*) FROM memo WHERE code = ?1)",
            [id],
            |row| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?]),
        )?;
        if let Some([codes, codings, relations, memos]) = hanging
            && codes + codings + relations + memos > 0
        {
            return Err(Error::input(format!(
                "‘{name}’ still has {codes} codes below it, {codings} codings, {relations} relations and {memos} memos; \
                 move or remove them first"
            )));
        }
        self.database()
            .run("DELETE FROM code WHERE id = ?1", [id])?;
        Ok(())
    }

    fn known_code(&self, id: CodeId) -> Result<Code> {
        self.store.code(id)?.ok_or_else(|| unknown("code", id))
    }

    fn check_place(&self, code: &Code) -> Result<()> {
        if let Some(parent) = code.parent {
            let parent = self.known_code(parent)?;
            if parent.study != code.study {
                return Err(Error::input(format!(
                    "‘{}’ and ‘{}’ belong to different studies; choose a parent in the same codebook",
                    code.name, parent.name
                )));
            }
            if parent.level >= code.level {
                return Err(Error::input(format!(
                    "‘{}’ (level {}) cannot be below ‘{}’ (level {}); a parent must be more abstract",
                    code.name, code.level, parent.name, parent.level
                )));
            }
        }
        self.check_name(code)
    }

    fn check_name(&self, code: &Code) -> Result<()> {
        named("code", &code.name)?;
        let sibling = self.database().row(
            "SELECT id FROM code WHERE study = ?1 AND ifnull(parent, 0) = ifnull(?2, 0) AND name = ?3",
            (code.study, code.parent, &code.name),
            |row| row.get::<_, CodeId>(0),
        )?;
        match sibling {
            Some(sibling) if sibling != code.id => Err(Error::input(format!(
                "there is a code ‘{}’ at this place already; choose another name or place",
                code.name
            ))),
            _ => Ok(()),
        }
    }
}

fn code(row: &Row<'_>) -> rusqlite::Result<Code> {
    Ok(Code {
        id: row.get("id")?,
        study: row.get("study")?,
        parent: row.get("parent")?,
        level: count(row, "level")?,
        name: row.get("name")?,
        definition: row.get("definition")?,
        include: row.get("include")?,
        exclude: row.get("exclude")?,
        colour: row.get("colour")?,
        position: row.get("position")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CodingsOf, sample};
    use super::*;

    fn named<'a>(book: &'a Codebook, name: &str) -> &'a Code {
        book.find(name)[0]
    }

    #[test]
    fn one_name_may_stand_under_two_parents_but_not_twice_under_one() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let book = store.codebook(study).unwrap();
        let mut twin = named(&book, "Peer learning").clone();
        assert!(store.change(None, "add", |e| e.add_code(&twin)).is_err());
        twin.parent = Some(named(&book, "Barriers").id);
        store.change(None, "add", |e| e.add_code(&twin)).unwrap();
        assert_eq!(
            store.codebook(study).unwrap().find("peer learning").len(),
            2
        );
        let root = named(&book, "Barriers").clone();
        assert!(store.change(None, "add", |e| e.add_code(&root)).is_err());
    }

    #[test]
    fn a_code_moves_with_what_is_below_it_and_never_below_itself() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let book = store.codebook(study).unwrap();
        let (top, middle) = (named(&book, "Facilitators").id, named(&book, "Learning").id);
        let (leaf, other) = (
            named(&book, "Peer learning").id,
            named(&book, "Barriers").id,
        );
        store
            .change(None, "move", |e| e.move_code(middle, Some(other), 2, 7))
            .unwrap();
        let book = store.codebook(study).unwrap();
        assert_eq!(book.path(leaf), "Barriers > Learning > Peer learning");
        assert_eq!(book.get(leaf).unwrap().level, 3);
        assert_eq!(book.get(middle).unwrap().position, 7);
        for parent in [middle, leaf] {
            assert!(
                store
                    .change(None, "move", |e| e.move_code(middle, Some(parent), 9, 0))
                    .is_err()
            );
        }
        assert!(
            store
                .change(None, "move", |e| e.move_code(other, Some(top), 0, 0))
                .is_err()
        );
        store.undo(None).unwrap();
        assert_eq!(
            store.codebook(study).unwrap().path(leaf),
            "Facilitators > Learning > Peer learning"
        );
    }

    #[test]
    fn a_code_in_use_is_deleted_only_in_so_many_words() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let leaf = named(&store.codebook(study).unwrap(), "Peer learning").clone();
        let refused = store
            .change(None, "delete", |e| e.delete_code(leaf.id))
            .unwrap_err();
        assert!(
            refused.to_string().contains("1 codings, 1 relations"),
            "{refused}"
        );
        let decisions = store.decisions(study).unwrap();
        store
            .change(None, "delete", |e| {
                e.remove_codings(CodingsOf::Code(leaf.id))?;
                for relation in e.store().relations(study)? {
                    e.remove_relation(relation.id)?;
                }
                e.delete_code(leaf.id)
            })
            .unwrap();
        assert_eq!(store.code(leaf.id).unwrap(), None);
        assert_eq!(store.decisions(study).unwrap(), decisions);
        store.undo(None).unwrap();
        assert_eq!(store.code(leaf.id).unwrap(), Some(leaf));
    }

    #[test]
    fn notes_change_and_the_place_does_not() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let leaf = named(&store.codebook(study).unwrap(), "Peer learning").clone();
        let changed = Code {
            name: "یادگیری از هم‌تایان".into(),
            colour: "#00ff00".into(),
            parent: None,
            ..leaf.clone()
        };
        store
            .change(None, "edit", |e| e.update_code(&changed))
            .unwrap();
        let found = store.code(leaf.id).unwrap().unwrap();
        assert_eq!(
            found,
            Code {
                parent: leaf.parent,
                ..changed.clone()
            }
        );
        let nothing = Code {
            id: CodeId(999),
            ..changed
        };
        assert!(
            store
                .change(None, "edit", |e| e.update_code(&nothing))
                .is_err()
        );
    }
}
