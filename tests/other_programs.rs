//! Projects and tables of other programs come in whole, say what they could not carry, and go out again.

use crate::support::Project;
use rusqlite::Connection;
use std::io::Write;
use std::path::Path;

const QUALCODER: &str = "CREATE TABLE project (databaseversion text, date text, memo text, about text);
    CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text);
    CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
    CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text);
    CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text, memo text);
    CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
    CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer);
    INSERT INTO project VALUES ('v11', '2025-01-02 03:04:05', '', '');
    INSERT INTO source VALUES (1, 'F2', '😀 می‌ترسیدم. Nobody came.', NULL, '', 'Mina', '');
    INSERT INTO code_cat VALUES (1, 'Fear', '', '', '', NULL);
    INSERT INTO code_name VALUES (1, 'Alone', 'nobody is there', 1, '', '', '#ff8000');
    INSERT INTO code_text VALUES (1, 1, 1, 'Nobody came', 13, 24, 'Mina', '2025-01-03 10:00:00', ''), (2, 1, 1, 'Nobody came', 13, 24, 'Jonas', '', '');
    INSERT INTO cases VALUES (1, 'F2', '', '', '');
    INSERT INTO case_text VALUES (1, 1, 1, 0, 25);";

fn database(path: &Path, rows: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    Connection::open(path).unwrap().execute_batch(rows).unwrap();
}

