//! The pass through the suggestions changes the project file as `emic decide` does.

use super::browser::{Answer, Workbench};
use crate::support::Project;
use emic::store::Store;
use emic::study::{Decision, Origin, StudyId, Verdict};

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
fn a_list_that_learnt_from_what_is_undone_is_made_anew() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let bulk = |page: &str| between(page, "id=\"bulk-count\"", "<").to_owned();
    settled(&workbench);
    let before = piece(&workbench, "least=1");
    let number =
        |name: &str| between(&before, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let fields = [
        ("seen", between(&before, "data-at=\"", "\"")),
        ("stretches", &number("stretches")),
        ("codings", &number("codings")),
    ];
    let accepted = workbench.send("/study/1/suggestions/accept?least=1", &fields);
    let event = accepted.json()["at"].to_string();
    settled(&workbench);
    piece(&workbench, "least=1&anew=1");
    let fields = [("seen", event.as_str()), ("event", &event), ("back", "/")];
    let undone = workbench.send("/undo", &fields);
    assert_eq!(undone.status, 200, "{undone:?}");
    settled(&workbench);
    let after = piece(&workbench, "least=1");
    assert_eq!(stretches_left(&after), stretches_left(&before));
    assert_eq!(bulk(&after), bulk(&before));
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
    // By hand, and remembered as chosen before anything was seen.
    assert!(project.run(&["history"]).contains("coded blindly"));
    let decision = decisions(&project).pop().unwrap();
    assert!(decision.blind, "{decision:?}");
    let store = Store::open_read_only(project.path("p.emic")).unwrap();
    let last = store.codings(StudyId(1)).unwrap().pop().unwrap();
    assert_eq!(last.origin, Origin::Hand);
}

/// All decisions on suggestions, in their order.
fn decisions(project: &Project) -> Vec<Decision> {
    let store = Store::open_read_only(project.path("p.emic")).unwrap();
    store.decisions(StudyId(1)).unwrap()
}

#[test]
fn a_suggestion_corrected_to_a_new_code_is_a_correction() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let page = piece(&workbench, "doubtful=1");
    let action =
        between(&page, "action=\"/study/1/suggestions/decide?", "\"").replace("&#38;", "&");
    let seen = between(&page, "data-at=\"", "\"");
    let fields = [("seen", seen), ("code", "خستگی 😴"), ("new", "1")];
    let corrected = workbench.send(&format!("/study/1/suggestions/decide?{action}"), &fields);
    assert_eq!(corrected.status, 200, "{corrected:?}");
    let decision = decisions(&project).pop().unwrap();
    assert_eq!(
        (decision.verdict, decision.blind),
        (Verdict::Correct, false)
    );
    assert!(
        decision.code.is_some() && decision.instead.is_some() && decision.code != decision.instead
    );
    let history = project.run(&["history"]);
    assert!(
        history.contains("corrected") && history.contains("خستگی 😴"),
        "{history}"
    );
}

#[test]
fn an_undo_leads_back_to_the_stretch_that_was_decided_on() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let page = piece(&workbench, "doubtful=1");
    let words = |page: &str| between(page, "<mark class=\"here\">", "<").to_owned();
    let (first, left) = (words(&page), stretches_left(&page));
    let address = |page: &str| {
        let query = between(page, "data-query=\"", "\"").replace("&#38;", "&");
        format!("/study/1/suggestions?{query}")
    };
    for (field, value) in [("skip", "1"), ("code", "Fatigue")] {
        let said = say(&workbench, &page, field, value);
        assert_eq!(said.status, 200, "{said:?}");
        let next = said.json()["replace"]["pass"].as_str().unwrap().to_owned();
        assert_ne!(words(&next), first);
        let event = said.json()["at"].to_string();
        let back = address(&next);
        let fields = [("seen", event.as_str()), ("event", &event), ("back", &back)];
        let undone = workbench.send("/undo", &fields);
        assert_eq!(undone.status, 200, "{undone:?}");
        let again = undone.json()["replace"]["pass"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(again.contains("data-made=\"true\""), "{again}");
        assert_eq!(words(&again), first);
        assert_eq!(stretches_left(&again), left);
    }
}

