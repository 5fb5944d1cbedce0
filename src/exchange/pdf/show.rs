//! The operators of a page to characters with places.

use super::font::Font;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use std::collections::HashMap;
use std::rc::Rc;

/// Forms within forms.
const MOST_FORMS: usize = 12;
/// Operators of one page, forms included.
const MOST_OPERATORS: usize = 5_000_000;
/// States that are put aside.
const MOST_STATES: usize = 1_000;

/// A character at its place on the page, which is turned so that most text runs from left to right and lines go down.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub text: String,
    /// Where it begins and ends on the line, in points.
    pub left: f64,
    pub right: f64,
    /// The height of its line, growing downwards.
    pub y: f64,
    /// The size of its letters.
    pub size: f64,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// In the order in which they were written.
    pub glyphs: Vec<Glyph>,
    /// Characters of which no letter is known.
    pub unknown: usize,
    /// Characters that run in another direction than most.
    pub aslant: usize,
}

/// Reads pages; fonts are kept from page to page.
#[derive(Default)]
pub(super) struct Shower {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
}

impl Shower {
    /// What a page shows, at most this many characters.
    pub fn page(&mut self, page: &Page<'_>, most: usize) -> Shown {
        let mut board = Board {
            shower: self,
            most,
            operators: 0,
            found: Vec::new(),
            unknown: 0,
        };
        board.run(
            page.typed_operations(),
            page.resources(),
            State::default(),
            MOST_FORMS,
        );
        turned(board.found, board.unknown)
    }

    fn font(&mut self, dict: &Dict<'_>) -> Rc<Font> {
        match dict.obj_id() {
            Some(id) => Rc::clone(
                self.fonts
                    .entry(id)
                    .or_insert_with(|| Rc::new(Font::of(dict))),
            ),
            None => Rc::new(Font::of(dict)),
        }
    }
}

/// Numbers a to f of a matrix, as PDF writes them.
type Matrix = [f64; 6];
const UNMOVED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `one`, then `other`.
fn then(one: Matrix, other: Matrix) -> Matrix {
    [
        one[0] * other[0] + one[1] * other[2],
        one[0] * other[1] + one[1] * other[3],
        one[2] * other[0] + one[3] * other[2],
        one[2] * other[1] + one[3] * other[3],
        one[4] * other[0] + one[5] * other[2] + other[4],
        one[4] * other[1] + one[5] * other[3] + other[5],
    ]
}

#[derive(Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between_letters: f64,
    between_words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            page: UNMOVED,
            text: UNMOVED,
            line: UNMOVED,
            font: None,
            size: 1.0,
            between_letters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A character before the page is turned.
struct Found {
    text: String,
    start: (f64, f64),
    end: (f64, f64),
    size: f64,
}

struct Board<'s> {
    shower: &'s mut Shower,
    most: usize,
    operators: usize,
    found: Vec<Found>,
    unknown: usize,
}

