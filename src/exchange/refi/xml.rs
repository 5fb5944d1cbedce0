//! XML that is being written.

/// A document so far.
pub(super) struct Xml {
    out: String,
    depth: usize,
    /// Characters that XML cannot carry and that became `�`.
    pub replaced: usize,
}

impl Xml {
    pub fn new() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(),
            depth: 0,
            replaced: 0,
        }
    }

    /// Elements without the line that begins a document.
    pub fn fragment() -> Self {
        Self {
            out: String::new(),
            depth: 0,
            replaced: 0,
        }
    }

    /// Begins an element that other elements go into.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
    }

    /// Ends it.
    pub fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes);
        self.out.push('>');
        self.escaped(text, false);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.escaped(value, true);
            self.out.push('"');
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth.min(20) {
            self.out.push(' ');
        }
    }

    /// White space in an attribute is written as references, or a reader would take it for blanks; so is a carriage return
    /// anywhere.
    fn escaped(&mut self, text: &str, is_attribute: bool) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if is_attribute => self.out.push_str("&quot;"),
                '\r' => self.out.push_str("&#13;"),
                '\n' if is_attribute => self.out.push_str("&#10;"),
                '\t' if is_attribute => self.out.push_str("&#9;"),
                c if is_xml(c) => self.out.push(c),
                _ => {
                    self.replaced += 1;
                    self.out.push('\u{FFFD}');
                }
            }
        }
    }
}

/// Whether XML 1.0 can carry the character (section 2.2).
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether other programs take it for a colour.
pub(super) fn is_colour(colour: &str) -> bool {
    let digits = colour.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())
}
