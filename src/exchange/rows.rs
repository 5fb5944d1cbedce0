//! Rows of a table in a document to lines.

/// A table's rows, each a list of cells.
pub(super) type Rows = Vec<Vec<String>>;

/// A speaker's label has at most this many words ...
const MOST_WORDS: usize = 4;
/// ... and this many characters.
const MOST_CHARS: usize = 40;

/// The rows as lines: `Speaker: speech` where the table is one of speakers and speeches, else the cells divided by tabs.
pub(super) fn lines(rows: &Rows) -> String {
    let is_conversation = is_conversation(rows);
    let lines: Vec<String> = rows
        .iter()
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|row| {
            if is_conversation {
                spoken(row)
            } else {
                tabbed(row)
            }
        })
        .collect();
    lines.join("\n")
}

/// Two columns, the first of short labels of which one recurs, the second never empty beside a label.
fn is_conversation(rows: &Rows) -> bool {
    let mut labels: Vec<&str> = Vec::new();
    for row in rows {
        let [label, speech] = row.as_slice() else {
            return false;
        };
        let label = label.trim();
        let is_short = label.chars().count() <= MOST_CHARS
            && label.split_whitespace().count() <= MOST_WORDS
            && !label.contains('\n');
        if !is_short || (!label.is_empty() && speech.trim().is_empty()) {
            return false;
        }
        if label.contains(char::is_alphabetic) {
            labels.push(label);
        }
    }
    let all = labels.len();
    labels.sort_unstable();
    labels.dedup();
    all > 0 && (labels.len() < all || all <= 2)
}

fn spoken(row: &[String]) -> String {
    let [label, speech] = row else {
        return tabbed(row);
    };
    let label = label.trim().trim_end_matches([':', '：']);
    match label {
        "" => speech.trim().to_owned(),
        _ => format!("{label}: {}", speech.trim()),
    }
}

fn tabbed(row: &[String]) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    cells.join("\t").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&[&str]], wanted: &str) {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|c| (*c).to_owned()).collect())
            .collect();
        assert_eq!(lines(&rows), wanted);
    }

    #[test]
    fn two_columns_of_speakers_are_a_conversation() {
        check(
            &[
                &["I:", "Why?"],
                &["M4", "Because.\nSo."],
                &["", "Again."],
                &["I:", "چرا؟"],
            ],
            "I: Why?\nM4: Because.\nSo.\nAgain.\nI: چرا؟",
        );
    }

    #[test]
    fn other_tables_keep_their_cells_apart() {
        check(
            &[&["Age", "24", "f"], &["", "", ""], &["Role", "intern", ""]],
            "Age\t24\tf\nRole\tintern",
        );
        check(
            &[&["Age", "24"], &["Role", "intern"], &["Sex", "f"]],
            "Age\t24\nRole\tintern\nSex\tf",
        );
        check(&[], "");
    }
}
