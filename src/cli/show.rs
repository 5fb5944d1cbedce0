//! `emic show`.

use super::context::Context;
use super::layout::{columns, cut, grouped, padded, plain, width, wrapped};
use super::output::{json, line, note};
use super::wrap::isolated;
use crate::error::Result;
use crate::project::{CodePoints, CodedStretch, Moment, Reading};
use crate::study::{Span, TranscriptKind};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Read a transcript with its turns, line numbers and codings
#[derive(clap::Args)]
#[command(
    after_help = "Units are marked ⟦like this⟧1; below the line where unit 1 ends stand its place and its codes.

Example:
  emic show F2
  emic show F2 --from 40 --lines 20"
)]
pub struct Show {
    /// The transcript's name
    transcript: String,
    /// The study it is in, where several have one of that name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// The first line
    #[arg(long, default_value_t = 1, value_name = "LINE")]
    from: usize,
    /// How many lines [default: all]
    #[arg(long, value_name = "N")]
    lines: Option<usize>,
    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
}

/// Runs the command.
pub fn run(args: Show, context: &Context) -> Result<()> {
    let project = context.open_as_of(args.at.as_ref())?;
    let (study, transcript) = project.transcript_in(args.study.as_deref(), &args.transcript)?;
    let reading = project.reading(study, transcript)?;
    if context.json {
        return json(&value(&reading));
    }
    line(head(&reading))?;
    let last = args
        .lines
        .map_or(usize::MAX, |n| args.from.saturating_add(n));
    let page = Page::of(&reading);
    let mut at = 0;
    let mut next = None;
    for (number, text) in (1..).zip(reading.transcript.text.split_inclusive('\n')) {
        let span = Span::new(at, at + text.trim_end().len());
        at += text.len();
        if number < args.from || span.is_empty() {
            continue;
        }
        if number >= last {
            next = Some(number);
            break;
        }
        page.print(number, span)?;
    }
    if let Some(next) = next {
        note(format_args!(
            "\nnext: emic show '{}' --from {next}",
            reading.transcript.name
        ));
    } else if reading.stretches.is_empty() {
        note(format_args!(
            "\nnothing is coded yet; next: emic segment '{}'",
            reading.transcript.name
        ));
    }
    Ok(())
}

fn head(reading: &Reading) -> String {
    let transcript = &reading.transcript;
    let mut facts = vec![
        transcript.name.clone(),
        reading.study.name.clone(),
        transcript.language.to_string(),
    ];
    if transcript.kind == TranscriptKind::Excerpts {
        facts.push("excerpts".into());
    }
    if let Some(p) = reading
        .participants
        .iter()
        .find(|p| Some(p.id) == transcript.participant)
    {
        let about: Vec<String> = p
            .attributes
            .iter()
            .map(|(k, v)| format!("{k} {v}"))
            .collect();
        facts.push(match about.is_empty() {
            true => format!("participant {}", p.label),
            false => format!("participant {} ({})", p.label, about.join(", ")),
        });
    }
    facts.push(format!("{} units", grouped(reading.stretches.len())));
    let shown = wrapped(&plain(&facts.join(" · ")), columns());
    format!("{}\n", shown.join("\n"))
}

/// How the lines of one transcript are laid out.
struct Page<'r> {
    reading: &'r Reading,
    numbers: usize,
    labels: usize,
    /// With one coder only, naming him at every unit would be noise.
    coders_are_named: bool,
}

impl<'r> Page<'r> {
    fn of(reading: &'r Reading) -> Self {
        let lines = reading.transcript.text.lines().count();
        let speakers = reading
            .transcript
            .turns
            .iter()
            .filter_map(|turn| turn.speaker.as_deref());
        let coders: HashSet<&String> = reading
            .stretches
            .iter()
            .flat_map(|s| s.codes.values().flatten())
            .collect();
        Self {
            reading,
            numbers: lines.to_string().len(),
            labels: speakers.map(width).max().unwrap_or(0).min(16),
            coders_are_named: coders.len() > 1,
        }
    }

