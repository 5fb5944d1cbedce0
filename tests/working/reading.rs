//! A transcript is shown as it is, with what is coded in it.

use super::browser::Workbench;
use crate::support::Project;

/// The text of an element's lines without markup.
fn lines(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in page.split("<p class=\"line\"").skip(1) {
        let inner = line
            .split_once('>')
            .unwrap()
            .1
            .split("</p>")
            .next()
            .unwrap();
        let mut text = String::new();
        for part in inner.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
        }
        found.push(text);
    }
    found
}

#[test]
fn every_script_is_shown_whole_and_in_its_direction() {
    for (text, language, wanted, dir) in [
        (
            "Interviewer: Why?\n\nF2: I was 😀 tired.\n",
            "en",
            "I was 😀 tired.",
            "ltr",
        ),
        (
            "مصاحبه‌گر: چرا؟\n\nF2: ICU پر بود و می‌ترسیدم\n",
            "fa",
            "ICU پر بود و می‌ترسیدم",
            "rtl",
        ),
        (
            "访谈者：为什么？\n\nF2：我害怕。\n",
            "zh",
            "我害怕。",
            "ltr",
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
        project.run(&["code", "F2", "--quote", wanted, "Fear", "--new"]);
        let page = Workbench::of(&project).get("/study/1/read/1").body;
        assert!(lines(&page).iter().any(|line| line == wanted), "{page}");
        assert!(
            page.contains(&format!("lang=\"{language}\" dir=\"{dir}\"")),
            "{page}"
        );
        assert!(page.contains("data-u=\"1\""), "{page}");
        assert!(page.contains("dir=\"auto\">Fear</a>"), "{page}");
    }
}

#[test]
fn lines_say_where_they_begin_in_code_points() {
    let project = Project::with_transcript("Interviewer: 😀 Why?\n\nF2: I was tired.\nReally.\n");
    let page = Workbench::of(&project).get("/study/1/read/1").body;
    for (number, start) in [(1, 13), (3, 25), (4, 38)] {
        assert!(
            page.contains(&format!("data-start=\"{start}\" data-line=\"{number}\"")),
            "{page}"
        );
    }
}

#[test]
fn overlapping_units_are_cut_where_they_begin_and_end() {
    let project =
        Project::with_transcript("Interviewer: Why?\n\nF2: I was tired and alone at night.\n");
    project.run(&[
        "code",
        "F2",
        "--quote",
        "I was tired and alone",
        "Fatigue",
        "--new",
    ]);
    project.run(&[
        "code",
        "F2",
        "--quote",
        "alone at night",
        "Loneliness",
        "--new",
    ]);
    let page = Workbench::of(&project).get("/study/1/read/1").body;
    for (units, words) in [
        ("1", "I was tired and "),
        ("1 2", "alone"),
        ("2", " at night"),
    ] {
        assert!(
            page.contains(&format!("data-u=\"{units}\">{words}</mark>")),
            "{page}"
        );
    }
    assert!(page.contains("class=\"m2 a1 b2\""), "{page}");
}
