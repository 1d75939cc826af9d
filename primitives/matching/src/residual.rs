// SPDX-License-Identifier: Apache-2.0
//! What an auction leaves of a book, and how it is taken from.

use crate::{
	ration::{lot_of, lots_of, quantity_of, ration_lots},
	Batch, MatchError, Order, OrderId, Side,
};
use alloc::vec::Vec;
use tenor_fixed::{Price, Quantity};

/// An order that still stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Maker {
	/// Index into the batch.
	pub order: usize,
	/// Its name.
	pub id: OrderId,
	/// Its owner.
	pub owner: u32,
	/// Its limit: the price at which it is taken.
	pub limit: Price,
	/// Its cohort.
	pub since: u32,
	lots: u64,
}

/// One side, best price first, older cohorts first. Those before `head` are used up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Makers {
	entries: Vec<Maker>,
	head: usize,
}

/// What remains of one series' book after its auction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Residual {
	bids: Makers,
	asks: Makers,
	lot: u64,
	tick: Price,
}

/// What a taker would take: positions in the makers' list with lots. Changes nothing yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
	side: Side,
	takes: Vec<(usize, u64)>,
	/// First position that was not looked at.
	end: usize,
}

impl Residual {
	/// The book of what `remaining` leaves of the batch's orders, e8 by index, as
	/// [`crate::Clearing::remaining`] gives it; the caller sets to zero what may not stand, such as
	/// the rest of an immediate-or-cancel order.
	pub fn new(batch: &Batch, remaining: &[Quantity]) -> Result<Self, MatchError> {
		let lot = lot_of(batch.lot)?;
		if batch.tick.is_zero() {
			return Err(MatchError::ZeroTick);
		}
		if remaining.len() != batch.orders.len() {
			return Err(MatchError::OtherBatch);
		}
		let (mut bids, mut asks) = (Makers::default(), Makers::default());
		for (order, (o, left)) in batch.orders.iter().zip(remaining).enumerate() {
			if left.is_zero() {
				continue;
			}
			if *left > o.quantity {
				return Err(MatchError::OtherBatch);
			}
			let lots = lots_of(*left, lot)?;
			let Order { id, owner, limit, since, .. } = *o;
			let side = if o.side == Side::Buy { &mut bids } else { &mut asks };
			side.entries.push(Maker { order, id, owner, limit, since, lots });
		}
		bids.entries.sort_unstable_by_key(|m| (Side::Buy.rank(m.limit), m.since, m.id));
		asks.entries.sort_unstable_by_key(|m| (Side::Sell.rank(m.limit), m.since, m.id));
		Ok(Self { bids, asks, lot, tick: batch.tick })
	}

	fn makers(&self, side: Side) -> &Makers {
		match side {
			Side::Buy => &self.bids,
			Side::Sell => &self.asks,
		}
	}

	/// The orders of one side that still stand with what remains of each, best first.
	pub fn standing(
		&self,
		side: Side,
	) -> impl Iterator<Item = (&Maker, Result<Quantity, MatchError>)> + '_ {
		let makers = self.makers(side);
		makers.entries.iter().skip(makers.head).map(|maker| (maker, self.quantity(maker.lots)))
	}

	/// The best price of one side.
	#[must_use]
	pub fn best(&self, side: Side) -> Option<Price> {
		let makers = self.makers(side);
		makers.entries.get(makers.head).map(|maker| maker.limit)
	}

	pub(crate) const fn tick(&self) -> Price {
		self.tick
	}

	pub(crate) const fn lot(&self) -> u64 {
		self.lot
	}

	pub(crate) fn lots(&self, quantity: Quantity) -> Result<u64, MatchError> {
		lots_of(quantity, self.lot)
	}

	pub(crate) fn quantity(&self, lots: u64) -> Result<Quantity, MatchError> {
		quantity_of(lots, self.lot)
	}

	/// What a taker on `taker`'s side takes for `wanted` lots: the other side from its best price, no
	/// order of `owner`, no price beyond `limit`; a (price, cohort) group of which only a part is needed
	/// pro rata. None if that is not enough.
	pub(crate) fn plan(
		&self,
		taker: Side,
		owner: u32,
		limit: Option<Price>,
		wanted: u64,
		tie: &impl Fn(&OrderId) -> u128,
	) -> Result<Option<Plan>, MatchError> {
		let side = taker.opposite();
		let makers = self.makers(side);
		let mut plan = Plan { side, takes: Vec::new(), end: makers.head };
		let mut missing = wanted;
		let live = makers.entries.get(makers.head..).unwrap_or_default();
		for group in live.chunk_by(|a, b| (a.limit, a.since) == (b.limit, b.since)) {
			let beyond = |maker: &Maker| limit.is_some_and(|l| !taker.crosses(l, maker.limit));
			if missing == 0 || group.first().is_some_and(beyond) {
				break;
			}
			let others: Vec<(usize, &Maker)> =
				(plan.end..).zip(group).filter(|(_, maker)| maker.owner != owner).collect();
			let lots: Vec<u64> = others.iter().map(|(_, maker)| maker.lots).collect();
			let id_of = |at: usize| others.get(at).map(|(_, maker)| maker.id);
			let shares = ration_lots(&lots, missing, &id_of, tie)?;
			for ((at, _), share) in others.iter().zip(shares).filter(|(_, share)| *share > 0) {
				missing = missing.checked_sub(share).ok_or(MatchError::Overflow)?;
				plan.takes.push((*at, share));
			}
			plan.end = plan.end.saturating_add(group.len());
		}
		Ok((missing == 0).then_some(plan))
	}

	/// The makers of a plan, each with the lots it gives.
	pub(crate) fn makers_of<'a>(
		&'a self,
		plan: &'a Plan,
	) -> impl Iterator<Item = (&'a Maker, u64)> + 'a {
		let entries = &self.makers(plan.side).entries;
		plan.takes.iter().filter_map(|(at, lots)| entries.get(*at).map(|maker| (maker, *lots)))
	}

	/// Carries a plan out. The book must not have changed since it was made.
	pub(crate) fn take(&mut self, plan: &Plan) -> Result<(), MatchError> {
		let makers = match plan.side {
			Side::Buy => &mut self.bids,
			Side::Sell => &mut self.asks,
		};
		for (at, lots) in &plan.takes {
			let maker = makers.entries.get_mut(*at).ok_or(MatchError::OtherBatch)?;
			maker.lots = maker.lots.checked_sub(*lots).ok_or(MatchError::OtherBatch)?;
		}
		// What was walked over pays for bringing those used up to the front, in stable order: the
		// next walk does not meet them.
		let walked = makers.entries.get_mut(makers.head..plan.end).unwrap_or_default();
		walked.sort_by_key(|maker| maker.lots > 0);
		makers.head =
			makers.head.saturating_add(walked.iter().take_while(|maker| maker.lots == 0).count());
		Ok(())
	}
}
