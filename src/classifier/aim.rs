//! What accepted codes are to be good for: the best balance, or a precision that the user asks for.

use crate::error::{Error, Result};

/// What the thresholds are chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Aim {
    /// The best balance of precision and recall (F1) of each code.
    #[default]
    Balanced,
    /// At least this share of the accepted codes is right, from above 0 to 1; as many are accepted as that allows.
    Precision(f64),
}

impl Aim {
    /// The aim that was asked for; balanced where nothing was.
    ///
    /// # Errors
    /// [`Error::Input`] for a precision that is not above 0 and at most 1.
    pub fn of(precision: Option<f64>) -> Result<Self> {
        match precision {
            None => Ok(Self::Balanced),
            Some(share) if share > 0.0 && share <= 1.0 => Ok(Self::Precision(share)),
            Some(other) => Err(Error::input(format!(
                "a precision of {other} cannot be asked for; write a share above 0 and up to 1, as 0.8 for four right of five"
            ))),
        }
    }

    /// The precision asked for, if one was.
    pub fn precision(self) -> Option<f64> {
        match self {
            Self::Balanced => None,
            Self::Precision(share) => Some(share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_share_can_be_asked_for() {
        assert_eq!(Aim::of(None).unwrap(), Aim::Balanced);
        assert_eq!(Aim::of(Some(0.8)).unwrap().precision(), Some(0.8));
        for wrong in [0.0, -0.2, 1.01, 80.0, f64::NAN, f64::INFINITY] {
            assert!(
                Aim::of(Some(wrong))
                    .unwrap_err()
                    .to_string()
                    .contains("0.8"),
                "{wrong}"
            );
        }
    }
}
