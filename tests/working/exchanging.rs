//! Studies begun, files brought in and taken out, from the browser.

use super::browser::{Answer, Workbench};
use crate::support::{Project, corpora};

const EVIL: &str = "<script>alert(1)</script>";

/// Brings files in.
fn brought(workbench: &Workbench, fields: &[(&str, &str)], files: &[(&str, &str)]) -> Answer {
    sent(workbench, "/exchange/import", fields, files)
}

/// Sends files and fields as a browser's form does.
fn sent(
    workbench: &Workbench,
    place: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str)],
) -> Answer {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()))
        .collect();
    workbench.upload(place, fields, "files", &files)
}

#[test]
fn files_come_in_and_the_report_says_what_was_not_understood() {
    let project = Project::new();
    let workbench = Workbench::of(&project);
    let fields = [
        ("seen", "0"),
        ("new_study", "بخش"),
        ("interviewers", "Sara, 访谈者"),
    ];
    let files = [
        ("F2.txt", "Sara: Why?\n\nF2: I was tired 😀.\n"),
        ("م۴.txt", "مصاحبه‌گر: چرا؟\n\nم۴: حجم کار زیاد بود.\n"),
        ("王.txt", "访谈者：为什么？\n\n王：工作太多。\n"),
        ("photo.pdf", "%PDF-1.4 <script>alert(1)</script>"),
        ("../../../escape.txt", "F3: out\n"),
        ("", ""),
    ];
    let done = brought(&workbench, &fields, &files);
    assert_eq!(done.status, 303, "{done:?}");
    let place = done.header("location").unwrap();
    assert!(place.starts_with("/exchange?report=1&done="), "{place}");
    assert_eq!(project.count("transcripts"), 4);
    let page = workbench.get(place).body;
    for wanted in [
        "photo.pdf",
        "not taken in",
        "F2.txt",
        "م۴.txt",
        "王.txt",
        "4 transcripts",
        "بخش",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert!(
        !page.contains(EVIL) && !page.contains(".emic-import"),
        "{page}"
    );
    let transcripts = project.run(&["transcripts"]);
    for name in ["F2", "م۴", "王", "escape"] {
        assert!(transcripts.contains(name), "{name}: {transcripts}");
    }
    // Nothing of it stays beside the project, and nothing got out of the folder.
    for entry in std::fs::read_dir(project.path(".")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with("p.emic"), "{name}");
    }
    // The same again brings nothing new.
    let before = project.run(&["history", "--json"]);
    let again = brought(&workbench, &fields, &files[..3]);
    assert_eq!(again.status, 303);
    assert_eq!(project.run(&["history", "--json"]), before);
    assert!(
        workbench
            .get("/exchange?report=1")
            .body
            .contains("nothing new")
    );
}

