// SPDX-License-Identifier: Apache-2.0
//! What one contract pays.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{OptionKind, Position, SeriesKey};

/// A payoff that is linear in the settlement price but for one kink: what the worst case of a book
/// is found from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
	/// Payoff at settlement price 0, e8.
	pub at_zero: Price,
	/// Slope from there up to the kink.
	pub slope: i8,
	/// Where the slope changes.
	pub kink: Price,
	/// By how much it changes.
	pub slope_change: i8,
}

/// What a contract pays at expiry as a function of the settlement price. A further kind of contract
/// is a further variant of [`Contract`] that answers these.
pub trait Payoff {
	/// Payoff of one contract, e8, exact.
	fn per_unit(&self, settlement: Price) -> Cash;

	/// The same function, described.
	fn shape(&self) -> Shape;

	/// What the contract is worth if exercised now: the payoff at the current price.
	fn intrinsic(&self, price: Price) -> Cash {
		self.per_unit(price)
	}

	/// Payoff of a position, with 16 decimals, exact.
	fn position_e16(&self, settlement: Price, quantity: Quantity) -> Option<i128> {
		self.per_unit(settlement).e8().checked_mul(i128::from(quantity.e8()))
	}

	/// Payoff of a position, rounded down: against its holder.
	fn position_floor(&self, settlement: Price, quantity: Quantity) -> Option<Cash> {
		self.position_e16(settlement, quantity).map(e16_to_cash_floor)
	}

	/// Payoff of a position, rounded up: against whoever pays it.
	fn position_ceil(&self, settlement: Price, quantity: Quantity) -> Option<Cash> {
		self.position_e16(settlement, quantity).map(e16_to_cash_ceil)
	}
}

/// A contract that can be listed.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::cast_possible_truncation)] // of the variant index, by the derive
pub enum Contract {
	/// Pays `max(0, S - K)`.
	EuropeanCall {
		/// `K`.
		strike: Price,
	},
	/// Pays `max(0, K - S)`.
	EuropeanPut {
		/// `K`.
		strike: Price,
	},
}

impl Contract {
	/// The European option with this strike and kind.
	pub fn european(strike: Price, kind: OptionKind) -> Self {
		match kind {
			OptionKind::Call => Self::EuropeanCall { strike },
			OptionKind::Put => Self::EuropeanPut { strike },
		}
	}
}

impl From<&Position> for Contract {
	fn from(position: &Position) -> Self {
		Self::european(position.strike, position.kind)
	}
}

impl From<&SeriesKey> for Contract {
	fn from(series: &SeriesKey) -> Self {
		Self::european(series.strike, series.kind)
	}
}

impl Payoff for Contract {
	fn per_unit(&self, settlement: Price) -> Cash {
		let paid = match self {
			Self::EuropeanCall { strike } => settlement.saturating_sub(*strike),
			Self::EuropeanPut { strike } => strike.saturating_sub(settlement),
		};
		Cash::from_e8(i128::from(paid.e8()))
	}

	fn shape(&self) -> Shape {
		match *self {
			Self::EuropeanCall { strike } => {
				Shape { at_zero: Price::ZERO, slope: 0, kink: strike, slope_change: 1 }
			}
			Self::EuropeanPut { strike } => {
				Shape { at_zero: strike, slope: -1, kink: strike, slope_change: 1 }
			}
		}
	}
}

/// Units with 16 decimals in one unit with 8.
const E16_PER_E8: i128 = 100_000_000;

/// Money with 16 decimals to the ledger's 8, rounded down.
pub(crate) fn e16_to_cash_floor(e16: i128) -> Cash {
	Cash::from_e8(e16.div_euclid(E16_PER_E8))
}

/// Money with 16 decimals to the ledger's 8, rounded up.
pub(crate) fn e16_to_cash_ceil(e16: i128) -> Cash {
	let up = i128::from(e16.rem_euclid(E16_PER_E8) != 0);
	Cash::from_e8(e16.div_euclid(E16_PER_E8) + up)
}
