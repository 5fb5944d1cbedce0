//! Vectors of length 1.

const LANES: usize = 16;

/// Scales to length 1, unless there is nothing to scale.
pub(super) fn to_unit_length(row: &mut [f32]) {
    let length = sum_of(row, |value| value * value).sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|value| *value /= length);
    }
}

/// A sum in sixteen lanes, which the compiler can take several at a time.
pub(super) fn sum_of(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += term(value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane += term(value);
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_any_width_get_length_one() {
        for width in [1, 15, 16, 17, 384] {
            let mut row: Vec<f32> = (1..=width).map(|n| n as f32).collect();
            to_unit_length(&mut row);
            assert!((sum_of(&row, |x| x * x) - 1.0).abs() < 1e-5, "{width}");
        }
        let mut zeros = [0.0; 3];
        to_unit_length(&mut zeros);
        assert_eq!(zeros, [0.0; 3]);
    }
}
