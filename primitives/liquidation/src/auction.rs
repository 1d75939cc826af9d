// SPDX-License-Identifier: Apache-2.0
//! Prices and shares. `E` equity, `MM` maintenance margin, `BM` buffer margin, `R` cash that the
//! auction has received, `d` price factor; all of the whole portfolio. `None`: a number does not fit.

use crate::Params;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_ceil, mul_div_floor, Cash, Fixed, E18};
use tenor_series::Moment;

/// How far above zero a sale of the largest share leaves the buffer margin: more than all roundings of
/// a portfolio together, so that no auction is left with a remainder that nobody wants. 1e-5 units.
pub const CLEARANCE: Cash = Cash::from_e8(1_000);

/// `BM = MM + b (MM - E)`, rounded down, against the portfolio.
pub fn buffer_floor(equity: Cash, maintenance: Cash, buffer: Fixed) -> Option<Cash> {
	let beyond = maintenance.checked_sub(equity)?.mul_floor(buffer)?;
	maintenance.checked_add(beyond)
}

/// Price factor `d` of a solvent auction whose clock shows `active_ms`: a straight line from
/// `start_factor` to `knee_factor`, another one to 0. Rounded up, against the bidder.
pub fn factor_ceil(params: &Params, active_ms: Moment) -> Option<Fixed> {
	let line = |from: Fixed, to: Fixed, passed: Moment, length: Moment| {
		let fall = from.checked_sub(to)?.e18();
		let fallen = mul_div_floor(fall, i128::from(passed), i128::from(length))?;
		from.checked_sub(Fixed::from_e18(fallen))
	};
	let Params { start_factor, knee_factor, fast_ms, slow_ms, .. } = *params;
	match active_ms.checked_sub(fast_ms) {
		None | Some(0) => line(start_factor, knee_factor, active_ms, fast_ms),
		Some(slow) if slow < slow_ms => line(knee_factor, Fixed::ZERO, slow, slow_ms),
		Some(_) => Some(Fixed::ZERO),
	}
}

/// The share of a solvent auction after whose sale `BM` is [`CLEARANCE`]:
/// `(BM - c) / (BM - E d - R (1 - d))`, at most 1, rounded up. For `BM < 0` and `E > R >= 0`; 0 if there
/// is nothing to sell for.
pub fn largest_share_ceil(buffer: Cash, equity: Cash, received: Cash, d: Fixed) -> Option<Fixed> {
	if !buffer.is_negative() {
		return Some(Fixed::ZERO);
	}
	let rest = Fixed::ONE.checked_sub(d)?;
	// What a whole sale adds to the buffer margin. Smaller is a larger share.
	let raised =
		equity.mul_floor(d)?.checked_add(received.mul_floor(rest)?)?.checked_sub(buffer)?;
	if !raised.is_positive() {
		return Some(Fixed::ONE);
	}
	let missing = CLEARANCE.checked_sub(buffer)?;
	let share = mul_div_ceil(missing.e8(), E18, raised.e8())?;
	Some(Fixed::from_e18(share).min(Fixed::ONE))
}

/// The share of a portfolio that owes cash after whose sale its cash is [`CLEARANCE`]:
/// `(c - cash) / ((E - R) d - (cash - R))`, at most 1, rounded up: the bidder takes that share of the debt
/// and pays for the rest. 0 if nothing is owed.
pub fn debt_share_ceil(cash: Cash, equity: Cash, received: Cash, d: Fixed) -> Option<Fixed> {
	if !cash.is_negative() {
		return Some(Fixed::ZERO);
	}
	// What a whole sale adds to the cash. Smaller is a larger share. Not below what is owed, so above zero.
	let worth = equity.checked_sub(received)?.max(Cash::ZERO).mul_floor(d)?;
	let raised = worth.checked_sub(cash.checked_sub(received)?)?;
	let missing = CLEARANCE.checked_sub(cash)?;
	let share = mul_div_ceil(missing.e8(), E18, raised.e8())?;
	Some(Fixed::from_e18(share).min(Fixed::ONE))
}

