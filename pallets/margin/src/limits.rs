// SPDX-License-Identifier: Apache-2.0
//! Limits on what one owner holds of an underlying, in all portfolios together. Pure.

// The derives cast the index of a variant; our own casts are looked at by the repository's lint.
#![allow(clippy::cast_possible_truncation)]

use crate::book::{Account, Change};
use alloc::collections::BTreeMap;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tenor_fixed::{mul_div_floor, Fixed, Quantity, E18};
use tenor_liquidation::part_floor;
use tenor_risk::{orders::OpenOrder, Mark};
use tenor_series::{SeriesKey, UnderlyingId};

/// By how much a forward moves in what [`Greeks::gamma`] says: 1 %.
const GAMMA_MOVE: Fixed = Fixed::from_e18(10_000_000_000_000_000);

/// A bound on an owner's share of all open contracts of an underlying.
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
pub struct ShareLimit {
	/// Longs, and shorts, are each at most this share of open interest, 1 is all of it.
	pub share: Fixed,
	/// So many contracts are always allowed, e8: in a young market everybody's share is large.
	pub floor: Quantity,
}

/// What one owner may hold of an underlying, in all portfolios together. `None`: no limit.
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
pub struct OwnerLimits {
	/// Most contracts sold, e8, whatever is held against them.
	pub shorts: Option<Quantity>,
	/// Most contracts bought and sold together, e8.
	pub contracts: Option<Quantity>,
	/// Largest share of open interest.
	pub open_interest: Option<ShareLimit>,
	/// Largest net delta to either side, in contracts of the underlying.
	pub delta: Option<Fixed>,
	/// Largest net vega to either side, in cash per 1.00 of volatility.
	pub vega: Option<Fixed>,
	/// Most by which delta may fall, in contracts of the underlying, when the forward rises by 1 %.
	pub short_gamma: Option<Fixed>,
}

impl OwnerLimits {
	/// What a setter accepts: limits above zero, a share of at most all.
	pub fn is_within_bounds(&self) -> bool {
		let contracts = [self.shorts, self.contracts, self.open_interest.map(|limit| limit.floor)];
		let greeks = [self.delta, self.vega, self.short_gamma];
		contracts.iter().flatten().all(|limit| limit.is_positive())
			&& greeks.iter().flatten().all(|limit| limit.is_positive())
			&& self
				.open_interest
				.is_none_or(|limit| limit.share.is_positive() && limit.share <= Fixed::ONE)
	}

	/// Whether one of them is about Greeks.
	pub fn has_greeks(&self) -> bool {
		self.delta.is_some() || self.vega.is_some() || self.short_gamma.is_some()
	}

	/// Whether there is any.
	pub fn is_set(&self) -> bool {
		*self != Self::default()
	}
}

/// Greeks of positions.
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
pub struct Greeks {
	/// In contracts of the underlying.
	pub delta: Fixed,
	/// In cash per 1.00 of volatility.
	pub vega: Fixed,
	/// Change of delta when the forward rises by 1 %.
	pub gamma: Fixed,
}

impl Greeks {
	/// Of one contract. `None` if a number does not fit.
	pub fn per_contract_floor(mark: &Mark) -> Option<Self> {
		let of = mark.sensitivities;
		let gamma = of.gamma.mul_floor(mark.forward)?.mul_floor(GAMMA_MOVE)?;
		Some(Self { delta: of.delta, vega: of.vega, gamma })
	}

	/// Of so many contracts, each rounded down.
	pub fn times_floor(&self, contracts: Quantity) -> Option<Self> {
		self.map(|greek| greek.mul_quantity_floor(contracts))
	}

	/// A share of them, each rounded down.
	pub fn share_floor(&self, share: Fixed) -> Option<Self> {
		self.map(|greek| part_floor(greek.e18(), share).map(Fixed::from_e18))
	}

