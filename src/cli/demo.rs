//! `emic demo`: the whole job on the demo studies, by the very commands a researcher would type.

use super::context::Context;
use super::output::{self, line};
use crate::classifier::Aim;
use crate::error::{Error, Result};
use crate::exchange::{open_jsonl, write_jsonl};
use crate::project::{Meaning, Project, Recognised, SuggestRequest};
use crate::segment::Granularity;
use crate::study::CodedUnit;
use crate::suggest::Order;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static CORPORA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpora");

/// The interviews that are held back: emic sees their words, but not how they were coded.
const HELD_BACK: [(&str, [&str; 2]); 4] = [
    ("clinical-education-resilience", ["F7", "S3"]),
    ("clinical-empathy-challenges", ["M15", "M8"]),
    ("integration-conference", ["Speaker 6", "Speaker 9"]),
    ("intern-career-resilience", ["06-SF", "10-CY"]),
];

/// Whose coding counts as right.
const CODER: &str = "Researcher 1";

/// Try everything on four demo studies: writes the folder emic-demo here
#[derive(clap::Args)]
#[command(after_help = "Example:\n  emic demo")]
pub(super) struct Demo {}

/// Runs the command.
pub(super) fn run(_: &Demo, context: &Context) -> Result<()> {
    let demo = Walk::begin(context)?;
    demo.bring_in()?;
    demo.recognise()?;
    demo.suggest()?;
    demo.search()?;
    demo.compare()?;
    demo.score()?;
    demo.end()
}

struct Walk {
    folder: PathBuf,
    project: PathBuf,
    held_back: Vec<CodedUnit>,
    json: bool,
}

impl Walk {
    /// Unpacks the studies into a new folder and takes the held-back codings out.
    fn begin(context: &Context) -> Result<Self> {
        let folder = free_folder()?;
        let interviews = folder.join("interviews");
        std::fs::create_dir(&interviews)
            .and_then(|()| CORPORA.extract(&interviews))
            .map_err(|e| Error::file(&interviews, e))?;
        let mut held_back = Vec::new();
        let mut kept = Vec::new();
        for (study, transcripts) in HELD_BACK {
            let path = interviews.join(study).join("coded.jsonl");
            let units = open_jsonl(&path)?.collect::<Result<Vec<CodedUnit>>>()?;
            let is_held = |unit: &CodedUnit| {
                unit.transcript
                    .as_deref()
                    .is_some_and(|name| transcripts.contains(&name))
            };
            let (held, left): (Vec<CodedUnit>, Vec<CodedUnit>) =
                units.into_iter().partition(is_held);
            write(&path, &left)?;
            held_back.extend(
                held.into_iter()
                    .filter(|unit| unit.coder.as_deref() == Some(CODER)),
            );
            kept.extend(
                left.into_iter()
                    .filter(|unit| unit.coder.as_deref() == Some(CODER)),
            );
        }
        write(&folder.join("coded.jsonl"), &kept)?;
        write(&folder.join("held-back.jsonl"), &held_back)?;
        Ok(Self {
            project: folder.join("demo.emic"),
            folder,
            held_back,
            json: context.json,
        })
    }

    fn bring_in(&self) -> Result<()> {
        title("Four studies come in")?;
        told(
            "Two on resilience, one on empathy, one on the integration of medical education. The interviews are illustrative,\nwritten for this demo; one is in Persian, one in Chinese.",
        )?;
        self.type_in(&["new", &self.shown("demo.emic")])?;
        self.type_in(&["import", &self.shown("interviews")])
    }

    fn recognise(&self) -> Result<()> {
        title("Does it learn? Eight interviews are held back")?;
        told(
            "emic learns from the other twenty-two and is asked about the passages that the researcher coded in these eight.",
        )?;
        let mut project = Project::open(&self.project)?;
        let mut counts = Vec::new();
        for (study, _) in HELD_BACK {
            let truth: Vec<CodedUnit> = self
                .held_back
                .iter()
                .filter(|u| u.study.as_deref() == Some(study))
                .cloned()
                .collect();
            let study = project.study(Some(study))?;
            counts.push(project.recognised(&study, &request(), &truth)?);
        }
        if self.json {
            return output::json(&counts);
        }
        let mut table = super::table::Table::new([
            ("study", super::table::Side::Left),
            ("passages", super::table::Side::Right),
            ("first suggestion right", super::table::Side::Right),
            ("right among three", super::table::Side::Right),
            ("by chance", super::table::Side::Right),
            ("likely ones (≥ 50 %)", super::table::Side::Right),
            ("of them right", super::table::Side::Right),
        ]);
        for c in &counts {
            table.row([
                c.study.clone(),
                c.units.to_string(),
                share(c.first_right, c.units),
                share(c.among_three, c.units),
                format!("{:.0} %", 300.0 / c.codes.max(1) as f64),
                c.likely.to_string(),
                share(c.likely_right, c.likely),
            ]);
        }
        table.print()?;
        line(honest(&counts))
    }

