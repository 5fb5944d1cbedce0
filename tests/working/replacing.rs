//! A project file that is copied over while the workbench has it open: it says so, and neither of the two files is damaged.

use super::browser::Workbench;
use crate::support::Project;
use emic::store::Store;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TEXT: &str = "Interviewer: How was it?\n\nF2: I was tired. من خسته بودم. 我很累😀。\n";

/// A project, and a copy of it from before the last coding.
fn with_copy() -> (Project, PathBuf) {
    let project = Project::with_transcript(TEXT);
    project.run(&["code", "F2", "30-42", "Tired", "--new"]);
    let copy = project.path("copy.kept");
    let store = Store::open(project.path("p.emic")).unwrap();
    store.copy_to(&copy).unwrap();
    (project, copy)
}

fn code(workbench: &Workbench, place: &str) -> u16 {
    let seen = workbench.get(place).seen().to_string();
    let fields = [
        ("seen", seen.as_str()),
        ("start", "44"),
        ("end", "56"),
        ("code", "Worn out"),
        ("new", "1"),
    ];
    workbench.send(&format!("{place}/code"), &fields).status
}

fn log_is_empty(project: &Project) -> bool {
    let log = std::fs::metadata(project.path("p.emic-wal"));
    log.map_or(true, |log| log.len() == 0)
}

/// Waits until the file alone is the project.
fn settled(project: &Project) {
    for _ in 0..300 {
        if log_is_empty(project) {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the log was not emptied");
}

fn sound(path: &Path) -> Store {
    let store = Store::open(path).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    store
}

#[test]
fn it_says_that_the_file_was_replaced_and_touches_neither() {
    for in_place in [true, false] {
        let (project, copy) = with_copy();
        let mut workbench = Workbench::of(&project);
        let place = "/study/1/read/1";
        assert_eq!(code(&workbench, place), 200);
        assert_eq!(project.count("codings"), 2);
        settled(&project);
        std::thread::sleep(Duration::from_millis(50));
        let kept = std::fs::read(&copy).unwrap();
        if in_place {
            std::fs::write(project.path("p.emic"), &kept).unwrap();
        } else {
            std::fs::rename(&copy, project.path("p.emic")).unwrap();
        }
        for page in [place, "/", "/study/1/suggestions", "/search?q=tired"] {
            let page = workbench.get(page);
            assert_eq!(page.status, 503, "{page:?}");
            assert!(
                page.body.contains("was replaced while emic had it open"),
                "{page:?}"
            );
        }
        let fields = [
            ("seen", "2"),
            ("start", "44"),
            ("end", "56"),
            ("code", "Tired"),
        ];
        let refused = workbench.send(&format!("{place}/code"), &fields);
        assert_eq!(refused.status, 503, "{refused:?}");
        assert!(refused.body.contains("start it again"), "{refused:?}");
        assert!(workbench.runs());
        workbench.end();
        assert_eq!(
            std::fs::read(project.path("p.emic")).unwrap(),
            kept,
            "nothing was written into it"
        );
        sound(&project.path("p.emic"));
        assert_eq!(project.count("codings"), 1);
    }
}

#[test]
fn a_workbench_that_was_killed_leaves_a_file_that_can_be_copied_over() {
    let (project, copy) = with_copy();
    let workbench = Workbench::of(&project);
    assert_eq!(code(&workbench, "/study/1/read/1"), 200);
    settled(&project);
    // Dropped, it is killed.
    drop(workbench);
    std::fs::copy(&copy, project.path("p.emic")).unwrap();
    sound(&project.path("p.emic"));
    assert_eq!(project.count("codings"), 1);
    let workbench = Workbench::of(&project);
    assert_eq!(code(&workbench, "/study/1/read/1"), 200);
    assert_eq!(project.count("codings"), 2);
}

#[test]
fn the_command_line_may_go_on_beside_it() {
    let (project, _) = with_copy();
    let workbench = Workbench::of(&project);
    assert_eq!(code(&workbench, "/study/1/read/1"), 200);
    for n in 0..5 {
        project.run(&["code", "F2", "30-42", &format!("Code {n}"), "--new"]);
        // What an open page asks every few seconds.
        assert_eq!(workbench.get("/changes?since=1").status, 200);
        settled(&project);
        assert_eq!(workbench.get("/study/1/read/1").status, 200);
        project.run(&["undo"]);
    }
    assert_eq!(code(&workbench, "/study/1/read/1"), 200);
    sound(&project.path("p.emic"));
}
