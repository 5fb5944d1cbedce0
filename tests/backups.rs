//! Backups make themselves, are restored, and a check tells what is wrong.

use crate::support::Project;

/// The names of all backups, the newest first.
fn backups(project: &Project) -> Vec<String> {
    let all = project.json(&["backup"]);
    let name = |backup: &serde_json::Value| backup["backup"].as_str().unwrap().to_owned();
    all.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn a_backup_is_made_restored_and_the_present_is_kept() {
    let project = Project::with_transcript("F2: One two three. می‌ترسیدم 😀.\n");
    assert!(backups(&project).is_empty());
    project.run(&["code", "F2", "--quote", "two", "Early", "--new"]);
    let told = project.run(&["backup", "now"]);
    assert!(told.contains("compared row by row"), "{told}");
    let early = backups(&project).remove(0);
    project.run(&["backup", "now"]);
    assert_eq!(
        backups(&project),
        std::slice::from_ref(&early),
        "nothing was changed"
    );
    project.run(&["code", "F2", "--quote", "می‌ترسیدم", "Late", "--new"]);
    project.run(&["backup", "restore", &early]);
    assert_eq!(project.count("codes"), 1);
    let all = backups(&project);
    assert_eq!(all.len(), 2, "{all:?}");
    let late = all.iter().find(|name| name.ends_with("-kept")).unwrap();
    project.run(&["backup", "restore", late]);
    assert_eq!(project.count("codes"), 2);
    assert!(project.run(&["check"]).contains("sound"));
    for (code, name) in [(2, "nowhere"), (2, "2"), (2, "/dev/null")] {
        project.refused(code, &["backup", "restore", name]);
        assert_eq!(project.count("codes"), 2);
    }
}

#[test]
fn the_first_change_of_a_day_makes_a_backup_and_old_ones_go() {
    let project = Project::with_transcript("F2: One two three.\n");
    project.run(&["backup", "now"]);
    let folder = project.path("p.emic.backups");
    let made = backups(&project).remove(0);
    let whole = std::fs::read(folder.join(format!("{made}.emic"))).unwrap();
    std::fs::remove_file(folder.join(format!("{made}.emic"))).unwrap();
    // Four years ago somebody worked all January.
    for day in 1..=31 {
        project.write(
            &format!("p.emic.backups/2022-01-{day:02}-080000-0.emic"),
            &whole,
        );
    }
    project.write("p.emic.backups/2021-01-01-080000-0-kept.emic", &whole);
    project.write("p.emic.backups/my notes.txt", "mine");
    project.run(&["code", "F2", "--quote", "two", "A", "--new"]);
    let all = backups(&project);
    assert_eq!(all.len(), 6, "{all:?}");
    assert!(
        all[5].ends_with("-kept") && all[4].starts_with("2022-01-28"),
        "{all:?}"
    );
    assert!(folder.join("my notes.txt").exists());
    project.run(&["code", "F2", "--quote", "three", "B", "--new"]);
    assert_eq!(backups(&project), all, "one a day is enough");
}

#[test]
fn a_project_whose_backups_cannot_be_written_is_worked_on_all_the_same() {
    let project = Project::with_transcript("F2: One two three.\n");
    project.write("p.emic.backups", "a file, not a folder");
    project.run(&["code", "F2", "--quote", "two", "A", "--new"]);
    let complaint = project.refused(3, &["backup", "now"]);
    assert!(complaint.contains("p.emic.backups"), "{complaint}");
}

#[test]
fn check_mends_what_was_made_from_the_content_and_tells_of_the_rest() {
    let project = Project::with_transcript("F2: One two three.\n");
    project.run(&["code", "F2", "--quote", "two", "A", "--new"]);
    project.run(&["search", "two"]);
    project.run(&["backup", "now"]);
    let open = || rusqlite::Connection::open(project.path("p.emic")).unwrap();
    let caches = open()
        .execute(
            "UPDATE cache SET data = x'00' WHERE name LIKE 'index/%'",
            [],
        )
        .unwrap();
    open()
        .execute_batch("DROP TRIGGER history_unit_update")
        .unwrap();
    assert!(caches > 0);
    let done = project.emic(&["check"]).assert().code(3);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("--repair"), "{said}");
    assert!(project.run(&["check", "--repair"]).contains("is sound"));
    assert!(project.run(&["search", "two"]).contains("two"));
    open()
        .execute_batch("UPDATE current_event SET event = 1; UPDATE unit SET end_byte = 4000; UPDATE current_event SET event = NULL;")
        .unwrap();
    let done = project.emic(&["check", "--repair"]).assert().code(3);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("emic backup restore"), "{said}");
    project.run(&["backup", "restore", &backups(&project)[0]]);
    assert!(project.run(&["check"]).contains("sound"));
}
