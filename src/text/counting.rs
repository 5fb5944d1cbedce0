//! Numbers in English sentences.

/// How many there are of a thing, whose name is given in the plural: `1 study`, `2 coded units`.
pub fn counted(n: usize, things: &str) -> String {
    if n != 1 {
        return format!("{} {things}", grouped(n));
    }
    let mut said = vec!["1".to_owned()];
    let mut changed = false;
    for word in things.split(' ') {
        let single = singular(word).filter(|_| !changed);
        changed |= single.is_some();
        said.push(single.unwrap_or_else(|| word.to_owned()));
    }
    said.join(" ")
}

/// One of what a plural names; `None` for another word.
fn singular(word: &str) -> Option<String> {
    if word == "people" {
        return Some("person".to_owned());
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    let hissing = ["ches", "shes", "sses", "xes"];
    let ending = if hissing.iter().any(|end| word.ends_with(end)) {
        "es"
    } else {
        "s"
    };
    word.strip_suffix(ending).map(str::to_owned)
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
        assert_eq!(counted(1, "stretches"), "1 stretch");
        assert_eq!(counted(1, "coded units"), "1 coded unit");
        assert_eq!(counted(1, "memos on passages"), "1 memo on passages");
        assert_eq!(counted(1, "people"), "1 person");
        assert_eq!(counted(0, "people"), "0 people");
        assert_eq!(
            counted(1_234_567, "units not placed"),
            "1,234,567 units not placed"
        );
    }
}
