//! What the researcher has put together: codes of one category have something in common, and what it is can be learnt from all of
//! them where each has few examples.
//!
//! To the linear model a category is one more code, borne by every unit of its codes.

use std::collections::BTreeMap;

/// The categories that tell codes apart: each has two codes or more, and not all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    names: Vec<String>,
    of_codes: Vec<Vec<usize>>,
}

impl Categories {
    /// From the names of all that each code lies in, at whatever height.
    pub fn of<'n>(above: impl ExactSizeIterator<Item = &'n [String]>) -> Self {
        let count = above.len();
        let mut members: BTreeMap<&'n str, Vec<usize>> = BTreeMap::new();
        for (code, names) in above.enumerate() {
            for name in names {
                let codes = members.entry(name).or_default();
                if codes.last() != Some(&code) {
                    codes.push(code);
                }
            }
        }
        members.retain(|_, codes| codes.len() > 1 && codes.len() < count);
        let mut of_codes = vec![Vec::new(); count];
        for (category, codes) in members.values().enumerate() {
            for &code in codes {
                of_codes[code].push(category);
            }
        }
        Self {
            names: members.into_keys().map(str::to_owned).collect(),
            of_codes,
        }
    }

    /// Number of categories.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The categories of a code.
    pub fn of_code(&self, code: usize) -> &[usize] {
        self.of_codes.get(code).map_or(&[], Vec::as_slice)
    }

    /// The category of a code that has fewest codes, by name; `None` where no category tells it from others.
    pub fn narrowest(&self, code: usize) -> Option<&str> {
        let codes_in = |category: &&usize| {
            let lie_in = self.of_codes.iter().filter(|of| of.contains(category));
            lie_in.count()
        };
        let narrowest = self.of_code(code).iter().min_by_key(codes_in)?;
        Some(&self.names[*narrowest])
    }

    /// The codes of each unit, and their categories as further codes behind the `count` codes that there are.
    pub fn beside(&self, codes_of: &[Vec<usize>], count: usize) -> Vec<Vec<usize>> {
        let with = |codes: &Vec<usize>| {
            let above = codes.iter().flat_map(|code| self.of_code(*code));
            let mut all: Vec<usize> = above.map(|category| count + category).collect();
            all.extend(codes);
            all.sort_unstable();
            all.dedup();
            all
        };
        codes_of.iter().map(with).collect()
    }

    /// For each category its place among `earlier` ones.
    pub fn places(&self, earlier: &Self) -> Vec<Option<usize>> {
        let place = |name: &String| earlier.names.binary_search(name).ok();
        self.names.iter().map(place).collect()
    }

    /// For each code the mean of what its categories have; a code in none has what is its `own`.
    pub fn mean(&self, of_categories: &[f32], own: &[f32]) -> Vec<f32> {
        let of = |(code, own): (usize, &f32)| match self.of_code(code) {
            [] => *own,
            within => within.iter().map(|c| of_categories[*c]).sum::<f32>() / within.len() as f32,
        };
        own.iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn categories(above: &[&[&str]]) -> Categories {
        let owned = |names: &&[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        let above: Vec<Vec<String>> = above.iter().map(owned).collect();
        Categories::of(above.iter().map(Vec::as_slice))
    }

    #[test]
    fn what_all_codes_or_one_lie_in_tells_none_apart() {
        let found = categories(&[
            &["All", "Barriers", "موانع"],
            &["All", "Barriers"],
            &["All", "موانع", "Alone"],
            &["All"],
        ]);
        assert_eq!(found.count(), 2);
        let of_codes: Vec<_> = (0..4).map(|code| found.of_code(code)).collect();
        assert_eq!(of_codes, [&[0, 1][..], &[0], &[1], &[]]);
    }

    #[test]
    fn the_narrowest_category_has_fewest_codes() {
        let found = categories(&[
            &["موانع", "زمان"],
            &["موانع", "زمان"],
            &["موانع"],
            &["alone"],
            &[],
        ]);
        let narrowest: Vec<_> = (0..5).map(|code| found.narrowest(code)).collect();
        assert_eq!(
            narrowest,
            [Some("زمان"), Some("زمان"), Some("موانع"), None, None]
        );
    }

    #[test]
    fn a_unit_bears_the_categories_of_its_codes() {
        let found = categories(&[&["a"], &["a"], &["b"], &["b"], &[]]);
        let beside = found.beside(&[vec![0, 1], vec![2, 4], vec![]], 5);
        assert_eq!(beside, [vec![0, 1, 5], vec![2, 4, 6], vec![]]);
    }

    #[test]
    fn a_code_has_the_mean_of_its_categories_or_its_own() {
        let found = categories(&[&["a", "b"], &["a"], &["b"], &[]]);
        assert_eq!(
            found.mean(&[1.0, -1.0], &[9.0, 9.0, 9.0, 0.5]),
            [0.0, 1.0, -1.0, 0.5]
        );
    }

    #[test]
    fn categories_are_known_again_by_their_names() {
        let before = categories(&[&["a"], &["a"], &["c"], &["c"]]);
        let now = categories(&[&["b"], &["b"], &["c"], &["c"]]);
        assert_eq!(now.places(&before), [None, Some(1)]);
    }
}