#[test]
fn how_sure_is_sure_is_chosen_on_the_page_and_kept() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    let usual = stretches_left(&piece(&workbench, ""));
    let sure = piece(&workbench, "precision=95");
    assert!(stretches_left(&sure) <= usual, "{sure}");
    assert!(sure.contains("<option value=\"95\" selected>"), "{sure}");
    assert!(sure.contains("The surer emic is to be"), "{sure}");
    // What is chosen holds for the study until it is chosen anew, beside a transcript, too.
    assert!(piece(&workbench, "").contains("<option value=\"95\" selected>"));
    let page = workbench.get("/study/1/read/29");
    let sentence = between(&page.body, "data-sentences=\"", " ").to_owned();
    let panel = workbench
        .get(&format!("/study/1/read/29?at={sentence}"))
        .body;
    assert!(panel.contains("95 of 100 right"), "{panel}");
    let balanced = piece(&workbench, "precision=balanced");
    assert!(balanced.contains("<option value=\"balanced\" selected>"));
    assert_eq!(stretches_left(&balanced), usual);
    // The same as on the command line.
    let found = project.json(&["suggest", "--precision", "0.95", "--limit", "1000"]);
    let told = found["suggestions"].as_array().unwrap().len();
    settled(&workbench);
    assert_eq!(
        stretches_left(&piece(&workbench, "precision=95&anew=1")),
        told
    );
    // The next day, too.
    let kept = || {
        let project = emic::Project::open(project.path("p.emic")).unwrap();
        project.precision(emic::study::StudyId(1)).unwrap()
    };
    for _ in 0..100 {
        if kept() == Some(95) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(workbench);
    let workbench = Workbench::of(&project);
    assert!(piece(&workbench, "").contains("<option value=\"95\" selected>"));
}

/// Waits until everything is learnt and judged.
fn settled(workbench: &Workbench) {
    for _ in 0..600 {
        if workbench.get("/study/1/learning").json()["doing"] == "ready" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("it is not learnt");
}

#[test]
fn a_list_made_before_anything_was_judged_is_made_anew_once_it_is() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    piece(&workbench, "");
    settled(&workbench);
    let page = piece(&workbench, "");
    assert!(page.contains("data-provisional=\"false\""), "{page}");
    assert!(!page.contains("anew=1"), "{page}");
    let found = project.json(&["suggest", "--limit", "1000"]);
    let left = between(&page, "<span class=\"left soft\">", " ");
    let listed = found["suggestions"].as_array().unwrap().len();
    assert_eq!(left.parse().unwrap_or(0), listed, "{page}");
}

#[test]
fn the_panel_says_why_a_code_is_not_suggested_as_the_command_line_does() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    piece(&workbench, "");
    settled(&workbench);
    let place = "/study/1/read/29";
    let page = workbench.get(place).body;
    let sentence = between(&page, "data-sentences=\"", " ").to_owned();
    for code in ["Fatigue", "Peer learning"] {
        let asked = format!("{place}?at={sentence}&why={}", code.replace(' ', "%20"));
        let panel = workbench.get(&asked).body;
        let told = between(&panel, "class=\"answer\"", "</details>").to_owned();
        let why = project.json(&["suggest", "P28", "--why-not", code, "--at", &sentence]);
        let percent = (why["code"]["probability"].as_f64().unwrap() * 100.0).round();
        assert!(told.contains(&format!("{code}: ")), "{told}");
        assert!(
            told.contains(&format!("{percent} % likely")),
            "{percent}: {told}"
        );
        assert!(
            told.contains(&format!("number {} of 2 codes", why["rank"])),
            "{told}"
        );
    }
    let unknown = workbench.get(&format!("{place}?at={sentence}&why=%3Cb%3E"));
    assert_eq!(unknown.status, 200);
    assert!(
        !unknown.body.contains("<b>\"") && unknown.body.contains("&#60;b&#62;"),
        "{unknown:?}"
    );
}

