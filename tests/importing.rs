//! Files come in whole, once, and named where they do not.

use crate::support::{Project, corpora};
use serde_json::{Value, json};

fn file<'r>(report: &'r Value, name: &str) -> &'r Value {
    let files = report["files"].as_array().unwrap();
    let found = files
        .iter()
        .find(|f| f["path"].as_str().unwrap().ends_with(name));
    found.unwrap_or_else(|| panic!("{name} is not in {report}"))
}

fn warnings(report: &Value, name: &str) -> String {
    file(report, name)["warnings"].to_string()
}

#[test]
fn the_four_studies_come_in_and_a_second_time_nothing_does() {
    let project = Project::new();
    let corpora = corpora();
    let corpora = corpora.to_str().unwrap();
    let report = project.json(&["import", corpora]);
    assert_eq!(report["totals"]["studies"], 4);
    assert!(
        report["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["refused"].is_null())
    );
    assert!(report["totals"]["units not placed"].is_null());
    for kind in ["units", "codings", "transcripts", "participants", "codes"] {
        assert_eq!(
            report["totals"][kind].as_u64().unwrap(),
            project.count(kind),
            "{kind}"
        );
    }
    let languages: Vec<String> = project
        .json(&["transcripts"])
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["language"].as_str().unwrap().to_owned())
        .collect();
    assert!(languages.contains(&"fa".to_owned()) && languages.contains(&"zh".to_owned()));
    let before = project.json(&["history"]);
    let again = project.json(&["import", corpora]);
    assert_eq!(again["totals"], serde_json::json!({}));
    assert_eq!(project.json(&["history"]), before);
    assert!(project.run(&["check"]).contains("sound"));
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let project = Project::new();
    let coded = corpora().join("intern-career-resilience");
    let names = [
        "coded.jsonl",
        "transcripts",
        "relations.csv",
        "codebook.csv",
        "participants.csv",
    ];
    for (at, name) in names.iter().enumerate() {
        let from = coded.join(name);
        if from.is_dir() {
            continue;
        }
        let content = std::fs::read(from).unwrap();
        project.write(&format!("study/{at}-{name}"), content);
    }
    for entry in std::fs::read_dir(coded.join("transcripts")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        project.write(&format!("study/{name}"), std::fs::read(path).unwrap());
    }
    let report = project.json(&["import", "study"]);
    // The units name their study, and nothing else in the folder names another.
    assert_eq!(
        report["studies"],
        serde_json::json!(["intern-career-resilience"])
    );
    assert_eq!(report["totals"]["relations"], 7);
    assert_eq!(report["totals"]["transcripts"], 8);
    assert!(report["totals"]["units not placed"].is_null(), "{report}");
}

#[test]
fn a_new_code_written_almost_like_another_one_is_told() {
    let project = Project::new();
    project.write(
        "book.csv",
        "category,code\nBarriers,Workload\nBarriers,Session 1\nBarriers,Session 2\nموانع,خستگی جسمی\n",
    );
    let first = project.json(&["import", "book.csv", "--study", "Ward"]);
    assert_eq!(file(&first, "book.csv")["warnings"], json!([]));
    project.write(
        "quotes.jsonl",
        r#"{"id": "1", "text": "I had no time.", "codes": ["Barirers > Parking", "Barriers > Workload"]}
{"id": "2", "text": "خسته بودم", "codes": ["موانع > خستگی جسسمی", "New"]}
"#,
    );
    let second = project.json(&["import", "quotes.jsonl", "--study", "Ward"]);
    let told = file(&second, "quotes.jsonl")["warnings"]
        .as_array()
        .unwrap();
    let about = |new: &str, other: &str| {
        let pair = format!("'{new}' is a new code, written almost like '{other}'");
        told.iter()
            .any(|line| line.as_str().unwrap().starts_with(&pair))
    };
    assert!(about("Barirers", "Barriers"), "{told:?}");
    assert!(
        about("موانع > خستگی جسسمی", "موانع > خستگی جسمی"),
        "{told:?}"
    );
    let slips = told
        .iter()
        .filter(|line| line.as_str().unwrap().contains("almost like"));
    assert_eq!(slips.count(), 2, "{told:?}");
    project.write(
        "more.jsonl",
        r#"{"id": "3", "text": "No place to park.", "codes": ["Barirers > Parking"]}"#,
    );
    let third = project.json(&["import", "more.jsonl", "--study", "Ward"]);
    assert!(
        !warnings(&third, "more.jsonl").contains("almost like"),
        "said once"
    );
}

