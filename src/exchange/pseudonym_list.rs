//! The list of words that tell who somebody is, for a person to review in a spreadsheet.

use super::csv_file::write_csv;
use super::spreadsheet::read_table;
use crate::error::{Error, Result};
use std::io::Write;
use std::path::Path;

/// A found word as the list has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PseudonymRow {
    /// The word as it stands in the texts.
    pub found: String,
    /// What it tells: person, place, phone, e-mail, identification.
    pub kind: String,
    /// How often it is there.
    pub count: usize,
    /// In which transcripts, memos, ...
    pub places: String,
    /// The first place with the words around it.
    pub example: String,
    /// What is to stand for it.
    pub pseudonym: String,
    /// Whether it is to be replaced.
    pub replace: bool,
}

/// Reads the list at `path` back, as a spreadsheet program may have saved it. Needed are the columns `found`, `pseudonym` and `replace`.
///
/// # Errors
/// [`Error::File`] where it cannot be read, or a row that is to be replaced has no pseudonym, or neither yes nor no.
pub fn read_pseudonyms(path: &Path) -> Result<Vec<PseudonymRow>> {
    let columns = |table: &super::table::Table| {
        let column = |name| table.column(&[name]);
        Some((
            column("found")?,
            column("pseudonym")?,
            column("replace")?,
            column("kind"),
        ))
    };
    let read = read_table(path, columns)?;
    let (table, (found, pseudonym, replace, kind)) = read.found.ok_or_else(|| {
        Error::file(path, "is no list of pseudonyms; its columns are found,kind,count,places,example,pseudonym,replace")
    })?;
    let mut rows = Vec::new();
    for row in &table.rows {
        let Some(word) = row.filled(Some(found)) else {
            continue;
        };
        let wrong = |what: &str| Error::file(path, format!("line {} ({word}): {what}", row.line));
        let replace = match row.cell(Some(replace)).to_lowercase().as_str() {
            "yes" | "y" | "1" | "true" | "x" | "بله" | "是" => true,
            "no" | "n" | "0" | "false" | "" | "خیر" | "نه" | "否" => false,
            _ => return Err(wrong("write yes or no in the column replace")),
        };
        let pseudonym = row.cell(Some(pseudonym)).to_owned();
        if replace && pseudonym.is_empty() {
            return Err(wrong(
                "write what is to stand for it in the column pseudonym, or no in the column replace",
            ));
        }
        rows.push(PseudonymRow {
            kind: row.cell(kind).to_owned(),
            found: word,
            pseudonym,
            replace,
            ..PseudonymRow::default()
        });
    }
    Ok(rows)
}

/// Reads names and places that the researcher knows: a text file with one a line, and, behind a comma or a tab, the pseudonym it is to have.
///
/// # Errors
/// [`Error::File`] where it cannot be read.
pub fn read_known_words(path: &Path) -> Result<Vec<(String, Option<String>)>> {
    Ok(known_words(&super::encoding::read_text(path)?.text))
}

/// The same from what was typed.
pub fn known_words(text: &str) -> Vec<(String, Option<String>)> {
    let word = |line: &str| {
        let (word, pseudonym) = line
            .split_once([',', '\t', '،', '，'])
            .unwrap_or((line, ""));
        let pseudonym = Some(pseudonym.trim().to_owned()).filter(|p| !p.is_empty());
        (word.trim().to_owned(), pseudonym)
    };
    text.lines()
        .map(word)
        .filter(|(word, _)| !word.is_empty() && !word.starts_with('#'))
        .collect()
}

/// Writes the list as CSV.
///
/// # Errors
/// Those of `out`.
pub fn write_pseudonyms(rows: &[PseudonymRow], out: &mut impl Write) -> std::io::Result<()> {
    write_csv(out, |writer| {
        writer.write_record([
            "found",
            "kind",
            "count",
            "places",
            "example",
            "pseudonym",
            "replace",
        ])?;
        for row in rows {
            let count = row.count.to_string();
            let replace = if row.replace { "yes" } else { "no" };
            writer.write_record([
                &row.found,
                &row.kind,
                &count,
                &row.places,
                &row.example,
                &row.pseudonym,
                replace,
            ])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(found: &str, pseudonym: &str, replace: bool) -> PseudonymRow {
        PseudonymRow {
            found: found.into(),
            kind: "person".into(),
            pseudonym: pseudonym.into(),
            replace,
            ..PseudonymRow::default()
        }
    }

    fn saved(text: &str) -> Result<Vec<PseudonymRow>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        read_pseudonyms(&path)
    }

    #[test]
    fn a_list_comes_back_as_it_was_reviewed() {
        let rows = [
            row("Sara, Dr \"S\"", "[Person 1]", true),
            row("احمدی", "", false),
            row("王医生", "甲医生", true),
        ];
        let mut bytes = Vec::new();
        write_pseudonyms(&rows, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(saved(&text).unwrap(), rows);
        // As some spreadsheet programs save it.
        assert_eq!(
            saved("Found;Pseudonym;Replace\nSara;[P];TRUE\n\n;;\n").unwrap()[0].found,
            "Sara"
        );
    }

    #[test]
    fn doubtful_lists_are_refused_with_the_line() {
        for (text, expected) in [
            (
                "found,pseudonym,replace\nSara,[P],perhaps\n",
                "line 2 (Sara): write yes or no",
            ),
            (
                "found,pseudonym,replace\nMina,[P],no\nSara,,yes\n",
                "line 3 (Sara): write what is to stand",
            ),
            ("a,b\n1,2\n", "is no list of pseudonyms"),
        ] {
            let message = saved(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn known_words_are_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.txt");
        std::fs::write(
            &path,
            "# names\nSara Ahmadi, Nasrin\n\nاحمدی\n王医生，甲医生\n",
        )
        .unwrap();
        let known = read_known_words(&path).unwrap();
        assert_eq!(known[0], ("Sara Ahmadi".into(), Some("Nasrin".into())));
        assert_eq!(known[1], ("احمدی".into(), None));
        assert_eq!(known[2].1.as_deref(), Some("甲医生"));
    }
}
