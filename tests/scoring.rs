//! `emic score`: the same lines in the same order, whatever the file and however many threads.

use crate::support::{Project, corpora};
use serde_json::{Value, json};

/// Four participants, three codes, in three scripts.
const SAYINGS: [(&str, &str); 6] = [
    ("Help > Peers", "my friends in the cohort taught each other"),
    (
        "Help > Peers",
        "we learnt together, one friend explained it",
    ),
    ("Fear", "I was afraid of the professor on the ward"),
    ("Fear", "می‌ترسیدم از استاد و از بخش"),
    ("Rest", "after the night shift I could hardly sleep 😴"),
    ("Rest", "夜班以后我睡不着觉"),
];

fn coded(id: usize, (code, text): (&str, &str)) -> String {
    json!({"id": id, "participant": format!("P{}", id % 4), "text": text, "codes": [code]})
        .to_string()
}

/// A folder with `coded.jsonl` in it.
fn folder() -> Project {
    let folder = Project::new();
    let lines: Vec<String> = (0..18).map(|id| coded(id, SAYINGS[id % 6])).collect();
    folder.write("coded.jsonl", lines.join("\n"));
    folder
}

/// The words `emic score` with words alone, and what is added.
fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [
        &["score", "--examples", "coded.jsonl", "--model", "none"],
        more,
    ]
    .concat()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn ids(scored: &[Value]) -> Vec<&str> {
    scored.iter().map(|s| s["id"].as_str().unwrap()).collect()
}

/// What every line of the output promises.
fn check(scored: &Value) {
    let suggestions = scored["suggestions"].as_array().unwrap();
    let mut before = 1.0;
    for (place, suggestion) in suggestions.iter().enumerate() {
        let probability = suggestion["probability"].as_f64().unwrap();
        assert!((0.0..=before).contains(&probability), "{scored}");
        before = probability;
        assert!(!suggestion["code"].as_str().unwrap().is_empty());
        let has_reason = suggestion["evidence"]
            .as_array()
            .is_some_and(|reasons| !reasons.is_empty());
        let needs_reason = place == 0 || suggestion["accepted"] == true;
        assert!(has_reason || !needs_reason, "{scored}");
    }
}

#[test]
fn one_job_and_two_write_the_same_bytes() {
    let folder = Project::new();
    // Some lines of two studies, so that a debug build is quick.
    for (study, name, lines) in [
        ("clinical-empathy-challenges", "some.jsonl", 80),
        ("intern-career-resilience", "units.jsonl", 40),
    ] {
        let whole = std::fs::read_to_string(corpora().join(study).join("coded.jsonl")).unwrap();
        let head: Vec<&str> = whole.lines().take(lines).collect();
        folder.write(name, head.join("\n"));
    }
    let on = |jobs| {
        let args = ["score", "--examples", "some.jsonl", "--out", "out.jsonl"];
        folder.run(&[&args[..], &["--jobs", jobs, "units.jsonl"]].concat());
        std::fs::read_to_string(folder.path("out.jsonl")).unwrap()
    };
    let one = on("1");
    assert_eq!(one, on("2"));
    let asked = lines(&std::fs::read_to_string(folder.path("units.jsonl")).unwrap());
    let scored = lines(&one);
    assert_eq!(ids(&scored), ids(&asked));
    scored.iter().for_each(check);
    assert!(
        scored
            .iter()
            .any(|s| s["suggestions"][0]["accepted"] == true)
    );
}

/// What comes through a pipe can be read once only.
#[cfg(unix)]
#[test]
fn units_through_a_pipe_are_all_scored() {
    let folder = folder();
    let few: Vec<String> = (0..6).map(|id| coded(id, SAYINGS[id])).collect();
    folder.write("coded.jsonl", few.join("\n"));
    let unit = |id: usize| json!({"id": id.to_string(), "text": SAYINGS[id % 6].1}).to_string();
    let units: Vec<String> = (0..30).map(unit).collect();
    let mut command = folder.emic(&words(&["/dev/stdin"]));
    let done = command.write_stdin(units.join("\n")).assert().success();
    let scored = lines(&String::from_utf8_lossy(&done.get_output().stdout));
    assert_eq!(scored.len(), 30);
    scored.iter().for_each(check);
}

