//! No file, however broken, and no killed process loses work.

use crate::support::Project;
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

/// A study of many units.
fn big(project: &Project, units: usize) {
    let mut lines = String::new();
    for n in 0..units {
        writeln!(
            lines,
            r#"{{"id": "u{n}", "participant": "P{}", "text": "word {n} 😀 می‌رود and more", "codes": ["Theme {} > Code {}"]}}"#,
            n % 20, n % 3, n % 30
        )
        .unwrap();
    }
    project.write("big/coded.jsonl", lines);
}

#[test]
fn a_killed_import_leaves_all_or_nothing() {
    let project = Project::with_transcript("F2: Hello.\n");
    const UNITS: usize = 20_000;
    big(&project, UNITS);
    for wait in [20, 60, 150, 300, 500, 800] {
        let mut import = project
            .program()
            .args(["import", "big", "--study", "large"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        import.kill().unwrap();
        import.wait().unwrap();
        assert!(project.run(&["check"]).contains("sound"));
        let units = usize::try_from(project.count("units")).unwrap();
        assert!(units == 0 || units == UNITS, "{units} after {wait} ms");
        assert_eq!(project.count("codings"), project.count("units"));
        if units == UNITS {
            project.run(&["undo"]);
            assert_eq!(project.count("units"), 0);
        }
    }
    project.run(&["import", "big", "--study", "large"]);
    assert_eq!(project.count("units"), UNITS as u64);
}

#[test]
fn a_killed_coding_is_whole_or_was_not() {
    let project = Project::with_transcript("F2: One two three four five six.\n");
    for (wait, code) in [
        (0, "a"),
        (3, "b"),
        (6, "c"),
        (10, "d"),
        (20, "e"),
        (40, "f"),
    ] {
        let before = (
            project.count("units"),
            project.count("codings"),
            project.count("codes"),
        );
        let mut coding = project
            .program()
            .args(["code", "F2", "--quote", "two three", code, "--new"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        coding.kill().unwrap();
        coding.wait().unwrap();
        assert!(project.run(&["check"]).contains("sound"));
        let after = (
            project.count("units"),
            project.count("codings"),
            project.count("codes"),
        );
        assert!(
            after == before || after == (1, before.1 + 1, before.2 + 1),
            "{before:?} {after:?}"
        );
    }
}

#[test]
fn a_truncated_file_is_refused_and_not_made_worse() {
    let project = Project::with_transcript("F2: Hello there.\n");
    let whole = std::fs::read(project.path("p.emic")).unwrap();
    for length in [0, 10, 100, 4096, whole.len() / 2, whole.len() - 1] {
        project.write("cut.emic", &whole[..length]);
        for args in [
            &["status"][..],
            &["show", "F2"],
            &["import", "F2.txt"],
            &["check"],
        ] {
            let args: Vec<&str> = ["-p", "cut.emic"].iter().chain(args).copied().collect();
            let done = project.emic(&args).output().unwrap();
            let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(!complaint.contains("panicked"), "{length}: {complaint}");
            assert_eq!(
                done.status.code(),
                Some(3),
                "{length} {args:?}: {complaint}"
            );
        }
        assert_eq!(
            std::fs::read(project.path("cut.emic")).unwrap(),
            whole[..length]
        );
    }
}

#[test]
fn other_files_are_no_projects() {
    let project = Project::new();
    project.write("text.emic", "hello");
    project.write("zeros.emic", vec![0; 10_000]);
    for name in ["text.emic", "zeros.emic", "nowhere.emic"] {
        let complaint = project.refused(3, &["-p", name, "status"]);
        assert!(complaint.contains(name), "{complaint}");
    }
    assert!(project.refused(3, &["new", "p.emic"]).contains("p.emic"));
    project.write("q.emic", "");
    assert!(project.refused(2, &["status"]).contains("--project"));
}

#[test]
fn a_newer_file_says_so() {
    let project = Project::with_transcript("F2: Hello.\n");
    let mut bytes = std::fs::read(project.path("p.emic")).unwrap();
    // SQLite keeps user_version, which is the version of the file, at bytes 60 to 63 of its header.
    bytes[60..64].copy_from_slice(&9999_u32.to_be_bytes());
    project.write("newer.emic", bytes);
    let complaint = project.refused(3, &["-p", "newer.emic", "status"]);
    assert!(complaint.contains("newer emic"), "{complaint}");
}

#[test]
fn twenty_megabytes_are_no_trouble() {
    let project = Project::new();
    let answer = "I was tired, and the ward was full, and nobody came. ".repeat(10);
    let text = format!("Interviewer: Why?\n\nM4: {answer}\n\n").repeat(38_000);
    assert!(text.len() > 20_000_000);
    project.write("M4.txt", format!("{text}M4: the very last words"));
    project.run(&["import", "M4.txt", "--study", "long"]);
    let coded = project.json(&[
        "code",
        "M4",
        "--quote",
        "the very last words",
        "End",
        "--new",
    ]);
    assert!(coded["start"].as_u64().unwrap() > 20_000_000);
    assert!(
        project
            .run(&["show", "M4", "--from", "150000", "--lines", "9"])
            .lines()
            .count()
            > 3
    );
}

#[test]
fn transcripts_in_every_script_and_encoding() {
    let project = Project::new();
    project.write(
        "in/fa.txt",
        "مصاحبه‌گر: چرا رفتید؟\nم۴: می‌ترسیدم. خسته بودم و کسی نبود که کمک کند.\n",
    );
    project.write(
        "in/zh.txt",
        "访谈者：为什么？\n王医生：我害怕。那天晚上病房里没有人。\n访谈者：嗯。\n王医生：是的。\n",
    );
    project.write(
        "in/emoji.txt",
        "Interviewer: 😀?\nM4: 👩‍👩‍👧‍👦 🇮🇷 e\u{301}\u{301} \u{202e}abc\u{202c} \u{0}x".replace('\0', ""),
    );
    project.write(
        "in/latin.txt",
        b"Interviewer: Pourquoi?\nM4: J'\xe9tais fatigu\xe9e, tr\xe8s fatigu\xe9e ce soir-l\xe0.\n",
    );
    project.write(
        "in/broken.txt",
        b"Interviewer: Why?\nM4: \xff\xfe\xc3\x28 because it was late and we were tired.\n",
    );
    project.write(
        "in/escape.txt",
        "Interviewer: Why?\nM4: \u{1b}[31mred\u{1b}[0m\n",
    );
    let report = project.json(&["import", "in"]);
    assert_eq!(report["totals"]["transcripts"], 6, "{report}");
    let language = |name: &str| project.json(&["show", name])["language"].clone();
    assert_eq!((language("fa"), language("zh")), ("fa".into(), "zh".into()));
    assert!(project.run(&["show", "latin"]).contains("fatiguée"));
    assert!(!project.run(&["show", "escape"]).contains('\u{1b}'));
    for name in ["fa", "zh", "emoji", "latin", "broken", "escape"] {
        project.run(&["show", name]);
        project.run(&["segment", name, "--by", "sentences"]);
    }
    project.run(&["code", "emoji", "--quote", "👩‍👩‍👧‍👦", "Family", "--new"]);
    assert_eq!(project.json(&["show", "emoji"])["units"][0]["text"], "👩‍👩‍👧‍👦");
}
