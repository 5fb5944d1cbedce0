//! Changing the codebook.

use super::Project;
use super::import::add_path;
use crate::error::{Error, Result};
use crate::store::{CodingsOf, Edit};
use crate::study::{Code, CodeId, Codebook, MemoTarget, Relation, Study};

/// What is noted of a code; `None` leaves a note as it is.
#[derive(Debug, Clone, Default)]
pub struct CodeNotes {
    /// What it means.
    pub definition: Option<String>,
    /// When to use it.
    pub include: Option<String>,
    /// When not to.
    pub exclude: Option<String>,
    /// A colour as `#rrggbb`.
    pub colour: Option<String>,
}

/// What becomes of the codings, relations and memos of a code that is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CodingsFate {
    /// While there are any the code stays.
    #[default]
    Refuse,
    /// They go to this code, with the codes below: the two are merged.
    MoveTo(CodeId),
    /// They go with it.
    Remove,
}

impl Project {
    /// Adds a code by its path, with what is above it; a bare name becomes a root on the most concrete level.
    ///
    /// # Errors
    /// [`Error::Input`] where it is there already or has no name.
    pub fn add_code(
        &mut self,
        study: &Study,
        path: &str,
        notes: &CodeNotes,
        coder: &str,
    ) -> Result<CodeId> {
        check_colour(notes)?;
        self.change_by(coder, "codebook", |edit, _| {
            let before = edit.store().codebook(study.id)?;
            let id = add_path(edit, study, path)?
                .ok_or_else(|| Error::input("a code needs a name; give it one"))?;
            if before.get(id).is_some() {
                return Err(Error::input(format!(
                    "there is a code '{path}' already; to change what it says: emic codebook define"
                )));
            }
            note(edit, id, notes)?;
            let path = edit.store().codebook(study.id)?.path(id);
            edit.summarise(format!("added the code {path}"));
            Ok(id)
        })
    }

    /// Says what a code means.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code or a colour that is none.
    pub fn define_code(
        &mut self,
        study: &Study,
        code: CodeId,
        notes: &CodeNotes,
        coder: &str,
    ) -> Result<()> {
        check_colour(notes)?;
        let path = self.codebook_with(study, code)?.path(code);
        self.change_by(coder, "codebook", |edit, _| {
            note(edit, code, notes)?;
            edit.summarise(format!("defined the code {path}"));
            Ok(())
        })
    }

    /// Gives a code another name.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, an empty name or one that a sibling has.
    pub fn rename_code(
        &mut self,
        study: &Study,
        code: CodeId,
        name: &str,
        coder: &str,
    ) -> Result<()> {
        let name = plain_name(name)?;
        let before = self.code_of(study, code)?;
        self.change_by(coder, "codebook", |edit, _| {
            edit.summarise(format!("renamed the code {} to {name}", before.name));
            edit.update_code(&Code { name, ..before })
        })
    }

    /// Gives a code this name and notes as one change.
    ///
    /// # Errors
    /// As [`Project::rename_code`] and [`Project::define_code`].
    pub fn revise_code(
        &mut self,
        study: &Study,
        code: CodeId,
        name: &str,
        notes: &CodeNotes,
        coder: &str,
    ) -> Result<()> {
        check_colour(notes)?;
        let name = plain_name(name)?;
        let codebook = self.codebook_with(study, code)?;
        let before = self.code_of(study, code)?;
        self.change_by(coder, "codebook", |edit, _| {
            edit.summarise(match name == before.name {
                true => format!("defined the code {}", codebook.path(code)),
                false => format!("renamed the code {} to {name}", before.name),
            });
            edit.update_code(&Code { name, ..before })?;
            note(edit, code, notes)
        })
    }

    /// Deletes a code; `fate` says what becomes of what hangs on it. Returns the number of codings that moved or went.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, one with codes below it that is not merged, one that is to be merged into
    /// itself or below itself, or one in use that is to be kept then.
    pub fn delete_code(
        &mut self,
        study: &Study,
        code: CodeId,
        fate: &CodingsFate,
        coder: &str,
    ) -> Result<usize> {
        let codebook = self.codebook_with(study, code)?;
        let code = self.code_of(study, code)?;
        let below = codebook.subtree(code.id);
        let into = match fate {
            CodingsFate::MoveTo(into) => Some(self.code_of(study, *into)?),
            CodingsFate::Refuse | CodingsFate::Remove => None,
        };
        match &into {
            Some(into) if below.contains(&into.id) => {
                return Err(Error::input(
                    "a code cannot be merged into itself or what is below it; name another one",
                ));
            }
            None if below.len() > 1 => {
                return Err(Error::input(format!(
                    "'{}' has {} codes below it; move or delete them first",
                    code.name,
                    below.len() - 1
                )));
            }
            _ => {}
        }
        self.change_by(coder, "codebook", |edit, _| {
            let moved = match (fate, &into) {
                (CodingsFate::Refuse, _) => refuse_in_use(edit, &code)?,
                (_, into) => clear(edit, study, &code, into.as_ref().map(|c| c.id))?,
            };
            if let Some(into) = &into {
                move_children(edit, &codebook, code.id, into)?;
            }
            edit.delete_code(code.id)?;
            edit.summarise(match into {
                Some(into) => format!("merged the code {} into {}", code.name, into.name),
                None => format!("deleted the code {}", code.name),
            });
            Ok(moved)
        })
    }

