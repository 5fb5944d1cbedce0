//! What fuzzing begins with is read by the readers it is for, so that it begins within them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(fuzz().join(folder)).unwrap();
    let name = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    entries.map(|entry| name(entry.unwrap().path())).collect()
}

fn seeds(target: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fuzz().join("seeds").join(target)).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn every_target_has_seeds() {
    let targets = names("fuzz_targets");
    assert_eq!(names("seeds"), targets);
    for target in targets {
        assert!(!seeds(&target).is_empty(), "{target}");
    }
}

#[test]
fn seeds_of_transcripts_are_transcripts() {
    for (target, format) in [
        ("text", "text"),
        ("turns", "text"),
        ("vtt", "vtt"),
        ("srt", "srt"),
        ("html", "html"),
        ("rtf", "rtf"),
        ("pdf", "pdf"),
    ] {
        let formats = emic::exchange::transcript_formats();
        let reader = formats.iter().find(|known| known.name() == format);
        for seed in seeds(target) {
            let read = reader.unwrap().read(&seed).unwrap();
            assert!(
                read.text.contains("wait") || read.text.contains("累"),
                "{}",
                seed.display()
            );
        }
    }
}

#[test]
fn seeds_of_tables_and_projects_are_what_they_are_called() {
    for seed in seeds("jsonl") {
        assert!(
            emic::exchange::open_jsonl(&seed)
                .unwrap()
                .all(|unit| unit.is_ok())
        );
    }
    for seed in seeds("qdc") {
        assert!(
            emic::exchange::read_qdc(&seed).is_ok(),
            "{}",
            seed.display()
        );
    }
    for seed in seeds("study_json") {
        assert!(
            emic::exchange::read_study(&seed).is_ok(),
            "{}",
            seed.display()
        );
    }
    for seed in seeds("survey_csv") {
        assert!(
            emic::exchange::read_survey(&seed).is_ok(),
            "{}",
            seed.display()
        );
    }
    for seed in seeds("program_table") {
        assert!(
            emic::exchange::read_program_table(&seed).is_ok(),
            "{}",
            seed.display()
        );
    }
}

#[test]
fn seeds_of_databases_are_projects_with_a_coding() {
    use emic::exchange::{read_qualcoder, read_rqda, read_taguette};
    for (target, read) in [
        ("qualcoder", read_qualcoder as fn(&Path) -> _),
        ("rqda", read_rqda),
        ("taguette", read_taguette),
    ] {
        for seed in seeds(target) {
            let project = read(&seed).unwrap().project;
            let mut units = project.transcripts.iter().flat_map(|text| &text.units);
            assert!(
                units.any(|unit| !unit.codings.is_empty()),
                "{}",
                seed.display()
            );
        }
    }
}
