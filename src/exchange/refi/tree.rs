//! XML as a tree of elements.

use super::super::xml_text::character;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Elements within elements: deeper than any codebook; what is deeper is an attack.
const DEEPEST: usize = 250;
/// Elements altogether: about a million codings.
const MOST: usize = 5_000_000;

/// An element. Namespaces are left out: programs differ in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text directly in it; none beside other elements.
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The value of an attribute.
    pub fn get(&self, attribute: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == attribute);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of an attribute, where it is not blank.
    pub fn filled(&self, attribute: &str) -> Option<&str> {
        self.get(attribute).filter(|value| !value.trim().is_empty())
    }

    /// The first element of this name in it.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements of this name in it.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements of this name in the list of that name.
    pub fn listed<'n>(&'n self, list: &str, name: &'n str) -> impl Iterator<Item = &'n Self> {
        let list = self.child(list);
        list.into_iter().flat_map(move |list| list.all(name))
    }
}

/// The root of a document.
///
/// # Errors
/// What is wrong and on which line. A document type declaration and entities beyond the five of XML are errors, so nothing
/// can expand and no other file is drawn in.
pub(super) fn parse(xml: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(xml);
    let mut growing = Growing::default();
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let place = |what: String| format!("line {}: {what}", line(xml, at));
        let done = match event.map_err(|error| place(error.to_string()))? {
            Event::Start(element) => growing.open(&element),
            Event::Empty(element) => growing.open(&element).and_then(|()| growing.close()),
            Event::End(_) => growing.close(),
            Event::Text(text) => growing.write(&text.xml10_content()),
            Event::CData(text) => growing.write(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                character(&reference).and_then(|text| growing.write(&text))
            }
            Event::DocType(_) => Err(
                "it has a document type declaration (<!DOCTYPE>), which REFI-QDA has no use for"
                    .into(),
            ),
            Event::Eof => return growing.finish().map_err(place),
            _ => Ok(()),
        };
        done.map_err(place)?;
    }
}

fn line(xml: &str, at: usize) -> usize {
    let before = xml.as_bytes().get(..at.min(xml.len())).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// The tree so far: the elements that are open, the outermost first.
#[derive(Default)]
struct Growing {
    open: Vec<Node>,
    root: Option<Node>,
    count: usize,
}

impl Growing {
    fn open(&mut self, element: &BytesStart) -> Result<(), String> {
        self.count += 1;
        if self.open.len() >= DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep"));
        }
        if self.count > MOST {
            return Err(format!("it has more than {MOST} elements"));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err("it has a second root element".into());
        }
        let mut attributes = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| error.to_string())?.into_owned();
            let name: &str = attribute.key.as_ref();
            attributes.push((name.to_owned(), value));
        }
        let name: &str = element.local_name().into_inner();
        self.open.push(Node {
            name: name.to_owned(),
            attributes,
            ..Node::default()
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let Some(mut node) = self.open.pop() else {
            return Err("an element ends that never began".into());
        };
        if !node.children.is_empty() {
            node.text = String::new();
        }
        match self.open.last_mut() {
            Some(above) => above.children.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Node, String> {
        if let Some(open) = self.open.last() {
            return Err(format!("it ends within <{}>", open.name));
        }
        self.root.take().ok_or_else(|| "it has no element".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_texts_and_escapes_are_read() {
        let root = parse(
            "<?xml version=\"1.0\"?><a:P xmlns:a=\"x\" n=\"1&#10;2 &lt;سلام\"><b/>\n<c>x &amp; <![CDATA[<y>]]>&#x1F600;</c></a:P>",
        );
        let root = root.unwrap();
        assert_eq!(
            (root.name.as_str(), root.get("n")),
            ("P", Some("1\n2 <سلام"))
        );
        assert_eq!(root.child("c").unwrap().text, "x & <y>😀");
        assert_eq!((root.text.as_str(), root.all("b").count()), ("", 1));
    }

    #[test]
    fn what_could_expand_or_is_cut_off_is_refused_with_its_line() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"cccc\"><!ENTITY d \"&b;&b;\">]>\n<a>&d;</a>";
        for (xml, wanted) in [
            (bomb, "DOCTYPE"),
            ("<a>\n\n&lol;</a>", "line 3: unknown entity &lol;"),
            ("<a x=\"&lol;\"/>", "lol"),
            ("<a>\n<b>", "line 2: it ends within <b>"),
            ("<a></b>", "line 1"),
            ("", "no element"),
            ("<a/><b/>", "second root"),
        ] {
            let error = parse(xml).unwrap_err();
            assert!(error.contains(wanted), "{xml}: {error}");
        }
        let deep = "<a>".repeat(100_000);
        assert!(parse(&deep).unwrap_err().contains("nested"));
    }
}
