// SPDX-License-Identifier: Apache-2.0
//! The wider binary format: a sign, 64 significant bits and an exponent.

use crate::{
	arith::{high64, low64, mul_wide, reciprocal},
	tables::{INV_E18_Q123, RSQRT_SEED},
};
use crate::{exponential::exp_neg_q120, logarithm::Log};
use core::{
	cmp::Ordering,
	ops::{Add, Div, Mul, Neg, Sub},
};
use tenor_fixed::Fixed;

/// A binary floating number in integer arithmetic: `(-1)^negative * mantissa * 2^exponent`, where the
/// mantissa has its top bit set, or is zero. There are no infinities and no NaN; exponents are far
/// from their limits for everything that starts from a [`Fixed`]. Each operation is within 2^-62 of
/// its exact result, relatively; a sum of opposite signs within 2^-62 of its larger operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Float {
	mantissa: u64,
	exponent: i32,
	negative: bool,
}

/// A count of bits as a signed number.
#[inline(always)]
fn signed(bits: u32) -> i32 {
	i32::try_from(bits).unwrap_or(i32::MAX)
}

impl Float {
	/// Zero.
	pub const ZERO: Self = Self { mantissa: 0, exponent: 0, negative: false };
	/// One.
	pub const ONE: Self = Self { mantissa: 1 << 63, exponent: -63, negative: false };
	/// One half.
	pub const HALF: Self = Self { mantissa: 1 << 63, exponent: -64, negative: false };
	/// Two.
	pub const TWO: Self = Self { mantissa: 1 << 63, exponent: -62, negative: false };
	/// 10^-18, rounded to the format.
	pub const E18_INVERSE: Self = Self { mantissa: INV_E18_Q123, exponent: -123, negative: false };

	/// `mantissa * 2^exponent`.
	#[inline(always)]
	#[must_use]
	pub fn new(mantissa: u64, exponent: i32) -> Self {
		if mantissa == 0 {
			return Self::ZERO;
		}
		let shift = mantissa.leading_zeros();
		let exponent = exponent.saturating_sub(signed(shift));
		Self { mantissa: mantissa << shift, exponent, negative: false }
	}

	/// `value * 2^exponent`, rounded down to 64 significant bits.
	#[inline(always)]
	#[must_use]
	pub fn from_u128(value: u128, exponent: i32) -> Self {
		// By words: a 128-bit shift by a variable amount is a call on wasm.
		let (high, low) = (high64(value), low64(value));
		if high == 0 {
			return Self::new(low, exponent);
		}
		let shift = high.leading_zeros();
		let exponent = exponent.saturating_add(64 - signed(shift));
		let mantissa = (high << shift) | (low >> 1 >> (63 - shift));
		Self { mantissa, exponent, negative: false }
	}

	/// `value * 2^exponent`, rounded towards zero to 64 significant bits.
	#[inline(always)]
	#[must_use]
	pub fn from_i128(value: i128, exponent: i32) -> Self {
		let mut float = Self::from_u128(value.unsigned_abs(), exponent);
		float.negative = value < 0;
		float
	}

	/// A [`Fixed`] in the wider format.
	#[must_use]
	pub fn from_fixed(value: Fixed) -> Self {
		Self::from_i128(value.e18(), 0) * Self::E18_INVERSE
	}

	/// The mantissa: top bit set, or zero.
	#[inline(always)]
	#[must_use]
	pub const fn mantissa(self) -> u64 {
		self.mantissa
	}

	/// The exponent of the mantissa's lowest bit.
	#[inline(always)]
	#[must_use]
	pub const fn exponent(self) -> i32 {
		self.exponent
	}

	/// Whether the number is below zero.
	#[inline(always)]
	#[must_use]
	pub const fn is_negative(self) -> bool {
		self.negative
	}

	/// Whether the number is zero.
	#[inline(always)]
	#[must_use]
	pub const fn is_zero(self) -> bool {
		self.mantissa == 0
	}

	/// `|self|`.
	#[inline(always)]
	#[must_use]
	pub const fn abs(self) -> Self {
		Self { negative: false, ..self }
	}

	/// `self * 2^power`, exact.
	#[inline(always)]
	#[must_use]
	pub const fn scale(self, power: i32) -> Self {
		if self.mantissa == 0 {
			return Self::ZERO;
		}
		Self { exponent: self.exponent.saturating_add(power), ..self }
	}

