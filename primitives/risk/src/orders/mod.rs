// SPDX-License-Identifier: Apache-2.0
//! The open-order bound: what a portfolio's initial margin and cash are at least, whatever part of
//! its open orders fills.
//!
//! A batch auction decides afterwards which orders trade. [`portfolio_bound`] and
//! [`standard_bound`] give a figure that holds after *any* subset of the orders has filled, each in
//! any part; [`portfolio_admission`] and [`standard_admission`] pick, by priority, a set of orders
//! whose bound is not below zero, so that a fill of an admitted order can't fail.
//!
//! # Contract
//! The caller says per order what it can cost ([`OpenOrder`]). A part of `x` contracts, filled at
//! its limit or better in pieces of at least `least_fill`, must change cash by no less than
//! `-x limit - fee x / quantity` (an order to sell: `+ |x| limit - ..`), less, per piece, one unit
//! of e8 for rounding the premium and two for rounding the fee. A better price may add to the fee
//! no more than it adds to the premium. The bound holds on the market data of the books.
//!
//! # Argument
//! *Linear branches.* Without collateral, which no fill moves, margin is a sum of terms, each the
//! least of a few functions that are linear in the positions, and each fed by its own part of the
//! positions. Call such a function `l`, with `l(book + fills) = l(book) + sum of l(order) * part`,
//! the order's premium included. Over all parts in 0..=1 the least of it is
//! `l(book) + sum min(0, l(order))`: one sum per branch, to which an order is added in constant
//! time. The least over branches of these sums bounds the least over branches of every subset, and
//! without orders it is the margin itself. (An order that closes a short helps one branch and hurts
//! another which is not the least: it does not lower the bound. The sum of the orders' own margins
//! would.)
//!
//! *Portfolio mode.* `IM = min over (basis, scenarios) of k P&L - contingencies + V + cash` with
//! `k >= 0`. The P&L of a scenario is a sum over expiries of `dampening (min(long U, short U) -
//! V0)`, since `long <= disc <= short` for all parameters that pass
//! [`sanity`](crate::PortfolioParams::sanity), the cap of `short` at 1 included: two branches. The
//! basis case is the sum of `weight min(up, down, 0)`: three. A skew is `-|g|` with `g = min(long U,
//! short U) - V0`, which is *not* superadditive (an order may lift `g` off the zero that two
//! discounts had brought it to). It is `min(g, -g)`; `g` gives two branches, and `-g` falls by at
//! most `max(long u, short u) - V0(u)` for an order's value `u`, the third. Premium and mark value of
//! an order stand in the branches of its expiry. Naked shorts are `max(0, -(c + p))` per strike
//! (whatever the signs) and doubt counts `|amt|` per series, so that an order adds at most what it
//! sells, and at most its size: that is charged in its branches. Where it can close something (a
//! strike that is long, an order against the side held), it is instead charged apart, at the most
//! that all such orders can add to what is held. Nothing is offset across underlyings, so that each
//! has its own least.
//!
//! *Standard mode.* The requirement of an expiry is `max(A, B)`, and `max` of two bounds is a bound
//! of the `max`. `A` is a sum over series of `min(0, im z)`: two branches per series. `B` is the
//! least over prices `m` in `{0, strikes}` of `min(0, payoff(m)) + min(0, scale F net calls)`: up to
//! four branches per price, with the strikes of the book and of the orders taken in. Premiums stand
//! in either. Confidence and depeg count shorts, and are charged as naked shorts are.
//!
//! *Rounding.* Two units of e8 per piece are taken from each order's premium, in proportion to what
//! fills, and two from its fee. One is the premium's own rounding; the other exceeds what the
//! roundings of the margin function and of the bound can differ by (1e-12 units of money for sane
//! parameters, whatever the book), so that the bounds hold exactly and not nearly. An order can fill
//! in `ceil(|quantity| / least_fill)` pieces; rounding lowers the bound by at most four units for
//! each, and two.
//!
//! *Fees* are taken in full from the margin's bound, beside the branches, as soon as an order is in;
//! from cash in proportion.
//!
//! Parameters that no chain accepts can make a larger book look safer than the sum of its parts;
//! then there is no such bound, and the error is [`RiskError::NotConcave`].

mod portfolio;
mod standard;

pub use portfolio::{portfolio_admission, portfolio_bound};
pub use standard::{standard_admission, standard_bound};

use crate::{Holdings, RiskError, Totals};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{Cash, Price, Quantity};
use tenor_series::{Position, SeriesKey};

/// An order that may fill in part, in whole, or not at all.
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
pub struct OpenOrder {
	/// Of what. Its expiry must be among the books, without positions if there are none, and its
	/// strike among the vectors.
	pub series: SeriesKey,
	/// How many contracts at most, e8: above 0 buys, below 0 sells.
	pub quantity: Quantity,
	/// The worst price at which it fills.
	pub limit: Price,
	/// The most the whole of it costs in fees at its limit; below zero counts as zero.
	pub fee: Cash,
	/// Contracts in the smallest piece that can fill (the lot), e8; below one unit counts as one
	/// unit. Each piece reserves four units of e8 for rounding.
	pub least_fill: Quantity,
}