#[test]
fn a_whole_study_comes_in_as_a_folder() {
    let study = corpora().join("clinical-empathy-challenges");
    let mut files = Vec::new();
    for folder in [study.clone(), study.join("transcripts")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path
                    .strip_prefix(corpora())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let project = Project::new();
    let workbench = Workbench::of(&project);
    assert_eq!(brought(&workbench, &[("seen", "0")], &files).status, 303);
    let other = Project::new();
    other.run(&["import", study.to_str().unwrap()]);
    for kind in ["transcripts", "participants", "codes", "units", "codings"] {
        assert_eq!(project.count(kind), other.count(kind), "{kind}");
    }
    // More than a form may have otherwise.
    let long = "F9: و حرف زدیم 😀 ".repeat(150_000);
    assert!(long.len() > 3_000_000);
    let seen = workbench.get("/").seen().to_string();
    let done = brought(&workbench, &[("seen", &seen)], &[("F9.txt", &long)]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(project.count("transcripts"), other.count("transcripts") + 1);
}

#[test]
fn files_are_looked_at_before_they_come_in() {
    let project = Project::new();
    let workbench = Workbench::of(&project);
    let fields = [("seen", "0"), ("new_study", "ward")];
    let files = [
        (
            "F2.txt",
            "Sara: Why <b>?\n\nF2: I was tired 😀.\n\nSara: And then?\n\nF2: من خسته بودم.\n",
        ),
        ("photo.pdf", "%PDF-1.4 <script>alert(1)</script>"),
    ];
    let looked = sent(&workbench, "/exchange/look", &fields, &files);
    assert_eq!(looked.status, 303, "{looked:?}");
    assert_eq!(looked.header("location"), Some("/exchange?looked=1#looked"));
    let page = workbench.get("/exchange?looked=1").body;
    for wanted in [
        "What would come in",
        "1 transcript",
        "Why &#60;b&#62;?",
        "I was tired 😀.",
        "asks",
        "answers",
        "photo.pdf",
        "not taken in",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert!(
        !page.contains(EVIL) && !page.contains(".emic-import"),
        "{page}"
    );
    assert_eq!(project.count("transcripts"), 0);
    assert_eq!(project.json(&["history"]).as_array().unwrap().len(), 0);
    for entry in std::fs::read_dir(project.path(".")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with("p.emic"), "{name}");
    }
    // Without having looked nothing is said.
    assert!(
        !workbench
            .get("/exchange")
            .body
            .contains("What would come in")
    );
    // Labels that emic does not know, told by a pattern.
    let marked = [("F3.txt", "<Sara> Why?\n<F3> Because.\n")];
    let pattern = [
        ("seen", "0"),
        ("new_study", "ward"),
        ("speakers", r"<(\w+)>"),
    ];
    assert_eq!(
        sent(&workbench, "/exchange/look", &pattern, &marked).status,
        303
    );
    assert!(workbench.get("/exchange?looked=1").body.contains("F3</th>"));
    let wrong = [
        ("seen", "0"),
        ("new_study", "ward"),
        ("speakers", "<(\\w+>"),
    ];
    assert_eq!(
        sent(&workbench, "/exchange/look", &wrong, &marked).status,
        422
    );
}

#[test]
fn a_changed_transcript_is_put_in_place_of_the_old_one() {
    let project = Project::new();
    project.write("A.txt", "F1: I was tired. I slept.\n");
    project.run(&["import", "--study", "ward", "A.txt"]);
    project.run(&["code", "A", "4-16", "Fatigue", "--new"]);
    let workbench = Workbench::of(&project);
    let seen = workbench.get("/").seen().to_string();
    let changed = [("A.txt", "F1: Then I was tired. I slept.\n")];
    assert_eq!(
        brought(&workbench, &[("seen", &seen)], &changed).status,
        303
    );
    let told = workbench.get("/exchange?report=1").body;
    assert!(
        told.contains("in place of those of the same name"),
        "{told}"
    );
    assert!(!told.contains("--"), "{told}");
    let fields = [("seen", seen.as_str()), ("replace", "on")];
    assert_eq!(brought(&workbench, &fields, &changed).status, 303);
    let unit = &project.json(&["show", "A"])["units"][0];
    assert_eq!(unit["text"], "I was tired.");
    assert_eq!(unit["start"], 9);
}

#[test]
fn columns_of_a_table_are_named_on_the_page() {
    let project = Project::new();
    let workbench = Workbench::of(&project);
    let table = [(
        "t.csv",
        "Was gesagt wurde,Thema,Wer\nIch war müde 😀,Müdigkeit,F1\n",
    )];
    let fields = [("seen", "0"), ("new_study", "ward")];
    brought(&workbench, &fields, &table);
    let told = workbench.get("/exchange?report=1").body;
    assert!(
        told.contains("Columns of tables") || told.contains("text`"),
        "{told}"
    );
    let named = [
        ("seen", "0"),
        ("new_study", "ward"),
        (
            "columns",
            "text=Was gesagt wurde,code=Thema,participant=Wer",
        ),
    ];
    assert_eq!(brought(&workbench, &named, &table).status, 303);
    assert_eq!(project.count("codings"), 1);
}

#[test]
fn what_cannot_be_brought_in_changes_nothing() {
    let project = Project::new();
    for study in ["ward", "office"] {
        project.write("A.txt", "F1: Yes.\n");
        project.run(&["import", "--study", study, "A.txt"]);
    }
    let workbench = Workbench::of(&project);
    let before = project.run(&["history", "--json"]);
    let unclear = brought(&workbench, &[("seen", "9")], &[("B.txt", "F1: No.\n")]);
    assert_eq!(unclear.status, 422);
    assert!(
        unclear.body.contains("say into which one"),
        "{}",
        unclear.body
    );
    for refused in [
        brought(&workbench, &[("seen", "9")], &[]),
        brought(&workbench, &[], &[("B.txt", "F1: No.\n")]),
        workbench.post("/exchange/import", &[("seen", "9")]),
    ] {
        assert_eq!(refused.status, 422, "{refused:?}");
        assert!(refused.body.contains("<h1>"), "{}", refused.body);
    }
    assert_eq!(project.run(&["history", "--json"]), before);
    let into = brought(
        &workbench,
        &[("seen", "9"), ("study", "2")],
        &[("B.txt", "F1: No.\n")],
    );
    assert_eq!(into.status, 303);
    let status = project.json(&["status"]);
    assert_eq!(status["studies"][1]["counts"]["transcripts"], 2);
}

#[test]
fn the_files_taken_out_are_those_of_the_command_line() {
    let project = Project::new();
    let all = corpora();
    for study in [
        "clinical-education-resilience",
        "clinical-empathy-challenges",
    ] {
        project.run(&["import", all.join(study).to_str().unwrap()]);
    }
    let workbench = Workbench::of(&project);
    let two = "clinical-empathy-challenges";
    for (address, args) in [
        ("units.jsonl", &[][..]),
        ("units.csv?study=2", &["--format", "csv", "--study", two]),
        ("participants.csv", &["--what", "participants"]),
        (
            "codebook.csv?study=2",
            &["--what", "codebook", "--study", two],
        ),
        (
            "relations.csv?study=2",
            &["--what", "relations", "--study", two],
        ),
    ] {
        let file = workbench.get(&format!("/exchange/files/{address}"));
        assert_eq!(file.status, 200, "{address}");
        let mut whole = vec!["export"];
        whole.extend(args);
        assert_eq!(file.body, project.run(&whole), "{address}");
        assert!(
            file.header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        let page = workbench.get("/exchange").body;
        assert!(
            page.contains(&format!("href=\"/exchange/files/{address}\"")),
            "{address}: {page}"
        );
    }
    for wrong in [
        "codebook.csv",
        "units.jsonl?study=99",
        "passwd",
        "..%2fp.emic",
    ] {
        assert_eq!(
            workbench.get(&format!("/exchange/files/{wrong}")).status,
            404,
            "{wrong}"
        );
    }
}

#[test]
fn tables_for_papers_are_those_of_the_command_line() {
    let project = Project::new();
    let study = "clinical-empathy-challenges";
    project.run(&["import", corpora().join(study).to_str().unwrap()]);
    let workbench = Workbench::of(&project);
    let page = workbench.get("/exchange").body;
    assert!(page.contains("action=\"/exchange/tables\""), "{page}");
    let file =
        workbench.get("/exchange/tables?study=1&what=quotes&format=md&label=%28%7Bage%7D%29&by=");
    assert_eq!(file.status, 200);
    assert_eq!(
        file.body,
        project.run(&["export", "quotes", "--label", "({age})"])
    );
    let name = file.header("content-disposition").unwrap();
    assert!(
        name.contains("clinical-empathy-challenges-quotes.md"),
        "{name}"
    );
    for (address, status) in [
        ("what=matrix&format=csv&by=role", 200),
        ("what=tables&format=html", 200),
        ("what=quotes&format=md&label=%7B", 422),
        ("what=quotes&format=md&label=%7Bagee%7D", 422),
        ("what=nothing&format=md", 404),
        ("what=quotes&format=exe", 404),
        ("study=99&what=quotes&format=md", 404),
    ] {
        let address = match address.contains("study=") {
            true => address.to_owned(),
            false => format!("study=1&{address}"),
        };
        let answer = workbench.get(&format!("/exchange/tables?{address}"));
        assert_eq!(answer.status, status, "{address}");
    }
}

#[test]
fn a_study_is_begun_in_the_browser() {
    let project = Project::new();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/");
    assert!(
        page.body.contains("action=\"/studies/add\"") && page.body.contains("type=\"file\""),
        "{}",
        page.body
    );
    let fields = [
        ("seen", "0"),
        ("name", "تاب‌آوری"),
        ("title", EVIL),
        ("method", "内容分析"),
        ("levels", "theme\r\ncode\r\n"),
        ("language", "fa"),
    ];
    let done = workbench.post("/studies/add", &fields);
    assert_eq!(done.status, 303, "{done:?}");
    assert!(
        done.header("location").unwrap().ends_with("#study-1"),
        "{done:?}"
    );
    let studies = project.json(&["studies"]);
    assert_eq!(
        (&studies[0]["name"], &studies[0]["title"]),
        (&"تاب‌آوری".into(), &EVIL.into())
    );
    assert_eq!(studies[0]["levels"], serde_json::json!(["theme", "code"]));
    assert_eq!(studies[0]["method"], "内容分析");
    let page = workbench.get("/").body;
    assert!(page.contains("تاب‌آوری"), "{page}");
    assert!(!page.contains(EVIL), "{page}");
    assert_eq!(workbench.post("/studies/add", &fields).status, 422);
    // The first files go into it without being told.
    let seen = workbench.get("/").seen().to_string();
    let into = brought(&workbench, &[("seen", &seen)], &[("P1.txt", "م۱: سلام.\n")]);
    assert_eq!(into.status, 303, "{}", into.body);
    assert_eq!(
        project.json(&["status"])["studies"][0]["counts"]["transcripts"],
        1
    );
}

#[test]
fn the_learning_curve_is_that_of_evaluate() {
    let project = Project::new();
    let line = |n: usize| {
        let (text, code) = match n % 2 {
            0 => ("I was tired at night and slept badly", "Fatigue"),
            _ => ("my colleagues helped me and taught me", "Support"),
        };
        format!(
            "{{\"id\":\"{n}\",\"participant\":\"P{}\",\"text\":\"{text} {n}\",\"codes\":[\"{code}\"]}}\n",
            n % 8
        )
    };
    project.write("units.jsonl", (0..64).map(line).collect::<String>());
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    let workbench = Workbench::of(&project);
    assert_eq!(workbench.get("/study/1/learning-curve.svg").status, 404);
    workbench.post("/study/1/evaluation", &[("back", "/"), ("model", "none")]);
    let is_done = |_: &u32| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        workbench.get("/study/1/evaluation").json()["working"].is_null()
    };
    assert!((0..1200).any(|n| is_done(&n)), "it never ended");
    let told = project.json(&["evaluate", "--model", "none"]);
    let points = told["learning_curve"]["points"].as_array().unwrap();
    assert!(points.len() > 1, "{told}");
    let page = workbench.get("/").body;
    for point in points {
        let share = format!(
            ">{:.0} %</text>",
            point["recall_at_3"].as_f64().unwrap() * 100.0
        );
        assert!(page.contains(&share), "{share}: {page}");
    }
    let svg = workbench.get("/study/1/learning-curve.svg").body;
    assert!(svg.starts_with("<svg xmlns="), "{svg}");
}