#[test]
fn quotes_without_transcripts_become_excerpts() {
    let project = Project::new();
    project.write(
        "ward/study.json",
        r#"{"id": "ward", "title": "Ward", "levels": ["theme", "category"]}"#,
    );
    project.write(
        "ward/quotes.jsonl",
        r#"{"id": "1", "participant": "F2", "text": "We learned from each other.", "theme": "Help", "category": "Peers"}
{"id": "2", "participant": "S1", "text": "می‌ترسیدم 😀", "codes": ["Fear"], "themes": ["Burden"], "language": "fa"}
{"id": "3", "participant": "S1", "text": "", "codes": ["Fear"]}
"#,
    );
    let report = project.json(&["import", "ward"]);
    assert_eq!(report["totals"]["units"], 2);
    assert_eq!(report["totals"]["participants"], 2);
    assert_eq!(report["totals"]["units not placed"], 1);
    assert!(warnings(&report, "quotes.jsonl").contains("no words"));
    assert!(warnings(&report, "quotes.jsonl").contains("themes beside the codes of 1 unit"));
    let shown = project.json(&["show", "quotes"]);
    assert_eq!(shown["kind"], "excerpts");
    assert_eq!(shown["units"][0]["codes"]["Help > Peers"][0], "Mina");
    assert_eq!(
        project.json(&["import", "ward"])["totals"]["units"],
        Value::Null
    );
    // A file that has grown: what is new goes beside the old.
    project.write(
        "ward/quotes.jsonl",
        r#"{"id": "1", "participant": "F2", "text": "We learned from each other.", "codes": ["Peers"]}
{"id": "9", "participant": "F2", "text": "New words.", "codes": ["Peers"]}
"#,
    );
    let grown = project.json(&["import", "ward"]);
    assert_eq!(grown["totals"]["units"], 1);
    assert_eq!(
        project.json(&["show", "quotes (2)"])["units"][0]["text"],
        "New words."
    );
}

#[test]
fn a_bad_file_is_named_and_the_others_come_in() {
    let project = Project::new();
    project.write("in/empty.txt", "");
    project.write("in/broken.docx", "no Word");
    project.write("in/a.pdf", "%PDF-1.4");
    project.write("in/noise.txt", (0..=255).collect::<Vec<u8>>());
    project.write("in/M4.txt", "Interviewer: Why?\nM4: Because.\n");
    project.write(
        "in/coded.jsonl",
        "{\"text\": \"Because.\", \"transcript\": \"M4\", \"codes\": [\"x\"]}\nnot json\n",
    );
    let report = project.json(&["import", "in"]);
    for name in ["empty.txt", "broken.docx", "a.pdf", "noise.txt"] {
        assert!(
            file(&report, name)["refused"].as_str().unwrap().len() > 10,
            "{name}"
        );
    }
    assert!(warnings(&report, "coded.jsonl").contains("line 2"));
    assert_eq!(report["totals"]["transcripts"], 1);
    assert_eq!(report["totals"]["codings"], 1);
    assert!(project.refused(3, &["import", "in/a.pdf"]).contains("PDF"));
    assert!(
        project
            .refused(3, &["import", "nowhere"])
            .contains("does not exist")
    );
}