/// What holds whichever part of the orders fills.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderBound {
	/// Initial margin is at least this. Without orders, exactly `base.initial`.
	pub initial: Cash,
	/// Cash is at least this.
	pub cash: Cash,
	/// The portfolio as it stands.
	pub base: Totals,
}

/// What an order must keep to be admitted.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AdmissionTerms {
	/// Only what can't make the portfolio worse: none of IM, MM and E gets lower (beyond fees),
	/// whichever part of the admitted orders fills. A portfolio below initial margin is held to this
	/// by itself. Where maintenance margin follows other parameters (a ramp), admit under both
	/// sets with this flag and take the orders that both let in: a part of an admitted set stays
	/// admissible.
	pub reducing: bool,
	/// Cash may become negative.
	pub may_overdraw: bool,
	/// The part of cash that margin counts, and that no order may be paid with: credits that are locked.
	pub locked: Cash,
}

/// Which orders may stand.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Admission {
	/// Per order, in the order given.
	pub admitted: Vec<bool>,
	/// The bound with the admitted orders.
	pub bound: OrderBound,
}

/// Margins that are bounded side by side: IM, and MM where it is asked for.
const TRACKS: usize = 2;

/// A figure per track.
type Tracks<T> = [T; TRACKS];

/// Exact units in a unit of e8.
const EXACT_PER_E8: i128 = 10_000_000_000_000;

/// Exact units in a unit with 16 decimals: quantity times price.
const EXACT_PER_E16: i128 = 100_000;

/// Units of e8 reserved per piece for the premium, and as many for the fee.
const UNITS_PER_PIECE: i128 = 2;

impl OpenOrder {
	/// The whole of it as a position.
	fn as_position(&self) -> Position {
		Position { strike: self.series.strike, kind: self.series.kind, quantity: self.quantity }
	}

	/// Units of e8 reserved for rounding, premium or fee: two for each piece it can fill in.
	fn rounding_e8(&self) -> Result<i128, RiskError> {
		let size = self.quantity.unsigned_abs();
		let pieces = size.div_ceil(self.least_fill.e8().max(1).unsigned_abs());
		i128::from(pieces).checked_mul(UNITS_PER_PIECE).ok_or(RiskError::Overflow)
	}

	/// Premium received (paid: below zero) at the limit, less its rounding, in exact units.
	fn premium_floor(&self) -> Result<i128, RiskError> {
		let value = i128::from(self.limit.e8()).checked_mul(i128::from(self.quantity.e8()));
		let value = value.and_then(|value| value.checked_mul(EXACT_PER_E16));
		let rounding = self.rounding_e8()?.checked_mul(EXACT_PER_E8);
		value
			.and_then(i128::checked_neg)
			.zip(rounding)
			.and_then(|(received, rounding)| received.checked_sub(rounding))
			.ok_or(RiskError::Overflow)
	}

	/// The most it costs in fees, rounding included.
	fn fee_ceil(&self) -> Result<Cash, RiskError> {
		let rounding = Cash::from_e8(self.rounding_e8()?);
		let fee = if self.quantity.is_zero() { Cash::ZERO } else { self.fee.max(Cash::ZERO) };
		fee.checked_add(rounding).ok_or(RiskError::Overflow)
	}
}

/// The part of a bound that belongs to a margin rule: sums per branch.
trait Reserve {
	/// What one order adds to the sums.
	type Effect;
	/// What `order` would add, with its premium in exact units.
	fn effect(&self, order: &OpenOrder, premium: i128) -> Result<Self::Effect, RiskError>;
	/// What the order takes from equity at worst, fees apart, in exact units: `<= 0`.
	fn equity(effect: &Self::Effect) -> i128;
	/// Whether the portfolio holds options of the order's underlying.
	fn holds_underlying(&self, order: &OpenOrder) -> bool;
	/// Adds it, or takes it out again.
	fn apply(&mut self, effect: &Self::Effect, way: Way) -> Result<(), RiskError>;
	/// By how much the orders lower the bounds, fees apart, in exact units: `>= 0`.
	fn lowered(&self) -> Result<Tracks<i128>, RiskError>;
}

/// Adding an order to the sums, or taking it out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
	In,
	Out,
}

impl Way {
	fn of(self, sum: i128, part: i128) -> Result<i128, RiskError> {
		let moved = match self {
			Self::In => sum.checked_add(part),
			Self::Out => sum.checked_sub(part),
		};
		moved.ok_or(RiskError::Overflow)
	}

	/// `sum` becomes `sum + part`, or `sum - part`.
	fn shift(self, sum: &mut i128, part: i128) -> Result<(), RiskError> {
		*sum = self.of(*sum, part)?;
		Ok(())
	}

	fn shift_cash(self, sum: &mut Cash, part: Cash) -> Result<(), RiskError> {
		*sum = Cash::from_e8(self.of(sum.e8(), part.e8())?);
		Ok(())
	}
}

