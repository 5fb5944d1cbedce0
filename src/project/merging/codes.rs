//! Codebooks.

use super::content::Row;
use super::three_way::{Outcome, outcome};
use super::tree::{GaveWay, Place, order, settle};
use super::{Asked, Conflict, ConflictAbout as About, Merger, Pairs, Take};
use crate::error::Result;
use crate::exchange::unique;
use crate::store::Table;
use crate::study::{Code, CodeId, Codebook, MemoTarget, StudyId};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A code of either copy, or of both.
#[derive(Clone, Copy)]
struct Node<'c> {
    mine: Option<&'c Code>,
    theirs: Option<&'c Code>,
}

/// One study's two codebooks.
struct Books<'c> {
    study: StudyId,
    mine: Vec<&'c Code>,
    theirs: Vec<&'c Code>,
    /// Paths here and there.
    book: Codebook,
    other: Codebook,
    pairs: Pairs,
}

impl Merger<'_, '_> {
    /// Codes are known by their number or identity, else by their path.
    pub(super) fn codebooks(&mut self) -> Result<()> {
        let mine = Rc::clone(&self.mine);
        let all = self.paired(Table::Code, |c| &c.codes);
        for study in self.theirs().studies.iter() {
            let Some(here) = self.became.studies.get(&study.id).copied() else {
                continue;
            };
            let of = |study: StudyId| move |code: &&Code| code.study == study;
            let mut books = Books {
                study: here,
                mine: mine.codes.iter().filter(of(here)).collect(),
                theirs: self.theirs().codes.iter().filter(of(study.id)).collect(),
                book: Codebook::default(),
                other: Codebook::default(),
                pairs: Pairs::default(),
            };
            books.book = Codebook::new(books.mine.iter().copied().cloned().collect());
            books.other = Codebook::new(books.theirs.iter().copied().cloned().collect());
            for code in &books.theirs {
                let there = all
                    .of(code.id.0)
                    .filter(|row| books.book.get(CodeId(*row)).is_some());
                if let Some(row) = there {
                    books.pairs.add(code.id.0, row);
                }
            }
            books.pair_by_path();
            self.codebook(&books)?;
        }
        Ok(())
    }

    fn codebook(&mut self, books: &Books<'_>) -> Result<()> {
        let wanted = self.wanted(books);
        let by_theirs: HashMap<i64, &Code> = books
            .theirs
            .iter()
            .filter_map(|code| Some((books.pairs.of(code.id.0)?, *code)))
            .collect();
        let of_mine = books.mine.iter().map(|code| Node {
            mine: Some(code),
            theirs: by_theirs.get(&code.id.0).copied(),
        });
        let new = books.theirs.iter().filter(|code| wanted.contains(&code.id));
        let nodes: Vec<Node<'_>> = of_mine
            .chain(new.map(|code| Node {
                mine: None,
                theirs: Some(code),
            }))
            .collect();
        let mut at_mine = HashMap::new();
        let mut at_theirs = HashMap::new();
        for (at, node) in nodes.iter().enumerate() {
            at_mine.extend(node.mine.map(|code| (code.id, at)));
            at_theirs.extend(node.theirs.map(|code| (code.id, at)));
        }
        let mut places = Vec::with_capacity(nodes.len());
        for node in &nodes {
            let place = self.code_place(books, *node, &at_mine, &at_theirs);
            places.push(place);
        }
        for (at, gave_way) in settle(&mut places) {
            let name = &places[at].name;
            self.note(match gave_way {
                GaveWay::Place => format!("the code {name} would stand below itself where the two copies moved it; it stays in its place"),
                GaveWay::Name(wanted) => format!("two different codes are called {wanted} at one place; one is now {name}"),
            });
        }
        for node in &nodes {
            if let (Some(mine), Some(theirs)) = (node.mine, node.theirs) {
                self.became.codes.insert(theirs.id, mine.id);
                self.code_notes(books, mine, theirs)?;
            }
        }
        self.put_in_place(books, &nodes, &places)
    }