#[test]
fn the_next_suggestion_is_the_first_of_the_list_from_there_on() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    piece(&workbench, "");
    settled(&workbench);
    let found = project.json(&["suggest", "--limit", "1000"]);
    for transcript in 29..=32 {
        let name = format!("P{}", transcript - 1);
        let here: Vec<u64> = found["suggestions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| s["transcript"] == name.as_str())
            .map(|s| s["start"].as_u64().unwrap())
            .collect();
        let next = |from: u64, back: &str| {
            let asked = format!("/study/1/read/{transcript}/ahead?from={from}{back}");
            workbench.get(&asked).json()["found"][0].as_u64()
        };
        assert_eq!(next(0, ""), here.first().copied(), "{name}");
        assert_eq!(next(10_000, ""), None);
        assert_eq!(next(10_000, "&back=1"), here.last().copied());
        assert_eq!(next(0, "&back=1"), None);
    }
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
    let again = workbench.get(&format!("{place}?at={sentence}")).body;
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
    let panel = workbench.get(&format!("{place}?at={sentence}")).body;
    assert!(
        !panel.contains(&format!("name=\"accept\" value=\"{code}\"")),
        "{panel}"
    );
}

#[test]
fn what_was_shown_is_written_down_without_a_change() {
    let project = learnt();
    let events = project.json(&["history"]).as_array().unwrap().len();
    let record = || project.json(&["history", "--decisions"]);
    {
        let workbench = Workbench::of(&project);
        piece(&workbench, "doubtful=1");
        for _ in 0..100 {
            if record()["shown"].as_u64() > Some(0) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
    let record = record();
    let shown = record["shown"].as_u64().unwrap();
    assert!(
        shown > 0 && record["undecided"].as_u64() == Some(shown),
        "{record}"
    );
    assert_eq!(
        record["shown_stretches"], 1,
        "the one at the top of the pass"
    );
    assert_eq!(project.json(&["history"]).as_array().unwrap().len(), events);
}

#[test]
fn what_is_shown_of_a_list_is_judged_by_the_model_at_hand() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    settled(&workbench);
    let first = piece(&workbench, "doubtful=1");
    let likely = |page: &str| -> Vec<String> {
        let shares = page.split("class=\"likely\">").skip(1);
        shares
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect()
    };
    for _ in 0..2 {
        let page = piece(&workbench, "doubtful=1");
        assert_eq!(say(&workbench, &page, "code", "Peer learning").status, 200);
    }
    settled(&workbench);
    let kept = piece(&workbench, "doubtful=1");
    assert!(kept.contains("anew=1"), "{kept}");
    assert_eq!(stretches_left(&kept), stretches_left(&first) - 2);
    let anew = piece(&workbench, "doubtful=1&anew=1");
    assert_eq!(likely(&kept), likely(&anew));
    assert_ne!(likely(&kept), likely(&first)[..likely(&kept).len()]);
}

#[test]
fn codes_that_are_never_suggested_yet_are_named_with_the_reason() {
    let project = learnt();
    let workbench = Workbench::of(&project);
    settled(&workbench);
    let page = piece(&workbench, "doubtful=1");
    assert!(!page.contains("never suggested yet"), "{page}");

    for code in ["هنوز هیچ", "Not yet 🌱"] {
        project.run(&["codebook", "add", code, "--study", "ward"]);
    }
    settled(&workbench);
    let page = piece(&workbench, "doubtful=1&anew=1");
    let named = between(
        &page,
        "2 codes are never suggested yet</summary>",
        "</details>",
    );
    assert!(
        named.contains("Without a unit so far: هنوز هیچ, Not yet 🌱."),
        "{named}"
    );
}
