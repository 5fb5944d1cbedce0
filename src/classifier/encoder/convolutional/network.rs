//! The shape of the network: what turns piece vectors into the vector of a text.
//!
//! ```text
//! piece vector ─► entrance ─► 3 blocks of 2 convolutions over 2, 3 and 5 pieces ─┐
//!      └───────────────────────────────────────────────────────────────────► exit: normalise, add up,
//!                                                                   divide by √pieces ─► head ─► unit vector
//! ```
//!
//! This is Google's multilingual universal sentence encoder, version 3 (Yang et al. 2020), in its convolutional form.

use ndarray::Array2;

use super::rows::WIDTH;

/// Convolution blocks.
pub(super) const BLOCKS: usize = 3;
/// Numbers a piece has within a block.
pub(super) const CHANNELS: usize = 256;
/// Numbers a piece has at the exit: its vector and what the blocks made of it.
pub(super) const FEATURES: usize = WIDTH + BLOCKS * CHANNELS;
/// Numbers in the narrow layers of the head.
pub(super) const HIDDEN: usize = 320;

pub(super) struct Network {
    pub entrance: Entrance,
    pub blocks: [Block; BLOCKS],
    pub exit: Exit,
    pub head: Head,
}

/// Piece vector to what the blocks start from, normalised over all three together.
pub(super) struct Entrance {
    pub matrix: Array2<f32>,
    pub bias: Vec<f32>,
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
}

pub(super) type Block = [Convolution; 2];

/// A piece gets, added to what it is, the positive part of what its window says.
pub(super) struct Convolution {
    /// Pieces in the window.
    pub length: usize,
    /// How many of them stand before the piece itself.
    pub before: usize,
    /// What a piece says at the first place in the window, the second and so on, side by side.
    pub slots: Array2<f32>,
    pub bias: Vec<f32>,
}

/// All features of a piece, normalised, to what it adds to the text.
pub(super) struct Exit {
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
    pub matrix: Array2<f32>,
    pub bias: Vec<f32>,
}

/// The sum over the pieces to the vector: three layers, each reading the one or two before it.
pub(super) struct Head {
    pub mean_to_first: Array2<f32>,
    pub mean_to_second: Array2<f32>,
    pub first_to_second: Array2<f32>,
    pub second_to_third: Array2<f32>,
    pub second_to_out: Array2<f32>,
    pub third_to_out: Array2<f32>,
}
