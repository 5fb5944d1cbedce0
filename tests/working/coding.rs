//! Coding in the browser changes the project file as the command line does.

use super::browser::{Answer, Workbench};
use crate::support::Project;

const TEXT: &str = "Interviewer: Why?\n\nF2: I was 😀 tired. We taught one another at night.\n\nInterviewer: And?\n\nF2: Nobody knew.\n";

/// The code points of words.
fn at(text: &str, words: &str) -> (String, String) {
    let byte = text.find(words).unwrap();
    let start = text[..byte].chars().count();
    let end = start + words.chars().count();
    (start.to_string(), end.to_string())
}

/// An action on words of F2, as the page just read would send it.
fn act(workbench: &Workbench, what: &str, words: (&str, &str), more: &[(&str, &str)]) -> Answer {
    let seen = workbench.get("/study/1/read/1").seen().to_string();
    let (start, end) = at(words.0, words.1);
    let mut fields = vec![
        ("seen", seen.as_str()),
        ("start", start.as_str()),
        ("end", end.as_str()),
    ];
    fields.extend(more);
    workbench.send(&format!("/study/1/read/1/{what}"), &fields)
}

/// What is coded, as `emic export` has it: words, codes, condensed.
fn units(project: &Project) -> Vec<(String, Vec<String>, String)> {
    let lines = project.run(&["export"]);
    let unit = |line: &str| {
        let unit: serde_json::Value = serde_json::from_str(line).unwrap();
        let codes = unit["codes"].as_array().unwrap().iter();
        (
            unit["text"].as_str().unwrap().to_owned(),
            codes.map(|c| c.as_str().unwrap().to_owned()).collect(),
            unit["condensed"].as_str().unwrap_or_default().to_owned(),
        )
    };
    lines.lines().map(unit).collect()
}

#[test]
fn a_stretch_is_coded_condensed_noted_and_uncoded() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let words = (TEXT, "We taught one another");
    let unknown = act(&workbench, "code", words, &[("code", "Peer learning")]);
    assert_eq!(unknown.status, 422, "{unknown:?}");
    assert!(unknown.body.contains("no code “Peer learning”"));
    let typed = [("code", "Help > Peer learning"), ("new", "1")];
    let done = act(&workbench, "code", words, &typed);
    assert_eq!(done.status, 200, "{done:?}");
    let done = done.json();
    let replaced = |id: &str| done["replace"][id].as_str().unwrap().to_owned();
    assert!(replaced("turn-1").contains(">We taught one another</mark>"));
    // The panel is asked for by itself, once the turn is painted.
    assert_eq!(done["replace"].get("panel"), None);
    let (start, end) = at(words.0, words.1);
    let panel = workbench.get(&format!("/study/1/read/1?at={start}-{end}"));
    assert!(panel.body.contains("Peer learning"), "{panel:?}");
    assert!(
        replaced("codes").contains("Help &gt; Peer learning")
            || replaced("codes").contains("Help &#62; Peer learning")
    );
    assert_eq!(done["replace"].get("turn-3"), None);

    let notes = [
        ("unit", "1"),
        ("memo_id", "0"),
        ("condensed", "taught each other"),
        ("memo", "ask F4, too\r\ntomorrow"),
    ];
    assert_eq!(act(&workbench, "note", words, &notes).status, 200);
    assert_eq!(
        units(&project),
        [(
            words.1.to_owned(),
            vec!["Help > Peer learning".to_owned()],
            "taught each other".to_owned()
        )]
    );
    let memos = project.run(&["memo"]);
    assert!(memos.contains("ask F4, too"), "{memos}");

    // Typed in an empty field: nothing is left of them.
    let notes = [
        ("unit", "1"),
        ("memo_id", "1"),
        ("condensed", ""),
        ("memo", ""),
    ];
    assert_eq!(act(&workbench, "note", words, &notes).status, 200);
    assert!(!project.run(&["memo"]).contains("F4"));
    let code = project.json(&["codebook"]).to_string();
    assert!(code.contains("Peer learning"), "{code}");
    let uncoded = act(&workbench, "uncode", words, &[("unit", "1"), ("code", "2")]);
    assert_eq!(uncoded.status, 200, "{uncoded:?}");
    assert!(units(&project).is_empty());
}

#[test]
fn a_code_is_named_by_the_selected_words() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let coded = act(
        &workbench,
        "code",
        (TEXT, " Nobody knew."),
        &[("vivo", "1")],
    );
    assert_eq!(coded.status, 200, "{coded:?}");
    let found = units(&project);
    assert_eq!(found[0].0, "Nobody knew.");
    assert_eq!(found[0].1, ["Nobody knew"]);
}

