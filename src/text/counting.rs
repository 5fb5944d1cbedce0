//! Numbers in English sentences.

/// How many there are of a thing, whose name is given in the plural: `1 study`, `2 studies`.
pub fn counted(n: usize, things: &str) -> String {
    let (first, rest) = things.split_once(' ').map_or((things, ""), |(a, b)| (a, b));
    let one = match first.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => first.strip_suffix('s').unwrap_or(first).to_owned(),
    };
    let name = if n == 1 { one } else { first.to_owned() };
    format!("{} {name} {rest}", grouped(n))
        .trim_end()
        .to_owned()
}

/// A number with its thousands apart: `12,345`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_counted_in_words() {
        assert_eq!(counted(1, "studies"), "1 study");
        assert_eq!(counted(1, "codes updated"), "1 code updated");
        assert_eq!(
            counted(1_234_567, "units not placed"),
            "1,234,567 units not placed"
        );
    }
}
