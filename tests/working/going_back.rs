//! Going back to a backup in the browser: the project is the backup then, what it was is kept, and no page of before does harm.

use super::browser::{Answer, Workbench, answer};
use crate::support::{Project, corpora};
use emic::store::Store;
use std::io::Write;

/// A project with one coding, a backup of it, and one more coding since.
fn project() -> (Project, String) {
    let project = Project::with_transcript(
        "Interviewer: Why?\n\nF2: I was tired and alone, خسته 😀.\n\nInterviewer: And?\n\nF2: Nothing.\n",
    );
    project.run(&["code", "F2", "--quote", "tired", "Fatigue", "--new"]);
    let made = project.json(&["backup", "now"]);
    project.run(&["code", "F2", "--quote", "alone", "<b>Lonely", "--new"]);
    (project, made["backup"].as_str().unwrap().to_owned())
}

fn place(name: &str) -> String {
    format!("/safety/backups/{name}/back")
}

fn go_back(workbench: &Workbench, name: &str) -> Answer {
    let seen = workbench.get(&place(name)).seen().to_string();
    workbench.post(&place(name), &[("seen", &seen)])
}

/// The page that tells what became of it.
fn told(workbench: &Workbench, done: &Answer) -> String {
    assert_eq!(done.status, 303, "{done:?}");
    let page = workbench.get(done.header("location").unwrap());
    assert_eq!(page.status, 200, "{page:?}");
    page.body
}

/// All that is in a project file, as far as its history and its units say it.
fn content(project: &Project, file: &str) -> String {
    let history = project.run(&["-p", file, "history", "--json"]);
    history + &project.run(&["-p", file, "export", "units", "--format", "jsonl"])
}

#[test]
fn the_project_is_as_it_was_and_what_it_was_before_is_kept() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    let list = workbench.get("/safety").body;
    assert!(
        list.contains(&place(&name)) && !list.contains("backup restore"),
        "{list}"
    );
    let page = workbench.get(&place(&name)).body;
    assert!(page.contains("1 change was made since"), "{page}");
    assert!(
        page.contains("Lonely") && !page.contains("<b>Lonely"),
        "{page}"
    );
    let before = content(&project, "p.emic");
    let then = content(&project, &format!("p.emic.backups/{name}.emic"));
    assert_ne!(before, then);
    // A connection on which nothing is said keeps nobody from it.
    let _silent = workbench.connect();
    let begun = std::time::Instant::now();
    let page = told(&workbench, &go_back(&workbench, &name));
    assert!(begun.elapsed().as_secs() < 9, "{:?}", begun.elapsed());
    assert!(
        page.contains(&format!("The project is as it was in {name}")),
        "{page}"
    );
    assert_eq!(content(&project, "p.emic"), then);
    let kept = &project.json(&["backup"])[0];
    let kept = kept["backup"].as_str().unwrap();
    assert!(kept.ends_with("-kept") && page.contains(kept), "{page}");
    assert_eq!(
        content(&project, &format!("p.emic.backups/{kept}.emic")),
        before
    );
    // Undo is that of the backup, and work goes on.
    let page = workbench.get("/study/1/read/1");
    assert!(!page.body.contains("Lonely"), "{}", page.body);
    let seen = page.seen().to_string();
    let event = project.json(&["history"])[0]["event"].to_string();
    let fields = [("seen", seen.as_str()), ("event", &event), ("back", "/")];
    assert_eq!(workbench.post("/undo", &fields).status, 303);
    assert_eq!(project.count("codings"), 0);
    assert!(
        Store::open(project.path("p.emic"))
            .unwrap()
            .check()
            .unwrap()
            .is_empty()
    );
    // And back to what it was, which is of another line by now.
    let page = workbench.get(&place(kept)).body;
    assert!(page.contains("another line of work"), "{page}");
    told(&workbench, &go_back(&workbench, kept));
    assert_eq!(content(&project, "p.emic"), before);
}

#[test]
fn pages_of_before_are_refused_however_many_changes_come_after() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    let old = workbench.get("/study/1/read/1").seen().to_string();
    let code = |seen: &str| {
        let fields = [
            ("seen", seen),
            ("start", "32"),
            ("end", "36"),
            ("code", "Late"),
            ("new", "yes"),
        ];
        workbench.send("/study/1/read/1/code", &fields)
    };
    told(&workbench, &go_back(&workbench, &name));
    for round in 0..4 {
        let before = content(&project, "p.emic");
        let refused = code(&old);
        assert_eq!(refused.status, 409, "{round}: {refused:?}");
        assert!(refused.body.contains("went back to a backup"));
        let undo = [("seen", old.as_str()), ("event", &old), ("back", "/")];
        assert_eq!(workbench.post("/undo", &undo).status, 409);
        assert_eq!(workbench.post("/safety/backup", &undo).status, 409);
        assert_eq!(workbench.post(&place(&name), &undo).status, 409);
        assert_eq!(
            workbench
                .get(&format!("/study/1/read/1/turns?since={old}"))
                .status,
            409
        );
        assert_eq!(content(&project, "p.emic"), before);
        // An open window is told.
        let changes = workbench.get(&format!("/changes?since={old}")).json();
        assert!(
            changes["went_back"].as_str().unwrap().contains("anew"),
            "{changes}"
        );
        // The numbers of the new history pass those that the old page has seen.
        let name = format!("Code {round}");
        project.run(&["code", "F2", "--quote", "Nothing", &name, "--new"]);
    }
    let page = workbench.get("/study/1/read/1");
    let done = code(&page.seen().to_string());
    assert_eq!(done.status, 200, "{done:?}");
    let at = done.json()["at"].as_i64().unwrap();
    assert_eq!(at, page.seen() + 1);
    let changes = workbench.get(&format!("/changes?since={at}")).json();
    assert_eq!(
        (changes["at"].as_i64(), changes["went_back"].is_null()),
        (Some(at), true),
        "{changes}"
    );
}

