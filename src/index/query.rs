//! The query language: words, "phrases", "words nearby"~5, prefix*, AND, OR, NOT, -word and parentheses.

use crate::error::{Error, Result};
use crate::study::Language;
use crate::text::Analyzer;
use serde::Serialize;

/// What words that merely stand side by side mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Matching {
    /// All of them must be there.
    #[default]
    All,
    /// One is enough; more rank higher.
    Any,
}

/// A query as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) root: Node,
    /// What was forgiven while reading it, for the user to know.
    pub remarks: Vec<String>,
}

/// One condition on the words of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Every passage.
    Everything,
    /// One word as typed; several if it is hyphenated or Chinese, which then must stand side by side.
    Word(String),
    /// Words that begin like this.
    Prefix(String),
    /// Words side by side in this order; with `within` above 0, that many words may come between, in either order.
    Phrase { words: String, within: u32 },
    /// Every one.
    All(Vec<Node>),
    /// At least one.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// Deeper parentheses, and more words, are no query a person types.
const DEEPEST: usize = 40;
const MOST_LEAVES: usize = 500;
/// More words between than this say nothing any more.
const WIDEST: u32 = 100;

impl Query {
    /// Reads `text`. Empty text finds every passage that the filter lets through.
    ///
    /// Operators are written in capitals. AND binds closer than OR. Forgiven, and said in [`Query::remarks`]: a quotation
    /// mark or parenthesis without its partner.
    ///
    /// # Errors
    /// [`Error::Input`] where the text has no word in it, or is longer or deeper than any query.
    pub fn parse(text: &str, matching: Matching) -> Result<Self> {
        if text.trim().is_empty() {
            return Ok(Self {
                root: Node::Everything,
                remarks: Vec::new(),
            });
        }
        let mut remarks = Vec::new();
        let tokens = lex(text, &mut remarks);
        let leaves = tokens.iter().filter(|t| matches!(t.what, What::Leaf(_)));
        if leaves.count() > MOST_LEAVES {
            return Err(Error::input(format!(
                "the query has more than {MOST_LEAVES} words: look for a few of them, or for a phrase in quotation marks"
            )));
        }
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            depth: 0,
            matching,
            remarks,
        };
        let root = parser.alternatives()?;
        let shown: String = text.chars().take(60).collect();
        let root = root.ok_or_else(|| {
            Error::input(format!(
                "'{shown}' has no word to look for: write a word, a \"phrase\" or a begin*"
            ))
        })?;
        Ok(Self {
            root,
            remarks: parser.remarks,
        })
    }
}

#[derive(Debug)]
struct Token {
    what: What,
    /// Which character of the query it begins at, from 1.
    place: usize,
}

#[derive(Debug)]
enum What {
    Leaf(Node),
    And,
    Or,
    Not,
    Open,
    Close,
}

const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '＂'];

fn lex(text: &str, remarks: &mut Vec<String>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = rest;
        let place = text[..text.len() - rest.len()].chars().count() + 1;
        let after = &rest[first.len_utf8()..];
        let what = match first {
            c if c.is_whitespace() => None,
            '(' | '（' => Some(What::Open),
            ')' | '）' => Some(What::Close),
            '-' if after.starts_with(|c: char| !c.is_whitespace() && c != '-') => Some(What::Not),
            c if QUOTES.contains(&c) => {
                let (leaf, left) = phrase(after, place, remarks);
                rest = left;
                leaf.map(What::Leaf)
            }
            _ => {
                let end = rest
                    .find(|c: char| {
                        c.is_whitespace() || "()（）".contains(c) || QUOTES.contains(&c)
                    })
                    .unwrap_or(rest.len());
                let (word, left) = rest.split_at(end);
                rest = left;
                let inner = word.trim_end_matches(['*', '＊']);
                if inner.contains(['*', '＊']) {
                    remarks.push(format!(
                        "a * stands for the end of a word only; in '{word}' it was passed over"
                    ));
                }
                keyword_or_word(word)
            }
        };
        if std::ptr::eq(rest, before) {
            rest = after;
        }
        tokens.extend(what.map(|what| Token { what, place }));
    }
    tokens
}

