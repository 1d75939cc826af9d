// SPDX-License-Identifier: Apache-2.0
//! Multiplication of large sums by market factors without a division, and units of money.
//!
//! Inside a margin check money is a signed 128-bit integer in units of `10^-21` ("exact units"): a
//! quantity with 8 decimals times a mantissa with 13.

use crate::RiskError;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::{Fixed, E18};

/// Exact units in one unit of a [`Fixed`] amount of money.
pub(crate) const EXACT_PER_E18: i128 = 1_000;

/// The product of two words, in wasm from 32-bit halves: it has no wide multiplication, and the
/// library routine is several times slower.
#[inline]
pub(crate) fn wide_mul(a: u64, b: u64) -> u128 {
	#[cfg(target_arch = "wasm32")]
	return wide_mul_by_halves(a, b);
	#[cfg(not(target_arch = "wasm32"))]
	return u128::from(a) * u128::from(b);
}

/// [`wide_mul`] from 32-bit halves.
#[inline]
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) fn wide_mul_by_halves(a: u64, b: u64) -> u128 {
	const LOW: u64 = 0xffff_ffff;
	let (a1, a0, b1, b0) = (a >> 32, a & LOW, b >> 32, b & LOW);
	let (p00, p01) = (a0 * b0, a0 * b1);
	if a1 == 0 {
		// Quantities below 42.9 contracts come this way.
		return u128::from(p00) + (u128::from(p01) << 32);
	}
	let (p10, p11) = (a1 * b0, a1 * b1);
	let middle = (p00 >> 32) + (p01 & LOW) + (p10 & LOW);
	let high = p11 + (p01 >> 32) + (p10 >> 32) + (middle >> 32);
	(u128::from(high) << 64) | u128::from((middle << 32) | (p00 & LOW))
}

/// The low word.
#[inline]
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn low64(value: u128) -> u64 {
	value as u64
}

/// The high word.
#[inline]
pub(crate) const fn high64(value: u128) -> u64 {
	low64(value >> 64)
}

/// A number `>= 0` as `mantissa * 2^-shift` with 63 significant bits: within 1.1e-19 of the
/// [`Fixed`] it is made from, relative, and exact for 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub(crate) struct Factor {
	mantissa: u64,
	shift: u32,
}

impl Factor {
	/// Rounded to nearest. Below zero or above 2^59 there is none.
	pub(crate) fn new(value: Fixed) -> Result<Self, RiskError> {
		let units = u128::try_from(value.e18()).map_err(|_| RiskError::Overflow)?;
		if units == 0 {
			return Ok(Self { mantissa: 0, shift: 62 });
		}
		// value * 2^up lies in [2^121, 2^122) / 10^18 = [2^61.2, 2^62.3): 62 bits or 63.
		let up = units.leading_zeros().checked_sub(6).ok_or(RiskError::Overflow)?;
		let one = E18.unsigned_abs();
		let mantissa = ((units << up) + one / 2) / one;
		u64::try_from(mantissa)
			.map(|mantissa| Self { mantissa, shift: up })
			.map_err(|_| RiskError::Overflow)
	}

	/// `value` times the factor, rounded down.
	#[inline]
	pub(crate) fn mul_floor(self, value: i128) -> Result<i128, RiskError> {
		let (magnitude, inexact) = self.scale(value.unsigned_abs()).ok_or(RiskError::Overflow)?;
		if value < 0 {
			let away = magnitude.checked_add(u128::from(inexact)).ok_or(RiskError::Overflow)?;
			0i128.checked_sub_unsigned(away).ok_or(RiskError::Overflow)
		} else {
			i128::try_from(magnitude).map_err(|_| RiskError::Overflow)
		}
	}

