//! A report card for a tired person.

use super::layout::{columns, counted, grouped, wrapped};
use super::output::line;
use super::table::{Side, Table};
use crate::classifier::{
    CodeReport, Confusion, HeldOutBy, LearningCurve, Overall, ReportCard, Trend, Verdict,
};
use crate::error::Result;
use crate::project::Evaluation;
use crate::study::short_names;
use std::cmp::Reverse;

/// As many codes are named in a sentence.
const NAMED: usize = 8;
/// As many confusions are told.
const CONFUSIONS: usize = 10;
/// Columns of the table that the numbers take, with the indent of the codes.
const NUMBERS: usize = 68;
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
    match card.telling() {
        Some(overall) => {
            paragraphs(&headline(evaluation, overall))?;
            codes(card, &names)?;
            not_recognised(card, &names)?;
            confusions(&card.confusions, &names)?;
            curve(&card.learning_curve, card.folds.by, overall.units)?;
        }
        None => paragraphs(&[
            "Fewer than ten coded units tell nothing: some must be left to learn from. Code some more, best from several \
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
            "held out one by one, because they come from one participant or transcript: for others expect less"
                .to_owned()
        }
    };
    let learnt = format!(
        "Learnt from {} by {}, {held_out}. Meaning by: {}.",
        counted(overall.units, "coded units"),
        listed(&evaluation.coders),
        evaluation.model,
    );
    let noise = overall.noise.map_or(String::new(), |noise| {
        format!(
            " Of {} left uncoded {} would get a code.",
            counted(overall.uncoded, "stretches"),
            percent(noise)
        )
    });
    let asked = evaluation.aim.precision().map_or(String::new(), |share| {
        format!(" ({} was asked for)", percent(share))
    });
    let reached = match overall.precision {
        Some(precision) => format!(
            "{} of what it accepts is right{asked}, and that is {} of all codings",
            percent(precision),
            percent(overall.recall)
        ),
        None => format!("it accepts nothing{asked}"),
    };
    let kept = format!(
        "Where emic would give a code by itself: {reached}; F1 {:.2} over all codings, {:.2} on average over the {}. \
         The probabilities shown are off by {:.0} points on average; were they right, so many units would show {:.0} by chance.{noise}",
        overall.micro_f1,
        overall.macro_f1,
        counted(overall.codes, "codes with a unit"),
        overall.calibration_error * 100.0,
        overall.calibration_by_chance * 100.0,
    );
    let mut told = vec![right, learnt, kept];
    if evaluation.accepted_suggestions > 0 {
        told.push(format!(
            "Accepted from emic's own suggestions: {} of these. There it agrees with itself, and the figures flatter; say so \
             where you report them.",
            counted(evaluation.accepted_suggestions, "units")
        ));
    }
    told
}

/// Share of the codings that bear one of the three most common codes.
fn three_commonest(codes: &[CodeReport]) -> f64 {
    let mut units: Vec<usize> = codes.iter().map(|code| code.units).collect();
    units.sort_unstable_by_key(|n| Reverse(*n));
    let all: usize = units.iter().sum();
    units.iter().take(3).sum::<usize>() as f64 / all.max(1) as f64
}