impl Board<'_> {
    fn run(
        &mut self,
        mut operations: TypedIter<'_>,
        resources: &Resources<'_>,
        mut state: State,
        forms: usize,
    ) {
        let mut aside: Vec<State> = Vec::new();
        let mut fonts: HashMap<Vec<u8>, Option<Rc<Font>>> = HashMap::new();
        while let Some(operation) = operations.next() {
            self.operators += 1;
            if self.operators > MOST_OPERATORS || self.found.len() >= self.most {
                return;
            }
            match operation {
                TypedInstruction::SaveState(_) if aside.len() < MOST_STATES => {
                    aside.push(state.clone())
                }
                TypedInstruction::RestoreState(_) => state = aside.pop().unwrap_or(state),
                TypedInstruction::Transform(m) => {
                    let by = [m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64());
                    state.page = then(by, state.page);
                }
                TypedInstruction::TextFont(font) => {
                    let name = font.0.as_ref().to_vec();
                    let found = fonts.entry(name).or_insert_with(|| {
                        let dict = resources.get_font(font.0)?;
                        Some(self.shower.font(&dict))
                    });
                    state.font.clone_from(found);
                    state.size = font.1.as_f64();
                }
                TypedInstruction::XObject(form) if forms > 0 => {
                    if let Some(stream) = resources.get_x_object(form.0) {
                        self.form(&stream, resources, &state, forms);
                    }
                }
                TypedInstruction::ShowText(text) => self.show(&mut state, text.0.as_bytes()),
                TypedInstruction::ShowTexts(texts) => self.show_all(&mut state, texts.0),
                TypedInstruction::NextLineAndShowText(text) => {
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, text.0.as_bytes());
                }
                TypedInstruction::ShowTextWithParameters(text) => {
                    (state.between_words, state.between_letters) =
                        (text.0.as_f64(), text.1.as_f64());
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, text.2.as_bytes());
                }
                other => state.change(&other),
            }
        }
    }

    fn form(&mut self, stream: &Stream<'_>, outer: &Resources<'_>, state: &State, forms: usize) {
        let dict = stream.dict();
        let is_form = dict
            .get::<Name<'_>>(b"Subtype")
            .is_some_and(|kind| kind.as_ref() == b"Form");
        let Some(content) = is_form.then(|| stream.decoded_data().ok()).flatten() else {
            return;
        };
        let mut inner = state.clone();
        if let Some(matrix) = dict.get::<Array<'_>>(b"Matrix") {
            let numbers: Vec<f64> = matrix.iter::<f32>().take(6).map(f64::from).collect();
            if let Ok(matrix) = Matrix::try_from(numbers) {
                inner.page = then(matrix, inner.page);
            }
        }
        match dict.get::<Dict<'_>>(b"Resources") {
            Some(own) => self.run(
                TypedIter::new(&content),
                &Resources::new(own),
                inner,
                forms - 1,
            ),
            None => self.run(TypedIter::new(&content), outer, inner, forms - 1),
        }
    }

    fn show_all(&mut self, state: &mut State, texts: &Array<'_>) {
        for object in texts.iter::<Object<'_>>() {
            match object {
                Object::Number(number) => {
                    let by = -number.as_f64() / 1000.0 * state.size * state.stretch;
                    state.advance(by);
                }
                Object::String(text) => self.show(state, text.as_bytes()),
                _ => {}
            }
        }
    }

    fn show(&mut self, state: &mut State, bytes: &[u8]) {
        let Some(font) = state.font.clone() else {
            return;
        };
        for letter in font.letters(bytes) {
            let space = if letter.is_space_byte {
                state.between_words
            } else {
                0.0
            };
            let width = letter.width / 1000.0 * state.size * state.stretch;
            let step = width + (state.between_letters + space) * state.stretch;
            let place = then(
                [1.0, 0.0, 0.0, 1.0, 0.0, state.rise],
                then(state.text, state.page),
            );
            let up = (place[2] * state.size, place[3] * state.size);
            self.unknown += usize::from(letter.text.is_none());
            self.found.push(Found {
                text: letter.text.unwrap_or_else(|| "\u{fffd}".to_owned()),
                start: (place[4], place[5]),
                end: (place[0] * width + place[4], place[1] * width + place[5]),
                size: up.0.hypot(up.1),
            });
            state.advance(step);
        }
    }
}

impl State {
    fn change(&mut self, operation: &TypedInstruction<'_, '_>) {
        match operation {
            TypedInstruction::BeginText(_) => (self.text, self.line) = (UNMOVED, UNMOVED),
            TypedInstruction::SetTextMatrix(m) => {
                self.line = [m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64());
                self.text = self.line;
            }
            TypedInstruction::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            TypedInstruction::NextLineAndSetLeading(by) => {
                self.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            TypedInstruction::NextLineUsingLeading(_) => self.next_line(0.0, -self.leading),
            TypedInstruction::CharacterSpacing(by) => self.between_letters = by.0.as_f64(),
            TypedInstruction::WordSpacing(by) => self.between_words = by.0.as_f64(),
            TypedInstruction::HorizontalScaling(by) => self.stretch = by.0.as_f64() / 100.0,
            TypedInstruction::TextLeading(by) => self.leading = by.0.as_f64(),
            TypedInstruction::TextRise(by) => self.rise = by.0.as_f64(),
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = then([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = then([1.0, 0.0, 0.0, 1.0, by, 0.0], self.text);
    }
}

/// The characters of the direction that most text has, turned to run from left to right.
fn turned(found: Vec<Found>, unknown: usize) -> Shown {
    let mut directions = [0_usize; 4];
    for glyph in &found {
        directions[direction(glyph)] += 1;
    }
    let most = (0..4)
        .max_by_key(|at| (directions[*at], 4 - at))
        .unwrap_or(0);
    let mut shown = Shown {
        unknown,
        ..Shown::default()
    };
    for glyph in found {
        if direction(&glyph) != most {
            shown.aslant += usize::from(!glyph.text.trim().is_empty());
            continue;
        }
        let (left, y) = along(glyph.start, most);
        let (right, _) = along(glyph.end, most);
        if [left, right, y, glyph.size]
            .iter()
            .all(|n| n.is_finite() && n.abs() < 1e7)
        {
            shown.glyphs.push(Glyph {
                text: glyph.text,
                left: left.min(right),
                right: left.max(right),
                y,
                size: glyph.size,
            });
        }
    }
    shown
}

/// 0 to the right, 1 upwards, 2 to the left, 3 downwards.
fn direction(glyph: &Found) -> usize {
    let (x, y) = (glyph.end.0 - glyph.start.0, glyph.end.1 - glyph.start.1);
    match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

/// The place along the direction, and across it growing downwards.
fn along((x, y): (f64, f64), direction: usize) -> (f64, f64) {
    match direction {
        0 => (x, -y),
        1 => (y, x),
        2 => (-x, y),
        _ => (-y, -x),
    }
}
