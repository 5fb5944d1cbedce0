//! Which letters the bytes of a text stand for, and how wide they are.

use super::glyph_names::letter_of;
use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_16BE, WINDOWS_1252};
use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use std::collections::HashMap;

/// Width of a letter whose font says nothing, in thousandths of its size.
const USUAL_WIDTH: f64 = 500.0;
/// The same, of fonts with many letters.
const USUAL_WIDE: f64 = 1000.0;
/// A range of widths has at most as many letters as fit into two bytes.
const MOST_IN_RANGE: u32 = 65_536;

/// A font, as far as it matters to the text.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
}

enum Kind {
    /// A byte a letter.
    Simple {
        letters: Vec<Option<String>>,
        widths: Vec<f64>,
    },
    /// Several bytes a letter.
    Composite {
        codes: Codes,
        widths: HashMap<u32, f64>,
        usual: f64,
    },
}

/// How the bytes of a font with many letters are cut and read.
enum Codes {
    /// Two bytes, which number the letters of the font.
    Numbers,
    /// Two bytes, numbered by a table of the font's own.
    Table(Box<CMap>),
    /// Text in this encoding.
    Text(&'static Encoding),
}

/// One letter of a text.
pub(super) struct Letter {
    /// What it reads as; none where the font does not say.
    pub text: Option<String>,
    /// In thousandths of the size.
    pub width: f64,
    /// Whether it is the one byte that the space between words is added to.
    pub is_space_byte: bool,
}

impl Font {
    /// The font that this dictionary describes.
    pub fn of(dict: &Dict<'_>) -> Self {
        let to_unicode = dict
            .get::<Stream<'_>>(b"ToUnicode")
            .and_then(|stream| stream.decoded_data().ok().map(|data| data.into_owned()))
            .and_then(|data| CMap::parse(&data, |_| None));
        let is_composite = dict
            .get::<Name<'_>>(b"Subtype")
            .is_some_and(|kind| kind.as_ref() == b"Type0");
        let kind = if is_composite {
            composite(dict)
        } else {
            simple(dict)
        };
        Self { to_unicode, kind }
    }

    /// The letters of a text.
    pub fn letters<'f>(&'f self, bytes: &'f [u8]) -> Box<dyn Iterator<Item = Letter> + 'f> {
        match &self.kind {
            Kind::Simple { letters, widths } => Box::new(bytes.iter().map(|byte| {
                let at = usize::from(*byte);
                Letter {
                    text: self
                        .unicode(u32::from(*byte))
                        .or_else(|| letters.get(at).cloned().flatten()),
                    width: widths.get(at).copied().unwrap_or(USUAL_WIDTH),
                    is_space_byte: *byte == b' ',
                }
            })),
            Kind::Composite {
                codes,
                widths,
                usual,
            } => Box::new(codes.cut(bytes).map(move |code| {
                let number = codes.number(code);
                Letter {
                    text: self.unicode(be(code)).or_else(|| codes.text(code)),
                    width: widths.get(&number).copied().unwrap_or(if code.len() == 1 {
                        usual / 2.0
                    } else {
                        *usual
                    }),
                    is_space_byte: code == b" ",
                }
            })),
        }
    }

    fn unicode(&self, code: u32) -> Option<String> {
        let text = match self.to_unicode.as_ref()?.lookup_bf_string(code)? {
            BfString::Char(c) => c.to_string(),
            BfString::String(text) => text,
        };
        (!text.is_empty() && !text.contains('\0')).then_some(text)
    }
}

impl Codes {
    fn cut<'b>(&self, bytes: &'b [u8]) -> Box<dyn Iterator<Item = &'b [u8]> + 'b> {
        let is_single: fn(u8) -> bool = match self {
            Self::Text(encoding) if *encoding == UTF_16BE => |_| false,
            Self::Text(encoding) if *encoding == SHIFT_JIS => {
                |first| first < 0x81 || (0xA0..0xE0).contains(&first)
            }
            Self::Text(_) => |first| first < 0x81,
            _ => |_| false,
        };
        let mut rest = bytes;
        Box::new(std::iter::from_fn(move || {
            let first = *rest.first()?;
            let length = if is_single(first) {
                1
            } else {
                2.min(rest.len())
            };
            let (code, after) = rest.split_at(length);
            rest = after;
            Some(code)
        }))
    }

    fn number(&self, code: &[u8]) -> u32 {
        match self {
            Self::Table(table) => table.lookup_cid_code(be(code), 2).unwrap_or(0),
            _ => be(code),
        }
    }

    fn text(&self, code: &[u8]) -> Option<String> {
        let Self::Text(encoding) = self else {
            return None;
        };
        let (text, is_wrong) = encoding.decode_without_bom_handling(code);
        (!is_wrong).then(|| text.into_owned())
    }
}

