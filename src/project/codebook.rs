//! Changing the codebook.

use super::import::add_path;
use super::{Project, choose};
use crate::error::{Error, Result};
use crate::store::{CodingsOf, Edit};
use crate::study::{Code, CodeId, MemoTarget, Relation, Study};

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
    /// They go to this code: the two are merged.
    MoveTo(String),
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
        code: &str,
        notes: &CodeNotes,
        coder: &str,
    ) -> Result<CodeId> {
        check_colour(notes)?;
        let id = choose::code(&self.store.codebook(study.id)?, code)?.id;
        self.change_by(coder, "codebook", |edit, _| {
            note(edit, id, notes)?;
            let path = edit.store().codebook(study.id)?.path(id);
            edit.summarise(format!("defined the code {path}"));
            Ok(id)
        })
    }

    /// Gives a code another name.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, an empty name or one that a sibling has.
    pub fn rename_code(
        &mut self,
        study: &Study,
        code: &str,
        name: &str,
        coder: &str,
    ) -> Result<CodeId> {
        if name.contains('>') {
            return Err(Error::input(
                "a name cannot contain '>', which stands between the names of a path",
            ));
        }
        let before = choose::code(&self.store.codebook(study.id)?, code)?.clone();
        self.change_by(coder, "codebook", |edit, _| {
            edit.update_code(&Code {
                name: name.trim().to_owned(),
                ..before.clone()
            })?;
            edit.summarise(format!(
                "renamed the code {} to {}",
                before.name,
                name.trim()
            ));
            Ok(before.id)
        })
    }

    /// Puts a code, with all below it, under another one, or at the root for `None`. Codings stay with it.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, a place below itself, or one that has a code of this name.
    pub fn move_code(
        &mut self,
        study: &Study,
        code: &str,
        under: Option<&str>,
        coder: &str,
    ) -> Result<CodeId> {
        let codebook = self.store.codebook(study.id)?;
        let code = choose::code(&codebook, code)?.clone();
        let parent = under
            .map(|text| choose::code(&codebook, text))
            .transpose()?
            .cloned();
        let level = parent
            .as_ref()
            .map_or(code.level, |p| code.level.max(p.level + 1));
        let last = codebook
            .codes()
            .iter()
            .map(|c| c.position)
            .max()
            .unwrap_or_default();
        self.change_by(coder, "codebook", |edit, _| {
            let id = parent.as_ref().map(|p| p.id);
            edit.move_code(code.id, id, level, last.saturating_add(1))?;
            let place = parent
                .as_ref()
                .map_or("the root".to_owned(), |p| codebook.path(p.id));
            edit.summarise(format!("moved the code {} to {place}", code.name));
            Ok(code.id)
        })
    }

    /// Deletes a code; `fate` says what becomes of what hangs on it. Returns the number of codings that moved or went.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown code, one with codes below it, or one in use that is to be kept then.
    pub fn delete_code(
        &mut self,
        study: &Study,
        code: &str,
        fate: &CodingsFate,
        coder: &str,
    ) -> Result<usize> {
        let codebook = self.store.codebook(study.id)?;
        let code = choose::code(&codebook, code)?.clone();
        if !codebook.is_leaf(code.id) {
            return Err(Error::input(format!(
                "'{}' has {} codes below it; move or delete them first",
                code.name,
                codebook.subtree(code.id).len() - 1
            )));
        }
        let into = match fate {
            CodingsFate::MoveTo(text) => Some(choose::code(&codebook, text)?.clone()),
            CodingsFate::Refuse | CodingsFate::Remove => None,
        };
        if into.as_ref().is_some_and(|into| into.id == code.id) {
            return Err(Error::input(
                "a code cannot be merged into itself; name another one",
            ));
        }
        self.change_by(coder, "codebook", |edit, _| {
            let moved = match (fate, &into) {
                (CodingsFate::Refuse, _) => refuse_in_use(edit, &code)?,
                (_, into) => clear(edit, study, &code, into.as_ref().map(|c| c.id))?,
            };
            edit.delete_code(code.id)?;
            edit.summarise(match into {
                Some(into) => format!("merged the code {} into {}", code.name, into.name),
                None => format!("deleted the code {}", code.name),
            });
            Ok(moved)
        })
    }
}

fn check_colour(notes: &CodeNotes) -> Result<()> {
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

fn note(edit: &mut Edit<'_>, id: CodeId, notes: &CodeNotes) -> Result<()> {
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
            edit.add_coding(coding.unit, into, coding.coder, coding.origin)?;
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
