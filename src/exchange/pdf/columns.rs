//! Lines of a page in the order of reading, columns one after the other.

use super::lines::Line;

/// Lines that stand side by side, for two columns to be believed.
const FEWEST: usize = 5;
/// The narrower column has at least this share of the wider one's width: a column of speakers beside what they say is
/// narrower, and is read across.
const NARROWEST: f64 = 0.45;
/// Lines of a column have this many words in the middle; those of tables have fewer.
const FEWEST_WORDS: usize = 3;
/// Columns beside columns.
const MOST_COLUMNS: usize = 6;

/// The lines in the order of reading; pieces of one height that are no columns are put together to one line.
pub(super) fn in_order(lines: Vec<Line>) -> Vec<Line> {
    ordered(lines, MOST_COLUMNS)
}

fn ordered(lines: Vec<Line>, columns: usize) -> Vec<Line> {
    match gutter(&lines).filter(|_| columns > 1) {
        Some(at) => banded(lines, at, columns),
        None => joined(lines),
    }
}

/// Where a page falls into columns from above to below: a place between two pieces of many lines, which few lines cross.
fn gutter(lines: &[Line]) -> Option<f64> {
    let mut places: Vec<f64> = Vec::new();
    for pair in lines.windows(2) {
        let [one, other] = pair else { continue };
        if is_beside(one, other) && one.right < other.left {
            places.push((one.right + other.left) / 2.0);
        }
    }
    places.sort_by(f64::total_cmp);
    // The middle one of the places, then the clearest of some around it: candidates are few however long the page is.
    let candidates = (1..8).filter_map(|part| places.get(places.len() * part / 8).copied());
    candidates
        .filter_map(|at| Some((clear(lines, at)?, at)))
        .max_by_key(|(clear, _)| *clear)
        .map(|(_, at)| at)
}

/// How many lines on the smaller side a place leaves whole; none where it divides no columns.
fn clear(lines: &[Line], at: f64) -> Option<usize> {
    let crossing = lines
        .iter()
        .filter(|line| line.left < at && line.right > at)
        .count();
    let left: Vec<&Line> = lines.iter().filter(|line| line.right <= at).collect();
    let right: Vec<&Line> = lines.iter().filter(|line| line.left >= at).collect();
    let fewer = left.len().min(right.len());
    let (one, other) = (width(&left), width(&right));
    let is_even = one.min(other) >= NARROWEST * one.max(other);
    let is_text = words(&left) >= FEWEST_WORDS && words(&right) >= FEWEST_WORDS;
    (fewer >= FEWEST && crossing < fewer && is_even && is_text).then_some(fewer)
}

fn width(lines: &[&Line]) -> f64 {
    let mut widths: Vec<f64> = lines.iter().map(|line| line.right - line.left).collect();
    widths.sort_by(f64::total_cmp);
    // Most lines of a column are full; the last of a paragraph is not.
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0.0)
}

/// Words of the line in the middle; where words have no spaces between them, letters.
fn words(lines: &[&Line]) -> usize {
    let mut words: Vec<usize> = lines
        .iter()
        .map(|line| {
            let dense = line
                .text
                .chars()
                .filter(|c| matches!(c, '\u{2E80}'..='\u{9FFF}'))
                .count();
            line.text.split_whitespace().count().max(dense / 2)
        })
        .collect();
    words.sort_unstable();
    words.get(words.len() / 2).copied().unwrap_or(0)
}

/// Lines that cross the place divide the page into bands; in each the columns are read one after the other.
fn banded(lines: Vec<Line>, at: f64, columns: usize) -> Vec<Line> {
    let is_rtl = lines.iter().filter(|line| line.is_right_to_left).count() * 2 > lines.len();
    let mut found = Vec::with_capacity(lines.len());
    let (mut left, mut right, mut across): (Vec<Line>, Vec<Line>, Vec<Line>) = Default::default();
    let close = |left: &mut Vec<Line>, right: &mut Vec<Line>| {
        let (left, right) = (std::mem::take(left), std::mem::take(right));
        let (first, second) = if is_rtl { (right, left) } else { (left, right) };
        let mut band = ordered(first, columns - 1);
        band.extend(ordered(second, columns - 1));
        band
    };
    for line in lines {
        if line.left < at && line.right > at {
            found.extend(close(&mut left, &mut right));
            across.push(line);
            continue;
        }
        found.append(&mut joined(std::mem::take(&mut across)));
        if line.right <= at {
            left.push(line);
        } else {
            right.push(line);
        }
    }
    found.append(&mut joined(across));
    found.extend(close(&mut left, &mut right));
    found
}

/// Pieces of one height put together, far ones with a tab between them. Where a piece goes on below itself (a question beside
/// its answer, what is said beside who says it) all of it is read before what stands beside it.
fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match rows
            .last_mut()
            .filter(|row| row.last().is_some_and(|last| is_beside(last, &line)))
        {
            Some(row) => row.push(line),
            None => rows.push(vec![line]),
        }
    }
    let mut found = Vec::with_capacity(rows.len());
    let mut rest = rows.into_iter().peekable();
    while let Some(row) = rest.next() {
        let mut block = vec![row];
        while let Some(next) = rest.next_if(|next| goes_on(&block, next)) {
            block.push(next);
        }
        found.extend(read(block));
    }
    found
}

