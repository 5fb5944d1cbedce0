//! Where a code stands in the codebook.

use super::Project;
use super::codebook::{CodeNotes, check_colour, note, plain_name};
use crate::error::{Error, Result};
use crate::study::{Code, CodeId, Codebook, Study};

/// A place in the codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodePlace {
    /// The code above; none for a root.
    pub under: Option<CodeId>,
    /// The sibling right after it; none for the last place.
    pub before: Option<CodeId>,
    /// The level, 0 the most abstract. None keeps the code's own, or takes the next below its parent's where that is not abstract
    /// enough; for a new root, the most abstract.
    pub level: Option<usize>,
}

impl CodePlace {
    /// The last place under a code, or among the roots.
    pub fn under(under: Option<CodeId>) -> Self {
        Self {
            under,
            ..Self::default()
        }
    }
}

/// A code to be added.
#[derive(Debug, Clone, Default)]
pub struct NewCode {
    /// Its name.
    pub name: String,
    /// Its place.
    pub place: CodePlace,
    /// What is noted of it.
    pub notes: CodeNotes,
}

impl NewCode {
    /// The code of this name beside another one: under the same parent, on the same level.
    pub(super) fn beside(other: &Code, name: &str) -> Code {
        Code {
            id: CodeId(0),
            name: name.trim().to_owned(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            colour: String::new(),
            position: other.position,
            ..other.clone()
        }
    }
}

impl Project {
    /// Adds a code at a place.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or one that a sibling has, an unknown place, or a level that is not below its parent's.
    pub fn add_code_at(&mut self, study: &Study, new: &NewCode, coder: &str) -> Result<CodeId> {
        check_colour(&new.notes)?;
        let name = plain_name(&new.name)?;
        let codebook = self.store.codebook(study.id)?;
        let place = new.place;
        let parent = self.parent(study, &place)?;
        let below = parent.as_ref().map_or(0, |p| p.level + 1);
        self.change_by(coder, "codebook", |edit, _| {
            let id = edit.add_code(&Code {
                id: CodeId(0),
                study: study.id,
                parent: place.under,
                level: place.level.unwrap_or(below),
                name,
                definition: String::new(),
                include: String::new(),
                exclude: String::new(),
                colour: String::new(),
                position: after_all(&codebook),
            })?;
            note(edit, id, &new.notes)?;
            reorder(edit, &codebook, id, &place)?;
            let path = edit.store().codebook(study.id)?.path(id);
            edit.summarise(format!("added the code {path}"));
            Ok(id)
        })
    }

    /// Puts a code, with all below it, somewhere else in its codebook. Codings stay with it.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, a place below itself, one that has a code of this name, or a level that is not below its
    /// parent's.
    pub fn move_code(
        &mut self,
        study: &Study,
        code: CodeId,
        place: &CodePlace,
        coder: &str,
    ) -> Result<()> {
        let codebook = self.store.codebook(study.id)?;
        let code = self.code_of(study, code)?;
        let parent = self.parent(study, place)?;
        let least = parent.as_ref().map_or(0, |p| p.level + 1);
        let level = place.level.unwrap_or(code.level.max(least));
        self.change_by(coder, "codebook", |edit, _| {
            edit.move_code(code.id, place.under, level, after_all(&codebook))?;
            reorder(edit, &codebook, code.id, place)?;
            let to = parent
                .as_ref()
                .map_or("the root".to_owned(), |p| codebook.path(p.id));
            edit.summarise(format!("moved the code {} to {to}", code.name));
            Ok(())
        })
    }

    fn parent(&self, study: &Study, place: &CodePlace) -> Result<Option<Code>> {
        place
            .under
            .map(|under| self.code_of(study, under))
            .transpose()
    }
}

fn after_all(codebook: &Codebook) -> i64 {
    let last = codebook.codes().iter().map(|c| c.position).max();
    last.unwrap_or_default().saturating_add(1)
}

/// Puts `code`, now the last of its siblings, before one of them.
fn reorder(
    edit: &mut crate::store::Edit<'_>,
    before: &Codebook,
    code: CodeId,
    place: &CodePlace,
) -> Result<()> {
    let Some(next) = place.before else {
        return Ok(());
    };
    let siblings: Vec<&Code> = before
        .children(place.under)
        .filter(|c| c.id != code)
        .collect();
    let Some(at) = siblings.iter().position(|c| c.id == next) else {
        return Err(Error::input(
            "the code before which it was to stand is not there any more; look at the codebook as it is now",
        ));
    };
    // The code and all from `next` on go to the end, in their order.
    let mut position = after_all(before).saturating_add(1);
    for id in std::iter::once(code).chain(siblings[at..].iter().map(|c| c.id)) {
        let Some(sibling) = edit.store().code(id)? else {
            continue;
        };
        edit.move_code(id, sibling.parent, sibling.level, position)?;
        position = position.saturating_add(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::StudyId;

    fn project() -> (tempfile::TempDir, Project, Study) {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project::create(folder.path().join("p.emic")).unwrap();
        let mut study = Study {
            id: StudyId(0),
            name: "ward".into(),
            title: String::new(),
            method: String::new(),
            levels: Study::CONTENT_ANALYSIS_LEVELS.map(String::from).to_vec(),
            language: None,
        };
        study.id = project.add_study(&study, "Mina").unwrap();
        (folder, project, study)
    }

    fn names(project: &Project, study: &Study) -> Vec<String> {
        let book = project.store().codebook(study.id).unwrap();
        book.codes().iter().map(|c| book.path(c.id)).collect()
    }

    fn add(project: &mut Project, study: &Study, name: &str, place: CodePlace) -> CodeId {
        let new = NewCode {
            name: name.into(),
            place,
            ..NewCode::default()
        };
        project.add_code_at(study, &new, "Mina").unwrap()
    }

    #[test]
    fn a_code_stands_where_it_was_put_and_undo_puts_it_back() {
        let (_folder, mut project, study) = project();
        let a = add(&mut project, &study, "ترس", CodePlace::default());
        let b = add(&mut project, &study, "害怕", CodePlace::under(Some(a)));
        let c = add(&mut project, &study, "c", CodePlace::under(Some(a)));
        let before_b = CodePlace {
            under: Some(a),
            before: Some(b),
            level: None,
        };
        add(&mut project, &study, "d", before_b);
        assert_eq!(
            names(&project, &study),
            ["ترس", "ترس > d", "ترس > 害怕", "ترس > c"]
        );
        project.move_code(&study, c, &before_b, "Mina").unwrap();
        let wanted = ["ترس", "ترس > d", "ترس > c", "ترس > 害怕"];
        assert_eq!(names(&project, &study), wanted);
        project
            .move_code(&study, c, &CodePlace::default(), "Mina")
            .unwrap();
        assert_eq!(names(&project, &study)[3], "c");
        project.undo("Mina").unwrap();
        assert_eq!(names(&project, &study), wanted);
    }

    #[test]
    fn a_place_below_itself_or_gone_is_refused() {
        let (_folder, mut project, study) = project();
        let a = add(&mut project, &study, "a", CodePlace::default());
        let b = add(&mut project, &study, "b", CodePlace::under(Some(a)));
        for place in [
            CodePlace::under(Some(b)),
            CodePlace {
                before: Some(CodeId(99)),
                ..CodePlace::default()
            },
            CodePlace::under(Some(CodeId(99))),
        ] {
            assert!(project.move_code(&study, a, &place, "Mina").is_err());
        }
        let level = CodePlace {
            level: Some(0),
            ..CodePlace::under(Some(a))
        };
        assert!(project.move_code(&study, b, &level, "Mina").is_err());
    }
}
