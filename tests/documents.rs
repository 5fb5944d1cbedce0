//! Transcripts of every format: what comes in, who speaks, and what a changed one does to the codings.

use crate::support::Project;
use serde_json::{Value, json};
use std::io::Write;

/// A zip archive of these parts.
fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TALK: [&str; 4] = [
    "Interviewer: Why? 😀",
    "M4: من خسته بودم.",
    "Interviewer: And then?",
    "M4: 我害怕极了, I left.",
];

fn docx() -> Vec<u8> {
    let body: String = TALK
        .iter()
        .map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"))
        .collect();
    packed(&[(
        "word/document.xml",
        &format!("<w:document><w:body>{body}</w:body></w:document>"),
    )])
}

fn odt() -> Vec<u8> {
    let body: String = TALK
        .iter()
        .map(|line| format!("<text:p>{line}</text:p>"))
        .collect();
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:text>{body}</office:text></office:document-content>"
            ),
        ),
    ])
}

fn epub() -> Vec<u8> {
    packed(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfile full-path=\"book.opf\"/></container>",
        ),
        (
            "book.opf",
            "<package><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><itemref idref=\"a\"/></package>",
        ),
        ("a.xhtml", &html()),
    ])
}

fn html() -> String {
    format!(
        "<html><body>{}</body></html>",
        TALK.map(|line| format!("<p>{line}</p>")).concat()
    )
}

fn rtf() -> String {
    let line = |line: &str| {
        line.encode_utf16()
            .map(|unit| format!("\\u{}?", i32::from(unit as i16)))
            .collect::<String>()
            + "\\par "
    };
    format!("{{\\rtf1\\ansi {}}}", TALK.map(line).concat())
}

fn vtt() -> String {
    let cue = |(at, line): (usize, &str)| format!("00:0{at}.000 --> 00:0{at}.500\n{line}\n\n");
    format!(
        "WEBVTT\n\n{}",
        TALK.iter()
            .copied()
            .enumerate()
            .map(cue)
            .collect::<String>()
    )
}

fn srt() -> String {
    let cue = |(at, line): (usize, &str)| {
        format!("{at}\n00:00:0{at},000 --> 00:00:0{at},500\n{line}\n\n")
    };
    TALK.iter().copied().enumerate().map(cue).collect()
}

fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.docx", docx()),
        ("b.odt", odt()),
        ("c.epub", epub()),
        ("d.html", html().into_bytes()),
        ("e.rtf", rtf().into_bytes()),
        ("f.vtt", vtt().into_bytes()),
        ("g.srt", srt().into_bytes()),
        ("h.md", TALK.join("\n\n").into_bytes()),
    ]
}

fn file<'r>(report: &'r Value, name: &str) -> &'r Value {
    let files = report["files"].as_array().unwrap();
    files
        .iter()
        .find(|f| f["path"].as_str().unwrap().ends_with(name))
        .unwrap()
}

#[test]
fn the_same_talk_comes_in_from_every_format() {
    let project = Project::new();
    for (name, bytes) in all() {
        project.write(&format!("in/{name}"), bytes);
    }
    let report = project.json(&["import", "in", "--study", "ward"]);
    for (name, _) in all() {
        assert_eq!(file(&report, name)["refused"], Value::Null, "{report}");
        let stem = name.split('.').next().unwrap();
        let shown = project.json(&["show", stem]);
        let turns = shown["turns"].as_array().unwrap();
        let said: Vec<(&str, &str)> = turns
            .iter()
            .map(|t| (t["speaker"].as_str().unwrap(), t["text"].as_str().unwrap()))
            .collect();
        let wanted: Vec<(&str, &str)> = TALK
            .iter()
            .map(|line| line.split_once(": ").unwrap())
            .collect();
        assert_eq!(said, wanted, "{name}");
    }
    assert_eq!(file(&report, "b.odt")["format"], "odt");
}

#[test]
fn empty_damaged_and_foreign_files_are_refused_by_name() {
    let project = Project::new();
    let formats = ["docx", "odt", "epub", "html", "rtf", "vtt", "srt", "pdf"];
    for ending in formats {
        project.write(&format!("in/empty.{ending}"), "");
        project.write(
            &format!("in/image.{ending}"),
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        );
        project.write(&format!("in/zip.{ending}"), &packed(&[("a", "b")])[..40]);
    }
    project.write(
        "in/traversal.odt",
        packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("../../x", "y"),
        ]),
    );
    let report: Value = serde_json::from_slice(
        &project
            .emic(&["import", "in", "--json"])
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap();
    let files = report["files"].as_array().unwrap();
    assert_eq!(files.len(), formats.len() * 3 + 1);
    for file in files {
        assert!(
            file["refused"].as_str().is_some_and(|why| why.len() > 10),
            "{file}"
        );
    }
    assert!(
        file(&report, "traversal.odt")["refused"]
            .as_str()
            .unwrap()
            .contains("outside")
    );
}

