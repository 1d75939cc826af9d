// SPDX-License-Identifier: Apache-2.0
//! Word arithmetic beyond that of `tenor-fixed`.

pub(crate) use tenor_fixed::words::{high64, low64, mul_u128, mul_wide, mulhi, Factor};

/// Upper half of the product of two double words.
#[inline]
pub(crate) fn mulhi_u128(a: u128, b: u128) -> u128 {
	mul_u128(a, b).0
}

/// `a * b` for a product known to fit 128 bits.
#[inline(always)]
pub(crate) fn mul_u128_u64(a: u128, b: u64) -> u128 {
	mul_wide(low64(a), b).wrapping_add(u128::from(high64(a).wrapping_mul(b)) << 64)
}

/// `2^127 / m` for `m` with its top bit set, within 2 units: 64 significant bits of `1/m`. The one
/// exception is `m = 2^63`, where `2^64` does not fit and `2^64 - 1` or a little less is returned.
#[inline(always)]
#[must_use]
pub fn reciprocal(m: u64) -> u64 {
	// About 31 bits from one machine division, never above the true value.
	let seed = (u64::MAX / ((m >> 32) + 1)) << 31;
	// What is missing, as a fraction e of 1 with 127 places: 1/m = seed * (1 + e + e^2 + ...).
	// e < 2^-29, so that e^3 is beyond the word.
	let e = (1u128 << 127) - mul_wide(m, seed);
	let square = low64(e >> 66).wrapping_mul(low64(e >> 66));
	let e = e + (u128::from(square) << 5);
	seed.saturating_add(mulhi(seed, low64(e >> 34)) >> 29)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(20_000)))]

		#[test]
		fn reciprocal_is_within_two_units(m in (1u64 << 63)..) {
			let exact = (1u128 << 127) / u128::from(m);
			let off = exact.abs_diff(u128::from(reciprocal(m)));
			prop_assert!(off <= 2, "{} off by {}", m, off);
		}
	}

	#[test]
	fn reciprocal_at_the_extremes() {
		for m in [1 << 63, (1 << 63) + 1, u64::MAX, u64::MAX - 1, 0xffff_ffff_0000_0000] {
			let exact = (1u128 << 127) / u128::from(m);
			assert!(exact.abs_diff(u128::from(reciprocal(m))) <= 2, "{m}");
		}
	}
}
