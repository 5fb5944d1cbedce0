//! `emic agreement`.

use super::context::Context;
use super::layout::counted;
use super::meaning::{MODELS, meaning};
use super::output::{self, line};
use super::table::{Side, Table};
use crate::error::Result;
use crate::project::{
    Agreement, AgreementRequest, Basis, CodeAgreement, Engine, EngineCodings, Moment, Project,
};
use crate::study::{PATH_SEPARATOR, Study};
use crate::trust::DRAWS;
use std::sync::Arc;

/// How far coders agree, code by code and overall
#[derive(clap::Args)]
#[command(after_help = "Example:
  emic agreement
  emic agreement --of Mina --of Sara --on characters
  emic agreement --level 0 --json
  emic agreement --of Mina --engine

A coder has judged the transcripts in which she coded anything; what she left without a code there she left out on purpose, and
it counts. kappa is Cohen's, over more than two coders the mean of their pairs; alpha is Krippendorff's (with its 95 % interval),
AC1 is Gwet's; F1 says how far what was given the code is the same. u-alpha asks about the borders of the stretches, too. --json
has all coefficients with their intervals. A dash: nothing to tell, because only one of yes and no was ever said.

--engine lets emic take part as one more coder. What it says of a stretch comes from a model that has learnt from other participants
only, from the one coder named with --of, else from who coded most. It is marked as the engine wherever it stands, and stored nowhere.")]
pub(super) struct AgreementOf {
    /// The study, where there are several
    #[arg(long, value_name = "NAME")]
    study: Option<String>,

    /// A coder who takes part, a machine too [default: every person who coded the study]
    #[arg(long = "of", value_name = "NAME")]
    of: Vec<String>,

    /// On what agreement is counted: units for units that all coders were given, sentences where each chose her own, characters
    /// where borders matter
    #[arg(long, value_name = "UNIT", value_enum, default_value = "sentences")]
    on: On,

    /// Tell codes by this level of the ladder, 0 for the most abstract [default: as they were given]
    #[arg(long, value_name = "N")]
    level: Option<usize>,

    /// Let emic take part as one more coder: what it gives by itself, never having met the participant it judges
    #[arg(long)]
    engine: bool,

    #[arg(long, value_name = "MODEL", default_value = "shipped", help = MODELS)]
    model: String,

    /// As it was: at the end of a day or time (2026-11-21, 2026-11-21T14:05, UTC), or right after a change by its number (emic history)
    #[arg(long, value_name = "MOMENT", value_parser = Moment::parse)]
    at: Option<Moment>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum On {
    Units,
    Sentences,
    Characters,
}

impl From<On> for Basis {
    fn from(on: On) -> Self {
        match on {
            On::Units => Self::Units,
            On::Sentences => Self::Sentences,
            On::Characters => Self::Characters,
        }
    }
}

/// Runs the command.
pub(super) fn run(args: AgreementOf, context: &Context) -> Result<()> {
    let mut project = context.open_as_of(args.at.as_ref())?;
    let study = project.study(args.study.as_deref())?;
    let engine = engine(&mut project, &study, &args.of, (args.engine, &args.model))?;
    let request = AgreementRequest {
        coders: args.of,
        basis: args.on.into(),
        level: args.level,
        engine,
    };
    let agreement = project.agreement(&study, &request)?;
    if context.json {
        output::json(&agreement)
    } else {
        tell(&agreement)
    }
}

/// The engine's codings, where it is asked to take part.
///
/// # Errors
/// As [`Project::engine_codings`] and [`meaning`].
pub(super) fn engine(
    project: &mut Project,
    study: &Study,
    of: &[String],
    (asked, model): (bool, &str),
) -> Result<Option<Arc<EngineCodings>>> {
    let meaning = meaning(model)?;
    if !asked {
        return Ok(None);
    }
    let bar = output::progress("the engine codes", 0);
    let found = project.engine_codings(study, of, &meaning, &|done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    Ok(Some(Arc::new(found?)))
}

/// What the engine is and how it judged, in a line.
///
/// # Errors
/// As [`output::line`].
pub(super) fn tell_engine(engine: Option<&Engine>) -> Result<()> {
    match engine {
        Some(engine) => line(format_args!("{}", engine.told())),
        None => Ok(()),
    }
}

fn tell(agreement: &Agreement) -> Result<()> {
    let on = match agreement.basis {
        Basis::Units => "units",
        Basis::Sentences => "sentences",
        Basis::Characters => "characters",
    };
    line(format_args!(
        "{} · {} · {} {on} of {} that at least two of them coded",
        agreement.study,
        agreement.coders.join(", "),
        agreement.units,
        counted(agreement.transcripts.len(), "transcripts")
    ))?;
    tell_engine(agreement.engine.as_ref())?;
    line("")?;
    let given = agreement
        .coders
        .iter()
        .map(|name| (name.as_str(), Side::Right));
    let columns = ["agree", "kappa", "alpha", "95 %", "AC1", "F1", "u-alpha"];
    let header = given
        .chain(columns.map(|name| (name, Side::Right)))
        .chain([("code", Side::Left)]);
    let mut table = Table::new(header);
    for code in &agreement.codes {
        let given = code.given.iter().map(ToString::to_string);
        let cells = code.agreement.printed(code.unitizing);
        let name = short(agreement, &code.code).to_owned();
        table.row(given.chain(cells).chain([name]));
    }
    let blank = agreement.coders.iter().map(|_| String::new());
    let overall = agreement.overall.printed(agreement.unitizing);
    table.row(blank.chain(overall).chain(["overall".to_owned()]));
    table.print()?;
    output::note(format_args!(
        "overall: every decision about each of the {on} and each code; intervals by {DRAWS} bootstrap draws"
    ));
    Ok(())
}

/// A code's own name, or its path where another code has the same name.
fn short<'p>(agreement: &Agreement, path: &'p str) -> &'p str {
    let own = |path: &'p str| path.rsplit(PATH_SEPARATOR).next().unwrap_or(path);
    let same = |other: &&CodeAgreement| other.code.rsplit(PATH_SEPARATOR).next() == Some(own(path));
    match agreement.codes.iter().filter(same).count() {
        0 | 1 => own(path),
        _ => path,
    }
}