/// Everybody speaks of the hospital: that a unit does so, too, says little.
#[test]
fn what_all_units_speak_of_does_not_drown_what_one_says() {
    let folder = folder();
    folder.write(
        "codebook.csv",
        "code,definition\nHospital,Anything about the hospital and the ward\nSleep,Being tired and lying awake at night\n\
         Peers,Friends and fellow students who help\nFear,Being afraid of seniors\nMoney,Wages and what life costs\n",
    );
    let said = [
        ("I could hardly sleep after the night shift", Some("Sleep")),
        ("my friends explained everything to me", None),
        ("I was scared of the professor who shouted", Some("Fear")),
        ("they paid us so little that I borrowed", None),
        ("I lay awake until the morning", Some("Sleep")),
        ("a fellow student brought me her notes", Some("Peers")),
        ("the consultant frightened me", None),
        ("rent eats up the salary", None),
    ];
    let unit = |id: usize| {
        let text = format!("In the hospital, on the ward, {}", said[id % 8].0);
        json!({ "id": id.to_string(), "text": text }).to_string()
    };
    let units: Vec<String> = (0..24).map(unit).collect();
    folder.write("units.jsonl", units.join("\n"));
    let scored = lines(&folder.run(&["score", "--codebook", "codebook.csv", "units.jsonl"]));
    for (place, unit) in scored.iter().enumerate() {
        if let Some(code) = said[place % 8].1 {
            assert_eq!(unit["suggestions"][0]["code"], code, "{unit}");
        }
    }
}

#[test]
fn a_codebook_alone_suggests_by_definition_and_accepts_nothing() {
    let folder = folder();
    folder.write(
        "codebook.csv",
        "path,definition\nHelp > Peers,friends who explain and teach\nRest,sleep and breaks at night\nترس,ترس از امتحان\n",
    );
    folder.write(
        "units.jsonl",
        r#"{"id":"u1","text":"A friend came to teach me"}
{"id":"u2","text":"I had no sleep for three nights"}
{"id":"u3","text":""}"#,
    );
    for model in ["none", "shipped"] {
        let args = [
            "score",
            "--codebook",
            "codebook.csv",
            "--model",
            model,
            "units.jsonl",
        ];
        let scored = lines(&folder.run(&args));
        assert_eq!(ids(&scored), ["u1", "u2", "u3"]);
        let first = |unit: usize| scored[unit]["suggestions"][0]["code"].as_str().unwrap();
        assert_eq!((first(0), first(1)), ("Peers", "Rest"), "{model}");
        let accepted = |s: &Value| s["accepted"].as_bool().unwrap();
        for unit in &scored {
            assert!(!unit["suggestions"].as_array().unwrap().iter().any(accepted));
        }
    }
}

#[test]
fn units_of_any_script_and_of_none_are_scored() {
    let folder = folder();
    let texts = [
        "",
        "  ",
        "من می‌ترسیدم",
        "我睡不着",
        "😀😀",
        "friends taught",
        "a\u{0}b",
    ];
    let units: Vec<String> = (0..)
        .zip(texts)
        .map(|(id, text)| json!({"id": format!("u{id}"), "text": text}).to_string())
        .collect();
    folder.write("units.jsonl", units.join("\n"));
    for model in ["none", "shipped"] {
        let args = [
            "score",
            "--examples",
            "coded.jsonl",
            "--model",
            model,
            "units.jsonl",
        ];
        let scored = lines(&folder.run(&args));
        assert_eq!(ids(&scored), ["u0", "u1", "u2", "u3", "u4", "u5", "u6"]);
        scored.iter().for_each(check);
        let first = |unit: usize| scored[unit]["suggestions"][0]["code"].as_str().unwrap();
        assert_eq!(
            (first(2), first(3), first(5)),
            ("Fear", "Rest", "Help > Peers")
        );
        // The quote that speaks for it is named with its speaker.
        let quote = &scored[5]["suggestions"][0]["evidence"][0]["quote"];
        assert!(
            quote["participant"].as_str().unwrap().starts_with('P'),
            "{quote}"
        );
    }
}

#[test]
fn a_bad_line_is_named_and_the_others_are_scored() {
    let folder = folder();
    folder.write(
        "units.jsonl",
        "{\"id\": \"1\", \"text\": \"my friend\", \"attrs\": {\"age\": NaN}}\n{\"id\": \"2\", \n\n[4]\n{\"id\": \"5\", \"text\": \"afraid\"}\n",
    );
    let complaint = folder.refused(3, &words(&["--out", "out.jsonl", "units.jsonl"]));
    for part in ["line 2", "line 4", "2 lines could not be read"] {
        assert!(complaint.contains(part), "no '{part}' in {complaint}");
    }
    let scored = lines(&std::fs::read_to_string(folder.path("out.jsonl")).unwrap());
    assert_eq!(ids(&scored), ["1", "5"]);
}

