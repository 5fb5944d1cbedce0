//! What a coder does can be seen, and taken back.

use crate::support::Project;

const TEXT: &str = "Interviewer: Why?\nF2: We learned 😀 from each other. می‌ترسیدم. 我害怕。\n";

#[test]
fn any_stretch_can_be_coded_overlapping_ones_too() {
    let project = Project::with_transcript(TEXT);
    let first = project.json(&["code", "F2", "--quote", "learned 😀 from", "Peers", "--new"]);
    assert_eq!(first["codes"][0], "Peers");
    let (start, end) = (
        first["start"].as_u64().unwrap(),
        first["end"].as_u64().unwrap(),
    );
    assert_eq!(end - start, 14);
    let wider = format!("{}-{}", start - 3, end + 5);
    project.run(&[
        "code",
        "f2",
        &wider,
        "peers",
        "Learning > Together",
        "--new",
        "--condensed",
        "learning",
    ]);
    project.run(&["code", "F2", "--quote", "我害怕。", "Fear", "--new"]);
    let again = project.json(&["code", "F2", "--quote", "我害怕。", "Fear"]);
    assert_eq!(again["had"][0], "Fear");
    assert_eq!((project.count("units"), project.count("codings")), (3, 4));
    let shown = project.run(&["show", "F2"]);
    assert!(shown.contains("⟦We ⟦learned 😀 from⟧2 each⟧1"), "{shown}");
    assert!(shown.contains("— learning"), "{shown}");
}

#[test]
fn a_wrong_stretch_or_code_says_what_to_do() {
    let project = Project::with_transcript(TEXT);
    for (args, remedy) in [
        (&["code", "F2", "0-9999", "x", "--new"][..], "characters"),
        (&["code", "F2", "5-5", "x", "--new"], "START-END"),
        (&["code", "F2", "abc", "x", "--new"], "START-END"),
        (&["code", "F2", "17-18", "x", "--new"], "no words"),
        (
            &["code", "F2", "--quote", "never", "x", "--new"],
            "emic show",
        ),
        (
            &["code", "F2", "--quote", "e", "x", "--new"],
            "several places",
        ),
        (&["code", "F2", "--quote", "learned", "x"], "--new"),
        (&["code", "F2", "20-30"], "at least one code"),
        (&["code", "F9", "0-3", "x"], "F2"),
        (&["uncode", "F2", "0-3"], "no unit"),
    ] {
        let complaint = project.refused(2, args);
        assert!(complaint.contains(remedy), "{args:?}: {complaint}");
    }
    assert_eq!(project.count("units"), 0);
}

#[test]
fn undo_and_redo_reach_across_restarts() {
    let project = Project::with_transcript(TEXT);
    project.run(&["code", "F2", "--quote", "learned", "Peers", "--new"]);
    project.run(&["uncode", "F2", "--quote", "learned"]);
    assert_eq!((project.count("units"), project.count("codes")), (0, 1));
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), 1);
    project.run(&["undo", "--times", "9"]);
    assert_eq!(project.json(&["status"])["studies"], serde_json::json!([]));
    project.run(&["redo", "--times", "2"]);
    assert_eq!(project.count("codings"), 1);
    let history = project.json(&["history"]);
    assert_eq!(history[0]["coder"], "Mina");
    assert!(history.as_array().unwrap().len() >= 6);
}

#[test]
fn each_coder_takes_back_what_is_hers() {
    let project = Project::with_transcript(TEXT);
    project.run(&["code", "F2", "--quote", "learned", "Peers", "--new"]);
    project.run(&[
        "code", "F2", "--quote", "learned", "Peers", "--coder", "Jonas",
    ]);
    project.run(&["uncode", "F2", "--quote", "learned", "--coder", "Jonas"]);
    assert!(
        project
            .refused(
                2,
                &["uncode", "F2", "--quote", "learned", "--coder", "Jonas"]
            )
            .contains("Jonas")
    );
    assert_eq!(project.count("codings"), 1);
}