#[test]
fn bytes_of_other_encodings_are_read() {
    let project = Project::new();
    let (bytes, _, _) = encoding_rs::WINDOWS_1256
        .encode("<meta charset=windows-1256><p>Interviewer: چرا؟<p>M4: من خیلی خسته بودم");
    project.write("a.html", bytes);
    let (bytes, _, _) = encoding_rs::GBK.encode(
        "1\n00:00:01,000 --> 00:00:02,000\n我觉得实习的时候压力很大，但是老师给了我很多帮助。\n",
    );
    project.write("b.srt", bytes);
    let report = project.json(&["import", "a.html", "b.srt", "--study", "ward"]);
    assert!(
        file(&report, "a.html")["warnings"][0]
            .as_str()
            .unwrap()
            .contains("windows-1256")
    );
    assert!(project.run(&["show", "b"]).contains("老师给了我很多帮助"));
}

#[test]
fn speakers_are_shown_before_anything_is_written_and_corrected_by_a_pattern() {
    let project = Project::new();
    project.write("M4.txt", "Ward 3\n\n<Sara> Why? And so?\n<Ali> چون خسته بودم.\n<Sara> Oh? Really?\n<Ali> بله، خیلی خسته.\n");
    let before = project.json(&["history"]);
    let seen = project.json(&["import", "M4.txt", "--preview"]);
    assert_eq!(seen[0]["transcript"]["speakers"], json!([]));
    assert!(seen[0]["warnings"].to_string().contains("--speakers"));
    let seen = project.json(&["import", "M4.txt", "--preview", "--speakers", r"<(\w+)>"]);
    let speakers = &seen[0]["transcript"]["speakers"];
    assert_eq!(
        (
            &speakers[0]["label"],
            &speakers[0]["role"],
            &speakers[0]["turns"]
        ),
        (&json!("Sara"), &json!("interviewer"), &json!(2))
    );
    assert_eq!(speakers[1]["first"], "چون خسته بودم.");
    assert_eq!(seen[0]["transcript"]["unlabelled"], 1);
    let shown = project.run(&["import", "M4.txt", "--preview", "--speakers", r"<(\w+)>"]);
    assert!(
        shown.contains("interviewer") && shown.contains("Why? And so?"),
        "{shown}"
    );
    assert_eq!(project.json(&["history"]), before);
    project.run(&[
        "import",
        "M4.txt",
        "--study",
        "ward",
        "--speakers",
        r"<(\w+)>",
    ]);
    assert_eq!(project.json(&["show", "M4"])["turns"][2]["speaker"], "Ali");
    project.refused(2, &["import", "M4.txt", "--speakers", "("]);
}

#[test]
fn comments_of_a_document_are_memos_on_their_words() {
    let project = Project::new();
    let document = "<w:document><w:body><w:p><w:r><w:t xml:space=\"preserve\">M4: I was </w:t></w:r><w:commentRangeStart w:id=\"1\"/><w:r><w:t>tired</w:t></w:r>\
                    <w:commentRangeEnd w:id=\"1\"/></w:p></w:body></w:document>";
    let comments = "<w:comments><w:comment w:id=\"1\" w:author=\"Sara\"><w:p><w:r><w:t>خستگی?</w:t></w:r></w:p></w:comment></w:comments>";
    project.write(
        "M4.docx",
        packed(&[
            ("word/document.xml", document),
            ("word/comments.xml", comments),
        ]),
    );
    let report = project.json(&["import", "M4.docx", "--study", "ward"]);
    assert_eq!(report["totals"]["memos"], 1);
    let memos = project.run(&["memo"]);
    assert!(
        memos.contains("خستگی?") && memos.contains("Sara"),
        "{memos}"
    );
}

/// What every unit says, with its codes.
fn units(project: &Project, transcript: &str) -> Vec<(String, Vec<String>)> {
    let shown = project.json(&["show", transcript]);
    let units = shown["units"].as_array().unwrap().iter();
    units
        .map(|unit| {
            let codes = unit["codes"].as_object().unwrap().keys().cloned().collect();
            (unit["text"].as_str().unwrap().to_owned(), codes)
        })
        .collect()
}