#[test]
fn a_bad_example_stops_the_run_before_anything_is_written() {
    let folder = folder();
    folder.write("units.jsonl", "{\"id\": \"1\", \"text\": \"my friend\"}\n");
    let older = "{\"id\": \"0\", \"suggestions\": []}\n";
    folder.write("out.jsonl", older);
    folder.write("bad.jsonl", format!("{}\n{{\"id\":", coded(1, SAYINGS[0])));
    folder.write("empty.jsonl", "");
    folder.write(
        "bare.jsonl",
        "{\"id\": \"1\", \"text\": \"we talked\", \"codes\": []}\n",
    );
    folder.write(
        "quotes.jsonl",
        "{\"id\": \"1\", \"quote\": \"we talked\", \"codes\": [\"Help\"]}\n",
    );
    for (code, examples, units, remedy) in [
        (3, "quotes.jsonl", "units.jsonl", "\"text\""),
        (3, "coded.jsonl", "quotes.jsonl", "\"text\""),
        (3, "bad.jsonl", "units.jsonl", "line 2"),
        (3, "empty.jsonl", "units.jsonl", "no unit bears a code"),
        (3, "bare.jsonl", "units.jsonl", "learns from coded units"),
        (3, "nowhere.jsonl", "units.jsonl", "nowhere.jsonl"),
        (3, "coded.jsonl", "nowhere.jsonl", "nowhere.jsonl"),
    ] {
        let args = ["score", "--model", "none", "--examples", examples];
        let complaint = folder.refused(code, &[&args[..], &["--out", "out.jsonl", units]].concat());
        assert!(
            complaint.contains(remedy),
            "{examples} {units}: {complaint}"
        );
        let kept = std::fs::read_to_string(folder.path("out.jsonl")).unwrap();
        assert_eq!(kept, older);
        assert!(!folder.path("out.jsonl.part").exists());
    }
    let complaint = folder.refused(3, &words(&["--out", "none/out.jsonl", "units.jsonl"]));
    assert!(complaint.contains("none/out.jsonl:"), "{complaint}");
    for (wrong, remedy) in [
        (["--model", "large"], "--model none"),
        (["--jobs", "0"], "at least one"),
        (["--jobs", "20000"], "all processors"),
    ] {
        let args = [
            "score",
            "--examples",
            "coded.jsonl",
            wrong[0],
            wrong[1],
            "units.jsonl",
        ];
        let complaint = folder.refused(2, &args);
        assert!(complaint.contains(remedy), "{complaint}");
    }
}

#[test]
fn one_coded_unit_is_enough_to_begin() {
    let folder = Project::new();
    folder.write("coded.jsonl", coded(1, SAYINGS[0]));
    folder.write(
        "units.jsonl",
        "{\"id\": \"1\", \"text\": \"my friends taught me\"}\n",
    );
    let scored = lines(&folder.run(&words(&["units.jsonl"])));
    assert_eq!(scored[0]["suggestions"][0]["code"], "Help > Peers");
    check(&scored[0]);
}

#[test]
fn a_code_that_occurs_once_can_be_suggested() {
    let folder = folder();
    let coded_before = std::fs::read_to_string(folder.path("coded.jsonl")).unwrap();
    let once = coded(
        99,
        (
            "Money",
            "the salary is low and the rent eats what they pay us",
        ),
    );
    folder.write("coded.jsonl", format!("{coded_before}\n{once}\n"));
    folder.write(
        "units.jsonl",
        "{\"id\": \"1\", \"text\": \"the rent eats my low salary\"}\n",
    );
    let scored = lines(&folder.run(&words(&["units.jsonl"])));
    assert_eq!(scored[0]["suggestions"][0]["code"], "Money");
    let few = lines(&folder.run(&words(&["--suggestions", "2", "units.jsonl"])));
    assert_eq!(few[0]["suggestions"].as_array().unwrap().len(), 2);
}

#[test]
fn an_empty_file_of_units_gives_an_empty_result() {
    let folder = folder();
    folder.write("units.jsonl", "\n");
    assert_eq!(folder.run(&words(&["units.jsonl"])), "");
    let done = folder
        .emic(&words(&["--json", "units.jsonl"]))
        .assert()
        .success();
    let report: Value = serde_json::from_slice(&done.get_output().stderr).unwrap();
    assert_eq!(
        (&report["examples"], &report["units"]),
        (&json!(18), &json!(0))
    );
}

