//! Lists of quotations and codes that ATLAS.ti exports (`.xlsx`, or saved from there as CSV), with English or German headings.

use super::coded_project::{CodedProjectFile, ProjectCode};
use super::gathering::{Gathering, colour};
use super::segments::{self, Columns};
use super::table::Table;
use crate::error::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Marks that stand before codes in some exports.
const BULLETS: [char; 6] = ['●', '○', '•', '◆', '◇', '■'];

/// The columns of a list of quotations, where this is one.
pub(super) fn quotation_columns(table: &Table) -> Option<Columns> {
    let at = |names: &[&str]| table.column(names);
    let text = at(&[
        "quotationcontent",
        "textcontent",
        "zitatinhalt",
        "textinhalt",
        "zitattext",
    ]);
    let name = at(&["quotationname", "zitatname"]);
    text.or(name)?;
    let passed_over = [
        &["modified", "modifieddate", "geändert", "geändertam"][..],
        &["modifiedby", "geändertvon"],
        &["density", "dichte"],
        &["number", "nummer"],
    ];
    Some(Columns {
        text,
        name,
        codes: Some(at(&["codes", "code", "kodes", "kode"])?),
        document: Some(at(&[
            "document",
            "documentname",
            "dokument",
            "dokumentname",
        ])?),
        coder: at(&[
            "createdby",
            "author",
            "creatinguser",
            "erstelltvon",
            "autor",
        ]),
        comment: at(&["comment", "quotationcomment", "kommentar", "zitatkommentar"]),
        at: at(&[
            "created",
            "creationdate",
            "creationtime",
            "erstellt",
            "erstelltam",
        ]),
        id: at(&["id", "quotationid", "zitatid"]),
        // Where it stands is told as paragraphs or pages, by which quotations of one document are put in order.
        place: [
            at(&["reference", "referenz", "position", "startposition"]),
            None,
        ],
        passed_over: passed_over.into_iter().filter_map(at).collect(),
        ..Columns::default()
    })
}

/// Reads a list of quotations.
///
/// # Errors
/// [`Error::File`] where there is none.
pub(super) fn read_quotations(
    path: &Path,
    table: &Table,
    columns: &Columns,
) -> Result<CodedProjectFile> {
    let cells = || table.rows.iter().map(|row| row.cell(columns.codes));
    let commas = Commas::of(cells());
    let is_doubtful = commas.divided > 0;
    let mut file = segments::read("atlas.ti", path, table, columns, &|cell| {
        commas
            .codes(cell)
            .into_iter()
            .map(|code| vec![code])
            .collect()
    })?;
    if is_doubtful {
        file.warnings.push(format!(
            "{} cells of codes were divided at their commas, as each part stands in another cell, too",
            commas.divided
        ));
    }
    Ok(file)
}

/// How several codes stand in one cell: one a line, or divided by semicolons, or by commas, which names may have, too.
struct Commas {
    /// Parts between commas that stand in more cells than one.
    common: HashSet<String>,
    divided: usize,
}

impl Commas {
    fn of<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for cell in cells.clone().collect::<HashSet<&str>>() {
            let parts: HashSet<&str> = cell.split(',').map(bare).collect();
            for part in parts {
                *counts.entry(part).or_default() += 1;
            }
        }
        let common = counts.into_iter().filter(|(_, n)| *n > 1);
        let mut commas = Self {
            common: common.map(|(part, _)| part.to_owned()).collect(),
            divided: 0,
        };
        commas.divided = cells.filter(|cell| commas.is_divided(cell)).count();
        commas
    }

    fn is_divided(&self, cell: &str) -> bool {
        let is_plain = !cell.contains(['\n', ';']) && cell.contains(',');
        is_plain && cell.split(',').all(|part| self.common.contains(bare(part)))
    }

    fn codes(&self, cell: &str) -> Vec<String> {
        let mark = match cell {
            lines if lines.contains('\n') => '\n',
            semicolons if semicolons.contains(';') => ';',
            commas if self.is_divided(commas) => ',',
            // No code has a line end.
            _ => '\n',
        };
        let names = cell.split(mark).map(bare).filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    }
}

fn bare(name: &str) -> &str {
    name.trim().trim_start_matches(BULLETS).trim()
}