    fn suggest(&self) -> Result<()> {
        title(
            "Codes suggested for an interview that nobody has coded, with the quotes that speak for them",
        )?;
        self.type_in(&[
            "suggest",
            "M8",
            "--study",
            "clinical-empathy-challenges",
            "--order",
            "certain",
            "--limit",
            "3",
        ])
    }

    fn search(&self) -> Result<()> {
        title("Quotes found across the studies")?;
        self.type_in(&[
            "search",
            "asleep OR tired OR exhausted OR \"night shift\"",
            "--coded",
            "--limit",
            "4",
        ])
    }

    fn compare(&self) -> Result<()> {
        title("The two studies on resilience and the one on empathy side by side")?;
        self.type_in(&[
            "compare",
            "clinical-education-resilience",
            "intern-career-resilience",
            "clinical-empathy-challenges",
            "--pairs",
            "2",
        ])?;
        self.type_in(&["compare", "--html", &self.shown("comparison.html")])
    }

    fn score(&self) -> Result<()> {
        title("A batch, without a project")?;
        let (examples, units, out) = (
            self.shown("coded.jsonl"),
            self.shown("held-back.jsonl"),
            self.shown("scored.jsonl"),
        );
        self.type_in(&["score", "--examples", &examples, "--out", &out, &units])
    }

    fn end(&self) -> Result<()> {
        title("What to type next")?;
        let project = self.project.display();
        line(format_args!(
            "  emic -p {project} decide accept 1             the first suggestion above becomes a coding of yours
  emic -p {project} undo                        and is taken back
  emic -p {project} suggest 06-SF --study intern-career-resilience
  emic -p {project} search learn* --where role=student
  emic -p {project} evaluate --study clinical-empathy-challenges
  emic new mine.emic && emic -p mine.emic import FOLDER-WITH-YOUR-TRANSCRIPTS"
        ))?;
        line(format_args!(
            "\nopen {} in a browser to read the comparison",
            self.shown("comparison.html")
        ))
    }

    /// Shows a command and runs it.
    fn type_in(&self, words: &[&str]) -> Result<()> {
        let quoted = |word: &&str| {
            if word.contains([' ', '*']) {
                format!("'{word}'")
            } else {
                (*word).to_owned()
            }
        };
        let typed: Vec<String> = words.iter().map(quoted).collect();
        line(format_args!("\n$ emic {}", typed.join(" ")))?;
        let project = self.project.to_string_lossy();
        let all = ["emic", "--project", project.as_ref(), "--coder", CODER];
        super::run_line(all.iter().chain(words).copied())
    }

    fn shown(&self, file: &str) -> String {
        self.folder.join(file).display().to_string()
    }
}

fn request() -> SuggestRequest {
    SuggestRequest {
        coder: CODER.to_owned(),
        transcripts: Vec::new(),
        granularity: Granularity::Sentences,
        order: Order::Transcript,
        aim: Aim::Balanced,
        doubtful_too: true,
        meaning: Meaning::Shipped,
    }
}

/// `emic-demo`, or the first `emic-demo-2`, `emic-demo-3`, ... that is free: nothing is written over.
fn free_folder() -> Result<PathBuf> {
    let names =
        std::iter::once("emic-demo".to_owned()).chain((2..).map(|n| format!("emic-demo-{n}")));
    for name in names.take(1_000) {
        let folder = PathBuf::from(&name);
        if !folder.exists() {
            std::fs::create_dir(&folder).map_err(|e| Error::file(&folder, e))?;
            return Ok(folder);
        }
    }
    Err(Error::input(
        "there are a thousand emic-demo folders here; delete some",
    ))
}

fn write(path: &Path, units: &[CodedUnit]) -> Result<()> {
    let mut bytes = Vec::new();
    write_jsonl(units, &mut bytes).map_err(Error::internal)?;
    std::fs::write(path, bytes).map_err(|e| Error::file(path, e))
}

fn share(part: usize, of: usize) -> String {
    match of {
        0 => "–".to_owned(),
        _ => format!("{:.0} %", 100.0 * part as f64 / of as f64),
    }
}

fn honest(counts: &[Recognised]) -> String {
    let sum = |of: fn(&Recognised) -> usize| counts.iter().map(of).sum::<usize>();
    let (units, three, likely, right) = (
        sum(|c| c.units),
        sum(|c| c.among_three),
        sum(|c| c.likely),
        sum(|c| c.likely_right),
    );
    format!(
        "\nOf {units} passages, {three} had a right code among the first three; of {likely} codes suggested with 50 % or more, {right} were right.\nThese studies are small (about 100 coded passages each, up to 34 codes); it gets better with every decision."
    )
}

fn title(text: &str) -> Result<()> {
    line(format_args!("\n── {text} ──"))
}

fn told(text: &str) -> Result<()> {
    line(text)
}
