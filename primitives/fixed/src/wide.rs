// SPDX-License-Identifier: Apache-2.0
//! Division of 256-bit products.

use crate::words::{high64, low64, mul_u128, mul_wide};

/// One digit of Knuth's algorithm D in base 2^64: `(rem, next) / d` for a normalised `d`, where
/// `rem < d`. Returns (digit, new remainder).
#[inline]
fn knuth_digit(rem: u128, next: u64, d: u128) -> (u128, u128) {
	let (d1, d0) = (d >> 64, u128::from(low64(d)));
	let mut q = rem / d1;
	let mut r = rem % d1;
	// At most two corrections (Knuth, TAOCP 4.3.1, theorem B).
	while (q >> 64) != 0 || q * d0 > ((r << 64) | u128::from(next)) {
		q -= 1;
		r += d1;
		if (r >> 64) != 0 {
			break;
		}
	}
	let digits = rem.wrapping_shl(64) | u128::from(next);
	(q, digits.wrapping_sub(q.wrapping_mul(d)))
}

/// `(high, low) / d` as (quotient, remainder). `None` if `d` is zero or the quotient needs more
/// than 128 bits.
#[inline]
pub(crate) fn div_u256(high: u128, low: u128, d: u128) -> Option<(u128, u128)> {
	if high >= d {
		return None;
	}
	if high == 0 {
		if (low >> 64) == 0 && (d >> 64) == 0 {
			// Both fit a machine word: the 128-bit routine would be several times slower.
			let (n, d) = (low64(low), low64(d));
			return Some((u128::from(n / d), u128::from(n % d)));
		}
		return Some((low / d, low % d));
	}
	if (d >> 64) == 0 {
		let n1 = (high << 64) | (low >> 64);
		let (q1, r1) = (n1 / d, n1 % d);
		let n0 = (r1 << 64) | u128::from(low64(low));
		return Some(((q1 << 64) | (n0 / d), n0 % d));
	}
	let shift = d.leading_zeros();
	let d = d << shift;
	let (high, low) = if shift == 0 {
		(high, low)
	} else {
		((high << shift) | (low >> (128 - shift)), low << shift)
	};
	let (q1, r1) = knuth_digit(high, low64(low >> 64), d);
	let (q0, r0) = knuth_digit(r1, low64(low), d);
	Some(((q1 << 64) | q0, r0 >> shift))
}

/// `floor(a * b / d)` for unsigned operands; `None` if `d` is zero or the result does not fit.
#[must_use]
pub fn mul_div_floor_u128(a: u128, b: u128, d: u128) -> Option<u128> {
	let (high, low) = mul_u128(a, b);
	div_u256(high, low, d).map(|(q, _)| q)
}

/// Puts the sign on a magnitude; `None` if it does not fit.
#[inline]
pub(crate) fn with_sign(negative: bool, magnitude: u128) -> Option<i128> {
	if negative {
		0i128.checked_sub_unsigned(magnitude)
	} else {
		i128::try_from(magnitude).ok()
	}
}

/// Divides the magnitude `(high, low)` by `d` and rounds the signed result down or up.
#[inline]
pub(crate) fn signed_div(
	negative: bool,
	(high, low): (u128, u128),
	d: u128,
	up: bool,
) -> Option<i128> {
	let (q, r) = div_u256(high, low, d)?;
	// Rounding down moves a negative value away from zero, rounding up a positive one.
	let away = r != 0 && (negative != up);
	let q = if away { q.checked_add(1)? } else { q };
	with_sign(negative, q)
}

/// `floor(a * b / d)`, rounded towards minus infinity, through a 256-bit product. `None` if `d` is
/// zero or the result does not fit.
///
/// ```
/// assert_eq!(tenor_fixed::mul_div_floor(-7, 1, 2), Some(-4));
/// assert_eq!(tenor_fixed::mul_div_floor(i128::MAX, 6, 12), Some(i128::MAX / 2));
/// ```
#[must_use]
#[inline]
pub fn mul_div_floor(a: i128, b: i128, d: i128) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0) ^ (d < 0);
	signed_div(negative, mul_u128(a.unsigned_abs(), b.unsigned_abs()), d.unsigned_abs(), false)
}