/// An Excel file with one sheet of these rows, of which `|` divides the cells.
fn excel(rows: &[&str]) -> Vec<u8> {
    let cell = |text: &str| {
        format!(
            "<c t=\"inlineStr\"><is><t>{}</t></is></c>",
            text.replace('&', "&amp;")
        )
    };
    let row = |row: &&str| {
        format!(
            "<row>{}</row>",
            row.split('|').map(cell).collect::<String>()
        )
    };
    let rows: String = rows.iter().map(row).collect();
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [
        ("_rels/.rels", links("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{office}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            links("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(part.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_project_of_qualcoder_comes_in_by_its_folder_and_goes_out_again() {
    let project = Project::new();
    database(&project.path("night.qda/data.qda"), QUALCODER);
    project.write("night.qda/documents/F2.txt", "not this");
    let told = project.run(&["import", "night.qda"]);
    assert!(
        told.contains(
            "imported into night: 1 coder, 1 participant, 2 codes, 1 transcript, 1 unit, 2 codings"
        ),
        "{told}"
    );
    assert!(
        project
            .run(&["export"])
            .contains("\"text\":\"Nobody came\"")
    );
    assert!(
        project
            .run(&["import", "night.qda/data.qda"])
            .contains("nothing new")
    );
    project.run(&["export", "--format", "qdpx", "-o", "night.qdpx"]);
    let other = Project::new();
    other.write(
        "night.qdpx",
        std::fs::read(project.path("night.qdpx")).unwrap(),
    );
    other.run(&["import", "night.qdpx"]);
    other.run(&["export", "--format", "qdpx", "-o", "again.qdpx"]);
    assert_eq!(
        std::fs::read(project.path("night.qdpx")).unwrap(),
        std::fs::read(other.path("again.qdpx")).unwrap()
    );
}

#[test]
fn segments_without_their_texts_are_excerpts_or_are_found_where_they_were_cut_from() {
    let header = "Document group|Document name|Code|Begin|End|Weight score|Segment|Author|Comment";
    let rows = [
        header,
        "Nurses|F2|Fear\\At night|3|3|0|I was afraid|Mina|strong",
        "Nurses|F2|Support|1|1|0|Nobody came 😀|Mina|",
        "Nurses|F2|Fear\\At night|9|9|0|What is nowhere else|Mina|",
    ];
    let alone = Project::new();
    alone.write("segments.xlsx", excel(&rows));
    let told = alone.run(&["import", "segments.xlsx", "--study", "ward"]);
    assert!(
        told.contains("3 segments of 1 documents came in as excerpts")
            && told.contains("3 units, 3 codings, 1 memo"),
        "{told}"
    );
    assert!(
        alone
            .run(&["import", "segments.xlsx"])
            .contains("nothing new")
    );

    let whole = Project::with_transcript("F2: Nobody came 😀, so I was\nafraid all night.");
    whole.write("segments.xlsx", excel(&rows));
    let told = whole.run(&["import", "segments.xlsx"]);
    assert!(told.contains("2 of their 3 segments were found"), "{told}");
    let units = whole.run(&["export"]);
    assert!(
        units.contains("\"text\":\"I was\\nafraid\"")
            && units.contains("\"text\":\"What is nowhere else\""),
        "{units}"
    );
    let again = whole.run(&["import", "segments.xlsx"]);
    assert!(again.contains("nothing new"), "{again}");
    assert_eq!((whole.count("transcripts"), whole.count("codings")), (2, 3));
}

#[test]
fn any_table_comes_in_by_the_columns_that_are_named() {
    let project = Project::new();
    project.write(
        "a.xlsx",
        excel(&[
            "Our table",
            "Aussage|Kode|Wer|Alter",
            "می‌ترسیدم|Angst > Nacht; Hilfe|F2|31",
        ]),
    );
    project.write("b.csv", "Aussage;Kode;Wer\nNiemand kam;Angst;F3\n");
    let columns = "text=Aussage,code=Kode,participant=Wer,attribute:age=Alter";
    let told = project.run(&["import", "a.xlsx", "--study", "ward", "--columns", columns]);
    assert!(told.contains("1 unit, 2 codings"), "{told}");
    assert!(project.run(&["export"]).contains("Angst > Nacht"));
    project.run(&[
        "import",
        "b.csv",
        "--columns",
        "text=Aussage,code=Kode,participant=Wer",
    ]);
    assert_eq!(
        (project.count("units"), project.count("participants")),
        (2, 2)
    );
    let refused = project.refused(3, &["import", "b.csv", "--columns", columns]);
    assert!(
        refused.contains("b.csv")
            && refused.contains("no column 'Alter'; its columns are: Aussage, Kode, Wer"),
        "{refused}"
    );
    assert!(
        project
            .refused(2, &["import", "b.csv", "--columns", "code=Kode"])
            .contains("text=Column")
    );
}

#[test]
fn codebooks_of_programs_come_in() {
    let project = Project::new();
    project.write(
        "nvivo.xlsx",
        excel(&[
            "Codes",
            "Name|Description|Files|References",
            "Nodes\\\\Fear|of dark|1|2",
            "Nodes\\\\Fear\\\\At night||1|1",
        ]),
    );
    project.write(
        "atlas.csv",
        "Code,Comment,Grounded,Density\nJoy,of day,3,0\n",
    );
    project.write(
        "tags.csv",
        "tag,description,number of highlights\nHope,ترس نیست,4\n",
    );
    for file in ["nvivo.xlsx", "atlas.csv", "tags.csv"] {
        project.run(&["import", file, "--study", "ward"]);
    }
    let codes = project.run(&["export", "--what", "codebook", "--format", "csv"]);
    for wanted in ["At night", "of dark", "of day", "ترس نیست"] {
        assert!(codes.contains(wanted), "{wanted}: {codes}");
    }
}

#[test]
fn what_is_damaged_foreign_or_empty_is_refused_with_a_reason() {
    let project = Project::new();
    database(
        &project.path("foreign.rqda"),
        "CREATE TABLE songs (id integer); CREATE TABLE singers (id integer);",
    );
    database(&project.path("empty.qda"), "VACUUM;");
    project.write("broken.qda", [&b"SQLite format 3\0"[..], &[7; 90]].concat());
    project.write("text.qda", "no database");
    project.write("broken.xlsx", b"PK\x03\x04 and no more");
    project.write("none.xlsx", excel(&["a|b", "1|2"]));
    project.write(
        "headed.xlsx",
        excel(&["Document name|Code|Weight score|Segment"]),
    );
    for (file, wanted) in [
        ("foreign.rqda", "with the tables singers, songs"),
        ("broken.qda", "SQLite"),
        ("text.qda", "emic does not read .qda"),
        ("broken.xlsx", "save it again"),
        ("none.xlsx", "--columns"),
        ("headed.xlsx", "no segment"),
        ("p.emic", "project of emic itself"),
    ] {
        let told = project.refused(3, &["import", file, "--study", "ward"]);
        assert!(
            told.contains(file) && told.contains(wanted),
            "{file}: {told}"
        );
    }
}
