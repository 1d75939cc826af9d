// SPDX-License-Identifier: Apache-2.0
//! What the positions of one expiry pay together, and at worst.

use crate::{
	contract::{e16_to_cash_ceil, e16_to_cash_floor},
	Contract, Payoff, PayoffError,
};
use tenor_fixed::{Cash, Price};
use tenor_series::Position;

/// Exact payoff of a book at a settlement price, with 16 decimals.
pub fn net_payoff_e16(positions: &[Position], settlement: Price) -> Result<i128, PayoffError> {
	positions.iter().try_fold(0i128, |sum, position| {
		Contract::from(position)
			.position_e16(settlement, position.quantity)
			.and_then(|paid| sum.checked_add(paid))
			.ok_or(PayoffError::Overflow)
	})
}

/// Payoff of a book, rounded down once: what its holder is credited (or debited) at settlement.
pub fn net_payoff_floor(positions: &[Position], settlement: Price) -> Result<Cash, PayoffError> {
	net_payoff_e16(positions, settlement).map(e16_to_cash_floor)
}

/// Payoff of a book, rounded up once.
pub fn net_payoff_ceil(positions: &[Position], settlement: Price) -> Result<Cash, PayoffError> {
	net_payoff_e16(positions, settlement).map(e16_to_cash_ceil)
}

/// What a book is worth at given values of one contract each, the exact sum rounded down once: what its holder
/// is credited (or debited) when it is closed at marks. `None`: a position has no value, or the sum leaves its
/// range.
pub fn net_value_floor(
	positions: &[Position],
	value_of: impl Fn(&Position) -> Option<Price>,
) -> Option<Cash> {
	let sum = positions.iter().try_fold(0i128, |sum, position| {
		let value = i128::from(value_of(position)?.e8());
		sum.checked_add(value.checked_mul(i128::from(position.quantity.e8()))?)
	});
	sum.map(e16_to_cash_floor)
}

/// The least payoff of a book over the prices `{0, all its strikes}`, and its slope above them all.
///
/// The payoff is linear between those prices, so the least over them is the least over every price
/// up to the highest strike; with `net_calls_e8 >= 0` it is the least over every price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WorstPayoff {
	/// The least payoff, with 16 decimals, exact. 0 for an empty book.
	pub least_e16: i128,
	/// The price at which it occurs; the lowest of several.
	pub at: Price,
	/// Calls held less calls sold, e8: what the book gains per 1 of price beyond all strikes.
	pub net_calls_e8: i128,
}

impl WorstPayoff {
	/// Of the positions of one expiry, ascending by strike. One pass.
	pub fn of(positions: &[Position]) -> Result<Self, PayoffError> {
		use PayoffError::{Overflow, UnsortedPositions};
		let (mut value, mut slope) = (0i128, 0i128);
		for position in positions {
			let shape = Contract::from(position).shape();
			let quantity = i128::from(position.quantity.e8());
			// |quantity| * at_zero < 2^127.
			let at_zero = quantity * i128::from(shape.at_zero.e8());
			value = value.checked_add(at_zero).ok_or(Overflow)?;
			slope = slope.checked_add(quantity * i128::from(shape.slope)).ok_or(Overflow)?;
		}
		let mut price = Price::ZERO;
		let mut worst = Self { least_e16: value, at: price, net_calls_e8: 0 };
		for position in positions {
			let shape = Contract::from(position).shape();
			let step = shape.kink.checked_sub(price).ok_or(UnsortedPositions)?;
			let change = slope.checked_mul(i128::from(step.e8())).ok_or(Overflow)?;
			value = value.checked_add(change).ok_or(Overflow)?;
			price = shape.kink;
			if value < worst.least_e16 {
				worst.least_e16 = value;
				worst.at = price;
			}
			let quantity = i128::from(position.quantity.e8());
			slope = slope.checked_add(quantity * i128::from(shape.slope_change)).ok_or(Overflow)?;
		}
		worst.net_calls_e8 = slope;
		Ok(worst)
	}

	/// The least payoff, rounded down.
	pub fn least_floor(&self) -> Cash {
		e16_to_cash_floor(self.least_e16)
	}
}

/// Whether cash alone covers the worst payoff of every expiry: `cash + sum(least) >= 0`, and no
/// expiry has more calls sold than held. Needs no price, and no settlement price can break it.
pub fn is_fully_covered(
	cash: Cash,
	worst: impl IntoIterator<Item = WorstPayoff>,
) -> Result<bool, PayoffError> {
	// Rounding each expiry down is what settlement does to it.
	let mut total = cash;
	let mut unbounded = false;
	for expiry in worst {
		total = total.checked_add(expiry.least_floor()).ok_or(PayoffError::Overflow)?;
		unbounded |= expiry.net_calls_e8 < 0;
	}
	Ok(!unbounded && !total.is_negative())
}
