//! The pass through the suggestions changes the project file as `emic decide` does.

use super::browser::{Answer, Workbench};
use crate::support::Project;

/// Interviews with two plain codes, the last four of them uncoded.
fn learnt() -> Project {
    let project = Project::new();
    let tired = [
        "tired after the long night shift",
        "the night shift made me tired",
        "long nights and tired eyes",
    ];
    let learn = [
        "we taught one another in the group",
        "the group taught me to learn",
        "one another we learn in groups",
    ];
    let mut lines = Vec::new();
    for n in 0..32 {
        let (a, b) = (tired[n % 3], learn[(n + 1) % 3]);
        let name = format!("P{n:02}");
        let second = match n < 28 {
            true => format!("Then {b}."),
            false => format!("I was {}.", tired[(n + 1) % 3]),
        };
        let text = format!("Interviewer: How was it?\n\n{name}: I was {a}. {second}\n");
        let name = project
            .write(&format!("talk/{name}.txt"), text)
            .file_stem()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if n < 28 {
            for (words, code) in [
                (format!("I was {a}."), "Fatigue"),
                (format!("Then {b}."), "Peer learning"),
            ] {
                lines.push(
                    serde_json::json!({ "transcript": name, "text": words, "codes": [code] })
                        .to_string(),
                );
            }
        }
    }
    project.run(&["import", "--study", "ward", "talk"]);
    project.write("coded.jsonl", lines.join("\n"));
    project.run(&["import", "--study", "ward", "coded.jsonl"]);
    project
}

/// The piece of the page, once the list is made.
fn piece(workbench: &Workbench, query: &str) -> String {
    for _ in 0..600 {
        let page = workbench.get(&format!("/study/1/suggestions?{query}"));
        assert_eq!(page.status, 200, "{page:?}");
        if page.body.contains("data-made=\"true\"") {
            return page.body;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("no list was made")
}

#[track_caller]
fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    page.split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {page}"))
        .1
        .split(after)
        .next()
        .unwrap()
}

/// Sends what a button of the page sends.
fn say(workbench: &Workbench, page: &str, field: &str, value: &str) -> Answer {
    let action = between(page, "action=\"/study/1/suggestions/decide?", "\"").replace("&#38;", "&");
    let seen = between(page, "data-at=\"", "\"");
    workbench.send(
        &format!("/study/1/suggestions/decide?{action}"),
        &[("seen", seen), (field, value)],
    )
}

fn stretches_left(page: &str) -> usize {
    let left = between(page, "<span class=\"left soft\">", " ");
    left.parse().unwrap()
}

#[test]
fn stretches_are_accepted_corrected_rejected_and_skipped_one_after_the_other() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let page = piece(&workbench, "doubtful=1");
    let first = stretches_left(&page);
    assert!(first >= 2, "{page}");
    assert!(page.contains("<mark class=\"here\">"), "{page}");
    let before = project.count("codings");

    let code = between(&page, "name=\"accept\" value=\"", "\"");
    let name = between(&page, "<bdi class=\"name\">", "<");
    let accepted = say(&workbench, &page, "accept", code);
    assert_eq!(accepted.status, 200, "{accepted:?}");
    assert!(
        accepted.json()["replace"]["pass"]
            .as_str()
            .unwrap()
            .contains("data-made=\"true\"")
    );
    assert_eq!(project.count("codings"), before + 1);
    let history = project.run(&["history"]);
    assert!(
        history.contains("accepted") && history.contains(name),
        "{history}"
    );
    // The page from before: that stretch was decided on.
    assert_eq!(say(&workbench, &page, "accept", code).status, 409);

    let page = piece(&workbench, "doubtful=1");
    assert_eq!(stretches_left(&page), first - 1);
    let skipped = say(&workbench, &page, "skip", "1");
    assert_eq!(skipped.status, 200, "{skipped:?}");
    assert_eq!(project.count("codings"), before + 1);
    assert_eq!(stretches_left(&piece(&workbench, "doubtful=1")), first - 2);
    let undone = workbench.get("/").seen().to_string();
    workbench.post(
        "/undo",
        &[("seen", &undone), ("event", &undone), ("back", "/")],
    );

    let page = piece(&workbench, "doubtful=1");
    assert_eq!(stretches_left(&page), first - 1);
    let code = between(&page, "name=\"reject\" value=\"", "\"").to_owned();
    assert_eq!(say(&workbench, &page, "reject", &code).status, 200);
    assert_eq!(project.count("codings"), before + 1);
    let page = piece(&workbench, "doubtful=1");
    let corrected = say(&workbench, &page, "code", "Fatigue");
    assert_eq!(corrected.status, 200, "{corrected:?}");
    assert_eq!(project.count("codings"), before + 2);
    let unknown = say(
        &workbench,
        &piece(&workbench, "doubtful=1"),
        "code",
        "<b>Nobody</b>",
    );
    assert!(matches!(unknown.status, 422 | 409), "{unknown:?}");
}

