// SPDX-License-Identifier: Apache-2.0
//! How much of a resting book can matter to a batch.

use crate::{MatchError, Order, Side};
use alloc::vec::Vec;
use tenor_fixed::{Price, Quantity};

/// What a combo's leg or a fill-or-kill order will want of a book after the auction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taker {
	/// Whose.
	pub owner: u32,
	/// What the owner does.
	pub side: Side,
	/// The worst price; a combo's leg has none.
	pub limit: Option<Price>,
	/// Contracts, e8, above zero.
	pub quantity: Quantity,
}

/// Quantities (e8) by the rank of their limit: ascending ranks, running sums.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Wants(Vec<(u64, u64)>);

impl Wants {
	fn of(mut wants: Vec<(u64, Quantity)>) -> Result<Self, MatchError> {
		wants.sort_unstable();
		let mut sums = Vec::with_capacity(wants.len());
		let mut sum = Quantity::ZERO;
		for (rank, quantity) in wants {
			if !quantity.is_positive() {
				return Err(MatchError::NonPositiveQuantity);
			}
			sum = sum.checked_add(quantity).ok_or(MatchError::Overflow)?;
			sums.push((rank, sum.unsigned_abs()));
		}
		Ok(Self(sums))
	}

	/// The sum of those with a rank of at most `rank`.
	fn up_to(&self, rank: u64) -> u64 {
		let count = self.0.partition_point(|(known, _)| *known <= rank);
		count.checked_sub(1).and_then(|last| self.0.get(last)).map_or(0, |(_, sum)| *sum)
	}

	/// Whether any reaches `rank`.
	fn reach(&self, rank: u64) -> bool {
		self.0.first().is_some_and(|(first, _)| *first <= rank)
	}
}

/// What one owner brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bringer {
	owner: u32,
	/// Rank of the most aggressive limit he moves with.
	mover: Option<u64>,
	taker: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct OneSide {
	movers: Wants,
	takers: Wants,
	/// One entry per owner, ascending.
	owners: Vec<Bringer>,
}

/// What must be loaded of a resting book for a batch to come out as if the whole book had been.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DepthNeeded {
	buys: OneSide,
	sells: OneSide,
}

/// What to load for the orders that move (`movers`) and for what takes afterwards (`takers`).
///
/// Movers are the new orders, and every resting order of which it is not certain that it was in the
/// batch before: the resting orders that are not movers must not cross one another.
pub fn depth_needed(movers: &[Order], takers: &[Taker]) -> Result<DepthNeeded, MatchError> {
	let side = |side| OneSide::of(side, movers, takers);
	Ok(DepthNeeded { buys: side(Side::Buy)?, sells: side(Side::Sell)? })
}

impl OneSide {
	fn of(side: Side, movers: &[Order], takers: &[Taker]) -> Result<Self, MatchError> {
		// A leg without a limit goes to the end of the book.
		let taker_rank = |taker: &Taker| taker.limit.map_or(0, |limit| side.rank(limit));
		let movers = || movers.iter().filter(move |order| order.side == side);
		let takers = || takers.iter().filter(move |taker| taker.side == side);
		let mut brought: Vec<Bringer> = movers()
			.map(|o| Bringer { owner: o.owner, mover: Some(side.rank(o.limit)), taker: false })
			.chain(takers().map(|t| Bringer { owner: t.owner, mover: None, taker: true }))
			.collect();
		brought.sort_unstable_by_key(|bringer| bringer.owner);
		let owners = brought
			.chunk_by(|a, b| a.owner == b.owner)
			.filter_map(|own| {
				Some(Bringer {
					owner: own.first()?.owner,
					mover: own.iter().filter_map(|bringer| bringer.mover).min(),
					taker: own.iter().any(|bringer| bringer.taker),
				})
			})
			.collect();
		Ok(Self {
			movers: Wants::of(movers().map(|o| (side.rank(o.limit), o.quantity)).collect())?,
			takers: Wants::of(takers().map(|t| (taker_rank(t), t.quantity)).collect())?,
			owners,
		})
	}

