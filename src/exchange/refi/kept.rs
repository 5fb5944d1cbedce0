//! Elements that emic has no place for: kept as they came, and written back where what they refer to is still there.

use super::guid::{is_guid, plain};
use super::tree::{Node, parse};
use super::xml::Xml;
use crate::exchange::coded_project::{CodedProject, KeptElement};
use crate::exchange::gaps::Gaps;
use std::collections::{HashMap, HashSet};

/// The lists in the order in which they are restored: what may refer to others comes after them.
const LISTS: [&str; 4] = ["Sources", "Links", "Sets", "Graphs"];
const DIRECTIONS: &[&str] = &["Associative", "OneWay", "Bidirectional"];
const LINES: &[&str] = &["dotted", "dashed", "solid"];
const SHAPES: &[&str] = &[
    "Person",
    "Oval",
    "Rectangle",
    "RoundedRectangle",
    "Star",
    "LeftTriangle",
    "RightTriangle",
    "UpTriangle",
    "DownTriangle",
    "Note",
];

/// What an attribute holds.
#[derive(Clone, Copy)]
enum Is {
    /// The identity of the element.
    Own,
    /// That of another element; without it the element means nothing.
    Of,
    /// That of another element, which may be missing.
    MayBeOf,
    Text,
    Number,
    NeededNumber,
    Time,
    Colour,
    One(&'static [&'static str]),
}

/// An element of the standard: its attributes, and what is in it, in this order.
struct Shape {
    name: &'static str,
    attributes: &'static [(&'static str, Is)],
    children: &'static [&'static str],
}

const SOURCE: &[(&str, Is)] = &[
    ("guid", Is::Own),
    ("name", Is::Text),
    ("path", Is::Text),
    ("creatingUser", Is::MayBeOf),
    ("creationDateTime", Is::Time),
    ("modifyingUser", Is::MayBeOf),
    ("modifiedDateTime", Is::Time),
];
const STRETCH: &[(&str, Is)] = &[
    ("guid", Is::Own),
    ("name", Is::Text),
    ("begin", Is::NeededNumber),
    ("end", Is::NeededNumber),
    ("creatingUser", Is::MayBeOf),
    ("creationDateTime", Is::Time),
    ("modifyingUser", Is::MayBeOf),
    ("modifiedDateTime", Is::Time),
];
const AREA: &[(&str, Is)] = &[
    ("guid", Is::Own),
    ("name", Is::Text),
    ("firstX", Is::NeededNumber),
    ("firstY", Is::NeededNumber),
    ("secondX", Is::NeededNumber),
    ("secondY", Is::NeededNumber),
    ("creatingUser", Is::MayBeOf),
    ("creationDateTime", Is::Time),
    ("modifyingUser", Is::MayBeOf),
    ("modifiedDateTime", Is::Time),
];
const PAGE_AREA: &[(&str, Is)] = &[
    ("guid", Is::Own),
    ("name", Is::Text),
    ("page", Is::NeededNumber),
    ("firstX", Is::NeededNumber),
    ("firstY", Is::NeededNumber),
    ("secondX", Is::NeededNumber),
    ("secondY", Is::NeededNumber),
    ("creatingUser", Is::MayBeOf),
    ("creationDateTime", Is::Time),
    ("modifyingUser", Is::MayBeOf),
    ("modifiedDateTime", Is::Time),
];
const MARKED: &[&str] = &["Description", "Coding", "NoteRef"];
const TARGET: &[(&str, Is)] = &[("targetGUID", Is::Of)];

