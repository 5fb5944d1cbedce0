//! Cross-validation: every unit judged by a model that never met its participant.

use super::aim::Aim;
use super::defaults::Defaults;
use super::folds::{Fold, grouped_folds};
use super::learning_curve::{LearningCurve, Step, steps};
use super::lessons::Lessons;
use super::metrics::Answer;
use super::model::Model;
use super::report::{Findings, Folds, HeldOutBy, ReportCard};
use super::trial::{Exam, Trial};
use crate::error::Result;
use std::collections::BTreeSet;

/// At most so many folds.
const FOLDS: usize = 5;
/// The learning curve is drawn on as few folds as hold out this many units: more would cost time and show the same.
const ENOUGH_FOR_THE_CURVE: usize = 2_000;

/// Judges the suggestions for these lessons by cross-validation in at most five folds, no participant on both sides of
/// any; thresholds and ranker are learnt anew in each. With a single participant units are held out instead, and the
/// report says so. Same lessons, same report, on any number of threads.
///
/// The lessons' code texts and code vectors are used as they are in every fold: for an honest report they must not
/// contain what the participants said or what was condensed from it.
///
/// `default` are the ranker's weights where the lessons teach too little, as for [`Model::fit`](super::Model::fit); they
/// must come from other studies.
///
/// `aim` says what accepted codes are to be good for.
///
/// `progress` is told how many models of how many have been tried, first that none has.
///
/// # Errors
/// [`crate::Error::Internal`] where a model cannot be fitted.
pub fn evaluate(
    lessons: &Lessons,
    defaults: &Defaults,
    aim: Aim,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<ReportCard> {
    let (by, group_of) = held_out_together(lessons);
    let folds = grouped_folds(&group_of, &lessons.codes_of, FOLDS);
    let plans: Vec<Vec<Step>> = plan(&folds, &group_of);
    let total = plans.iter().map(Vec::len).sum();
    let mut done = 0;
    progress(done, total);
    let mut tried: Vec<Vec<Trial>> = Vec::new();
    for (fold, steps) in folds.iter().zip(plans) {
        let exam = Exam {
            lessons,
            defaults,
            aim,
            held_out: &fold.held_out,
        };
        let mut trials: Vec<Trial> = Vec::new();
        for step in steps {
            let trial = exam.take(step, trials.last())?;
            trials.push(trial);
            done += 1;
            progress(done, total);
        }
        tried.push(trials);
    }
    let folds = Folds {
        number: folds.len(),
        by,
    };
    let findings = Findings {
        not_recognised: not_recognised(lessons, defaults)?,
        ..findings(folds, group_of, tried, lessons.codes.len())
    };
    Ok(ReportCard::of(lessons, findings))
}

/// The codes that the model of all units does not recognise, as suggestions will have it.
fn not_recognised(lessons: &Lessons, defaults: &Defaults) -> Result<Vec<usize>> {
    if lessons.is_empty() || lessons.codes.is_empty() {
        return Ok(Vec::new());
    }
    let everything: Vec<usize> = (0..lessons.len()).collect();
    let whole = Model::fit(lessons.subset(&everything), defaults)?;
    Ok(whole
        .not_recognised()
        .into_iter()
        .map(|(code, _)| code)
        .collect())
}

fn held_out_together(lessons: &Lessons) -> (HeldOutBy, Vec<usize>) {
    let participants: BTreeSet<usize> = lessons.groups.iter().copied().collect();
    if participants.len() < 2 {
        (HeldOutBy::Unit, (0..lessons.len()).collect())
    } else {
        (HeldOutBy::Participant, lessons.groups.clone())
    }
}

/// What each fold learns from, step by step; the last step is all it may. Folds without a part in the learning curve
/// have that step only.
fn plan(folds: &[Fold], group_of: &[usize]) -> Vec<Vec<Step>> {
    let mut drawn = 0;
    folds
        .iter()
        .map(|fold| {
            let mut steps = steps(&fold.learnt, group_of);
            if drawn >= ENOUGH_FOR_THE_CURVE {
                steps.drain(..steps.len() - 1);
            }
            drawn += fold.held_out.len();
            steps
        })
        .collect()
}

fn findings(folds: Folds, group_of: Vec<usize>, tried: Vec<Vec<Trial>>, codes: usize) -> Findings {
    let whole: Vec<&Trial> = tried.iter().filter_map(|trials| trials.last()).collect();
    let mut answers: Vec<Answer> = whole.iter().flat_map(|t| t.answers.clone()).collect();
    answers.sort_by_key(|answer| answer.unit);
    let thresholds = (0..codes)
        .map(|code| mean_threshold(&whole, code))
        .collect();
    let on_the_curve: Vec<Trial> = tried
        .into_iter()
        .filter(|trials| trials.len() > 1)
        .flatten()
        .collect();
    Findings {
        folds,
        answers,
        group_of,
        thresholds,
        not_recognised: Vec::new(),
        learning_curve: LearningCurve::of(&on_the_curve, codes),
    }
}

/// `None` where no probability is enough in most folds, or no fold learnt the code.
fn mean_threshold(trials: &[&Trial], code: usize) -> Option<f64> {
    let known: Vec<f64> = trials.iter().filter_map(|t| t.thresholds[code]).collect();
    let within: Vec<f64> = known.iter().copied().filter(|t| *t <= 1.0).collect();
    (2 * within.len() > known.len()).then(|| within.iter().sum::<f64>() / within.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::super::code_report::Verdict;
    use super::super::learning_curve::Trend;
    use super::super::lessons::CodeWords;
    use super::*;
    use crate::study::Language;
    use crate::text::Analyzer;
    use std::sync::{Arc, Mutex};

    const SAYINGS: [(&str, &str); 4] = [
        (
            "peers",
            "my friends in the cohort taught each other and we learnt together",
        ),
        (
            "tired",
            "after the night shift I was exhausted and could hardly sleep",
        ),
        (
            "family",
            "my mother and my sister called me every evening from home",
        ),
        (
            "money",
            "the salary is low and the rent eats what they pay us",
        ),
    ];

    /// A participant says each thing once, in her own order and with a few words of her own.
    fn interviews(participants: usize) -> Vec<(String, Vec<usize>, usize)> {
        let own = [
            "well",
            "honestly",
            "you know",
            "of course",
            "I think",
            "sometimes",
        ];
        (0..participants)
            .flat_map(|participant| {
                (0..SAYINGS.len()).map(move |turn| {
                    let code = (turn + participant) % SAYINGS.len();
                    let filler = own[(participant + 2 * turn) % own.len()];
                    let text = format!("{filler} {} {participant}", SAYINGS[code].1);
                    (text, vec![code], participant)
                })
            })
            .collect()
    }

    fn lessons(units: &[(String, Vec<usize>, usize)]) -> Lessons {
        Lessons {
            analyzer: Arc::new(Analyzer::new(&Language::english())),
            texts: units.iter().map(|unit| unit.0.clone()).collect(),
            condensed: vec![String::new(); units.len()],
            questions: vec![String::new(); units.len()],
            previous: vec![None; units.len()],
            codes_of: units.iter().map(|unit| unit.1.clone()).collect(),
            groups: units.iter().map(|unit| unit.2).collect(),
            neighbours: vec![Vec::new(); units.len()],
            vectors: None,
            heard: Vec::new(),
            heard_vectors: None,
            codes: SAYINGS
                .iter()
                .map(|(name, _)| CodeWords {
                    text: (*name).to_owned(),
                })
                .collect(),
            categories: crate::classifier::Categories::default(),
            code_vectors: None,
            without: crate::classifier::Without::default(),
        }
    }

    fn report(units: &[(String, Vec<usize>, usize)]) -> ReportCard {
        evaluate(
            &lessons(units),
            &Defaults::shipped(None).unwrap(),
            Aim::Balanced,
            &|_, _| {},
        )
        .unwrap()
    }

    #[test]
    fn what_participants_say_alike_is_recognised() {
        let card = report(&interviews(14));
        assert_eq!(
            (card.folds.number, card.folds.by),
            (5, HeldOutBy::Participant)
        );
        let overall = card.overall.unwrap();
        assert_eq!((overall.units, overall.codes, overall.noise), (56, 4, None));
        assert!(
            overall.recall_at_1 > 0.9 && overall.macro_f1 > 0.9,
            "{overall:?}"
        );
        for code in &card.codes {
            assert_eq!((code.units, code.participants), (14, 14));
            assert_eq!(code.verdict, Verdict::Reliable, "{code:?}");
            assert!(code.threshold.is_some_and(|t| t > 0.0 && t < 1.0));
        }
        assert!(card.confusions.is_empty());
        let certainty = card.certainty.unwrap();
        assert_eq!(certainty.groups, 14);
        assert!(certainty.recall_at_3.low > 0.9);
        let curve = card.learning_curve;
        assert_eq!(curve.points.len(), 5);
        assert_eq!(curve.judged, 56);
        assert_eq!(curve.points[4].recall_at_3, overall.recall_at_3);
        assert_eq!(curve.points[4].macro_f1, overall.macro_f1);
        assert_eq!(curve.trend, Trend::LevellingOff);
    }

    /// A participant gives away her codes by words that nobody else uses: who has learnt from her knows them, others guess.
    #[test]
    fn nothing_is_learnt_from_the_participant_tested_on() {
        let words = [
            ["apple", "river"],
            ["guitar", "candle"],
            ["window", "mushroom"],
            ["lemon", "harbour"],
            ["velvet", "quarry"],
            ["pigeon", "sock"],
        ];
        let told = |by_one_person: bool| -> Vec<_> {
            (0..48)
                .map(|turn| (turn / 8, turn % 2))
                .map(|(person, code)| {
                    let participant = if by_one_person { 0 } else { person };
                    (words[person][code].to_owned(), vec![code], participant)
                })
                .collect()
        };
        let apart = report(&told(false));
        assert_eq!(apart.folds.by, HeldOutBy::Participant);
        let overall = apart.overall.unwrap();
        assert!(overall.recall_at_1 < 0.8, "{overall:?}");
        let together = report(&told(true));
        assert_eq!(together.folds.by, HeldOutBy::Unit);
        let overall = together.overall.unwrap();
        assert!(overall.recall_at_1 > 0.9, "{overall:?}");
    }

    #[test]
    fn the_report_is_the_same_on_one_thread_and_on_four() {
        let units = interviews(7);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| report(&units))
        };
        let one = on(1);
        assert_eq!(one, on(4));
        let json = serde_json::to_string(&one).unwrap();
        assert_eq!(
            serde_json::from_str::<ReportCard>(&json).unwrap().folds,
            one.folds
        );
    }

    #[test]
    fn progress_counts_to_the_end() {
        let units = interviews(6);
        let told = Mutex::new(Vec::new());
        let tell = |done, total| told.lock().unwrap().push((done, total));
        evaluate(
            &lessons(&units),
            &Defaults::shipped(None).unwrap(),
            Aim::Balanced,
            &tell,
        )
        .unwrap();
        let expected: Vec<_> = (0..=25).map(|done| (done, 25)).collect();
        assert_eq!(told.into_inner().unwrap(), expected);
    }

    #[test]
    fn many_units_draw_the_curve_on_few_folds() {
        let group_of: Vec<usize> = (0..10_000).map(|unit| unit / 100).collect();
        let plans = plan(
            &grouped_folds(&group_of, &vec![Vec::new(); 10_000], FOLDS),
            &group_of,
        );
        assert_eq!(
            plans.iter().map(Vec::len).collect::<Vec<_>>(),
            [5, 1, 1, 1, 1]
        );
        assert!(
            plans
                .iter()
                .all(|p| p.last().unwrap().learnt.len() == 8_000)
        );
    }

    #[test]
    fn no_unit_and_one_unit_cannot_be_judged() {
        for units in [vec![], interviews(1)[..1].to_vec()] {
            let card = report(&units);
            assert_eq!(card.folds.number, 0);
            assert_eq!((card.overall, card.certainty), (None, None));
            assert_eq!(card.codes.len(), 4);
            assert!(
                card.codes
                    .iter()
                    .all(|c| c.verdict == Verdict::TooFewExamples)
            );
            assert_eq!(card.codes[0].units, units.len());
            assert_eq!(card.learning_curve.trend, Trend::TooEarlyToTell);
            assert!(card.learning_curve.points.is_empty());
        }
    }

    #[test]
    fn no_code_at_all_is_no_fault() {
        let units: Vec<_> = (0..6).map(|i| (format!("talk {i}"), vec![], i)).collect();
        let mut bare = lessons(&units);
        bare.codes.clear();
        let card = evaluate(
            &bare,
            &Defaults::shipped(None).unwrap(),
            Aim::Balanced,
            &|_, _| {},
        )
        .unwrap();
        assert!(card.codes.is_empty());
        assert_eq!(card.overall.unwrap().noise, Some(0.0));
    }

    #[test]
    fn a_single_code_and_codes_without_units_are_reported() {
        let mut units = interviews(10);
        units.iter_mut().for_each(|unit| unit.1.retain(|c| *c == 2));
        let card = report(&units);
        assert_eq!(card.overall.unwrap().codes, 1);
        assert_eq!(card.codes[2].units, 10);
        let without = card.codes[0];
        assert_eq!((without.units, without.participants), (0, 0));
        assert_eq!(
            (without.recall, without.f1, without.recall_at_3),
            (None, None, None)
        );
        assert_eq!(without.threshold, None);
        assert_eq!(without.verdict, Verdict::TooFewExamples);
    }

    #[test]
    fn uncoded_talk_alone_has_noise_only() {
        let mut units = interviews(6);
        units.iter_mut().for_each(|unit| unit.1.clear());
        let card = report(&units);
        let overall = card.overall.unwrap();
        assert_eq!(
            (overall.units, overall.uncoded, overall.recall_at_3),
            (0, 24, 0.0)
        );
        assert!(overall.noise.is_some());
        assert_eq!(card.certainty, None);
    }

    #[test]
    fn any_script_no_text_and_twice_the_same_code_are_taken_as_they_come() {
        let texts = ["", "خسته بودم", "我学会了向同伴求助", "🙂🙃", "   ", "a"];
        let units: Vec<_> = (0..18)
            .map(|i| (texts[i % 6].to_owned(), vec![i % 3, i % 3], i / 6))
            .collect();
        let card = report(&units);
        assert_eq!(card.folds.number, 3);
        assert_eq!(
            card.codes.iter().map(|c| c.units).collect::<Vec<_>>(),
            [6, 6, 6, 0]
        );
        assert!(card.overall.unwrap().recall_at_5.is_finite());
    }
}
