//! A report card for a tired person.

use super::code_names::short_names;
use super::layout::{columns, counted, grouped, wrapped};
use super::output::line;
use super::table::{Side, Table};
use crate::classifier::{CodeReport, Confusion, HeldOutBy, LearningCurve, Overall, Trend, Verdict};
use crate::error::Result;
use crate::project::Evaluation;
use std::cmp::Reverse;

/// As many codes are named in a sentence.
const NAMED: usize = 8;
/// As many confusions are told.
const CONFUSIONS: usize = 10;
/// Width of a bar that stands for all codings.
const BAR: usize = 40;

/// Prints the report card.
///
/// # Errors
/// As [`line`].
pub(super) fn tell(evaluation: &Evaluation) -> Result<()> {
    let names = short_names(&evaluation.codes);
    let card = &evaluation.card;
    line(format_args!("{}\n", evaluation.study))?;
    match &card.overall {
        Some(overall) if overall.units > 1 => {
            paragraphs(&headline(evaluation, overall))?;
            codes(&card.codes, &names)?;
            confusions(&card.confusions, &names)?;
            curve(&card.learning_curve, card.folds.by)?;
        }
        _ => paragraphs(&[
            "One coded unit cannot be judged: something must be left to learn from. Code some more, best from several \
             participants, and ask again."
                .to_owned(),
        ])?,
    }
    next(&card.codes, &names)
}

fn headline(evaluation: &Evaluation, overall: &Overall) -> Vec<String> {
    let card = &evaluation.card;
    let interval = card.certainty.map_or(String::new(), |certainty| {
        let (low, high) = (certainty.recall_at_3.low, certainty.recall_at_3.high);
        format!(" (95 % interval {:.0}-{:.0})", low * 100.0, high * 100.0)
    });
    let right = format!(
        "Among the first three suggestions is the right code for {} of codings{interval}; always naming the three most \
         common codes would reach {}. The first suggestion is right for {} of units.",
        percent(overall.recall_at_3),
        percent(three_commonest(&card.codes)),
        percent(overall.hit_at_1),
    );
    let held_out = match card.folds.by {
        HeldOutBy::Participant => "held out by participant".to_owned(),
        HeldOutBy::Unit => {
            "held out one by one, because they come from one participant: for others expect less"
                .to_owned()
        }
    };
    let learnt = format!(
        "Learnt from {} by {}, {held_out}.",
        counted(overall.units, "coded units"),
        listed(&evaluation.coders),
    );
    let noise = overall.noise.map_or(String::new(), |noise| {
        format!(
            " Of {} passed over it would give a code to {}.",
            counted(overall.uncoded, "stretches"),
            percent(noise)
        )
    });
    let kept = format!(
        "Codes that emic is sure enough of: F1 {:.2} over all codings, {:.2} on average over the {}. The probabilities \
         shown are off by {:.0} points on average.{noise}",
        overall.micro_f1,
        overall.macro_f1,
        counted(overall.codes, "codes with a unit"),
        overall.calibration_error * 100.0,
    );
    vec![right, learnt, kept]
}

/// Share of the codings that bear one of the three most common codes.
fn three_commonest(codes: &[CodeReport]) -> f64 {
    let mut units: Vec<usize> = codes.iter().map(|code| code.units).collect();
    units.sort_unstable_by_key(|n| Reverse(*n));
    let all: usize = units.iter().sum();
    units.iter().take(3).sum::<usize>() as f64 / all.max(1) as f64
}

fn codes(reports: &[CodeReport], names: &[String]) -> Result<()> {
    let number = Side::Right;
    let mut table = Table::new([
        ("code", Side::Left),
        ("units", number),
        ("participants", number),
        ("in first three", number),
        ("precision", number),
        ("recall", number),
        ("F1", number),
        ("threshold", number),
        ("suggestions", Side::Left),
    ]);
    let mut shown: Vec<&CodeReport> = reports.iter().filter(|code| code.units > 0).collect();
    shown.sort_by_key(|code| (code.verdict, Reverse(code.units)));
    for code in shown {
        table.row([
            names[code.code].clone(),
            grouped(code.units),
            grouped(code.participants),
            share(code.recall_at_3),
            share(code.precision),
            share(code.recall),
            hundredths(code.f1),
            hundredths(code.threshold),
            verdict(code.verdict).to_owned(),
        ]);
    }
    table.print()?;
    line("")?;
    paragraphs(&[
        "precision: of the units emic would give the code to, as many have it · recall: of the units that have it, as many \
         emic would give it to · threshold: the least probability at which it would"
            .to_owned(),
    ])
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reliable => "reliable",
        Verdict::Useful => "worth a look",
        Verdict::Learning => "not yet",
        Verdict::TooFewExamples => "too few examples",
    }
}