    /// The code of this identity, in the codebook of this study.
    pub(super) fn code_of(&self, study: &Study, code: CodeId) -> Result<Code> {
        let found = self.store.code(code)?.filter(|c| c.study == study.id);
        found.ok_or_else(|| {
            Error::input(format!(
                "this code is not in the codebook of {} any more; look at the codebook as it is now",
                study.name
            ))
        })
    }

    fn codebook_with(&self, study: &Study, code: CodeId) -> Result<Codebook> {
        self.code_of(study, code)?;
        self.store.codebook(study.id)
    }
}

/// A name as it is kept.
pub(super) fn plain_name(name: &str) -> Result<String> {
    if name.contains('>') {
        return Err(Error::input(
            "a name cannot contain '>', which stands between the names of a path",
        ));
    }
    Ok(name.trim().to_owned())
}

fn move_children(
    edit: &mut Edit<'_>,
    codebook: &Codebook,
    from: CodeId,
    into: &Code,
) -> Result<()> {
    let last = codebook.codes().iter().map(|c| c.position).max();
    let mut place = last.unwrap_or_default();
    for child in codebook.children(Some(from)) {
        place = place.saturating_add(1);
        let level = child.level.max(into.level + 1);
        edit.move_code(child.id, Some(into.id), level, place)?;
    }
    Ok(())
}

pub(super) fn check_colour(notes: &CodeNotes) -> Result<()> {
    match notes.colour.as_deref() {
        None | Some("") => Ok(()),
        Some(colour) => {
            let digits = colour.strip_prefix('#').filter(|d| d.len() == 6);
            let is_colour = digits.is_some_and(|d| d.chars().all(|c| c.is_ascii_hexdigit()));
            is_colour.then_some(()).ok_or_else(|| {
                Error::input(format!(
                    "'{colour}' is no colour; write it as #rrggbb, such as #1f77b4"
                ))
            })
        }
    }
}

pub(super) fn note(edit: &mut Edit<'_>, id: CodeId, notes: &CodeNotes) -> Result<()> {
    let Some(mut code) = edit.store().code(id)? else {
        return Err(Error::internal(format!("code {id} vanished")));
    };
    for (place, note) in [
        (&mut code.definition, &notes.definition),
        (&mut code.include, &notes.include),
        (&mut code.exclude, &notes.exclude),
        (&mut code.colour, &notes.colour),
    ] {
        if let Some(note) = note {
            place.clone_from(note);
        }
    }
    edit.update_code(&code)
}

fn refuse_in_use(edit: &Edit<'_>, code: &Code) -> Result<usize> {
    let codings = edit.store().codings(code.study)?;
    let n = codings.iter().filter(|c| c.code == code.id).count();
    if n == 0 {
        return Ok(0);
    }
    Err(Error::input(format!(
        "'{}' was given {n} times; say what becomes of that: --into CODE merges the two, --with-codings deletes them",
        code.name
    )))
}

/// Takes everything from a code, to another one if there is one.
fn clear(edit: &mut Edit<'_>, study: &Study, code: &Code, into: Option<CodeId>) -> Result<usize> {
    let codings = edit.store().codings(study.id)?;
    if let Some(into) = into {
        for coding in codings.iter().filter(|c| c.code == code.id) {
            let moved = edit.add_coding(coding.unit, into, coding.coder, coding.origin)?;
            edit.move_memos(coding.id, moved)?;
        }
        for memo in edit.store().memos_on(MemoTarget::Code(code.id))? {
            edit.add_memo(MemoTarget::Code(into), memo.coder, &memo.text)?;
        }
    }
    let relations = edit.store().relations(study.id)?;
    for relation in relations
        .iter()
        .filter(|r| r.from == code.id || r.to == code.id)
    {
        edit.remove_relation(relation.id)?;
        if let Some(into) = into {
            let end = |id: CodeId| if id == code.id { into } else { id };
            let moved = Relation {
                from: end(relation.from),
                to: end(relation.to),
                ..relation.clone()
            };
            let same =
                |r: &Relation| (r.from, r.to, &r.kind) == (moved.from, moved.to, &moved.kind);
            if moved.from != moved.to && !relations.iter().any(same) {
                edit.add_relation(&moved)?;
            }
        }
    }
    for memo in edit.store().memos_on(MemoTarget::Code(code.id))? {
        edit.delete_memo(memo.id)?;
    }
    edit.remove_codings(CodingsOf::Code(code.id))
}