/// All elements that are kept, and those in them. Texts of media are not among them: they came in as transcripts.
const SHAPES_OF: &[Shape] = &[
    Shape {
        name: "PictureSource",
        attributes: SOURCE,
        children: &["Description", "PictureSelection", "Coding", "NoteRef"],
    },
    Shape {
        name: "PDFSource",
        attributes: SOURCE,
        children: &["Description", "PDFSelection", "Coding", "NoteRef"],
    },
    Shape {
        name: "AudioSource",
        attributes: SOURCE,
        children: &["Description", "AudioSelection", "Coding", "NoteRef"],
    },
    Shape {
        name: "VideoSource",
        attributes: SOURCE,
        children: &["Description", "VideoSelection", "Coding", "NoteRef"],
    },
    Shape {
        name: "PictureSelection",
        attributes: AREA,
        children: MARKED,
    },
    Shape {
        name: "PDFSelection",
        attributes: PAGE_AREA,
        children: MARKED,
    },
    Shape {
        name: "AudioSelection",
        attributes: STRETCH,
        children: MARKED,
    },
    Shape {
        name: "VideoSelection",
        attributes: STRETCH,
        children: MARKED,
    },
    Shape {
        name: "Coding",
        attributes: &[
            ("guid", Is::Own),
            ("creatingUser", Is::MayBeOf),
            ("creationDateTime", Is::Time),
        ],
        children: &["CodeRef", "NoteRef"],
    },
    Shape {
        name: "Link",
        attributes: &[
            ("guid", Is::Own),
            ("name", Is::Text),
            ("direction", Is::One(DIRECTIONS)),
            ("color", Is::Colour),
            ("originGUID", Is::Of),
            ("targetGUID", Is::Of),
        ],
        children: &["NoteRef"],
    },
    Shape {
        name: "Set",
        attributes: &[("guid", Is::Own), ("name", Is::Text)],
        children: &["Description", "MemberCode", "MemberSource", "MemberNote"],
    },
    Shape {
        name: "Graph",
        attributes: &[("guid", Is::Own), ("name", Is::Text)],
        children: &["Vertex", "Edge"],
    },
    Shape {
        name: "Vertex",
        attributes: &[
            ("guid", Is::Own),
            ("representedGUID", Is::MayBeOf),
            ("name", Is::Text),
            ("firstX", Is::NeededNumber),
            ("firstY", Is::NeededNumber),
            ("secondX", Is::Number),
            ("secondY", Is::Number),
            ("shape", Is::One(SHAPES)),
            ("color", Is::Colour),
        ],
        children: &[],
    },
    Shape {
        name: "Edge",
        attributes: &[
            ("guid", Is::Own),
            ("representedGUID", Is::MayBeOf),
            ("name", Is::Text),
            ("sourceVertex", Is::Of),
            ("targetVertex", Is::Of),
            ("color", Is::Colour),
            ("direction", Is::One(DIRECTIONS)),
            ("lineStyle", Is::One(LINES)),
        ],
        children: &[],
    },
    Shape {
        name: "CodeRef",
        attributes: TARGET,
        children: &[],
    },
    Shape {
        name: "NoteRef",
        attributes: TARGET,
        children: &[],
    },
    Shape {
        name: "MemberCode",
        attributes: TARGET,
        children: &[],
    },
    Shape {
        name: "MemberSource",
        attributes: TARGET,
        children: &[],
    },
    Shape {
        name: "MemberNote",
        attributes: TARGET,
        children: &[],
    },
    Shape {
        name: "Description",
        attributes: &[],
        children: &[],
    },
];

/// The element, to be kept: without what has come in with the rest.
pub(super) fn keep(list: &str, node: &Node, came_in: &[&str]) -> KeptElement {
    let children = node.children.iter();
    let rest = Node {
        name: node.name.clone(),
        attributes: node.attributes.clone(),
        text: node.text.clone(),
        children: children
            .filter(|child| !came_in.contains(&child.name.as_str()))
            .cloned()
            .collect(),
    };
    let mut xml = Xml::fragment();
    write(&mut xml, &rest);
    KeptElement {
        list: list.to_owned(),
        guid: plain(node.get("guid").unwrap_or_default()),
        xml: xml.finish(),
    }
}

/// Writes an element with all that is in it.
pub(super) fn write(xml: &mut Xml, node: &Node) {
    let attributes: Vec<(&str, &str)> = node
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    match (node.children.is_empty(), node.text.is_empty()) {
        (true, true) => xml.empty(&node.name, &attributes),
        (true, false) => xml.text(&node.name, &attributes, &node.text),
        (false, _) => {
            xml.open(&node.name, &attributes);
            node.children.iter().for_each(|child| write(xml, child));
            xml.close(&node.name);
        }
    }
}

/// Kept elements by list and identity.
pub(super) struct Kept<'p>(HashMap<(&'p str, &'p str), &'p str>);

impl<'p> Kept<'p> {
    pub fn of(project: &'p CodedProject) -> Self {
        let all = project.kept.iter();
        Self(
            all.map(|e| ((e.list.as_str(), e.guid.as_str()), e.xml.as_str()))
                .collect(),
        )
    }

    pub fn node(&self, list: &str, guid: &str) -> Option<Node> {
        parse(self.0.get(&(list, guid))?).ok()
    }
}

/// What can be written back, by list.
#[derive(Default)]
pub(super) struct Restored {
    lists: HashMap<&'static str, Vec<Node>>,
    /// What was written back, and what not.
    pub told: Vec<String>,
}

impl Restored {
    pub fn list(&self, list: &str) -> &[Node] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }
}

