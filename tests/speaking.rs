//! Every command tells how it is used, and prints data that programs can read.

use crate::support::Project;

const TEXT: &str = "Interviewer: Why?\nF2: We learned 😀 from each other. می‌ترسیدم. 我害怕。\n";

#[test]
fn every_printing_command_writes_json_that_parses() {
    let project = Project::with_transcript(TEXT);
    let steps: &[&[&str]] = &[
        &["new", "other.emic"],
        &["codebook", "add", "Help > Peers"],
        &["codebook"],
        &["code", "F2", "--quote", "learned 😀 from", "Peers"],
        &["code", "F2", "--quote", "我害怕。", "Fear", "--new"],
        &["code", "F2", "--quote", "می‌ترسیدم", "Fear"],
        &["uncode", "F2", "--quote", "می‌ترسیدم", "Fear"],
        &["undo"],
        &["redo"],
        &["memo", "on the study"],
        &["memo"],
        &["check"],
        &["evaluate"],
        &["history"],
        &["participants"],
        &["relations"],
        &["search", "learning"],
        &["search", "nothing-like-it"],
        &["segment", "F2"],
        &["show", "F2"],
        &["status"],
        &["studies"],
        &["transcripts"],
        &["import", "F2.txt"],
    ];
    for step in steps {
        let named = [&["--project", "p.emic"], *step].concat();
        let args = if step[0] == "new" {
            step.to_vec()
        } else {
            named
        };
        let done = project.emic(&args).arg("--json").assert().success();
        let printed = &done.get_output().stdout;
        let parsed = serde_json::from_slice::<serde_json::Value>(printed);
        assert!(
            parsed.is_ok(),
            "{step:?}: {}",
            String::from_utf8_lossy(printed)
        );
    }
}

#[test]
fn completions_know_every_command() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = project.run(&["completions", shell]);
        for command in ["evaluate", "score", "search", "import"] {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn help_goes_down_to_the_actions_of_the_codebook() {
    let project = Project::new();
    for action in ["list", "add", "define", "rename", "move", "delete"] {
        let help = project.run(&["codebook", action, "--help"]);
        assert!(help.contains("Usage"), "{help}");
    }
}
