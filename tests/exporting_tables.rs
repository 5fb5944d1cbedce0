//! Tables for papers, written by the real program from studies of several scripts.

use crate::support::{Project, corpora};
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

/// Two Persian interviews, coded on three levels; a participant without an age.
fn persian() -> Project {
    let project = Project::new();
    let lines = [
        r#"{"id":"1","transcript":"م۱","participant":"م۱","text":"در ICU شب‌ها تنها بودم 😀","codes":["موانع > بار کاری > شیفت شب"],"condensed":"تنهایی در ICU","translation":"At night I was alone in the ICU","language":"fa"}"#,
        r#"{"id":"2","transcript":"م۲","participant":"م۲","text":"=استادم کمک نکرد","codes":["موانع > بار کاری > شیفت شب","موانع > استادان"],"language":"fa"}"#,
        r#"{"id":"3","transcript":"م۲","participant":"م۲","text":"همکارانم کمک کردند\nهر شب","codes":["تسهیل‌گرها > یادگیری از همکاران"],"language":"fa"}"#,
    ];
    project.write("study.json", r#"{"id":"بخش","title":"تاب‌آوری در بخش","levels":["theme","category","code"],"interview_language":"fa"}"#);
    project.write("units.jsonl", lines.join("\n"));
    project.write("participants.csv", "id,role,age\nم۱,کارورز,26\nم۲,استاد,\n");
    project.run(&[
        "import",
        "study.json",
        "participants.csv",
        "units.jsonl",
        "--study",
        "بخش",
    ]);
    project
}

fn docx(project: &Project, name: &str) -> String {
    let bytes = std::fs::read(project.path(name)).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn rows(project: &Project, args: &[&str]) -> Vec<serde_json::Value> {
    let text = project.run(args);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_table_of_content_analysis_merges_its_upper_levels_in_every_format() {
    let project = persian();
    let analysis = rows(&project, &["export", "analysis", "--format", "jsonl"]);
    assert_eq!(analysis.len(), 4, "a row for each unit and code");
    let of = |theme: &str| analysis.iter().filter(|row| row["theme"] == theme).count();
    assert_eq!((of("موانع"), of("تسهیل‌گرها")), (3, 1));
    let first = &analysis[0];
    for (key, wanted) in [
        ("condensed", "تنهایی در ICU"),
        ("translation", "At night I was alone in the ICU"),
        ("code", "شیفت شب"),
        ("category", "بار کاری"),
        ("label", "[م۱]"),
        ("role", "کارورز"),
    ] {
        assert_eq!(first[key], wanted, "{analysis:?}");
    }

    project.run(&["export", "analysis", "-o", "a.docx"]);
    let word = docx(&project, "a.docx");
    assert!(word.contains("<w:bidiVisual/>") && word.contains("واحد معنایی فشرده"));
    assert!(word.contains("<w:tblHeader/>") && word.contains("<w:vMerge w:val=\"restart\"/>"));
    assert_eq!(word.matches("<w:tr>").count(), 5);

    project.run(&["export", "analysis", "--out", "a.xlsx"]);
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(std::fs::read(project.path("a.xlsx")).unwrap())).unwrap();
    let sheet = book.worksheet_range("analysis").unwrap();
    let told: Vec<&Data> = sheet.used_cells().map(|(_, _, cell)| cell).collect();
    assert!(
        told.contains(&&Data::String("=استادم کمک نکرد".into())),
        "{told:?}"
    );
    assert!(book.worksheet_formula("analysis").unwrap().is_empty());
    assert!(
        !book
            .merge_cells_by_sheet_name("analysis")
            .unwrap()
            .is_empty()
    );

    let csv = project.run(&["export", "analysis", "--format", "csv"]);
    assert!(csv.contains("\n'=استادم کمک نکرد,"), "{csv}");
    let html = project.run(&["export", "analysis", "--format", "html"]);
    assert!(
        html.contains("dir=\"rtl\"") && html.contains("rowspan=\"3\">موانع"),
        "{html}"
    );
    let latex = project.run(&["export", "analysis", "--format", "tex"]);
    assert!(
        latex.contains("\\emicLR{ICU}") && latex.contains("Noto Naskh Arabic"),
        "{latex}"
    );
    let markdown = project.run(&["export", "analysis"]);
    assert_eq!(markdown.matches("موانع").count(), 1, "{markdown}");
}

#[test]
fn participants_are_named_as_the_pattern_says() {
    let project = persian();
    let quotes = |pattern: &str| {
        let rows = rows(
            &project,
            &["export", "quotes", "--format", "jsonl", "--label", pattern],
        );
        let labels: std::collections::BTreeSet<String> = rows
            .iter()
            .map(|r| r["label"].as_str().unwrap_or_default().to_owned())
            .collect();
        labels.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(
        quotes("({participant}، {age} ساله)"),
        ["(م۱، 26 ساله)", "(م۲)"]
    );
    assert_eq!(quotes("P{number}"), ["P1", "P2"]);
    let refused = project.refused(2, &["export", "quotes", "--label", "({agee})"]);
    for known in ["{agee}", "{age}", "{role}", "{participant}"] {
        assert!(refused.contains(known), "{refused}");
    }
    project.refused(2, &["export", "quotes", "--label", "({age"]);
    let printed = project.run(&[
        "export",
        "quotes",
        "--words",
        "translation",
        "--label",
        "({role})",
    ]);
    assert!(
        printed.contains("“At night I was alone in the ICU” (کارورز)"),
        "{printed}"
    );
    assert!(
        printed.contains("«همکارانم کمک کردند<br>هر شب» (استاد)"),
        "{printed}"
    );
}

#[test]
fn the_codebook_counts_units_and_participants_and_quotes_them() {
    let project = persian();
    let rows = rows(
        &project,
        &["export", "codebook", "--format", "jsonl", "--examples", "1"],
    );
    let counts = |name: &str| {
        let row = rows.iter().find(|row| row["code"] == name).unwrap();
        (
            row["units"].as_u64().unwrap(),
            row["participants"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        counts("موانع"),
        (2, 2),
        "a unit with two codes of a theme counts once"
    );
    assert_eq!(counts("شیفت شب"), (2, 2));
    assert_eq!(counts("استادان"), (1, 1));
    let night = rows.iter().find(|row| row["code"] == "شیفت شب").unwrap();
    assert_eq!(night["examples"].as_array().unwrap().len(), 1);
    // As csv it is what can be imported again, and with --printed the table.
    let plain = project.run(&["export", "codebook", "--format", "csv"]);
    assert_eq!(plain, project.run(&["export", "--what", "codebook"]));
    assert!(!plain.contains("participants"));
    let printed = project.run(&["export", "codebook", "--format", "csv", "--printed"]);
    assert!(
        printed.starts_with(
            "\u{feff}code,path,level,definition,include,exclude,units,participants,examples\n"
        ),
        "{printed}"
    );
}

#[test]
fn columns_are_chosen_ordered_and_named() {
    let project = persian();
    let table = project.run(&[
        "export",
        "participants",
        "--format",
        "md",
        "--columns",
        "participant=کد,AGE,role",
    ]);
    assert!(table.contains("| کد | سن | نقش |"), "{table}");
    assert!(table.contains("| م۱ | 26 | کارورز |"), "{table}");
    let ladder = project.run(&["export", "ladder", "--columns", "theme,category", "--flat"]);
    assert_eq!(
        ladder
            .lines()
            .filter(|line| line.starts_with("| موانع"))
            .count(),
        2,
        "{ladder}"
    );
    let refused = project.refused(2, &["export", "ladder", "--columns", "themes"]);
    assert!(refused.contains("theme, category"), "{refused}");
    project.refused(2, &["export", "tables", "--columns", "theme"]);
}

#[test]
fn matrices_are_those_of_compare() {
    let project = Project::new();
    for study in [
        "clinical-education-resilience",
        "clinical-empathy-challenges",
    ] {
        project.run(&["import", corpora().join(study).to_str().unwrap()]);
    }
    let compared = project.json(&["compare", "--no-align"]);
    let rows = rows(&project, &["export", "matrix", "--format", "jsonl"]);
    let wanted = compared["matrix"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), wanted.len());
    for (row, wanted) in rows.iter().zip(wanted) {
        assert_eq!(row["theme"], wanted["label"]);
        assert_eq!(row["All units"], wanted["total"]["units"]);
        assert_eq!(row["All participants"], wanted["total"]["participants"]);
    }
    let study = ["--study", "clinical-empathy-challenges"];
    let by_role = [
        &[
            "export",
            "matrix",
            "--by",
            "role",
            "--level",
            "sub-category",
            "--format",
            "csv",
        ][..],
        &study,
    ]
    .concat();
    let csv = project.run(&by_role);
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .contains("intern units,intern participants,professor units"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 10, "{csv}");
    project.refused(2, &["export", "matrix", "--by", "colour"]);
    project.refused(
        2,
        &[
            "export",
            "ladder",
            "--by",
            "role",
            "--study",
            "clinical-empathy-challenges",
        ],
    );
    // A table of one study wants to know which.
    project.refused(2, &["export", "ladder"]);
}

#[test]
fn all_tables_of_a_study_go_into_one_file() {
    let project = persian();
    project.run(&["export", "tables", "-o", "all.xlsx"]);
    let book: Xlsx<_> = Xlsx::new(Cursor::new(
        std::fs::read(project.path("all.xlsx")).unwrap(),
    ))
    .unwrap();
    assert_eq!(
        book.sheet_names(),
        ["participants", "ladder", "analysis", "codebook", "quotes"]
    );
    project.run(&["export", "tables", "-o", "all.docx"]);
    assert_eq!(docx(&project, "all.docx").matches("<w:tbl>").count(), 5);
    project.refused(2, &["export", "tables", "--format", "csv"]);
    project.refused(3, &["export", "tables", "-o", "all.docx"]);
    let one = std::fs::read(project.path("all.docx")).unwrap();
    project.run(&["export", "tables", "-o", "all.docx", "--overwrite"]);
    assert!(
        one == std::fs::read(project.path("all.docx")).unwrap(),
        "the same project, the same file"
    );
}

#[test]
fn what_is_not_in_a_table_is_told_and_an_empty_study_has_tables_too() {
    let project = persian();
    project.run(&["codebook", "add", "موانع > هزینه"]);
    let done = project.emic(&["export", "analysis"]).assert().success();
    let told = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("1 code is not in it") && told.contains("هزینه"),
        "{told}"
    );
    let empty = Project::new();
    empty.write("study.json", r#"{"id":"ward","title":"Ward"}"#);
    empty.run(&["import", "study.json"]);
    for what in [
        "tables",
        "analysis",
        "ladder",
        "codebook",
        "quotes",
        "participants",
    ] {
        for format in ["docx", "xlsx", "html", "tex", "md"] {
            let name = format!("{what}.{format}");
            empty.run(&["export", what, "-o", &name]);
        }
    }
    project.refused(2, &["export", "--label", "x"]);
    project.refused(2, &["export", "units", "--format", "docx"]);
    project.refused(2, &["export", "relations", "--format", "docx"]);
}

#[test]
fn the_table_of_results_has_the_levels_that_the_study_names() {
    for (study, heads, rows) in [
        (
            "clinical-empathy-challenges",
            "| Theme | Category | Sub-category |",
            9,
        ),
        (
            "intern-career-resilience",
            "| Selective code | Axial code | Open code |",
            19,
        ),
    ] {
        let project = Project::new();
        project.run(&["import", corpora().join(study).to_str().unwrap()]);
        let table = project.run(&["export", "ladder"]);
        let lines: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(lines[0], heads);
        assert_eq!(lines.len(), rows + 2, "{table}");
        // Each upper name stands once, in the order of the codebook.
        let codebook = std::fs::read_to_string(corpora().join(study).join("codebook.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(codebook.as_bytes());
        for record in reader.records().map(|record| record.unwrap()) {
            let place = (0..3).rev().find(|at| !record[*at].is_empty()).unwrap();
            let name = &record[place];
            let told = lines
                .iter()
                .filter(|line| line.contains(&format!("| {name} |")));
            assert_eq!(told.count(), 1, "{name}: {table}");
        }
    }
}
