//! A fixed shuffle: numbers that look drawn and are the same every time.

/// SplitMix64's mixing (Steele, Lea & Flood 2014) of one number: those that follow each other come out anywhere. A product
/// alone does not do: sorted by it, numbers keep a lattice, and neighbours can all fall into the same part.
pub fn scattered(number: u64) -> u64 {
    let x = number.wrapping_add(1).wrapping_mul(STEP);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// 2⁶⁴ over the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