#[test]
fn what_was_not_shown_is_not_lost() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    let seen = workbench.get(&place(&name)).seen().to_string();
    project.run(&["code", "F2", "--quote", "Nothing", "Silence", "--new"]);
    let refused = workbench.post(&place(&name), &[("seen", &seen)]);
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("Silence"), "{}", refused.body);
    assert_eq!(project.count("codings"), 3);
    assert!(
        workbench
            .get(&place(&name))
            .body
            .contains("2 changes were made")
    );
}

#[test]
fn a_backup_that_is_unknown_or_damaged_is_refused_and_the_project_served() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    for other in ["nothing", "..%2F..%2Fp", "%2e%2e%2fp.emic"] {
        let seen = workbench.get("/safety").seen().to_string();
        assert_eq!(workbench.get(&place(other)).status, 404, "{other}");
        let refused = workbench.post(&place(other), &[("seen", &seen)]);
        assert_eq!(refused.status, 404, "{other}");
    }
    let file = format!("p.emic.backups/{name}.emic");
    let whole = std::fs::read(project.path(&file)).unwrap();
    let before = content(&project, "p.emic");
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[middle - 3000..middle + 3000].fill(0xA5);
    let old = workbench.get("/").seen();
    for damaged in [&b"SQLite format 3\0"[..], &whole[..5000], &torn] {
        project.write(&file, damaged);
        let page = told(&workbench, &go_back(&workbench, &name));
        assert!(page.contains("role=\"alert\""), "{page}");
        assert!(
            !page.contains("is as it was in") && !page.contains("Other windows"),
            "{page}"
        );
        assert_eq!(content(&project, "p.emic"), before);
        assert!(!project.path("p.emic.restoring").exists());
        assert_eq!(
            workbench.get("/").seen(),
            old,
            "open pages are as good as before"
        );
    }
    project.write(&file, &whole);
    assert!(told(&workbench, &go_back(&workbench, &name)).contains("is as it was in"));
}

#[test]
fn a_project_that_another_program_has_open_is_served_again_as_it_was() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    let other = Store::open(project.path("p.emic")).unwrap();
    let other_reads = other.studies().unwrap().len();
    let before = content(&project, "p.emic");
    let page = told(&workbench, &go_back(&workbench, &name));
    assert!(page.contains("is open in another program"), "{page}");
    assert!(!page.contains("the workbench, another terminal"), "{page}");
    assert_eq!(content(&project, "p.emic"), before);
    assert_eq!(other_reads, 1);
    drop(other);
    told(&workbench, &go_back(&workbench, &name));
    assert_eq!(project.count("codings"), 1);
}

#[test]
fn while_emic_is_at_work_nothing_is_replaced() {
    let project = Project::new();
    let study = corpora().join("clinical-empathy-challenges");
    project.run(&["import", "--study", "empathy", study.to_str().unwrap()]);
    let made = project.json(&["backup", "now"]);
    let name = made["backup"].as_str().unwrap();
    let workbench = Workbench::of(&project);
    let begun = workbench.post("/study/1/evaluation", &[("back", "/")]);
    assert_eq!(begun.status, 303, "{begun:?}");
    let refused = go_back(&workbench, name);
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(refused.body.contains("still at work"), "{}", refused.body);
    assert_eq!(workbench.get("/").status, 200);
}

/// A request that is still coming in holds the project: it is waited for, and then not any longer.
#[test]
fn a_request_that_does_not_end_is_not_cut_off() {
    let (project, name) = project();
    let workbench = Workbench::of(&project);
    let mut slow = workbench.connect();
    let head = format!(
        "POST /exchange/import HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nOrigin: http://{}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n--x",
        workbench.host, workbench.cookie, workbench.host
    );
    slow.write_all(head.as_bytes()).unwrap();
    // Until the request has arrived.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let before = content(&project, "p.emic");
    let page = told(&workbench, &go_back(&workbench, &name));
    assert!(page.contains("still at work"), "{page}");
    assert_eq!(content(&project, "p.emic"), before);
    slow.shutdown(std::net::Shutdown::Write).unwrap();
    assert_ne!(answer(slow).status, 303);
    told(&workbench, &go_back(&workbench, &name));
    assert_eq!(project.count("codings"), 1);
}

#[cfg(unix)]
#[test]
fn it_ends_by_itself_after_going_back() {
    let (project, name) = project();
    let mut workbench = Workbench::of(&project);
    told(&workbench, &go_back(&workbench, &name));
    assert!(workbench.end().success());
    assert!(
        !project.path("p.emic-wal").exists(),
        "the file alone is the project"
    );
    assert_eq!(project.count("codings"), 1);
}
