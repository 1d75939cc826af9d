// SPDX-License-Identifier: Apache-2.0
//! Numbers with 60 decimals: wide enough that no comparison rounds.

use num_bigint::BigInt;
use std::ops::{Add, Mul, Neg, Sub};
use tenor_fixed::{Cash, Fixed};
use tenor_transcendental::Float;

/// Decimals kept.
const PLACES: u32 = 60;

/// A number as an integer of 10^-60.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Exact(BigInt);

fn power_of_ten(exponent: u32) -> BigInt {
	BigInt::from(10u8).pow(exponent)
}

impl Exact {
	/// From an integer of 10^-`decimals`.
	pub fn from_units(units: i128, decimals: u32) -> Self {
		Self(BigInt::from(units) * power_of_ten(PLACES - decimals))
	}

	/// From an integer of any length.
	pub fn from_integer(value: &BigInt) -> Self {
		Self(value * power_of_ten(PLACES))
	}

	/// `self * 2^times`.
	pub fn doubled(&self, times: u32) -> Self {
		Self(&self.0 << times)
	}

	/// `self / 2^times`, rounded down.
	pub fn halved(&self, times: u32) -> Self {
		Self(&self.0 >> times)
	}

	/// From a decimal text `[-]d[.d..][e[+-]d..]`; digits beyond 60 decimals are cut.
	pub fn parse(text: &str) -> Option<Self> {
		let (mantissa, exponent) = match text.split_once('e') {
			Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
			None => (text, 0),
		};
		let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
		let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
		let shift = i64::from(PLACES) + exponent - i64::try_from(fraction.len()).ok()?;
		let power = power_of_ten(u32::try_from(shift.unsigned_abs()).ok()?);
		Some(Self(if shift >= 0 { digits * power } else { digits / power }))
	}

	/// `|self|`.
	pub fn abs(&self) -> Self {
		Self(BigInt::from(self.0.magnitude().clone()))
	}

	/// `self / 10^power`.
	pub fn shrunk(&self, power: u32) -> Self {
		Self(&self.0 / power_of_ten(power))
	}

	/// In units of 10^-8, rounded down.
	pub fn to_e8_floor(&self) -> BigInt {
		let unit = power_of_ten(PLACES - 8);
		let (quotient, rest) = (&self.0 / &unit, &self.0 % &unit);
		if rest < BigInt::ZERO {
			quotient - 1
		} else {
			quotient
		}
	}

	/// For a message or a plot only.
	pub fn lossy(&self) -> f64 {
		self.0.to_string().parse::<f64>().unwrap_or(f64::NAN) * 1e-60
	}

	/// Whether `self` lies within `bound` of `other`.
	pub fn is_within(&self, bound: &Self, other: &Self) -> bool {
		(self - other).abs() <= *bound
	}
}

impl From<Fixed> for Exact {
	fn from(value: Fixed) -> Self {
		Self::from_units(value.e18(), 18)
	}
}

impl From<Cash> for Exact {
	fn from(value: Cash) -> Self {
		Self::from_units(value.e8(), 8)
	}
}

impl From<Float> for Exact {
	fn from(value: Float) -> Self {
		let mantissa = BigInt::from(value.mantissa()) * power_of_ten(PLACES);
		let shift = value.exponent().unsigned_abs();
		let scaled = if value.exponent() < 0 { mantissa >> shift } else { mantissa << shift };
		Self(if value.is_negative() { -scaled } else { scaled })
	}
}

impl<'a> Add<&'a Exact> for &'a Exact {
	type Output = Exact;
	fn add(self, other: &Exact) -> Exact {
		Exact(&self.0 + &other.0)
	}
}

impl<'a> Sub<&'a Exact> for &'a Exact {
	type Output = Exact;
	fn sub(self, other: &Exact) -> Exact {
		Exact(&self.0 - &other.0)
	}
}

impl Sub for Exact {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		&self - &other
	}
}

impl Mul<i128> for &Exact {
	type Output = Exact;
	fn mul(self, factor: i128) -> Exact {
		Exact(&self.0 * factor)
	}
}

impl Neg for &Exact {
	type Output = Exact;
	fn neg(self) -> Exact {
		Exact(-&self.0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn texts_and_units_agree() {
		assert_eq!(Exact::parse("-1.5e-3"), Some(Exact::from_units(-15, 4)));
		assert_eq!(Exact::parse("2.5e+2"), Some(Exact::from_units(250, 0)));
		assert_eq!(Exact::parse("0.0"), Some(Exact::default()));
		assert_eq!(Exact::parse("x"), None);
	}

	#[test]
	fn floor_is_towards_minus_infinity() {
		assert_eq!(Exact::from_units(-15, 9).to_e8_floor(), BigInt::from(-2));
		assert_eq!(Exact::from_units(15, 9).to_e8_floor(), BigInt::from(1));
	}
}