	/// (whole part of the product, whether something was cut off).
	#[inline]
	fn scale(self, value: u128) -> Option<(u128, bool)> {
		// value * mantissa = middle * 2^64 + low, with middle < 2^127 + 2^64.
		let bottom = wide_mul(low64(value), self.mantissa);
		let middle = wide_mul(high64(value), self.mantissa).checked_add(bottom >> 64)?;
		let low = low64(bottom);
		if self.shift >= 64 {
			let down = self.shift - 64;
			let whole = middle.checked_shr(down).unwrap_or(0);
			let cut = low != 0 || whole.checked_shl(down).unwrap_or(0) != middle;
			return Some((whole, cut));
		}
		let up = 64 - self.shift;
		let raised =
			if middle.leading_zeros() >= up { middle.checked_shl(up)? } else { return None };
		let tail = low.checked_shr(self.shift).unwrap_or(0);
		let cut = tail.checked_shl(self.shift).unwrap_or(0) != low;
		raised.checked_add(u128::from(tail)).map(|whole| (whole, cut))
	}
}

/// Exact units to 18 decimals, rounded down.
pub(crate) fn exact_to_fixed_floor(exact: i128) -> Fixed {
	Fixed::from_e18(exact.div_euclid(EXACT_PER_E18))
}

/// Money with 18 decimals in exact units.
pub(crate) fn fixed_to_exact(value: Fixed) -> Result<i128, RiskError> {
	value.e18().checked_mul(EXACT_PER_E18).ok_or(RiskError::Overflow)
}

/// `value * factor` in the units of `value`, rounded down, through a 256-bit product.
#[inline]
pub(crate) fn mul_e18_floor(value: i128, factor: Fixed) -> Result<i128, RiskError> {
	// The 18 decimals that drop out are the factor's.
	Fixed::from_e18(value).mul_floor(factor).map(Fixed::e18).ok_or(RiskError::Overflow)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn one_is_exact() {
		let one = Factor::new(Fixed::ONE).unwrap();
		for value in [0, 1, -1, 12_345, i128::MAX / 8, -(i128::MAX / 8)] {
			assert_eq!(one.mul_floor(value), Ok(value));
		}
	}

	#[test]
	fn extremes_are_values_or_overflow() {
		for value in [Fixed::ZERO, Fixed::from_e18(1), Fixed::ONE, Fixed::MAX, Fixed::MIN] {
			if let Ok(factor) = Factor::new(value) {
				for x in [i128::MIN, -1, 0, 1, i128::MAX] {
					let _checked: Result<i128, RiskError> = factor.mul_floor(x);
				}
			}
		}
		assert_eq!(Factor::new(Fixed::from_e18(-1)), Err(RiskError::Overflow));
		// The smallest factor: 10^-18 of 10^21 units is 1000 units, within the mantissa's error.
		let tiny = Factor::new(Fixed::from_e18(1)).unwrap();
		let thousand = tiny.mul_floor(1_000_000_000_000_000_000_000).unwrap();
		assert!((999..=1_000).contains(&thousand));
	}

	proptest! {
		#[test]
		fn halves_give_the_product(a in any::<u64>(), b in any::<u64>(), cut in 0u32..64) {
			let a = a >> cut;
			prop_assert_eq!(wide_mul_by_halves(a, b), u128::from(a) * u128::from(b));
		}

		#[test]
		fn factor_is_the_product_rounded_down(
			value in -(1i128 << 110)..(1i128 << 110),
			units in 0i128..4_000_000_000_000_000_000,
		) {
			let fixed = Fixed::from_e18(units);
			let by_factor = Factor::new(fixed).unwrap().mul_floor(value).unwrap();
			let exact = mul_e18_floor(value, fixed).unwrap();
			// Relative error of the mantissa 2^-62 (of the product), and one unit of rounding.
			let slack = (exact.unsigned_abs() >> 61) + 1;
			prop_assert!(by_factor.abs_diff(exact) <= slack, "{by_factor} {exact}");
		}

		#[test]
		fn monotone(a in any::<i64>(), b in any::<i64>(), units in 0i128..4_000_000_000_000_000_000) {
			let factor = Factor::new(Fixed::from_e18(units)).unwrap();
			let (low, high) = (a.min(b), a.max(b));
			let times = |x: i64| factor.mul_floor(i128::from(x) << 40).unwrap();
			prop_assert!(times(low) <= times(high));
		}
	}
}