fn confusions(all: &[Confusion], names: &[String]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let mut all: Vec<&Confusion> = all.iter().collect();
    all.sort_by_key(|c| Reverse(c.times));
    line("What is taken for what")?;
    for c in all.iter().take(CONFUSIONS) {
        point(&format!(
            "{} is taken for {} in {} of {}",
            names[c.code],
            names[c.taken_for],
            c.times,
            grouped(c.units)
        ))?;
    }
    if all.len() > CONFUSIONS {
        point(&format!("and {} more: --json", all.len() - CONFUSIONS))?;
    }
    line("")
}

fn curve(curve: &LearningCurve, by: HeldOutBy) -> Result<()> {
    line("Does more coding help?")?;
    if !curve.points.is_empty() {
        let number = Side::Right;
        let mut table = Table::new([
            (
                match by {
                    HeldOutBy::Participant => "  participants learnt from",
                    HeldOutBy::Unit => "  units coded or passed over",
                },
                number,
            ),
            ("F1", number),
            ("right code among the first three", Side::Left),
        ]);
        for point in &curve.points {
            table.row([
                grouped(point.groups),
                format!("{:.2}", point.macro_f1),
                format!("{} {}", bar(point.recall_at_3), percent(point.recall_at_3)),
            ]);
        }
        table.print()?;
    }
    point(match curve.trend {
        Trend::StillImproving => {
            "Yes, suggestions are still improving: further transcripts will pay."
        }
        Trend::LevellingOff => {
            "Hardly: suggestions have levelled off; more transcripts of the same kind will change little."
        }
        Trend::TooEarlyToTell => {
            "Too early to tell: at least five participants to learn from are needed, and fifty coded units."
        }
    })?;
    line("")
}

/// `share` as a bar, the rest dotted.
fn bar(share: f64) -> String {
    let full = ((share * BAR as f64).round() as usize).min(BAR);
    format!("{}{}", "█".repeat(full), "░".repeat(BAR - full))
}

fn next(codes: &[CodeReport], names: &[String]) -> Result<()> {
    let with = |verdict: Verdict| {
        let mut found: Vec<&CodeReport> = codes
            .iter()
            .filter(|code| code.verdict == verdict && code.units > 0)
            .collect();
        // Those nearest to being enough come first.
        found.sort_by_key(|code| Reverse(code.units));
        found
    };
    let few = with(Verdict::TooFewExamples);
    let hard = with(Verdict::Learning);
    let none: Vec<&CodeReport> = codes.iter().filter(|code| code.units == 0).collect();
    if few.is_empty() && hard.is_empty() && none.is_empty() {
        return Ok(());
    }
    line("What to do next")?;
    if !few.is_empty() {
        let list = named(&few, |code| {
            let units = counted(code.units, "units");
            let people = counted(code.participants, "participants");
            format!("{} ({units} of {people})", names[code.code])
        });
        point(&format!(
            "find more examples, from more than one participant, of {list}"
        ))?;
    }
    if !hard.is_empty() {
        let list = named(&hard, |code| names[code.code].clone());
        point(&format!(
            "read the units of a code that is not recognised yet side by side, and say in the codebook what sets it apart \
             (emic search --code CODE, emic codebook define CODE --define ...): {list}"
        ))?;
    }
    if !none.is_empty() {
        let list = named(&none, |code| names[code.code].clone());
        point(&format!(
            "{} no unit yet and can be suggested by name and definition alone: {list}",
            match none.len() {
                1 => "1 code has".to_owned(),
                n => format!("{n} codes have"),
            }
        ))?;
    }
    Ok(())
}

fn named(codes: &[&CodeReport], name: impl Fn(&CodeReport) -> String) -> String {
    let mut list: Vec<String> = codes.iter().take(NAMED).map(|code| name(code)).collect();
    if codes.len() > NAMED {
        list.push(format!("and {} more", codes.len() - NAMED));
    }
    list.join(" · ")
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A sentence in a list.
fn point(text: &str) -> Result<()> {
    for (at, part) in wrapped(text, columns() - 4).iter().enumerate() {
        line(format_args!(
            "{}{part}",
            if at == 0 { "  - " } else { "    " }
        ))?;
    }
    Ok(())
}

/// Sentences, each followed by an empty line.
fn paragraphs(texts: &[String]) -> Result<()> {
    for text in texts {
        for part in wrapped(text, columns()) {
            line(part)?;
        }
        line("")?;
    }
    Ok(())
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn share(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), percent)
}

fn hundredths(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |n| format!("{n:.2}"))
}