#[test]
fn many_are_accepted_in_one_change_and_taken_back_in_one() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let page = piece(&workbench, "least=1");
    let number = |name: &str| between(&page, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let (stretches, codings) = (number("stretches"), number("codings"));
    assert!(stretches.parse::<u64>().unwrap() >= 2, "{page}");
    let before = project.count("codings");
    let seen = between(&page, "data-at=\"", "\"");
    let send = |stretches: &str| {
        let fields = [
            ("seen", seen),
            ("stretches", stretches),
            ("codings", codings.as_str()),
        ];
        workbench.post("/study/1/suggestions/accept?least=1", &fields)
    };
    // Another number than the page told.
    assert_eq!(send("1").status, 409);
    assert_eq!(project.count("codings"), before);
    let accepted = send(&stretches);
    assert_eq!(accepted.status, 303, "{accepted:?}");
    assert_eq!(
        project.count("codings"),
        before + codings.parse::<u64>().unwrap()
    );
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), before);
    // Sent again from the same page: the project is another one by now.
    assert_eq!(send(&stretches).status, 409);
}

#[test]
fn blind_suggestions_are_shown_after_the_own_choice_only() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let page = piece(&workbench, "blind=1&doubtful=1");
    assert!(
        !page.contains("class=\"take\"") && !page.contains("<details"),
        "{page}"
    );
    assert!(!page.contains(" %</span></a>"), "{page}");
    let before = project.count("codings");
    let chosen = say(&workbench, &page, "code", "Peer learning").json();
    let shown = chosen["replace"]["pass"].as_str().unwrap();
    assert!(
        shown.contains("<h2>You</h2>") && shown.contains("class=\"compared\""),
        "{shown}"
    );
    assert!(
        between(shown, "class=\"compared\"", "</ul>").contains(" %"),
        "{shown}"
    );
    assert_eq!(project.count("codings"), before + 1);
    // Given blindly: by hand, and no decision on what was not seen.
    assert!(project.run(&["history"]).contains("coded "));
}

#[test]
fn a_suggestion_beside_the_text_is_accepted_and_rejected_as_it_was_shown() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    piece(&workbench, "doubtful=1");
    let place = "/study/1/read/29";
    let page = workbench.get(place);
    let sentence = between(&page.body, "data-sentences=\"", " ").to_owned();
    let (start, end) = sentence.split_once('-').unwrap();
    let panel = workbench.get(&format!("{place}?at={sentence}")).body;
    let code = between(&panel, "name=\"accept\" value=\"", "\"").to_owned();
    let seen = between(&panel, "data-at=\"", "\"").to_owned();
    let before = project.count("codings");
    let send = |field: &str, seen: &str| {
        let fields = [
            ("seen", seen),
            ("start", start),
            ("end", end),
            (field, code.as_str()),
        ];
        workbench.send(&format!("{place}/decide"), &fields)
    };
    let rejected = send("reject", &seen);
    assert_eq!(rejected.status, 200, "{rejected:?}");
    let rejected = rejected.json();
    let again = rejected["replace"]["panel"].as_str().unwrap();
    assert!(
        !again.contains(&format!("name=\"accept\" value=\"{code}\"")),
        "{again}"
    );
    assert_eq!(project.count("codings"), before);
    project.run(&["undo"]);
    let panel = workbench.get(&format!("{place}?at={sentence}")).body;
    let accepted = send("accept", between(&panel, "data-at=\"", "\""));
    assert_eq!(accepted.status, 200, "{accepted:?}");
    assert!(
        accepted.json()["replace"]["turn-1"]
            .as_str()
            .unwrap()
            .contains("<mark")
    );
    assert_eq!(project.count("codings"), before + 1);
    assert!(project.run(&["history"]).contains("accepted P28"));
    // What is coded so already is not suggested beside it.
    let now = accepted.json();
    let panel = now["replace"]["panel"].as_str().unwrap();
    assert!(
        !panel.contains(&format!("name=\"accept\" value=\"{code}\"")),
        "{panel}"
    );
}
