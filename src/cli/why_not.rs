//! `emic suggest --why` and `--why-not CODE`: the whole of the reasons, in plain words.

use super::context::Context;
use super::layout::counted;
use super::output::{json, line};
use super::suggest::{indented, quoted_up_to};
use crate::classifier::Standing;
use crate::error::{Error, Result};
use crate::project::{Asked, CodePoints, JudgedBy, Project, Quoted, WhyNot};
use crate::study::{Study, Verdict};
use crate::suggest::{SuggestedCode, Suggestion, explain_in_full};

/// What was typed to say where a code was expected.
pub(super) struct Place<'t> {
    pub transcripts: &'t [String],
    pub at: Option<&'t str>,
    pub number: Option<usize>,
    pub words: Option<&'t str>,
}

impl Place<'_> {
    /// The stretch or words that are meant.
    pub fn asked(&self, project: &Project, study: &Study) -> Result<Asked> {
        if let Some(words) = self.words {
            return Ok(Asked::Text(words.to_owned()));
        }
        if let Some(number) = self.number {
            let shown = project.shown(number)?;
            let transcript = project.transcript(study.id, &shown.transcript)?;
            let span = CodePoints::of(&transcript.text).span(shown.start, shown.end);
            let span = span.ok_or_else(|| {
                Error::input("the list is out of date; make it anew: emic suggest")
            })?;
            return Ok(Asked::At(Box::new(transcript), span));
        }
        match (self.transcripts, self.at) {
            ([one], Some(at)) => {
                let transcript = project.transcript(study.id, one)?;
                let span = Quoted::range(at)?.span(&transcript)?;
                Ok(Asked::At(Box::new(transcript), span))
            }
            _ => Err(Error::input(
                "say where the code was expected: --of NUMBER (of the last list), TRANSCRIPT --at START-END, or --text WORDS",
            )),
        }
    }
}

/// Tells why a code was not suggested.
///
/// # Errors
/// As [`line`].
pub(super) fn tell(why: &WhyNot, context: &Context) -> Result<()> {
    if context.json {
        return json(why);
    }
    quoted_up_to(&why.text, 5, usize::MAX)?;
    line(format_args!("\n{}: {}", why.code.name, verdict(why)))?;
    match why.judged_by {
        JudgedBy::All => {}
        JudgedBy::Others => indented(
            "this stretch is coded; judged as if it were not, by other units alone",
            7,
        )?,
        JudgedBy::AllAndItself => indented(
            "this stretch is coded and was learnt from: its own coding speaks, too",
            7,
        )?,
    }
    let rank = why.rank.map(|rank| (rank, why.of));
    numbers(&why.code, rank, why.standing != Standing::NotRecognised)?;
    all(&why.code)?;
    if let Some(rival) = &why.rival {
        let before = why.rank.is_none_or(|rank| rank > 1);
        let accepted = if rival.accepted {
            ", and is accepted"
        } else {
            ", though not accepted itself"
        };
        let word = if before {
            "likeliest is instead"
        } else {
            "next comes"
        };
        line(format_args!(
            "\n{word} {}, {}{accepted}",
            rival.name,
            percent(rival.probability)
        ))?;
        all(rival)?;
    }
    Ok(())
}

fn verdict(why: &WhyNot) -> String {
    match why.decided {
        Some(Verdict::Reject) => return "it was rejected here, and stays away".to_owned(),
        Some(Verdict::Correct) => {
            return "it was corrected to another code here, and stays away".to_owned();
        }
        Some(Verdict::Skip) => {
            return "this stretch was skipped, and nothing is suggested for it any more".to_owned();
        }
        Some(Verdict::Accept) | None => {}
    }
    let code = &why.code;
    match why.standing {
        Standing::Accepted if why.judged_by == JudgedBy::Others => "it would be suggested".to_owned(),
        Standing::Accepted => "it is suggested".to_owned(),
        Standing::WithoutExample => "no unit bears it yet; it is known by name and definition alone, and that is never enough".to_owned(),
        Standing::NotRecognised => format!(
            "emic does not recognise it yet: {} bear it, and held out they were not found better than by chance (or all come from one participant or transcript, or every unit bears it)",
            counted(code.examples, "units")
        ),
        Standing::BelowThreshold if code.threshold > 1.0 => "at the precision asked for no probability of this code is enough".to_owned(),
        Standing::BelowThreshold => format!("{} is too little; it is accepted from {} on", percent(code.probability), percent(code.threshold)),
        Standing::NothingSpeaks => "likely enough by how often it is given, but no example is like enough, and neither words nor a definition speak for it".to_owned(),
        Standing::BehindAnother => "likely enough, but another code is likelier, and in this study units bear one code each".to_owned(),
    }
}

/// All the reasons for the codes of a suggestion, with the numbers in plain words.
///
/// # Errors
/// As [`line`].
pub(super) fn in_full(suggestion: &Suggestion) -> Result<()> {
    for code in &suggestion.codes {
        line(format_args!("     why {}", code.name))?;
        numbers(code, None, true)?;
        all(code)?;
    }
    line("")
}

fn numbers(code: &SuggestedCode, rank: Option<(usize, usize)>, is_recognised: bool) -> Result<()> {
    let mut parts = vec![format!("{} likely", percent(code.probability))];
    if let Some((rank, of)) = rank {
        parts.push(format!("number {rank} of {}", counted(of, "codes")));
    }
    if is_recognised && code.examples > 0 && code.threshold > 0.0 && code.threshold <= 1.0 {
        parts.push(format!("accepted from {} on", percent(code.threshold)));
    }
    parts.push(format!("borne by {}", counted(code.examples, "units")));
    indented(&parts.join(" · "), 7)?;
    if !code.leaning.towards.is_empty() {
        indented(
            &format!(
                "by these alone it would come first: {}",
                code.leaning.towards.join(", ")
            ),
            7,
        )?;
    }
    if !code.leaning.away.is_empty() {
        indented(
            &format!(
                "by these alone another code would come first: {}",
                code.leaning.away.join(", ")
            ),
            7,
        )?;
    }
    Ok(())
}

fn all(code: &SuggestedCode) -> Result<()> {
    for reason in &code.evidence {
        indented(&explain_in_full(reason), 7)?;
    }
    Ok(())
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
