// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

// Under a fuzzer no test binary links without its runtime, this crate's empty one neither.
#[cfg(test)]
use bolero as _;
use std::env;
use tenor_fixed::Fixed;

/// Iterations of each target when it runs as a test.
#[must_use]
pub fn iterations() -> usize {
	env::var("TENOR_FUZZ_ITERATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// A number of any magnitude from two words of a fuzzer: plain words are nearly always huge.
#[must_use]
pub const fn spread(value: i128, shift: u8) -> Fixed {
	Fixed::from_e18(value >> (shift % 128))
}

/// The same, not below zero.
#[must_use]
pub const fn spread_up(value: i128, shift: u8) -> Fixed {
	Fixed::from_e18((value >> (shift % 128)) & i128::MAX)
}

/// A unit of the last decimal.
pub const UNIT: Fixed = Fixed::from_e18(1);
