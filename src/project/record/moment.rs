//! Moments of a project's past.

use crate::error::{Error, Result};
use crate::project::Project;
use crate::study::EventId;
use std::collections::HashMap;

/// A moment of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// Right after this change.
    Event(EventId),
    /// At the end of this day, hour, minute or second (UTC).
    Time(String),
}

impl Moment {
    /// Reads the number of a change as `emic history` shows it, a day as `2026-11-21`, or a time as `2026-11-21T14:05`.
    ///
    /// # Errors
    /// [`Error::Input`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_start_matches('#');
        match text.parse() {
            Ok(number) if text.len() < 12 => Ok(Self::Event(EventId(number))),
            _ => Ok(Self::Time(time(text)?)),
        }
    }
}

impl Project {
    /// The project as it was at a moment, to be read only: content, and history up to then. The file is not touched.
    ///
    /// # Errors
    /// [`Error::Input`] for a change that there is not, and a time before the first one; [`Error::File`] where the project file cannot be
    /// read.
    pub fn as_it_was(&self, moment: &Moment) -> Result<Self> {
        let latest = self.store.content_stamp()?;
        let event = match moment {
            Moment::Event(event) if (0..=latest.0).contains(&event.0) => *event,
            Moment::Event(event) => {
                return Err(Error::input(format!(
                    "there is no change {event}; the latest is {latest}, see: emic history"
                )));
            }
            Moment::Time(time) => {
                let found = self.store.event_at(&format!("{time}{LAST}"))?;
                found.ok_or_else(|| {
                    let first = self.store.event(EventId(1)).ok().flatten();
                    let first = first.map_or_else(String::new, |event| {
                        format!(", the first change is of {}", event.at)
                    });
                    Error::input(format!(
                        "the project was not there at {time} (UTC){first}; see: emic history"
                    ))
                })?
            }
        };
        Ok(Self {
            store: self.store.as_it_was(event)?,
            indexed: None,
            encoded: HashMap::new(),
        })
    }
}

/// Comes after whatever may follow in a time.
const LAST: char = '~';

/// The first moment of a day, or of a shorter time.
pub(super) fn begin(text: &str) -> Result<String> {
    time(text)
}

/// The last moment of it.
pub(super) fn end(text: &str) -> Result<String> {
    Ok(format!("{}{LAST}", time(text)?))
}

/// A day, or a time on it, as history writes it.
fn time(text: &str) -> Result<String> {
    const PATTERN: &[u8] = b"0000-00-00T00:00:00.000";
    let plain = text.trim().replacen(' ', "T", 1);
    let plain = plain.trim_end_matches(['Z', 'z']);
    let fits = |(byte, like): (u8, &u8)| match like {
        b'0' => byte.is_ascii_digit(),
        sign => byte == *sign,
    };
    let whole = [10, 13, 16, 19, 23].contains(&plain.len());
    match whole && plain.bytes().zip(PATTERN).all(fits) {
        true => Ok(plain.to_owned()),
        false => Err(Error::input(format!(
            "'{text}' is no moment; write the number of a change (emic history), a day such as 2026-11-21, or a time such as 2026-11-21T14:05 (UTC)"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_numbers_days_and_times() {
        for (text, wanted) in [
            ("57", Some(Moment::Event(EventId(57)))),
            ("#57", Some(Moment::Event(EventId(57)))),
            ("2026-11-21", Some(Moment::Time("2026-11-21".into()))),
            (
                "2026-11-21 14:05",
                Some(Moment::Time("2026-11-21T14:05".into())),
            ),
            (
                "2026-11-21T14:05:09.123Z",
                Some(Moment::Time("2026-11-21T14:05:09.123".into())),
            ),
            ("21.11.2026", None),
            ("2026-11", None),
            ("۲۰۲۶-۱۱-۲۱", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(Moment::parse(text).ok(), wanted, "{text}");
        }
    }
}
