//! One thing said here and there, and what both said when they parted.

use crate::study::{Attributes, Language};

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What is here stays.
    Keep,
    /// Only they changed it, or only they say anything.
    Theirs,
    /// Both changed it, differently.
    Conflict,
}

/// What may say nothing.
pub(super) trait Blank {
    /// Whether it says nothing.
    fn is_blank(&self) -> bool;
}

impl Blank for String {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Blank for Option<T> {
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl<T> Blank for Vec<T> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl Blank for Attributes {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl Blank for Language {
    fn is_blank(&self) -> bool {
        self.code().is_empty()
    }
}

impl Blank for usize {
    fn is_blank(&self) -> bool {
        false
    }
}

/// What becomes of something that is `mine` here and `theirs` there; `base` is what it was here and there when the copies parted.
///
/// Exchanging the two sides exchanges the outcomes.
pub(super) fn three_way<T: PartialEq + Blank>(
    base: Option<(&T, &T)>,
    mine: &T,
    theirs: &T,
) -> Outcome {
    let (unchanged_here, unchanged_there) = match base {
        Some((here, there)) => (mine == here, theirs == there),
        None => (mine.is_blank(), theirs.is_blank()),
    };
    if mine != theirs && unchanged_here && unchanged_there && base.is_some() {
        // Nobody changed it: it was taken out of a blind copy, which takes it back in.
        return if mine.is_blank() {
            Outcome::Theirs
        } else {
            Outcome::Keep
        };
    }
    outcome(mine == theirs, unchanged_here, unchanged_there)
}

/// The same from what is known of the two: whether they are the same now, and whether each is as it was.
pub(super) fn outcome(is_same: bool, unchanged_here: bool, unchanged_there: bool) -> Outcome {
    if is_same || unchanged_there {
        Outcome::Keep
    } else if unchanged_here {
        Outcome::Theirs
    } else {
        Outcome::Conflict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_alone_changed_it_is_followed() {
        let said = |base: Option<(&str, &str)>, mine: &str, theirs: &str| {
            let base = base.map(|(a, b)| (a.to_owned(), b.to_owned()));
            let base = base.as_ref().map(|(a, b)| (a, b));
            three_way(base, &mine.to_owned(), &theirs.to_owned())
        };
        let common = Some(("ترس", "ترس"));
        assert_eq!(said(common, "ترس", "ترس"), Outcome::Keep);
        assert_eq!(said(common, "ترس", "هراس"), Outcome::Theirs);
        assert_eq!(said(common, "هراس", "ترس"), Outcome::Keep);
        assert_eq!(said(common, "هراس", "بیم"), Outcome::Conflict);
        assert_eq!(said(common, "هراس", "هراس"), Outcome::Keep);
        assert_eq!(said(common, "ترس", ""), Outcome::Theirs);
        // Taken out of a blind copy, and not by her.
        assert_eq!(said(Some(("ترس", "")), "ترس", ""), Outcome::Keep);
        assert_eq!(said(Some(("", "ترس")), "", "ترس"), Outcome::Theirs);
        assert_eq!(said(Some(("ترس", "")), "ترس", "بیم"), Outcome::Theirs);
        assert_eq!(said(None, "", "بیم"), Outcome::Theirs);
        assert_eq!(said(None, "بیم", ""), Outcome::Keep);
        assert_eq!(said(None, "بیم", "ترس"), Outcome::Conflict);
    }
}
