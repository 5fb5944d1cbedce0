//! Evidence left out on purpose, to see what it is worth (`benches/quality/ablation.py`).

use super::evidence::{NAMES, Numbers};
use crate::error::{Error, Result};

/// Numbers of the evidence that are 0 for every unit and code, for learning and judging alike. By default none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Without(Vec<usize>);

impl Without {
    /// The numbers with these names, as `meaning: votes`, or of these views, as `meaning`; see [`NAMES`].
    ///
    /// # Errors
    /// [`Error::Input`] for a name that is none.
    pub fn named(names: &[String]) -> Result<Self> {
        let mut places = Vec::new();
        for name in names {
            let view = format!("{name}:");
            let before = places.len();
            places.extend(
                (0..NAMES.len()).filter(|&i| NAMES[i] == name || NAMES[i].starts_with(&view)),
            );
            if places.len() == before {
                return Err(Error::input(format!(
                    "there is no evidence '{name}'; there are: {}",
                    NAMES.join(", ")
                )));
            }
        }
        Ok(Self(places))
    }

    /// Puts 0 in the place of what is left out.
    pub fn blank(&self, evidence: &mut [Numbers]) {
        for numbers in evidence {
            self.0.iter().for_each(|&place| numbers[place] = 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::evidence::NUMBERS;
    use super::*;

    #[test]
    fn a_view_or_a_number_of_it_is_blanked_and_no_other() {
        let blanked = |name: &str| {
            let mut evidence = vec![[1.0; NUMBERS]; 2];
            Without::named(&[name.to_owned()])
                .unwrap()
                .blank(&mut evidence);
            assert_eq!(evidence[0], evidence[1]);
            let gone = NAMES
                .iter()
                .zip(evidence[0])
                .filter(|(_, number)| *number == 0.0);
            gone.map(|(name, _)| *name).collect::<Vec<_>>()
        };
        assert_eq!(
            blanked("codebook"),
            ["codebook: likeness", "codebook: standing"]
        );
        assert_eq!(blanked("meaning: votes"), ["meaning: votes"]);
        assert_eq!(blanked("prior"), ["prior"]);
    }

    #[test]
    fn an_unknown_name_is_told_with_those_there_are() {
        let error = Without::named(&["mood".to_owned()])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("mood") && error.contains("words: margin"),
            "{error}"
        );
    }
}
