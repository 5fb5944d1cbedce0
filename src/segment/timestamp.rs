//! Times of the recording beside a speaker's label: `[00:01:23]`, `00:12`, `(00:12)`.

/// Length in bytes of a time at the very start of `text`, brackets included; `None` where there is none.
///
/// Digits of any script count (`۰۰:۱۲`), with `:` or `：` between them and an optional fraction of a second.
pub(super) fn timestamp(text: &str) -> Option<usize> {
    let closing = match text.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        '（' => Some('）'),
        '【' => Some('】'),
        '<' => Some('>'),
        _ => None,
    };
    let opening = closing.map_or(0, |_| text.chars().next().map_or(0, char::len_utf8));
    let length = clock(&text[opening..])?;
    let end = opening + length;
    match closing {
        Some(mark) => {
            let rest = text[end..].trim_start_matches(' ');
            rest.starts_with(mark)
                .then(|| text.len() - rest.len() + mark.len_utf8())
        }
        None => Some(end),
    }
}

/// Length of `1:02`, `00:01:23` or `00:01:23.450` at the start of `text`.
fn clock(text: &str) -> Option<usize> {
    let mut at = digits(text)?;
    let mut groups = 1;
    while groups < 4 {
        let Some(mark) = text[at..]
            .chars()
            .next()
            .filter(|c| matches!(c, ':' | '：'))
        else {
            break;
        };
        let Some(length) = digits(&text[at + mark.len_utf8()..]) else {
            break;
        };
        at += mark.len_utf8() + length;
        groups += 1;
    }
    if groups < 2 {
        return None;
    }
    if text[at..].starts_with(['.', ','])
        && let Some(length) = digits(&text[at + 1..])
    {
        at += 1 + length;
    }
    Some(at)
}

/// Length of one to three digits at the start of `text`.
fn digits(text: &str) -> Option<usize> {
    let run = text
        .char_indices()
        .take(4)
        .take_while(|(_, c)| c.is_numeric());
    let (count, end) = run.fold((0, 0), |(n, _), (at, c)| (n + 1, at + c.len_utf8()));
    (1..=3).contains(&count).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn times_are_measured_with_their_brackets() {
        for (text, wanted) in [
            ("[00:01:23] M4", Some("[00:01:23]")),
            ("00:12 M4", Some("00:12")),
            ("(00:12)", Some("(00:12)")),
            ("1:02:03.450", Some("1:02:03.450")),
            ("۰۰:۱۲ علی", Some("۰۰:۱۲")),
            ("[id1] hello", None),
            ("12 people", None),
            ("[00:12", None),
            ("", None),
        ] {
            assert_eq!(timestamp(text).map(|end| &text[..end]), wanted, "{text}");
        }
    }
}
