//! A line chart of shares: how good suggestions became with more coding.

use super::standing_alone;
use crate::error::{Error, Result};
use askama::Template;

const WIDTH: usize = 460;
const HEIGHT: usize = 220;
const LEFT: usize = 46;
const RIGHT: usize = 20;
const TOP: usize = 16;
const BOTTOM: usize = 44;

/// A line chart.
#[derive(Debug, Default)]
pub(in crate::workbench) struct Line {
    /// Its name, read out for the picture.
    pub(in crate::workbench) title: String,
    /// What the points are counted in.
    pub(in crate::workbench) across: String,
    pub(in crate::workbench) points: Vec<LinePoint>,
}

/// A point.
#[derive(Debug, Clone, Copy)]
pub(in crate::workbench) struct LinePoint {
    /// Its place across.
    pub(in crate::workbench) at: usize,
    /// Its height, a share from 0 to 1.
    pub(in crate::workbench) share: f64,
}

#[derive(Template)]
#[template(path = "line.svg")]
struct Drawing<'l> {
    title: &'l str,
    across: &'l str,
    width: usize,
    height: usize,
    left: usize,
    right: usize,
    bottom: usize,
    middle: usize,
    paper: bool,
    grid: Vec<(usize, String)>,
    path: String,
    points: Vec<Dot>,
}

struct Dot {
    x: usize,
    y: usize,
    label_y: usize,
    share: String,
    at: usize,
}

impl Line {
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
    /// As [`Line::svg`].
    pub(in crate::workbench) fn file(&self) -> Result<String> {
        Ok(standing_alone(&self.drawn(true)?))
    }

    fn drawn(&self, paper: bool) -> Result<String> {
        let most = self.points.iter().map(|p| p.at).max().unwrap_or(1).max(1);
        let height = |share: f64| {
            let room = (HEIGHT - TOP - BOTTOM) as f64;
            HEIGHT - BOTTOM - (share.clamp(0.0, 1.0) * room).round() as usize
        };
        let points: Vec<Dot> = self
            .points
            .iter()
            .map(|point| {
                let y = height(point.share);
                Dot {
                    x: LEFT + point.at * (WIDTH - LEFT - RIGHT) / most,
                    y,
                    label_y: if y < TOP + 18 { y + 20 } else { y - 9 },
                    share: format!("{:.0} %", point.share * 100.0),
                    at: point.at,
                }
            })
            .collect();
        let steps: Vec<String> = points.iter().map(|p| format!("{},{}", p.x, p.y)).collect();
        let grid = [0.0, 0.5, 1.0].map(|share| (height(share), format!("{:.0} %", share * 100.0)));
        let drawing = Drawing {
            title: &self.title,
            across: &self.across,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH - RIGHT,
            bottom: HEIGHT - BOTTOM,
            middle: (LEFT + WIDTH - RIGHT) / 2,
            paper,
            grid: grid.to_vec(),
            path: steps.join(" "),
            points,
        };
        drawing.render().map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_at_their_height_with_their_number() {
        let line = Line {
            title: "<b>".into(),
            across: "participants".into(),
            points: vec![
                LinePoint { at: 2, share: 0.5 },
                LinePoint { at: 4, share: 1.0 },
            ],
        };
        let svg = line.svg().unwrap();
        assert!(svg.contains("points=\"243,96 440,16\""), "{svg}");
        assert!(svg.contains(">50 %<") && !svg.contains("<b>"), "{svg}");
        assert!(line.file().unwrap().contains("xmlns"));
        assert!(Line::default().svg().unwrap().contains("</svg>"));
    }
}
