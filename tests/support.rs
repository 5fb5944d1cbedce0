//! A project in a folder of its own, and the real program run on it.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with one project file, `p.emic`, in it.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// An empty project.
    pub fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        project.run(&["new", "p.emic"]);
        project
    }

    /// A project with one study, `ward`, of one transcript, `F2`.
    pub fn with_transcript(text: &str) -> Self {
        let project = Self::new();
        project.write("F2.txt", text);
        project.run(&["import", "--study", "ward", "F2.txt"]);
        project
    }

    /// A place in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The program, about to be run in the folder by Mina.
    pub fn emic(&self, args: &[&str]) -> Command {
        let mut command = Command::from_std(self.program());
        command.args(args);
        command
    }

    /// The same, to be started and killed.
    pub fn program(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_emic"));
        command
            .current_dir(self.folder.path())
            .env_remove("EMIC_PROJECT")
            .env_remove("EMIC_PASSPHRASE")
            .env("EMIC_CODER", "Mina")
            .env("COLUMNS", "100");
        command
    }

    /// Runs a command that must succeed; what it printed.
    pub fn run(&self, args: &[&str]) -> String {
        let done = self.emic(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).unwrap()
    }

    /// Runs a command with `--json`.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.run(&args)).unwrap()
    }

    /// Runs a command that must be refused with this exit code; what it complained of.
    pub fn refused(&self, code: i32, args: &[&str]) -> String {
        let done = self.emic(args).assert().code(code);
        let complaint = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(!complaint.contains("panicked"), "{complaint}");
        complaint
    }

    /// How many of a kind the whole project has, as `emic status` counts them.
    pub fn count(&self, kind: &str) -> u64 {
        let status = self.json(&["status"]);
        let studies = status["studies"].as_array().unwrap();
        studies
            .iter()
            .map(|s| s["counts"][kind].as_u64().unwrap())
            .sum()
    }
}

/// The studies to try.
pub fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}
