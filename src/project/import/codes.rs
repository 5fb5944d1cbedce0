//! The codebook: rows of a table, relations, and the codes that coded units name.

use super::{Import, misspelt};
use crate::error::{Error, Result};
use crate::exchange::{CodebookRow, RelationRow};
use crate::project::choose;
use crate::store::Edit;
use crate::study::{Code, CodeId, Codebook, Relation, RelationId, Study};
use crate::text::looks;
use std::collections::{HashMap, HashSet};

/// The codebook as it grows.
pub(super) struct Codes {
    study: Study,
    codebook: Codebook,
    /// The codes that were there, or whose names were looked at.
    known: HashSet<CodeId>,
    /// What names in coded units turned out to mean; an error is told once.
    meant: HashMap<String, Option<CodeId>>,
}

impl Codes {
    pub fn of(edit: &Edit<'_>, study: &Study) -> Result<Self> {
        let codebook = edit.store().codebook(study.id)?;
        Ok(Self {
            study: study.clone(),
            known: codebook.codes().iter().map(|code| code.id).collect(),
            codebook,
            meant: HashMap::new(),
        })
    }

    /// Takes in a table: new codes, and other definitions of those there are.
    pub fn take_in(
        &mut self,
        import: &mut Import<'_, '_>,
        file: usize,
        rows: &[CodebookRow],
    ) -> Result<()> {
        let mut at = Children::of(&self.codebook);
        let mut same = 0;
        for row in rows {
            let mut parent = None;
            for (step, (level, name)) in row.path.iter().enumerate() {
                let is_last = step + 1 == row.path.len();
                parent = match at.child(parent, name) {
                    Some(code) => {
                        if is_last {
                            match updated(import.edit, code, row)? {
                                true => import.count(file, "codes updated", 1),
                                false => same += 1,
                            }
                        }
                        Some(code)
                    }
                    None => {
                        let row = is_last.then_some(row);
                        let code = new_code(&self.study, parent, *level, name, at.next(), row);
                        match import.edit.add_code(&code) {
                            Ok(id) => {
                                import.count(file, "codes", 1);
                                at.add(parent, name, id);
                                Some(id)
                            }
                            Err(Error::Input(why)) => {
                                import.warn(file, why);
                                break;
                            }
                            Err(other) => return Err(other),
                        }
                    }
                };
            }
        }
        if same > 0 {
            import.warn(
                file,
                format!("{same} codes were there already, with the same definitions"),
            );
        }
        self.codebook = import.edit.store().codebook(self.study.id)?;
        self.warn_of_slips(import, file);
        Ok(())
    }

    /// Says which codes that the file brought may be misspelt.
    pub fn warn_of_slips(&mut self, import: &mut Import<'_, '_>, file: usize) {
        for warning in misspelt::warnings(&self.codebook, &self.known) {
            import.warn(file, warning);
        }
        self.known
            .extend(self.codebook.codes().iter().map(|code| code.id));
    }

    /// Takes in relations between codes that are there.
    pub fn relate(
        &mut self,
        import: &mut Import<'_, '_>,
        file: usize,
        rows: &[RelationRow],
    ) -> Result<()> {
        let known = import.edit.store().relations(self.study.id)?;
        let mut same = 0;
        for row in rows {
            let ends = choose::code(&self.codebook, &row.from)
                .and_then(|from| Ok((from.id, choose::code(&self.codebook, &row.to)?.id)));
            let (from, to) = match ends {
                Ok(ends) => ends,
                Err(why) => {
                    import.warn(file, format!("left out {} → {}: {why}", row.from, row.to));
                    continue;
                }
            };
            let kind = if row.kind.trim().is_empty() {
                "relates to"
            } else {
                &row.kind
            };
            if known
                .iter()
                .any(|r| (r.from, r.to, r.kind.as_str()) == (from, to, kind))
            {
                same += 1;
                continue;
            }
            let relation = Relation {
                id: RelationId(0),
                from,
                to,
                kind: kind.to_owned(),
                note: row.note.clone(),
            };
            match import.edit.add_relation(&relation) {
                Ok(_) => import.count(file, "relations", 1),
                Err(Error::Input(why)) => import.warn(file, why),
                Err(other) => return Err(other),
            }
        }
        if same > 0 {
            import.warn(file, format!("{same} relations were there already"));
        }
        Ok(())
    }

