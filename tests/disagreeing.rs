//! Where coders differ, and what they agree on.

use crate::support::Project;

const TEXT: &str = "I: What helped?\nF2: We learned from each other 😀.\nF2: می‌ترسیدم و تنها بودم. 我害怕。\nF2: Nothing else.\n";

/// Mina and Sara coded the same interview: once alike, once differently, once only one of them.
fn coded() -> Project {
    let project = Project::with_transcript(TEXT);
    for (coder, place, code) in [
        ("Mina", "20-48", "Peers"),
        ("Sara", "20-46", "Peers"),
        ("Mina", "53-75", "ترس"),
        ("Sara", "53-74", "تنهایی"),
        ("Sara", "87-94", "Nothing"),
    ] {
        project.run(&["--coder", coder, "code", "F2", place, code, "--new"]);
    }
    project
}

#[test]
fn stretches_on_which_codes_differ_are_shown_side_by_side() {
    let project = coded();
    let found = project.json(&["disagreements"]);
    assert_eq!(found["agreed"], 1, "only the borders differ there");
    let stretches = found["stretches"].as_array().unwrap();
    assert_eq!(stretches.len(), 2);
    let first = &stretches[0];
    assert_eq!(
        (first["start"].as_u64(), first["end"].as_u64()),
        (Some(54), Some(75))
    );
    assert_eq!(first["sides"][0]["coder"], "Mina");
    assert_eq!(first["sides"][0]["given"][0]["code"], "ترس");
    assert_eq!(first["sides"][1]["given"][0]["code"], "تنهایی");
    assert!(first["text"].as_str().unwrap().contains("می‌ترسیدم"));
    assert!(
        stretches[1]["sides"][0]["given"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let confused = found["confused"].as_array().unwrap();
    assert_eq!(confused.len(), 2);
    assert!(
        confused
            .iter()
            .any(|c| c["code"] == "Nothing" && c["instead"].is_null())
    );

    let only = project.json(&["disagreements", "--code", "Nothing"]);
    assert_eq!(only["stretches"].as_array().unwrap().len(), 1);
    let told = project.run(&["disagreements"]);
    assert!(
        told.contains("F2 54-75") && told.contains("Sara: تنهایی") && told.contains("Mina: –"),
        "{told}"
    );
    let lonely = project.refused(2, &["disagreements", "--of", "Mina"]);
    assert!(lonely.contains("two coders"), "{lonely}");
}

#[test]
fn a_consensus_stands_beside_the_codings_of_each() {
    let project = coded();
    let before = project.json(&["agreement"]);
    project.run(&[
        "memo",
        "ترس یا تنهایی؟ 😀",
        "--transcript",
        "F2",
        "--at",
        "53-75",
    ]);
    assert_eq!(
        project.json(&["disagreements"])["stretches"][0]["memos"][0][1],
        "ترس یا تنهایی؟ 😀"
    );
    let settled = project.run(&[
        "settle",
        "F2",
        "53-75",
        "--as",
        "Sara",
        "--why",
        "بیشتر تنهایی است",
    ]);
    assert!(
        settled.contains("Mina settled: تنهایی (as Sara)"),
        "{settled}"
    );
    project.run(&["settle", "F2", "87-94", "--nothing"]);

    let found = project.json(&["disagreements"]);
    assert_eq!(
        (
            found["stretches"].as_array().unwrap().len(),
            found["settled"].as_u64()
        ),
        (0, Some(2))
    );
    let all = project.json(&["disagreements", "--settled"]);
    assert_eq!(all["stretches"][0]["consensus"][0], "تنهایی");
    assert!(
        all["stretches"][0]["settled"]
            .as_str()
            .unwrap()
            .contains("بیشتر تنهایی است")
    );

    // Own codings stay, nothing is counted twice, agreement is as it was.
    assert_eq!(project.count("codings"), 5);
    assert_eq!(project.count("coders"), 2);
    assert_eq!(project.json(&["agreement"]), before);
    let named = project.json(&["agreement", "--of", "Mina", "--of", "Consensus"]);
    assert_eq!(named["coders"][0], "Consensus (consensus)");
    let refused = project.refused(2, &["--coder", "Consensus", "code", "F2", "0-2", "Peers"]);
    assert!(
        refused.contains("stands for what coders agree on"),
        "{refused}"
    );

    project.run(&["undo"]);
    assert_eq!(
        project.json(&["disagreements"])["stretches"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    project.run(&["redo"]);
    project.run(&["settle", "F2", "53-75", "--reopen"]);
    assert_eq!(
        project.json(&["disagreements"])["stretches"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_settlement_is_replaced_not_added_to() {
    let project = coded();
    project.run(&["settle", "F2", "53-75", "--as", "Sara"]);
    project.run(&["settle", "F2", "53-75", "--as", "Mina", "--as", "Sara"]);
    project.run(&["settle", "F2", "53-75", "--code", "ترس"]);
    let all = project.json(&["disagreements", "--settled"]);
    assert_eq!(all["stretches"][0]["consensus"], serde_json::json!(["ترس"]));
    for (args, why) in [
        (vec!["settle", "F2", "0-5", "--nothing"], "nothing is coded"),
        (
            vec!["settle", "F2", "87-94", "--as", "Mina"],
            "gave no code",
        ),
        (vec!["settle", "F2", "87-94", "--as", "Nobody"], "no coder"),
        (
            vec!["settle", "F2", "87-94", "--code", "unknown"],
            "no code",
        ),
        (vec!["settle", "F2", "87-94"], "what you agree on"),
    ] {
        let refused = project.refused(2, &args);
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn suggestions_are_learnt_from_the_consensus_first() {
    let project = coded();
    project.run(&["settle", "F2", "53-75", "--as", "Sara"]);
    let store = emic::store::Store::open_read_only(project.path("p.emic")).unwrap();
    let consensus = store.coder_named("Consensus").unwrap().unwrap();
    assert_eq!(consensus.kind, emic::study::CoderKind::Consensus);
    drop(store);
    let learnt = project.run(&["suggest", "F2", "--json"]);
    assert!(learnt.contains("Consensus"), "{learnt}");
}

#[test]
fn a_consensus_goes_with_the_copy_and_comes_back() {
    let project = coded();
    std::fs::create_dir(project.path("out")).unwrap();
    project.run(&["copy", "out/sara.emic", "--for", "Sara"]);
    project.run(&[
        "-p",
        "out/sara.emic",
        "settle",
        "F2",
        "53-75",
        "--as",
        "Mina",
    ]);
    project.run(&["merge", "out/sara.emic"]);
    let all = project.json(&["disagreements", "--settled"]);
    assert_eq!(all["stretches"][0]["consensus"], serde_json::json!(["ترس"]));
    assert_eq!(project.count("codings"), 5);
}
