//! Words that tell who somebody is are found, reviewed and replaced in a copy, and the copy has no trace of them.

use crate::support::Project;

const TALK: &str = "Interviewer: Where do you work?
Sara: With Dr. Ahmadi at Mofid Hospital 😀. His number is 0912 345 6789, mine sara.k@ward.example.org.
Interviewer: And Mrs Brown?
Sara: Brown's ward is next to us. آقای دکتر کاظمي گفت که نروید. کاظمی آنجا بود. 我找了王医生，王医生很忙。
Sara: I was brown from the sun, and Ahmadinejad is somebody else.
";

/// A project with codings and a memo that have such words in them.
fn project() -> Project {
    let project = Project::with_transcript(TALK);
    for (quote, code) in [
        ("With Dr. Ahmadi at Mofid Hospital", "Place of work"),
        ("کاظمی آنجا بود", "حضور"),
        ("王医生很忙", "忙"),
        ("I was brown from the sun", "Sun"),
        ("Ahmadi at", "Within"),
    ] {
        project.run(&["code", "F2", "--quote", quote, code, "--new"]);
    }
    project.run(&["memo", "Ask Dr. Ahmadi again"]);
    project
}

fn quotes(project: &Project, file: &str) -> Vec<(String, String)> {
    let shown = project.json(&["-p", file, "show", "F2"]);
    let of = |unit: &serde_json::Value| {
        (
            unit["text"].as_str().unwrap().to_owned(),
            unit["codings"].to_string() + &unit["codes"].to_string(),
        )
    };
    shown["units"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn the_list_has_what_the_rules_find_and_what_is_known() {
    let project = project();
    project.write("names.txt", "Sara, Nasrin\nnobody of this name\n");
    let list = project.json(&["pseudonyms", "find", "--known", "names.txt"]);
    let found: Vec<(&str, &str, u64)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["found"].as_str().unwrap(),
                row["pseudonym"].as_str().unwrap(),
                row["count"].as_u64().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("Ahmadi", "[Person 1]", 2),
        ("Brown", "[Person 2]", 2),
        ("Mofid Hospital", "[Place 1]", 1),
        ("0912 345 6789", "[phone 1]", 1),
        ("sara.k@ward.example.org", "[e-mail 1]", 1),
        ("王医生", "[人物4]", 2),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    let sara = found.iter().find(|row| row.0 == "Sara").unwrap();
    assert!(sara.1 == "Nasrin" && sara.2 >= 3, "{sara:?}");
    assert!(
        found.iter().any(|row| row.0 == "کاظمي" && row.2 == 2),
        "{found:?}"
    );
    assert!(found.iter().all(|row| row.0 != "nobody of this name"));
    assert!(
        project
            .run(&["pseudonyms", "find"])
            .contains("Mofid Hospital")
    );
}

/// The same with a copy, `new.emic`, in which all that was found is replaced but the hospital, and its key in `key.csv`.
fn replaced() -> Project {
    let project = project();
    project.write("names.txt", "Sara, Nasrin\n");
    project.run(&[
        "pseudonyms",
        "find",
        "--known",
        "names.txt",
        "-o",
        "list.csv",
    ]);
    let list = std::fs::read_to_string(project.path("list.csv")).unwrap();
    let reviewed = |line: &str| match line.starts_with("Mofid") {
        true => line.replace(",yes", ",no") + "\n",
        false => format!("{line}\n"),
    };
    project.write("list.csv", list.lines().map(reviewed).collect::<String>());
    project.refused(2, &["pseudonyms", "apply", "list.csv", "-o", "new.emic"]);
    let args = [
        "-p",
        "p.emic",
        "pseudonyms",
        "apply",
        "list.csv",
        "-o",
        "new.emic",
        "--key",
        "key.csv",
        "--plain-key",
    ];
    let told = project.run(&args);
    assert!(told.contains("new.emic"), "{told}");
    project
}

#[test]
fn the_copy_has_the_codings_where_they_were() {
    let project = replaced();
    let (before, after) = (quotes(&project, "p.emic"), quotes(&project, "new.emic"));
    let words: Vec<&str> = after.iter().map(|(text, _)| text.as_str()).collect();
    for expected in [
        "With Dr. [Person 1] at Mofid Hospital",
        "I was brown from the sun",
        "[Person 1] at",
    ] {
        assert!(words.contains(&expected), "{words:?}");
    }
    let codes = |all: &[(String, String)]| {
        all.iter()
            .map(|(_, codes)| codes.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&after), codes(&before));
    assert!(
        before[0].0.contains("Ahmadi"),
        "the project itself is as it was"
    );
    assert!(project.run(&["-p", "new.emic", "check"]).contains("sound"));
    // The copy is a project like others.
    project.run(&[
        "-p",
        "new.emic",
        "code",
        "F2",
        "--quote",
        "somebody else",
        "Person",
        "--new",
    ]);
    project.run(&["-p", "new.emic", "undo"]);
    project.refused(
        3,
        &[
            "-p",
            "p.emic",
            "pseudonyms",
            "apply",
            "list.csv",
            "-o",
            "new.emic",
            "--no-key",
        ],
    );
}

#[test]
fn the_copy_has_no_trace_of_the_words() {
    let project = replaced();
    let text = project.run(&["-p", "new.emic", "show", "F2"]);
    assert!(
        text.contains("Ahmadinejad") && text.contains("[人物") && text.contains("Nasrin"),
        "{text}"
    );
    let bytes = std::fs::read(project.path("new.emic")).unwrap();
    for word in [
        "Dr. Ahmadi",
        "Ask Dr. A",
        "کاظمی",
        "کاظمي",
        "王医生",
        "0912 345",
        "sara.k",
        "Sara",
        "Mrs Brown",
    ] {
        let has = bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes());
        assert!(!has, "{word} is still in the copy");
    }
    let key = std::fs::read_to_string(project.path("key.csv")).unwrap();
    assert!(key.contains("Ahmadi") && !key.contains("Mofid"), "{key}");
}

#[test]
fn two_participants_never_become_one() {
    let project = Project::new();
    project.write("coded.jsonl", "{\"id\": \"1\", \"participant\": \"Sara\", \"text\": \"a\", \"codes\": [\"A\"]}\n{\"id\": \"2\", \"participant\": \"Mina\", \"text\": \"b\", \"codes\": [\"A\"]}\n");
    project.run(&["import", "--study", "ward", "coded.jsonl"]);
    project.write(
        "list.csv",
        "found,pseudonym,replace\nSara,P1,yes\nMina,P1,yes\n",
    );
    project.refused(
        2,
        &[
            "pseudonyms",
            "apply",
            "list.csv",
            "-o",
            "new.emic",
            "--no-key",
        ],
    );
    assert!(!project.path("new.emic").exists());
    project.write(
        "list.csv",
        "found,pseudonym,replace\nSara,P1,yes\nMina,P2,no\n",
    );
    project.run(&[
        "pseudonyms",
        "apply",
        "list.csv",
        "-o",
        "new.emic",
        "--no-key",
    ]);
    let people = project
        .json(&["-p", "new.emic", "participants"])
        .to_string();
    assert!(
        people.contains("P1") && people.contains("Mina") && !people.contains("Sara"),
        "{people}"
    );
    project.write("list.csv", "found,pseudonym,replace\nSara,P1,no\n");
    assert!(
        project
            .refused(
                2,
                &[
                    "-p",
                    "p.emic",
                    "pseudonyms",
                    "apply",
                    "list.csv",
                    "-o",
                    "other.emic",
                    "--no-key"
                ]
            )
            .contains("nothing to do")
    );
}

#[cfg(feature = "encryption")]
#[test]
fn the_key_is_encrypted_and_the_copy_of_an_encrypted_project_too() {
    let project = project();
    project.write("key.txt", "the key of four words\n");
    project.write("project.txt", "another one of four words\n");
    project.run(&["encrypt", "p.emic", "--passphrase-file", "project.txt"]);
    project.run(&[
        "pseudonyms",
        "find",
        "-o",
        "list.csv",
        "--passphrase-file",
        "project.txt",
    ]);
    project.run(&[
        "pseudonyms",
        "apply",
        "list.csv",
        "-o",
        "new.emic",
        "--key",
        "ward.key",
        "--key-passphrase-file",
        "key.txt",
        "--passphrase-file",
        "project.txt",
    ]);
    let shown = project.run(&[
        "pseudonyms",
        "key",
        "ward.key",
        "--key-passphrase-file",
        "key.txt",
    ]);
    assert!(
        shown.contains("[Person 1]") && shown.contains("Ahmadi"),
        "{shown}"
    );
    project.refused(
        3,
        &[
            "pseudonyms",
            "key",
            "ward.key",
            "--key-passphrase-file",
            "project.txt",
        ],
    );
    for file in ["ward.key", "new.emic"] {
        let bytes = std::fs::read(project.path(file)).unwrap();
        assert!(
            !bytes.windows(6).any(|part| part == b"Ahmadi") && !bytes.starts_with(b"SQLite"),
            "{file}"
        );
    }
    let shown = project.run(&[
        "-p",
        "new.emic",
        "show",
        "F2",
        "--passphrase-file",
        "project.txt",
    ]);
    assert!(shown.contains("[Person 1]"), "{shown}");
}

#[cfg(not(feature = "encryption"))]
#[test]
fn without_encryption_no_key_is_written_that_everybody_reads_unless_that_is_said() {
    let project = project();
    project.run(&["pseudonyms", "find", "-o", "list.csv"]);
    let complaint = project.refused(
        2,
        &[
            "pseudonyms",
            "apply",
            "list.csv",
            "-o",
            "new.emic",
            "--key",
            "ward.key",
        ],
    );
    assert!(
        complaint.contains("--plain-key") && complaint.contains("--features encryption"),
        "{complaint}"
    );
    assert!(!project.path("new.emic").exists() && !project.path("ward.key").exists());
}

#[test]
fn identifying_attributes_stay_at_home_unless_they_are_asked_for() {
    let project = Project::new();
    project.write(
        "coded.jsonl",
        "{\"id\": \"1\", \"participant\": \"P1\", \"text\": \"a\", \"codes\": [\"A\"], \"attributes\": {\"age\": \"26\", \"بیمارستان\": \"مفید\"}}\n",
    );
    project.run(&["import", "--study", "ward", "coded.jsonl"]);
    let exports = |args: &[&str]| -> Vec<String> {
        let all = [
            &["export"][..],
            &["export", "--format", "csv"],
            &["export", "participants"],
            &["export", "participants", "--format", "md"],
            &["export", "quotes", "--format", "jsonl"],
        ];
        all.iter()
            .map(|export| project.run(&[export, args].concat()))
            .collect()
    };
    let before = exports(&[]);
    assert!(
        before.iter().all(|text| text.contains("مفید")),
        "{before:?}"
    );
    assert!(
        project
            .refused(2, &["participants", "--identifying", "height"])
            .contains("age")
    );
    project.run(&["participants", "--identifying", "بیمارستان"]);
    let without = exports(&[]);
    assert!(
        without
            .iter()
            .all(|text| !text.contains("مفید") && text.contains("26")),
        "{without:?}"
    );
    assert_eq!(exports(&["--with-identifying"]), before);
    let told = project.emic(&["export", "participants"]).output().unwrap();
    assert!(
        String::from_utf8(told.stderr)
            .unwrap()
            .contains("left out as identifying: بیمارستان")
    );
    project.run(&["export", "-o", "ward.qdpx"]);
    let done = project
        .emic(&["export", "matrix", "--by", "بیمارستان"])
        .output()
        .unwrap();
    assert!(!String::from_utf8(done.stdout).unwrap().contains("مفید"));
    assert!(
        project.run(&["participants"]).contains("مفید"),
        "at home it is seen"
    );
    project.run(&["undo"]);
    assert_eq!(exports(&[]), before);
}

/// What is proposed, and what is only to be looked at, of what no title gives away.
#[test]
fn first_names_are_found_by_what_stands_beside_them_or_by_their_capital() {
    let project = Project::new();
    for (name, text) in [
        (
            "Anna Berg",
            "Interviewer: Hi Anna, thanks. Your sister Ruth?\nAnna Berg: My colleague Maria helped, and so did Oluwaseun.\nAnna Berg: On Monday I saw Grace in Ludlow. We had a rose. The doctor was kind.\n",
        ),
        (
            "g",
            "Interviewerin: Hallo Petra!\nB: Meine Kollegin Sabine hat dem Patienten die Tabletten gegeben, und die Schwester war im Zimmer mit dem Arzt.\n",
        ),
        (
            "h",
            "K: Szia Kati!\nV: Jolán néni ott volt, aztán Szegeden dolgoztam.\n",
        ),
        (
            "f",
            "م: سلام مریم.\nش: دوستم علی آمد، نوش جان گفتیم و رویا داشتم. استاد کاغذو گرفت.\n",
        ),
        (
            "z",
            "访: 小王，你好。\n受: 我和老李值班。小时候，老师很好。\n",
        ),
    ] {
        project.write(&format!("{name}.txt"), text);
        project.run(&["import", "--study", "ward", &format!("{name}.txt")]);
    }
    let list = project.json(&["pseudonyms", "find"]);
    let rows = list.as_array().unwrap().iter();
    let (proposed, looked_at): (Vec<_>, Vec<_>) = rows.partition(|row| row["replace"] == true);
    let names = |rows: &[&serde_json::Value]| -> Vec<String> {
        rows.iter()
            .map(|row| row["found"].as_str().unwrap().to_owned())
            .collect()
    };
    let (proposed, looked_at) = (names(&proposed), names(&looked_at));
    for name in [
        "Anna", "Ruth", "Maria", "Petra", "Sabine", "Kati", "Jolán", "مریم", "علی", "小王", "老李",
    ] {
        assert!(
            proposed.iter().any(|found| found == name),
            "{name}: {proposed:?} {looked_at:?}"
        );
    }
    for name in ["Oluwaseun", "Grace", "Ludlow", "Szegeden", "Anna Berg"] {
        assert!(
            looked_at.iter().any(|found| found == name),
            "{name}: {proposed:?} {looked_at:?}"
        );
    }
    for word in [
        "Monday",
        "Interviewer",
        "Interviewerin",
        "Patienten",
        "Zimmer",
        "کاغذو",
        "جان",
        "رویا",
        "小时",
    ] {
        assert!(
            !proposed
                .iter()
                .chain(&looked_at)
                .any(|found| found.contains(word)),
            "{word}: {proposed:?} {looked_at:?}"
        );
    }
}
