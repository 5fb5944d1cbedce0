//! Codes by names that are short and still tell them apart.

use super::PATH_SEPARATOR;
use std::collections::HashMap;

/// Each code's name, with as much of its path before it as tells it from the others.
pub fn short_names(paths: &[String]) -> Vec<String> {
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for end in paths.iter().flat_map(|path| ends(path)) {
        *bearers.entry(end).or_default() += 1;
    }
    let shortest = |path: &String| {
        let own = ends(path).find(|end| bearers[end] == 1);
        own.unwrap_or(path).to_owned()
    };
    paths.iter().map(shortest).collect()
}

/// The last name of a path, the last two, and so on to all of it.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.rmatch_indices(PATH_SEPARATOR);
    let starts = starts.map(|(at, separator)| at + separator.len());
    starts.chain(std::iter::once(0)).map(|start| &path[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_as_long_as_it_must_be() {
        let paths = [
            "Help > Peers",
            "Barriers > Time > Peers",
            "Barriers > Money",
            "رنج",
            "Time > Peers",
            "",
        ];
        let paths = paths.map(str::to_owned);
        assert_eq!(
            short_names(&paths),
            [
                "Help > Peers",
                "Barriers > Time > Peers",
                "Money",
                "رنج",
                "Time > Peers",
                ""
            ]
        );
        assert!(short_names(&[]).is_empty());
    }
}
