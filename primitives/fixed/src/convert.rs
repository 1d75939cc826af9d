// SPDX-License-Identifier: Apache-2.0
//! Conversions between the types and to tokens with other decimals.

use crate::{
	types::{Cash, Fixed, Price, Quantity, Rate, Vol, E18, E8_TO_E18},
	wide::{mul_div_ceil, mul_div_floor, mul_e18, mul_e18_nearest, BY_E10, BY_E18, BY_E8},
	words::mul_wide,
};

/// `amount * 10^(to - from)`, rounded down. `None` if the result does not fit.
///
/// ```
/// assert_eq!(tenor_fixed::rescale_floor(1_999_999, 6, 3), Some(1_999));
/// ```
#[must_use]
pub fn rescale_floor(amount: u128, from_decimals: u8, to_decimals: u8) -> Option<u128> {
	if to_decimals >= from_decimals {
		return rescale_up(amount, to_decimals - from_decimals);
	}
	// A power that does not fit is above every amount.
	let power = 10u128.checked_pow(u32::from(from_decimals - to_decimals));
	Some(power.map_or(0, |p| amount / p))
}

/// `amount * 10^(to - from)`, rounded up. `None` if the result does not fit.
///
/// ```
/// assert_eq!(tenor_fixed::rescale_ceil(1_000_001, 6, 3), Some(1_001));
/// ```
#[must_use]
pub fn rescale_ceil(amount: u128, from_decimals: u8, to_decimals: u8) -> Option<u128> {
	if to_decimals >= from_decimals {
		return rescale_up(amount, to_decimals - from_decimals);
	}
	let power = 10u128.checked_pow(u32::from(from_decimals - to_decimals));
	Some(power.map_or(u128::from(amount != 0), |p| amount.div_ceil(p)))
}

/// Zero stays zero whatever the power.
fn rescale_up(amount: u128, decimals: u8) -> Option<u128> {
	if amount == 0 {
		return Some(0);
	}
	10u128.checked_pow(u32::from(decimals)).and_then(|p| amount.checked_mul(p))
}

impl Price {
	/// Value of `quantity` units at this price, rounded down. `None` never occurs for the widths in use,
	/// and is there so that no change of width can wrap.
	#[must_use]
	#[inline]
	pub fn notional_floor(self, quantity: Quantity) -> Option<Cash> {
		Some(Cash::from_e8(BY_E8.div_signed(self.times(quantity)?, false)))
	}

	/// Value of `quantity` units at this price, rounded up.
	#[must_use]
	#[inline]
	pub fn notional_ceil(self, quantity: Quantity) -> Option<Cash> {
		Some(Cash::from_e8(BY_E8.div_signed(self.times(quantity)?, true)))
	}

	/// The exact product, in units of 10^-16.
	#[inline]
	fn times(self, quantity: Quantity) -> Option<i128> {
		let magnitude = mul_wide(self.e8(), quantity.unsigned_abs());
		let product = i128::try_from(magnitude).ok()?;
		Some(if quantity.is_negative() { -product } else { product })
	}

	/// The price with 18 decimals: exact.
	#[must_use]
	#[inline]
	pub fn to_fixed(self) -> Fixed {
		Fixed::from_price(self)
	}

	/// The price plus a signed amount of money per unit. `None` if below zero or too large.
	#[must_use]
	pub fn checked_add_signed(self, change: Cash) -> Option<Self> {
		let sum = i128::from(self.e8()).checked_add(change.e8())?;
		u64::try_from(sum).ok().map(Self::from_e8)
	}

	/// `self - other`, signed.
	#[must_use]
	pub fn signed_difference(self, other: Self) -> Cash {
		// Both below 2^64: fits.
		Cash::from_e8(i128::from(self.e8()) - i128::from(other.e8()))
	}
}

impl Quantity {
	/// The quantity with 18 decimals: exact.
	#[must_use]
	#[inline]
	pub fn to_fixed(self) -> Fixed {
		// |quantity| * 10^10 < 2^63 * 2^34: fits.
		Fixed::from_e18(i128::from(self.e8()) * E8_TO_E18)
	}
}

impl Cash {
	/// The amount with 18 decimals: exact. `None` above 1.7e20 units.
	#[must_use]
	#[inline]
	pub fn to_fixed(self) -> Option<Fixed> {
		self.e8().checked_mul(E8_TO_E18).map(Fixed::from_e18)
	}

