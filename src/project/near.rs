//! Names like one that was typed.

use std::collections::BTreeSet;

/// At most this many names are offered.
const MOST: usize = 5;
/// Names share at least this part of their pairs of letters (Dice's coefficient), or one is within the other.
const ALIKE: f64 = 0.4;

/// The names most like `wanted`, the likest first; none where none is like it.
pub(super) fn likest<'n>(names: impl IntoIterator<Item = &'n str>, wanted: &str) -> Vec<&'n str> {
    let wanted = wanted.trim().to_lowercase();
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut near: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (likeness(&name.to_lowercase(), &wanted), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().map(|(_, name)| name).take(MOST).collect()
}

fn likeness(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let (a, b) = (pairs(one), pairs(other));
    let dice = 2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64;
    if one.contains(other) || other.contains(one) {
        dice.max(ALIKE)
    } else {
        dice
    }
}

/// Pairs of neighbouring letters, the ends of the name as letters too.
fn pairs(name: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> = std::iter::once(' ')
        .chain(name.chars())
        .chain([' '])
        .collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_like_the_one_typed_are_offered() {
        let names = [
            "Peer learning",
            "Workload",
            "یادگیری از همتایان",
            "同伴学习",
            "",
        ];
        for (typed, offered) in [
            ("peer lerning", &["Peer learning"][..]),
            ("learning", &["Peer learning"]),
            ("WORKLOADS", &["Workload"]),
            ("یادگیری", &["یادگیری از همتایان"]),
            ("学习", &["同伴学习"]),
            ("zzz", &[]),
            ("", &[]),
        ] {
            assert_eq!(likest(names, typed), offered, "{typed}");
        }
    }
}
