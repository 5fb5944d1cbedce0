//! A curve that grows in steps: different codes so far, interview by interview.

use super::standing_alone;
use crate::error::{Error, Result};
use askama::Template;

const WIDTH: usize = 640;
const HEIGHT: usize = 260;
const LEFT: usize = 46;
const RIGHT: usize = 20;
const TOP: usize = 22;
const BOTTOM: usize = 44;
/// As many numbers stand below the curve at most.
const NUMBERS: usize = 20;

/// A curve.
#[derive(Debug, Default)]
pub(in crate::workbench) struct Curve {
    /// Its name, read out for the picture.
    pub(in crate::workbench) title: String,
    /// What the steps are.
    pub(in crate::workbench) across: String,
    pub(in crate::workbench) steps: Vec<CurveStep>,
    /// The step at which it is enough, and what that is called.
    pub(in crate::workbench) mark: Option<(usize, String)>,
}

/// A step.
#[derive(Debug, Clone, Copy)]
pub(in crate::workbench) struct CurveStep {
    /// How much came in.
    pub(in crate::workbench) new: usize,
    /// How much there is then.
    pub(in crate::workbench) so_far: usize,
}

#[derive(Template)]
#[template(path = "curve.svg")]
struct Drawing<'c> {
    title: &'c str,
    across: &'c str,
    width: usize,
    height: usize,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    middle: usize,
    paper: bool,
    grid: Vec<(usize, usize)>,
    path: String,
    bars: Vec<Bar>,
    mark: Option<(usize, &'c str)>,
}

struct Bar {
    x: usize,
    y: usize,
    left: usize,
    width: usize,
    height: usize,
    /// Its number below, where there is room.
    number: Option<usize>,
    /// What came in, where anything did.
    new: Option<usize>,
    new_y: usize,
}

impl Curve {
    /// The picture for a page.
    ///
    /// # Errors
    /// [`Error::Internal`] where the template fails, which it does not.
    pub(in crate::workbench) fn svg(&self) -> Result<String> {
        self.drawn(false)
    }

    /// The picture as a file.
    ///
    /// # Errors
    /// As [`Curve::svg`].
    pub(in crate::workbench) fn file(&self) -> Result<String> {
        Ok(standing_alone(&self.drawn(true)?))
    }

    fn drawn(&self, paper: bool) -> Result<String> {
        let steps = self.steps.len().max(1);
        let most = self
            .steps
            .iter()
            .map(|step| step.so_far)
            .max()
            .unwrap_or(1)
            .max(1);
        let room = HEIGHT - TOP - BOTTOM;
        let tall = |codes: usize| codes * room / most;
        let middle_of =
            |place: usize| LEFT + (2 * place + 1) * (WIDTH - LEFT - RIGHT) / (2 * steps);
        let wide = ((WIDTH - LEFT - RIGHT) / steps).clamp(3, 34) - 2;
        let every = steps.div_ceil(NUMBERS);
        let bars: Vec<Bar> = self
            .steps
            .iter()
            .enumerate()
            .map(|(place, step)| {
                let x = middle_of(place);
                let height = tall(step.new).max(usize::from(step.new > 0));
                Bar {
                    x,
                    y: HEIGHT - BOTTOM - tall(step.so_far),
                    left: x - wide / 2,
                    width: wide,
                    height,
                    number: ((place + 1) % every == 0 || place == 0).then_some(place + 1),
                    new: (step.new > 0).then_some(step.new),
                    new_y: HEIGHT - BOTTOM - height,
                }
            })
            .collect();
        let path: Vec<String> = bars
            .iter()
            .map(|bar| format!("{},{}", bar.x, bar.y))
            .collect();
        let grid = [0, most / 2, most];
        let drawing = Drawing {
            title: &self.title,
            across: &self.across,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH - RIGHT,
            top: TOP,
            bottom: HEIGHT - BOTTOM,
            middle: (LEFT + WIDTH - RIGHT) / 2,
            paper,
            grid: grid
                .into_iter()
                .map(|codes| (HEIGHT - BOTTOM - tall(codes), codes))
                .collect(),
            path: path.join(" "),
            bars,
            mark: self
                .mark
                .as_ref()
                .map(|(at, name)| (middle_of(at.saturating_sub(1)), name.as_str())),
        };
        drawing.render().map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_climbs_to_the_top_and_says_its_numbers() {
        let steps = [(4, 4), (3, 7), (0, 7), (1, 8)].map(|(new, so_far)| CurveStep { new, so_far });
        let curve = Curve {
            title: "<b>".into(),
            across: "interviews".into(),
            steps: steps.to_vec(),
            mark: Some((3, "enough".into())),
        };
        let svg = curve.svg().unwrap();
        assert!(
            svg.contains("points=\"117,119 261,47 404,47 548,22\""),
            "{svg}"
        );
        assert!(
            svg.contains(">+4<") && svg.contains(">+1<") && !svg.contains(">+0<"),
            "{svg}"
        );
        assert!(svg.contains("enough") && !svg.contains("<b>"), "{svg}");
        assert!(curve.file().unwrap().contains("xmlns"));
        assert!(Curve::default().svg().unwrap().contains("</svg>"));
    }
}