	/// `None` if a sum does not fit.
	pub fn checked_add(&self, other: &Self) -> Option<Self> {
		self.with(other, Fixed::checked_add)
	}

	/// `None` if a difference does not fit.
	pub fn checked_sub(&self, other: &Self) -> Option<Self> {
		self.with(other, Fixed::checked_sub)
	}

	fn map(&self, of: impl Fn(Fixed) -> Option<Fixed>) -> Option<Self> {
		Some(Self { delta: of(self.delta)?, vega: of(self.vega)?, gamma: of(self.gamma)? })
	}

	fn with(&self, other: &Self, of: impl Fn(Fixed, Fixed) -> Option<Fixed>) -> Option<Self> {
		Some(Self {
			delta: of(self.delta, other.delta)?,
			vega: of(self.vega, other.vega)?,
			gamma: of(self.gamma, other.gamma)?,
		})
	}
}

/// What one owner holds of an underlying, in all portfolios together.
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
pub struct OwnerTotals {
	/// Contracts bought, e8: long positions of all portfolios and series.
	pub longs_e8: u128,
	/// Contracts sold, e8.
	pub shorts_e8: u128,
	/// Net Greeks, while there is a limit on one: each fill as it was priced then, and each portfolio
	/// restated when the backstop comes by.
	pub greeks: Greeks,
}

impl OwnerTotals {
	/// Contracts bought and sold, e8.
	pub fn contracts_e8(&self) -> u128 {
		self.longs_e8.saturating_add(self.shorts_e8)
	}

	/// After a change of one position. `None` if a number does not fit.
	pub fn after(&self, change: &Change) -> Option<Self> {
		Some(Self {
			longs_e8: self.longs_e8.checked_add_signed(change.longs_delta())?,
			shorts_e8: self.shorts_e8.checked_add_signed(change.shorts_delta())?,
			greeks: self.greeks,
		})
	}
}

/// What an owner may hold of an underlying, and holds: for views.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OwnerUsage {
	/// What may be held.
	pub limits: OwnerLimits,
	/// What is held.
	pub totals: OwnerTotals,
	/// All open contracts of the underlying, e8.
	pub open_interest_e8: u64,
}

/// Which limit was exceeded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Excess {
	/// Contracts sold.
	Shorts,
	/// Contracts in all.
	Contracts,
	/// Share of open interest.
	Share,
	/// Net delta.
	Delta,
	/// Net vega.
	Vega,
	/// Short gamma.
	ShortGamma,
}

/// The limits at one moment: the share of open interest in contracts.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
	limits: OwnerLimits,
	/// Most of each side, e8.
	side: u128,
	/// Most shorts, e8.
	shorts: u128,
	/// Most contracts, e8.
	contracts: u128,
}

impl Caps {
	/// With so many contracts open, e8.
	pub fn new(limits: OwnerLimits, open_interest_e8: u64) -> Self {
		let most =
			|limit: Option<Quantity>| limit.map_or(u128::MAX, |q| u128::from(q.unsigned_abs()));
		let side = limits.open_interest.map_or(u128::MAX, |ShareLimit { share, floor }| {
			let part = mul_div_floor(i128::from(open_interest_e8), share.e18(), E18);
			let part = part.and_then(|part| u128::try_from(part).ok()).unwrap_or(0);
			part.max(u128::from(floor.unsigned_abs()))
		});
		Self { limits, side, shorts: most(limits.shorts), contracts: most(limits.contracts) }
	}