/// What one order may do.
struct Priced<E> {
	effect: E,
	fee: Cash,
	/// At worst, `<= 0`.
	cash: Cash,
}

/// A margin rule's sums and those that all rules share.
struct State<R> {
	reserve: R,
	base: Totals,
	cash: Cash,
	fees: Cash,
	equity: i128,
}

impl<R: Reserve> State<R> {
	fn new(reserve: R, base: Totals, holdings: &Holdings<'_>) -> Self {
		Self { reserve, base, cash: holdings.cash, fees: Cash::ZERO, equity: 0 }
	}

	fn price(&self, order: &OpenOrder) -> Result<Priced<R::Effect>, RiskError> {
		let (premium, fee) = (order.premium_floor()?, order.fee_ceil()?);
		let received = Cash::from_e8(premium.div_euclid(EXACT_PER_E8));
		let cash = received.checked_sub(fee).ok_or(RiskError::Overflow)?.min(Cash::ZERO);
		Ok(Priced { effect: self.reserve.effect(order, premium)?, fee, cash })
	}

	fn apply(&mut self, order: &Priced<R::Effect>, way: Way) -> Result<(), RiskError> {
		way.shift_cash(&mut self.cash, order.cash)?;
		way.shift_cash(&mut self.fees, order.fee)?;
		way.shift(&mut self.equity, R::equity(&order.effect))?;
		self.reserve.apply(&order.effect, way)
	}

	fn bound(&self) -> Result<OrderBound, RiskError> {
		let [initial, _] = self.reserve.lowered()?;
		// Rounded up: what is subtracted.
		let lowered = initial.checked_add(EXACT_PER_E8 - 1).ok_or(RiskError::Overflow)?;
		let lowered = Cash::from_e8(lowered.div_euclid(EXACT_PER_E8));
		let initial = self.base.initial.checked_sub(lowered);
		let initial = initial.and_then(|bound| bound.checked_sub(self.fees));
		let initial = initial.ok_or(RiskError::Overflow)?;
		Ok(OrderBound { initial, cash: self.cash, base: self.base })
	}

	/// Whether the sums may stay as they are now that the order is among them.
	fn allows(&self, order: &Priced<R::Effect>, terms: &AdmissionTerms) -> Result<bool, RiskError> {
		if !terms.may_overdraw && !order.cash.is_zero() && self.cash.is_negative() {
			return Ok(false);
		}
		if terms.reducing {
			return Ok(self.equity == 0 && self.reserve.lowered()? == [0; TRACKS]);
		}
		Ok(!self.bound()?.initial.is_negative())
	}

	fn admit(&mut self, order: &OpenOrder, terms: &AdmissionTerms) -> Result<bool, RiskError> {
		// Doubts about collateral may begin with the first option of an underlying.
		if terms.reducing && !self.reserve.holds_underlying(order) {
			return Ok(false);
		}
		let priced = match self.price(order) {
			// An order too large to price is only too large.
			Err(RiskError::Overflow) => return Ok(false),
			other => other?,
		};
		self.apply(&priced, Way::In)?;
		let allowed = self.allows(&priced, terms)?;
		if !allowed {
			self.apply(&priced, Way::Out)?;
		}
		Ok(allowed)
	}

	/// The bound with all orders in.
	fn bound_with(mut self, orders: &[OpenOrder]) -> Result<OrderBound, RiskError> {
		for order in orders {
			let priced = self.price(order)?;
			self.apply(&priced, Way::In)?;
		}
		self.bound()
	}

	/// One order after the other, the first has priority: it is in if the bound with it and those
	/// before it that are in still passes. So the lowest priority is dropped first.
	fn admission(
		mut self,
		orders: &[OpenOrder],
		terms: &AdmissionTerms,
	) -> Result<Admission, RiskError> {
		self.cash = self.cash.checked_sub(terms.locked).ok_or(RiskError::Overflow)?;
		let mut admitted = Vec::with_capacity(orders.len());
		for order in orders {
			admitted.push(self.admit(order, terms)?);
		}
		Ok(Admission { admitted, bound: self.bound()? })
	}
}

/// The terms in force for a portfolio that stands at `base`.
fn in_force(terms: AdmissionTerms, base: &Totals) -> AdmissionTerms {
	AdmissionTerms { reducing: terms.reducing || base.initial.is_negative(), ..terms }
}

/// How many tracks are kept: MM matters only to what reduces risk.
fn tracks(terms: &AdmissionTerms) -> usize {
	if terms.reducing {
		TRACKS
	} else {
		1
	}
}

/// Contracts short at most where `sold` may be sold out of `held`.
fn short_of(held: i128, sold: i128) -> Result<i128, RiskError> {
	Ok(sold.checked_sub(held).ok_or(RiskError::Overflow)?.max(0))
}

/// The least of the branches of a term.
fn least(branches: &[i128]) -> i128 {
	branches.iter().copied().min().unwrap_or(0)
}