    /// The code that a coded unit means by `text`, made where there is none; `None` where it may mean several.
    pub fn meant(
        &mut self,
        import: &mut Import<'_, '_>,
        file: usize,
        text: &str,
    ) -> Result<Option<CodeId>> {
        if let Some(known) = self.meant.get(text) {
            return Ok(*known);
        }
        let found = match self.found(text) {
            Found::One(id) => Some(id),
            Found::Several(paths) => {
                import.warn(
                    file,
                    format!(
                        "'{text}' may mean several codes and was left out; write its path: {paths}"
                    ),
                );
                None
            }
            Found::None => {
                let before = self.codebook.codes().len();
                let id = add_path(import.edit, &self.study, text)?;
                self.codebook = import.edit.store().codebook(self.study.id)?;
                import.count(file, "codes", self.codebook.codes().len() - before);
                id
            }
        };
        self.meant.insert(text.to_owned(), found);
        Ok(found)
    }

    fn found(&self, text: &str) -> Found {
        let found = self.codebook.find(text);
        let steps = names(text).len();
        let whole: Vec<&Code> = found
            .iter()
            .copied()
            .filter(|c| self.codebook.ancestry(c.id).len() == steps)
            .collect();
        match (found.as_slice(), whole.as_slice()) {
            ([], _) => Found::None,
            ([one], _) | (_, [one]) => Found::One(one.id),
            (several, _) => {
                let paths: Vec<String> = several.iter().map(|c| self.codebook.path(c.id)).collect();
                Found::Several(paths.join(" | "))
            }
        }
    }
}

enum Found {
    None,
    One(CodeId),
    Several(String),
}

/// Adds the codes of a path that are not there yet; the last one's identity. A bare name becomes a root on the study's
/// most concrete level. `None` for a name without a letter.
pub(in crate::project) fn add_path(
    edit: &mut Edit<'_>,
    study: &Study,
    text: &str,
) -> Result<Option<CodeId>> {
    let names = names(text);
    let codebook = edit.store().codebook(study.id)?;
    let mut at = Children::of(&codebook);
    let mut level = match names.len() {
        1 => study.levels.len().saturating_sub(1),
        _ => 0,
    };
    let mut parent: Option<CodeId> = None;
    for name in &names {
        if let Some(known) = at.child(parent, name) {
            level = codebook.get(known).map_or(level, |code| code.level);
            parent = Some(known);
        } else {
            let id = edit.add_code(&new_code(study, parent, level, name, at.next(), None))?;
            at.add(parent, name, id);
            parent = Some(id);
        }
        level += 1;
    }
    Ok(parent)
}

fn names(text: &str) -> Vec<&str> {
    text.split('>')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

/// Codes by parent and name. A name that no code has exactly is the first one's that looks the same.
struct Children {
    known: HashMap<(Option<CodeId>, String), CodeId>,
    alike: HashMap<(Option<CodeId>, String), CodeId>,
    next: i64,
}

impl Children {
    fn of(codebook: &Codebook) -> Self {
        let codes = codebook.codes();
        let last = codes.iter().map(|code| code.position).max();
        let mut children = Self {
            known: HashMap::new(),
            alike: HashMap::new(),
            next: 0,
        };
        for code in codes {
            children.add(code.parent, &code.name, code.id);
        }
        children.next = last.map_or(0, |last| last.saturating_add(1));
        children
    }

    fn child(&self, parent: Option<CodeId>, name: &str) -> Option<CodeId> {
        let exactly = self.known.get(&(parent, name.to_owned()));
        let alike = || self.alike.get(&(parent, looks(name)));
        exactly.or_else(alike).copied()
    }

    fn add(&mut self, parent: Option<CodeId>, name: &str, id: CodeId) {
        self.known.insert((parent, name.to_owned()), id);
        let alike = self.alike.entry((parent, looks(name)));
        alike.or_insert(id);
        self.next = self.next.saturating_add(1);
    }

    /// The place of a new code: after all others, so that the order of the file is kept.
    fn next(&self) -> i64 {
        self.next
    }
}

pub(super) fn new_code(
    study: &Study,
    parent: Option<CodeId>,
    level: usize,
    name: &str,
    position: i64,
    row: Option<&CodebookRow>,
) -> Code {
    let row = row.cloned().unwrap_or_default();
    Code {
        id: CodeId(0),
        study: study.id,
        parent,
        level,
        name: name.to_owned(),
        definition: row.definition,
        include: row.include,
        exclude: row.exclude,
        colour: row.colour,
        position,
    }
}

/// Gives the code what the row says; what it leaves empty stays. Whether anything changed.
pub(super) fn updated(edit: &mut Edit<'_>, id: CodeId, row: &CodebookRow) -> Result<bool> {
    let Some(before) = edit.store().code(id)? else {
        return Ok(false);
    };
    let said = |new: &String, old: &String| if new.is_empty() { old } else { new }.clone();
    let after = Code {
        definition: said(&row.definition, &before.definition),
        include: said(&row.include, &before.include),
        exclude: said(&row.exclude, &before.exclude),
        colour: said(&row.colour, &before.colour),
        ..before.clone()
    };
    if after == before {
        return Ok(false);
    }
    edit.update_code(&after)?;
    Ok(true)
}
