//! Codes as REFI-QDA nests them.

use super::guid::plain;
use super::tree::Node;
use super::xml::{Xml, is_colour};
use crate::exchange::coded_project::{CodedProject, ProjectCode, unique};
use crate::exchange::gaps::Gaps;
use std::collections::HashSet;

/// What stands before the two notes that REFI-QDA has no place for.
const INCLUDE: &str = "\n\nInclude: ";
const EXCLUDE: &str = "\n\nExclude: ";

/// The codes in `<Codes>`, parents before children.
pub(super) fn read(codes: Option<&Node>, by_emic: bool, gaps: &mut Gaps) -> Vec<ProjectCode> {
    let mut found = Found {
        by_emic,
        ..Found::default()
    };
    if let Some(codes) = codes {
        found.below(None, codes, gaps);
    }
    found.codes
}

#[derive(Default)]
struct Found {
    codes: Vec<ProjectCode>,
    names: HashSet<(Option<usize>, String)>,
    by_emic: bool,
}

impl Found {
    fn below(&mut self, parent: Option<usize>, node: &Node, gaps: &mut Gaps) {
        for code in node.all("Code") {
            let at = self.codes.len();
            let row = self.code(parent, code, gaps);
            self.names.insert((parent, row.name.clone()));
            self.codes.push(row);
            self.below(Some(at), code, gaps);
        }
    }

    fn code(&self, parent: Option<usize>, code: &Node, gaps: &mut Gaps) -> ProjectCode {
        let given = code.filled("name").unwrap_or("unnamed code");
        let name = unique(given, |name| {
            self.names.contains(&(parent, name.to_owned()))
        });
        if name != given {
            gaps.add(
                "codes of the name of a sibling; a number was put behind it",
                given,
            );
        }
        if code
            .get("isCodable")
            .is_some_and(|value| matches!(value.trim(), "false" | "0"))
        {
            gaps.add(
                "codes meant as headings only; in emic they can be given",
                given,
            );
        }
        let colour = code.get("color").unwrap_or_default().trim();
        let description = code.child("Description").map_or("", |node| &node.text);
        let mut row = ProjectCode {
            guid: plain(code.get("guid").unwrap_or_default()),
            parent,
            name,
            colour: whole_colour(colour),
            ..ProjectCode::default()
        };
        let definition = if self.by_emic {
            description
        } else {
            description.trim()
        };
        row.definition = definition.to_owned();
        row
    }
}

/// A colour of three digits as one of six.
fn whole_colour(colour: &str) -> String {
    match colour.strip_prefix('#') {
        Some(short) if short.len() == 3 => {
            let doubled: String = short.chars().flat_map(|c| [c, c]).collect();
            format!("#{}", doubled.to_lowercase())
        }
        _ => colour.to_lowercase(),
    }
}

/// A code's notes in the one place that REFI-QDA has for them.
pub(super) fn description(code: &ProjectCode) -> String {
    let mut text = code.definition.clone();
    for (mark, note) in [(INCLUDE, &code.include), (EXCLUDE, &code.exclude)] {
        if !note.is_empty() {
            text.push_str(mark);
            text.push_str(note);
        }
    }
    text
}

/// Takes a definition apart that [`description`] put together.
pub(super) fn part(code: &mut ProjectCode) {
    let whole = &code.definition;
    let (rest, exclude) = whole.rsplit_once(EXCLUDE).unwrap_or((whole, ""));
    let (definition, include) = rest.rsplit_once(INCLUDE).unwrap_or((rest, ""));
    let parted = ProjectCode {
        definition: definition.to_owned(),
        include: include.to_owned(),
        exclude: exclude.to_owned(),
        ..code.clone()
    };
    if description(&parted) == *whole {
        *code = parted;
    }
}

/// Writes `<Codes>`; `notes` gives the notes that refer to each code.
pub(super) fn write(project: &CodedProject, xml: &mut Xml, notes: &dyn Fn(usize) -> Vec<String>) {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); project.codes.len() + 1];
    for (at, code) in project.codes.iter().enumerate() {
        below[code.parent.map_or(0, |parent| parent + 1)].push(at);
    }
    xml.open("Codes", &[]);
    // Depth first without calling itself: a codebook may be deeper than a stack.
    let mut waiting: Vec<(usize, bool)> = below[0].iter().rev().map(|at| (*at, false)).collect();
    while let Some((at, is_done)) = waiting.pop() {
        if is_done {
            xml.close("Code");
            continue;
        }
        let code = &project.codes[at];
        let mut attributes = vec![
            ("guid", code.guid.as_str()),
            ("name", &code.name),
            ("isCodable", "true"),
        ];
        if is_colour(&code.colour) {
            attributes.push(("color", &code.colour));
        }
        xml.open("Code", &attributes);
        let description = description(code);
        if !description.is_empty() {
            xml.text("Description", &[], &description);
        }
        for note in notes(at) {
            xml.empty("NoteRef", &[("targetGUID", &note)]);
        }
        waiting.push((at, true));
        waiting.extend(below[at + 1].iter().rev().map(|child| (*child, false)));
    }
    xml.close("Codes");
}