fn keyword_or_word(word: &str) -> Option<What> {
    match word {
        "AND" => return Some(What::And),
        "OR" => return Some(What::Or),
        "NOT" => return Some(What::Not),
        _ => {}
    }
    let words = words_in(word);
    if words == 0 {
        return None;
    }
    let prefix = word
        .strip_suffix(['*', '＊'])
        .map(|w| w.trim_end_matches('*'));
    Some(What::Leaf(match prefix {
        Some(prefix) if words == 1 => Node::Prefix(prefix.to_owned()),
        _ => Node::Word(word.to_owned()),
    }))
}

/// The phrase after its opening mark, and what follows its closing mark and `~n`.
fn phrase<'a>(after: &'a str, place: usize, remarks: &mut Vec<String>) -> (Option<Node>, &'a str) {
    let (words, mut rest) = match after.find(QUOTES) {
        Some(end) => {
            let closing = after[end..].chars().next().map_or(0, char::len_utf8);
            (&after[..end], &after[end + closing..])
        }
        None => {
            remarks.push(format!(
                "the quotation mark at character {place} has no partner: everything after it was read as one phrase"
            ));
            (after, "")
        }
    };
    let mut within = 0;
    if let Some(number) = rest.strip_prefix('~') {
        let digits = number.len()
            - number
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        within = number[..digits].parse().unwrap_or(WIDEST).min(WIDEST);
        if digits == 0 {
            within = 0;
        }
        rest = &number[digits..];
    }
    let words = words.to_owned();
    let leaf = (words_in(&words) > 0).then_some(Node::Phrase { words, within });
    (leaf, rest)
}

/// How many words the index would see in `text`; splitting is the same in every language.
fn words_in(text: &str) -> usize {
    Analyzer::new(&Language::english()).tokens(text).len()
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    matching: Matching,
    remarks: Vec<String>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&What> {
        self.tokens.get(self.at).map(|t| &t.what)
    }

    /// Runs divided by OR, up to the closing parenthesis or the end.
    fn alternatives(&mut self) -> Result<Option<Node>> {
        let mut any = Vec::new();
        loop {
            any.extend(self.run()?);
            match self.peek() {
                Some(What::Or) => self.at += 1,
                Some(What::Close) if self.depth == 0 => {
                    let place = self.tokens[self.at].place;
                    self.remarks.push(format!(
                        "the closing parenthesis at character {place} has no partner and was passed over"
                    ));
                    self.at += 1;
                }
                _ => return Ok(one_or(any, Node::Any)),
            }
        }
    }

    /// Conditions side by side or joined by AND.
    fn run(&mut self) -> Result<Option<Node>> {
        let mut groups: Vec<Vec<Node>> = Vec::new();
        let mut joined = false;
        loop {
            match self.peek() {
                None | Some(What::Or | What::Close) => break,
                Some(What::And) => {
                    self.at += 1;
                    joined = true;
                    continue;
                }
                _ => {}
            }
            let Some(node) = self.condition()? else {
                continue;
            };
            match groups.last_mut() {
                Some(group) if joined || self.matching == Matching::All => group.push(node),
                _ => groups.push(vec![node]),
            }
            joined = false;
        }
        Ok(side_by_side(groups))
    }

    fn condition(&mut self) -> Result<Option<Node>> {
        let mut negated = false;
        while matches!(self.peek(), Some(What::Not)) {
            negated = !negated;
            self.at += 1;
        }
        let node = match self.peek() {
            Some(What::Leaf(leaf)) => {
                let leaf = leaf.clone();
                self.at += 1;
                Some(leaf)
            }
            Some(What::Open) => self.group()?,
            _ => None,
        };
        Ok(node.map(|n| if negated { Node::Not(Box::new(n)) } else { n }))
    }

    fn group(&mut self) -> Result<Option<Node>> {
        let place = self.tokens[self.at].place;
        if self.depth == DEEPEST {
            return Err(Error::input(format!(
                "more than {DEEPEST} parentheses within each other at character {place}: write the query with fewer"
            )));
        }
        self.at += 1;
        self.depth += 1;
        let node = self.alternatives()?;
        self.depth -= 1;
        if matches!(self.peek(), Some(What::Close)) {
            self.at += 1;
        } else {
            self.remarks.push(format!(
                "the parenthesis at character {place} is never closed: it was read as closed at the end"
            ));
        }
        Ok(node)
    }
}