#[test]
fn code_points_of_every_script_reach_the_very_words() {
    for (text, language, words) in [
        (
            "مصاحبه‌گر: چرا؟\r\n\r\nF2: ICU پر بود 😀 و می‌ترسیدم؛ تنها بودم.\r\n",
            "fa",
            "می‌ترسیدم",
        ),
        (
            "访谈者：为什么？\n\nF2：我😀害怕。没有人知道。\n",
            "zh",
            "没有人知道",
        ),
        (
            "Interviewer: Why?\n\nF2: Cafe\u{301} 👩‍⚕️ was closed.\n",
            "en",
            "👩‍⚕️ was",
        ),
    ] {
        let project = Project::new();
        project.write("F2.txt", text);
        project.run(&[
            "import",
            "--study",
            "ward",
            "--language",
            language,
            "F2.txt",
        ]);
        let workbench = Workbench::of(&project);
        let page = workbench.get("/study/1/read/1").body;
        // From where a line begins, as the script counts.
        let line = page
            .split("<p class=\"line\"")
            .find(|l| l.contains(words))
            .unwrap();
        let start: usize = line
            .split("data-start=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let shown = line.split_once('>').unwrap().1;
        let start = start + shown[..shown.find(words).unwrap()].chars().count();
        let end = start + words.chars().count();
        let seen = workbench.get("/").seen().to_string();
        let fields = [
            ("seen", seen.as_str()),
            ("start", &start.to_string()),
            ("end", &end.to_string()),
            ("code", "کد 代码"),
            ("new", "1"),
        ];
        let done = workbench.post("/study/1/read/1/code", &fields);
        assert_eq!(done.status, 303, "{done:?}");
        assert_eq!(units(&project)[0].0, words);
        let to = done.header("location").unwrap();
        assert!(
            to.starts_with(&format!("/study/1/read/1?at={start}-{end}")),
            "{to}"
        );
        let panel = workbench.get(to).body;
        assert!(panel.contains(&format!(
            "<blockquote dir=\"auto\" tabindex=\"0\">{words}</blockquote>"
        )));
    }
}

#[test]
fn a_stretch_outside_of_the_text_or_without_words_is_refused() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let total = TEXT.chars().count();
    for at in [
        format!("5-{}", total + 1),
        "9-3".to_owned(),
        "17-19".to_owned(),
        "x-y".to_owned(),
        "99999999999999999999-1".to_owned(),
    ] {
        let panel = workbench.get(&format!("/study/1/read/1/panel?at={at}"));
        assert_eq!(panel.status, 422, "{at}: {panel:?}");
    }
    assert_eq!(workbench.get("/study/1/read/9/panel?at=1-2").status, 404);
    assert_eq!(workbench.get("/study/9/read/1/panel?at=1-2").status, 404);
}

#[test]
fn what_was_changed_meanwhile_is_not_written_over() {
    let project = Project::with_transcript(TEXT);
    project.run(&["code", "F2", "--quote", "Nobody knew", "Silence", "--new"]);
    let workbench = Workbench::of(&project);
    let seen = workbench.get("/study/1/read/1").seen().to_string();
    let (start, end) = at(TEXT, "Nobody knew");
    project.run(&["code", "F2", "--quote", "Nobody knew", "Secrecy", "--new"]);
    let place = [("seen", seen.as_str()), ("start", &start), ("end", &end)];
    let sent = |what: &str, more: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> = place.iter().chain(more).copied().collect();
        workbench.send(&format!("/study/1/read/1/{what}"), &fields)
    };
    let refused = sent("uncode", &[("unit", "1"), ("code", "1")]);
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(refused.json()["changes"].to_string().contains("Secrecy"));
    assert_eq!(project.count("codings"), 2);
    // Another code is added beside: nothing is overwritten by that.
    assert_eq!(
        sent("code", &[("code", "Loneliness"), ("new", "1")]).status,
        200
    );
    assert_eq!(project.count("codings"), 3);
    let notes = |condensed| {
        [
            ("unit", "0"),
            ("memo_id", "0"),
            ("condensed", condensed),
            ("memo", ""),
        ]
    };
    assert_eq!(sent("note", &notes("hidden")).status, 200);
    // The same page again, on which there was no unit yet.
    assert_eq!(sent("note", &notes("lost?")).status, 409);
}

#[test]
fn script_in_any_field_is_shown_and_not_run() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let words = (TEXT, "Nobody knew");
    let done = act(&workbench, "code", words, &[("code", evil), ("new", "1")]);
    assert_eq!(done.status, 200, "{done:?}");
    let notes = [
        ("unit", "1"),
        ("memo_id", "0"),
        ("condensed", evil),
        ("memo", "</textarea><script>alert(3)</script>"),
    ];
    let noted = act(&workbench, "note", words, &notes);
    let (start, end) = at(TEXT, words.1);
    let page = workbench.get(&format!("/study/1/read/1?at={start}-{end}"));
    let pieces = |answer: Answer| answer.json()["replace"].to_string();
    for shown in [pieces(done), pieces(noted), page.body] {
        for wrong in ["<script>alert", "<img src=x", "</textarea><script"] {
            assert!(!shown.contains(wrong), "{shown}");
        }
    }
}

