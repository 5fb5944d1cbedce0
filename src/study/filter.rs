//! Conditions on participants' attributes: `role=intern`, `age>30`, `sex!=male`.

use super::Attributes;
use crate::error::{Error, Result};

/// How an attribute is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`: equal, ignoring case; numbers by value.
    Equal,
    /// `!=`: known and different.
    NotEqual,
    /// `<`: a smaller number.
    Less,
    /// `<=`
    AtMost,
    /// `>`: a larger number.
    Greater,
    /// `>=`
    AtLeast,
}

/// One condition on one attribute. A participant without the attribute never fulfils it.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeFilter {
    /// The attribute's name, compared without regard to case.
    pub name: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: String,
}

impl AttributeFilter {
    /// Reads `name=value`, `name!=value`, `name<n`, `name<=n`, `name>n` or `name>=n`.
    ///
    /// # Errors
    /// [`Error::Input`] where there is no operator, no name, or an order is asked of something that is no number.
    pub fn parse(text: &str) -> Result<Self> {
        use Comparison::*;
        let at = text.find(['=', '!', '<', '>']).ok_or_else(|| {
            Error::input(format!(
                "'{text}' is no condition on an attribute: write role=intern, age>30 or sex!=male"
            ))
        })?;
        let rest = &text[at..];
        let (comparison, width) = if rest.starts_with("!=") {
            (NotEqual, 2)
        } else if rest.starts_with("<=") {
            (AtMost, 2)
        } else if rest.starts_with(">=") {
            (AtLeast, 2)
        } else if rest.starts_with('<') {
            (Less, 1)
        } else if rest.starts_with('>') {
            (Greater, 1)
        } else if rest.starts_with('=') {
            (Equal, 1)
        } else {
            return Err(Error::input(format!(
                "'{text}': after '!' comes '=', as in sex!=male"
            )));
        };
        let name = text[..at].trim().to_owned();
        let value = rest[width..].trim().to_owned();
        if name.is_empty() || value.is_empty() {
            return Err(Error::input(format!(
                "'{text}' lacks a name or a value: write role=intern or age>30"
            )));
        }
        if !matches!(comparison, Equal | NotEqual) && value.parse::<f64>().is_err() {
            return Err(Error::input(format!(
                "'{text}': '{value}' is no number; < and > compare numbers"
            )));
        }
        Ok(Self {
            name,
            comparison,
            value,
        })
    }

    /// Whether a participant with these attributes fulfils the condition.
    pub fn matches(&self, attributes: &Attributes) -> bool {
        let Some((_, value)) = attributes
            .iter()
            .find(|(name, _)| name.to_lowercase() == self.name.to_lowercase())
        else {
            return false;
        };
        let numbers = value
            .trim()
            .parse::<f64>()
            .ok()
            .zip(self.value.parse::<f64>().ok());
        let same = numbers.map_or_else(
            || value.trim().to_lowercase() == self.value.to_lowercase(),
            |(a, b)| a == b,
        );
        match self.comparison {
            Comparison::Equal => same,
            Comparison::NotEqual => !value.trim().is_empty() && !same,
            Comparison::Less => numbers.is_some_and(|(a, b)| a < b),
            Comparison::AtMost => numbers.is_some_and(|(a, b)| a <= b),
            Comparison::Greater => numbers.is_some_and(|(a, b)| a > b),
            Comparison::AtLeast => numbers.is_some_and(|(a, b)| a >= b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str) -> bool {
        let attributes = Attributes::from([
            ("role".into(), "Intern".into()),
            ("age".into(), "26".into()),
            ("نقش".into(), "کارورز".into()),
            ("sex".into(), String::new()),
        ]);
        AttributeFilter::parse(condition)
            .unwrap()
            .matches(&attributes)
    }

    #[test]
    fn conditions_compare_words_and_numbers() {
        for yes in [
            "role=intern",
            "Role != professor",
            "age>25",
            "age>=26",
            "age<=26",
            "age=26.0",
            "نقش=کارورز",
        ] {
            assert!(holds(yes), "{yes}");
        }
        for no in ["role=professor", "age>26", "age<26", "major=x", "sex!=male"] {
            assert!(!holds(no), "{no}");
        }
    }

    #[test]
    fn a_bad_condition_says_what_to_write() {
        for bad in ["role", "=x", "age>", "age>old", "a!b"] {
            let message = AttributeFilter::parse(bad).unwrap_err().to_string();
            assert!(message.contains(bad), "{message}");
        }
    }
}