/// Takes of all kept elements what refers to things that the project has.
pub(super) fn restore(project: &CodedProject) -> Restored {
    let mut restored = Restored::default();
    if project.kept.is_empty() {
        return restored;
    }
    let mut restoring = Restoring {
        known: identities(project),
    };
    let (mut back, mut gone) = (Gaps::default(), Gaps::default());
    for list in LISTS {
        for element in project.kept.iter().filter(|element| element.list == list) {
            // Links between codes are written with the relations.
            if restoring.known.contains(&element.guid) {
                continue;
            }
            let Ok(node) = parse(&element.xml) else {
                continue;
            };
            let name = node.get("name").unwrap_or_default().to_owned();
            match restoring
                .shaped(&node)
                .filter(|shaped| is_worth(&node, shaped))
            {
                Some(shaped) => {
                    back.add(&kind(&node.name), &name);
                    restored.lists.entry(list).or_default().push(shaped);
                }
                None => gone.add(&kind(&node.name), &name),
            }
        }
    }
    let back = back.lines();
    if !back.is_empty() {
        restored.told.push(format!(
            "kept from another program and written back: {}",
            back.join("; ")
        ));
    }
    let gone = gone.lines();
    if !gone.is_empty() {
        restored.told.push(format!(
            "kept from another program and not written back, as what they refer to is gone: {}",
            gone.join("; ")
        ));
    }
    restored
}

/// What things are called in a report.
fn kind(element: &str) -> String {
    match element {
        "PictureSource" => "pictures",
        "PDFSource" => "PDFs",
        "AudioSource" => "recordings",
        "VideoSource" => "films",
        "Link" => "links between other things than codes",
        "Set" => "sets",
        "Graph" => "graphs",
        other => other,
    }
    .to_owned()
}

/// Whether anything is left of what the element was there for.
fn is_worth(before: &Node, after: &Node) -> bool {
    let inner = |node: &Node| {
        node.children
            .iter()
            .filter(|child| child.name != "Description")
            .count()
    };
    inner(before) == 0 || inner(after) > 0
}

struct Restoring {
    /// Identities of all that is in the file so far.
    known: HashSet<String>,
}

impl Restoring {
    /// The element in the form of the standard; none where it means nothing without what is gone.
    fn shaped(&mut self, node: &Node) -> Option<Node> {
        let shape = SHAPES_OF.iter().find(|shape| shape.name == node.name)?;
        let mut attributes = Vec::new();
        for (name, is) in shape.attributes {
            match node.get(name) {
                Some(value) => {
                    let value = self.value(*is, value);
                    match value {
                        Some(value) => attributes.push(((*name).to_owned(), value)),
                        None if is.is_needed() => return None,
                        None => {}
                    }
                }
                None if is.is_needed() => return None,
                None => {}
            }
        }
        if node.name == "Set" && !attributes.iter().any(|(name, _)| name == "name") {
            attributes.push(("name".to_owned(), "set".to_owned()));
        }
        let mut children = Vec::new();
        for name in shape.children {
            for child in node.all(name) {
                children.extend(self.shaped(child));
            }
        }
        let is_whole =
            node.name != "Coding" || children.iter().any(|child| child.name == "CodeRef");
        is_whole.then(|| Node {
            name: node.name.clone(),
            attributes,
            text: if node.name == "Description" {
                node.text.clone()
            } else {
                String::new()
            },
            children,
        })
    }

    fn value(&mut self, is: Is, value: &str) -> Option<String> {
        let value = value.trim();
        let is_fit = match is {
            Is::Own => {
                let guid = plain(value);
                return (is_guid(&guid) && self.known.insert(guid.clone())).then_some(guid);
            }
            Is::Of | Is::MayBeOf => {
                let guid = plain(value);
                return self.known.contains(&guid).then_some(guid);
            }
            // The file that it leads to is not in the archive.
            Is::Text => !value.starts_with("internal://"),
            Is::Number | Is::NeededNumber => value.parse::<i64>().is_ok(),
            Is::Time => is_time(value),
            Is::Colour => is_colour(value),
            Is::One(values) => values.contains(&value),
        };
        is_fit.then(|| value.to_owned())
    }
}

impl Is {
    fn is_needed(self) -> bool {
        matches!(self, Self::Own | Self::Of | Self::NeededNumber)
    }
}

/// `#rgb` or `#rrggbb`.
pub(super) fn is_colour(value: &str) -> bool {
    let digits = value.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `2025-06-18T02:06:50`, with fractions and a zone or without.
fn is_time(value: &str) -> bool {
    let shape: String = value
        .chars()
        .take(19)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let rest = value.get(19..).unwrap_or("?");
    shape == "0000-00-00T00:00:00"
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '+' | '-' | 'Z'))
}

fn identities(project: &CodedProject) -> HashSet<String> {
    let units = || {
        project
            .transcripts
            .iter()
            .flat_map(|transcript| &transcript.units)
    };
    let all = project
        .coders
        .iter()
        .map(|coder| &coder.guid)
        .chain(project.codes.iter().map(|code| &code.guid))
        .chain(
            project
                .participants
                .iter()
                .map(|participant| &participant.guid),
        )
        .chain(
            project
                .transcripts
                .iter()
                .map(|transcript| &transcript.guid),
        )
        .chain(units().map(|unit| &unit.guid))
        .chain(units().flat_map(|unit| unit.codings.iter().map(|coding| &coding.guid)))
        .chain(project.memos.iter().map(|memo| &memo.guid))
        .chain(project.relations.iter().map(|relation| &relation.guid));
    all.cloned().collect()
}
