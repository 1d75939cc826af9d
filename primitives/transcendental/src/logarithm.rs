// SPDX-License-Identifier: Apache-2.0
//! The natural logarithm: two steps of multiplication by short reciprocals from tables bring the
//! argument within 2^-13.9 of 1, a series of seven terms does the rest.

use crate::{
	arith::{low64, mul_u128_u64, mul_wide, mulhi, Factor},
	tables::{LN2_Q112, LN_E18_Q112, LN_RECIPROCAL_1, LN_RECIPROCAL_2, LN_VALUE_1, LN_VALUE_2},
	MathError,
};
use tenor_fixed::Fixed;

/// A natural logarithm with 112 binary places, of which 93 are good. The difference of two is the
/// logarithm of a ratio without the loss that rounding each to 18 decimals would bring.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Log(i128);

impl Log {
	/// From units of 2^-112.
	#[must_use]
	pub const fn from_q112(units: i128) -> Self {
		Self(units)
	}

	/// In units of 2^-112. The magnitude of a logarithm of a [`Fixed`] is below 2^118.
	#[inline(always)]
	#[must_use]
	pub const fn q112(self) -> i128 {
		self.0
	}

	/// The logarithm of a positive number.
	#[inline]
	pub fn of(value: Fixed) -> Result<Self, MathError> {
		match u128::try_from(value.e18()) {
			Ok(units) if units > 0 => Ok(Self::of_integer(units).minus(Self(LN_E18_Q112))),
			_ => Err(MathError::LogarithmOfNonPositive),
		}
	}

	/// The logarithm of an integer; of zero, as a limit of use, that of one.
	#[must_use]
	pub fn of_integer(value: u128) -> Self {
		let value = value.max(1);
		let shift = value.leading_zeros();
		// m in [1, 2) with 94 places: steps of 2^-94 are above all noise below, which makes the
		// result monotone; a Fixed below 2^95 units (2 * 10^10) enters exactly.
		let m = (value << shift) >> 33;
		let octaves = i128::from(127 - shift);
		let cell = index(m >> 87) & 127;
		// 1 + z = m * r in 109 places, 0 <= z < 2^-6.9: exact.
		let product = mul_u128_u64(m, u64::from(LN_RECIPROCAL_1[cell]));
		let z = product - (1 << 109);
		let fine = index(z >> 95).min(LN_RECIPROCAL_2.len() - 1);
		// (1 + z) * r in 127 places, 0 <= rest < 2^-13.9.
		let product = mul_u128_u64(product >> 10, u64::from(LN_RECIPROCAL_2[fine]));
		let rest = product - (1 << 127);
		let table = i128::try_from(LN_VALUE_1[cell] + LN_VALUE_2[fine]).unwrap_or(0);
		Self(octaves * LN2_Q112 + table + log_one_plus(rest))
	}

	/// `self - other`: the logarithm of the ratio.
	#[inline(always)]
	#[must_use]
	pub const fn minus(self, other: Self) -> Self {
		Self(self.0.wrapping_sub(other.0))
	}

	/// `self + octaves * ln 2`, for a number times a power of two.
	#[must_use]
	pub(crate) fn plus_octaves(self, octaves: i32) -> Self {
		Self(self.0.saturating_add(LN2_Q112.saturating_mul(i128::from(octaves))))
	}

	/// The nearest [`Fixed`].
	#[must_use]
	pub fn to_fixed_nearest(self) -> Fixed {
		// Floor of the part above 2^-64, then the fraction: both monotone.
		let q64 = self.0 >> 48;
		let fraction = low64(q64.cast_unsigned());
		let part = (mul_wide(fraction, 1_000_000_000_000_000_000) + (1 << 63)) >> 64;
		let whole = (q64 >> 64) * 1_000_000_000_000_000_000;
		Fixed::from_e18(whole + i128::from(low64(part)))
	}
}

/// A table index from a value known to be small.
#[inline(always)]
fn index(x: u128) -> usize {
	usize::try_from(low64(x)).unwrap_or(0)
}

/// `ln(1 + z)` with 112 places, for `z` with 127 places below 2^-13.9.
#[inline(always)]
fn log_one_plus(z: u128) -> i128 {
	/// 1/3 to 1/7, 64 places.
	const THIRD: u64 = u64::MAX / 3;
	const FOURTH: u64 = 1 << 62;
	const FIFTH: u64 = u64::MAX / 5;
	const SIXTH: u64 = u64::MAX / 6;
	const SEVENTH: u64 = u64::MAX / 7;
	// z = high * 2^-77 + low * 2^-127.
	let (high, low) = (low64(z >> 50), low64(z) & ((1 << 50) - 1));
	// z^2 / 2 with 112 places: the second product is twice high * low, halved.
	let half_square = (mul_wide(high, high) >> 43) + (mul_wide(high, low) >> 92);
	// z^3 (1/3 - z/4 + z^2/5 - z^3/6 + z^4/7): 64 bits are enough.
	let factor = Factor::new(high);
	let cube = factor.mulhi(factor.mulhi(high));
	let series = SIXTH - (factor.mulhi(SEVENTH) >> 13);
	let series = FIFTH - (factor.mulhi(series) >> 13);
	let series = FOURTH - (factor.mulhi(series) >> 13);
	let series = THIRD - (factor.mulhi(series) >> 13);
	let cubic = u128::from(mulhi(cube, series)) << 9;
	let sum = (z >> 15) + cubic - half_square;
	sum.cast_signed()
}

/// The natural logarithm, rounded to nearest: within 0.56 units of the 18th decimal, monotone.
///
/// ```
/// use tenor_fixed::Fixed;
/// let two = tenor_transcendental::ln(Fixed::from_int(2)).unwrap();
/// assert_eq!(two.to_string(), "0.693147180559945309");
/// ```
pub fn ln(value: Fixed) -> Result<Fixed, MathError> {
	Log::of(value).map(Log::to_fixed_nearest)
}