	/// Err if what is held after a change is above a limit, and the change raised what that one counts.
	/// A change that `opens` nothing only closes positions: it passes, whatever becomes of Greeks.
	pub fn ensure(
		&self,
		before: &OwnerTotals,
		after: &OwnerTotals,
		opens: bool,
	) -> Result<(), Excess> {
		let above = |was: u128, is: u128, most: u128| is > most && is > was;
		if above(before.shorts_e8, after.shorts_e8, self.shorts) {
			return Err(Excess::Shorts);
		}
		if above(before.contracts_e8(), after.contracts_e8(), self.contracts) {
			return Err(Excess::Contracts);
		}
		let longs = above(before.longs_e8, after.longs_e8, self.side);
		if longs || above(before.shorts_e8, after.shorts_e8, self.side) {
			return Err(Excess::Share);
		}
		if !opens || !self.limits.has_greeks() {
			return Ok(());
		}
		// What does not fit is above any limit.
		let moved = after.greeks.checked_sub(&before.greeks).ok_or(Excess::Delta)?;
		GreekSpans::at(&before.greeks).ensure(&moved, &self.limits)
	}
}

/// A Greek of an owner, and how far orders can take it.
#[derive(Clone, Copy, Debug)]
struct Span {
	base: Fixed,
	low: Fixed,
	high: Fixed,
}

impl Span {
	const fn at(base: Fixed) -> Self {
		Self { base, low: base, high: base }
	}

	fn extend(&mut self, effect: Fixed) {
		if effect.is_negative() {
			self.low = self.low.saturating_add(effect);
		} else {
			self.high = self.high.saturating_add(effect);
		}
	}

	/// Whether it stays within `-limit..=limit`, or comes no further from it than it was: on the side
	/// that the effect goes to.
	fn allows(&self, effect: Fixed, limit: Option<Fixed>) -> bool {
		let Some(limit) = limit else { return true };
		if effect.is_negative() {
			let lowest = Fixed::ZERO.saturating_sub(limit).min(self.base);
			self.low.saturating_add(effect) >= lowest
		} else {
			effect.is_zero() || self.high.saturating_add(effect) <= limit.max(self.base)
		}
	}
}

#[derive(Clone, Copy, Debug)]
struct GreekSpans {
	delta: Span,
	vega: Span,
	gamma: Span,
}

impl GreekSpans {
	const fn at(base: &Greeks) -> Self {
		let Greeks { delta, vega, gamma } = *base;
		Self { delta: Span::at(delta), vega: Span::at(vega), gamma: Span::at(gamma) }
	}

	fn extend(&mut self, effect: &Greeks) {
		self.delta.extend(effect.delta);
		self.vega.extend(effect.vega);
		self.gamma.extend(effect.gamma);
	}

	fn ensure(&self, effect: &Greeks, limits: &OwnerLimits) -> Result<(), Excess> {
		if !self.delta.allows(effect.delta, limits.delta) {
			return Err(Excess::Delta);
		}
		if !self.vega.allows(effect.vega, limits.vega) {
			return Err(Excess::Vega);
		}
		// Only short gamma is bounded.
		let short = effect.gamma.min(Fixed::ZERO);
		if !self.gamma.allows(short, limits.short_gamma) {
			return Err(Excess::ShortGamma);
		}
		Ok(())
	}
}

/// What a series of a portfolio can come to, e8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
	low: i64,
	high: i64,
}

impl Range {
	/// With an order that may fill in any part. `None` on overflow.
	fn with(self, wanted: i64) -> Option<Self> {
		Some(Self {
			low: self.low.checked_add(wanted.min(0))?,
			high: self.high.checked_add(wanted.max(0))?,
		})
	}

	fn longs(self) -> u64 {
		self.high.max(0).unsigned_abs()
	}

	fn shorts(self) -> u64 {
		self.low.min(0).unsigned_abs()
	}

	fn contracts(self) -> u64 {
		self.low.unsigned_abs().max(self.high.unsigned_abs())
	}
}

/// The most that an owner can come to hold of an underlying in one step, with all orders that were
/// admitted so far.
#[derive(Clone, Copy, Debug)]
pub struct OwnerReach {
	caps: Caps,
	longs: u128,
	shorts: u128,
	contracts: u128,
	greeks: GreekSpans,
}

