//! Several windows on one project: refused as stale or shown, never lost.

use super::browser::Workbench;
use crate::support::Project;

fn coded() -> Project {
    let project = Project::with_transcript(
        "Interviewer: Why?\n\nF2: I was tired and alone.\n\nInterviewer: And?\n\nF2: Nothing.\n",
    );
    project.run(&["code", "F2", "--quote", "tired", "Fatigue", "--new"]);
    project
}

#[test]
fn undo_takes_back_what_its_button_named_and_nothing_else() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let page = workbench.get("/study/1/read/1");
    let seen = page.seen().to_string();
    assert!(page.body.contains("coded F2"), "{}", page.body);
    // Meanwhile, on the command line:
    project.run(&["code", "F2", "--quote", "alone", "Loneliness", "--new"]);
    let fields = [
        ("seen", seen.as_str()),
        ("event", seen.as_str()),
        ("back", "/study/1/read/1"),
    ];
    let refused = workbench.post("/undo", &fields);
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(refused.body.contains("Loneliness"), "{}", refused.body);
    let told = workbench.send("/undo", &fields);
    assert_eq!(told.status, 409);
    assert!(
        told.json()["changes"][0]
            .as_str()
            .unwrap()
            .contains("Loneliness")
    );
    assert_eq!(project.count("codings"), 2);

    let seen = workbench.get("/").seen().to_string();
    let undone = workbench.post(
        "/undo",
        &[
            ("seen", &seen),
            ("event", &seen),
            ("back", "/study/1/read/1"),
        ],
    );
    assert_eq!(undone.status, 303, "{undone:?}");
    let place = undone.header("location").unwrap();
    assert!(place.starts_with("/study/1/read/1?done="), "{place}");
    assert!(workbench.get(place).body.contains("took back: coded F2"));
    assert_eq!(project.count("codings"), 1);
    for back in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let now = workbench.get("/").seen().to_string();
        let elsewhere = workbench.post("/redo", &[("seen", &now), ("event", "1"), ("back", back)]);
        assert!(!elsewhere.head.contains("evil"), "{elsewhere:?}");
    }
}

#[test]
fn other_windows_learn_of_changes_and_get_the_changed_turns_only() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let seen = workbench.get("/study/1/read/1").seen();
    let quiet = workbench.get(&format!("/changes?since={seen}")).json();
    assert_eq!(quiet["at"], seen);
    assert_eq!(quiet["told"].as_array().unwrap().len(), 0);
    project.run(&["code", "F2", "--quote", "alone", "Loneliness", "--new"]);
    let changes = workbench.get(&format!("/changes?since={seen}")).json();
    assert_eq!(changes["at"], seen + 1);
    assert_eq!(changes["transcripts"][0], 1);
    let cookie = workbench.cookie.as_str();
    let path = format!("/study/1/read/1/turns?since={seen}");
    let turns = workbench.ask(
        "GET",
        &path,
        &[("Cookie", cookie), ("Accept", "application/json")],
        "",
    );
    let turns = turns.json();
    let replaced: Vec<&String> = turns["replace"].as_object().unwrap().keys().collect();
    // The head counts the codings, and there is a new code.
    assert_eq!(replaced, ["about", "codes", "turn-1"]);
    assert!(
        turns["replace"]["turn-1"]
            .as_str()
            .unwrap()
            .contains("Loneliness")
    );
    assert_eq!(turns["at"], seen + 1);
}

#[test]
fn a_form_that_is_not_whole_changes_nothing() {
    let project = coded();
    let workbench = Workbench::of(&project);
    let refused = workbench.post("/undo", &[("event", "2")]);
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("<h1>"), "{}", refused.body);
    assert_eq!(project.count("codings"), 1);
}