#[test]
fn the_codebook_changes_and_the_codings_follow() {
    let project = Project::with_transcript(TEXT);
    project.run(&[
        "codebook",
        "add",
        "Help > Peers",
        "--define",
        "They learn from each other",
    ]);
    project.run(&["codebook", "add", "Hindrance > Fear"]);
    project.run(&["code", "F2", "--quote", "learned", "Peers", "Fear"]);
    project.run(&["codebook", "rename", "Peers", "Peer learning"]);
    project.run(&["codebook", "move", "Peer learning", "--under", "Hindrance"]);
    let units = project.json(&["show", "F2"])["units"].clone();
    assert!(
        units[0]["codes"].get("Hindrance > Peer learning").is_some(),
        "{units}"
    );
    let complaint = project.refused(2, &["codebook", "delete", "Fear"]);
    assert!(complaint.contains("--into") && complaint.contains("--with-codings"));
    assert!(
        project
            .refused(2, &["codebook", "delete", "Hindrance"])
            .contains("below")
    );
    project.run(&["codebook", "delete", "Fear", "--into", "Peer learning"]);
    assert_eq!(project.count("codings"), 1);
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), 2);
    project.run(&["codebook", "delete", "Fear", "--with-codings"]);
    assert_eq!(project.count("codings"), 1);
    let book = project.json(&["codebook"]);
    let learned = book
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "Peer learning")
        .unwrap();
    assert_eq!(learned["definition"], "They learn from each other");
    for (args, remedy) in [
        (
            &["codebook", "add", "Hindrance > Peer learning"][..],
            "already",
        ),
        (
            &["codebook", "define", "Peer learning", "--colour", "red"],
            "#rrggbb",
        ),
        (
            &["codebook", "move", "Hindrance", "--under", "Peer learning"],
            "itself",
        ),
        (&["codebook", "rename", "Peer learning", "a > b"], "'>'"),
        (&["codebook", "add", " > "], "name"),
    ] {
        let complaint = project.refused(2, args);
        assert!(complaint.contains(remedy), "{args:?}: {complaint}");
    }
}

#[test]
fn memos_go_on_anything() {
    let project = Project::with_transcript(TEXT);
    project.run(&["code", "F2", "--quote", "learned", "Peers", "--new"]);
    project.run(&["memo", "on the study"]);
    project.run(&["memo", "on a code", "--code", "Peers"]);
    project.run(&["memo", "on her", "--participant", "f2"]);
    project.run(&["memo", "on it", "--transcript", "F2"]);
    project.run(&[
        "memo",
        "on the unit 😀",
        "--transcript",
        "F2",
        "--at",
        "25-32",
    ]);
    assert_eq!(project.json(&["memo"]).as_array().unwrap().len(), 5);
    assert!(project.run(&["memo"]).contains("F2 25-32"));
    assert!(project.refused(2, &["memo", " "]).contains("empty"));
}

#[test]
fn a_code_without_a_unit_is_told() {
    let project = Project::with_transcript(TEXT);
    project.run(&["codebook", "add", "Help > Peers"]);
    let status = project.json(&["status"]);
    assert_eq!(
        status["studies"][0]["codes_without_unit"][0],
        "Help > Peers"
    );
    assert!(
        project
            .run(&["status"])
            .contains("1 code without a unit: Peers")
    );
}

#[test]
fn stretches_left_to_code_shrink() {
    let project = Project::with_transcript(TEXT);
    let sentences = |more: &[&str]| {
        let args: Vec<&str> = ["segment", "F2", "--by", "sentences"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        project.json(&args).as_array().unwrap().len()
    };
    let all = sentences(&[]);
    project.run(&["code", "F2", "--quote", "我害怕。", "Fear", "--new"]);
    assert_eq!(sentences(&["--uncoded"]), all - 1);
    assert!(
        project
            .refused(2, &["segment", "F2", "--by", "windows:0"])
            .contains("windows:3")
    );
}

#[test]
fn every_command_shows_an_example() {
    let project = Project::new();
    let help = project.run(&["--help"]);
    let commands = help
        .lines()
        .skip_while(|l| *l != "Commands:")
        .skip(1)
        .take_while(|l| !l.is_empty());
    // Lines that go on with a description are indented further.
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in names.filter(|name| !name.is_empty() && *name != "help") {
        let shown = project.run(&[command, "--help"]);
        assert!(shown.contains("Example"), "{command} has no example");
    }
    assert!(project.run(&["completions", "bash"]).contains("emic"));
}

#[test]
fn half_spaces_and_arabic_letters_make_no_other_words_and_no_other_code() {
    let project = Project::with_transcript(TEXT);
    project.run(&[
        "code",
        "F2",
        "--quote",
        "می‌ترسیدم",
        "بی‌اعتمادی بیماران",
        "--new",
    ]);
    project.run(&[
        "code",
        "F2",
        "--quote",
        "مي ترسيدم",
        "بي اعتمادي بیماران",
        "--new",
    ]);
    project.run(&["code", "F2", "--quote", "我害怕", "بی‌اعتمادی بيماران"]);
    assert_eq!((project.count("units"), project.count("codes")), (2, 1));
}
