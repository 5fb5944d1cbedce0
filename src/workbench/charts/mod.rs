//! Charts as SVG: drawn here, so that page and file are the same picture. Numbers stand in every chart and shades grow darker with
//! them, so that nothing is lost in black and white. Colours come from presentation attributes and `currentColor`: the security policy
//! allows no style, and the picture follows the theme of the page it is on.

mod curve;
mod heat;
mod line;
mod wrapped;

pub(super) use curve::{Curve, CurveStep};
pub(super) use heat::{Heat, HeatCell, HeatColumn, HeatRow};
pub(super) use line::{Line, LinePoint};

/// Makes a file of a picture: with the name of its language, on white paper, in dark ink.
pub(super) fn standing_alone(svg: &str) -> String {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" color=\"#1f2328\" ";
    svg.trim_start().replacen("<svg ", head, 1)
}