fn be(code: &[u8]) -> u32 {
    code.iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn simple(dict: &Dict<'_>) -> Kind {
    let mut letters = base_letters(dict);
    if let Some(encoding) = dict.get::<Dict<'_>>(b"Encoding")
        && let Some(differences) = encoding.get::<Array<'_>>(b"Differences")
    {
        let mut at = 0_usize;
        for object in differences.iter::<Object<'_>>() {
            match object {
                Object::Number(number) => {
                    at = usize::try_from(number.as_i64()).unwrap_or(usize::MAX)
                }
                Object::Name(name) => {
                    if let Some(letter) = letters.get_mut(at) {
                        *letter = letter_of(name.as_str());
                    }
                    at = at.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    Kind::Simple {
        letters,
        widths: widths(dict),
    }
}

/// The letters of the bytes before the font makes a difference.
fn base_letters(dict: &Dict<'_>) -> Vec<Option<String>> {
    let named = dict
        .get::<Name<'_>>(b"Encoding")
        .map(|name| name.as_str().to_owned());
    let named = named.or_else(|| {
        let encoding = dict.get::<Dict<'_>>(b"Encoding")?;
        Some(
            encoding
                .get::<Name<'_>>(b"BaseEncoding")?
                .as_str()
                .to_owned(),
        )
    });
    let encoding = if named.as_deref() == Some("MacRomanEncoding") {
        MACINTOSH
    } else {
        WINDOWS_1252
    };
    let letter = |byte: u8| {
        let (text, is_wrong) = encoding
            .decode_without_bom_handling_and_without_replacement(&[byte])
            .map_or((String::new(), true), |t| (t.into_owned(), false));
        let is_shown = !is_wrong && !text.chars().any(char::is_control);
        is_shown.then_some(text)
    };
    (0..=u8::MAX).map(letter).collect()
}

fn widths(dict: &Dict<'_>) -> Vec<f64> {
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor");
    let missing = descriptor
        .and_then(|d| d.get::<f32>(b"MissingWidth"))
        .map_or(0.0, f64::from);
    let missing = if missing > 0.0 { missing } else { USUAL_WIDTH };
    let mut widths = vec![missing; 256];
    let first = dict
        .get::<i32>(b"FirstChar")
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0);
    // The letters of a Type 3 font are measured by a matrix of its own.
    let matrix = dict
        .get::<Array<'_>>(b"FontMatrix")
        .and_then(|m| m.iter::<f32>().next())
        .map_or(1.0, |n| f64::from(n) * 1000.0);
    if let Some(given) = dict.get::<Array<'_>>(b"Widths") {
        for (at, width) in (first..256).zip(given.iter::<f32>()) {
            widths[at] = f64::from(width) * matrix;
        }
    }
    widths
}

fn composite(dict: &Dict<'_>) -> Kind {
    let inner = dict
        .get::<Array<'_>>(b"DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let usual = inner
        .as_ref()
        .and_then(|font| font.get::<f32>(b"DW"))
        .map_or(USUAL_WIDE, f64::from);
    Kind::Composite {
        codes: codes(dict),
        widths: inner
            .and_then(|font| font.get::<Array<'_>>(b"W"))
            .map(|list| wide(&list))
            .unwrap_or_default(),
        usual,
    }
}

fn codes(dict: &Dict<'_>) -> Codes {
    if let Some(stream) = dict.get::<Stream<'_>>(b"Encoding") {
        let table = stream
            .decoded_data()
            .ok()
            .and_then(|data| CMap::parse(&data, |_| None));
        return table.map_or(Codes::Numbers, |table| Codes::Table(Box::new(table)));
    }
    let name = dict
        .get::<Name<'_>>(b"Encoding")
        .map(|name| name.as_str().to_owned())
        .unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match name.as_str() {
        _ if has(&["UCS2", "UTF16"]) => Codes::Text(UTF_16BE),
        _ if has(&["GBK", "GB-EUC", "GBpc"]) => Codes::Text(GBK),
        _ if has(&["B5", "ETen", "HKscs"]) => Codes::Text(BIG5),
        _ if has(&["RKSJ"]) => Codes::Text(SHIFT_JIS),
        _ if has(&["KSC"]) => Codes::Text(EUC_KR),
        _ => Codes::Numbers,
    }
}

/// Widths as `first [w w w]` or `first last w`.
fn wide(list: &Array<'_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut numbers: Vec<f64> = Vec::new();
    for object in list.iter::<Object<'_>>() {
        match object {
            Object::Number(number) => numbers.push(number.as_f64()),
            Object::Array(given) => {
                let first = numbers.pop().unwrap_or(0.0).max(0.0) as u32;
                for (at, width) in (0..MOST_IN_RANGE).zip(given.iter::<f32>()) {
                    widths.insert(first.saturating_add(at), f64::from(width));
                }
                numbers.clear();
            }
            _ => {}
        }
        if let [first, last, width] = numbers[..] {
            let (first, last) = (first.max(0.0) as u32, last.max(0.0) as u32);
            for at in (first..=last).take(MOST_IN_RANGE as usize) {
                widths.insert(at, width);
            }
            numbers.clear();
        }
    }
    widths
}