	/// `value` per unit times `quantity`, rounded down.
	#[must_use]
	#[inline]
	pub fn of_position_floor(value: Fixed, quantity: Quantity) -> Option<Self> {
		mul_e18(value.e18(), i128::from(quantity.e8()), false).map(Self::from_e8)
	}

	/// `value` per unit times `quantity`, rounded up.
	#[must_use]
	#[inline]
	pub fn of_position_ceil(value: Fixed, quantity: Quantity) -> Option<Self> {
		mul_e18(value.e18(), i128::from(quantity.e8()), true).map(Self::from_e8)
	}

	/// `self * factor`, rounded down.
	#[must_use]
	#[inline]
	pub fn mul_floor(self, factor: Fixed) -> Option<Self> {
		mul_e18(self.e8(), factor.e18(), false).map(Self::from_e8)
	}

	/// `self * factor`, rounded up.
	#[must_use]
	#[inline]
	pub fn mul_ceil(self, factor: Fixed) -> Option<Self> {
		mul_e18(self.e8(), factor.e18(), true).map(Self::from_e8)
	}

	/// The ledger amount of `amount` token units with `decimals`, rounded down: what the ledger can
	/// credit for it. Use [`Cash::to_token_floor`] on the result for the exact part to move.
	#[must_use]
	pub fn from_token_floor(amount: u128, decimals: u8) -> Option<Self> {
		i128::try_from(rescale_floor(amount, decimals, 8)?).ok().map(Self::from_e8)
	}

	/// Token units with `decimals` for this amount, rounded down. `None` if negative or too large.
	#[must_use]
	pub fn to_token_floor(self, decimals: u8) -> Option<u128> {
		rescale_floor(u128::try_from(self.e8()).ok()?, 8, decimals)
	}

	/// Token units with `decimals` for this amount, rounded up. `None` if negative or too large.
	#[must_use]
	pub fn to_token_ceil(self, decimals: u8) -> Option<u128> {
		rescale_ceil(u128::try_from(self.e8()).ok()?, 8, decimals)
	}
}

impl Fixed {
	/// A whole number.
	#[must_use]
	#[inline]
	pub const fn from_int(n: i64) -> Self {
		// |n| * 10^18 < 2^63 * 2^60: fits. `From` is not const.
		Self::from_e18((n as i128) * E18)
	}

	/// `numerator / denominator`, rounded down.
	#[must_use]
	pub fn from_ratio_floor(numerator: i128, denominator: i128) -> Option<Self> {
		mul_div_floor(numerator, E18, denominator).map(Self::from_e18)
	}

	/// `numerator / denominator`, rounded up.
	#[must_use]
	pub fn from_ratio_ceil(numerator: i128, denominator: i128) -> Option<Self> {
		mul_div_ceil(numerator, E18, denominator).map(Self::from_e18)
	}

	/// Exact.
	#[must_use]
	#[inline]
	pub fn from_price(price: Price) -> Self {
		// price * 10^10 < 2^64 * 2^34: fits.
		Self::from_e18(i128::from(price.e8()) * E8_TO_E18)
	}

	/// The price with 8 decimals, rounded down. `None` if negative or too large.
	#[must_use]
	pub fn to_price_floor(self) -> Option<Price> {
		u64::try_from(BY_E10.div_signed(self.e18(), false)).ok().map(Price::from_e8)
	}

	/// The price with 8 decimals, rounded up. `None` if negative (by a unit or more) or too large.
	#[must_use]
	pub fn to_price_ceil(self) -> Option<Price> {
		u64::try_from(BY_E10.div_signed(self.e18(), true)).ok().map(Price::from_e8)
	}

	/// The amount with 8 decimals, rounded down. Always fits.
	#[must_use]
	pub fn to_cash_floor(self) -> Cash {
		Cash::from_e8(BY_E10.div_signed(self.e18(), false))
	}

	/// The amount with 8 decimals, rounded up. Always fits.
	#[must_use]
	pub fn to_cash_ceil(self) -> Cash {
		Cash::from_e8(BY_E10.div_signed(self.e18(), true))
	}

	/// The quantity with 8 decimals, rounded down. `None` if too large.
	#[must_use]
	pub fn to_quantity_floor(self) -> Option<Quantity> {
		i64::try_from(BY_E10.div_signed(self.e18(), false)).ok().map(Quantity::from_e8)
	}