	/// `1 / self`; the reciprocal of zero is zero: a caller for which that is wrong tests first.
	#[inline]
	#[must_use]
	pub fn recip(self) -> Self {
		if self.mantissa == 0 {
			return Self::ZERO;
		}
		// 2^127 / mantissa * 2^(-127 - exponent); of a power of two exactly.
		let exponent = (-127i32).saturating_sub(self.exponent);
		let inverse = if self.mantissa == 1 << 63 {
			Self { mantissa: 1 << 63, exponent: exponent.saturating_add(1), negative: false }
		} else {
			Self::new(reciprocal(self.mantissa), exponent)
		};
		Self { negative: self.negative, ..inverse }
	}

	/// The square root of the absolute value.
	#[must_use]
	pub fn sqrt(self) -> Self {
		if self.mantissa == 0 {
			return Self::ZERO;
		}
		// x in [1, 4) with 62 places, and an even exponent left over.
		let power = self.exponent.saturating_add(63);
		let odd = power.rem_euclid(2);
		let x = if odd == 1 { self.mantissa } else { self.mantissa >> 1 };
		let half_power = power.saturating_sub(odd) / 2;
		let inverse = inverse_root(x);
		// sqrt(x) = x / sqrt(x), 63 places; then one correction by its own residual.
		let root = u64::try_from(mul_wide(x, inverse) >> 63).unwrap_or(u64::MAX);
		let (square, target) = (mul_wide(root, root), u128::from(x) << 64);
		let step = |gap: u128| {
			let gap = u64::try_from(gap >> 6).unwrap_or(u64::MAX);
			low64(mul_wide(gap, inverse) >> 122)
		};
		let root = if target >= square {
			root.saturating_add(step(target - square))
		} else {
			root.saturating_sub(step(square - target))
		};
		Self::new(root, half_power.saturating_sub(63))
	}

	/// The natural logarithm of the absolute value; of zero, that of one.
	#[must_use]
	pub fn ln(self) -> Log {
		let octaves = if self.mantissa == 0 { 0 } else { self.exponent };
		Log::of_integer(u128::from(self.mantissa)).plus_octaves(octaves)
	}

	/// `e^self`, within 2^-62 relatively for arguments up to 2 in magnitude and 2^-62 times the argument
	/// beyond. Zero below -127, and stopped there upwards as well.
	#[must_use]
	pub fn exp(self) -> Self {
		// 120 binary places of the magnitude.
		let q = match self.exponent.saturating_add(120) {
			_ if self.mantissa == 0 => 0,
			shift @ 0..=63 => u128::from(self.mantissa) << shift,
			shift @ -64..=-1 => u128::from(self.mantissa >> 1 >> (shift.unsigned_abs() - 1)),
			..=-65 => 0,
			64.. => u128::MAX,
		};
		if self.negative {
			let e = exp_neg_q120(q);
			return Self::new(e.mantissa, (-64i32).saturating_sub_unsigned(e.shift));
		}
		let e = exp_neg_q120(q.min((127 << 120) - 1));
		Self::new(e.mantissa, (-64i32).saturating_sub_unsigned(e.shift)).recip()
	}

	/// The nearest integer, saturated at the ends of the range.
	#[inline]
	#[must_use]
	pub fn to_i128_nearest(self) -> i128 {
		// By words, as in `from_u128`.
		let magnitude = if self.exponent >= 0 {
			match self.exponent.unsigned_abs() {
				_ if self.mantissa == 0 => 0,
				0 => u128::from(self.mantissa),
				shift @ 1..=63 => {
					let high = self.mantissa >> (64 - shift);
					(u128::from(high) << 64) | u128::from(self.mantissa << shift)
				}
				_ => u128::MAX,
			}
		} else {
			match self.exponent.unsigned_abs() {
				// The first bit that is cut decides; added behind the cut, where there is room for it.
				shift @ 1..=63 => {
					let half = (self.mantissa >> (shift - 1)) & 1;
					u128::from((self.mantissa >> shift) + half)
				}
				64 => u128::from(self.mantissa >> 63),
				_ => 0,
			}
		};
		let magnitude = i128::try_from(magnitude).unwrap_or(i128::MAX);
		if self.negative {
			-magnitude
		} else {
			magnitude
		}
	}