    /// Their codes that are not here and come in. One that was deleted here comes in if asked for, or if it is above one that does.
    fn wanted(&mut self, books: &Books<'_>) -> HashSet<CodeId> {
        let mut wanted = HashSet::new();
        for code in &books.theirs {
            if books.pairs.of(code.id.0).is_some() {
                continue;
            }
            let path = books.other.path(code.id);
            let gone = Conflict::new(
                About::Code,
                format!("code {path}, deleted here"),
                None,
                Some(code.definition.clone()),
            );
            if !self.is_deleted_here(|c| &c.codes, code.id.0) || self.conflict(gone) != Take::Mine {
                wanted.insert(code.id);
            }
        }
        for code in books.theirs.iter().rev() {
            let Some(parent) = code
                .parent
                .filter(|parent| books.pairs.of(parent.0).is_none() && !wanted.contains(parent))
            else {
                continue;
            };
            let moved_there = books
                .pairs
                .of(code.id.0)
                .and_then(|row| books.book.get(CodeId(row)));
            let comes = match moved_there {
                Some(mine) => self.parent_outcome(books, mine, code) != Outcome::Keep,
                None => wanted.contains(&code.id),
            };
            if comes {
                self.note(format!(
                    "the code {} was deleted here and is back: {} stands below it there",
                    books.other.path(parent),
                    code.name
                ));
                wanted.insert(parent);
            }
        }
        wanted
    }

