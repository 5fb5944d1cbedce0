//! Talk that is only heard: where there are few lessons, what all talk has in common is learnt from further stretches, too.

/// So many stretches tell what all talk of a study has in common.
pub(super) const ENOUGH: usize = 64;

/// Of what was said, as much as makes up the number beside so many lessons, at even distances.
pub(super) fn beside<T>(lessons: usize, said: Vec<T>) -> Vec<T> {
    let (all, wanted) = (said.len(), ENOUGH.saturating_sub(lessons));
    let chosen = |place: usize| all <= wanted || place * wanted / all != (place + 1) * wanted / all;
    let placed = said.into_iter().enumerate();
    placed
        .filter(|(place, _)| chosen(*place))
        .map(|(_, one)| one)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_heard_as_lessons_are_missing_from_all_parts_of_what_was_said() {
        let said: Vec<usize> = (0..1_000).collect();
        let heard = beside(0, said.clone());
        assert_eq!(heard.len(), ENOUGH);
        assert!(heard[0] < 20 && heard[ENOUGH - 1] > 980);
        assert!(
            heard
                .windows(2)
                .all(|pair| (15..=16).contains(&(pair[1] - pair[0])))
        );
        assert_eq!(beside(60, said.clone()).len(), 4);
        assert!(beside(64, said.clone()).is_empty());
        assert!(beside(50_000, said).is_empty());
    }

    #[test]
    fn little_talk_is_heard_whole() {
        assert_eq!(beside(3, vec!["one", "دو", "三"]), ["one", "دو", "三"]);
        assert!(beside(3, Vec::<&str>::new()).is_empty());
    }
}