#[test]
fn a_transcript_is_known_by_its_name_and_its_text() {
    let project = Project::with_transcript("Interviewer: Why?\nF2: Because.\n");
    let same = project.json(&["import", "F2.txt"]);
    assert!(warnings(&same, "F2.txt").contains("already"));
    project.write("F2.txt", "Interviewer: Why?\nF2: Another answer.\n");
    let other = project.refused(3, &["import", "F2.txt"]);
    assert!(other.contains("rename the file"), "{other}");
    assert_eq!(project.count("transcripts"), 1);
}

#[test]
fn units_are_placed_by_their_words() {
    let text = "Interviewer: Why?\nF2: I was  afraid. Yes.\n\nI was so afraid, yes. Yes.\n";
    let project = Project::with_transcript(text);
    project.write(
        "coded.csv",
        "transcript,start,end,text,codes\n\
         F2,22,35,I was afraid.,Fear\n\
         F2,0,5,so afraid,Fear\n\
         F2,,,Yes.,Consent\n\
         F2,,,Yes.,Consent\n\
         F2,,,\"I was so\nafraid\",Fear; Consent\n\
         F2,,,never said,Fear\n",
    );
    let report = project.json(&["import", "coded.csv"]);
    assert_eq!(report["totals"]["units"], 5);
    assert_eq!(report["totals"]["units not placed"], 1);
    let told = warnings(&report, "coded.csv");
    for part in ["never said", "several places", "not at the place"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let shown = project.json(&["show", "F2"]);
    let texts: Vec<&str> = shown["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| u["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "I was  afraid.",
            "Yes.",
            "I was so afraid",
            "so afraid",
            "Yes."
        ]
    );
}

#[test]
fn speakers_become_participants() {
    let project = Project::new();
    project.write("in/participants.csv", "id,role\nM4,intern\n");
    project.write("in/M4.txt", "Interviewer: Why?\nParticipant: Because.\n");
    project.write(
        "in/talk 7.txt",
        "Interviewer: Why?\nParticipant: Because.\n",
    );
    project.write(
        "in/group.txt",
        "Sara: Why? How?\nReza: So.\nMaryam: Well, no.\nReza: Indeed it was so, all of it.\nMaryam: No.\n",
    );
    project.run(&["import", "in", "--interviewer", "Sara"]);
    let whom = |name: &str| project.json(&["show", name])["participant"].clone();
    assert_eq!(whom("M4"), "M4");
    assert_eq!(whom("talk 7"), "talk 7");
    assert_eq!(whom("group"), "Reza");
    assert_eq!(project.count("participants"), 4);
    let group = project.json(&["show", "group"]);
    assert_eq!(group["turns"][0]["role"], "interviewer");
    assert_eq!(group["turns"][2]["participant"], "Maryam");
    // A later table knows more of the same people.
    project.write("more.csv", "id,age\nM4,26\n");
    let report = project.json(&["import", "more.csv"]);
    assert_eq!(report["totals"]["participants updated"], 1);
    let people = project.json(&["participants"]);
    assert_eq!(
        people[0]["attributes"],
        serde_json::json!({"role": "intern", "age": "26"})
    );
}

#[test]
fn two_codes_of_one_name_stay_apart() {
    let project = Project::with_transcript("F2: One thing. Another thing.\n");
    project.write(
        "codebook.csv",
        "theme,category,definition\nHelp,Interaction,good\nHindrance,Interaction,bad\n",
    );
    project.write(
        "coded.jsonl",
        r#"{"transcript": "F2", "text": "One thing.", "codes": ["Help > Interaction"]}
{"transcript": "F2", "text": "Another thing.", "codes": ["Hindrance > Interaction"]}
{"transcript": "F2", "text": "thing. Another", "codes": ["Interaction"]}
"#,
    );
    let report = project.json(&["import", "codebook.csv", "coded.jsonl"]);
    assert!(warnings(&report, "coded.jsonl").contains("several codes"));
    assert_eq!(project.count("codings"), 2);
    assert_eq!(project.count("units"), 3);
    let complaint = project.refused(2, &["code", "F2", "--quote", "One", "interaction"]);
    assert!(
        complaint.contains("Help > Interaction") && complaint.contains("Hindrance > Interaction")
    );
}