	/// The quantity with 8 decimals, rounded up. `None` if too large.
	#[must_use]
	pub fn to_quantity_ceil(self) -> Option<Quantity> {
		i64::try_from(BY_E10.div_signed(self.e18(), true)).ok().map(Quantity::from_e8)
	}

	/// The whole part, rounded down. Always fits.
	#[must_use]
	pub fn to_int_floor(self) -> i128 {
		BY_E18.div_signed(self.e18(), false)
	}

	/// `self * other`, rounded down, through a 256-bit product.
	#[must_use]
	#[inline]
	pub fn mul_floor(self, other: Self) -> Option<Self> {
		mul_e18(self.e18(), other.e18(), false).map(Self::from_e18)
	}

	/// `self * other`, rounded up, through a 256-bit product.
	#[must_use]
	#[inline]
	pub fn mul_ceil(self, other: Self) -> Option<Self> {
		mul_e18(self.e18(), other.e18(), true).map(Self::from_e18)
	}

	/// `self * other`, rounded to nearest, halves away from zero. For estimates; money takes a side.
	#[must_use]
	#[inline]
	pub fn mul_nearest(self, other: Self) -> Option<Self> {
		mul_e18_nearest(self.e18(), other.e18()).map(Self::from_e18)
	}

	/// `self / other`, rounded down, through a 256-bit numerator. `None` for a zero divisor.
	#[must_use]
	#[inline]
	pub fn div_floor(self, other: Self) -> Option<Self> {
		mul_div_floor(self.e18(), E18, other.e18()).map(Self::from_e18)
	}

	/// `self / other`, rounded up, through a 256-bit numerator. `None` for a zero divisor.
	#[must_use]
	#[inline]
	pub fn div_ceil(self, other: Self) -> Option<Self> {
		mul_div_ceil(self.e18(), E18, other.e18()).map(Self::from_e18)
	}

	/// `self * quantity`, rounded down.
	#[must_use]
	#[inline]
	pub fn mul_quantity_floor(self, quantity: Quantity) -> Option<Self> {
		// The quantity with 18 decimals always fits.
		self.mul_floor(quantity.to_fixed())
	}

	/// `self * quantity`, rounded up.
	#[must_use]
	#[inline]
	pub fn mul_quantity_ceil(self, quantity: Quantity) -> Option<Self> {
		self.mul_ceil(quantity.to_fixed())
	}

	/// `self * numerator / denominator` with one rounding, down.
	#[must_use]
	pub fn mul_div_floor(self, numerator: Self, denominator: Self) -> Option<Self> {
		mul_div_floor(self.e18(), numerator.e18(), denominator.e18()).map(Self::from_e18)
	}

	/// `self * numerator / denominator` with one rounding, up.
	#[must_use]
	pub fn mul_div_ceil(self, numerator: Self, denominator: Self) -> Option<Self> {
		mul_div_ceil(self.e18(), numerator.e18(), denominator.e18()).map(Self::from_e18)
	}

	/// The halfway point between two values, rounded down. Always fits.
	#[must_use]
	pub fn midpoint_floor(self, other: Self) -> Self {
		let (a, b) = (self.e18(), other.e18());
		Self::from_e18((a & b) + ((a ^ b) >> 1))
	}
}

/// Both have 18 decimals: the conversion is exact.
macro_rules! same_scale {
	($($name:ident),*) => {$(
		impl $name {
			/// The same number as a plain [`Fixed`].
			#[must_use]
			#[inline]
			pub const fn to_fixed(self) -> Fixed {
				Fixed::from_e18(self.e18())
			}

			/// The same number, named.
			#[must_use]
			#[inline]
			pub const fn from_fixed(value: Fixed) -> Self {
				Self::from_e18(value.e18())
			}

			/// `self * factor`, rounded down.
			#[must_use]
			#[inline]
			pub fn mul_floor(self, factor: Fixed) -> Option<Self> {
				self.to_fixed().mul_floor(factor).map(Self::from_fixed)
			}

			/// `self * factor`, rounded up.
			#[must_use]
			#[inline]
			pub fn mul_ceil(self, factor: Fixed) -> Option<Self> {
				self.to_fixed().mul_ceil(factor).map(Self::from_fixed)
			}
		}
	)*};
}
same_scale!(Vol, Rate);