#[test]
fn a_changed_transcript_takes_its_codings_along_in_one_change() {
    let project = Project::with_transcript(
        "I: Why?\nF2: I was teh tired one. We left early because of the rain in the night. خیلی می‌ترسیدم 😀.\nI: Oh.\nF2: Gone words that nobody needs.\n",
    );
    for (words, code) in [
        ("teh tired one", "Fatigue"),
        ("We left early because of the rain in the night", "Leaving"),
        ("خیلی می‌ترسیدم 😀", "Fear"),
        ("Gone words that nobody needs", "Lost"),
    ] {
        project.run(&["code", "F2", "--quote", words, code, "--new"]);
    }
    let before = project.json(&["show", "F2"]);
    project.write(
        "F2.txt",
        "Interview of 3 May\n\nI: Why?\nF2: I was the tired one. خیلی می‌ترسیدم 😀.\nI: Oh.\nF2: We left early because of the rain in the night.\n",
    );
    let refused = project.refused(3, &["import", "F2.txt"]);
    assert!(refused.contains("--replace"), "{refused}");
    project.run(&["import", "F2.txt", "--replace", "--dry-run"]);
    assert_eq!(project.json(&["show", "F2"]), before);
    let report = project.json(&["import", "F2.txt", "--replace"]);
    assert_eq!(report["totals"]["units re-anchored"], 3, "{report}");
    assert_eq!(report["totals"]["units not re-anchored"], 1);
    let told = file(&report, "F2.txt")["warnings"].to_string();
    assert!(
        told.contains("Gone words that nobody needs")
            && told.contains("Lost")
            && told.contains("the tired one"),
        "{told}"
    );
    let now = units(&project, "F2");
    let wanted = [
        ("the tired one", "Fatigue"),
        ("خیلی می‌ترسیدم 😀", "Fear"),
        ("We left early because of the rain in the night", "Leaving"),
    ];
    assert_eq!(now.len(), 3);
    for ((text, codes), (wanted, code)) in now.iter().zip(wanted) {
        assert_eq!(
            (text.as_str(), codes.as_slice()),
            (wanted, [code.to_owned()].as_slice())
        );
    }
    assert_eq!(
        units(&project, "F2: words taken out"),
        [(
            "Gone words that nobody needs".to_owned(),
            vec!["Lost".to_owned()]
        )]
    );
    assert_eq!(project.count("codings"), 4);
    assert!(project.run(&["check"]).contains("sound"));
    assert!(project.run(&["search", "rain"]).contains("in the night"));
    project.run(&["undo"]);
    assert_eq!(project.json(&["show", "F2"]), before);
    assert!(project.json(&["transcripts"]).as_array().unwrap().len() == 1);
    project.run(&["redo"]);
    assert_eq!(units(&project, "F2").len(), 3);
}

#[test]
fn answers_of_a_survey_are_units_with_participants_and_get_suggestions() {
    let project = Project::new();
    let mut rows = vec!["Case,Age,What was hard?".to_owned()];
    for n in 0..12 {
        let words = match n % 2 {
            0 => "the long nights on the ward made me so tired",
            _ => "our teacher explained every step and helped me a lot",
        };
        rows.push(format!(
            "P{n},{},{words} {}",
            20 + n,
            "really ".repeat(n + 1).trim()
        ));
    }
    project.write("wave1.csv", rows.join("\n"));
    let report = project.json(&["import", "wave1.csv", "--study", "ward"]);
    assert_eq!(report["totals"]["units"], 12, "{report}");
    assert_eq!(report["totals"]["participants"], 12);
    assert_eq!(file(&report, "wave1.csv")["format"], "survey");
    let shown = project.json(&["show", "wave1"]);
    assert_eq!(shown["kind"], "excerpts");
    assert_eq!(shown["turns"][3]["participant"], "P3");
    for n in 0..8 {
        let unit = &shown["units"][n];
        let place = format!("{}-{}", unit["start"], unit["end"]);
        let code = ["Fatigue", "Support"][n % 2];
        project.run(&["code", "wave1", &place, code, "--new"]);
    }
    let suggested = project.run(&["suggest", "wave1", "--doubtful", "--json"]);
    assert!(
        suggested.contains("the long nights") && suggested.contains("Fatigue"),
        "{suggested}"
    );
}