/// `ceil(a * b / d)`, rounded towards plus infinity, through a 256-bit product. `None` if `d` is
/// zero or the result does not fit.
///
/// ```
/// assert_eq!(tenor_fixed::mul_div_ceil(-7, 1, 2), Some(-3));
/// assert_eq!(tenor_fixed::mul_div_ceil(7, 1, 2), Some(4));
/// ```
#[must_use]
#[inline]
pub fn mul_div_ceil(a: i128, b: i128, d: i128) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0) ^ (d < 0);
	signed_div(negative, mul_u128(a.unsigned_abs(), b.unsigned_abs()), d.unsigned_abs(), true)
}

/// A constant divisor with the reciprocal word of Moeller and Granlund, "Improved division by invariant
/// integers" (2011): one digit of the quotient costs a multiplication where a 128-bit division is a call
/// of a hundred instructions.
pub(crate) struct Divisor {
	value: u64,
	/// Shifted so that its top bit is set.
	normal: u64,
	shift: u32,
	/// `floor((2^128 - 1) / normal) - 2^64`.
	reciprocal: u64,
}

/// 10^18.
pub(crate) const BY_E18: Divisor = Divisor::new(1_000_000_000_000_000_000);
/// 10^10.
pub(crate) const BY_E10: Divisor = Divisor::new(10_000_000_000);
/// 10^8.
pub(crate) const BY_E8: Divisor = Divisor::new(100_000_000);

impl Divisor {
	/// For a constant that is neither zero nor has its top bit set.
	const fn new(value: u64) -> Self {
		let shift = value.leading_zeros();
		let normal = value << shift;
		// `From` is not const: the cast widens.
		Self { value, normal, shift, reciprocal: low64(u128::MAX / (normal as u128)) }
	}

	/// `(rem, next) / normal` for `rem < normal` as (digit, new remainder).
	#[inline(always)]
	fn digit(&self, rem: u64, next: u64) -> (u64, u64) {
		let q =
			mul_wide(self.reciprocal, rem).wrapping_add((u128::from(rem) << 64) | u128::from(next));
		let (q_low, mut q_high) = (low64(q), high64(q).wrapping_add(1));
		let mut r = next.wrapping_sub(q_high.wrapping_mul(self.normal));
		if r > q_low {
			q_high = q_high.wrapping_sub(1);
			r = r.wrapping_add(self.normal);
		}
		if r >= self.normal {
			q_high = q_high.wrapping_add(1);
			r -= self.normal;
		}
		(q_high, r)
	}

	/// `(high, low)` divided, as (quotient, remainder). `None` if the quotient needs more than 128 bits.
	#[inline(always)]
	pub(crate) fn div(&self, high: u128, low: u128) -> Option<(u128, u64)> {
		if high >= u128::from(self.value) {
			return None;
		}
		let shifted = low << self.shift;
		let top = (low64(high) << self.shift) | low64(low >> (128 - self.shift));
		if high == 0 && high64(low) < self.value {
			// The quotient is one word: its upper digit is zero.
			let (q, r) = self.digit(high64(shifted), low64(shifted));
			return Some((u128::from(q), r >> self.shift));
		}
		let (q1, r1) = self.digit(top, high64(shifted));
		let (q0, r0) = self.digit(r1, low64(shifted));
		Some(((u128::from(q1) << 64) | u128::from(q0), r0 >> self.shift))
	}

	/// `value / self`, rounded down or up. Always fits.
	#[inline(always)]
	pub(crate) fn div_signed(&self, value: i128, up: bool) -> i128 {
		// The high word is zero and the divisor above 1: there is a quotient, and it fits the sign.
		let (q, r) = self.div(0, value.unsigned_abs()).unwrap_or_default();
		let q = if r != 0 && (value < 0) != up { q + 1 } else { q };
		if value < 0 {
			q.cast_signed().wrapping_neg()
		} else {
			q.cast_signed()
		}
	}
}

/// `a * b / 10^18`, rounded down or up.
#[inline]
pub(crate) fn mul_e18(a: i128, b: i128, up: bool) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0);
	let (high, low) = mul_u128(a.unsigned_abs(), b.unsigned_abs());
	let (q, r) = BY_E18.div(high, low)?;
	let q = if r != 0 && negative != up { q.checked_add(1)? } else { q };
	with_sign(negative, q)
}

/// `a * b / 10^18`, rounded to nearest, halves away from zero.
#[inline]
pub(crate) fn mul_e18_nearest(a: i128, b: i128) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0);
	let (high, low) = mul_u128(a.unsigned_abs(), b.unsigned_abs());
	let (q, r) = BY_E18.div(high, low)?;
	let q = if r >= BY_E18.value / 2 { q.checked_add(1)? } else { q };
	with_sign(negative, q)
}