	/// The nearest [`Fixed`], saturated.
	#[must_use]
	pub fn to_fixed_nearest(self) -> Fixed {
		/// 10^18 in the format: exact.
		const E18: Float =
			Float { mantissa: 1_000_000_000_000_000_000 << 4, exponent: -4, negative: false };
		Fixed::from_e18((self * E18).to_i128_nearest())
	}
}

/// `-self`.
impl Neg for Float {
	type Output = Self;

	#[inline(always)]
	fn neg(self) -> Self {
		Self { negative: !self.negative && self.mantissa != 0, ..self }
	}
}

/// `self * other`, rounded to nearest.
impl Mul for Float {
	type Output = Self;

	#[inline(always)]
	fn mul(self, other: Self) -> Self {
		let product = mul_wide(self.mantissa, other.mantissa);
		let (high, low) = (high64(product), low64(product));
		let exponent = self.exponent.saturating_add(other.exponent);
		let negative = self.negative != other.negative;
		// Two top bits make the upper word at least 2^62; by words, because shifts of double words are
		// dear on wasm.
		let (high, low, exponent) = if high >> 63 == 1 {
			(high, low, exponent.saturating_add(64))
		} else if high == 0 {
			return Self::ZERO;
		} else {
			((high << 1) | (low >> 63), low << 1, exponent.saturating_add(63))
		};
		let (mantissa, carried) = high.overflowing_add(low >> 63);
		if carried {
			return Self { mantissa: 1 << 63, exponent: exponent.saturating_add(1), negative };
		}
		Self { mantissa, exponent, negative }
	}
}

/// `self / other`; a division by zero gives zero, see [`Float::recip`].
#[allow(clippy::suspicious_arithmetic_impl)] // by the reciprocal
impl Div for Float {
	type Output = Self;

	#[inline]
	fn div(self, other: Self) -> Self {
		self * other.recip()
	}
}

/// `self + other`.
impl Add for Float {
	type Output = Self;

	#[inline]
	fn add(self, other: Self) -> Self {
		if other.mantissa == 0 {
			return self;
		}
		if self.mantissa == 0 {
			return other;
		}
		let (large, small) =
			if self.exponent >= other.exponent { (self, other) } else { (other, self) };
		let gap = large.exponent.abs_diff(small.exponent);
		if gap > 126 {
			return large;
		}
		// One bit of room for the carry.
		let a = u128::from(large.mantissa) << 63;
		let b = (u128::from(small.mantissa) << 63) >> gap;
		let exponent = large.exponent.saturating_sub(63);
		let (magnitude, negative) = if large.negative == small.negative {
			(a + b, large.negative)
		} else if a >= b {
			(a - b, large.negative)
		} else {
			(b - a, small.negative)
		};
		let sum = Self::from_u128(magnitude, exponent);
		Self { negative: negative && sum.mantissa != 0, ..sum }
	}
}

/// `self - other`.
impl Sub for Float {
	type Output = Self;

	#[inline]
	fn sub(self, other: Self) -> Self {
		self + -other
	}
}

impl PartialOrd for Float {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl Ord for Float {
	fn cmp(&self, other: &Self) -> Ordering {
		let magnitude = |x: &Self| (x.mantissa != 0, x.exponent, x.mantissa);
		match (self.negative, other.negative) {
			(false, true) => Ordering::Greater,
			(true, false) => Ordering::Less,
			(false, false) => magnitude(self).cmp(&magnitude(other)),
			(true, true) => magnitude(other).cmp(&magnitude(self)),
		}
	}
}

/// `1/sqrt(x)` for x in [1, 4) with 62 places; the result has 64 places (2^64 - 1 for 1).
fn inverse_root(x: u64) -> u64 {
	let cell = usize::try_from((x >> 57).saturating_sub(32)).unwrap_or(0);
	// The seed has 6.9 good bits; each step y(3 - x y^2)/2 doubles them: 13, 25, 50, 64.
	let mut y = u64::from(RSQRT_SEED.get(cell).copied().unwrap_or(0)).min(0xffff) << 48;
	for _ in 0..4 {
		// x y^2 with 62 places, near 1.
		let square = high64(mul_wide(y, y));
		let product = high64(mul_wide(x, square));
		let factor = (3u64 << 62).wrapping_sub(product);
		// y * factor / 2: factor has 62 places, so that the product's upper word has 62.
		let next = mul_wide(y, factor) >> 63;
		y = u64::try_from(next).unwrap_or(u64::MAX);
	}
	y
}