#[test]
fn undo_sends_the_turns_that_look_different() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let coded = act(
        &workbench,
        "code",
        (TEXT, "Nobody knew"),
        &[("code", "Silence"), ("new", "1")],
    );
    let at = coded.json()["at"].to_string();
    let fields = [
        ("seen", at.as_str()),
        ("event", &at),
        ("back", "/study/1/read/1?at=3-4"),
    ];
    let undone = workbench.send("/undo", &fields).json();
    let replaced: Vec<&String> = undone["replace"].as_object().unwrap().keys().collect();
    assert_eq!(replaced, ["about", "codes", "turn-3"]);
    assert_eq!(project.count("codings"), 0);
    let at = undone["at"].to_string();
    let event = undone["redo"]["event"].to_string();
    let redone = workbench.send(
        "/redo",
        &[
            ("seen", &at),
            ("event", &event),
            ("back", "/study/1/read/1"),
        ],
    );
    assert_eq!(redone.status, 200, "{redone:?}");
    assert_eq!(project.count("codings"), 1);
}

#[test]
fn what_is_sent_after_a_coding_is_what_a_fresh_page_shows() {
    let project = Project::with_transcript(TEXT);
    let workbench = Workbench::of(&project);
    let across = "at night.\n\nInterviewer: And?\n\nF2: Nobody";
    let coded = [
        ("tired", 1),
        ("We taught one another", 1),
        (across, 3),
        ("Nobody", 1),
        ("another at", 1),
        ("Nobody knew", 1),
    ];
    for (n, (words, touched)) in coded.into_iter().enumerate() {
        let code = format!("Code {n}");
        let done = act(
            &workbench,
            "code",
            (TEXT, words),
            &[("code", &code), ("new", "1")],
        )
        .json();
        let page = workbench.get("/study/1/read/1").body;
        let pieces = done["replace"].as_object().unwrap();
        let turns: Vec<_> = pieces
            .iter()
            .filter(|(id, _)| id.starts_with("turn-"))
            .collect();
        assert_eq!(turns.len(), touched, "{words}");
        let about = pieces["about"].as_str().unwrap();
        assert!(page.contains(about), "{words}: {about}");
        for (_, html) in turns {
            assert!(page.contains(html.as_str().unwrap()), "{words}: {html}");
        }
        // Nothing is left over for the next look.
        let again = workbench.ask(
            "GET",
            &format!("/study/1/read/1/turns?since={}", done["at"]),
            &[
                ("Cookie", &workbench.cookie),
                ("Accept", "application/json"),
            ],
            "",
        );
        let again = again.json();
        assert!(
            again["replace"]
                .as_object()
                .unwrap()
                .keys()
                .all(|id| id == "about")
        );
    }
}

#[test]
fn a_memo_on_a_coding_is_written_in_the_panel() {
    let project = Project::with_transcript(TEXT);
    let unit = project.json(&["segment", "F2"]);
    let unit = unit.as_array().map_or(&unit["units"][0], |all| &all[0]);
    let (start, end) = (unit["start"].to_string(), unit["end"].to_string());
    let place = format!("{start}-{end}");
    project.run(&["code", "F2", &place, "هراس 😀", "--new"]);
    let on = [
        "--transcript",
        "F2",
        "--at",
        &place,
        "--coding",
        "هراس 😀",
        "--by",
        "Mina",
    ];
    project.run(&[&["--coder", "Sara", "memo", "no, anger"], &on[..]].concat());
    let workbench = Workbench::of(&project);
    let panel = workbench.get(&format!("/study/1/read/1?at={place}")).body;
    assert!(
        panel.contains("Memos on single codings")
            && panel.contains("Memo by Sara")
            && panel.contains("no, anger"),
        "{panel}"
    );
    let sent = |memo: &str, id: &str| {
        let seen = workbench.get("/study/1/read/1").seen().to_string();
        let fields = [
            ("seen", seen.as_str()),
            ("start", &start),
            ("end", &end),
            ("memo_id", id),
            ("code", "1"),
            ("by", "Mina"),
            ("memo", memo),
        ];
        workbench
            .post("/study/1/read/1/coding-memo", &fields)
            .status
    };
    assert_eq!(sent("ترس؟\r\nyes", "0"), 303);
    assert!(project.run(&["memo"]).contains("ترس؟"));
    assert_eq!(sent("", "2"), 303);
    assert!(!project.run(&["memo"]).contains("ترس؟"));
}