fn codes(card: &ReportCard, names: &[String]) -> Result<()> {
    let number = Side::Right;
    let mut table = Table::new([
        ("code", Side::Left),
        ("units", number),
        ("participants", number),
        ("first 3", number),
        ("precision", number),
        ("recall", number),
        ("F1", number),
        ("threshold", number),
    ]);
    let mut shown: Vec<&CodeReport> = card.codes.iter().filter(|code| code.units > 0).collect();
    shown.sort_by_key(|code| (code.verdict, Reverse(code.units)));
    let mut before = None;
    for code in shown {
        if before != Some(code.verdict) {
            table.row([verdict(code.verdict).to_owned()]);
            before = Some(code.verdict);
        }
        let accepted = !card.not_recognised.contains(&code.code);
        let threshold = code.threshold.filter(|_| accepted);
        let numbers = [
            grouped(code.units),
            grouped(code.participants),
            share(code.recall_at_3),
            share(code.precision),
            share(code.recall),
            hundredths(code.f1),
            hundredths(threshold),
        ];
        let mut numbers = Some(numbers);
        for part in wrapped(&names[code.code], columns().saturating_sub(NUMBERS).max(20)) {
            let cells = numbers.take().unwrap_or_default();
            table.row(std::iter::once(format!("  {part}")).chain(cells));
        }
    }
    table.print()?;
    line("")?;
    paragraphs(&[
        "first 3: of the units that have the code, where it is among the first three suggestions · precision: of the units \
         emic would give it to, those that have it · recall: of the units that have it, those emic would give it to · \
         threshold: the least probability at which it would, on average over these trials (– where none is enough in most of them, and for codes not yet recognised); suggestions learn from \
         all units, so theirs can differ · participants: transcripts, where nobody is named as speaking"
            .to_owned(),
        "reliable: precision and recall are high enough to accept many at once · worth a look: often among the first \
         suggestions, not always right · weak so far: suggested where it reaches its threshold, but look twice · too few \
         examples: nothing can be said yet"
            .to_owned(),
    ])
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reliable => "reliable",
        Verdict::Useful => "worth a look",
        Verdict::Learning => "weak so far",
        Verdict::TooFewExamples => "too few examples",
    }
}

/// The codes that are never accepted yet, in one line.
fn not_recognised(card: &ReportCard, names: &[String]) -> Result<()> {
    let mut all: Vec<&CodeReport> = card
        .codes
        .iter()
        .filter(|c| card.not_recognised.contains(&c.code))
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    all.sort_by_key(|code| Reverse(code.units));
    let list: Vec<String> = all
        .iter()
        .map(|code| format!("{} ({})", names[code.code], counted(code.units, "units")))
        .collect();
    paragraphs(&[format!(
        "Not yet recognised, so never accepted: {}. Held out, their units were not found better than by chance, or all come \
         from one participant or transcript, or every unit bears them.",
        list.join(", ")
    )])
}

fn confusions(all: &[Confusion], names: &[String]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let mut all: Vec<&Confusion> = all.iter().collect();
    all.sort_by_key(|c| Reverse(c.times));
    line("What is taken for what, by what is accepted or, where nothing is, named first")?;
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

fn curve(curve: &LearningCurve, by: HeldOutBy, units: usize) -> Result<()> {
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
    let gain = gain(curve, by);
    let told = match curve.trend {
        Trend::StillImproving => format!(
            "Yes, suggestions have not stabilised: {gain}. Further transcripts will pay."
        ),
        Trend::LevellingOff => format!(
            "Hardly, suggestions have stabilised: {gain}, less than 2 points each; more of the same kind will change little."
        ),
        Trend::TooEarlyToTell => "Too early to tell: that takes five participants to learn from, fifty coded units, and suggestions of which some are right.".to_owned(),
    };
    point(&told)?;
    if !curve.points.is_empty() && curve.judged < units {
        point(&format!(
            "To save time the curve was drawn on {} of the {}, so that its last line may differ from the figures above.",
            grouped(curve.judged),
            counted(units, "coded units")
        ))?;
    }
    line("")
}

/// From what to what both columns went with the last of the learning.
fn gain(curve: &LearningCurve, by: HeldOutBy) -> String {
    let learnt_from = match by {
        HeldOutBy::Participant => "the participants",
        HeldOutBy::Unit => "the units",
    };
    let (earlier, last) = curve.last_part().unwrap_or_default();
    format!(
        "with the last two fifths of {learnt_from} F1 went from {:.2} to {:.2}, and the right code is among the first three in {} in \
         the place of {}",
        earlier.macro_f1,
        last.macro_f1,
        percent(last.recall_at_3),
        percent(earlier.recall_at_3)
    )
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
            let one_voice = match code.participants {
                1 if code.units > 1 => ", all of one participant",
                _ => "",
            };
            format!("{} ({}{one_voice})", names[code.code], grouped(code.units))
        });
        point(&format!(
            "find more examples, of several participants, for these (units so far): {list}"
        ))?;
    }
    if !hard.is_empty() {
        let list = named(&hard, |code| names[code.code].clone());
        point(&format!(
            "read the units of a code that is weak so far side by side, and say in the codebook what sets it apart \
             (emic search --code CODE --all, emic codebook define CODE --define ...): {list}"
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
