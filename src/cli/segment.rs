//! `emic segment`.

use super::context::Context;
use super::output::{json, note};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::project::CodePoints;
use crate::segment::{Granularity, InterviewerTurns, candidates, uncoded};
use crate::study::{CodedUnit, Span, Transcript};

/// Divide a transcript into candidate meaning units
#[derive(clap::Args)]
#[command(after_help = "The first column is what 'emic code' takes.

Example:
  emic segment F2 --by sentences --uncoded
  emic segment F2 --by windows:3 --json")]
pub struct Segment {
    /// The transcript's name
    transcript: String,
    /// The study it is in, where several have one of that name
    #[arg(long, value_name = "NAME")]
    study: Option<String>,
    /// turns, paragraphs, sentences, or windows:N of N sentences
    #[arg(long, default_value = "paragraphs")]
    by: String,
    /// Only what no unit covers yet
    #[arg(long)]
    uncoded: bool,
    /// What the interviewer says too
    #[arg(long)]
    interviewer: bool,
}

/// Runs the command.
pub fn run(args: Segment, context: &Context) -> Result<()> {
    let granularity = granularity(&args.by)?;
    let project = context.open()?;
    let (study, transcript) = project.transcript_in(args.study.as_deref(), &args.transcript)?;
    let asked = if args.interviewer {
        InterviewerTurns::Kept
    } else {
        InterviewerTurns::LeftOut
    };
    let mut spans = candidates(&transcript.text, &transcript.turns, granularity, asked);
    if args.uncoded {
        let units = project.store().units(transcript.id)?;
        let units: Vec<Span> = units.iter().map(|unit| unit.span).collect();
        spans = uncoded(&transcript.text, &spans, &units);
    }
    let points = CodePoints::of(&transcript.text);
    if context.json {
        let people = project.store().participants(study.id)?;
        let units: Vec<CodedUnit> = spans
            .iter()
            .map(|span| {
                let participant = transcript.participant_at(span.start);
                let participant = people.iter().find(|p| Some(p.id) == participant);
                CodedUnit {
                    study: Some(study.name.clone()),
                    participant: participant.map(|p| p.label.clone()),
                    ..unit(&transcript, &points, *span)
                }
            })
            .collect();
        return json(&units);
    }
    let mut table = Table::new([
        ("stretch", Side::Left),
        ("speaker", Side::Left),
        ("text", Side::Left),
    ]);
    for span in &spans {
        let unit = unit(&transcript, &points, *span);
        table.row([
            points.written(*span),
            unit.speaker.unwrap_or_default(),
            unit.text,
        ]);
    }
    if table.is_empty() {
        note("nothing is left: every stretch has a unit");
        return Ok(());
    }
    table.print()?;
    let first = points.written(spans[0]);
    note(format_args!(
        "\nnext: emic code '{}' {first} CODE",
        transcript.name
    ));
    Ok(())
}

fn unit(transcript: &Transcript, points: &CodePoints<'_>, span: Span) -> CodedUnit {
    let place = points.range(span);
    CodedUnit {
        id: format!("{} {}", transcript.name, points.written(span)),
        transcript: Some(transcript.name.clone()),
        start: place.map(|p| p.0),
        end: place.map(|p| p.1),
        speaker: transcript
            .turn_at(span.start)
            .and_then(|turn| turn.speaker.clone()),
        text: span.of(&transcript.text).unwrap_or_default().to_owned(),
        language: Some(transcript.language.code().to_owned()),
        ..CodedUnit::default()
    }
}

/// How `--by` divides a transcript.
///
/// # Errors
/// [`Error::Input`] for an unknown way.
pub(super) fn granularity(by: &str) -> Result<Granularity> {
    let sentences = |n: &str| n.parse().ok().filter(|n| *n > 0);
    match by.split_once(':') {
        None if by == "turns" => Ok(Granularity::Turns),
        None if by == "paragraphs" => Ok(Granularity::Paragraphs),
        None if by == "sentences" => Ok(Granularity::Sentences),
        None if by == "windows" => Ok(Granularity::Windows {
            sentences: 3,
            step: 3,
        }),
        Some(("windows", n)) if sentences(n).is_some() => {
            let n = sentences(n).unwrap_or(3);
            Ok(Granularity::Windows {
                sentences: n,
                step: n,
            })
        }
        _ => Err(Error::input(format!(
            "'{by}' is no way to divide a transcript; --by takes turns, paragraphs, sentences or windows:3"
        ))),
    }
}
