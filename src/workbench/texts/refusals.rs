//! Refusals that speak of the command line, in the words of the pages.
//!
//! What the steps of the job refuse they word once, for whoever types commands; here the remedies among those words become what
//! is to be done on a page. A test looks for those that were forgotten.

/// What the command line says, and the pages instead; a longer piece stands before the pieces it contains.
const REMEDIES: &[(&str, &str)] = &[
    ("; choose one with --study: ", "; choose one of them: "),
    (
        "; say which one with --study: ",
        "; choose where it belongs: ",
    ),
    (
        "the project is empty; import one: emic import FILE",
        "the project is empty; bring one in on the page Import & export",
    ),
    (
        "import one: emic import FOLDER",
        "begin one on the overview, or bring one in on the page Import & export",
    ),
    (
        "compare its participants with --by ",
        "compare its participants by ",
    ),
    ("see: emic codebook", "see the page Codebook"),
    (
        "to change what it says: emic codebook define",
        "to change what it says, open it there",
    ),
    (
        "say what becomes of that: --into CODE merges the two, --with-codings deletes them",
        "say what becomes of that: merge it into another code, or delete its codings with it",
    ),
    (
        "; emic show lists the units: ",
        "; see the passage in the transcript ",
    ),
    (
        "take the mark away first: emic participants --not-identifying",
        "see it on the page instead",
    ),
    ("see: emic status", "see the overview"),
    (
        "give your own with --coder or $EMIC_CODER",
        "end emic and start it again with your own name",
    ),
    ("make the list anew: emic suggest", "load the page anew"),
    ("see: emic history", "see the page History"),
    ("(emic history)", "(page History)"),
    ("step by step: emic undo", "step by step with Undo"),
    (
        "see what is left: emic suggest (to take the coding back: emic undo, or emic uncode)",
        "go on with the next one; to take the coding back, undo it or remove the code",
    ),
    (
        "to give another code write: emic decide correct",
        "to give another code, type its name",
    ),
    (
        "code some first, as in emic code TRANSCRIPT START-END CODE",
        "code some first: open a transcript, select words and give them a code",
    ),
    (
        "name the label with --interviewer when you import",
        "when you bring it in, name the interviewer's label",
    ),
    (
        "write START-END as 'emic segment' shows them, such as",
        "write its first place and the one after its last, such as",
    ),
    ("copy them from: emic show", "copy them from the transcript"),
    ("; see: emic show", "; look at the transcript"),
    ("; --new adds it", "; to add it, say that it is a new code"),
    ("; choose one with --study", "; choose one"),
    (" (--coder NAME)", ""),
    (
        "with --replace the new text takes its place and the codings",
        "if you choose to put changed transcripts in place of those of the same name, the new text takes its place and the codings",
    ),
    (" (--dry-run shows how)", " (Look first shows how)"),
    ("(--dry-run shows how)", "(Look first shows how)"),
    (
        "or describe how turns begin with --speakers",
        "or describe under 'Language and speakers' how turns begin",
    ),
    (
        "name it with --columns '",
        "name it under 'Columns of tables', as in '",
    ),
    ("with --columns", "under 'Columns of tables'"),
    (
        " (`emic export --format qdpx`)",
        " on its page Import & export",
    ),
    (
        "write with --positions utf-16",
        "export on the command line, with positions in UTF-16",
    ),
    (
        "; to agree on none: --nothing",
        "; to agree on none, say so",
    ),
    (
        "give your own name with --coder or $EMIC_CODER, and settle with 'emic settle'",
        "end emic and start it again with your own name, and settle on the page Agreement",
    ),
    (
        "draw one: emic recode --sample 10%",
        "draw one on the page Consistency",
    ),
    (": emic recode", ""),
    ("; see emic check", "; check the file first"),
    (
        "end that one (the workbench, another terminal), then try again",
        "end that one (a command in a terminal, another workbench), then try again",
    ),
];

/// A refusal as a page tells it.
pub(in crate::workbench) fn on_page(refusal: &str) -> String {
    let mut told = refusal.to_owned();
    for (typed, shown) in REMEDIES {
        if told.contains(typed) {
            told = told.replace(typed, shown);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What no page can bring about: lists of numbers, units without a project, models in folders, what is made for releases.
    const TYPED_ONLY: &[&str] = &[
        "no suggestions were shown yet",
        "the last list had",
        "needs a codebook: --codebook",
        "emic pretrain",
        "code --auto",
        "--features folder",
        "give --language",
        "OCRmyPDF",
        // A project is opened before there is a page.
        "its passphrase is needed",
        "--features encryption",
        // The audit trail names the command that writes it.
        "emic history --format",
    ];

    fn speaks_of_the_command_line(line: &str) -> bool {
        let commands = [
            "import", "suggest", "decide", "undo", "redo", "code ", "uncode", "codebook", "show",
            "status", "segment", "search", "compare", "evaluate", "score", "export", "history",
            "new ", "serve",
        ];
        let is_command = |command: &&str| line.contains(&format!("emic {command}"));
        let is_flag = |(at, _): (usize, &str)| {
            let before = line[..at].chars().next_back();
            let after = line[at + 2..].chars().next();
            matches!(before, Some(' ' | '\'' | '('))
                && after.is_some_and(|c| c.is_ascii_lowercase())
        };
        commands.iter().any(is_command) || line.match_indices("--").any(is_flag)
    }

    fn collect(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            // The draft of the methods section names the commands that give its figures.
            if path.ends_with("project/methods") {
                continue;
            }
            if path.is_dir() {
                collect(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in code.lines().enumerate() {
                let line = line.trim_start();
                let is_text = line.contains('"') && !line.starts_with("//");
                if is_text
                    && !TYPED_ONLY.iter().any(|typed| line.contains(typed))
                    && speaks_of_the_command_line(&on_page(line))
                {
                    found.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }

    #[test]
    fn no_refusal_that_a_page_can_show_speaks_of_the_command_line() {
        let mut found = Vec::new();
        for step in [
            "project", "store", "exchange", "segment", "index", "compare", "suggest",
        ] {
            collect(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(step),
                &mut found,
            );
        }
        assert!(
            found.is_empty(),
            "give them words of the pages in REMEDIES:\n{}",
            found.join("\n")
        );
        assert!(speaks_of_the_command_line("write --new"));
        assert!(speaks_of_the_command_line("see emic suggest"));
        assert_eq!(
            on_page("no code 'x'; see: emic codebook"),
            "no code 'x'; see the page Codebook"
        );
    }
}