/// What a share of a solvent auction costs: `share (E - R) d`, rounded up. Not below zero.
pub fn cost_ceil(share: Fixed, equity: Cash, received: Cash, d: Fixed) -> Option<Cash> {
	let worth = equity.checked_sub(received)?.max(Cash::ZERO);
	worth.mul_ceil(share.mul_ceil(d)?)
}

/// The positions of a portfolio without anything else of it, e8.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct BookWorth {
	/// What they are worth at the marks; below zero if they are more owed than owned.
	pub value: Cash,
	/// Initial margin of a portfolio that holds nothing else.
	pub initial: Cash,
	/// Its maintenance margin.
	pub maintenance: Cash,
}

/// What the positions of a portfolio cost that its owner wants to be without: their value, less `1 - d` of the
/// margin that whoever takes them has to put up: `V - (1 - d) (V - MM)`. Below zero the owner pays. Rounded
/// up, against the bidder.
pub fn exit_price_ceil(worth: &BookWorth, d: Fixed) -> Option<Cash> {
	let margin = worth.value.checked_sub(worth.maintenance)?.max(Cash::ZERO);
	let given = margin.mul_floor(Fixed::ONE.checked_sub(d)?)?;
	worth.value.checked_sub(given)
}

/// Fee at the flag: `rate E BM / (BM - E)` if `E > 0` and `BM < 0`, else 0. Rounded up.
pub fn fee_ceil(equity: Cash, buffer: Cash, rate: Fixed) -> Option<Cash> {
	if !equity.is_positive() || !buffer.is_negative() {
		return Some(Cash::ZERO);
	}
	let whole = buffer.checked_sub(equity)?;
	let sold = Cash::from_e8(mul_div_ceil(equity.e8(), buffer.e8(), whole.e8())?);
	sold.mul_ceil(rate)
}

/// What the fund pays to who takes a share of an insolvent portfolio, e8, each not below zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Payout {
	/// What the share owes: `share * -min(0, E)`.
	pub loss: Cash,
	/// On top of it: `share * min(1, elapsed / ramp) * (min(0, E) - MM)`.
	pub premium: Cash,
}

impl Payout {
	/// Both together.
	pub fn total(&self) -> Option<Cash> {
		self.loss.checked_add(self.premium)
	}
}

/// The fund's payment for a share: both parts rounded down, against the bidder.
pub fn payout_floor(
	share: Fixed,
	equity: Cash,
	maintenance: Cash,
	active_ms: Moment,
	ramp_ms: Moment,
) -> Option<Payout> {
	let owed = equity.min(Cash::ZERO);
	let passed = i128::from(active_ms.min(ramp_ms));
	let progress = mul_div_floor(passed, E18, i128::from(ramp_ms.max(1)))?;
	let margin = owed.checked_sub(maintenance)?.max(Cash::ZERO);
	Some(Payout {
		loss: Cash::ZERO.checked_sub(owed)?.mul_floor(share)?,
		premium: margin.mul_floor(share.mul_floor(Fixed::from_e18(progress))?)?,
	})
}

/// What the next of some claims of equal rank may take, the others behind it: `available * own /
/// (own + others)`, at most `own`, rounded down. If every claim is met, in whatever sequence, each gets
/// its part of what was there; if one is not, those behind it share what it leaves.
pub fn claim_floor(available: Fixed, own: Fixed, others: Fixed) -> Option<Fixed> {
	let all = own.checked_add(others)?;
	if !all.is_positive() {
		return Some(Fixed::ZERO);
	}
	Some(available.mul_div_floor(own, all)?.min(own).max(Fixed::ZERO))
}

/// A share of the whole as a share of what is left of it: `share / left`, at most 1, rounded up.
pub fn of_rest_ceil(share: Fixed, left: Fixed) -> Option<Fixed> {
	if share >= left {
		return Some(Fixed::ONE);
	}
	Some(share.div_ceil(left)?.min(Fixed::ONE))
}

/// `units * share`, rounded down: towards minus infinity, so that who takes a part gets no more of
/// what is worth something and no less of what is owed, and never more than there is.
pub fn part_floor(units: i128, share: Fixed) -> Option<i128> {
	mul_div_floor(units, share.e18(), E18)
}