#[test]
fn only_an_earlier_output_is_written_over() {
    let folder = folder();
    folder.write(
        "units.jsonl",
        "{\"id\": \"1\", \"text\": \"my friends taught me\"}\n",
    );
    folder.write("notes.txt", "my notes\n");
    let before = std::fs::read(folder.path("coded.jsonl")).unwrap();
    for theirs in ["coded.jsonl", "units.jsonl", "notes.txt"] {
        let complaint = folder.refused(3, &words(&["--out", theirs, "units.jsonl"]));
        assert!(
            complaint.contains(theirs) && complaint.contains("another name"),
            "{complaint}"
        );
    }
    assert_eq!(std::fs::read(folder.path("coded.jsonl")).unwrap(), before);
    for _ in 0..2 {
        folder.run(&words(&["--out", "scored.jsonl", "units.jsonl"]));
    }
    let project = Project::with_transcript("Ward: I was afraid.");
    project.write(
        "units.jsonl",
        "{\"id\": \"1\", \"text\": \"I was afraid\"}\n",
    );
    project.run(&["codebook", "add", "Fear"]);
    let complaint = project.refused(3, &["score", "--out", "p.emic", "units.jsonl"]);
    assert!(complaint.contains("another name"), "{complaint}");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = folder();
    let unit = "{\"id\": \"1\", \"text\": \"my friends taught me\"}\n";
    folder.write("units.jsonl", unit.repeat(3_000));
    let mut running = folder
        .program()
        .args(words(&["units.jsonl"]))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(running.stdout.take());
    let done = running.wait_with_output().unwrap();
    let complaint = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success() && complaint.is_empty(), "{complaint}");
}

#[test]
fn a_study_of_a_project_scores_what_nobody_has_coded_and_files() {
    let project = Project::new();
    let study = corpora().join("clinical-empathy-challenges");
    project.run(&["import", study.to_str().unwrap()]);
    let one = project.run(&["score", "--model", "none", "--jobs", "1"]);
    assert_eq!(
        one,
        project.run(&["score", "--model", "none", "--jobs", "2"])
    );
    let scored = lines(&one);
    scored.iter().for_each(check);
    let told = project.json(&[
        "suggest",
        "--model",
        "none",
        "--doubtful",
        "--limit",
        "9999",
    ]);
    let told = told["suggestions"].as_array().unwrap();
    assert_eq!(told.len(), scored.len());
    for (told, scored) in told.iter().zip(&scored) {
        let place = format!(
            "{} {}-{}",
            told["transcript"].as_str().unwrap(),
            told["start"],
            told["end"]
        );
        assert_eq!(scored["id"], *place);
        // Of many codes emic suggest shows the accepted ones first.
        for told in told["codes"].as_array().unwrap() {
            let mut all = scored["suggestions"].as_array().unwrap().iter();
            let scored = all.find(|scored| scored["code"] == told["code"]).unwrap();
            assert_eq!(told["accepted"], scored["accepted"]);
            let [told, scored] = [told, scored].map(|code| code["probability"].as_f64().unwrap());
            assert!((told - scored).abs() < 1e-4, "{place}: {told} {scored}");
        }
    }
    let sure = project.json(&["suggest", "--model", "none", "--limit", "9999"]);
    let is_sure = |scored: &Value| {
        let mut codes = scored["suggestions"].as_array().unwrap().iter();
        codes.any(|code| code["accepted"] == true)
    };
    let accepted = scored.iter().filter(|scored| is_sure(scored)).count();
    assert!(accepted > 0);
    assert_eq!(sure["suggestions"].as_array().unwrap().len(), accepted);
    let segments = project.json(&["segment", "M4", "--by", "windows:2", "--uncoded"]);
    let of_m4 = ids(&scored)
        .iter()
        .filter(|id| id.starts_with("M4 "))
        .count();
    assert_eq!(of_m4, segments.as_array().map_or(0, Vec::len), "{segments}");

    project.write(
        "new.jsonl",
        r#"{"id": "a", "text": "The professor called me a donkey in front of the patient."}"#,
    );
    let scored = lines(&project.run(&["score", "--model", "none", "new.jsonl"]));
    assert_eq!(ids(&scored), ["a"]);
    let first = scored[0]["suggestions"][0]["code"].as_str().unwrap();
    assert!(
        first.ends_with("The humiliating conduct of professors"),
        "{first}"
    );
    assert!(
        project
            .refused(2, &["score", "--examples", "new.jsonl"])
            .contains("UNITS")
    );
}

