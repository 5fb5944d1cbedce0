//! A copy for a colleague and its way back, in the browser: the same as `emic copy` and `emic merge`.

use super::browser::{Answer, Workbench};
use crate::merging::{begun, sara};
use crate::support::Project;

fn seen(workbench: &Workbench) -> String {
    workbench.get("/together").seen().to_string()
}

/// Sends Sara's file to be looked at.
fn looked(project: &Project, workbench: &Workbench, fields: &[(&str, &str)]) -> Answer {
    let bytes = std::fs::read(project.path("out/sara.emic")).unwrap();
    let seen = seen(workbench);
    let fields = [&[("seen", seen.as_str())], fields].concat();
    workbench.upload("/together/look", &fields, "file", &[("sara.emic", &bytes)])
}

/// What names the file that was looked at.
fn file(page: &str) -> String {
    let value = page.split("name=\"file\" value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

fn only_the_project(project: &Project) {
    for entry in std::fs::read_dir(project.path(".")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_known = name.starts_with("p.emic") || ["out", "F2.txt"].contains(&name.as_str());
        assert!(is_known, "{name} is left over");
    }
}

#[test]
fn a_copy_goes_out_and_comes_back_and_twice_changes_nothing() {
    let project = begun();
    let workbench = Workbench::of(&project);
    let now = seen(&workbench);
    let fields = [("seen", now.as_str()), ("whom", "Sara"), ("blind", "yes")];
    let done = workbench.post("/together/give", &fields);
    assert_eq!(done.status, 303, "{done:?}");
    let page = workbench.get(done.header("location").unwrap()).body;
    assert!(page.contains("The copy for Sara<"), "{page}");
    assert!(page.contains("Taken out: codings of others 2"), "{page}");
    assert!(
        project
            .run(&["history"])
            .contains("gave Sara a blind copy: sara.emic")
    );
    let copy = workbench.get("/together/files/sara.emic");
    assert_eq!(copy.status, 200);
    assert_eq!(workbench.get("/together/files/other.emic").status, 404);
    project.write("out/sara.emic", &copy.bytes);
    assert!(!sara(&project, &["show", "F2"]).contains("Barriers > ترس"));
    sara(&project, &["code", "F2", "20-48", "Peers"]);
    sara(&project, &["code", "F2", "53-75", "تنهایی", "--new"]);

    let before = project.json(&["history"]);
    let told = project.json(&["merge", "out/sara.emic", "--dry-run"]);
    assert_eq!(looked(&project, &workbench, &[]).status, 303);
    only_the_project(&project);
    assert_eq!(
        project.json(&["history"]),
        before,
        "looking changes nothing"
    );
    let page = workbench.get("/together?looked=1").body;
    for (kind, n) in told["added"].as_object().unwrap() {
        assert!(
            page.contains(&format!("{n} {kind}")) || n == 1,
            "{kind}: {page}"
        );
    }
    let (now, id) = (seen(&workbench), file(&page));
    let merge = [("seen", now.as_str()), ("file", id.as_str())];
    let done = workbench.post("/together/merge", &merge);
    assert_eq!(done.status, 303, "{}", done.body);
    only_the_project(&project);
    assert_eq!(project.count("codings"), 4);
    assert!(project.run(&["show", "F2"]).contains("تنهایی"));
    let page = workbench.get("/together?merged=1").body;
    assert!(page.contains("What came in of sara.emic"), "{page}");
    assert!(!page.contains("id=\"looked\""), "the file is put away");
    // The same file is not at hand any more, and sent again it brings nothing.
    assert_eq!(workbench.post("/together/merge", &merge).status, 409);
    let before = project.json(&["history"]);
    looked(&project, &workbench, &[]);
    let page = workbench.get("/together?looked=1").body;
    assert!(page.contains("all of theirs is here already"), "{page}");
    let (now, id) = (seen(&workbench), file(&page));
    let merge = [("seen", now.as_str()), ("file", id.as_str())];
    assert_eq!(workbench.post("/together/merge", &merge).status, 303);
    assert_eq!(project.json(&["history"]), before);
    project.run(&["undo"]);
    assert_eq!(project.count("codings"), 2, "one undo takes the merge back");
}

#[test]
fn every_conflict_is_listed_and_settled_on_its_own() {
    let project = begun();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    for (code, mine, theirs) in [
        (
            "Peers",
            "those of the same year",
            "<b>all</b> colleagues 😀",
        ),
        ("ترس", "mine", "ترس از اشتباه"),
    ] {
        project.run(&["codebook", "define", code, "--define", mine]);
        sara(&project, &["codebook", "define", code, "--define", theirs]);
    }
    let told = project.json(&["merge", "out/sara.emic", "--dry-run"]);
    let conflicts = told["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 2, "{told}");
    let workbench = Workbench::of(&project);
    assert_eq!(
        looked(&project, &workbench, &[("take", "theirs")]).status,
        303
    );
    let page = workbench.get("/together?looked=1").body;
    assert!(
        page.contains("2 conflicts") && page.contains("ترس از اشتباه"),
        "{page}"
    );
    assert!(!page.contains("<b>all</b>"), "what was typed is escaped");
    let id = |what: &str| {
        let one = conflicts
            .iter()
            .find(|c| c["what"].as_str().unwrap().contains(what));
        format!("take-{}", one.unwrap()["id"].as_str().unwrap())
    };
    let theirs = |name: &str| format!("name=\"{name}\" value=\"theirs\" checked");
    assert!(page.contains(&theirs(&id("Peers"))), "{page}");
    // Something else is done meanwhile: what was looked at is not what would be done.
    let (now, looked_at) = (seen(&workbench), file(&page));
    project.run(&["memo", "meanwhile"]);
    let (peers, fear) = (id("Peers"), id("ترس"));
    let merge = |now: &str, file: &str| {
        let fields = [
            ("seen", now),
            ("file", file),
            (&peers, "both"),
            (&fear, "theirs"),
        ];
        workbench.post("/together/merge", &fields)
    };
    assert_eq!(merge(&now, &looked_at).status, 409);
    // A page that was loaded anew knows the memo, but what was looked at does not.
    assert_eq!(merge(&seen(&workbench), &looked_at).status, 409);
    // Looked at once more, without sending it again.
    let now = seen(&workbench);
    let again = workbench.upload(
        "/together/look",
        &[("seen", now.as_str())],
        "file",
        &[("", b"")],
    );
    assert_eq!(again.status, 303, "{}", again.body);
    let page = workbench.get("/together?looked=1").body;
    let done = merge(&seen(&workbench), &file(&page));
    assert_eq!(done.status, 303, "{}", done.body);
    let book = project.run(&["codebook", "--json"]);
    assert!(
        book.contains("those of the same year") && book.contains("ترس از اشتباه"),
        "{book}"
    );
    assert!(
        project
            .run(&["memo", "--json"])
            .contains("<b>all</b> colleagues 😀"),
        "both are kept"
    );
    let page = workbench.get("/together?merged=1").body;
    assert!(
        page.contains("2 conflicts, settled") && page.contains("taken: Keep both"),
        "{page}"
    );
}

#[test]
fn what_is_no_project_is_refused_and_nothing_stays_of_it() {
    let project = begun();
    let workbench = Workbench::of(&project);
    let send = |name: &str, content: &[u8]| {
        let now = seen(&workbench);
        workbench.upload(
            "/together/look",
            &[("seen", now.as_str())],
            "file",
            &[(name, content)],
        )
    };
    assert_eq!(send("", b"").status, 422);
    let refused = send("../../notes.emic", b"my notes");
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("notes.emic"), "{}", refused.body);
    assert!(!refused.body.contains(".emic-import"), "{}", refused.body);
    let whole = std::fs::read(project.path("p.emic")).unwrap();
    assert_eq!(send("half.emic", &whole[..whole.len() / 2]).status, 422);
    only_the_project(&project);
    let fields = [("seen", "0"), ("whom", "  ")];
    assert_eq!(workbench.post("/together/give", &fields).status, 422);
    only_the_project(&project);
}

#[test]
fn one_coders_change_is_taken_back_and_done_again() {
    let project = begun();
    project.run(&["--coder", "Sara", "code", "F2", "20-48", "Peers"]);
    project.run(&["code", "F2", "10-14", "Peers"]);
    let workbench = Workbench::of(&project);
    let page = workbench.get("/history");
    assert!(page.body.contains("One coder&#39;s changes alone"));
    let step = |place: &str, now: i64, who: &str| {
        let now = now.to_string();
        workbench.post(place, &[("seen", now.as_str()), ("by", who)])
    };
    let now = || workbench.get("/history").seen();
    assert_eq!(step("/undo/by", page.seen(), "Sara").status, 303);
    assert_eq!(project.count("codings"), 3, "what Mina did since stays");
    let stale = step("/undo/by", page.seen(), "Mina");
    assert_eq!(stale.status, 409);
    assert_eq!(step("/undo/by", now(), "Sara").status, 422);
    assert_eq!(step("/undo/by", now(), "nobody").status, 422);
    assert_eq!(step("/redo/by", now(), "Sara").status, 303);
    assert_eq!(project.count("codings"), 4);
}

/// A colleague may have encrypted her copy.
#[cfg(feature = "encryption")]
#[test]
fn a_file_with_a_passphrase_of_its_own_is_merged() {
    let project = begun();
    let secret = "four unrelated words";
    project.write("out/pass", secret);
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    sara(&project, &["code", "F2", "20-48", "Peers"]);
    let locked = ["--passphrase-file", "out/pass", "encrypt", "out/sara.emic"];
    project.run(&locked);
    let workbench = Workbench::of(&project);
    let missing = looked(&project, &workbench, &[]);
    assert_eq!(missing.status, 422);
    assert!(missing.body.contains("type its own"), "{}", missing.body);
    let wrong = looked(&project, &workbench, &[("passphrase", "four words")]);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(!wrong.body.contains("four words"), "{}", wrong.body);
    let right = looked(&project, &workbench, &[("passphrase", secret)]);
    assert_eq!(right.status, 303, "{}", right.body);
    assert!(!right.head.contains("unrelated"));
    let page = workbench.get("/together?looked=1").body;
    assert!(page.contains("New: ") && !page.contains(secret), "{page}");
    let (now, id) = (seen(&workbench), file(&page));
    let merge = [("seen", now.as_str()), ("file", id.as_str())];
    assert_eq!(workbench.post("/together/merge", &merge).status, 303);
    assert_eq!(project.count("codings"), 3);
    only_the_project(&project);
}