	fn owner(&self, owner: u32) -> Option<&Bringer> {
		let at = self.owners.binary_search_by_key(&owner, |bringer| bringer.owner).ok()?;
		self.owners.get(at)
	}
}

impl DepthNeeded {
	const fn of(&self, side: Side) -> &OneSide {
		match side {
			Side::Buy => &self.buys,
			Side::Sell => &self.sells,
		}
	}

	/// The worst price of the book's `side` that can matter and the most contracts that can be wanted
	/// of it, e8; none if nothing can.
	#[must_use]
	pub fn most(&self, side: Side) -> Option<(Price, Quantity)> {
		let OneSide { movers, takers, .. } = self.of(side.opposite());
		let first = movers.0.first().into_iter().chain(takers.0.first()).map(|(rank, _)| *rank);
		let rank = first.min()?;
		let sum = movers.up_to(u64::MAX).saturating_add(takers.up_to(u64::MAX));
		let units = i64::try_from(sum).unwrap_or(i64::MAX);
		Some((side.opposite().price(rank), Quantity::from_e8(units)))
	}

	/// Whether a resting order crosses a mover of its own owner. All such orders must be in the batch,
	/// wherever they stand in the book, and they do not count as depth: netting may take them.
	#[must_use]
	pub fn nets(&self, owner: u32, side: Side, limit: Price) -> bool {
		let mover = self.of(side.opposite()).owner(owner).and_then(|bringer| bringer.mover);
		mover.is_some_and(|rank| side.opposite().crosses(side.opposite().price(rank), limit))
	}

	/// Whether a resting order counts as depth: others can surely trade with it.
	#[must_use]
	pub fn counts(&self, owner: u32, side: Side, limit: Price) -> bool {
		let takes = self.of(side.opposite()).owner(owner).is_some_and(|bringer| bringer.taker);
		!takes && !self.nets(owner, side, limit)
	}

	/// Begins to load the levels of one side of the book.
	#[must_use]
	pub const fn loading(&self, side: Side) -> Loading<'_> {
		let wanted = self.of(side.opposite());
		Loading {
			wanted,
			taker: side.opposite(),
			first: None,
			loaded: 0,
			enough: false,
			done: false,
		}
	}
}

/// Walks the levels of one side of the book from the best price and says when to stop.
#[derive(Clone, Debug)]
pub struct Loading<'a> {
	wanted: &'a OneSide,
	/// The side of those who want.
	taker: Side,
	/// What movers and takers want at the first level, e8.
	first: Option<u64>,
	/// Counted so far, e8.
	loaded: u64,
	/// What was counted covers what is wanted.
	enough: bool,
	/// One level more than that is loaded.
	done: bool,
}

impl Loading<'_> {
	/// Whether the level at `price`, the next from the best, can matter. Where not, none behind it can.
	#[must_use]
	pub fn wants(&self, price: Price) -> bool {
		let rank = self.taker.rank(price);
		!self.done && (self.wanted.movers.reach(rank) || self.wanted.takers.reach(rank))
	}

	/// Notes that the level at `price` is loaded whole, with `counted` contracts (e8, zero or more) of
	/// orders that are admitted and for which [`DepthNeeded::counts`] holds.
	pub fn loaded(&mut self, price: Price, counted: Quantity) -> Result<(), MatchError> {
		let units = u64::try_from(counted.e8()).map_err(|_| MatchError::NonPositiveQuantity)?;
		self.done |= self.enough && units > 0;
		self.loaded = self.loaded.checked_add(units).ok_or(MatchError::Overflow)?;
		let rank = self.taker.rank(price);
		let OneSide { movers, takers, .. } = self.wanted;
		let all = movers.up_to(rank).checked_add(takers.up_to(rank)).ok_or(MatchError::Overflow)?;
		let first = *self.first.get_or_insert(all);
		// Takers come after the auction, which may have eaten all that movers wanted at better prices.
		let wanted = if takers.up_to(rank) > 0 { first } else { movers.up_to(rank) };
		self.enough |= self.loaded >= wanted;
		Ok(())
	}
}