/// Whether a row goes on with the two pieces that the first row of the block has.
fn goes_on(block: &[Vec<Line>], next: &[Line]) -> bool {
    let ([first, ..], Some(last)) = (block, block.last()) else {
        return false;
    };
    let ([one, other], Some(above), Some(below)) = (first.as_slice(), last.first(), next.first())
    else {
        return false;
    };
    let is_near = below.y - above.y <= 1.7 * below.size.max(above.size);
    let column = |piece: &Line| {
        [one, other]
            .iter()
            .position(|column| starts_alike(column, piece))
    };
    let places: Vec<Option<usize>> = next.iter().map(column).collect();
    let had: Vec<Option<usize>> = last.iter().map(column).collect();
    // A column that had ended begins a block of its own, and so does a label.
    let begins_anew = places.iter().any(|place| !had.contains(place));
    let is_labelled = next.len() > 1 && first.iter().any(|piece| piece.text.ends_with([':', '：']));
    is_near && !places.contains(&None) && !begins_anew && !is_labelled
}

/// Whether two pieces begin at the same place, on the side from which they are read.
fn starts_alike(one: &Line, other: &Line) -> bool {
    let distance = match one.is_right_to_left && other.is_right_to_left {
        true => one.right - other.right,
        false => one.left - other.left,
    };
    distance.abs() <= one.size.max(other.size)
}

fn read(mut block: Vec<Vec<Line>>) -> Vec<Line> {
    let is_even = block.iter().all(|row| row.len() == block[0].len());
    if is_even {
        return block.into_iter().filter_map(beside).collect();
    }
    let mut pieces: Vec<Line> = block.drain(..).flatten().collect();
    let (one, other) = (pieces[0].clone(), pieces[1].clone());
    let (left, right): (Vec<Line>, Vec<Line>) = pieces
        .drain(..)
        .partition(|piece| starts_alike(&one, piece));
    let is_rtl = one.is_right_to_left || other.is_right_to_left;
    let (mut first, mut second) = if is_rtl { (right, left) } else { (left, right) };
    let is_label = first.len() == 1 && first[0].text.ends_with([':', '：']);
    if is_label && !second.is_empty() {
        let said = second.remove(0);
        let label = first.remove(0);
        let row = if is_rtl {
            vec![said, label]
        } else {
            vec![label, said]
        };
        first.extend(beside(row));
    }
    first.append(&mut second);
    first
}

/// The pieces of a row as one line.
fn beside(row: Vec<Line>) -> Option<Line> {
    row.into_iter().reduce(|before, line| Line {
        text: match before.is_right_to_left && line.is_right_to_left {
            true => format!("{}\t{}", line.text, before.text),
            false => format!("{}\t{}", before.text, line.text),
        },
        left: before.left.min(line.left),
        right: before.right.max(line.right),
        size: before.size.max(line.size),
        ..before
    })
}

fn is_beside(one: &Line, other: &Line) -> bool {
    (one.y - other.y).abs() <= 0.4 * one.size.max(other.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, right: f64, row: usize) -> Line {
        Line {
            text: text.into(),
            left,
            right,
            y: row as f64 * 12.0,
            size: 10.0,
            is_right_to_left: false,
        }
    }

    fn shown(lines: Vec<Line>) -> Vec<String> {
        in_order(lines).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_their_title() {
        let mut lines = vec![line("the title goes over both", 50.0, 500.0, 0)];
        for row in 1..=6 {
            lines.push(line(&format!("left line number {row}"), 50.0, 260.0, row));
            lines.push(line(&format!("right line number {row}"), 300.0, 500.0, row));
        }
        let found = shown(lines);
        assert_eq!(found[0], "the title goes over both");
        assert_eq!(
            (found[1].as_str(), found[6].as_str(), found[7].as_str()),
            (
                "left line number 1",
                "left line number 6",
                "right line number 1"
            )
        );
    }

    #[test]
    fn speakers_beside_what_they_say_are_read_across() {
        let mut lines = Vec::new();
        for row in 0..8 {
            lines.push(line("M4:", 50.0, 70.0, row));
            lines.push(line(
                "because it was so and not otherwise",
                120.0,
                500.0,
                row,
            ));
        }
        assert_eq!(shown(lines)[0], "M4:\tbecause it was so and not otherwise");
    }

    #[test]
    fn a_question_is_read_before_its_answer() {
        let lines = vec![
            line("Q2: Do you take part", 50.0, 200.0, 0),
            line("Yes", 300.0, 320.0, 0),
            line("in decisions?", 50.0, 150.0, 1),
            line("M4:", 50.0, 70.0, 4),
            line("because it was", 120.0, 300.0, 4),
            line("so and so", 120.0, 200.0, 5),
            line("I:", 50.0, 60.0, 6),
            line("oh", 120.0, 140.0, 6),
            line("M4:", 50.0, 70.0, 7),
            line("yes", 120.0, 140.0, 7),
        ];
        assert_eq!(
            shown(lines),
            [
                "Q2: Do you take part",
                "in decisions?",
                "Yes",
                "M4:\tbecause it was",
                "so and so",
                "I:\toh",
                "M4:\tyes"
            ]
        );
    }
}