/// Whether this is a list of codes.
pub(super) fn is_code_list(table: &Table) -> bool {
    let has = |names: &[&str]| table.column(names).is_some();
    let is_counted = has(&["grounded", "groundedness", "gr", "verankert", "verankerung"])
        || has(&[
            "codegroups",
            "codegroup1",
            "codegroup",
            "kodegruppen",
            "kodegruppe1",
        ]);
    has(&["code", "kode", "codename"]) && is_counted && !has(&["document", "dokument"])
}

/// Reads a list of codes; comments are their definitions.
///
/// # Errors
/// [`Error::File`] where there is none.
pub(super) fn read_code_list(path: &Path, table: &Table) -> Result<CodedProjectFile> {
    let at = |names: &[&str]| table.column(names);
    let name = at(&["code", "kode", "codename"]);
    let (comment, shade) = (
        at(&["comment", "kommentar"]),
        at(&["color", "colour", "farbe"]),
    );
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut gathering = Gathering::of("atlas.ti", "", &stem);
    let mut met = HashSet::new();
    for row in &table.rows {
        let code = bare(row.cell(name)).to_owned();
        if code.is_empty() || !met.insert(code.clone()) {
            continue;
        }
        gathering.code(ProjectCode {
            guid: gathering.guid("code", &code),
            name: code,
            definition: row.cell(comment).to_owned(),
            colour: colour(row.cell(shade)),
            ..ProjectCode::default()
        });
    }
    if gathering.project.codes.is_empty() {
        return Err(Error::file(
            path,
            "has no code in it; there is nothing to import",
        ));
    }
    for (column, header) in table.header.iter().enumerate() {
        let is_group = table.keys()[column].starts_with("codegroup")
            || table.keys()[column].starts_with("kodegruppe");
        let n = table
            .rows
            .iter()
            .filter(|row| !row.cell(Some(column)).is_empty())
            .count();
        if is_group {
            gathering
                .gaps
                .add_several("codes in groups, for which emic has no place", n, header);
        }
    }
    Ok(gathering.finished())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Table {
        Table::parse(rows, Path::new("a.csv")).unwrap()
    }

    #[test]
    fn quotations_come_in_with_their_codes_and_comments() {
        let table = table(
            "ID,Quotation Name,Document,Text Content,Codes,Reference,Comment,Created by,Created\n\
             1:2,I was…,F2,I was afraid 😀,\"● Fear\n○ Joy, at night\",¶ 12,strong,Mina,2021-03-12 10:20:33\n\
             1:1,می‌ترسیدم,F2,,\"Fear, Hope\",¶ 3,,Mina,\n\
             1:3,x,F2,x,Hope,¶ 13,,,\n\
             2:1,,M1,,Fear,¶ 1,,,\n",
        );
        let columns = quotation_columns(&table).unwrap();
        let file = read_quotations(Path::new("ward.xlsx"), &table, &columns).unwrap();
        let project = &file.project;
        let names: Vec<&str> = project.codes.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Fear", "Joy, at night", "Hope"]);
        assert_eq!(
            project.transcripts[0].text,
            "می‌ترسیدم\n\nI was afraid 😀\n\nx"
        );
        let codings: Vec<usize> = project.transcripts[0]
            .units
            .iter()
            .map(|u| u.codings.len())
            .collect();
        assert_eq!((codings, project.memos.len()), (vec![2, 2, 1], 1));
        let told = file.warnings.join("\n");
        assert!(
            told.contains("1 cells of codes were divided at their commas")
                && told.contains("1 segments without words"),
            "{told}"
        );
    }

    #[test]
    fn german_headings_are_known_and_codes_come_with_definitions() {
        let german = table("ID,Zitatname,Dokument,Zitatinhalt,Kodes\n1:1,a,F2,ترس,Angst\n");
        assert!(quotation_columns(&german).is_some());
        assert!(quotation_columns(&table("id,document,tag,content\n")).is_none());
        let codes = table(
            "Code,Comment,Code Group 1,Grounded,Density\nFear,of dark,Feelings,3,0\nترس,,,1,0\n",
        );
        assert!(is_code_list(&codes) && !is_code_list(&table("code,definition\n")));
        let file = read_code_list(Path::new("codes.xlsx"), &codes).unwrap();
        assert_eq!(
            (
                file.project.codes.len(),
                file.project.codes[0].definition.as_str()
            ),
            (2, "of dark")
        );
        assert!(
            file.warnings[0].contains("1 codes in groups"),
            "{:?}",
            file.warnings
        );
    }
}
