//! Why a code that the coder expected was not suggested.

use super::offer::Because;
use super::panel::request_at;
use super::stretch::Stretch;
use crate::classifier::Standing;
use crate::error::Error;
use crate::project::{Asked, JudgedBy, WhyNot};
use crate::study::Verdict;
use crate::suggest::SuggestedCode;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::texts::{Texts, Why as Words, fill, on_page, percent};

/// The answer, in lines.
pub(in crate::workbench) struct Why {
    /// The verdict in a sentence.
    pub(in crate::workbench) told: String,
    /// Numbers, and what speaks for and against it.
    pub(in crate::workbench) lines: Vec<String>,
    pub(in crate::workbench) because: Vec<Because>,
    /// The likeliest other code, and what speaks for it.
    pub(in crate::workbench) rival: Option<(String, Vec<Because>)>,
}

impl Why {
    /// How a code comes off for a stretch; a refusal in words where it is unknown or never suggested.
    ///
    /// # Errors
    /// A [`Failure`] where the project file cannot be read.
    pub(in crate::workbench) fn of(
        bench: &Bench,
        stretch: &Stretch,
        code: &str,
    ) -> Result<Self, Failure> {
        let t = bench.texts();
        let asked = Asked::At(Box::new(stretch.transcript.clone()), stretch.span);
        let request = request_at(bench, stretch);
        match bench.live().why_not(&stretch.study, &request, &asked, code) {
            Ok(Some(why)) => Ok(Self::told(&why, t)),
            Ok(None) => Ok(Self::only(t.why.learning)),
            Err(Error::Input(reason)) => Ok(Self::only(&on_page(&reason))),
            Err(other) => Err(other.into()),
        }
    }

    fn only(told: &str) -> Self {
        Self {
            told: told.to_owned(),
            lines: Vec::new(),
            because: Vec::new(),
            rival: None,
        }
    }

    fn told(why: &WhyNot, t: &Texts) -> Self {
        let code = &why.code;
        let reasons = |code: &SuggestedCode| {
            let evidence = code.evidence.iter();
            evidence.map(|e| Because::of(e, &t.coding)).collect()
        };
        let rival = why.rival.as_ref().map(|rival| {
            let text = match why.rank {
                Some(1) => t.why.next,
                _ if rival.accepted => t.why.instead,
                _ => t.why.instead_unsure,
            };
            let filled = fill(
                text,
                &[
                    ("code", &rival.name),
                    ("percent", &percent(rival.probability)),
                ],
            );
            (filled, reasons(rival))
        });
        Self {
            told: format!("{}: {}", code.name, verdict(why, &t.why)),
            lines: lines(why, &t.why),
            because: reasons(code),
            rival,
        }
    }
}

fn verdict(why: &WhyNot, t: &Words) -> String {
    let code = &why.code;
    match why.decided {
        Some(Verdict::Reject) => return t.rejected.to_owned(),
        Some(Verdict::Correct) => return t.corrected.to_owned(),
        Some(Verdict::Skip) => return t.skipped.to_owned(),
        Some(Verdict::Accept) | None => {}
    }
    match why.standing {
        Standing::Accepted => t.accepted.to_owned(),
        Standing::WithoutExample => t.without_example.to_owned(),
        Standing::NotRecognised => fill(t.not_recognised, &[("n", &code.examples)]),
        Standing::BelowThreshold if code.threshold > 1.0 => t.out_of_reach.to_owned(),
        Standing::BelowThreshold => fill(
            t.too_little,
            &[
                ("percent", &percent(code.probability)),
                ("least", &percent(code.threshold)),
            ],
        ),
        Standing::NothingSpeaks => t.nothing_speaks.to_owned(),
        Standing::BehindAnother => t.behind.to_owned(),
    }
}

fn lines(why: &WhyNot, t: &Words) -> Vec<String> {
    let code = &why.code;
    let mut lines = vec![match why.rank {
        Some(rank) => fill(
            t.rank,
            &[
                ("percent", &percent(code.probability)),
                ("rank", &rank),
                ("of", &why.of),
                ("n", &code.examples),
            ],
        ),
        None => fill(t.hopeless, &[("of", &why.of), ("n", &code.examples)]),
    }];
    match why.judged_by {
        JudgedBy::All => {}
        JudgedBy::Others => lines.insert(0, t.held_out.to_owned()),
        JudgedBy::AllAndItself => lines.insert(0, t.own_coding.to_owned()),
    }
    let parts = [
        (t.towards, &code.leaning.towards),
        (t.away, &code.leaning.away),
    ];
    for (text, views) in parts {
        if !views.is_empty() {
            lines.push(fill(text, &[("views", &views.join(", "))]));
        }
    }
    lines
}
