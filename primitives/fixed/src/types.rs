// SPDX-License-Identifier: Apache-2.0
//! The newtypes: what all of them can do.

use crate::decimal::{self, ParseDecimalError};
use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// Units per one in the types with 8 decimals.
pub const E8: i128 = 100_000_000;
/// Units per one in the types with 18 decimals.
pub const E18: i128 = 1_000_000_000_000_000_000;
/// Units with 18 decimals in one unit with 8.
pub const E8_TO_E18: i128 = E18 / E8;

macro_rules! newtype {
	(
		$(#[$doc:meta])*
		$name:ident($inner:ty), $decimals:literal, $from:ident, $to:ident $(, $extra:ident)*
	) => {
		$(#[$doc])*
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode,
			DecodeWithMemTracking, MaxEncodedLen, TypeInfo, $($extra,)*
		)]
		#[repr(transparent)]
		pub struct $name($inner);

		#[cfg(feature = "serde")]
		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
				to.collect_str(self)
			}
		}

		#[cfg(feature = "serde")]
		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
				from.deserialize_str(decimal::Text::<Self>::default())
			}
		}

		impl $name {
			/// Zero.
			pub const ZERO: Self = Self(0);
			/// One whole unit.
			pub const ONE: Self = Self((10 as $inner).pow($decimals));
			/// The largest value.
			pub const MAX: Self = Self(<$inner>::MAX);
			/// The smallest value.
			pub const MIN: Self = Self(<$inner>::MIN);
			/// Decimals stored.
			pub const DECIMALS: u8 = $decimals;

			#[doc = concat!("From units of 10^-", $decimals, ".")]
			#[must_use]
			#[inline]
			pub const fn $from(units: $inner) -> Self {
				Self(units)
			}

			#[doc = concat!("In units of 10^-", $decimals, ".")]
			#[must_use]
			#[inline]
			pub const fn $to(self) -> $inner {
				self.0
			}

			/// Whether the value is zero.
			#[must_use]
			#[inline]
			pub const fn is_zero(self) -> bool {
				self.0 == 0
			}

			/// Exact sum, `None` if it does not fit.
			#[must_use]
			#[inline]
			pub const fn checked_add(self, other: Self) -> Option<Self> {
				match self.0.checked_add(other.0) {
					Some(units) => Some(Self(units)),
					None => None,
				}
			}

			/// Exact difference, `None` if it does not fit.
			#[must_use]
			#[inline]
			pub const fn checked_sub(self, other: Self) -> Option<Self> {
				match self.0.checked_sub(other.0) {
					Some(units) => Some(Self(units)),
					None => None,
				}
			}

			/// Sum that stops at the ends of the range. For bounds, bands and limits, where "at
			/// least this far" is what is meant; never for money.
			#[must_use]
			#[inline]
			pub const fn saturating_add(self, other: Self) -> Self {
				Self(self.0.saturating_add(other.0))
			}

			/// Difference that stops at the ends of the range. For bounds, bands and limits; never
			/// for money.
			#[must_use]
			#[inline]
			pub const fn saturating_sub(self, other: Self) -> Self {
				Self(self.0.saturating_sub(other.0))
			}

			/// Exact sum of an iterator, `None` as soon as a partial sum does not fit.
			#[must_use]
			pub fn checked_sum(values: impl IntoIterator<Item = Self>) -> Option<Self> {
				values.into_iter().try_fold(Self::ZERO, Self::checked_add)
			}
		}

		impl fmt::Debug for $name {
			fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				f.write_str(stringify!($name))?;
				f.write_str("(")?;
				fmt::Display::fmt(self, f)?;
				f.write_str(")")
			}
		}
	};
}

macro_rules! signed {
	($($name:ident($inner:ty, $unsigned:ty), $decimals:literal;)*) => {$(
		impl $name {
			/// Exact negation, `None` only for [`Self::MIN`].
			#[must_use]
			#[inline]
			pub const fn checked_neg(self) -> Option<Self> {
				match self.0.checked_neg() {
					Some(units) => Some(Self(units)),
					None => None,
				}
			}

			/// Exact absolute value, `None` only for [`Self::MIN`].
			#[must_use]
			#[inline]
			pub const fn checked_abs(self) -> Option<Self> {
				match self.0.checked_abs() {
					Some(units) => Some(Self(units)),
					None => None,
				}
			}

			/// Absolute value in raw units; always fits.
			#[must_use]
			#[inline]
			pub const fn unsigned_abs(self) -> $unsigned {
				self.0.unsigned_abs()
			}

			/// Below zero.
			#[must_use]
			#[inline]
			pub const fn is_negative(self) -> bool {
				self.0 < 0
			}

			/// Above zero.
			#[must_use]
			#[inline]
			pub const fn is_positive(self) -> bool {
				self.0 > 0
			}
		}

		impl fmt::Display for $name {
			fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				decimal::write(f, self.0 < 0, u128::from(self.0.unsigned_abs()), $decimals)
			}
		}

		impl FromStr for $name {
			type Err = ParseDecimalError;
			fn from_str(text: &str) -> Result<Self, Self::Err> {
				let (negative, magnitude) = decimal::parse(text, $decimals)?;
				crate::wide::with_sign(negative, magnitude)
					.and_then(|units| <$inner>::try_from(units).ok())
					.map(Self)
					.ok_or(ParseDecimalError::OutOfRange)
			}
		}
	)*};
}

newtype! {
	/// A price or strike per whole unit of the underlying: 8 decimals, unsigned.
	Price(u64), 8, from_e8, e8, CompactAs
}
newtype! {
	/// A number of contracts: 8 decimals, long above zero, short below.
	Quantity(i64), 8, from_e8, e8
}
newtype! {
	/// Money: 8 decimals, signed.
	Cash(i128), 8, from_e8, e8
}
newtype! {
	/// A plain number for market inputs and pricing: 18 decimals, signed. The inner integer is that
	/// of `sp-arithmetic`'s `FixedI128`.
	Fixed(i128), 18, from_e18, e18
}
newtype! {
	/// An annualised volatility: 18 decimals, `ONE` is 100 %.
	Vol(i128), 18, from_e18, e18
}
newtype! {
	/// An annualised continuously compounded rate: 18 decimals, `ONE` is 100 %.
	Rate(i128), 18, from_e18, e18
}

signed! {
	Quantity(i64, u64), 8;
	Cash(i128, u128), 8;
	Fixed(i128, u128), 18;
	Vol(i128, u128), 18;
	Rate(i128, u128), 18;
}

impl Price {
	/// `|self - other|`.
	#[must_use]
	#[inline]
	pub const fn abs_diff(self, other: Self) -> Self {
		Self(self.0.abs_diff(other.0))
	}
}

impl fmt::Display for Price {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		decimal::write(f, false, u128::from(self.0), 8)
	}
}

impl FromStr for Price {
	type Err = ParseDecimalError;
	fn from_str(text: &str) -> Result<Self, Self::Err> {
		match decimal::parse(text, 8)? {
			(true, 1..) => Err(ParseDecimalError::OutOfRange),
			(_, magnitude) => {
				u64::try_from(magnitude).map(Self).map_err(|_| ParseDecimalError::OutOfRange)
			}
		}
	}
}
