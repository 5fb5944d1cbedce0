//! Who changed what is told from the project file, and so is how it was; the paper gets its figures from there.

use crate::support::{Project, corpora};
use serde_json::Value;

const TALK: &str = "Interviewer: How was it?\nF2: I was tired. Nobody helped me. I learned a lot. من خسته بودم. 我很累 😀。\n";

/// Two coders, a codebook that changes, a memo.
fn ward() -> Project {
    let project = Project::with_transcript(TALK);
    project.run(&["code", "F2", "--quote", "I was tired.", "Tired", "--new"]);
    project.run(&[
        "--coder",
        "Sara",
        "code",
        "F2",
        "--quote",
        "Nobody helped me.",
        "Alone",
        "--new",
    ]);
    project.run(&["codebook", "rename", "Tired", "Exhausted"]);
    project.run(&["memo", "خیلی مهم\nand a second line", "--code", "Exhausted"]);
    project
}

fn entries(project: &Project, args: &[&str]) -> Vec<Value> {
    let found = project.json(&[&["history"], args].concat());
    found.as_array().unwrap().clone()
}

fn summaries(project: &Project, args: &[&str]) -> Vec<String> {
    let entries = entries(project, args);
    entries
        .iter()
        .map(|e| e["summary"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn who_changed_what_from_what_to_what() {
    let project = ward();
    assert_eq!(
        summaries(&project, &["--by", "Sara"]),
        ["coded F2 42-59 as Alone"]
    );
    let renamed = &entries(&project, &["--action", "codebook"])[0];
    let change = &renamed["changes"][0];
    assert_eq!(
        (
            change["field"].as_str(),
            change["before"].as_str(),
            change["after"].as_str()
        ),
        (Some("name"), Some("Tired"), Some("Exhausted"))
    );
    // What a code was called once finds it, and what bears it.
    let of_code = summaries(&project, &["--code", "exhausted"]);
    assert_eq!(of_code.len(), 3, "{of_code:?}");
    assert_eq!(summaries(&project, &["--transcript", "F2"]).len(), 3);
    assert!(summaries(&project, &["--until", "2001-01-01"]).is_empty());
    assert_eq!(summaries(&project, &["--since", "2001-01-01"]).len(), 5);
    for (args, wanted) in [
        (["--by", "Zahra"], "no coder 'Zahra'"),
        (["--code", "Joy"], "never a code 'Joy'"),
        (["--since", "tomorrow"], "2026-11-21"),
        (["--action", "coding"], "there are: code"),
    ] {
        let refused = project.refused(2, &[&["history"], &args[..]].concat());
        assert!(refused.contains(wanted), "{refused}");
    }
    let told = project.run(&["history", "--changes"]);
    assert!(told.contains("name: Tired → Exhausted"), "{told}");
}

#[test]
fn the_project_is_read_as_it_was() {
    let project = ward();
    let now = project.json(&["codebook"]);
    let names = |value: &Value| -> Vec<String> {
        let codes = value.as_array().unwrap().iter();
        codes
            .map(|code| code["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let last = entries(&project, &[]);
    let renamed = last[1]["event"].as_i64().unwrap();
    let before = (renamed - 1).to_string();
    assert_eq!(
        names(&project.json(&["codebook", "--at", &before])),
        ["Tired", "Alone"]
    );
    assert_eq!(names(&now), ["Exhausted", "Alone"]);
    let status = project.json(&["status", "--at", &before]);
    assert_eq!(status["studies"][0]["counts"]["codings"], 2);
    assert_eq!(
        project.json(&["status", "--at", "0"])["studies"],
        serde_json::json!([])
    );
    let shown = project.run(&["show", "F2", "--at", &before]);
    assert!(
        shown.contains("Tired") && !shown.contains("Exhausted"),
        "{shown}"
    );
    let units = project.run(&["export", "--at", &before]);
    assert!(
        units.contains("\"Tired\"") && !units.contains("Exhausted"),
        "{units}"
    );
    assert_eq!(project.json(&["codebook", "--at", "2999-01-01"]), now);
    for (moment, wanted) in [
        ("99", "the latest is 5"),
        ("1999-12-31", "the first change is of"),
        ("soon", "2026-11-21T14:05"),
    ] {
        let refused = project.refused(2, &["status", "--at", moment]);
        assert!(refused.contains(wanted), "{refused}");
    }
    let refused = project.refused(2, &["codebook", "--at", &before, "add", "New"]);
    assert!(refused.contains("the past cannot be changed"), "{refused}");
    assert_eq!(project.json(&["codebook"]), now);
}

#[test]
fn a_coder_takes_back_what_was_hers() {
    let project = ward();
    let back = project.run(&["undo", "--by", "Sara"]);
    assert!(
        back.contains("took back: coded F2 42-59 as Alone"),
        "{back}"
    );
    assert_eq!(project.count("codings"), 1);
    assert_eq!(project.json(&["codebook"])[0]["name"], "Exhausted");
    let entry = &entries(&project, &["--by", "Sara"])[0];
    assert_eq!(entry["taken_back"], true);
    project.run(&["redo", "--by", "Sara"]);
    assert_eq!(project.count("codings"), 2);
    // Mina's name for it hangs on a code that Sara has used since.
    project.run(&[
        "--coder",
        "Sara",
        "code",
        "F2",
        "--quote",
        "I learned a lot.",
        "Exhausted",
    ]);
    project.run(&["undo", "--by", "Mina"]);
    project.run(&["undo", "--by", "Mina"]);
    let refused = project.refused(2, &["undo", "--by", "Mina"]);
    assert!(refused.contains("Sara has built on it"), "{refused}");
}

#[test]
fn an_auditor_gets_all_of_it() {
    let project = ward();
    project.run(&["history", "-o", "trail.html"]);
    let page = std::fs::read_to_string(project.path("trail.html")).unwrap();
    for wanted in [
        "Audit trail",
        "renamed the code Tired to Exhausted",
        "Sara",
        "خیلی مهم",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<script"));
    let table = project.run(&["history", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let events: std::collections::BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(events.len(), 5);
    assert!(
        rows.iter()
            .any(|row| &row[7] == "Tired" && &row[8] == "Exhausted"),
        "{table}"
    );
    project.refused(3, &["history", "-o", "trail.html"]);
    for ending in ["docx", "md"] {
        project.run(&["history", "-o", &format!("trail.{ending}")]);
    }
}

#[test]
fn memos_make_a_book() {
    let project = ward();
    project.run(&["memo", "on the study", "--study", "ward"]);
    project.run(&["memo", "on the transcript", "--transcript", "F2"]);
    project.run(&[
        "memo",
        "on the words",
        "--transcript",
        "F2",
        "--at",
        "29-41",
    ]);
    let book = project.run(&["memo", "--book"]);
    let order = [
        "On the study",
        "On transcripts",
        "On codes",
        "Exhausted",
        "خیلی مهم",
        "On passages",
        "> I was tired.",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|part| {
            book.find(part)
                .unwrap_or_else(|| panic!("{part} in {book}"))
        })
        .collect();
    assert!(places.is_sorted(), "{book}");
    project.run(&["memo", "--book", "-o", "memos.docx"]);
    let refused = project.refused(2, &["memo", "-o", "memos.docx"]);
    assert!(refused.contains("--book"), "{refused}");
}

/// Runs a command of the draft as a shell would, but for what comes after a bar.
fn run_command(project: &Project, command: &str) -> String {
    let command = command.split(" | ").next().unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    project.run(&words)
}

#[test]
fn every_figure_of_the_methods_draft_has_a_command_that_gives_it() {
    let project = Project::new();
    project.run(&[
        "import",
        corpora()
            .join("clinical-empathy-challenges")
            .to_str()
            .unwrap(),
    ]);
    let draft = project.json(&["methods"]);
    let commands: Vec<&str> = draft["commands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_str().unwrap())
        .collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in &commands {
        assert!(!run_command(&project, command).is_empty(), "{command}");
    }
    let sections = draft["sections"].as_array().unwrap();
    let text = |heading: &str| -> String {
        let section = sections
            .iter()
            .find(|s| s[0].as_str().unwrap().starts_with(heading));
        section.unwrap_or_else(|| panic!("{heading}"))[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap())
            .collect()
    };
    let counts = &project.json(&["status"])["studies"][0]["counts"];
    assert!(
        text("Sample").contains(&format!("{} participants", counts["participants"])),
        "{}",
        text("Sample")
    );
    let levels = project.json(&["codebook"]);
    let themes = levels
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["level"] == "theme")
        .count();
    assert!(text("Description of the coding tree").contains(&format!("{themes} themes")));
    let sentence = project.json(&["saturation"])["all"]["sentence"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        text("Data saturation").contains(sentence.trim_end_matches('.')),
        "{}",
        text("Data saturation")
    );
    // In the order of either guideline.
    let headings = |draft: &Value| -> Vec<String> {
        let sections = draft["sections"].as_array().unwrap().iter();
        sections
            .map(|s| s[0].as_str().unwrap().to_owned())
            .collect()
    };
    let (coreq, srqr) = (
        headings(&draft),
        headings(&project.json(&["methods", "--order", "srqr"])),
    );
    assert!(
        coreq[0].contains("COREQ 1–8") && srqr[0].contains("SRQR S5"),
        "{coreq:?} {srqr:?}"
    );
    assert_eq!(coreq.len(), srqr.len());
    let printed = project.run(&["methods"]);
    assert!(
        printed.contains("## To be filled in") && printed.contains("**\\[approval"),
        "{printed}"
    );
    for ending in ["docx", "html"] {
        project.run(&["methods", "-o", &format!("methods.{ending}")]);
    }
}

#[test]
fn decisions_are_in_the_draft_code_by_code() {
    let project = Project::new();
    project.run(&[
        "import",
        corpora()
            .join("clinical-empathy-challenges")
            .to_str()
            .unwrap(),
    ]);
    let transcript = project.json(&["transcripts"])[0]["transcript"]
        .as_str()
        .unwrap()
        .to_owned();
    project.run(&["suggest", &transcript]);
    project.run(&["decide", "accept", "1"]);
    project.run(&["decide", "reject", "2"]);
    let decided = project.json(&["history", "--decisions"]);
    let decisions = decided["decisions"].as_array().unwrap();
    assert!(decisions.len() >= 2);
    assert!(
        decisions
            .iter()
            .all(|d| d["model"].as_str().unwrap().contains("emic ")),
        "{decided}"
    );
    assert!(decisions[0]["probability"].as_f64().unwrap() > 0.0);
    let accepted: u64 = decided["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["accepted"].as_u64().unwrap())
        .sum();
    // What was shown and not decided on is in the record, too, and it is nothing to be undone.
    let shown = decided["shown"].as_u64().unwrap();
    let undecided = decided["undecided"].as_u64().unwrap();
    assert!(undecided > 0 && undecided < shown, "{decided}");
    let codes = decided["codes"].as_array().unwrap().iter();
    assert_eq!(
        codes.map(|c| c["shown"].as_u64().unwrap()).sum::<u64>(),
        shown
    );
    project.run(&["suggest", &transcript]);
    project.run(&["undo"]);
    let undone = project.json(&["history", "--decisions"]);
    assert!(
        undone["shown"].as_u64().unwrap() >= shown
            && undone["undecided"].as_u64() > Some(undecided)
    );
    project.run(&["redo"]);
    let shown = project.json(&["history", "--decisions"])["shown"].clone();
    let printed = project.run(&["methods"]);
    assert!(
        printed.contains(&format!("{shown} suggested codes were shown")),
        "{shown} {printed}"
    );
    assert!(
        printed.contains(&format!(" {accepted} "))
            && printed.contains("Suggestions shown, and what was decided on them, by code"),
        "{printed}"
    );
    assert!(printed.contains("emic history --decisions"), "{printed}");
    let table = project.run(&["history", "--decisions", "--format", "csv"]);
    assert!(
        table.contains("accepted") && table.contains("rejected"),
        "{table}"
    );
}

#[test]
fn participants_get_sheets_of_their_own_words() {
    let project = Project::new();
    let lines = [
        ("F2", "خیلی می‌ترسیدم.", "ترس"),
        ("F2", "مادرم زنگ زد.", "خانواده"),
        ("M4", "I was afraid 😀.", "ترس"),
    ];
    let units: String = lines
        .iter()
        .map(|(who, text, code)| format!("{{\"doc\":\"{who}\",\"participant\":\"{who}\",\"text\":\"{text}\",\"codes\":[\"احساس > {code}\"]}}\n"))
        .collect();
    project.write("units.jsonl", units);
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    let sheet = project.run(&["export", "member-check", "--participant", "F2"]);
    assert!(
        sheet.contains("خیلی می‌ترسیدم") && sheet.contains("<div dir=\"rtl\">"),
        "{sheet}"
    );
    assert!(
        sheet.contains("لطفاً") && !sheet.contains("afraid"),
        "{sheet}"
    );
    let sheet = project.run(&["export", "member-check", "--participant", "M4"]);
    assert!(
        sheet.contains("Please tell us") && sheet.contains("I was afraid 😀."),
        "{sheet}"
    );
    project.run(&["export", "member-check", "-o", "sheets", "--format", "docx"]);
    let files = std::fs::read_dir(project.path("sheets")).unwrap().count();
    assert_eq!(files, 2);
    project.run(&["export", "member-check", "-o", "all.html"]);
    let refused = project.refused(2, &["export", "member-check", "--participant", "Z9"]);
    assert!(refused.contains("'Z9'"), "{refused}");
}

#[test]
fn a_memo_on_a_coding_is_in_the_list_the_book_and_the_history() {
    let project = Project::with_transcript(TALK);
    project.run(&[
        "code",
        "F2",
        "--quote",
        "I was tired.",
        "خسته > Tired",
        "--new",
    ]);
    let unit = project.json(&["show", "F2"])["units"][0].clone();
    let place = format!("{}-{}", unit["start"], unit["end"]);
    let on = ["--transcript", "F2", "--at", &place, "--coding", "Tired"];
    let sara = [
        &["--coder", "Sara", "memo", "واقعاً خسته؟ 😀"],
        &on[..],
        &["--by", "Mina"],
    ]
    .concat();
    project.run(&sara);
    let told = project.run(&["memo"]);
    assert!(
        told.contains(&format!("coding Tired of F2 {place} by Mina")),
        "{told}"
    );
    let book = project.run(&["memo", "--book"]);
    assert!(
        book.contains("On codings")
            && book.contains("Tired (by Mina)")
            && book.contains("I was tired."),
        "{book}"
    );
    assert!(summaries(&project, &["--by", "Sara"])[0].contains("memo on the coding خسته > Tired"));
    assert_eq!(
        summaries(&project, &["--by", "Sara", "--code", "Tired"]).len(),
        1
    );
    // The same again changes nothing; another word is put in its place.
    assert_eq!(project.json(&sara)["changed"], false);
    project.run(&["--coder", "Sara", "undo", "--by", "Sara"]);
    assert!(!project.run(&["memo"]).contains("coding Tired"));
    project.run(&["redo"]);
    let nobody = project.refused(2, &[&["memo", "x"], &on[..], &["--by", "Jonas"]].concat());
    assert!(nobody.contains("Jonas has not given"), "{nobody}");
    // Out and in again it is on the coding; so it is with a merged code.
    project.run(&["export", "--format", "qdpx", "-o", "out.qdpx"]);
    let back = Project::new();
    std::fs::copy(project.path("out.qdpx"), back.path("in.qdpx")).unwrap();
    back.run(&["import", "in.qdpx"]);
    let told = back.run(&["memo"]);
    assert!(
        told.contains(&format!("coding Tired of F2 {place} by Mina"))
            && told.contains("واقعاً خسته؟ 😀"),
        "{told}"
    );
    project.run(&["codebook", "add", "Exhausted"]);
    project.run(&["codebook", "delete", "Tired", "--into", "Exhausted"]);
    assert!(project.run(&["memo"]).contains("coding Exhausted of F2"));
}

#[test]
fn the_consensus_is_known_as_such_when_it_comes_back() {
    let project = ward();
    project.run(&["settle", "F2", "42-59", "--code", "Exhausted"]);
    project.run(&["export", "--format", "qdpx", "-o", "out.qdpx"]);
    let back = Project::new();
    std::fs::copy(project.path("out.qdpx"), back.path("in.qdpx")).unwrap();
    back.run(&["import", "in.qdpx"]);
    let refused = back.refused(2, &["--coder", "Consensus", "code", "F2", "0-2", "Alone"]);
    assert!(
        refused.contains("stands for what coders agree on"),
        "{refused}"
    );
    assert_eq!(back.count("codings"), project.count("codings"));
}

#[test]
fn history_knows_who_took_back_even_if_she_does_nothing_else() {
    let project = Project::new();
    project.write("F2.txt", "I: Why?\nF2: I was afraid.\n");
    project.run(&["--coder", "Mina", "import", "--study", "ward", "F2.txt"]);
    project.run(&["--coder", "Mina", "undo"]);
    project.run(&["--coder", "زویا", "redo"]);
    project.run(&["--coder", "زویا", "undo"]);
    project.run(&["--coder", "Mina", "redo"]);
    let entries = entries(&project, &[]);
    let who: Vec<&str> = (entries.iter())
        .map(|entry| entry["coder"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(who, ["Mina", "زویا", "زویا", "Mina", "Mina"]);
    assert_eq!(project.count("transcripts"), 1);
}
