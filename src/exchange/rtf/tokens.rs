//! Rich text to its words, signs and bytes.

/// A part of rich text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Open,
    Close,
    /// `\word` or `\word12`.
    Word(&'b str, Option<i32>),
    /// `\~` and the like.
    Symbol(u8),
    /// `\'hh`.
    Byte(u8),
    /// Bytes that stand for themselves.
    Text(&'b [u8]),
}

/// The parts in their order; ends at the end of the bytes, whatever they are.
pub(super) struct Tokens<'b> {
    all: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    pub fn of(all: &'b [u8]) -> Self {
        Self { all, at: 0 }
    }

    /// The line that was come to.
    pub fn line(&self) -> usize {
        self.all[..self.at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    }

    pub fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let first = *self.all.get(self.at)?;
            self.at += 1;
            match first {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => return Some(self.text(self.at - 1)),
            }
        }
    }

    fn text(&mut self, start: usize) -> Token<'b> {
        let rest = &self.all[start..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
        self.at = start + length.unwrap_or(rest.len());
        Token::Text(&self.all[start..self.at])
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.all.get(self.at)?;
        if first == b'\'' {
            let digits = self.all.get(self.at + 1..self.at + 3);
            let byte = digits
                .and_then(|d| std::str::from_utf8(d).ok())
                .and_then(|d| u8::from_str_radix(d, 16).ok());
            self.at += if byte.is_some() { 3 } else { 1 };
            return Some(byte.map_or(Token::Symbol(b'\''), Token::Byte));
        }
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            return Some(Token::Symbol(first));
        }
        let word = self.run(u8::is_ascii_alphabetic);
        let is_negative = self.all.get(self.at) == Some(&b'-');
        self.at += usize::from(is_negative);
        let digits = self.run(u8::is_ascii_digit);
        let number = digits
            .parse::<i64>()
            .ok()
            .map(|n| if is_negative { -n } else { n });
        if self.all.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        // Raw bytes of a picture follow.
        if word == "bin" {
            let length = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.all.len());
        }
        Some(Token::Word(
            word,
            number.and_then(|n| i32::try_from(n).ok()),
        ))
    }

    fn run(&mut self, belongs: fn(&u8) -> bool) -> &'b str {
        let rest = &self.all[self.at..];
        let length = rest
            .iter()
            .position(|byte| !belongs(byte))
            .unwrap_or(rest.len());
        self.at += length;
        std::str::from_utf8(&rest[..length]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_bytes() {
        let mut tokens = Tokens::of(b"{\\b0 x\\u-5?\\'e9\\'zz\\~\r\ny\\");
        let found: Vec<Token> = std::iter::from_fn(|| tokens.next()).collect();
        assert_eq!(
            found,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Text(b"x"),
                Token::Word("u", Some(-5)),
                Token::Text(b"?"),
                Token::Byte(0xE9),
                Token::Symbol(b'\''),
                Token::Text(b"zz"),
                Token::Symbol(b'~'),
                Token::Text(b"y"),
            ]
        );
    }
}
