//! The codebook: codes and the ladder of abstraction above them.

use super::short_names::short_names;
use super::{CodeId, StudyId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Stands between the names of a path: `Barriers > Poorly crafted policies > High workload`.
pub const PATH_SEPARATOR: &str = " > ";

/// A node of the codebook at any level: theme, category, sub-category or code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Identity within the project.
    pub id: CodeId,
    /// The study whose codebook it is in.
    pub study: StudyId,
    /// The node above.
    pub parent: Option<CodeId>,
    /// Its level on the study's ladder, 0 the most abstract. A node may skip levels below its parent.
    pub level: usize,
    /// Its name, unique among its siblings.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// When to use it.
    pub include: String,
    /// When not to.
    pub exclude: String,
    /// A colour as `#rrggbb`, or empty.
    pub colour: String,
    /// Its place among its siblings.
    pub position: i64,
}

/// All nodes of one study's codebook, parents before children, in the order of the tree.
#[derive(Debug, Clone, Default)]
pub struct Codebook {
    codes: Vec<Code>,
    place: HashMap<CodeId, usize>,
}

impl Codebook {
    /// A codebook of these nodes, in any order. A node whose parent is missing is treated as a root.
    pub fn new(codes: Vec<Code>) -> Self {
        let known: HashMap<CodeId, ()> = codes.iter().map(|c| (c.id, ())).collect();
        let mut below: HashMap<Option<CodeId>, Vec<Code>> = HashMap::new();
        for code in codes {
            let parent = code.parent.filter(|p| known.contains_key(p));
            below.entry(parent).or_default().push(code);
        }
        for siblings in below.values_mut() {
            siblings.sort_by_key(|code| (code.position, code.id));
        }
        let mut ordered = Vec::new();
        let mut stack = below.remove(&None).unwrap_or_default();
        stack.reverse();
        while let Some(code) = stack.pop() {
            let children = below.remove(&Some(code.id)).unwrap_or_default();
            stack.extend(children.into_iter().rev());
            ordered.push(code);
        }
        let place = ordered.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
        Self {
            codes: ordered,
            place,
        }
    }

    /// All nodes in the order of the tree.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The node with this identity.
    pub fn get(&self, id: CodeId) -> Option<&Code> {
        self.place.get(&id).map(|&i| &self.codes[i])
    }

    /// The node and those above it, the most abstract first.
    pub fn ancestry(&self, id: CodeId) -> Vec<&Code> {
        let mut chain: Vec<&Code> =
            std::iter::successors(self.get(id), |code| self.get(code.parent?)).collect();
        chain.reverse();
        chain
    }

    /// The full path of names, joined by [`PATH_SEPARATOR`]; empty for an unknown node.
    pub fn path(&self, id: CodeId) -> String {
        let names: Vec<&str> = self.ancestry(id).iter().map(|c| c.name.as_str()).collect();
        names.join(PATH_SEPARATOR)
    }

    /// Each node's name, with as much of its path as tells it from the other nodes.
    pub fn short_names(&self) -> HashMap<CodeId, String> {
        let paths: Vec<String> = self.codes.iter().map(|code| self.path(code.id)).collect();
        let ids = self.codes.iter().map(|code| code.id);
        ids.zip(short_names(&paths)).collect()
    }

    /// The node and everything below it.
    pub fn subtree(&self, id: CodeId) -> Vec<CodeId> {
        let Some(&at) = self.place.get(&id) else {
            return Vec::new();
        };
        let mut found = vec![id];
        for code in &self.codes[at + 1..] {
            match code.parent {
                Some(parent) if found.contains(&parent) => found.push(code.id),
                _ => break,
            }
        }
        found
    }

    /// The nodes directly below `id`, or the roots for `None`.
    pub fn children(&self, id: Option<CodeId>) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(move |c| match id {
            Some(id) => c.parent == Some(id),
            None => c.parent.is_none_or(|p| !self.place.contains_key(&p)),
        })
    }

    /// Whether nothing is below the node.
    pub fn is_leaf(&self, id: CodeId) -> bool {
        self.children(Some(id)).next().is_none()
    }

    /// The node at `level` on the way from `id` up to its root; where that level is skipped, the next more abstract one.
    pub fn at_level(&self, id: CodeId, level: usize) -> Option<&Code> {
        self.ancestry(id)
            .into_iter()
            .rev()
            .find(|c| c.level <= level)
    }

    /// All nodes that `text` can mean: a full path, else the end of one (`Peer learning`, `Collaborative learning > Peer learning`),
    /// without regard to case.
    pub fn find(&self, text: &str) -> Vec<&Code> {
        let wanted: Vec<String> = text
            .split('>')
            .map(|part| part.trim().to_lowercase())
            .collect();
        let matches = |code: &&Code| {
            let path = self.ancestry(code.id);
            path.len() >= wanted.len()
                && path[path.len() - wanted.len()..]
                    .iter()
                    .zip(&wanted)
                    .all(|(c, w)| c.name.to_lowercase() == *w)
        };
        let found: Vec<&Code> = self.codes.iter().filter(matches).collect();
        let whole: Vec<&Code> = found
            .iter()
            .copied()
            .filter(|c| self.ancestry(c.id).len() == wanted.len())
            .collect();
        if whole.len() == 1 && wanted.len() > 1 {
            whole
        } else {
            found
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(id: i64, parent: Option<i64>, level: usize, name: &str) -> Code {
        Code {
            id: CodeId(id),
            study: StudyId(1),
            parent: parent.map(CodeId),
            level,
            name: name.into(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            colour: String::new(),
            position: id,
        }
    }

    fn book() -> Codebook {
        Codebook::new(vec![
            code(4, Some(2), 2, "Interaction"),
            code(1, None, 0, "Facilitators"),
            code(5, Some(3), 2, "Interaction"),
            code(2, Some(1), 1, "Learning"),
            code(3, Some(1), 1, "Support"),
            code(6, None, 0, "Barriers"),
        ])
    }

    #[test]
    fn the_tree_is_in_order_and_paths_are_whole() {
        let names: Vec<i64> = book().codes().iter().map(|c| c.id.0).collect();
        assert_eq!(names, [1, 2, 4, 3, 5, 6]);
        assert_eq!(
            book().path(CodeId(5)),
            "Facilitators > Support > Interaction"
        );
        assert_eq!(book().subtree(CodeId(1)).len(), 5);
        assert_eq!(book().subtree(CodeId(6)), [CodeId(6)]);
    }

    #[test]
    fn two_codes_of_one_name_are_told_apart_by_their_path() {
        assert_eq!(book().find("interaction").len(), 2);
        let found: Vec<CodeId> = book()
            .find("Support > Interaction")
            .iter()
            .map(|c| c.id)
            .collect();
        assert_eq!(found, [CodeId(5)]);
        assert!(book().find("nothing").is_empty());
    }

    #[test]
    fn a_skipped_level_is_answered_by_the_one_above() {
        let book = Codebook::new(vec![code(1, None, 0, "A"), code(2, Some(1), 3, "B")]);
        assert_eq!(book.at_level(CodeId(2), 1).unwrap().name, "A");
        assert_eq!(book.at_level(CodeId(2), 3).unwrap().name, "B");
    }
}
