// SPDX-License-Identifier: Apache-2.0
//! Word arithmetic. On wasm32 a 64 x 64 -> 128 bit product written with `u128` is a call that moves
//! its result through memory; four 32-bit products in line are several times faster. Both forms are
//! exact, so both targets give the same bits.

/// Lower half.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // the truncation is the purpose
pub(crate) const fn low64(x: u128) -> u64 {
	x as u64
}

/// Upper half.
#[inline(always)]
pub(crate) const fn high64(x: u128) -> u64 {
	low64(x >> 64)
}

/// Full product of two words.
#[inline(always)]
#[must_use]
pub fn mul_wide(a: u64, b: u64) -> u128 {
	#[cfg(target_arch = "wasm32")]
	{
		(u128::from(mulhi(a, b)) << 64) | u128::from(a.wrapping_mul(b))
	}
	#[cfg(not(target_arch = "wasm32"))]
	{
		u128::from(a) * u128::from(b)
	}
}

/// Upper half of the product of two words.
#[inline(always)]
#[must_use]
pub fn mulhi(a: u64, b: u64) -> u64 {
	#[cfg(target_arch = "wasm32")]
	{
		mulhi_by_halves(a, b)
	}
	#[cfg(not(target_arch = "wasm32"))]
	{
		high64(u128::from(a) * u128::from(b))
	}
}

/// [`mulhi`] from 32-bit halves; no partial sum exceeds 64 bits.
#[inline(always)]
#[cfg(any(test, target_arch = "wasm32"))]
fn mulhi_by_halves(a: u64, b: u64) -> u64 {
	const HALF: u64 = 0xffff_ffff;
	let (a1, a0, b1, b0) = (a >> 32, a & HALF, b >> 32, b & HALF);
	let low = a0 * b0;
	let middle = a1 * b0 + (low >> 32);
	let carry = a0 * b1 + (middle & HALF);
	a1 * b1 + (middle >> 32) + (carry >> 32)
}

/// Upper half of the product of two double words.
#[inline]
pub(crate) fn mulhi_u128(a: u128, b: u128) -> u128 {
	mul_u128(a, b).0
}

/// Full product of two double words as (high, low).
#[inline]
#[must_use]
pub fn mul_u128(a: u128, b: u128) -> (u128, u128) {
	let (a1, a0, b1, b0) = (high64(a), low64(a), high64(b), low64(b));
	let p00 = mul_wide(a0, b0);
	let p01 = mul_wide(a0, b1);
	let p10 = mul_wide(a1, b0);
	let middle = u128::from(high64(p00)) + u128::from(low64(p01)) + u128::from(low64(p10));
	let high = mul_wide(a1, b1) + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
	(high, (middle << 64) | u128::from(low64(p00)))
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
		#![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

		#[test]
		fn halves_give_the_full_product(a: u64, b: u64) {
			prop_assert_eq!(mulhi_by_halves(a, b), high64(u128::from(a) * u128::from(b)));
		}

		#[test]
		fn reciprocal_is_within_two_units(m in (1u64 << 63)..) {
			let exact = (1u128 << 127) / u128::from(m);
			let off = exact.abs_diff(u128::from(reciprocal(m)));
			prop_assert!(off <= 2, "{} off by {}", m, off);
		}

		#[test]
		fn double_word_product_agrees_with_parts(a: u128, b: u64) {
			let (high, low) = mul_u128(a, u128::from(b));
			let p0 = u128::from(low64(a)) * u128::from(b);
			let p1 = u128::from(high64(a)) * u128::from(b) + (p0 >> 64);
			prop_assert_eq!((high, low), (p1 >> 64, (p1 << 64) | u128::from(low64(p0))));
		}
	}

	#[test]
	fn halves_at_the_extremes() {
		for a in [0, 1, u64::MAX, u64::MAX - 1, 1 << 63, (1 << 32) - 1] {
			for b in [0, 1, u64::MAX, u64::MAX - 1, 1 << 63, (1 << 32) - 1] {
				assert_eq!(mulhi_by_halves(a, b), high64(u128::from(a) * u128::from(b)));
			}
		}
		for m in [1 << 63, (1 << 63) + 1, u64::MAX, u64::MAX - 1, 0xffff_ffff_0000_0000] {
			let exact = (1u128 << 127) / u128::from(m);
			assert!(exact.abs_diff(u128::from(reciprocal(m))) <= 2, "{m}");
		}
	}
}
