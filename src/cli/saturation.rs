//! `emic saturation`.

use super::context::Context;
use super::output::{self, line};
use super::table::{Side, Table};
use crate::error::{Error, Result};
use crate::project::{GroupSaturation, Moment, SaturationReport, SaturationRequest};
use crate::trust::Rule;

/// Whether further interviews still bring new codes
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic saturation
  emic saturation --base 5 --run 3 --threshold 0
  emic saturation --order F1 --order F2 --order M1 --by gender

After Guest, Namey & Chen (2020): the different codes of the first interviews are the base; saturation is reached where a run of
interviews after it brings at most the threshold's share of the base that is new. Interviews count in the order in which they
came in; --order tells another one. The sentence is for the methods section.")]
pub(super) struct SaturationOf {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,

    /// Interviews of the base
    #[arg(long, value_name = "N", default_value_t = Rule::default().base)]
    base: usize,

    /// Interviews of a run
    #[arg(long, value_name = "N", default_value_t = Rule::default().run)]
    run: usize,

    /// The share of the base that may be new, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = Rule::default().threshold * 100.0)]
    threshold: f64,

    /// A transcript, in the order of collection; those not named follow
    #[arg(long, value_name = "TRANSCRIPT")]
    order: Vec<String>,

    /// Count this level of the ladder, 0 for the most abstract [default: codes as they were given]
    #[arg(long, value_name = "N")]
    level: Option<usize>,

    /// Tell the groups of participants by this attribute, too
    #[arg(long, value_name = "ATTRIBUTE")]
    by: Option<String>,

    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
}

/// Letters that the curve is long.
const CURVE: usize = 24;

/// Runs the command.
pub(super) fn run(args: SaturationOf, context: &Context) -> Result<()> {
    if args.base == 0 || args.run == 0 {
        return Err(Error::input("--base and --run are at least 1"));
    }
    if !(0.0..=100.0).contains(&args.threshold) {
        return Err(Error::input(
            "--threshold is a share in percent, from 0 to 100",
        ));
    }
    let project = context.open_as_of(args.at.as_ref())?;
    let study = project.study(args.study.as_deref())?;
    let request = SaturationRequest {
        order: args.order,
        rule: Rule {
            base: args.base,
            run: args.run,
            threshold: args.threshold / 100.0,
        },
        level: args.level,
        by: args.by,
    };
    let report = project.saturation(&study, &request)?;
    if context.json {
        output::json(&report)
    } else {
        tell(&report)
    }
}

fn tell(report: &SaturationReport) -> Result<()> {
    let mut table = Table::new([
        ("", Side::Right),
        ("new codes", Side::Right),
        ("so far", Side::Right),
        ("new in the run", Side::Right),
        ("", Side::Left),
        ("interview", Side::Left),
    ]);
    let all = &report.all;
    let total: usize = all.new.iter().sum();
    let mut so_far = 0;
    for (number, (name, new)) in (1..).zip(all.interviews.iter().zip(&all.new)) {
        so_far += new;
        let runs = all.saturation.iter().flat_map(|found| &found.runs);
        let run = runs.into_iter().find(|(at, _, _)| *at == number);
        table.row([
            number.to_string(),
            new.to_string(),
            so_far.to_string(),
            run.map_or(String::new(), |(_, new, share)| {
                format!("{new} = {:.0} %", share * 100.0)
            }),
            bar(so_far - new, so_far, total),
            name.clone(),
        ]);
    }
    table.print()?;
    line(format_args!("\n{}", all.sentence))?;
    told("By theme", &report.themes, report.rule.run)?;
    told("By group", &report.groups, report.rule.run)
}

/// The curve on its side: codes known before an interview, and those that are new in it, darker.
fn bar(before: usize, after: usize, total: usize) -> String {
    let at = |codes: usize| (codes * CURVE + total / 2) / total.max(1);
    // A new code is seen, however many there are.
    let known = if after > before {
        at(before).min(at(after).saturating_sub(1))
    } else {
        at(before)
    };
    format!("{}{}", "░".repeat(known), "█".repeat(at(after) - known))
}

/// The groups, each with the interview at which saturation was reached and, in brackets, the run that showed it.
fn told(what: &str, groups: &[GroupSaturation], run: usize) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    line(format_args!("\n{what}"))?;
    let mut table = Table::new([
        ("interviews", Side::Right),
        ("codes", Side::Right),
        ("reached at", Side::Right),
        ("", Side::Left),
    ]);
    for group in groups {
        let reached = match &group.saturation {
            None => "too few".to_owned(),
            Some(found) => found.reached.map_or("not yet".to_owned(), |at| {
                format!("{} (+{run})", at.saturating_sub(run))
            }),
        };
        table.row([
            group.interviews.len().to_string(),
            group.new.iter().sum::<usize>().to_string(),
            reached,
            group.name.clone(),
        ]);
    }
    table.print()
}
