// SPDX-License-Identifier: Apache-2.0
//! Word arithmetic, shared with the crates that compute on top of this one.
//!
//! On wasm32 a 64 x 64 -> 128 bit product written with `u128` is a call that moves its result through
//! memory; four 32-bit products in line are several times faster. Both forms are exact, so both targets
//! give the same bits.

/// Lower half.
#[inline(always)]
#[must_use]
#[allow(clippy::cast_possible_truncation)] // the truncation is the purpose
pub const fn low64(x: u128) -> u64 {
	x as u64
}

/// Upper half.
#[inline(always)]
#[must_use]
pub const fn high64(x: u128) -> u64 {
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

/// [`mulhi`] from 32-bit halves; no partial sum exceeds 64 bits. LLVM recognises the pattern and would turn
/// it back into the call that it is here to avoid: hence the opaque half, of the second factor, which
/// should be the one that is known first.
#[inline(always)]
#[cfg(any(test, target_arch = "wasm32"))]
fn mulhi_by_halves(a: u64, b: u64) -> u64 {
	const HALF: u64 = 0xffff_ffff;
	let (a1, a0, b1, b0) = (a >> 32, a & HALF, b >> 32, core::hint::black_box(b & HALF));
	let low = a0 * b0;
	let middle = a1 * b0 + (low >> 32);
	let carry = a0 * b1 + (middle & HALF);
	a1 * b1 + (middle >> 32) + (carry >> 32)
}

/// Full product of two double words as (high, low).
#[inline]
#[must_use]
pub fn mul_u128(a: u128, b: u128) -> (u128, u128) {
	let (a1, a0, b1, b0) = (high64(a), low64(a), high64(b), low64(b));
	let p00 = mul_wide(a0, b0);
	if a1 | b1 == 0 {
		return (0, p00);
	}
	let p01 = mul_wide(a0, b1);
	let p10 = mul_wide(a1, b0);
	// Three terms below 2^64 each: no overflow.
	let middle = u128::from(high64(p00)) + u128::from(low64(p01)) + u128::from(low64(p10));
	let high = mul_wide(a1, b1)
		+ u128::from(high64(p01))
		+ u128::from(high64(p10))
		+ u128::from(high64(middle));
	(high, (middle << 64) | u128::from(low64(p00)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(20_000)))]

		#[test]
		fn halves_give_the_full_product(a: u64, b: u64) {
			prop_assert_eq!(mulhi_by_halves(a, b), high64(u128::from(a) * u128::from(b)));
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
	}
}
