//! Takes running heads, footers and page numbers away.

use super::lines::Line;
use std::collections::{HashMap, HashSet};

/// As many lines at the top and at the bottom of a page may be furniture.
const EDGE: usize = 3;
/// What stands on so many pages, and on this share of them, is furniture (left and right pages may differ).
const FEWEST: usize = 3;
const SHARE: f64 = 0.3;
/// Furniture is short.
const LONGEST: usize = 160;

/// Takes furniture away; how many lines it was.
pub(super) fn take_away(pages: &mut [Vec<Line>]) -> usize {
    let mut seen: HashMap<String, HashSet<usize>> = HashMap::new();
    for (page, lines) in pages.iter().enumerate() {
        for at in edges(lines.len()) {
            seen.entry(key(&lines[at])).or_default().insert(page);
        }
    }
    let enough = FEWEST.max((pages.len() as f64 * SHARE).ceil() as usize);
    seen.retain(|_, on| on.len() >= enough);
    let mut taken = 0;
    for lines in pages.iter_mut() {
        // From the edge inwards: what lies behind a line that stays, stays.
        let is_furniture = |line: &Line| seen.contains_key(&key(line));
        let top = lines
            .iter()
            .take(EDGE)
            .take_while(|line| is_furniture(line))
            .count();
        let bottom = lines[top..]
            .iter()
            .rev()
            .take(EDGE)
            .take_while(|line| is_furniture(line))
            .count();
        taken += top + bottom;
        lines.truncate(lines.len() - bottom);
        lines.drain(..top);
    }
    taken
}

fn edges(lines: usize) -> impl Iterator<Item = usize> {
    (0..lines).filter(move |at| *at < EDGE || *at + EDGE >= lines)
}

/// The line without its numbers and near where it stands, as page numbers count on.
fn key(line: &Line) -> String {
    let mut key = String::new();
    for c in line
        .text
        .chars()
        .take(LONGEST)
        .filter(|c| !c.is_whitespace())
    {
        match c.is_numeric() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.extend(c.to_lowercase()),
        }
    }
    let roman = !key.is_empty() && key.chars().all(|c| "ivxlc".contains(c));
    let key = if roman { "#".to_owned() } else { key };
    // A sentence that recurs is speech: only what stands on the same height is furniture.
    format!("{key} {:.0}", line.y / 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_numbers_go_and_talk_stays() {
        let line = |text: &str, y: f64| Line {
            text: text.into(),
            left: 0.0,
            right: 100.0,
            y,
            size: 10.0,
            is_right_to_left: false,
        };
        let mut pages: Vec<Vec<Line>> = (1..=5)
            .map(|n| {
                vec![
                    line("Ward study, 2024", 10.0),
                    line(&format!("M{n}: yes {n}x"), 100.0 + f64::from(n) * 40.0),
                    line("Yes.", 300.0 + f64::from(n) * 10.0),
                    line(&format!("Page {n} of 5"), 800.0),
                ]
            })
            .collect();
        assert_eq!(take_away(&mut pages), 10);
        assert!(
            pages
                .iter()
                .all(|page| page.len() == 2 && page[1].text == "Yes.")
        );
        let mut two = vec![vec![line("a", 1.0)], vec![line("a", 1.0)]];
        assert_eq!(take_away(&mut two), 0);
        assert_eq!(take_away(&mut []), 0);
    }
}