    fn parent_outcome(&self, books: &Books<'_>, mine: &Code, theirs: &Code) -> Outcome {
        let here = theirs.parent.map(|parent| books.pairs.of(parent.0));
        let is_same = match here {
            None => mine.parent.is_none(),
            Some(row) => row.is_some() && row == mine.parent.map(|parent| parent.0),
        };
        let base = self
            .base()
            .pair(|c| &c.codes, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let unchanged =
            base.map(|(here, there)| (here.parent == mine.parent, there.parent == theirs.parent));
        let (here, there) = unchanged.unwrap_or((false, false));
        outcome(is_same, here, there)
    }

    /// Where a code is to stand, before all of them are made one tree.
    fn code_place(
        &mut self,
        books: &Books<'_>,
        node: Node<'_>,
        at_mine: &HashMap<CodeId, usize>,
        at_theirs: &HashMap<CodeId, usize>,
    ) -> Place {
        let above = |code: &Code, at: &HashMap<CodeId, usize>| {
            code.parent.and_then(|parent| at.get(&parent).copied())
        };
        let own = |code: &Code, at: &HashMap<CodeId, usize>| (above(code, at), code.name.clone());
        let mine_counts = self.settling.all != Take::Theirs;
        let rightful = match mine_counts {
            true => node.mine.map(|code| own(code, at_mine)),
            false => node.theirs.map(|code| own(code, at_theirs)),
        };
        let (parent, level, name) = match (node.mine, node.theirs) {
            (Some(mine), Some(theirs)) => {
                let from_theirs = self.parent_of_both(books, mine, theirs);
                let parent = match from_theirs {
                    true => above(theirs, at_theirs),
                    false => above(mine, at_mine),
                };
                let base = self
                    .base()
                    .pair(|c| &c.codes, mine.id.0)
                    .filter(|_| mine.id == theirs.id);
                let unchanged = base.map_or((false, false), |(h, t)| {
                    (h.level == mine.level, t.level == theirs.level)
                });
                let level = match outcome(mine.level == theirs.level, unchanged.0, unchanged.1) {
                    Outcome::Keep => mine.level,
                    Outcome::Theirs => theirs.level,
                    Outcome::Conflict if mine_counts => mine.level,
                    Outcome::Conflict => theirs.level,
                };
                (parent, level, self.name_of_both(books, mine, theirs))
            }
            (Some(mine), None) => (above(mine, at_mine), mine.level, mine.name.clone()),
            (None, theirs) => theirs.map_or((None, 0, String::new()), |theirs| {
                (above(theirs, at_theirs), theirs.level, theirs.name.clone())
            }),
        };
        Place {
            parent,
            level,
            name,
            rightful,
        }
    }

    /// Whether their parent is taken.
    fn parent_of_both(&mut self, books: &Books<'_>, mine: &Code, theirs: &Code) -> bool {
        let path = books.book.path(mine.id);
        let above = |book: &Codebook, code: &Code| {
            let parent = code.parent.map(|parent| book.path(parent));
            Some(parent.map_or_else(|| "at the top".to_owned(), |path| format!("below {path}")))
        };
        match self.parent_outcome(books, mine, theirs) {
            Outcome::Keep => false,
            Outcome::Theirs => {
                self.report.followed.push(format!("place of {path}"));
                true
            }
            Outcome::Conflict => {
                let (here, there) = (above(&books.book, mine), above(&books.other, theirs));
                let mut conflict =
                    Conflict::new(About::Code, format!("place of {path}"), here, there);
                conflict.both = false;
                let take = self.conflict(conflict);
                if take == Take::Theirs {
                    self.report.followed.push(format!("place of {path}"));
                }
                take == Take::Theirs
            }
        }
    }

    fn name_of_both(&mut self, books: &Books<'_>, mine: &Code, theirs: &Code) -> String {
        let base = self
            .base()
            .pair(|c| &c.codes, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let what = || format!("name of {}", books.book.path(mine.id));
        let asked = Asked {
            about: About::Code,
            what: &what,
            beside: Some(MemoTarget::Code(mine.id)),
        };
        let before = base.map(|(here, there)| (&here.name, &there.name));
        let new = self.field(asked, before, (&mine.name, &theirs.name), String::clone);
        new.unwrap_or_else(|| mine.name.clone())
    }

    /// Definition, notes and colour.
    fn code_notes(&mut self, books: &Books<'_>, mine: &Code, theirs: &Code) -> Result<()> {
        type Part = (
            &'static str,
            fn(&Code) -> &String,
            fn(&mut Code) -> &mut String,
        );
        let parts: [Part; 4] = [
            ("definition", |c| &c.definition, |c| &mut c.definition),
            ("when to use", |c| &c.include, |c| &mut c.include),
            ("when not to use", |c| &c.exclude, |c| &mut c.exclude),
            ("colour", |c| &c.colour, |c| &mut c.colour),
        ];
        let base = self
            .base()
            .pair(|c| &c.codes, mine.id.0)
            .filter(|_| mine.id == theirs.id);
        let mut after = mine.clone();
        for (part, of, set) in parts {
            let what = || format!("{part} of {}", books.book.path(mine.id));
            let beside = (part != "colour").then_some(MemoTarget::Code(mine.id));
            let asked = Asked {
                about: About::Code,
                what: &what,
                beside,
            };
            let before = base.map(|(here, there)| (of(here), of(there)));
            if let Some(new) = self.field(asked, before, (of(mine), of(theirs)), String::clone) {
                *set(&mut after) = new;
            }
        }
        match after == *mine {
            true => Ok(()),
            false => self.edit.update_code(&after),
        }
    }

    /// Adds what is new and moves what has moved.
    fn put_in_place(
        &mut self,
        books: &Books<'_>,
        nodes: &[Node<'_>],
        places: &[Place],
    ) -> Result<()> {
        let ids: HashMap<usize, CodeId> = nodes
            .iter()
            .enumerate()
            .filter_map(|(at, node)| Some((at, node.mine?.id)))
            .collect();
        let mut ids = ids;
        let parent = |place: &Place, ids: &HashMap<usize, CodeId>| {
            place.parent.and_then(|at| ids.get(&at).copied())
        };
        let stands = |at: &usize| {
            let (place, mine) = (&places[*at], nodes[*at].mine);
            mine.is_none_or(|code| {
                let stays = place.parent.map(|at| nodes[at].mine.map(|above| above.id))
                    == code.parent.map(Some);
                stays && code.level == place.level && code.name == place.name
            })
        };
        let moved = !(0..nodes.len()).all(|at| stands(&at));
        let last = books.mine.iter().map(|code| code.position).max();
        let mut position = last.map_or(0, |last| last.saturating_add(1));
        let mut to_place = Vec::new();
        for at in order(places) {
            let place = &places[at];
            match (nodes[at].mine, nodes[at].theirs) {
                (None, Some(theirs)) => {
                    let code = Code {
                        study: books.study,
                        parent: parent(place, &ids).filter(|_| !moved),
                        level: place.level,
                        // Until all stand where they belong, a name may still be another's.
                        name: if moved {
                            format!("{at}\u{0}new")
                        } else {
                            place.name.clone()
                        },
                        position,
                        ..theirs.clone()
                    };
                    position = position.saturating_add(1);
                    let id = self.add_code(&code)?;
                    self.count("codes");
                    ids.insert(at, id);
                    self.became.codes.insert(theirs.id, id);
                    to_place.push((at, Code { id, ..code }));
                }
                (Some(mine), _) if !stands(&at) => to_place.push((at, mine.clone())),
                _ => {}
            }
        }
        if !moved {
            return Ok(());
        }
        let placed: Vec<Code> = to_place
            .into_iter()
            .map(|(at, code)| Code {
                parent: parent(&places[at], &ids),
                level: places[at].level,
                name: places[at].name.clone(),
                ..code
            })
            .collect();
        self.edit.place_codes(&placed)
    }

    /// Adds a code of theirs; one that was deleted here is the same again.
    fn add_code(&mut self, code: &Code) -> Result<CodeId> {
        match self.is_deleted_here(|c| &c.codes, code.id.0) {
            true => self.edit.add_code_again(code),
            false => self.edit.add_code(code),
        }
    }

    /// The code that this one of theirs is here; one that was deleted here comes back, with what is above it.
    pub(super) fn code_for(&mut self, theirs: CodeId) -> Result<Option<CodeId>> {
        if let Some(id) = self.became.codes.get(&theirs) {
            return Ok(Some(*id));
        }
        let Some(theirs) = self.theirs().codes.get(theirs.0) else {
            return Ok(None);
        };
        let Some(study) = self.became.studies.get(&theirs.study).copied() else {
            return Ok(None);
        };
        let parent = match theirs.parent {
            Some(parent) => self.code_for(parent)?,
            None => None,
        };
        let codebook = self.edit.store().codebook(study)?;
        let level = parent
            .and_then(|id| codebook.get(id))
            .map_or(theirs.level, |above| theirs.level.max(above.level + 1));
        let name = unique(&theirs.name, |name| {
            codebook.children(parent).any(|code| code.name == name)
        });
        let id = self.add_code(&Code {
            study,
            parent,
            level,
            name,
            ..theirs.clone()
        })?;
        self.count("codes");
        self.note(format!(
            "the code {} was deleted here and is back: it is used there",
            theirs.name
        ));
        self.became.codes.insert(theirs.id, id);
        Ok(Some(id))
    }
}

impl Books<'_> {
    /// Those of one name below the same parent, or below none.
    fn pair_by_path(&mut self) {
        let mut by_place: HashMap<(Option<CodeId>, &str), i64> = HashMap::new();
        for code in &self.mine {
            if !self.pairs.is_taken(code.id.0) {
                by_place.insert((code.parent, code.name.as_str()), code.row());
            }
        }
        for code in &self.theirs {
            if self.pairs.of(code.id.0).is_some() {
                continue;
            }
            let parent = code
                .parent
                .map(|parent| self.pairs.of(parent.0).map(CodeId));
            let here = match parent {
                None => None,
                Some(None) => continue,
                Some(parent) => parent,
            };
            if let Some(row) = by_place.remove(&(here, code.name.as_str())) {
                self.pairs.add(code.id.0, row);
            }
        }
    }
}