fn one_or(mut nodes: Vec<Node>, many: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(many(nodes)),
    }
}

/// Groups joined by AND, standing side by side: any of them, except that one only negated excludes (`care money -ward`).
fn side_by_side(groups: Vec<Vec<Node>>) -> Option<Node> {
    let nodes = groups.into_iter().filter_map(|g| one_or(g, Node::All));
    let (without, with): (Vec<Node>, Vec<Node>) = nodes.partition(|n| matches!(n, Node::Not(_)));
    let mut all: Vec<Node> = one_or(with, Node::Any).into_iter().collect();
    all.extend(without);
    one_or(all, Node::All)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(node: &Node) -> String {
        let list = |nodes: &[Node], by: &str| {
            let all: Vec<String> = nodes.iter().map(shown).collect();
            format!("({})", all.join(by))
        };
        match node {
            Node::Everything => "everything".into(),
            Node::Word(w) => w.clone(),
            Node::Prefix(p) => format!("{p}…"),
            Node::Phrase { words, within } => format!("[{words}]{within}"),
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Not(node) => format!("!{}", shown(node)),
        }
    }

    fn read(text: &str, matching: Matching) -> String {
        shown(&Query::parse(text, matching).unwrap().root)
    }

    #[test]
    fn queries_are_read_as_meant() {
        for (text, all, any) in [
            ("", "everything", "everything"),
            ("care", "care", "care"),
            ("care money", "(care & money)", "(care | money)"),
            ("care AND money", "(care & money)", "(care & money)"),
            ("a b OR c", "((a & b) | c)", "((a | b) | c)"),
            ("care -money", "(care & !money)", "(care & !money)"),
            ("a b NOT c", "(a & b & !c)", "((a | b) & !c)"),
            ("-a", "!a", "!a"),
            ("NOT NOT a", "a", "a"),
            ("(a OR b) c", "((a | b) & c)", "((a | b) | c)"),
            ("self-directed", "self-directed", "self-directed"),
            (
                "learn* \"on call\"",
                "(learn… & [on call]0)",
                "(learn… | [on call]0)",
            ),
            ("“self learning”~5", "[self learning]5", "[self learning]5"),
            (
                "«یادگیری» 害怕",
                "([یادگیری]0 & 害怕)",
                "([یادگیری]0 | 害怕)",
            ),
            ("a - b — c", "(a & b & c)", "(a | b | c)"),
            ("AND a OR", "a", "a"),
        ] {
            assert_eq!(read(text, Matching::All), all, "{text}");
            assert_eq!(read(text, Matching::Any), any, "{text}");
        }
    }

    #[test]
    fn what_is_forgiven_is_said() {
        for (text, meant, place) in [
            ("دل \"on call", "(دل & [on call]0)", "character 4"),
            ("(a b", "(a & b)", "character 1"),
            ("a) b", "(a | b)", "character 2"),
        ] {
            let query = Query::parse(text, Matching::All).unwrap();
            assert_eq!(shown(&query.root), meant);
            assert!(query.remarks[0].contains(place), "{:?}", query.remarks);
        }
    }

    #[test]
    fn a_query_without_a_word_says_so() {
        for text in ["!!!", "\"\"", "()", "NOT", "*", "—"] {
            let error = Query::parse(text, Matching::All).unwrap_err();
            assert!(error.to_string().contains("no word"), "{error}");
        }
        assert!(Query::parse(&"(".repeat(100_000), Matching::All).is_err());
        assert!(Query::parse(&"a ".repeat(100_000), Matching::All).is_err());
        let many = "NOT ".repeat(9_999);
        assert_eq!(read(&format!("{many} a"), Matching::All), "!a");
        assert_eq!(read("---a b", Matching::All), "(---a & b)");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z(）)\"~*“»5 \\-ANDORNTی我😀\u{200c}.]{0,40}") {
            let _ = Query::parse(&text, Matching::All);
            let _ = Query::parse(&text, Matching::Any);
        }

        #[test]
        fn nor_any_text_at_all(text in any::<String>()) {
            let _ = Query::parse(&text, Matching::Any);
        }
    }
}
