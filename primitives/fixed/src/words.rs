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
	Factor::new(b).mulhi(a)
}

/// A word made ready to be multiplied by several others, as the variable of a polynomial is.
#[derive(Clone, Copy, Debug)]
pub struct Factor {
	#[cfg(not(target_arch = "wasm32"))]
	whole: u64,
	#[cfg(target_arch = "wasm32")]
	halves: Halves,
}

impl Factor {
	/// Of a word.
	#[inline(always)]
	#[must_use]
	pub fn new(word: u64) -> Self {
		#[cfg(target_arch = "wasm32")]
		{
			Self { halves: Halves::new(word) }
		}
		#[cfg(not(target_arch = "wasm32"))]
		{
			Self { whole: word }
		}
	}

	/// Upper half of the product with a word.
	#[inline(always)]
	#[must_use]
	pub fn mulhi(self, a: u64) -> u64 {
		#[cfg(target_arch = "wasm32")]
		{
			self.halves.mulhi(a)
		}
		#[cfg(not(target_arch = "wasm32"))]
		{
			high64(u128::from(a) * u128::from(self.whole))
		}
	}
}

/// The two halves of a word, for products in 64 bits. LLVM recognises the pattern and would turn it back
/// into the call that it is here to avoid: hence the half that it cannot see through.
#[cfg(any(test, target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug)]
struct Halves {
	high: u64,
	low: u64,
}

#[cfg(any(test, target_arch = "wasm32"))]
impl Halves {
	const MASK: u64 = 0xffff_ffff;

	#[inline(always)]
	fn new(word: u64) -> Self {
		Self { high: word >> 32, low: core::hint::black_box(word & Self::MASK) }
	}

	/// No partial sum exceeds 64 bits.
	#[inline(always)]
	fn mulhi(self, a: u64) -> u64 {
		let (a1, a0) = (a >> 32, a & Self::MASK);
		let middle = a1 * self.low + ((a0 * self.low) >> 32);
		let carry = a0 * self.high + (middle & Self::MASK);
		a1 * self.high + (middle >> 32) + (carry >> 32)
	}
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
			prop_assert_eq!(Halves::new(b).mulhi(a), high64(u128::from(a) * u128::from(b)));
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
				assert_eq!(Halves::new(b).mulhi(a), high64(u128::from(a) * u128::from(b)));
			}
		}
	}
}
