//! One tree of codes out of two: no code below itself, none above its parent in level, no two of one name at one place.

use crate::exchange::unique;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where a code is to stand, among others that refer to each other by their place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The code above.
    pub parent: Option<usize>,
    /// Its level on the ladder.
    pub level: usize,
    /// Its name.
    pub name: String,
    /// Under which parent and name the copy has it whose word counts; `None` where only the other copy has it.
    pub rightful: Option<(Option<usize>, String)>,
}

/// Makes a tree of them. What had to give way: its place in the list, and what was wanted.
pub(super) fn settle(places: &mut [Place]) -> Vec<(usize, GaveWay)> {
    let mut gave_way = break_circles(places);
    for at in order(places) {
        if let Some(parent) = places[at].parent {
            places[at].level = places[at].level.max(places[parent].level + 1);
        }
    }
    gave_way.extend(tell_apart(places));
    gave_way
}

/// What a code did not get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GaveWay {
    /// Its new place: it would have stood below itself.
    Place,
    /// This name: another code has it there.
    Name(String),
}

/// Each copy's tree has no circle, so one that both make together has a code that the rightful copy has elsewhere.
fn break_circles(places: &mut [Place]) -> Vec<(usize, GaveWay)> {
    let mut gave_way = Vec::new();
    for start in 0..places.len() {
        while let Some(circle) = circle(places, start) {
            let mut moved = false;
            for at in &circle {
                if let Some((parent, _)) = places[*at].rightful.clone()
                    && parent != places[*at].parent
                {
                    places[*at].parent = parent;
                    gave_way.push((*at, GaveWay::Place));
                    moved = true;
                }
            }
            if !moved {
                places[start].parent = None;
                gave_way.push((start, GaveWay::Place));
            }
        }
    }
    gave_way
}

/// The codes from this one up to itself again.
fn circle(places: &[Place], start: usize) -> Option<Vec<usize>> {
    let mut met = HashSet::from([start]);
    let mut path = vec![start];
    let mut at = places[start].parent?;
    while met.insert(at) {
        path.push(at);
        at = places[at].parent?;
    }
    (at == start).then_some(path)
}

/// Parents before children.
pub(super) fn order(places: &[Place]) -> Vec<usize> {
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (at, place) in places.iter().enumerate().rev() {
        below.entry(place.parent).or_default().push(at);
    }
    let mut stack = below.remove(&None).unwrap_or_default();
    let mut ordered = Vec::with_capacity(places.len());
    while let Some(at) = stack.pop() {
        ordered.push(at);
        stack.extend(below.remove(&Some(at)).unwrap_or_default());
    }
    ordered
}

/// Those who have a name by right keep it; the others get a number behind it.
fn tell_apart(places: &mut [Place]) -> Vec<(usize, GaveWay)> {
    let mut by_name: BTreeMap<(Option<usize>, String), Vec<usize>> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        by_name
            .entry((place.parent, place.name.clone()))
            .or_default()
            .push(at);
    }
    let mut taken: HashSet<(Option<usize>, String)> = by_name.keys().cloned().collect();
    let mut gave_way = Vec::new();
    for ((parent, name), mut same) in by_name {
        same.sort_by_key(|at| places[*at].rightful.as_ref() != Some(&(parent, name.clone())));
        for at in same.into_iter().skip(1) {
            let new = unique(&name, |name| taken.contains(&(parent, name.to_owned())));
            taken.insert((parent, new.clone()));
            gave_way.push((at, GaveWay::Name(name.clone())));
            places[at].name = new;
        }
    }
    gave_way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(parent: Option<usize>, name: &str, rightful: Option<(Option<usize>, &str)>) -> Place {
        Place {
            parent,
            level: 0,
            name: name.to_owned(),
            rightful: rightful.map(|(parent, name)| (parent, name.to_owned())),
        }
    }

    #[test]
    fn a_circle_is_broken_where_the_rightful_copy_has_it() {
        // Mine has ترس below 我; theirs has 我 below ترس.
        let mut places = [
            place(Some(1), "ترس", Some((Some(1), "ترس"))),
            place(Some(0), "我", Some((None, "我"))),
        ];
        assert_eq!(settle(&mut places), [(1, GaveWay::Place)]);
        assert_eq!((places[0].parent, places[1].parent), (Some(1), None));
        assert_eq!((places[1].level, places[0].level), (0, 1));
    }

    #[test]
    fn a_name_stays_with_who_has_it_by_right() {
        let mut places = [
            place(None, "😀", Some((None, "old"))),
            place(None, "😀", Some((None, "😀"))),
            place(None, "😀 (2)", Some((None, "😀 (2)"))),
        ];
        assert_eq!(settle(&mut places), [(0, GaveWay::Name("😀".into()))]);
        let names: Vec<&str> = places.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["😀 (3)", "😀", "😀 (2)"]);
    }

    #[test]
    fn a_circle_that_is_nobodys_is_still_broken() {
        let mut places = [place(Some(1), "a", None), place(Some(0), "b", None)];
        settle(&mut places);
        assert_eq!(order(&places).len(), 2);
    }
}
