// SPDX-License-Identifier: Apache-2.0
//! 256-bit intermediates: product of two 128-bit integers, and its division by a third.

/// Lower half of a 128-bit word.
#[inline]
#[allow(clippy::cast_possible_truncation)] // the truncation is the purpose
pub(crate) const fn low64(x: u128) -> u64 {
	x as u64
}

/// Full product of two 64-bit words.
#[inline]
const fn mul64(a: u64, b: u64) -> u128 {
	(a as u128) * (b as u128)
}

/// Full product of two 128-bit words as (high, low).
#[inline]
pub(crate) fn mul_u128(a: u128, b: u128) -> (u128, u128) {
	let (a1, a0) = (low64(a >> 64), low64(a));
	let (b1, b0) = (low64(b >> 64), low64(b));
	if a1 == 0 && b1 == 0 {
		return (0, mul64(a0, b0));
	}
	let p00 = mul64(a0, b0);
	let p01 = mul64(a0, b1);
	let p10 = mul64(a1, b0);
	let p11 = mul64(a1, b1);
	// Three terms below 2^64 each: no overflow.
	let middle = (p00 >> 64) + u128::from(low64(p01)) + u128::from(low64(p10));
	let low = (middle << 64) | u128::from(low64(p00));
	// The high word of a 256-bit product of 128-bit factors can't overflow.
	let high = p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
	(high, low)
}

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

/// 10^18 shifted so that its top bit is set.
const E18_NORMAL: u64 = 1_000_000_000_000_000_000 << E18_SHIFT;
/// Leading zeros of 10^18 in 64 bits.
const E18_SHIFT: u32 = 4;
/// `floor((2^128 - 1) / E18_NORMAL) - 2^64`, the reciprocal word of Möller and Granlund,
/// "Improved division by invariant integers" (2011).
const E18_RECIPROCAL: u64 = low64(u128::MAX / (E18_NORMAL as u128));

/// `(rem, next) / E18_NORMAL` for `rem < E18_NORMAL` by the reciprocal: one full multiplication in
/// place of a 128-bit division. Returns (digit, new remainder).
#[inline]
fn e18_digit(rem: u64, next: u64) -> (u64, u64) {
	let q = mul64(E18_RECIPROCAL, rem).wrapping_add((u128::from(rem) << 64) | u128::from(next));
	let (q_low, mut q_high) = (low64(q), low64(q >> 64).wrapping_add(1));
	let mut r = next.wrapping_sub(q_high.wrapping_mul(E18_NORMAL));
	if r > q_low {
		q_high = q_high.wrapping_sub(1);
		r = r.wrapping_add(E18_NORMAL);
	}
	if r >= E18_NORMAL {
		q_high = q_high.wrapping_add(1);
		r -= E18_NORMAL;
	}
	(q_high, r)
}

/// 10^18 as a word.
const E18_WORD: u64 = 1_000_000_000_000_000_000;

/// `(high, low) / 10^18` as (quotient, remainder). `None` if the quotient needs more than 128 bits.
#[inline]
pub(crate) fn div_by_e18(high: u128, low: u128) -> Option<(u128, u64)> {
	// The top word must be below 10^18, or the quotient does not fit.
	if high >= u128::from(E18_WORD) {
		return None;
	}
	let high = low64(high);
	let top = (high << E18_SHIFT) | low64(low >> (128 - E18_SHIFT));
	let shifted = low << E18_SHIFT;
	let (q1, r1) = e18_digit(top, low64(shifted >> 64));
	let (q0, r0) = e18_digit(r1, low64(shifted));
	Some(((u128::from(q1) << 64) | u128::from(q0), r0 >> E18_SHIFT))
}

/// `a * b / 10^18`, rounded down or up.
#[inline]
pub(crate) fn mul_e18(a: i128, b: i128, up: bool) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0);
	let (high, low) = mul_u128(a.unsigned_abs(), b.unsigned_abs());
	let (q, r) = div_by_e18(high, low)?;
	let q = if r != 0 && negative != up { q.checked_add(1)? } else { q };
	with_sign(negative, q)
}

/// `a * b / 10^18`, rounded to nearest, halves away from zero.
#[inline]
pub(crate) fn mul_e18_nearest(a: i128, b: i128) -> Option<i128> {
	let negative = (a < 0) ^ (b < 0);
	let (high, low) = mul_u128(a.unsigned_abs(), b.unsigned_abs());
	let (q, r) = div_by_e18(high, low)?;
	let q = if r >= E18_WORD / 2 { q.checked_add(1)? } else { q };
	with_sign(negative, q)
}
