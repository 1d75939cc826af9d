// SPDX-License-Identifier: Apache-2.0
//! Demand, supply, and the price at which they clear.

use crate::{MatchError, Order, Side};
use alloc::vec::Vec;
use core::cmp::Reverse;
use tenor_fixed::Price;

/// An order as the auction sees it. The derived order is that of priority; inside a (price, cohort)
/// group it means nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Entry {
	/// [`Side::rank`] of the limit.
	pub rank: u64,
	/// Cohort.
	pub since: u32,
	/// Index into the batch; 32 bits keep the entry small.
	pub index: u32,
	/// Lots.
	pub lots: u64,
}

impl Entry {
	/// Price and cohort: orders that share both are equals.
	pub(crate) const fn group(&self) -> (u64, u32) {
		(self.rank, self.since)
	}

	/// Index into the batch.
	pub(crate) const fn order(&self) -> usize {
		self.index as usize // cast: a usize has at least 32 bits on every target
	}
}

/// The orders of one side with lots left whose limit reaches `worst`, best first.
pub(crate) fn ladder(
	orders: &[Order],
	left: &[u64],
	side: Side,
	worst: Price,
) -> Result<Vec<Entry>, MatchError> {
	let worst = side.rank(worst);
	let mut entries = Vec::new();
	for (index, (order, lots)) in orders.iter().zip(left).enumerate() {
		let rank = side.rank(order.limit);
		if order.side == side && *lots > 0 && rank <= worst {
			let index = u32::try_from(index).map_err(|_| MatchError::Overflow)?;
			entries.push(Entry { rank, since: order.since, index, lots: *lots });
		}
	}
	entries.sort_unstable();
	Ok(entries)
}

/// The best limit of one side among orders with lots left.
pub(crate) fn best(orders: &[Order], left: &[u64], side: Side) -> Option<Price> {
	let live = orders.iter().zip(left).filter(|(order, lots)| order.side == side && **lots > 0);
	live.map(|(order, _)| side.rank(order.limit)).min().map(|rank| side.price(rank))
}

/// Where demand and supply meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cross {
	/// The price.
	pub price: Price,
	/// Lots that change hands.
	pub lots: u64,
}

/// The price on the tick grid of largest volume, then least imbalance, then nearest to the reference,
/// then the lower; none if nothing crosses. Both ladders are sorted and hold nothing empty; their
/// limits and the reference are on the grid.
///
/// Demand and supply change only at limits, so the grid falls into at most `buys + sells` stretches on
/// which both are constant: one point of each, the nearest to the reference, is compared.
pub(crate) fn cross(
	buys: &[Entry],
	sells: &[Entry],
	reference: Price,
	tick: Price,
) -> Option<Cross> {
	let (reference, tick) = (reference.e8(), tick.e8());
	let limit = |entry: &Entry| Side::Buy.price(entry.rank).e8();
	let mut demand: u64 = buys.iter().map(|entry| entry.lots).sum();
	let mut supply: u64 = 0;
	let mut sells = sells.iter().peekable();
	// Lowest limit first: those drop out as the price rises.
	let mut buys = buys.iter().rev().peekable();
	let mut start = sells.peek()?.rank;
	let mut best = None;
	loop {
		while let Some(sell) = sells.next_if(|sell| sell.rank <= start) {
			supply = supply.saturating_add(sell.lots);
		}
		while let Some(buy) = buys.next_if(|buy| limit(buy) < start) {
			demand = demand.saturating_sub(buy.lots);
		}
		// Nobody pays this much, or more.
		let Some(lowest) = buys.peek().map(|buy| limit(buy)) else { break };
		let end = sells.peek().map_or(lowest, |sell| lowest.min(sell.rank.saturating_sub(tick)));
		let price = reference.clamp(start, end.max(start));
		// Larger is better; of equals the first found stays, which is the lower.
		let merit = (
			demand.min(supply),
			Reverse(demand.abs_diff(supply)),
			Reverse(price.abs_diff(reference)),
		);
		if best.as_ref().is_none_or(|(known, _)| merit > *known) {
			best = Some((merit, price));
		}
		match end.checked_add(tick) {
			Some(next) => start = next,
			None => break,
		}
	}
	best.map(|((lots, _, _), price)| Cross { price: Price::from_e8(price), lots })
}
