//! Decisions on suggestions.

use super::{
    Edit, Store,
    refuse::known,
    values::{span, stored},
};
use crate::error::{Error, Result};
use crate::study::{Decision, DecisionId, Span, StudyId, TranscriptId};
use rusqlite::Row;

impl Store {
    /// The decisions made in a study, in their order. Those about codes deleted since are among them.
    pub fn decisions(&self, study: StudyId) -> Result<Vec<Decision>> {
        self.database.rows(
            "SELECT decision.* FROM decision JOIN transcript ON transcript.id = decision.transcript
             WHERE transcript.study = ?1 ORDER BY decision.id",
            [study],
            decision,
        )
    }

    /// The decisions made on stretches of a transcript, in their order.
    pub fn decisions_of_transcript(&self, transcript: TranscriptId) -> Result<Vec<Decision>> {
        self.database.rows(
            "SELECT * FROM decision WHERE transcript = ?1 ORDER BY id",
            [transcript],
            decision,
        )
    }
}

impl Edit<'_> {
    /// Adds a decision, dated now. It is never changed or deleted by anything but an undo; only its place
    /// moves with its words.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown transcript or coder, a span that does not fit the text, or a probability
    /// outside 0-1.
    pub fn add_decision(&mut self, decision: &Decision) -> Result<DecisionId> {
        let at = self.at.clone();
        self.add_decision_of(&Decision {
            at,
            ..decision.clone()
        })
    }

    /// As [`Edit::add_decision`], with the date that stands in it: for one that was made in another copy of the project.
    ///
    /// # Errors
    /// As [`Edit::add_decision`].
    pub fn add_decision_of(&mut self, decision: &Decision) -> Result<DecisionId> {
        self.check_span(decision.transcript, decision.span)?;
        if let Some(p) = decision.probability
            && !(0.0..=1.0).contains(&p)
        {
            return Err(Error::input(format!(
                "{p} is no probability; it must lie between 0 and 1"
            )));
        }
        let id = self.database().add(
            "INSERT INTO decision (transcript, start_byte, end_byte, code, instead, coder, verdict, probability, blind, at, model)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                decision.transcript,
                stored(decision.span.start),
                stored(decision.span.end),
                decision.code,
                decision.instead,
                decision.coder,
                decision.verdict,
                decision.probability,
                decision.blind,
                &decision.at,
                &decision.model,
            ),
        )?;
        Ok(DecisionId(id))
    }

    /// Moves a decision to where its stretch lies after the transcript's text has changed; all else about it stays.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown decision or a span that does not fit the text of the transcript.
    pub fn move_decision(&mut self, id: DecisionId, to: TranscriptId, span: Span) -> Result<()> {
        self.check_span(to, span)?;
        let set =
            "UPDATE decision SET transcript = ?2, start_byte = ?3, end_byte = ?4 WHERE id = ?1";
        let values = (id, to, stored(span.start), stored(span.end));
        known(self.database().run(set, values)?, "decision", id)
    }
}

fn decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: row.get("id")?,
        transcript: row.get("transcript")?,
        span: span(row)?,
        code: row.get("code")?,
        instead: row.get("instead")?,
        coder: row.get("coder")?,
        verdict: row.get("verdict")?,
        probability: row.get("probability")?,
        blind: row.get("blind")?,
        model: row.get("model")?,
        at: row.get("at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn a_decision_survives_undo_and_redo_to_the_last_bit_of_its_probability() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let mut decision = store.decisions(study).unwrap().remove(0);
        for n in 1..300 {
            let p = 1.0 / f64::from(n) / 3.0 + f64::EPSILON * f64::from(n);
            decision.probability = (n % 7 > 0).then_some(p);
            let id = store
                .change(None, "decide", |e| e.add_decision(&decision))
                .unwrap();
            let made = store.decisions(study).unwrap();
            store.undo(None).unwrap();
            assert_eq!(store.decisions(study).unwrap().len(), made.len() - 1);
            store.redo(None).unwrap();
            assert_eq!(store.decisions(study).unwrap(), made, "{p}");
            assert_eq!(made.last().unwrap().id, id);
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        let (_folder, mut store) = sample::filled();
        let study = store.studies().unwrap()[0].id;
        let mut decision = store.decisions(study).unwrap().remove(0);
        for p in [1.1, -0.1, f64::NAN, f64::INFINITY] {
            decision.probability = Some(p);
            assert!(
                store
                    .change(None, "decide", |e| e.add_decision(&decision))
                    .is_err(),
                "{p}"
            );
        }
    }
}