#[test]
fn who_says_nothing_gets_no_code_and_teaches_nothing() {
    let folder = folder();
    let units = ["", " ", "…?!", "\u{200d}\u{200d}", "😴", "I was afraid"];
    let unit = |text: &&str| json!({"text": text}).to_string();
    folder.write(
        "units.jsonl",
        units.iter().map(unit).collect::<Vec<_>>().join("\n"),
    );
    let scored = lines(&folder.run(&words(&["units.jsonl"])));
    assert_eq!(
        ids(&scored),
        ["1", "2", "3", "4", "5", "6"],
        "called by their numbers"
    );
    for (place, scored) in scored.iter().enumerate() {
        let found = scored["suggestions"].as_array().unwrap();
        assert_eq!(found.is_empty(), place < 4, "{scored}");
    }
    let taught = folder.path("coded.jsonl");
    let mut more = std::fs::read_to_string(&taught).unwrap();
    more += &format!(
        "\n{}\n{}",
        coded(100, ("Fear", " ")),
        coded(101, ("Rest", "—"))
    );
    folder.write("coded.jsonl", more);
    assert_eq!(lines(&folder.run(&words(&["units.jsonl"]))), scored);
}

#[test]
fn a_table_of_coded_units_teaches_as_json_lines_do() {
    let folder = folder();
    folder.write(
        "units.jsonl",
        r#"{"id": "a", "text": "afraid of the night shift"}"#,
    );
    let by_lines = folder.run(&words(&["units.jsonl"]));
    let rows = (0..18).map(|id| {
        let (code, text) = SAYINGS[id % 6];
        format!("{id},P{},\"{text}\",{code}", id % 4)
    });
    let table: Vec<String> = std::iter::once("id,participant,text,codes".to_owned())
        .chain(rows)
        .collect();
    folder.write("coded.csv", table.join("\n"));
    let by_table = folder.run(&[
        "score",
        "--model",
        "none",
        "--examples",
        "coded.csv",
        "units.jsonl",
    ]);
    assert_eq!(by_table, by_lines);
}

/// Two codes in languages that the convolutional encoder knows and in others. The last of each is to be scored.
const TONGUES: [(&str, &str, [&str; 5]); 6] = [
    (
        "English",
        "shipped use-m",
        [
            "I was so afraid of the examination that I could not sleep.",
            "The fear of failing never left me during the whole year.",
            "My friends explained everything to me after the lectures.",
            "We always studied together and helped one another.",
            "What frightened me most was speaking before the class.",
        ],
    ),
    (
        "Chinese",
        "shipped use-m",
        [
            "我非常害怕考试，晚上都睡不着觉。",
            "整整一年我都担心自己会不及格。",
            "下课以后朋友们给我讲解了所有的内容。",
            "我们总是一起学习，互相帮助。",
            "最让我恐惧的是在全班同学面前发言。",
        ],
    ),
    (
        "Persian",
        "table potion-multilingual",
        [
            "آن‌قدر از امتحان می‌ترسیدم که شب‌ها خوابم نمی‌برد.",
            "ترس از مردود شدن تمام سال با من بود.",
            "دوستانم بعد از کلاس همه چیز را برایم توضیح می‌دادند.",
            "ما همیشه با هم درس می‌خواندیم و به هم کمک می‌کردیم.",
            "بیشتر از همه از حرف زدن جلوی کلاس می‌ترسیدم.",
        ],
    ),
    (
        "Hungarian",
        "table potion-multilingual",
        [
            "Annyira féltem a vizsgától, hogy éjszaka nem tudtam aludni.",
            "Egész évben velem volt a félelem attól, hogy megbukom.",
            "A barátaim az előadás után mindent elmagyaráztak nekem.",
            "Mindig együtt tanultunk, és segítettünk egymásnak.",
            "Leginkább attól féltem, hogy az osztály előtt kell beszélnem.",
        ],
    ),
    (
        "Swedish",
        "table potion-multilingual",
        [
            "Jag var så rädd för provet att jag inte kunde sova på nätterna.",
            "Rädslan för att misslyckas följde mig under hela året.",
            "Mina vänner förklarade allting för mig efter föreläsningarna.",
            "Vi studerade alltid tillsammans och hjälpte varandra.",
            "Det som skrämde mig mest var att jag måste tala inför klassen.",
        ],
    ),
    (
        "Hindi",
        "table potion-multilingual",
        [
            "मुझे परीक्षा से इतना डर लगता था कि मैं रात को सो नहीं पाता था।",
            "पूरे साल असफल होने का डर मेरे साथ रहा।",
            "मेरे दोस्तों ने कक्षा के बाद मुझे सब कुछ समझाया।",
            "हम हमेशा साथ में पढ़ते थे और एक दूसरे की मदद करते थे।",
            "सबसे ज्यादा डर मुझे कक्षा के सामने बोलने से लगता था।",
        ],
    ),
];

