// SPDX-License-Identifier: Apache-2.0
//! Multiplication of large sums by market factors without a division, and units of money.
//!
//! Inside a margin check money is a signed 128-bit integer in units of `10^-21` ("exact units"): a
//! quantity with 8 decimals times a mantissa with 13.

use crate::RiskError;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use tenor_fixed::{
	words::{high64, low64, mul_wide},
	Fixed, E18,
};

/// Exact units in one unit of a [`Fixed`] amount of money.
pub(crate) const EXACT_PER_E18: i128 = 1_000;

/// The product of two words. In wasm, where a wide product is several narrow ones, small first
/// factors (quantities below 42.9 contracts) take the short way.
#[inline]
pub(crate) fn wide_mul(a: u64, b: u64) -> u128 {
	#[cfg(target_arch = "wasm32")]
	if a >> 32 == 0 {
		return narrow_mul(a, b);
	}
	mul_wide(a, b)
}

/// [`wide_mul`] for `a < 2^32`: two products instead of four.
#[inline]
#[cfg(any(target_arch = "wasm32", test))]
fn narrow_mul(a: u64, b: u64) -> u128 {
	const LOW: u64 = 0xffff_ffff;
	u128::from(a * (b & LOW)) + (u128::from(a * (b >> 32)) << 32)
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

	/// Whether this factor is not above another one, of each 2^-64.
	pub(crate) fn is_at_most(self, other: Self) -> Result<bool, RiskError> {
		let times = |factor: Self| factor.mul_floor(1 << 64);
		Ok(times(self)? <= times(other)?)
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
		fn the_short_way_gives_the_product(a in any::<u32>(), b in any::<u64>()) {
			let a = u64::from(a);
			prop_assert_eq!(narrow_mul(a, b), u128::from(a) * u128::from(b));
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