impl OwnerReach {
	/// As it stands, without orders.
	pub fn new(caps: Caps, totals: &OwnerTotals) -> Self {
		Self {
			caps,
			longs: totals.longs_e8,
			shorts: totals.shorts_e8,
			contracts: totals.contracts_e8(),
			greeks: GreekSpans::at(&totals.greeks),
		}
	}

	/// Whether one of the limits is about Greeks.
	pub fn has_greeks(&self) -> bool {
		self.caps.limits.has_greeks()
	}

	/// After an order that takes a series of one portfolio `from` a range `to` a wider one. `None` if
	/// it opens something and some part of it, with parts of others, is above a limit.
	fn with(mut self, from: Range, to: Range, effect: Option<Greeks>) -> Option<Self> {
		let longs = to.longs().checked_sub(from.longs())?;
		let shorts = to.shorts().checked_sub(from.shorts())?;
		let contracts = to.contracts().checked_sub(from.contracts())?;
		self.longs = self.longs.checked_add(longs.into())?;
		self.shorts = self.shorts.checked_add(shorts.into())?;
		self.contracts = self.contracts.checked_add(contracts.into())?;
		if longs == 0 && shorts == 0 {
			// It closes; its Greeks were counted before any order that opens.
			return Some(self);
		}
		let caps = self.caps;
		let fits = (longs == 0 || self.longs <= caps.side)
			&& (shorts == 0 || self.shorts <= caps.side.min(caps.shorts))
			&& self.contracts <= caps.contracts;
		if !fits {
			return None;
		}
		if self.has_greeks() {
			let effect = effect?;
			self.greeks.ensure(&effect, &caps.limits).ok()?;
			self.greeks.extend(&effect);
		}
		Some(self)
	}
}

/// Orders of one portfolio, the highest priority first, against the limits of its owner.
pub struct LimitedOrders<'a> {
	account: &'a Account,
	owner: BTreeMap<UnderlyingId, OwnerReach>,
	ranges: BTreeMap<SeriesKey, Range>,
}

impl<'a> LimitedOrders<'a> {
	/// A portfolio without orders, and what its owner has come to. `orders` are all that will be asked
	/// about, with the Greeks of the whole of each: what only closes passes in any case, and may
	/// fill before what opens.
	pub fn new(
		account: &'a Account,
		owner: BTreeMap<UnderlyingId, OwnerReach>,
		orders: &[(OpenOrder, Option<Greeks>)],
	) -> Self {
		let mut set = Self { account, owner, ranges: BTreeMap::new() };
		if !set.owner.values().any(OwnerReach::has_greeks) {
			return set;
		}
		for (order, effect) in orders {
			let from = set.range(&order.series);
			let Some(to) = from.with(order.quantity.e8()) else { continue };
			if to.longs() == from.longs() && to.shorts() == from.shorts() {
				set.ranges.insert(order.series, to);
				let reach = set.owner.get_mut(&order.series.underlying);
				if let Some((reach, effect)) = reach.zip(effect.as_ref()) {
					reach.greeks.extend(effect);
				}
			}
		}
		set.ranges.clear();
		set
	}

	/// Takes an order in, unless some part of it with some parts of those taken in before would be above
	/// a limit, and raise what that one counts.
	pub fn take_in(&mut self, order: &OpenOrder, effect: Option<Greeks>) -> bool {
		let underlying = order.series.underlying;
		let Some(reach) = self.owner.get(&underlying) else { return true };
		let from = self.range(&order.series);
		let Some(to) = from.with(order.quantity.e8()) else { return false };
		let Some(next) = reach.with(from, to, effect) else { return false };
		self.ranges.insert(order.series, to);
		self.owner.insert(underlying, next);
		true
	}

	/// What the owner can come to with the orders taken in.
	pub fn into_owner(self) -> BTreeMap<UnderlyingId, OwnerReach> {
		self.owner
	}

	fn range(&self, series: &SeriesKey) -> Range {
		let held = self.account.quantity(series);
		self.ranges.get(series).copied().unwrap_or(Range { low: held, high: held })
	}
}