    fn print(&self, number: usize, span: Span) -> Result<()> {
        let transcript = &self.reading.transcript;
        let next = transcript
            .turns
            .partition_point(|turn| turn.span.start < span.start);
        let turn = transcript
            .turns
            .get(next)
            .filter(|turn| turn.span.start < span.end);
        let label = turn
            .and_then(|turn| turn.speaker.as_deref())
            .unwrap_or_default();
        // What stands before the speech is its label.
        let start = turn
            .filter(|turn| turn.speaker.is_some())
            .map_or(span.start, |turn| turn.span.start);
        let speech = Span::new(start, span.end);
        let margin = self.numbers + self.labels + 4;
        let label = padded(&isolated(&cut(&plain(label), self.labels)), self.labels);
        let text = wrapped(
            &plain(&self.marked(speech)),
            columns().saturating_sub(margin),
        );
        let numbers = self.numbers;
        for (at, part) in text.iter().map(|part| isolated(part)).enumerate() {
            match at {
                0 => line(format!("{number:>numbers$}  {label}  {part}").trim_end())?,
                _ => line(format_args!("{}{part}", " ".repeat(margin)))?,
            }
        }
        for (n, stretch) in self.ending_in(speech) {
            let note = self.note(n, stretch);
            for (at, part) in wrapped(&note, columns().saturating_sub(margin + 4))
                .iter()
                .enumerate()
            {
                let indent = if at == 0 { margin + 2 } else { margin + 4 };
                line(format_args!("{}{part}", " ".repeat(indent)))?;
            }
        }
        Ok(())
    }

    /// The units that end in this stretch, with their numbers.
    fn ending_in(&self, span: Span) -> impl Iterator<Item = (usize, &'r CodedStretch)> {
        let all = (1..).zip(&self.reading.stretches);
        all.filter(move |(_, s)| s.unit.span.end > span.start && s.unit.span.end <= span.end)
    }

    fn marked(&self, span: Span) -> String {
        let text = &self.reading.transcript.text;
        // Ends before starts at the same place, so that neighbours do not seem nested.
        let mut marks: Vec<(usize, u8, String)> = Vec::new();
        for (n, stretch) in (1..).zip(&self.reading.stretches) {
            let unit = stretch.unit.span;
            if unit.start >= span.start && unit.start < span.end {
                marks.push((unit.start, 1, "⟦".to_owned()));
            }
            if unit.end > span.start && unit.end <= span.end {
                marks.push((unit.end, 0, format!("⟧{n}")));
            }
        }
        marks.sort();
        let mut shown = String::new();
        let mut at = span.start;
        for (place, _, mark) in marks {
            shown.push_str(text.get(at..place).unwrap_or_default());
            shown.push_str(&mark);
            at = place;
        }
        shown.push_str(text.get(at..span.end).unwrap_or_default());
        shown
    }

    fn note(&self, n: usize, stretch: &CodedStretch) -> String {
        let codes: Vec<String> = stretch
            .codes
            .iter()
            .map(|(path, coders)| {
                let name = path.rsplit(" > ").next().unwrap_or(path);
                match self.coders_are_named {
                    true => format!("{name} ({})", coders.join(", ")),
                    false => name.to_owned(),
                }
            })
            .collect();
        let codes = if codes.is_empty() {
            "no code".to_owned()
        } else {
            codes.join(" · ")
        };
        let condensed = stretch.unit.condensed.as_ref();
        let condensed = condensed.map_or(String::new(), |text| format!(" — {text}"));
        plain(&format!(
            "{n}  {}-{}  {codes}{condensed}",
            stretch.start, stretch.end
        ))
    }
}

fn value(reading: &Reading) -> Value {
    let transcript = &reading.transcript;
    let points = CodePoints::of(&transcript.text);
    let label = |id| {
        reading
            .participants
            .iter()
            .find(|p| Some(p.id) == id)
            .map(|p| p.label.as_str())
    };
    let turns: Vec<Value> = transcript
        .turns
        .iter()
        .map(|turn| {
            let (start, end) = points.range(turn.span).unwrap_or_default();
            json!({
                "start": start, "end": end, "speaker": turn.speaker, "role": turn.role,
                "participant": label(turn.participant), "text": turn.span.of(&transcript.text),
            })
        })
        .collect();
    let units: Vec<Value> = reading
        .stretches
        .iter()
        .map(|stretch| {
            json!({
                "id": stretch.unit.external_id, "start": stretch.start, "end": stretch.end,
                "text": stretch.unit.span.of(&transcript.text), "codes": stretch.codes,
                "condensed": stretch.unit.condensed, "translation": stretch.unit.translation,
            })
        })
        .collect();
    json!({
        "study": reading.study.name, "transcript": transcript.name, "kind": transcript.kind,
        "language": transcript.language, "participant": label(transcript.participant),
        "turns": turns, "units": units,
    })
}
