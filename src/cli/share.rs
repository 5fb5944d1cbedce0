//! A share as it is typed: `0.8` or `80%`.

use crate::error::{Error, Result};

/// Reads a share; whether it is within bounds is for the command to say.
pub(super) fn share(text: &str) -> Result<f64> {
    let text = text.trim();
    let read = match text.strip_suffix(['%', '٪']) {
        Some(percent) => percent.trim().parse().map(|percent: f64| percent / 100.0),
        None => text.parse(),
    };
    read.map_err(|_| Error::input(format!("'{text}' is no share; write 0.8 or 80%")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_may_be_typed_in_percent() {
        for text in ["0.8", " 80% ", "80 %", "80٪"] {
            assert_eq!(share(text).unwrap(), 0.8, "{text}");
        }
        assert_eq!(share("80").unwrap(), 80.0);
        for wrong in ["", "%", "most", "0,8"] {
            assert!(share(wrong).unwrap_err().to_string().contains("80%"));
        }
    }
}