#[test]
fn every_language_has_a_view_of_meaning_and_results_name_it() {
    for (language, model, sayings) in TONGUES {
        let folder = Project::new();
        let examples: Vec<String> = (0..8)
            .map(|id| coded(id, (["Fear", "Help"][id % 4 / 2], sayings[id % 4])))
            .collect();
        folder.write("coded.jsonl", examples.join("\n"));
        folder.write(
            "units.jsonl",
            json!({"id": "u", "text": sayings[4]}).to_string(),
        );
        let score = |asked: &str, expected: &str| {
            let args = [
                "score",
                "--examples",
                "coded.jsonl",
                "--model",
                asked,
                "units.jsonl",
            ];
            let scored = lines(&folder.run(&args)).remove(0);
            check(&scored);
            assert_eq!(scored["model"], expected, "{language}: {scored}");
            scored["suggestions"].to_string()
        };
        let words = score("none", "none");
        assert_ne!(score("shipped", model), words, "{language}");
        assert_ne!(
            score("table", "table potion-multilingual"),
            words,
            "{language}"
        );
    }
}

#[test]
fn a_model_that_is_not_there_is_refused_with_the_remedy() {
    let folder = folder();
    folder.write("units.jsonl", r#"{"id": "u", "text": "afraid"}"#);
    std::fs::create_dir(folder.path("mine")).unwrap();
    // Without the feature emic says how to get it, with it which file is missing.
    let of_folder = if cfg!(feature = "folder") {
        (3, "mine", "config.json")
    } else {
        (2, "mine", "--features folder")
    };
    for (exit, model, part) in [(2, "no-such-model", "--model FOLDER"), of_folder] {
        let args = [
            "score",
            "--examples",
            "coded.jsonl",
            "--model",
            model,
            "units.jsonl",
        ];
        let told = folder.refused(exit, &args);
        assert!(told.contains(part), "{model}: {told}");
    }
}

/// The unit is like the examples of one code alone; what lies in one theme with that code is likelier than it were elsewhere.
#[test]
fn codes_of_one_theme_help_each_other() {
    let said = [
        ("Night duty", "I was awake at three, alone on the ward"),
        ("Night duty", "at three I was still awake on the ward"),
        ("Debts", "they paid us little and I borrowed"),
        ("Praise", "she said well done in front of everybody"),
        ("Praise", "well done, she said, and everybody heard it"),
        ("Books", "these chapters are too long"),
    ];
    let likely = |code: &str, beside_night_duty: &str| -> f64 {
        let folder = Project::new();
        let theme = |code: &str| match code == "Night duty" || code == beside_night_duty {
            true => "شب 🌙",
            false => "روز",
        };
        let line = |(id, (code, text)): (usize, &(&str, &str))| {
            json!({"id": id, "participant": id, "text": text, "codes": [code], "themes": [theme(code)]})
                .to_string()
        };
        let coded: Vec<String> = said.iter().enumerate().map(line).collect();
        folder.write("coded.jsonl", coded.join("\n"));
        let unit = json!({"id": "u", "text": "awake, alone on the ward at three"});
        folder.write("units.jsonl", unit.to_string());
        let scored = lines(&folder.run(&words(&["units.jsonl"])));
        let suggestions = scored[0]["suggestions"].as_array().unwrap();
        assert_eq!(suggestions[0]["code"], "Night duty");
        let found = suggestions.iter().find(|s| s["code"] == code).unwrap();
        found["probability"].as_f64().unwrap()
    };
    for (code, other) in [("Debts", "Books"), ("Books", "Debts")] {
        let (within, without) = (likely(code, code), likely(code, other));
        assert!(within > without * 1.1, "{code}: {within} and {without}");
    }
}
