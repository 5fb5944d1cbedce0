//! Text as LaTeX: signs escaped, each script in a font that has it, each stretch in its direction.

use crate::text::{Direction, is_right_to_left, runs};

/// A script that the main font need not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Arabic,
    Hebrew,
    Han,
    Emoji,
}

impl Script {
    pub(super) const ALL: [Self; 4] = [Self::Arabic, Self::Hebrew, Self::Han, Self::Emoji];

    /// Its command, its font features, and fonts that have it, the first that the machine has being taken.
    fn about(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::Arabic => (
                "emicArabic",
                "Script=Arabic,Scale=1.1",
                &[
                    "Noto Naskh Arabic",
                    "XB Niloofar",
                    "B Nazanin",
                    "Amiri",
                    "Times New Roman",
                    "FreeSerif",
                    "DejaVu Sans",
                ],
            ),
            Self::Hebrew => (
                "emicHebrew",
                "Script=Hebrew",
                &[
                    "Noto Serif Hebrew",
                    "Noto Sans Hebrew",
                    "Times New Roman",
                    "FreeSerif",
                    "DejaVu Sans",
                ],
            ),
            Self::Han => (
                "emicHan",
                "",
                &[
                    "Noto Serif CJK SC",
                    "Noto Sans CJK SC",
                    "SimSun",
                    "Songti SC",
                    "FandolSong",
                ],
            ),
            Self::Emoji => (
                "emicEmoji",
                "",
                &["Noto Emoji", "Symbola", "Segoe UI Emoji", "DejaVu Sans"],
            ),
        }
    }

    /// Whether what was written uses it.
    pub(super) fn is_in(self, body: &str) -> bool {
        body.contains(&format!("\\{}{{", self.about().0))
    }

    /// The lines that choose its font.
    pub(super) fn fonts(self) -> String {
        let (command, features, fonts) = self.about();
        let mut choice = format!("\\newcommand\\{command}font{{}}");
        for font in fonts.iter().rev() {
            choice = format!(
                "\\IfFontExistsTF{{{font}}}{{\\newfontfamily\\{command}font{{{font}}}[{features}]}}\n  {{{choice}}}"
            );
        }
        let breaks = match self {
            // Between any two of its signs a line may break.
            Self::Han => "\\emichanbreaks ",
            _ => "",
        };
        format!("{choice}\n\\newcommand\\{command}[1]{{{{\\{command}font {breaks}#1}}}}\n")
    }

    /// The script of a sign; none for those that any font has or that go with what is around them.
    fn of(c: char) -> Option<Self> {
        match c {
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Some(Self::Hebrew),
            c if is_right_to_left(c) => Some(Self::Arabic),
            '\u{2e80}'..='\u{303f}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3100}'..='\u{312f}'
            | '\u{31a0}'..='\u{31bf}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{20000}'..='\u{323af}' => Some(Self::Han),
            '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' => Some(Self::Emoji),
            _ => None,
        }
    }
}

/// A paragraph set in by so many steps; one that does not run as its table does says so.
pub(super) fn paragraph(text: &str, usual: Direction, depth: usize) -> String {
    let direction = Direction::of(text, usual);
    let turned = turned(text, direction);
    let indent = |command: &str| match depth {
        0 => String::new(),
        depth => format!("\\{command}{{{depth}}}"),
    };
    match (direction, usual) {
        (Direction::RightToLeft, _) => format!("\\emicRLpar{{{turned}}}{}", indent("emicRLin")),
        (_, Direction::RightToLeft) => format!("\\emicLRpar{{{turned}}}{}", indent("emicLRin")),
        (_, Direction::LeftToRight) => format!("{}{turned}", indent("emicLRin")),
    }
}

/// The text of a paragraph that runs in the direction `base`, with what runs the other way turned.
pub(super) fn turned(text: &str, base: Direction) -> String {
    let run = |(direction, part): (Direction, &str)| {
        let inner = scripts(part);
        match (direction == base, direction) {
            (true, _) => inner,
            (false, Direction::RightToLeft) => format!("\\emicRL{{{inner}}}"),
            (false, Direction::LeftToRight) => format!("\\emicLR{{{inner}}}"),
        }
    };
    runs(text, base).into_iter().map(run).collect()
}

/// The text with each stretch of a script in its font.
fn scripts(text: &str) -> String {
    let mut out = String::new();
    let mut part = String::new();
    let mut now = None;
    for c in text.chars() {
        let script = match c {
            // Spaces do not part a stretch, and joiners hold a word, or a picture of several signs, together.
            ' ' | '\u{200c}' | '\u{200d}' => now,
            // Fonts for Arabic need not have brackets and digits of ASCII.
            c => Script::of(c),
        };
        if script != now && !part.is_empty() {
            out.push_str(&in_font(&std::mem::take(&mut part), now));
        }
        now = script;
        part.push(c);
    }
    out + &in_font(&part, now)
}

fn in_font(text: &str, script: Option<Script>) -> String {
    match script {
        _ if text.is_empty() => String::new(),
        None => escaped(text),
        Some(script) => format!("\\{}{{{}}}", script.about().0, escaped(text)),
    }
}

/// The text with every sign of LaTeX's own escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = '\0';
    for c in text.chars() {
        // Two of these beside each other would become one other sign: -- a dash, `` a quotation mark.
        if c == last && matches!(c, '-' | ',' | '<' | '>' | '\'' | '!' | '?') {
            out.push_str("{}");
        }
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            '^' => out.push_str("\\textasciicircum{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            // Marks of direction: what they say, the commands around the text say.
            '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{LeftToRight as L, RightToLeft as R};

    #[test]
    fn no_sign_of_latex_gets_through() {
        for (text, wanted) in [
            ("50 % of $3 & #1_a", "50 \\% of \\$3 \\& \\#1\\_a"),
            (
                "\\input{/etc/passwd}",
                "\\textbackslash{}input\\{/etc/passwd\\}",
            ),
            (
                "a--b ~ ^ `x' \"y\"",
                "a-{}-b \\textasciitilde{} \\textasciicircum{} \\textasciigrave{}x' \\textquotedbl{}y\\textquotedbl{}",
            ),
            ("a\u{7}b\u{200f}", "a b"),
        ] {
            assert_eq!(escaped(text), wanted);
        }
    }

    #[test]
    fn scripts_get_their_fonts_and_directions_their_commands() {
        for (text, usual, wanted) in [
            ("He said سلام.", L, "He said \\emicRL{\\emicArabic{سلام}}."),
            (
                "خوبه 12 😀",
                R,
                "\\emicRLpar{\\emicArabic{خوبه }12 \\emicEmoji{😀}}",
            ),
            (
                "می\u{200c}رود",
                L,
                "\\emicRLpar{\\emicArabic{می\u{200c}رود}}",
            ),
            ("我怕，ICU。", L, "\\emicHan{我怕，}ICU\\emicHan{。}"),
            ("plain", R, "\\emicLRpar{plain}"),
            ("שלום", L, "\\emicRLpar{\\emicHebrew{שלום}}"),
            ("", L, ""),
        ] {
            assert_eq!(paragraph(text, usual, 0), wanted);
        }
    }
}
