//! Codes by names that are short and still tell them apart.

use super::PATH_SEPARATOR;

/// Each code's name, with as much of its path before it as tells it from the others.
pub fn short_names(paths: &[String]) -> Vec<String> {
    let split = |path: &str| -> Vec<String> {
        let names = path.rsplit(PATH_SEPARATOR);
        names.map(str::to_owned).collect()
    };
    let ladders: Vec<Vec<String>> = paths.iter().map(|path| split(path)).collect();
    ladders
        .iter()
        .map(|ladder| {
            let told_apart = |n: &usize| {
                let alike = ladders
                    .iter()
                    .filter(|l| l.get(..*n) == ladder.get(..*n))
                    .count();
                alike < 2
            };
            let needed = (1..ladder.len()).find(told_apart).unwrap_or(ladder.len());
            let names: Vec<&str> = ladder[..needed].iter().rev().map(String::as_str).collect();
            names.join(PATH_SEPARATOR)
        })
        .collect()
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