#[test]
fn names_that_look_the_same_are_one_code() {
    let project = Project::new();
    let names = [
        "Café",
        "Cafe\u{301}",
        "café",
        "Fear of",
        "Fear\u{a0}of",
        " Fear  of ",
        "كتاب",
        "کتاب",
    ];
    let line = |(n, name): (usize, &&str)| {
        format!(r#"{{"id": "{n}", "text": "unit {n}", "codes": ["{name}"]}}"#)
    };
    let lines: Vec<String> = names.iter().enumerate().map(line).collect();
    project.write("units.jsonl", lines.join("\n"));
    project.run(&["import", "--study", "ward", "units.jsonl"]);
    assert_eq!(project.count("codes"), 3);
    assert_eq!(project.count("codings"), names.len() as u64);
}

#[test]
fn what_goes_out_comes_in_again() {
    let project = Project::new();
    project.run(&[
        "import",
        corpora()
            .join("clinical-empathy-challenges")
            .to_str()
            .unwrap(),
    ]);
    project.run(&["export", "-o", "coded.jsonl"]);
    project.run(&["export", "--what", "codebook", "-o", "codebook.csv"]);
    project.run(&["export", "--what", "participants", "-o", "participants.csv"]);
    let again = project.json(&["import", "coded.jsonl", "codebook.csv", "participants.csv"]);
    assert_eq!(again["totals"], serde_json::json!({}), "{again}");
    let other = Project::new();
    for name in ["coded.jsonl", "codebook.csv", "participants.csv"] {
        other.write(
            &format!("study/{name}"),
            std::fs::read(project.path(name)).unwrap(),
        );
    }
    other.run(&["import", "study"]);
    assert_eq!(other.count("codings"), project.count("codings"));
    assert_eq!(other.count("units"), project.count("units"));
    assert!(
        project
            .refused(3, &["export", "-o", "coded.jsonl"])
            .contains("--overwrite")
    );
}

#[test]
fn several_studies_want_to_be_told_apart() {
    let project = Project::new();
    project.run(&["import", corpora().to_str().unwrap()]);
    project.write("x.txt", "M4: Hello.\n");
    assert!(project.refused(2, &["import", "x.txt"]).contains("--study"));
    project.run(&["import", "x.txt", "--study", "integration-conference"]);
    assert_eq!(
        project.json(&["show", "x"])["study"],
        "integration-conference"
    );
}

#[test]
fn a_folder_goes_into_the_only_study_while_that_is_empty() {
    let project = Project::new();
    project.run(&["new", "ward.emic", "--study", "ward"]);
    project.write(
        "interviews/F1.txt",
        "Interviewer: And then?\nF1: I waited.\n",
    );
    project.write("more/F2.txt", "Interviewer: And then?\nF2: I left.\n");
    let report = project.json(&["-p", "ward.emic", "import", "interviews"]);
    assert_eq!(report["studies"], serde_json::json!(["ward"]));
    assert_eq!(
        project.json(&["-p", "ward.emic", "show", "F1"])["study"],
        "ward"
    );
    // It holds interviews now: another folder may well be another study.
    let report = project.json(&["-p", "ward.emic", "import", "more"]);
    assert_eq!(report["studies"], serde_json::json!(["more"]));
}

#[test]
fn a_folder_with_a_study_of_its_own_does_not_fill_an_empty_one() {
    let project = Project::new();
    project.run(&["new", "ward.emic", "--study", "ward"]);
    let folder = corpora().join("clinical-empathy-challenges");
    let report = project.json(&["-p", "ward.emic", "import", folder.to_str().unwrap()]);
    assert_eq!(
        report["studies"],
        serde_json::json!(["clinical-empathy-challenges"])
    );
}
