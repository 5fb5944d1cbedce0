//! Which suggestions are worked through, and where the person is: all of it stands in the address.

use super::stretch::range;
use crate::study::{StudyId, TranscriptId};
use crate::suggest::Order;
use crate::workbench::bench::Bench;
use crate::workbench::passes::Of;
use serde::Deserialize;

/// Percent from which many are accepted at once, where nothing else is said.
const LEAST: u8 = 80;
/// The precision that is none in particular.
const BALANCED: &str = "balanced";

/// The query of the suggestions' page.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::workbench) struct View {
    #[serde(default)]
    order: String,
    /// Only in this transcript.
    #[serde(default, rename = "in")]
    within: String,
    #[serde(default)]
    doubtful: Option<String>,
    #[serde(default)]
    blind: Option<String>,
    /// The stretch: `12:604-782`, the transcript's number and code points.
    #[serde(default)]
    pub(in crate::workbench) at: String,
    /// The stretch was just coded blindly, and is to be compared.
    #[serde(default)]
    own: Option<String>,
    #[serde(default)]
    least: String,
    /// Percent of what emic is sure of that is to be right; `balanced` for the best balance, nothing for what was chosen last.
    #[serde(default)]
    precision: String,
    /// The list is to be made anew.
    #[serde(default)]
    pub(in crate::workbench) anew: Option<String>,
}

/// A transcript and the code points of a stretch.
pub(in crate::workbench) type Where = (TranscriptId, (usize, usize));

impl View {
    /// The list it is of.
    pub(in crate::workbench) fn of(&self, study: StudyId) -> Of {
        Of {
            study,
            order: self.order(),
            doubtful_too: self.is_doubtful() || self.is_most_doubtful_first(),
            precision: self.precision(),
        }
    }

    /// The same view with the precision chosen last where it names none; what it names is the one chosen last from now on.
    pub(in crate::workbench) fn settled(mut self, bench: &Bench, study: StudyId) -> Self {
        match self.precision.is_empty() {
            true => {
                let known = bench.precision(study);
                self.precision = known.map_or(String::new(), |percent| percent.to_string());
            }
            false => bench.set_precision(study, self.precision()),
        }
        self
    }

    /// Percent of what emic is sure of that is to be right; `None` for the best balance.
    pub(in crate::workbench) fn precision(&self) -> Option<u8> {
        let given = self.precision.parse().ok();
        given.filter(|percent| (1..=100).contains(percent))
    }

    /// Whether this choice of precision is the one made.
    pub(in crate::workbench) fn is_precision(&self, choice: &str) -> bool {
        match self.precision() {
            Some(percent) => choice == percent.to_string(),
            None => choice == BALANCED,
        }
    }

    /// The order; that of the transcripts for a name that is none.
    pub(in crate::workbench) fn order(&self) -> Order {
        self.order.parse().unwrap_or_default()
    }

    /// The order's name in addresses.
    pub(in crate::workbench) fn order_name(&self) -> &'static str {
        match self.order() {
            Order::Transcript => "transcript",
            Order::Certain => "certain",
            Order::Doubtful => "doubtful",
            Order::Rare => "rare",
            Order::Contradicting => "contradicting",
        }
    }

    /// The only transcript, if one is chosen.
    pub(in crate::workbench) fn within(&self) -> Option<TranscriptId> {
        self.within.parse().ok().map(TranscriptId)
    }

    /// Whether this is the only transcript.
    pub(in crate::workbench) fn is_within(&self, transcript: &TranscriptId) -> bool {
        self.within().as_ref() == Some(transcript)
    }

    /// Whether suggestions are hidden until the person has coded.
    pub(in crate::workbench) fn is_blind(&self) -> bool {
        self.blind.is_some()
    }

    /// Whether the most doubtful come first: those are there without being asked for.
    pub(in crate::workbench) fn is_most_doubtful_first(&self) -> bool {
        self.order() == Order::Doubtful
    }

    /// Whether also what emic is unsure of is listed.
    pub(in crate::workbench) fn is_doubtful(&self) -> bool {
        self.doubtful.is_some()
    }

    /// Whether the stretch was just coded and is to be compared.
    pub(in crate::workbench) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Percent from which many are accepted at once.
    pub(in crate::workbench) fn least(&self) -> u8 {
        let given = self.least.parse().ok();
        given.filter(|p| (1..=100).contains(p)).unwrap_or(LEAST)
    }

    /// The stretch.
    pub(in crate::workbench) fn place(&self) -> Option<Where> {
        let (transcript, at) = self.at.split_once(':')?;
        Some((TranscriptId(transcript.parse().ok()?), range(at)?))
    }

    /// The query of the same view at a stretch.
    pub(in crate::workbench) fn query(&self, at: Option<Where>) -> String {
        let mut parts = vec![format!("order={}", self.order_name())];
        parts.extend(self.within().map(|id| format!("in={id}")));
        parts.extend(self.doubtful.as_ref().map(|_| "doubtful=1".to_owned()));
        parts.extend(self.blind.as_ref().map(|_| "blind=1".to_owned()));
        parts.extend(
            self.precision()
                .map(|percent| format!("precision={percent}")),
        );
        if self.least() != LEAST {
            parts.push(format!("least={}", self.least()));
        }
        parts.extend(at.map(|(id, (start, end))| format!("at={id}:{start}-{end}")));
        parts.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_an_address_is_a_view() {
        let view = View {
            order: "\"><script>".into(),
            within: "x".into(),
            least: "900".into(),
            precision: "1000".into(),
            at: "3:9-".into(),
            blind: Some(String::new()),
            ..View::default()
        };
        assert_eq!(view.query(None), "order=transcript&blind=1");
        assert_eq!((view.least(), view.place()), (80, None));
        let view = View {
            order: "certain".into(),
            within: "7".into(),
            at: "7:604-782".into(),
            least: "95".into(),
            precision: "90".into(),
            ..View::default()
        };
        let place = view.place();
        assert_eq!(place, Some((TranscriptId(7), (604, 782))));
        assert_eq!(
            view.query(place),
            "order=certain&in=7&precision=90&least=95&at=7:604-782"
        );
    }
}
